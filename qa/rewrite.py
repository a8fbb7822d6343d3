"""Have a language model complete a follow-up question, and take its wording only where code vouches for it.

What a model writes must keep the question's own words and add none that the conversation doesn't hold
(`qa.rewritten`); else the question is completed by rule (`qa.followup`), as without a model. Nothing is searched or
answered here.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from string import Template

from qa.errors import ModelError
from qa.followup import Turn, complete, leans_on_history
from qa.models.request import ChatModel, Request
from qa.rewritten import objection
from qa.text.plain import one_line, without_delimiters

_SCHEMA = {
    "type": "object",
    "properties": {"question": {"type": "string"}},
    "required": ["question"],
    "additionalProperties": False,
}
_MOST_TOKENS = 120
_MOST_REPLY = 2000  # characters; whoever writes more has not understood
_TURNS = 4  # the newest ones, which the model is shown
_SHOWN = 600  # characters of each line

_THOUGHT = re.compile(r"\A.*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"\A```\w*\s*|\s*```\Z")
_LABEL = re.compile(r"\A(?:\w+[ -]){0,3}question\s*:\s*", re.IGNORECASE)


def rewrite(
    question: str,
    history: Sequence[Turn],
    open_model: Callable[[], ChatModel],
    wordings: Mapping[str, Template],
    seconds: float,
) -> str:
    """Return `question` so that it stands alone: as a model completes it where code vouches for that, else by rule.

    The model is opened and asked only where the question leans on `history`, the (question, answer text) pairs before
    it, oldest first. It has `seconds` for that, and whatever goes wrong with it changes nothing but the wording.
    """
    if not history or not leans_on_history(question):
        return question
    try:
        written = read_reply(_ask(open_model(), rewrite_request(wordings, question, history, seconds)))
    except ModelError:
        return complete(question, history)
    if written is None or objection(written, question, history):
        return complete(question, history)
    return written


def rewrite_request(
    wordings: Mapping[str, Template], question: str, history: Sequence[Turn], seconds: float
) -> Request:
    """Return what the model is asked: the newest turns as lines `Q: text` and `A: text`, then the question."""
    turns = "\n".join(f"Q: {_line(asked)}\nA: {_line(answer)}" for asked, answer in history[-_TURNS:])
    user = wordings["rewrite"].substitute(conversation=turns, question=_line(question))
    system = wordings["rewrite_system"].substitute()
    return Request(system, user, _SCHEMA, most_tokens=_MOST_TOKENS, seconds=seconds)


def _line(text: str) -> str:
    """Return `text` as one line that forges no other, cut to what a model needs of it."""
    line = without_delimiters(one_line(text))
    return line if len(line) <= _SHOWN else line[:_SHOWN].rsplit(" ", 1)[0]


def _ask(model: ChatModel, request: Request) -> str:
    """Return the reply, or as much of it as came in time and is of bearable length."""
    deadline = time.monotonic() + request.seconds
    reply = ""
    with closing(_pieces(model, request)) as pieces:
        for piece in pieces:
            reply += piece
            if len(reply) > _MOST_REPLY or time.monotonic() > deadline:
                break
    return reply


def _pieces(model: ChatModel, request: Request) -> Generator[str]:
    """Yield the reply; closing this closes the model's iterator, too, where it can be closed."""
    yield from model.reply(request)


def read_reply(reply: str) -> str | None:
    """Return the question in a reply: JSON or plain text, with or without what models put around it; None if none."""
    text = _FENCE.sub("", _THOUGHT.sub("", reply).strip())
    if "{" not in text:
        return _LABEL.sub("", text).strip("\"“”'` ") or None
    try:
        value = json.loads(text[text.index("{") : text.rindex("}") + 1])
    except ValueError:
        return None
    found = value.get("question") if isinstance(value, dict) else None
    return found.strip() or None if isinstance(found, str) else None
