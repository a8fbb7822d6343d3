"""The misses of an evaluation as HTML: what was expected, quoted from the archive, and what was cited instead."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from qa.evaluation.words import blame, label, verdict
from qa.render import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.evaluation.expected import ExpectedLine
    from qa.evaluation.judge import CitedLine, Outcome
    from qa.evaluation.run import Evaluation

_LONGEST = 500  # characters of a line: some archives have an article a line


def misses_section(evaluation: Evaluation) -> str:
    """Return every question that was not answered right, or not refused where it should have been."""
    misses = evaluation.misses
    if not misses:
        return '<section id="misses"><h2>Misses</h2><p class="hint">None: every question went right.</p></section>'
    count = f"{len(misses):,} of {counted(len(evaluation.outcomes), 'question')}"
    return (
        f'<section id="misses"><h2>Misses: {count}</h2><p class="hint">Expected lines stand as they were indexed, with'
        " the expected words marked.</p>"
        f"{''.join(map(_miss, misses))}</section>"
    )


def anchor(outcome: Outcome) -> str:
    """Return the name by which a link leads to a miss."""
    return f"line-{outcome.number}"


def _miss(miss: Outcome) -> str:
    parts = [f"line {miss.number:,}", *([miss.id] if miss.id else []), miss.type]
    if miss.need == "all":
        parts.append("all of it needed")
    completed = ""
    if miss.asked.strip() != miss.question.strip():
        completed = f'<p class="from">Asked as: <span dir="auto">{escape(miss.asked)}</span></p>'
    wrong = verdict(miss)
    return (
        f'<article class="miss" id="{anchor(miss)}"><p class="from">{escape(" · ".join(parts))}</p>'
        f'<h3 dir="auto">{escape(miss.question)}</h3>{completed}'
        f'<p class="verdict"><b>{wrong[0].upper()}{wrong[1:]}.</b> {escape(blame(miss))}</p>'
        f'<div class="sides"><div><h4>Expected</h4>{_expected(miss)}</div><div>{_cited(miss)}</div></div></article>'
    )


def _expected(miss: Outcome) -> str:
    if not miss.answerable:
        return '<p class="facts">No answer: the archive has none.</p>'
    facts = ""
    if miss.answers:
        joined = " <i>and</i> " if miss.need == "all" else " <i>or</i> "
        named = joined.join(f"<bdi>{escape(' / '.join(spellings))}</bdi>" for spellings in miss.answers)
        facts = f'<p class="facts">{named}</p>'
    lines = "".join(_line(line, line.text, miss.answers, _cited_note(line)) for line in miss.expected)
    return facts + (f'<ul class="lines">{lines}</ul>' if lines else "")


def _cited_note(line: ExpectedLine) -> str:
    return f"cited as {line.cited}" if line.cited is not None else ""


def _cited(miss: Outcome) -> str:
    title = "Cited"
    if miss.refused:
        title = f"Refused: {escape(miss.reason)}" if miss.reason else "Refused"
    if not miss.cited:
        return f"<h4>{title}</h4>"
    nearest = '<p class="facts">The nearest lines, which were not cited:</p>' if miss.refused else ""
    lines = "".join(
        _line(cited, cited.quote, miss.answers, "expected" if cited.expected else "") for cited in miss.cited
    )
    return f'<h4>{title}</h4>{nearest}<ol class="lines">{lines}</ol>'


def _line(place: ExpectedLine | CitedLine, text: str, facts: Sequence[Sequence[str]], note: str) -> str:
    kind = ' class="expected"' if note else ""
    said = f' <span class="good">{note}</span>' if note else ""
    return (
        f'<li{kind}><p class="place"><bdi>{escape(label(place))}</bdi>{said}</p>'
        f'<q dir="auto">{marked(text, facts)}</q></li>'
    )


def marked(text: str, facts: Sequence[Sequence[str]]) -> str:
    """Return `text` escaped, with the facts' spellings marked; a long one is cut to what lies around the first."""
    spellings = sorted({spelling for fact in facts for spelling in fact}, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in spellings) or r"(?!)", re.IGNORECASE)
    before, after = "", ""
    if len(text) > _LONGEST:
        first = pattern.search(text)
        start = max(0, min((first.start() if first else 0) - _LONGEST // 2, len(text) - _LONGEST))
        before, after = "… " if start else "", " …" if start + _LONGEST < len(text) else ""
        text = text[start : start + _LONGEST]
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts += [escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>"]
        end = match.end()
    return before + "".join(parts) + escape(text[end:]) + after
