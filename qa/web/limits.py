"""How much one reader may ask for: events, open streams, the size of what is sent, which files. Nothing here is HTML.

It knows no page and no archive; the clock comes in as a value.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException

from qa.adding import check_file
from qa.errors import AddingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Message, Receive

MOST_KEYS: Final = 10_000
EVENT_BYTES: Final = 2 << 20
FILE_BYTES: Final = 20_000_000
UPLOAD_BYTES: Final = 400_000_000
MOST_FILES: Final = 200


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a minute in the long run, and `burst` at once."""

    minute: int
    burst: int


class Meter:
    """A token bucket for each key."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str, now: float) -> float:
        """Take one; return 0.0, or the seconds after which there is one again."""
        left, then = self._buckets.get(key, (float(self._rate.burst), now))
        left = min(left + (now - then) * self._rate.minute / 60, self._rate.burst)
        if left < 1:
            self._buckets[key] = (left, now)
            return (1 - left) * 60 / self._rate.minute
        if len(self._buckets) >= MOST_KEYS and key not in self._buckets:
            self._forget(now)
        self._buckets[key] = (left - 1, now)
        return 0.0

    def _forget(self, now: float) -> None:
        """Drop what is full again, which is as if it never was; of a flood of others, the older half."""
        full = 60 * self._rate.burst / self._rate.minute
        kept = {key: bucket for key, bucket in self._buckets.items() if now - bucket[1] < full}
        self._buckets = dict(list(kept.items())[-MOST_KEYS // 2 :])


class Tally:
    """How many of something each key has open."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[str] = Counter()

    def enter(self, key: str) -> bool:
        """Count one more, unless there are too many."""
        if self._open[key] >= self._most:
            return False
        self._open[key] += 1
        return True

    def leave(self, key: str) -> None:
        """Count one less."""
        self._open[key] -= 1
        if not self._open[key]:
            del self._open[key]

    @property
    def total(self) -> int:
        """Return how many are open."""
        return self._open.total()


async def read_body(receive: Receive, most: int) -> bytes:
    """Return a request's whole body. Raises `HTTPException` where it is larger than `most` bytes."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise HTTPException(400, "The request broke off.")
        body += message.get("body", b"")
        if len(body) > most:
            raise HTTPException(413, f"The request is too large: at most {most:,} bytes.")
        if not message.get("more_body", False):
            return bytes(body)


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that was read already, then what else comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def event_of(body: bytes) -> Mapping[str, Any]:
    """Return what an event says. Raises `HTTPException` where it is none, or sends the server to fetch something."""
    try:
        event = json.loads(body) if body else {}
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "The request is no JSON.") from error
    if not isinstance(event, dict):
        raise HTTPException(400, "The request is no JSON object.")
    # Gradio takes an object with such a path for a file, and would fetch it.
    waiting: list[Any] = [event]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if any("://" in str(value.get(name, "")) for name in ("path", "url")) and "meta" in value:
                raise HTTPException(400, "Files are uploaded; an address is not fetched.")
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return event


def checked_upload(headers: Mapping[str, str], receive: Receive) -> Receive:
    """Return a `receive` that refuses an upload as soon as it is too large, or a file is of a kind that isn't read.

    Raises `HTTPException` at once where it is no upload at all, and from `receive` later.
    """
    kind, options = parse_options_header(headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not (boundary := options.get(b"boundary")):
        raise HTTPException(400, "Files are uploaded as multipart/form-data.")
    files = _Files()
    parser = MultipartParser(boundary, files.callbacks())  # type: ignore[arg-type]  # a TypedDict of the same names
    received = 0

    async def checked() -> Message:
        nonlocal received
        message = await receive()
        body = message.get("body", b"") if message["type"] == "http.request" else b""
        received += len(body)
        if received > UPLOAD_BYTES:
            raise HTTPException(413, f"At most {UPLOAD_BYTES // 1_000_000} MB at once: upload fewer files.")
        try:
            parser.write(body)
        except MultipartParseError as error:
            raise HTTPException(400, "The upload is no multipart/form-data.") from error
        return message

    return checked


class _Files:
    """What the parts of an upload are called, as they come."""

    def __init__(self) -> None:
        self._count = 0
        self._field = b""
        self._value = b""

    def callbacks(self) -> dict[str, Any]:
        return {
            "on_header_field": self._on_field,
            "on_header_value": self._on_value,
            "on_header_end": self._on_end,
        }

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_end(self) -> None:
        field, value = self._field.lower(), self._value
        self._field = self._value = b""
        if field != b"content-disposition":
            return
        _, options = parse_options_header(value)
        self._count += 1
        if self._count > MOST_FILES:
            raise HTTPException(413, f"At most {MOST_FILES} files at once: upload them in several goes.")
        name = options.get(b"filename")
        if name is not None:
            try:
                check_file(name.decode("utf-8", "replace"), size=1)  # its size isn't known yet
            except AddingError as error:
                raise HTTPException(415, f"A file {error}.") from error
