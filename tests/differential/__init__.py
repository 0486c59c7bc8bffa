"""Real Keras against Shapelens: drawn questions about every layer."""

from __future__ import annotations
