"""The client: an `Oracle` asks real Keras in a worker process and answers with a `Verdict`, whatever happens there.

The worker starts with the first question, is killed and replaced where it hangs or dies, and ends when idle. It runs in
an empty folder of its own, so that no file of the workspace is ever imported. No method raises for what Keras or the
worker does; one worker serves one question at a time, and every method may be called from any thread.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from .questions import Question, written
from .verdicts import Verdict, read_verdict

WORKER = Path(__file__).with_name("worker.py")
WINDOW = 64
CACHE_SIZE = 20_000


class Oracle:
    """Real Keras of `interpreter`.

    `time_limit` is for one question, `start_limit` for the import of Keras, `idle_limit` until a worker without
    questions ends, all in seconds; `memory_limit` is in bytes (where the platform can limit it).
    """

    def __init__(
        self,
        interpreter: Path,
        *,
        time_limit: float = 20.0,
        start_limit: float = 180.0,
        idle_limit: float = 300.0,
        memory_limit: int = 8 << 30,
        worker: Path = WORKER,
    ) -> None:
        self.interpreter = interpreter
        self.time_limit = time_limit
        self.start_limit = start_limit
        self.idle_limit = idle_limit
        self.memory_limit = memory_limit
        self._script = worker
        self._worker: _Worker | None = None
        self._missing: str | None = None
        self._cache: OrderedDict[str, Verdict] = OrderedDict()
        self._lock = threading.RLock()
        """Held while questions are asked, which takes as long as it takes."""
        self._background_lock = threading.Lock()
        self._is_closing = False
        self._idle: threading.Timer | None = None
        self._background: ThreadPoolExecutor | None = None

    def ask(self, question: Question) -> Verdict:
        """Keras's verdict; waits for it, at most for the time limit (and the start of the worker)."""
        return self.ask_all([question])[0]

    def ask_all(self, questions: Sequence[Question]) -> list[Verdict]:
        """A verdict for each question, in order. Questions travel in batches: far faster than one by one."""
        with self._lock:
            if self._idle is not None:
                self._idle.cancel()
            verdicts = self._answer_all(questions)
            self._idle = threading.Timer(self.idle_limit, self._end_if_idle)
            self._idle.daemon = True
            self._idle.start()
            return verdicts

    def known(self, question: Question) -> Verdict | None:
        """The verdict on a question that was asked before, else None. Never waits."""
        try:
            return self._cache.get(written(question))
        except TypeError:
            return None

    def request(self, question: Question, then: Callable[[Verdict], None]) -> None:
        """Asks in the background; `then` is called with the verdict, in another thread. Never waits."""
        with self._background_lock:
            if self._background is None:
                self._background = ThreadPoolExecutor(max_workers=1, thread_name_prefix="oracle")
            self._background.submit(lambda: then(self.ask(question)))

    def close(self) -> None:
        """Ends the worker, also under a question that waits for it. The next question starts another, and looks for Keras anew."""
        with self._background_lock:
            background, self._background = self._background, None
        if background is not None:
            background.shutdown(wait=False, cancel_futures=True)
        self._is_closing = True
        worker = self._worker
        if worker is not None:
            worker.kill()  # whoever waits for it goes on, and gives the lock back
        with self._lock:
            if self._idle is not None:
                self._idle.cancel()
            self._end()
            self._missing = None
            self._is_closing = False

    def __enter__(self) -> Oracle:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_running(self) -> bool:
        """Whether a worker lives now."""
        worker = self._worker
        return worker is not None and worker.is_alive

    def _answer_all(self, questions: Sequence[Question]) -> list[Verdict]:
        verdicts: dict[int, Verdict] = {}
        waiting: list[tuple[int, str]] = []
        for index, question in enumerate(questions):
            try:
                line = written(question)
            except TypeError as error:
                verdicts[index] = Verdict(reason=str(error))
                continue
            known = self._cache.get(line)
            if known is None:
                waiting.append((index, line))
            else:
                verdicts[index] = known
        while waiting:
            worker = self._started()
            if worker is None:
                absent = Verdict(available=False, reason=self._missing)
                verdicts.update((index, absent) for index, _ in waiting)
                break
            batch = waiting[:WINDOW]
            answers = worker.answers([line for _, line in batch], self.time_limit)
            for (index, line), verdict in zip(batch, answers, strict=False):
                verdicts[index] = verdict
                self._remember(line, verdict)
            waiting = waiting[len(answers) :]
        return [verdicts[index] for index in range(len(questions))]

    def _remember(self, line: str, verdict: Verdict) -> None:
        if verdict.accepted is not None:
            self._cache[line] = verdict
            while len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)

    def _started(self) -> _Worker | None:
        """The living worker, started where there is none; None, with `_missing` set, where Keras cannot be had."""
        if self._missing is not None:
            return None
        if self._is_closing:
            self._missing = "the session ends"
            return None
        if self._worker is not None and self._worker.is_alive:
            return self._worker
        self._end()
        try:
            worker = _Worker(self.interpreter, self._script, self.memory_limit)
        except OSError as error:
            self._missing = f"{self.interpreter} does not start: {error.strerror or error}"
            return None
        self._worker = worker
        greeting = worker.greeting(0.0 if self._is_closing else self.start_limit)
        if greeting is not None:
            self._end()
            self._missing = greeting
            return None
        return worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def _end_if_idle(self) -> None:
        if self._lock.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._lock.release()


class _Worker:
    """One worker process."""

    def __init__(self, interpreter: Path, script: Path, memory_limit: int) -> None:
        self.keras = ""
        self._folder = tempfile.TemporaryDirectory(prefix="shapelens-oracle-", ignore_cleanup_errors=True)
        try:
            self._process = subprocess.Popen(
                [str(interpreter), "-I", "-S", "-X", "utf8", str(script), str(memory_limit)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self._folder.name,
                env=_environment(Path(self._folder.name)),
                text=True,
                encoding="utf-8",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except BaseException:
            self._folder.cleanup()
            raise
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, name="oracle-reader", daemon=True).start()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def greeting(self, limit: float) -> str | None:
        """Waits for Keras; None where it is there, else why it is not."""
        try:
            line = self._lines.get(timeout=limit)
        except queue.Empty:
            return f"Keras was not imported within {limit:g} seconds"
        try:
            form = json.loads(line or "")
            if "missing" in form:
                return f"Keras cannot be imported: {form['missing']}"
            self.keras = str(form["keras"])
        except (ValueError, KeyError, TypeError):
            return f"the interpreter ended while importing Keras (status {self._status()})"
        return None

    def answers(self, lines: Sequence[str], limit: float) -> list[Verdict]:
        """Verdicts on the first of `lines`: all of them, or as many as up to the one that ended the worker."""
        verdicts: list[Verdict] = []
        try:
            stream = self._process.stdin
            assert stream is not None
            stream.writelines(line + "\n" for line in lines)
            stream.flush()
        except (OSError, ValueError):
            pass  # the worker is gone: reading tells
        for _ in lines:
            try:
                line = self._lines.get(timeout=limit)
            except queue.Empty:
                self.end()
                return [*verdicts, Verdict(reason=f"no answer within {limit:g} seconds", keras=self.keras)]
            try:
                verdicts.append(read_verdict(json.loads(line or ""), self.keras))
            except (ValueError, KeyError, TypeError, AttributeError):
                status = self._status()
                self.end()
                return [*verdicts, Verdict(reason=f"the worker ended (status {status})", keras=self.keras)]
        return verdicts

    def kill(self) -> None:
        """Ends the process, now. Whoever waits for an answer learns that there will be none."""
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """Ends the process and gives back what it had."""
        self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                pass
        self._folder.cleanup()

    def _status(self) -> int | None:
        deadline = time.monotonic() + 2.0
        while self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        return self._process.returncode

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        try:
            for line in stream:
                self._lines.put(line)
        except (OSError, ValueError):
            pass
        self._lines.put(None)


def _environment(folder: Path) -> dict[str, str]:
    """The user's environment without Python's and the workspace's settings, quiet, on one CPU thread."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    backend = _backend()
    if backend:
        environment.setdefault("KERAS_BACKEND", backend)
    environment.update(
        KERAS_HOME=str(folder),
        CUDA_VISIBLE_DEVICES="",
        TF_CPP_MIN_LOG_LEVEL="3",
        TF_NUM_INTEROP_THREADS="1",
        TF_NUM_INTRAOP_THREADS="1",
        OMP_NUM_THREADS="1",
    )
    return environment


def _backend() -> str | None:
    """The backend that the user's own Keras settings name."""
    home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    try:
        backend = json.loads((home / "keras.json").read_text(encoding="utf-8")).get("backend")
    except (OSError, ValueError, AttributeError):
        return None
    return backend if isinstance(backend, str) else None
