"""One editor's session: which files are open, when they are analysed, what is published, and what the settings say."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import messages
from .configuration import Configuration, capability
from .connection import Connection
from .documents import Finished, Notebook, OpenFile, State, in_folder
from .positions import FALLBACK
from .showing import Documents
from .uris import path_of
from .views import View
from .worker import Worker

if TYPE_CHECKING:
    from ..analysis.analysis import Analysis
    from ..analysis.settings import Settings
    from ..analysis.workspace import Workspace
    from .judge import Judge

logger = logging.getLogger(__name__)

PATIENCE = 0.15
"""Seconds that a request waits for the analysis of the newest text, before it is answered from the last one."""
PAUSE = 0.3
"""Seconds without an edit after which the files that import an edited one are analysed anew."""
LONG = 1.0
"""Seconds after which an analysis reports progress."""


class Server(Connection):
    """The session's state. All of it belongs to the event loop's thread, but for each file's engine."""

    worker: Worker

    def __init__(self) -> None:
        super().__init__()
        self.capabilities: Any = {}
        self.encoding = FALLBACK
        self.configuration = Configuration()
        self.files: dict[str, OpenFile] = {}
        """Every open document's URI, a notebook's cells and the notebook itself among them."""
        self._by_path: dict[str, OpenFile] = {}
        self._workspace: Workspace | None = None
        self.documents = Documents()
        """What the editor was told to show."""
        self._judges: dict[str, Judge] = {}
        self._progress: dict[OpenFile, asyncio.TimerHandle | str] = {}
        self._edits: set[str] = set()
        """Files edited since those who import them were analysed."""
        self._pause: asyncio.TimerHandle | None = None
        self._tokens = 0
        self._shown: set[str] = set()
        """Tokens of progress that the client shows."""
        self._unrefreshed = False
        self._tasks: set[asyncio.Task[Any]] = set()

    def started(self, loop: asyncio.AbstractEventLoop) -> None:
        sys.setswitchinterval(0.001)  # the loop must not wait long while an analysis computes
        self.worker = Worker(loop)

    def stopped(self) -> None:
        self.end_judges()

    def can(self, *path: str) -> Any:
        """A capability of the client."""
        return capability(self.capabilities, *path)

    def workspace(self) -> Workspace:
        """What analyses share. In the worker's thread only."""
        from ..analysis.workspace import Workspace

        if self._workspace is None:
            roots = [Path(folder) for folder in self.configuration.folders.values()]
            self._workspace = Workspace(roots, self.open_text)
        return self._workspace

    def judge(self, settings: Settings) -> Judge:
        """The Keras of a file's interpreter; the server's own where the interpreter lies in a workspace, which may hold anything."""
        from .judge import Judge

        chosen = settings.interpreter
        if chosen is None or any(in_folder(chosen, folder) for folder in self.configuration.folders.values()):
            chosen = sys.executable
        if chosen not in self._judges:
            self._judges[chosen] = Judge(Path(chosen))
        return self._judges[chosen]

    def end_judges(self) -> None:
        """Ends what asks real Keras."""
        judges, self._judges = self._judges, {}
        for judge in judges.values():
            judge.close()

    def open_text(self, path: Path) -> str | None:
        """The newest text of a file that is open."""
        file = self._by_path.get(str(path))
        return file.state.text.content if file is not None else None

    def change_folders(self, added: object, removed: object) -> None:
        """Takes workspace folders in and out."""
        self.configuration.change_folders(added, removed)
        self._workspace = None

    def preload(self) -> None:
        """Imports what analyses need, in the background."""
        self.worker.replace("import", import_features, lambda _: None)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Runs a coroutine beside the messages."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # files

    def open(self, file: OpenFile) -> None:
        """Takes a file in and analyses it."""
        for uri in [file.uri, *file.uris]:
            self.files[uri] = file
        self._by_path[file.path] = file
        file.renew(settings=self.configuration.settings(file.path))
        self.tell_problems()
        self.analyse(file)
        self.edited(file.path)

    def close(self, uri: str) -> None:
        """Forgets a file (or notebook) and what was published about it."""
        file = self.files.get(uri)
        if file is None:
            return
        self.worker.drop(file)
        self._end_progress(file)
        file.release()
        self._by_path.pop(file.path, None)
        self.edited(file.path)
        for document in {uri, *file.uris}:
            self.files.pop(document, None)
            if document in file.reported:
                self.notify("textDocument/publishDiagnostics", {"uri": document, "diagnostics": []})

    def forget_document(self, file: OpenFile, uri: str) -> None:
        """Forgets one document of a file that stays open: a cell that was deleted."""
        self.files.pop(uri, None)
        if file.reported.pop(uri, None):
            self.notify("textDocument/publishDiagnostics", {"uri": uri, "diagnostics": []})

    def changed_on_disk(self, changes: Sequence[tuple[str, int]]) -> None:
        """Analyses anew what may depend on files (URIs) that were made (1), changed (2) or deleted (3)."""
        paths = {path_of(uri): kind for uri, kind in changes}
        if any(path.endswith("pyproject.toml") for path in paths):
            self.configuration.forget_projects()
            self.reanalyse(is_forced=False)
        elif any(kind != 2 for path, kind in paths.items() if path.endswith(".py")):
            self.reanalyse()
        else:
            self._reanalyse_dependents(set(paths))

    def edited(self, path: str) -> None:
        """Has those who import an open file analysed anew, once nobody has typed for a moment."""
        self._edits.add(path)
        if self._pause is not None:
            self._pause.cancel()
        self._pause = asyncio.get_running_loop().call_later(PAUSE, self._paused)

    def _paused(self) -> None:
        paths, self._edits = self._edits, set()
        self._reanalyse_dependents(paths)

    def _reanalyse_dependents(self, paths: set[str]) -> None:
        for file in dict.fromkeys(self.files.values()):
            if file.finished is not None and file.finished.dependencies & paths:
                file.renew()
                file.engine_is_stale = True
                self.analyse(file)

    def analyse(self, file: OpenFile) -> None:
        """Has the newest state of a file analysed; what is under way for an older one will count for nothing."""
        if file.declined is not None:
            self.log_once(f"{file.path} is not analysed: {file.declined}")
            file.release()
            self._publish(file, dict.fromkeys(file.uris, ()))
            return
        if file not in self._progress and self.can("window", "workDoneProgress"):
            self._progress[file] = asyncio.get_running_loop().call_later(LONG, self._begin_progress, file)
        state = file.state
        self.worker.replace(file, lambda: _analysed(self, file, state), lambda finished: self._finished(file, finished))

    def reanalyse(self, is_forced: bool = True) -> None:
        """Analyses open files anew: all, for what can be imported has changed, or only those whose settings have."""
        for file in dict.fromkeys(self.files.values()):
            settings, before = self.configuration.settings(file.path), file.state.settings
            if is_forced or settings != before:
                file.renew(settings=settings)
                if is_forced or (settings.interpreter, settings.shapes) != (before.interpreter, before.shapes):
                    file.engine_is_stale = True
                self.analyse(file)
                self._unrefreshed = True
        self.tell_problems()

    def _finished(self, file: OpenFile, finished: Finished) -> None:
        if self.files.get(file.uri) is not file:
            return
        if finished.questions:
            self._ask(file, finished)
        if not file.finish(finished):
            return
        self._end_progress(file)
        self._publish(file, messages.diagnostics(View(file, finished, self.encoding)))
        self.worker.later(file, finished.analysis.prepare)
        for note in finished.analysis.notes:
            self.log_once(f"{file.path}: {note}")
        if self._unrefreshed and all(other.is_settled for other in self.files.values()):
            self._unrefreshed = False
            self.refresh()

    def _ask(self, file: OpenFile, finished: Finished) -> None:
        """Asks real Keras what an analysis could not tell; the answers come some time, or never."""
        loop = asyncio.get_running_loop()

        def then() -> None:
            with suppress(RuntimeError):  # the loop is closed: the server has ended
                loop.call_soon_threadsafe(self._answered, file)

        self.judge(finished.state.settings).ask(finished.questions, then)

    def _answered(self, file: OpenFile) -> None:
        """Real Keras said something of a layer without a rule: the file is analysed anew."""
        if self.files.get(file.uri) is file:
            file.renew()
            file.engine_is_stale = True
            self._unrefreshed = True
            self.analyse(file)

    def _publish(self, file: OpenFile, found: Mapping[str, Any]) -> None:
        for uri, diagnostics in found.items():
            told = list(diagnostics)
            if self.pulls or (isinstance(file, Notebook) and file.reported.get(uri) == told):
                continue
            file.reported[uri] = told
            params = {"uri": uri, "diagnostics": told}
            version = file.versions.get(uri)
            self.notify(
                "textDocument/publishDiagnostics", params if version is None else {**params, "version": version}
            )

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics and cannot be told them unasked."""
        asks = self.can("textDocument", "diagnostic") is not None
        return asks and self.can("textDocument", "publishDiagnostics") is None

    def refresh(self) -> None:
        """Asks the client to ask again for what it shows."""
        if self.can("workspace", "inlayHint", "refreshSupport"):
            self.spawn(self.request("workspace/inlayHint/refresh"))
        if self.can("workspace", "codeLens", "refreshSupport"):
            self.spawn(self.request("workspace/codeLens/refresh"))
        if self.pulls and self.can("workspace", "diagnostics", "refreshSupport"):
            self.spawn(self.request("workspace/diagnostic/refresh"))

    # requests

    async def view(self, params: Any, patience: float = PATIENCE) -> tuple[str, View] | None:
        """The document that a request names and its analysis: of the newest text if it comes soon, else the last one."""
        uri = params["textDocument"]["uri"]
        file = self.files.get(uri)
        if file is None:
            return None
        if not await file.settled(patience):
            self._unrefreshed = True
        if file.finished is None or uri not in file.uris:
            return None
        return uri, View(file, file.finished, self.encoding)

    # settings

    def tell_problems(self) -> None:
        """Shows what is wrong with the settings, each problem once."""
        for problem in self.configuration.problems:
            self.show(problem)
        self.configuration.problems.clear()

    async def pull_configuration(self) -> None:
        """Asks the client for its settings, for each workspace folder and for all."""
        scopes = [None, *self.configuration.folders]
        items = [{"section": "shapelens", **({"scopeUri": uri} if uri else {})} for uri in scopes]
        answers = await self.request("workspace/configuration", {"items": items})
        if isinstance(answers, list):
            for scope, section in zip(scopes, answers):
                if section is not None:
                    self.configuration.set_editor(section, scope)
            self.reanalyse(is_forced=False)

    # progress

    def _begin_progress(self, file: OpenFile) -> None:
        self._tokens += 1
        token = f"shapelens/{self._tokens}"
        self._progress[file] = token
        self.spawn(self._show_progress(file, token))

    async def _show_progress(self, file: OpenFile, token: str) -> None:
        """Begins once the client knows the token, unless the analysis has ended by then."""
        await self.request("window/workDoneProgress/create", {"token": token})
        if self._progress.get(file) == token:
            value = {"kind": "begin", "title": "Shapelens", "message": f"reading {file.path.rpartition('/')[2]}"}
            self.notify("$/progress", {"token": token, "value": value})
            self._shown.add(token)

    def _end_progress(self, file: OpenFile) -> None:
        begun = self._progress.pop(file, None)
        if isinstance(begun, asyncio.TimerHandle):
            begun.cancel()
        elif begun in self._shown:
            self._shown.discard(begun)
            self.notify("$/progress", {"token": begun, "value": {"kind": "end"}})


@cache
def import_features() -> None:
    """Imports what analyses and features need. In the worker's thread only: two threads that import may see halves of modules."""
    from ..analysis.document import Document  # noqa: F401
    from ..features import code_actions, code_lens, diagnostics, hover, inlay_hints  # noqa: F401
    from ..interpreter.registry import load

    for library in ("keras", "numpy"):
        load(library)
    gc.collect()
    gc.freeze()


def _analysed(ls: Server, file: OpenFile, state: State) -> Finished:
    """Runs in the worker's thread. An internal error costs the engine's state, and if it comes again this analysis."""
    import_features()
    from ..analysis.analysis import Analysis
    from ..analysis.text import analysable
    from ..features.diagnostics import diagnostics

    content = analysable(state.text.content)
    dependencies: frozenset[str] = frozenset()
    analysis = _tried(ls, file, state, content) or _tried(ls, file, state, content)
    if analysis is None:
        note = "An internal error: this text could not be analysed. See the server's log."
        analysis = Analysis(file.path, content, [], (note,))
    if file.engine is not None:
        dependencies = frozenset(map(str, file.engine.dependencies))
    questions = ls.judge(state.settings).take()
    return Finished(state, analysis, diagnostics(analysis, state.settings), dependencies, questions)


def _tried(ls: Server, file: OpenFile, state: State, content: str) -> Analysis | None:
    """An analysis; None after an internal error. What the error held in memory is free by then: the next may need it."""
    is_starved = False
    try:
        return _with_engine(ls, file, state, content)
    except MemoryError:  # not the place to say more
        is_starved = True
    except Exception:
        logger.exception("%s: an internal error, what was known of the file is forgotten", file.path)
    file.engine = None
    gc.collect()
    if is_starved:
        logger.error("%s: no memory is left, what was known of the file is forgotten", file.path)
    return None


def _with_engine(ls: Server, file: OpenFile, state: State, content: str) -> Analysis:
    from ..analysis.document import Document
    from ..libraries.keras.asked import answered_by

    is_new = file.engine is None or file.engine_is_stale
    if file.engine is None or file.engine_is_stale:
        file.engine_is_stale = False
        file.engine = Document(file.path, content, state.settings, ls.workspace())
    else:
        file.engine.update(content)
    file.engine_state = state
    with answered_by(ls.judge(state.settings)):
        analysis = file.engine.analysis()
    if is_new:
        _ = analysis.sites  # after an edit little of it is made anew, in the loop; now it is all
    return analysis
