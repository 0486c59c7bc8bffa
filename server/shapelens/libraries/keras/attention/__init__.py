"""Attention layers. Importing this registers their rules."""

from . import attention, multi_head_attention

__all__ = ["attention", "multi_head_attention"]
