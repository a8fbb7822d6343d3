"""What is to come in a sentence, where that decides what a phrase is. Nothing here changes anything."""

from __future__ import annotations

from qa.guard.reading.chunks import NounPhrase, Other, VerbGroup
from qa.guard.reading.clauses import TIME_UNITS
from qa.guard.reading.state import State


def is_opening_time(state: State, at: int, item: NounPhrase) -> bool:
    """Return whether a bare "last week" opens the sentence or the clause."""
    following = state.items[at + 1] if at + 1 < len(state.items) else None
    return (
        state.tags[item.head] == "T"
        and not state.preposition
        and state.top.verb is None
        and not state.top.subjects
        and (isinstance(following, NounPhrase) or (isinstance(following, Other) and following.tag == ","))
    )


def is_span_of_time(state: State, item: NounPhrase) -> bool:
    """Return whether "three weeks" stands before "after" or "later", and so says when."""
    if state.preposition or state.tokens[item.head].key not in TIME_UNITS or item.end >= len(state.tokens):
        return False
    return state.tokens[item.end].lower in ("after", "before", "later", "earlier", "ago", "prior_to")


def before_verb(state: State, at: int, *, joined: bool = True) -> bool:
    """Return whether a finite verb follows the phrase at `at`, with nothing but what belongs to the phrase between.

    With `joined` another phrase may be joined to it by "and".
    """
    place = at + 1
    while place < len(state.items):
        item = state.items[place]
        if isinstance(item, VerbGroup):
            return item.form == "fin"
        if not isinstance(item, Other):
            return False
        if item.tag == "R" and place == at + 1:
            return _verb_after_relative(state, place)
        phrase = isinstance(state.items[place + 1], NounPhrase) if place + 1 < len(state.items) else False
        if phrase and (item.tag == "P" or (joined and item.tag == "C" and place <= at + 4)):
            place += 2
        elif item.tag == "A":
            place += 1
        else:
            return item.tag in (",", "(") and _verb_after_aside(state, place)
    return False


def _verb_after_relative(state: State, place: int) -> bool:
    """Whether a second verb follows that of "who ...": "two officials who spoke to the press said"."""
    verbs = 0
    for item in state.items[place + 1 : place + 14]:
        if isinstance(item, VerbGroup):
            verbs += item.form == "fin"
        elif isinstance(item, Other) and item.tag not in ("P", "A"):
            break
    return verbs > 1


def _verb_after_aside(state: State, place: int) -> bool:
    """Return whether the aside that opens at `place` closes before a finite verb: "Ada Holm, the mayor, said"."""
    closing = ")" if state.tags[state.items[place].start] == "(" else ","
    for end in range(place + 1, min(len(state.items) - 1, place + 24)):
        item = state.items[end]
        if isinstance(item, Other) and item.tag in (";", ":"):
            return False
        if isinstance(item, Other) and item.tag == closing:
            follows = state.items[end + 1]
            if isinstance(follows, Other) and follows.tag == "A" and end + 2 < len(state.items):
                follows = state.items[end + 2]
            return isinstance(follows, VerbGroup) and follows.form == "fin"
    return False


def in_list(state: State, at: int) -> bool:
    """Return whether the phrase at `at` is one of a list that ends in "and" or "or" before a verb."""
    for place in range(at + 1, min(len(state.items), at + 16)):
        item = state.items[place]
        if isinstance(item, VerbGroup):
            return False
        if isinstance(item, Other) and item.tag == "C":
            return state.tokens[item.start].lower in ("and", "or")
        if isinstance(item, Other) and item.tag not in (",", "P", "A", '"', "—"):
            return False
    return False


def is_share(state: State, at: int, item: NounPhrase) -> bool:
    """Return whether a phrase is a share of what stands before it: "most of them"."""
    then = state.items[at + 1 : at + 3]
    return (
        state.tags[item.head] in ("Q", "F")
        and len(then) == 2
        and state.tokens[then[0].start].lower == "of"
        and state.tokens[then[1].start].lower in ("them", "which", "whom", "these", "those")
    )


def is_inserted(state: State, at: int, item: VerbGroup) -> bool:
    """Return whether "-ed" behind a comma opens an aside before the verb: "the bridge, built in 1971, carries"."""
    if item.sure or not state.comma or not state.top.subjects or at + 1 >= len(state.items):
        return False
    follows = state.items[at + 1]
    if not isinstance(follows, Other) or follows.tag not in ("P", "A"):
        return False
    for place in range(at + 2, min(len(state.items) - 1, at + 24)):
        each, then = state.items[place], state.items[place + 1]
        if isinstance(each, Other) and each.tag == "," and isinstance(then, VerbGroup):
            return then.form == "fin"
    return False


def is_aside_saying(state: State, at: int) -> bool:
    """Return whether ", police said," stands here, between a subject and its verb."""
    if not state.comma or state.top.verb is not None or not state.top.subjects or at + 2 >= len(state.items):
        return False
    verb, mark = state.items[at + 1], state.items[at + 2]
    return isinstance(verb, VerbGroup) and state.is_saying(verb) and isinstance(mark, Other) and mark.tag == ","


def quote_before(state: State, at: int) -> bool:
    """Return whether a quotation ends right before the item at `at`."""
    return at > 0 and state.tokens[state.items[at - 1].end - 1].text == '"'


def what_follows(state: State, at: int) -> bool:
    """Return whether nothing that could be its content follows a verb of saying."""
    place = at + 1
    while place < len(state.items):
        item = state.items[place]
        if isinstance(item, Other) and item.tag == "P" and _that_behind(state, place):
            return False
        if isinstance(item, Other) and item.tag in (",", ".", "P", '"', "—", ";", "?", "!", "S", ")"):
            return True
        if isinstance(item, NounPhrase) and (state.tags[item.head] == "T" or place == at + 1):
            place += 1
            continue
        if isinstance(item, Other) and item.tag == "A":
            place += 1
            continue
        return False
    return True


def _that_behind(state: State, place: int) -> bool:
    """Whether "that" stands behind one phrase with its preposition: "maintained until his death that"."""
    then = state.items[place + 1 : place + 3]
    return len(then) == 2 and isinstance(then[0], NounPhrase) and isinstance(then[1], Other) and then[1].tag == "THAT"


def turned_saying(state: State, at: int, item: VerbGroup) -> bool:
    """Return whether the verb is a turned "said the mayor" behind a comma or a quotation."""
    following = state.items[at + 1] if at + 1 < len(state.items) else None
    before = state.items[at - 1] if at else None
    return (
        state.is_saying(item)
        and isinstance(following, NounPhrase)
        and isinstance(before, Other)
        and before.tag in (",", '"')
    )


def describes_opening(state: State, item: VerbGroup) -> bool:
    """Return whether "-ed by" tells of an opening phrase, as no subject has come: "according to a study led by X"."""
    plain = not item.sure and not state.comma and not state.joint and state.tags[item.end : item.end + 1] == ("P",)
    return plain and state.top.kind == "root" and not state.top.subjects and state.last is not None
