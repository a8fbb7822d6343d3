"""What is settled when the whole sentence is tagged: "that", and the verb of a clause that seems to have none."""

from __future__ import annotations

from collections.abc import Sequence

from qa.guard.reading.stems import stem
from qa.guard.reading.tagsets import FACT_NOUNS, FINITE, NOUNISH, SAY_KEYS, VERBS, clause_follows, ends_plural, left_of
from qa.guard.reading.tokens import Token
from qa.guard.words.verbs import BASE, THIRD

_DEMANDS = frozenset(
    stem(verb) for verb in "demand insist require order recommend ask propose urge request condition".split()
)
_NOW = ("has", "is", "have", "are")
_NO_CONTENT = VERBS | {"BE", "HV", "MD", "DO"}


def settle(tokens: Sequence[Token], tags: list[str]) -> None:
    """Settle "that", and make a noun that may be a verb one where its clause has no other."""
    for at, name in enumerate(tags):
        if name == "that":
            tags[at] = _that(tokens, tags, at)
    start = 0
    for end in range(len(tags) + 1):
        if end == len(tags) or tags[end] in (";", "S", "R", "THAT", ":") or _parts(tokens, tags, end, start):
            _find_verb(tokens, tags, range(start, end))
            start = end + 1
    for at in range(1, len(tags) - 1):
        if _continues(tokens, tags, at) and tags[at + 1] not in VERBS | FINITE:
            tags[at] = "VF"


def _find_verb(tokens: Sequence[Token], tags: list[str], segment: range) -> None:
    sure = [at for at in segment if tags[at] in FINITE and not _is_describing(tokens, tags, at)]
    described = [at for at in segment if tags[at] in FINITE and at not in sure]
    if any(not _is_by(tokens, tags, at) for at in sure) or (sure and described):
        return
    start = segment.start
    if start and start < segment.stop and _continues(tokens, tags, start):
        tags[start] = "VF"
        return
    opener = sure[0] + 1 if sure else start
    verb = next((at for at in segment if at > opener and _may_be_verb(tokens, tags, at, start)), None)
    if verb is None and sure:
        return
    if verb is None:
        verb = next((at for at in segment if at > start and _is_unlisted_verb(tokens, tags, at)), None)
    elif tags[verb + 1 : verb + 2] == ["VD"]:
        tags[verb + 1] = "N"
    if verb is not None:
        tags[verb] = "VF"


def _may_be_verb(tokens: Sequence[Token], tags: Sequence[str], at: int, start: int) -> bool:
    low = tokens[at].lower
    place, before = left_of(tags, at)
    if tags[at] != "N" or tokens[at].capital or before not in ("N", "M", "O", ")", ","):
        return False
    if low.endswith("s") and _is_counted(tokens, tags, at):
        return False
    if start and tags[start - 1] == "THAT" and low in BASE and tags[at + 1 : at + 2] in (["D"], ["F"]):
        return any(tokens[k].key in _DEMANDS for k in range(max(0, start - 8), start))  # "that the town repair it"
    head = _first_noun(tags, start) if before == "," else _subject_head(tags, place, start)
    plural = ends_plural(tokens, head, before)
    after = tags[at + 1] if at + 1 < len(tags) else "$"
    return ((low in THIRD and not plural) or (low in BASE and plural)) and after not in ("BE", "HV", "MD", "POS")


def _is_by(tokens: Sequence[Token], tags: Sequence[str], at: int) -> bool:
    """Whether "-ed by" tells more of the noun before it, so that another verb may follow: "parents helped by kin"."""
    if tags[at] != "VD" or at + 1 >= len(tokens):
        return False
    behind_comma = at > 1 and (tags[at - 1] == "," or tuple(tags[at - 2 : at]) == (",", "A"))
    return tokens[at + 1].lower == "by" or (behind_comma and tags[at + 1] == "P")


def _first_noun(tags: Sequence[str], start: int) -> int:
    """Return the last word of the first phrase of a segment: "parents" of "both parents, helped by kin, feed"."""
    at = start
    while at + 1 < len(tags) and tags[at + 1] in ("N", "M", "D", "F", "Q"):
        at += 1
    return at


def _is_unlisted_verb(tokens: Sequence[Token], tags: Sequence[str], at: int) -> bool:
    """Whether a word is where a verb should be, though no list knows it: "bats of this species glide at night"."""
    low = tokens[at].lower
    place, before = left_of(tags, at)
    if tags[at] != "N" or before != "N" or tokens[at].capital or not low.isalpha():
        return False
    if low.endswith("s"):  # "tradition credits the cook": behind a lone noun only
        lone = place == 0 or tags[place - 1] in ("D", ",")
        return lone and not low.endswith(("ss", "us", "is")) and tags[at + 1 : at + 2] == ["D"] and not ends_plural(
            tokens, place, before
        )  # fmt: skip
    return ends_plural(tokens, place, before) and tags[at + 1 : at + 2] in (["P"], ["D"], ["A"], ["F"], ["Q"], ["O"])


def _is_describing(tokens: Sequence[Token], tags: Sequence[str], at: int) -> bool:
    """Whether "-ed" may describe the noun behind it, as what stands before may be the verb: "sell dried fish"."""
    return (
        tags[at] == "VD"
        and 0 < at < len(tags) - 1
        and tags[at - 1] == "N"
        and tokens[at - 1].lower in BASE | THIRD
        and tags[at + 1] == "N"
    )


def _continues(tokens: Sequence[Token], tags: Sequence[str], at: int) -> bool:
    """Whether a word behind "and" goes on with the verb before: "grow taro, and sell fish", "to close and cancel"."""
    before = next((k for k in range(at - 1, -1, -1) if tags[k] in ("VF", "VB") or tokens[k].lower in _NOW), None)
    listed = tags[at - 1] == "," and tokens[at].lower in THIRD and _ends_in_verb(tokens, tags, at)
    if before is None or not (tags[at - 1] == "C" or listed) or tags[at] != "N":
        return False
    helped = tokens[before].lower in ("have", "are")
    after = tags[at + 1] if at + 1 < len(tags) else ""
    if helped and (tags[before + 1] not in ("VN", "VI", "A", "NEG") or after not in ("P", "D", "A", "TO")):
        return False
    forms = THIRD if tokens[before].lower in THIRD | {"has", "is"} else BASE
    return tokens[at].lower in forms and tags[at + 1 : at + 2] not in (
        ["C"],
        [","],
        ["."],
        ["P"] if tags[before] == "VB" else [],
    )


def _ends_in_verb(tokens: Sequence[Token], tags: Sequence[str], at: int) -> bool:
    """Whether ", and joins" follows: "rises in the hills, flows south and joins the Dunne"."""
    for place in range(at + 1, min(len(tags) - 1, at + 24)):
        if tags[place] == "C" and tokens[place + 1].lower in THIRD and tags[place + 1] in ("N", "VF"):
            return True
        if tags[place] in (";", "S", "R", "THAT"):
            return False
    return False


def _parts(tokens: Sequence[Token], tags: Sequence[str], at: int, start: int) -> bool:
    """Whether a comma at `at` parts two clauses: behind an opening "if ...", or before "and" or "a survey found"."""
    if tags[at] == "," and start == 1 and tags[0] == "S" and any(tag in FINITE for tag in tags[at:]):
        return True
    if tags[at] == "C":
        return tags[at - 1] == ","
    if tags[at] != "," or len(tags) - at > 10:
        return False
    verb = next((k for k in range(at + 1, len(tags)) if tags[k] in FINITE), -1)
    return verb > 0 and tokens[verb].key in SAY_KEYS and len(tags) - verb <= 4


def _is_counted(tokens: Sequence[Token], tags: Sequence[str], at: int) -> bool:
    """Whether a plural is what "many", "36" or "both" before it count, and so no verb."""
    place = at - 1
    while place >= 0 and tags[place] in ("N", "M"):
        if ends_plural(tokens, place, "N"):
            return False
        place -= 1
    return place >= 0 and tags[place] in ("Q", "F")


def _subject_head(tags: Sequence[str], place: int, start: int) -> int:
    """Return the place of the noun before the first preposition: "teachers" of "teachers in the north"."""
    found = place
    for at in range(place, start - 1, -1):
        if tags[at] == "P" and at > start and tags[at - 1] in NOUNISH:
            found = at - 1
        elif tags[at] not in ("N", "M", "F", "D", "Q", "POS", "A", "H", "P", "T"):
            break
    return found


def _that(tokens: Sequence[Token], tags: Sequence[str], at: int) -> str:
    after = tags[at + 1] if at + 1 < len(tags) else "$"
    place, before = left_of(tags, at)
    if before in VERBS | {"BE", "HV"} or (before == "O" and place and tags[place - 1] in VERBS):
        return "THAT"
    if before in NOUNISH:
        told = any(tokens[k].key in SAY_KEYS and tags[k] in VERBS for k in range(max(0, place - 6), place))
        is_content = after not in _NO_CONTENT and (told or tokens[place].lower.removesuffix("s") in FACT_NOUNS)
        return "THAT" if is_content else "R"
    if before in ("^", "P", "C", ",", ";", '"', ":") and after in ("N", "M"):
        return "THAT" if before in ("C", ",") and clause_follows(tags, at) else "D"
    return "THAT" if before in ("C", ",", "P", "A", '"', "S") else "O"
