"""A thread in which an analysis may recurse deeply, and does so without waiting for memory."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

STACK = 256 << 20
RECURSION = 20_000
ROOM = (1 << 17) + 1
"""Words of the frame under all others. Python (3.11 and later) takes the memory of frames from the system in pieces, of 16 KiB where a frame
asks for no more, and gives each back as soon as it is empty: a loop that calls at the edge of one waits for the system at
every turn. A piece is as large as a power of two that holds its first frame: what this one leaves is enough for all that it calls.
"""


def start_deep(work: Callable[[], None]) -> threading.Thread:
    """Starts the thread."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION))
    before = threading.stack_size(STACK)
    try:
        thread = threading.Thread(target=_with_room, args=(work,), name="analysis", daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    return thread


def _with_room(work: Callable[[], None]) -> None:
    work()


_with_room.__code__ = _with_room.__code__.replace(co_stacksize=ROOM)
