"""What speaks for and against a span as the short answer: plain figures between 0 and 1, by name.

They describe grammar and position only, never a word of any archive.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from math import log

from qa.text.ask_nouns import KIND_OF_NOUN, PEOPLE, UNITS_OF
from qa.text.short_spans import Candidate, Line
from qa.text.spans import is_money
from qa.text.words import AUXILIARIES, FUNCTION_WORDS, stem

_CAUSE = frozenset("because due owing since after thanks for to from by as so result caused prevent".split())
_NAMING = frozenset("called named known titled dubbed termed nicknamed entitled".split())
_PEOPLE_STEMS = frozenset(stem(noun) for noun in PEOPLE)


def line_features(line: Line) -> dict[str, float]:
    """Return what holds for every candidate of the line: how much of the question it covers."""
    present = {w.stem for w in line.tokens}
    asked = line.asked
    covered = sum(not s.isdisjoint(present) for s in asked) / max(1, len(asked))
    named = {stem(part) for name in line.expected.names for part in name.split() if part.lower() not in FUNCTION_WORDS}
    return {
        "bias": 1.0,
        "covered": covered,
        "covered_all": float(covered == 1.0),
        "missing": min(5, sum(s.isdisjoint(present) for s in asked)) / 5,
        "named": sum(n in present for n in named) / len(named) if named else 1.0,
        "no_names": float(not named),
        "length": min(60, len(line.tokens)) / 60,
        "asked_words": min(10, len(asked)) / 10,
        "subject": float(line.expected.subject),
    }


def features(
    line: Line, candidate: Candidate, others: Sequence[Candidate], shared: dict[str, float]
) -> dict[str, float]:
    """Return the features of `candidate` among `others`; `shared` is `line_features(line)`."""
    tokens, known = line.tokens, line.known
    first, last = candidate.first, candidate.last
    found_determined = first and tokens[first].lower in ("the", "a", "an")
    before = tokens[first - 1].lower if first else "^"
    before2 = tokens[first - 2].lower if first > 1 else "^"
    after = tokens[last].lower if last < len(tokens) else "$"
    found = dict(shared)
    found["is_" + candidate.kind] = 1.0
    rivals = [c for c in others if c.kind == candidate.kind and (c.first >= last or c.last <= first)]
    found["rivals"] = log(1 + len(rivals)) / 2
    found["alone"] = float(not rivals)
    content = [i for i in range(first, last) if tokens[i].is_content]
    found["held"] = sum(known[i] for i in content) / max(1, len(content))
    found["words"] = min(12, last - first) / 12
    found["long"] = float(candidate.end - candidate.start > 50)
    found["capital"] = float(any(tokens[i].text[0].isupper() for i in content))
    found["opens"] = float(first == 0)
    found["place"] = first / len(tokens)
    _gaps(found, line, candidate)
    found["by"] = float(before == "by" or (before in ("the", "a", "an") and before2 == "by"))
    found["in"] = float(
        before in ("in", "at", "near", "on") or (before == "the" and before2 in ("in", "at", "near", "on"))
    )
    found["to_from"] = float(before in ("to", "from", "into", "through"))
    found["of"] = float(before == "of" or (before in ("the", "a") and before2 == "of"))
    found["with"] = float(before in ("with", "using", "via"))
    found["as"] = float(before == "as" or (before in ("the", "a", "an") and before2 == "as"))
    found["cause"] = float(before in _CAUSE or tokens[first].lower in _CAUSE)
    found["naming"] = float(before in _NAMING or before2 in _NAMING)
    found["asked_prep"] = float(line.expected.before is not None and line.expected.before in (before, before2))
    found["be"] = float(before in AUXILIARIES or (before in ("the", "a", "an") and before2 in AUXILIARIES))
    found["determined"] = float(bool(found_determined))
    found["comma"] = float(before == "," and after in (",", ".", "$"))
    found["paren"] = float(before == "(" or after == ")")
    found["quoted"] = float(before in "\"“'" or after in "\"”'")
    found["then_verb"] = float(last < len(tokens) and (after in AUXILIARIES or after.endswith("ed")))
    found["then_capital"] = float(last < len(tokens) and tokens[last].text[0].isupper())
    found["then_of"] = float(after == "of")
    _head(found, line, candidate)
    _verb(found, line, candidate)
    _class(found, line, candidate)
    if candidate.kind in ("number", "date") or line.expected.unit:
        _unit(found, line, candidate)
    return {name: value for name, value in found.items() if value}


_WIDTHS = (1, 2, 4, 7)
_BANDS = ("0", "1", "3", "6", "far")


def _gaps(found: dict[str, float], line: Line, candidate: Candidate) -> None:
    """Add how near the question's words stand on either side, across how many marks, and how many are near."""
    left = max((i for i in line.met if i < candidate.first), default=None)
    right = min((i for i in line.met if i >= candidate.last), default=None)
    for side, gap in (
        ("left", None if left is None else candidate.first - 1 - left),
        ("right", None if right is None else right - candidate.last),
    ):
        band = "none" if gap is None else _BANDS[bisect(_WIDTHS, gap)]
        found[f"{side}_{band}"] = 1.0
        found[f"{side}_{band}_{'subject' if line.expected.subject else 'object'}"] = 1.0
    near: dict[str, float] = {}
    for i in line.met:
        word = line.tokens[i]
        if not candidate.first <= i < candidate.last:
            gap = candidate.first - i if i < candidate.first else i - candidate.last + 1
            marks = line.breaks[max(i, candidate.first)] - line.breaks[min(i, candidate.last)]
            near[word.stem] = max(near.get(word.stem, 0.0), 1 / (1 + (gap - 1) / 4 + marks))
    found["near"] = sum(near.values()) / max(1, len(line.asked))
    found["nearest"] = max(near.values(), default=0.0)
    clause = line.breaks[candidate.first], line.breaks[candidate.last]
    inside = {line.tokens[i].stem for i in line.met if clause[0] <= line.breaks[i] <= clause[1]}
    found["same_clause"] = len(inside) / max(1, len(line.asked))


def _verb(found: dict[str, float], line: Line, candidate: Candidate) -> None:
    """Add how the span stands to the verb that its bearer should do: before it, or after it and "by"."""
    if line.verb is None:
        found["no_verb"] = 1.0
        return
    role = "" if line.expected.subject else "_object"
    places = [i for i, w in enumerate(line.tokens) if w.stem in line.verb]
    found["verb_missing" + role] = float(not places)
    after = [i - candidate.last for i in places if i >= candidate.last]
    before = [candidate.first - i for i in places if i < candidate.first]
    found["does_it" + role] = float(bool(after) and min(after) <= 1)
    found["does_it_soon" + role] = float(bool(after) and 1 < min(after) <= 4)
    by = [w.lower for w in line.tokens[max(0, candidate.first - 2) : candidate.first]]
    found["done_by" + role] = float(bool(before) and min(before) <= 6 and "by" in by)
    found["after_verb" + role] = float(bool(before) and min(before) <= 3 and "by" not in by)
    found["long_after_verb" + role] = float(bool(before) and 3 < min(before) <= 8 and "by" not in by)


def _class(found: dict[str, float], line: Line, candidate: Candidate) -> None:
    """Add whether a noun in the span or beside it names the class that is asked for ("general", "ministry", "lake")."""
    beside = [
        *line.tokens[candidate.first : candidate.last],
        *line.tokens[max(0, candidate.first - 2) : candidate.first],
    ]
    kinds = {KIND_OF_NOUN.get(w.lower) for w in beside} - {None}
    asked = line.expected.kind
    found["class_fits"] = float(asked in kinds)
    found["class_misfits"] = float(bool(kinds) and asked not in kinds)
    found["group_class"] = float("group" in kinds)
    capitals = sum(w.text[0].isupper() for w in line.tokens[candidate.first : candidate.last])
    found["capitals_2"] = float(capitals in (2, 3))
    found["capitals_1"] = float(capitals == 1)


def _head(found: dict[str, float], line: Line, candidate: Candidate) -> None:
    """Add how the span stands to the noun that the question asks for ("which highway": "the R7 highway")."""
    head = stem(line.expected.head) if line.expected.head else None
    if head is None:
        found["no_head"] = 1.0
        return
    tokens, first, last = line.tokens, candidate.first, candidate.last
    stems = [w.stem for w in tokens]
    found["head_ends"] = float(stems[last - 1] == head and last - first > 1)
    found["head_inside"] = float(head in stems[first:last])
    found["head_after"] = float(stems[last : last + 1] == [head])
    found["head_soon_after"] = float(head in stems[last + 1 : last + 4])
    found["head_before"] = float(stems[max(0, first - 1) : first] == [head])
    found["head_soon_before"] = float(head in stems[max(0, first - 4) : max(0, first - 1)])
    found["head_missing"] = float(head not in stems)


def _unit(found: dict[str, float], line: Line, candidate: Candidate) -> None:
    """Add how a figure's noun or measure stands to the one asked for."""
    unit = line.expected.unit
    measured = candidate.unit
    found["measured"] = float(bool(measured))
    found["year_like"] = float(candidate.kind == "date")
    if line.expected.kind == "money":
        found["money"] = float(is_money(measured))
        return
    found["money_unasked"] = float(measured == "money")
    if unit is None:
        return
    fitting = UNITS_OF.get(unit)
    if fitting:
        found["measure_fits"] = float(
            bool(measured) and measured.lstrip("0123456789-").startswith(tuple(fitting.split()))
        )
        found["measure_misfits"] = float(not found["measure_fits"])
        return
    wanted = stem(unit)
    following = line.tokens[candidate.last : candidate.last + 5]
    clause = []
    for word in following:
        if word.is_mark or (word.lower in FUNCTION_WORDS and word.lower not in ("of", "the", "other", "and")):
            break
        clause.append(word)
    stems = [w.stem for w in clause]
    inside = [w.stem for w in line.tokens[candidate.first : candidate.last]]
    found["unit_next"] = float(wanted in stems[:2] or wanted in inside)
    found["unit_near"] = float(wanted in stems)
    found["unit_people"] = float(wanted in _PEOPLE_STEMS and bool(_PEOPLE_STEMS & set(stems)))
    found["unit_ellipsis"] = float(not stems or not clause[0].is_content)
    found["unit_other"] = float(
        bool(stems) and clause[0].is_content and wanted not in stems and not found["unit_people"]
    )
    found["unit_before"] = float(wanted in [w.stem for w in line.tokens[max(0, candidate.first - 3) : candidate.first]])
    found["unit_missing"] = float(wanted not in {w.stem for w in line.tokens})
    found["measure_unasked"] = float(bool(measured) and wanted not in inside and wanted not in stems)
