"""The one thread in which programs are analysed: files whose text changed, the newest first, then whatever else was asked, step by step.

A file waits at most once, with its newest text: what was typed meanwhile replaces what waited. Analyses recurse deeply, hence the stack.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections import deque
from collections.abc import Callable, Generator, Hashable
from contextlib import suppress
from typing import Any, TypeVar

from ..analysis.deep import start_deep

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

PAUSE = 1.0
"""Seconds without a job after which garbage is collected."""
WORTH_COLLECTING = 20_000
MOST_GARBAGE = 1_000_000
"""Objects since the last collection that are worth one in a pause, and that are not left until then."""
YOUNG = 1
"""The generations that are collected while somebody types: what was made since the last time."""


class Worker:
    """Runs jobs in a thread; their results arrive in the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._changed = threading.Condition()
        self._newest: dict[Hashable, Callable[[], None]] = {}
        self._others: deque[Callable[[], None]] = deque()
        start_deep(self._work)

    def replace(self, key: Hashable, job: Callable[[], Result], then: Callable[[Result], None]) -> None:
        """Runs `job` soon and `then` with its result in the loop; a job of the same key that still waits is dropped."""
        with self._changed:
            self._newest.pop(key, None)
            self._newest[key] = lambda: self._run(job, then)
            self._changed.notify()

    def drop(self, key: Hashable) -> None:
        """Forgets a job that still waits."""
        with self._changed:
            self._newest.pop(key, None)

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
            made = gc.get_count()[0]
            if job is None and made > WORTH_COLLECTING:
                gc.collect()
            elif made > MOST_GARBAGE:
                gc.collect(YOUNG)  # what was typed away since the last time: to walk all that is alive takes far longer

    def _next(self) -> Callable[[], None] | None:
        """Waits for a job; None if none comes for a while."""
        with self._changed:
            if not self._newest and not self._others:
                self._changed.wait(PAUSE if gc.get_count()[0] > WORTH_COLLECTING else None)
            if self._newest:
                return self._newest.popitem()[1]
            return self._others.popleft() if self._others else None

    def _run(self, job: Callable[[], Result], then: Callable[[Result], None]) -> None:
        try:
            result = job()
        except Exception:
            logger.exception("an analysis failed")
        else:
            self._answer(then, result)

    def _answer(self, function: Callable[..., None], *arguments: Any) -> None:
        with suppress(RuntimeError):  # the loop is closed: the server has ended
            self._loop.call_soon_threadsafe(function, *arguments)
