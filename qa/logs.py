"""What a process does, a line each on standard error, as text or as JSON: its own lines and those of its libraries.

It writes what a reader asked, and was answered, only where that is switched on, and no library's lines below a warning:
those of some hold whole prompts.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from qa.errors import OnrecordError, QuestionError
from qa.render import json_safe, terminal_safe
from qa.settings import JSON_LOG, NO_LOG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa.settings import Settings
    from qa.telemetry import Activity, Listener, Outcome

OURS: Final = ("app", "index", "onrecord", "qa")
_SERVER: Final = ("uvicorn", "uvicorn.access", "uvicorn.error")
# Of a printed traceback: the error's name, and where in code it passed.
_ERROR: Final = re.compile(r"[\w.]+(?:Error|Exception|Warning|Interrupt|Exit)(?=:|\s*$)")
_PLACE: Final = re.compile(r'\s+File ".*", line \d+, in [\w<>]+')
_LEVELS: Final[dict[Outcome, int]] = {"failed": logging.ERROR, "refused": logging.WARNING, "busy": logging.DEBUG}

log: Final = logging.getLogger("onrecord")


class Lines(logging.Formatter):
    """One line a record: when, how grave, which event, what is known of it, and its message last."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; in text, a traceback follows it, indented, so that none of it can pass for a line."""
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "note"),
            **getattr(record, "facts", {}),
        }
        if record.name != log.name:
            told["logger"] = record.name
        message = record.getMessage()
        trace = self.formatException(record.exc_info) if record.exc_info and record.exc_info[0] else ""
        if self._as_json:
            told |= {name: text for name, text in (("message", message), ("traceback", trace)) if text}
            return json_safe(json.dumps(told, ensure_ascii=False))
        at, level, event, *facts = told.items()
        words = [str(value) for _, value in (at, level, event)] + [f"{name}={_word(value)}" for name, value in facts]
        shown = " ".join([*words, terminal_safe(message)] if message else words)
        return "\n".join([shown, *(f"    {terminal_safe(line)}" for line in trace.splitlines())])


def _word(value: object) -> str:
    """Return a value as one word, in quotes where it isn't."""
    text = str(value)
    is_plain = text.isascii() and text.isprintable() and text and not set(text) & set(" \"'=\\")
    return text if is_plain else json_safe(json.dumps(text, ensure_ascii=False))


class _Printed(io.TextIOBase):
    """Standard error for libraries that print there: what they print becomes lines of the log.

    Gradio prints what it was sent with the traceback of a failed event. So, without `texts`, only errors' names are
    told, and, for `debug`, the places in code.
    """

    encoding, errors = "utf-8", "backslashreplace"

    def __init__(self, *, texts: bool) -> None:
        self._texts = texts
        self._lock = threading.Lock()
        self._begun = ""

    def write(self, text: str, /) -> int:
        """Log the lines that are whole now."""
        if not isinstance(text, str):
            raise TypeError("this takes text")
        with self._lock:
            *lines, self._begun = (self._begun + text).split("\n")
        for line in filter(str.strip, lines):
            told = line if self._texts else (_ERROR.match(line) or _PLACE.match(line) or [""])[0]
            if told:
                level = logging.DEBUG if _PLACE.match(line) else logging.WARNING
                log.log(level, "%s", told.strip(), extra={"event": "printed"})
        return len(text)

    def writable(self) -> bool:
        """Return whether text may be written: always."""
        return True


def write_logs(settings: Settings) -> None:
    """Have all that this process says on standard error written as log lines, as `settings` ask for it; once is enough.

    What libraries print there instead of logging it is taken in, too.
    """
    if settings.log == NO_LOG or is_on():
        return
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(Lines(as_json=settings.log == JSON_LOG))
    logging.basicConfig(handlers=[lines], level=max(level, logging.WARNING), force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.raiseExceptions = False  # a line that can't be written would be told by a line that can't be, either
    logging.captureWarnings(True)
    threading.excepthook = _died
    sys.stderr = _Printed(texts=settings.log_texts)


def is_on() -> bool:
    """Return whether this process writes log lines."""
    return any(isinstance(handler.formatter, Lines) for handler in logging.getLogger().handlers)


def adopt_server() -> None:
    """Have uvicorn's lines written as all others are; it gives itself handlers of its own when it starts."""
    if is_on():
        for name in _SERVER:
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.propagate = True


def note(
    text: str, event: str = "note", facts: Mapping[str, float | str] | None = None, *, level: int = logging.INFO
) -> None:
    """Log one line of an event."""
    log.log(level, "%s", text, extra={"event": event, "facts": facts or {}})


def activity_log(*, texts: bool) -> Listener:
    """Return a listener that logs a line for each thing that an archive did; with `texts`, what was asked and said."""

    def listen(activity: Activity) -> None:
        facts: dict[str, object] = {"outcome": activity.outcome, "generation": activity.generation}
        facts |= {"ms": _ms(activity.seconds)} | {f"{name}_ms": _ms(seconds) for name, seconds in activity.stages}
        facts |= activity.facts
        if activity.error is not None and activity.outcome != "stopped":
            facts["cause"] = cause_of(activity.error, texts=texts)
        if texts:
            facts |= activity.texts
        level = _LEVELS.get(activity.outcome, logging.INFO)
        log.log(level, "", extra={"event": activity.kind, "facts": facts})

    return listen


def cause_of(error: BaseException, *, texts: bool) -> str:
    """Return an error as one line; without its message where that could hold what a reader wrote, unless `texts`."""
    name = type(error).__name__
    is_told = texts or (isinstance(error, OnrecordError | OSError) and not isinstance(error, QuestionError))
    return f"{name}: {' '.join(str(error).split())}" if is_told else name


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)


def _died(died: threading.ExceptHookArgs) -> None:
    """Log what ended a thread."""
    if died.exc_type is not SystemExit and died.exc_value is not None:
        log.error("a thread ended", exc_info=died.exc_value, extra={"event": "error"})
