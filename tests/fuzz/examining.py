"""Looks at everything that Shapelens says of a text, and tells what went wrong: an exception, an internal error in the log, too much time."""

from __future__ import annotations

import gc
import logging
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from shapelens.analysis.document import Document, normal
from shapelens.analysis.settings import HintSettings, Settings
from shapelens.analysis.text import Unreadable, analysable
from shapelens.features.code_actions import code_actions
from shapelens.features.code_lens import code_lenses
from shapelens.features.diagnostics import diagnostics
from shapelens.features.hover import hover
from shapelens.features.inlay_hints import inlay_hints, tooltip
from shapelens.features.summary import summaries
from shapelens.fixes import finished

SECONDS = 5.0
"""Of the processor, for one text and all that is asked about it but fixes."""

MOST_HOVERS = 100


class Log(logging.Handler):
    """Collects warnings and worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def uncollected() -> Iterator[None]:
    """Garbage is collected before and after, not meanwhile: as in the server, which does it in pauses. Else whatever else the process holds would be in the time."""
    was_enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
        gc.collect()


def problems(text: str, fixes: int = 1) -> list[str]:
    """What goes wrong with a text; empty if nothing does. `fixes`: for so many findings its fixes are asked for."""
    log = Log()
    logger = logging.getLogger("shapelens")
    level, propagates = logger.level, logger.propagate
    logger.addHandler(log)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    started = time.process_time()
    try:
        found = list(_looked(text, fixes))
    except Unreadable:
        found = []
    except Exception:
        found = [traceback.format_exc()]
    finally:
        logger.removeHandler(log)
        logger.setLevel(level)
        logger.propagate = propagates
    seconds = time.process_time() - started
    if seconds > SECONDS * (1 + fixes):
        found.append(f"{seconds:.1f} seconds")
    return [*found, *log.lines]


def _looked(text: str, fixes: int) -> Iterator[str]:
    content = analysable(text)
    started = time.process_time()
    document = Document("fuzzed.py", content)
    analysis = document.analysis()
    if "".join(chunk.unit.text for chunk in document.chunks) != normal(content):
        yield "the chunks are not the text"
    if any("internal error" in note.lower() for note in analysis.notes):
        yield "an internal error was noted"
    shown = diagnostics(analysis, Settings())
    hints = inlay_hints(analysis, HintSettings())
    code_lenses(analysis)
    summaries(document)
    for hint in hints[:MOST_HOVERS]:
        tooltip(analysis, hint.line, hint.column)
    for site in analysis.sites[:MOST_HOVERS]:
        hover(analysis, site.location.line, site.location.column)
    lines = text.count("\n") + 3
    for line in range(1, lines, 1 + lines // MOST_HOVERS):
        hover(analysis, line, 1 + line * 7 % 40)
    seconds = time.process_time() - started
    if seconds > SECONDS:
        yield f"{seconds:.1f} seconds"
    for diagnostic in shown[:fixes]:
        place = (diagnostic.location.line, diagnostic.location.column)
        finished(code_actions(document, analysis, shown, place, place))
