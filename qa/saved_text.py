"""What changed in a saved question's answer, as plain text. Values in, lines out; nothing is asked or decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qa.text.counterpart import word_pieces, written_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qa.comparison import AnswerChange, Cause, ChangeKind, ClaimChange
    from qa.keeping import SavedQuestion

KINDS: Final[Mapping[ChangeKind, str]] = {
    "figure changed": "a figure changed",
    "day changed": "a day changed",
    "name changed": "a name changed",
    "denied": "what was said is now denied, or no longer",
    "reworded": "reworded",
    "said by another line": "said by another line",
    "newly said": "newly said",
    "no longer said": "no longer said",
    "newly answered": "newly answered",
    "no longer answered": "no longer answered",
}
_LONGEST: Final = 160


def change_line(change: AnswerChange) -> str:
    """Return one line for a changed answer: the question, what changed first, and because of which article."""
    first = change.claims[0]
    more = f" (and {len(change.claims) - 1} more)" if len(change.claims) > 1 else ""
    return f'Changed: "{change.question}" {KINDS[first.kind]}{more}{_because(first)}{_shown(first)}'


def change_lines(change: AnswerChange) -> Iterator[str]:
    """Yield the lines for a changed answer: the question, then each claim with its old and new text."""
    yield f'Changed: "{change.question}"'
    for each in change.claims:
        yield f"  {KINDS[each.kind]}{_because(each)}"
        if each.old is not None:
            yield f'    before: {each.old.path}:{each.old.line}  "{each.old.text}"'
        if each.new is not None:
            yield f'    now:    {each.new.path}:{each.new.line}  "{each.new.text}"'


def question_lines(saved: Sequence[SavedQuestion], directory: str) -> Iterator[str]:
    """Yield the lines for a list of saved questions: each with its number, its answer and what changed last."""
    if not saved:
        yield f'No question is saved: onrecord questions {directory} add "..."'
    for number, each in enumerate(saved, 1):
        said = each.answer.short or (each.answer.claims[0].text if each.answer.claims else "not in the archive")
        yield f"{number:>3}  {each.question}"
        yield f"     {_short(said)}"
        for kept in each.changes[:1]:
            yield f"     {kept.found_at[:10]}: {KINDS[kept.change.claims[0].kind]}{_because(kept.change.claims[0])}"


def cause_words(cause: Cause) -> str:
    """Return what became of an article: "ferry.txt was changed"."""
    return f"{cause.path} was {cause.state}"


def _because(claim: ClaimChange) -> str:
    return f", as {cause_words(claim.cause)}" if claim.cause is not None else ""


def _shown(claim: ClaimChange) -> str:
    line = claim.new or claim.old
    if line is None:
        return ""
    if claim.old is not None and claim.new is not None and claim.old.text != claim.new.text:
        return f": line {line.line}, {_short(written_pieces(word_pieces(claim.old.text, claim.new.text)), 400)}"
    return f': line {line.line}, "{_short(line.text)}"'


def _short(text: str, most: int = _LONGEST) -> str:
    return text if len(text) <= most else f"{text[: most - 4].rstrip()} ..."
