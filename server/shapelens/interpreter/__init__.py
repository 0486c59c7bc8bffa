"""The abstract interpreter of Python. It knows no library; they register with it."""

from .context import Context
from .interpreter import Interpreter

__all__ = ["Context", "Interpreter"]
