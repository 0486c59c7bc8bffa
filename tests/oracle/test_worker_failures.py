"""What the client answers when the worker is missing, crashes, hangs, babbles or is killed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from shapelens.oracle import FunctionQuestion, Oracle, Tensor, Verdict

PYTHON = Path(sys.executable)

FAKE = """
import json, os, sys, time
with open({log!r}, "a") as log: log.write("start ")
print(json.dumps({{"keras": "3.0.0", "backend": "fake"}}), flush=True)
for line in sys.stdin:
    name = json.loads(line)["name"]
    if name == "numpy.crash": os._exit(7)
    if name == "numpy.hang": time.sleep(600)
    if name == "numpy.babble": print("not JSON", flush=True)
    print(json.dumps({{"symbolic": {{"accepted": True, "outputs": name}}}}), flush=True)
"""


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    """A worker that answers with the question's name, without Keras."""
    script = tmp_path / "worker.py"
    script.write_text(FAKE.format(log=str(tmp_path / "log")))
    return script


def starts(fake: Path) -> int:
    return (fake.parent / "log").read_text().count("start")


def ask(oracle: Oracle, *names: str) -> list[Verdict]:
    return oracle.ask_all([FunctionQuestion(f"numpy.{name}") for name in names])


def test_an_interpreter_that_does_not_exist() -> None:
    verdict = ask(Oracle(Path("/no/such/python")), "a")[0]
    assert (verdict.available, verdict.accepted) == (False, None)
    assert verdict.reason == "/no/such/python does not start: No such file or directory"


def test_an_interpreter_without_keras(tmp_path: Path) -> None:
    blocked = tmp_path / "worker.py"
    original = Path(__file__).parents[2] / "server/shapelens/oracle/worker.py"
    blocked.write_text(
        f"import sys\nsys.modules['keras'] = None\n__file__ = {str(original)!r}\n"
        + original.read_text().replace("from __future__ import annotations", "")
    )
    with Oracle(PYTHON, worker=blocked) as oracle:
        first, second = ask(oracle, "a", "b")
        assert first == second
        assert first.available is False
        assert first.reason is not None and "Keras cannot be imported: ModuleNotFoundError" in first.reason
        assert not oracle.is_running


def test_keras_2_is_not_asked(tmp_path: Path) -> None:
    old = tmp_path / "worker.py"
    original = Path(__file__).parents[2] / "server/shapelens/oracle/worker.py"
    stub = "import sys, types\nsys.modules['keras'] = types.SimpleNamespace(__version__='2.15.0')\n"
    old.write_text(stub + original.read_text().replace("from __future__ import annotations", ""))
    with Oracle(PYTHON, worker=old) as oracle:
        verdict = ask(oracle, "a")[0]
    assert (
        verdict.reason == "Keras cannot be imported: ImportError: Keras 2.15.0 is installed; Keras 3 or later is needed"
    )


def test_a_worker_that_dies_while_it_starts(tmp_path: Path) -> None:
    script = tmp_path / "worker.py"
    script.write_text("import os; os._exit(9)")
    verdict = ask(Oracle(PYTHON, worker=script), "a")[0]
    assert (verdict.available, verdict.reason) == (False, "the interpreter ended while importing Keras (status 9)")


def test_a_worker_that_never_starts(tmp_path: Path) -> None:
    script = tmp_path / "worker.py"
    script.write_text("import time; time.sleep(600)")
    verdict = ask(Oracle(PYTHON, worker=script, start_limit=0.5), "a")[0]
    assert (verdict.available, verdict.reason) == (False, "Keras was not imported within 0.5 seconds")


def test_a_crash_costs_one_answer_and_the_rest_is_answered(fake: Path) -> None:
    with Oracle(PYTHON, worker=fake) as oracle:
        verdicts = ask(oracle, "a", "crash", "b", "crash", "c")
    assert [v.outputs for v in verdicts] == ["numpy.a", None, "numpy.b", None, "numpy.c"]
    assert [v.reason for v in verdicts] == [None, *["the worker ended (status 7)", None] * 2]
    assert all(v.available for v in verdicts)
    assert starts(fake) == 3


def test_a_hang_is_ended_at_the_time_limit(fake: Path) -> None:
    with Oracle(PYTHON, worker=fake, time_limit=1.0) as oracle:
        started = time.monotonic()
        verdicts = ask(oracle, "a", "hang", "b")
        assert time.monotonic() - started < 10
    assert [v.outputs for v in verdicts] == ["numpy.a", None, "numpy.b"]
    assert verdicts[1].reason == "no answer within 1 seconds"
    assert starts(fake) == 2


def test_babble_is_not_taken_for_an_answer(fake: Path) -> None:
    with Oracle(PYTHON, worker=fake) as oracle:
        verdicts = ask(oracle, "babble", "a")
    assert verdicts[0].accepted is None
    assert verdicts[1].outputs == "numpy.a"


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_worker_killed_between_two_questions_is_replaced(fake: Path) -> None:
    with Oracle(PYTHON, worker=fake) as oracle:
        ask(oracle, "a")
        worker = oracle._worker
        assert worker is not None
        os.kill(worker._process.pid, signal.SIGKILL)
        worker._process.wait()
        assert ask(oracle, "b")[0].outputs == "numpy.b"
    assert starts(fake) == 2


def test_a_worker_ends_when_idle_and_starts_again(fake: Path) -> None:
    with Oracle(PYTHON, worker=fake, idle_limit=0.2) as oracle:
        ask(oracle, "a")
        deadline = time.monotonic() + 10
        while oracle.is_running and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not oracle.is_running
        assert ask(oracle, "b")[0].outputs == "numpy.b"


def test_nothing_starts_before_the_first_question_or_after_the_last(fake: Path) -> None:
    oracle = Oracle(PYTHON, worker=fake)
    assert not oracle.is_running
    ask(oracle, "a")
    assert oracle.is_running
    oracle.close()
    oracle.close()
    assert not oracle.is_running


def test_an_answer_is_kept_and_found_without_waiting(fake: Path) -> None:
    question = FunctionQuestion("numpy.a", (Tensor((2,)),))
    with Oracle(PYTHON, worker=fake) as oracle:
        assert oracle.known(question) is None
        assert not oracle.is_running
        verdict = oracle.ask(question)
        assert oracle.known(question) is verdict
        assert oracle.ask(question) is verdict


def test_a_crash_is_not_kept(fake: Path) -> None:
    with Oracle(PYTHON, worker=fake) as oracle:
        ask(oracle, "crash")
        assert oracle.known(FunctionQuestion("numpy.crash")) is None


def test_a_request_is_answered_in_the_background(fake: Path) -> None:
    answered = threading.Event()
    verdicts: list[Verdict] = []

    def then(verdict: Verdict) -> None:
        verdicts.append(verdict)
        answered.set()

    with Oracle(PYTHON, worker=fake) as oracle:
        oracle.request(FunctionQuestion("numpy.a"), then)
        assert answered.wait(20)
    assert [v.outputs for v in verdicts] == ["numpy.a"]


def test_many_threads_may_ask(fake: Path) -> None:
    names = [f"n{n}" for n in range(40)]
    found: dict[str, str] = {}
    with Oracle(PYTHON, worker=fake) as oracle:
        threads = [threading.Thread(target=lambda n=n: found.update({n: ask(oracle, n)[0].outputs})) for n in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert found == {name: f"numpy.{name}" for name in names}
    assert starts(fake) == 1


def test_more_questions_than_a_pipe_holds(fake: Path) -> None:
    long = "x" * 5000
    questions = [FunctionQuestion("numpy.a", (long, n)) for n in range(300)]
    with Oracle(PYTHON, worker=fake) as oracle:
        assert [v.outputs for v in oracle.ask_all(questions)] == ["numpy.a"] * 300


HANGS = "import time; time.sleep(600)"


def test_asking_in_the_background_and_closing_never_wait(tmp_path: Path) -> None:
    script = tmp_path / "worker.py"
    script.write_text(HANGS)
    oracle = Oracle(PYTHON, worker=script)
    verdicts: list[Verdict] = []
    started = time.monotonic()
    for name in "abc":
        oracle.request(FunctionQuestion(f"numpy.{name}"), verdicts.append)
    while not oracle.is_running:
        time.sleep(0.01)
    oracle.close()
    assert time.monotonic() - started < 20
    assert not oracle.is_running
    assert all(verdict.accepted is None for verdict in verdicts)


def test_after_closing_under_a_question_the_next_is_answered(fake: Path) -> None:
    with Oracle(PYTHON, worker=fake) as oracle:
        oracle.request(FunctionQuestion("numpy.hang"), lambda verdict: None)
        while not oracle.is_running:
            time.sleep(0.01)
        oracle.close()
        assert ask(oracle, "b")[0].outputs == "numpy.b"
