"""The oracle: real Keras in a worker process, and what happens when that process misbehaves."""

from __future__ import annotations
