"""The worker's order: what is typed is analysed between the steps of whatever else was asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator

import pytest
from shapelens.lsp.worker import BREATH, Worker


def test_what_was_typed_goes_before_the_next_step() -> None:
    async def order() -> list[str]:
        worker = Worker(asyncio.get_running_loop())
        done: list[str] = []
        begun, may_go_on = threading.Event(), threading.Event()

        def steps() -> Generator[None, None, str]:
            done.append("first step")
            begun.set()
            assert may_go_on.wait(5)
            yield
            done.append("second step")
            yield
            return "answer"

        answer = worker.run(steps())
        other = worker.run(plain(done))
        assert await asyncio.to_thread(begun.wait, 5)
        worker.replace("file", lambda: done.append("analysis"), lambda _: None)
        may_go_on.set()
        assert await answer == "answer"
        await other
        return done

    assert asyncio.run(order()) == ["first step", "analysis", "second step", "other"]


def plain(done: list[str]) -> Generator[None, None, None]:
    done.append("other")
    yield


def test_an_error_is_the_answer() -> None:
    async def ask() -> None:
        await Worker(asyncio.get_running_loop()).run(broken())

    def broken() -> Generator[None, None, None]:
        yield
        raise LookupError("nothing")

    with pytest.raises(LookupError, match="nothing"):
        asyncio.run(ask())


def test_of_a_cancelled_job_no_further_step_is_taken() -> None:
    async def steps_taken() -> list[int]:
        worker = Worker(asyncio.get_running_loop())
        taken: list[int] = []
        begun, may_go_on = threading.Event(), threading.Event()

        def steps() -> Generator[None, None, None]:
            for number in range(9):
                taken.append(number)
                begun.set()
                may_go_on.wait(5)
                yield

        future = worker.run(steps())
        assert await asyncio.to_thread(begun.wait, 5)
        future.cancel()
        may_go_on.set()
        await worker.run(plain([]))
        return taken

    assert asyncio.run(steps_taken()) == [0]


def test_what_can_wait_is_done_after_all_else_and_dropped_for_a_newer_text() -> None:
    async def order() -> list[str]:
        worker = Worker(asyncio.get_running_loop())
        done: list[str] = []
        prepared = threading.Event()
        worker.later("broken", lambda: 1 // 0)
        worker.later("old", lambda: done.append("of an old text"))
        worker.later("file", lambda: (done.append("prepared"), prepared.set()))
        worker.replace("old", lambda: done.append("analysis"), lambda _: None)
        await worker.run(plain(done))
        assert await asyncio.to_thread(prepared.wait, 5)
        await worker.run(plain(done))
        await asyncio.sleep(5 * BREATH)
        await worker.run(plain(done))
        return done

    assert asyncio.run(order()) == ["analysis", "other", "prepared", "other", "other"], "what fails ends nothing else"
