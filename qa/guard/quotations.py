"""Quotation marks in a written sentence: what stands between them must stand so in a source line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.guard.reading.clauses import Reading

_QUOTED = re.compile(r'"([^"]*)"?')


def misquoted(sentence: str, sources: Sequence[str]) -> str | None:
    """Return the first quotation of folded `sentence` that stands in none of the folded `sources`, None where all do.

    A comma or full stop that belongs to the sentence around it may stand inside the marks.
    """
    plain = [source.replace('"', "") for source in sources]
    for match in _QUOTED.finditer(sentence):
        inside = match.group(1).strip()
        core = inside.rstrip(".,;:!? ")
        if not core:
            continue
        if not any(_stands_in(core, source) for source in plain):
            return inside
    return None


def cut_inside(sentence: str, source: Reading, line: str) -> str | None:
    """Return the first quotation of `sentence` that breaks off inside a phrase that `source` quotes, None for none.

    "Great pestilence in the air" is not quoted as "pestilence in the air", nor "alter or abolish" as "or abolish".
    `line` is the folded text that `source` reads.
    """
    for match in _QUOTED.finditer(sentence):
        core = match.group(1).strip().rstrip(".,;:!? ")
        start = line.casefold().find(core.casefold()) if core else -1
        inside = [at for at, token in enumerate(source.tokens) if start <= token.start < start + len(core)]
        if start < 0 or not inside or not source.tokens[inside[0]].quoted:
            continue
        first, last = inside[0], inside[-1]
        before = range(max(0, first - 3), first)
        tied = any(role in _WITHIN and head in inside for at in before for role, head in source.links[at])
        behind = range(last + 1, min(last + 4, len(source.tokens)))
        heads = {head for at in inside for role, head in source.links[at] if role in _WITHIN}
        quoted = any(source.tokens[at].quoted for at in (*before[-1:], *behind[:1]))
        goes_on = behind[:1] and source.tokens[last + 1].quoted and source.tokens[last + 1].kind != "mark"
        open_end = goes_on and source.tags[last] in ("D", "P", "C", "S", "R", "TO")
        if (quoted and (tied or heads & set(behind))) or open_end or source.tags[first] == "C":
            return match.group(1).strip()
    return None


_WITHIN = ("mod", "num", "q", "neg", "hedge", "adv")


def _stands_in(core: str, source: str) -> bool:
    at = source.find(core)
    if at < 0 and core[:1].isupper():
        core = core[0].lower() + core[1:]
        at = source.find(core)
    elif at < 0 and core[:1].islower():
        at = source.find(core[0].upper() + core[1:])
    if at < 0:
        return False
    before, after = source[at - 1 : at], source[at + len(core) : at + len(core) + 1]
    return not (before.isalnum() and core[0].isalnum()) and not (after.isalnum() and core[-1].isalnum())
