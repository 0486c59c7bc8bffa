"""The one thread in which programs are analysed: files whose text changed, the newest first, then whatever else was asked, step by step.

A file waits at most once, with its newest text: what was typed meanwhile replaces what waited. Analyses recurse deeply, hence the stack.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Hashable
from contextlib import suppress
from typing import Any, TypeVar

from ..analysis.deep import start_deep

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

BREATH = 0.03
"""Seconds without a job after which what may be asked next is prepared."""
PAUSE = 2.0
"""Seconds without a job after which garbage is collected."""
WORTH_COLLECTING = 50_000
MANY = 2_000_000
"""Pieces of memory more than after the last whole collection that are worth one in a pause, and that are not left until then.
It walks all that is alive, which stops everything for a while: in a pause a quarter of that must be new, else half."""
YOUNG = 1
WORTH_SORTING = 30_000
"""The generations that are collected while somebody types, and the objects that are worth it: a few milliseconds, where to wait for many costs far more."""


class Worker:
    """Runs jobs in a thread; their results arrive in the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._changed = threading.Condition()
        self._newest: dict[Hashable, Callable[[], None]] = {}
        self._others: deque[Callable[[], None]] = deque()
        self._idle: dict[Hashable, Callable[[], None]] = {}
        self._alive = 0
        """Pieces of memory that were in use after the last whole collection."""
        start_deep(self._work)

    def replace(self, key: Hashable, job: Callable[[], Result], then: Callable[[Result], None]) -> None:
        """Runs `job` soon and `then` with its result in the loop; a job of the same key that still waits is dropped."""
        with self._changed:
            self._newest.pop(key, None)
            self._idle.pop(key, None)
            self._newest[key] = lambda: self._run(job, then)
            self._changed.notify()

    def drop(self, key: Hashable) -> None:
        """Forgets a job that still waits."""
        with self._changed:
            self._newest.pop(key, None)
            self._idle.pop(key, None)

    def later(self, key: Hashable, job: Callable[[], object]) -> None:
        """Does something once there has been nothing else to do for a breath; another job of the same key makes it needless."""
        with self._changed:
            self._idle[key] = lambda: self._run(job, lambda _: None)
            self._changed.notify()

    def run(self, steps: Generator[None, None, Result]) -> asyncio.Future[Result]:
        """Runs a generator, each step once no changed file waits; what it returns is the answer. Of a cancelled future no further step is taken."""
        future: asyncio.Future[Result] = self._loop.create_future()

        def resolve(result: Any, error: BaseException | None) -> None:
            if not future.done():
                if error is None:
                    future.set_result(result)
                else:
                    future.set_exception(error)

        def step() -> None:
            if future.cancelled():
                steps.close()
                return
            try:
                next(steps)
            except StopIteration as end:
                self._answer(resolve, end.value, None)
            except Exception as error:
                self._answer(resolve, None, error)
            else:
                with self._changed:
                    self._others.appendleft(step)

        with self._changed:
            self._others.append(step)
            self._changed.notify()
        return future

    def _work(self) -> None:
        gc.disable()  # a collection takes longer than an analysis: it waits for a pause in the typing
        while True:
            job = self._next()
            if job is not None:
                job()
            self._collect(is_pause=job is None)

    def _collect(self, is_pause: bool) -> None:
        """Collects garbage where it is worth it."""
        if self._is_worth_collecting(is_pause):
            gc.collect()
            self._alive = sys.getallocatedblocks()
        elif gc.get_count()[0] > WORTH_SORTING:
            gc.collect(YOUNG)

    def _is_worth_collecting(self, is_pause: bool) -> bool:
        enough = max(WORTH_COLLECTING, self._alive // 4) if is_pause else max(MANY, self._alive)
        return sys.getallocatedblocks() - self._alive > enough

    def _next(self) -> Callable[[], None] | None:
        """Waits for a job; None if none comes for a while."""
        with self._changed:
            while not self._newest and not self._others:
                limit = PAUSE if self._is_worth_collecting(is_pause=True) else None
                if not self._changed.wait(BREATH if self._idle else limit):
                    return self._idle.popitem()[1] if self._idle else None
            return self._newest.popitem()[1] if self._newest else self._others.popleft()

    def _run(self, job: Callable[[], Result], then: Callable[[Result], None]) -> None:
        try:
            result = job()
        except Exception:
            logger.exception("a job failed")
        else:
            self._answer(then, result)

    def _answer(self, function: Callable[..., None], *arguments: Any) -> None:
        with suppress(RuntimeError):  # the loop is closed: the server has ended
            self._loop.call_soon_threadsafe(function, *arguments)
