"""The abstract interpreter of Python. It knows no library; they register with it."""

from .context import Context

__all__ = ["Context"]
