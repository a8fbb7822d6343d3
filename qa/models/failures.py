"""What went wrong with a model, as one of our errors, with one line that names the cure.

The wordings of servers are read in this one place. Nothing of a request, and no key, is ever part of a message.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from qa.errors import ContextTooLong, ModelError, ModelRefused, ModelTooSlow, ModelUnreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

WORTH_ANOTHER_TRY = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
# llama.cpp; vLLM and OpenAI; OpenAI's code; Ollama; Anthropic; LM Studio, LiteLLM and others.
_TOO_LONG = re.compile(
    r"exceeds? (?:the )?(?:available |model'?s? )?(?:max(?:imum)? )?context|maximum context length"
    r"|context_length_exceeded|exceed_context_size|input length exceeds|prompt is too long|prompt too long"
    r"|context (?:window|length|size) (?:is |was )?(?:exceeded|overflow|too)|ContextWindowExceeded"
    r"|too many (?:input )?tokens|longer than the (?:maximum|model's) (?:model )?(?:context )?length"
    r"|greater than the context length",
    re.IGNORECASE,
)
_NO_SUCH_MODEL = re.compile(
    r"model[^.]{0,80}(?:not found|does not exist|not exist|not_found)|(?:unknown|no such|invalid) model|model_not_found"
    r"|not_found_error[^.]{0,40}model",
    re.IGNORECASE,
)
_NO_MONEY = re.compile(r"insufficient_quota|exceeded your current quota|credit balance|billing", re.IGNORECASE)
_FIELDS = {
    "temperature": re.compile(r"temperature", re.IGNORECASE),
    "system": re.compile(r"system (?:role|message|prompt)|role '?\"?system", re.IGNORECASE),
    "schema": re.compile(r"response_?format|schema|grammar|guided|structured|\bformat\b|json", re.IGNORECASE),
}
"""How servers speak of what they do not take of a request."""


@dataclass(frozen=True, slots=True)
class Whom:
    """How messages name the model: "openai/gpt-4o" at "api.openai.com"."""

    model: str
    host: str


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, whether another try may help, and after how many seconds, where the server says.

    `status` and `said` are those of a server's refusal: 0 and "" for anything else. `unstreamed`: the reply came whole
    where a stream was asked for.
    """

    error: ModelError
    again: bool = False
    wait: float | None = None
    status: int = 0
    said: str = field(default="", repr=False)  # some servers repeat the key in it
    unstreamed: bool = False


def refusal(whom: Whom, status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """Return what a server's answer other than 200 means."""
    said = _message(body)
    error = _error(whom, status, said)
    again = status in WORTH_ANOTHER_TRY and not isinstance(error, ContextTooLong) and not _NO_MONEY.search(said)
    return Failure(error, again, _seconds(headers.get("retry-after")), status, said)


def _error(whom: Whom, status: int, said: str) -> ModelError:
    model, host = whom.model, whom.host
    if status == 407:
        return ModelRefused(f"the proxy on the way to {host} asks for a password (407): set it where the proxy is set")
    if status in (401, 403):
        return ModelRefused(
            f"{host} refused the key ({status}): check ONRECORD_MODEL_KEY, or the file that model_key_file names"
        )
    if _TOO_LONG.search(said) or status == 413:
        return ContextTooLong(
            f"{model} can't read so much at once: use a model with a longer context, or raise its own"
        )
    if 300 <= status < 400:
        return ModelUnreachable(f"{host} sends elsewhere ({status}): set ONRECORD_MODEL_URL to its final address")
    if status in (400, 404, 422) and _NO_SUCH_MODEL.search(said):
        return ModelRefused(f"{host} has no model {model!r} ({status}): check ONRECORD_MODEL, or load the model there")
    if status in (404, 405):
        return ModelRefused(
            f"{host} knows no such model or address ({status}): check ONRECORD_MODEL and ONRECORD_MODEL_URL"
        )
    if status in (402, 429) or _NO_MONEY.search(said):
        reason = "the account has no credit left" if _NO_MONEY.search(said) or status == 402 else "too many requests"
        return ModelRefused(f"{host} takes no more ({status}): {reason}; ask again later, or set another model")
    if status >= 500:
        return ModelUnreachable(f"the server at {host} failed ({status}): ask again, or look into its log")
    return ModelRefused(f"{host} refused the request ({status}): check that {model} is a chat model")


def refuses(failure: Failure, field: str) -> bool:
    """Return whether a server's refusal is about a part of the request: a temperature, a system's message, a schema.

    Many refuse a schema without naming it, so that any other refusal of a request's form is taken for one.
    """
    named = bool(_FIELDS[field].search(failure.said))
    if failure.status in (400, 415, 422):
        return named or (field == "schema" and not _NO_SUCH_MODEL.search(failure.said))
    return failure.status in (500, 501) and named


def out_of_reach(whom: Whom, error: BaseException, *, said_something: bool) -> Failure:
    """Return what an error below HTTP means: no name, nobody there, a broken line, a form that nobody can read."""
    kinds = _kinds(error)
    host = whom.host
    if kinds & {"ConnectTimeout", "ReadTimeout", "WriteTimeout", "PoolTimeout", "TimeoutError", "APITimeoutError"}:
        return Failure(
            ModelTooSlow(f"{host} did not answer in time: raise ONRECORD_MODEL_TIMEOUT, or use a faster model")
        )
    if "SSLError" in kinds or "SSLCertVerificationError" in kinds:
        return Failure(
            ModelUnreachable(f"{host} can't prove who it is (TLS): check ONRECORD_MODEL_URL and certificates")
        )
    if "gaierror" in kinds:
        return Failure(ModelUnreachable(f"there is no host {host}: check ONRECORD_MODEL_URL and the network"))
    if "ProxyError" in kinds:
        return Failure(ModelUnreachable(f"the proxy on the way to {host} refused: check the proxy, or set NO_PROXY"))
    if kinds & {"ConnectError", "ConnectionRefusedError"}:
        return Failure(ModelUnreachable(f"nothing answers at {host}: start the model's server"), again=True)
    if kinds & {"ReadError", "RemoteProtocolError", "WriteError", "ConnectionResetError", "CloseError"}:
        text = f"the reply from {host} broke off: ask again, or look into its server's log"
        return Failure(ModelUnreachable(text), again=not said_something)
    if kinds & {"APIError", "ResponseError"}:  # openai's and anthropic's; ollama's
        return Failure(ModelUnreachable(f"{host} failed in mid-reply: ask again, or look into its server's log"))
    text = f"{host} sent what is no model's reply: check that ONRECORD_MODEL_URL is the address of its API"
    return Failure(ModelUnreachable(text))


def not_a_reply(whom: Whom, *, unstreamed: bool = False) -> Failure:
    """Return the failure of an answer that is a web page, compressed against our asking, or whole where it may not."""
    return replace(out_of_reach(whom, ValueError(), said_something=True), unstreamed=unstreamed)


def silent(whom: Whom) -> Failure:
    """Return the failure of a reply without a word."""
    return Failure(
        ModelUnreachable(f"{whom.model} at {whom.host} gave an empty reply: ask again, or try another model")
    )


def too_slow(whom: Whom, seconds: float) -> ModelTooSlow:
    """Return the error of a reply that had not ended in time."""
    return ModelTooSlow(
        f"{whom.model} did not finish within {seconds:.3g} seconds: raise ONRECORD_MODEL_TIMEOUT, or use a faster model"
    )


def _kinds(error: BaseException) -> set[str]:
    """Return the names of an error's classes and of those that caused it: three libraries wrap each other's."""
    kinds: set[str] = set()
    current: BaseException | None = error
    for _ in range(12):
        if current is None:
            break
        kinds.update(kind.__name__ for kind in type(current).__mro__)
        current = current.__cause__ or current.__context__
    return kinds


def _message(body: bytes) -> str:
    """Return what a server says of a failure, whatever form it has; only ever searched, never shown."""
    text = body[:20_000].decode("utf-8", "replace")
    try:
        value: Any = json.loads(text)
    except ValueError:
        return text
    return json.dumps(value, ensure_ascii=False)


def _seconds(retry_after: str | None) -> float | None:
    try:
        seconds = float(retry_after or "")
    except ValueError:  # not there, or a date: then our own pause
        return None
    return seconds if 0 <= seconds < float("inf") else None
