"""What may not be left out: a negation, a hedge, a condition, the rest of a comparison, what a figure is a share of."""

from __future__ import annotations

from qa.guard.pair import Pair
from qa.guard.ranked import PARTITIVE_KEYS, is_inside_ranked, is_list_of_all, is_often, is_shared_out, needs_all
from qa.guard.reading.chunks import Link, VerbGroup
from qa.guard.reading.clauses import OF_CLAUSES, Reading
from qa.guard.reading.stems import stem
from qa.guard.words.lexicon import NAME_PARTS, QUALIFIERS, RESERVATIONS, UNSURE_MARKERS

FREE_QUANTIFIERS = frozenset(
    "several various numerous own such same multiple countless certain a_number_of a_few".split()
)
_BOUND_PREPOSITIONS = frozenset(
    "p:than p:except p:excluding p:instead_of p:with_the_exception_of p:but p:versus p:per".split()
)
_UNREAL = frozenset("theory principle part effect practice".split())
_NAMING = frozenset("name word term phrase title symbol nickname surname letter label slogan".split())
_EXCEPT = frozenset("except excluding with_the_exception_of".split())
_YEAR = 4
MEASURES = frozenset(
    stem(word)
    for word in "percent per_cent dollar euro pound yen rupee rouble kilometre metre mile foot inch kilogram gram tonne"
    " litre hour minute second day week month year decade century degree celsius acre hectare point time times mph"
    " km/h megawatt gigawatt kilowatt square cent million billion".split()
)
_DIRECTIONS = frozenset("north south east west northeast northwest southeast southwest away".split())
TAKES_INFINITIVE = frozenset(
    stem(word)
    for word in "want plan try fail expect agree decide refuse intend seek attempt begin start continue threaten"
    " promise"
    " order force allow ask tell urge need hope prepare vow offer manage appear seem use like likely unlikely able"
    " unable due"
    " set have tend happen prove pledge demand persuade encourage enable help require compel cause permit advise warn"
    " instruct believe consider think say report know claim suppose estimate consider deem hesitate neglect struggle"
    " aim propose volunteer choose fear dare afford deserve forget remember swear wish ready willing keen eager"
    " right effort"
    " decision plan attempt bid refusal failure ability right order intention desire wish chance opportunity permission"
    " mean motion vote be inclined supposed obliged eligible entitled".split()
)


_LINKING = frozenset(
    "however also meanwhile moreover furthermore therefore thus consequently nevertheless nonetheless additionally too"
    " in_addition instead similarly likewise then still indeed".split()
)


_ASIDES = ("p:including", "p:such_as", "p:unlike")


def dropped(pair: Pair) -> str:
    """Return why what is left out of the source changes what is said, "" where it does not."""
    source = pair.source
    kept = pair.kept()
    if (lost := _exception(pair, kept)) is not None:
        return f"the line says it with “{source.tokens[lost].text}”"
    for token, links in enumerate(source.links):
        if token in kept:
            continue
        hosts = [(role, head) for role, head in links if head in kept]
        if hosts and _is_bound(pair, token, hosts, links[0]):
            return f"the line says it with “{_words_of(source, token)}”"
    for place, at in {place: at for at, place in enumerate(pair.places) if place >= 0}.items():
        if reason := _bare_verb(pair, place, at, kept):
            return reason
    return _alternatives(pair, kept)


def _exception(pair: Pair, kept: set[int]) -> int | None:
    """Return the word of an exception that is left out though the verb before it is kept: "everywhere except at"."""
    said = {token.lower for token in pair.written.tokens}
    if not said.isdisjoint(_EXCEPT):
        return None
    source = pair.source
    for at, token in enumerate(source.tokens):
        if token.lower in _EXCEPT and source.tags[at] == "P":
            verb = next((k for k in range(at - 1, -1, -1) if source.tags[k] in ("VD", "VF", "VN", "VB", "BE")), -1)
            if verb in kept:
                return at
    return None


def _words_of(source: Reading, token: int) -> str:
    before = source.tokens[token - 1] if token else None
    text = source.tokens[token].text
    if before is not None and source.tags[token - 1] in ("P", "S", "C"):
        return f"{before.text} {text}"
    return text


def _is_bound(pair: Pair, token: int, hosts: list[Link], primary: Link) -> bool:
    """Whether a word that was left out must go with one of the words that were kept; `primary` is what it hangs on."""
    if _is_one_of_several(pair, token, primary):
        return False
    return any(
        _is_bound_by_itself(pair.source, token, link) or (link == primary and _is_bound_there(pair.source, token, link))
        for link in hosts
    )


def _is_one_of_several(pair: Pair, token: int, primary: Link) -> bool:
    """Whether "and to" joins what was left out to one that was kept: "expects it to take a week and to cost more"."""
    tags = pair.source.tags
    if primary[0] != "inf" or tags[token - 2 : token] != ("C", "TO") or pair.source.tokens[token - 2].lower != "and":
        return False
    kept = pair.kept()
    return any(primary in links and at in kept for at, links in enumerate(pair.source.links) if at < token)


def _is_bound_by_itself(source: Reading, token: int, link: Link) -> bool:
    """Whether a word is a reservation: a negation, a hedge, a quantity, a qualifier, a condition."""
    low, (role, head) = source.tokens[token].lower, link
    if (
        role in ("neg", "hedge", "adv:than")
        or role in _BOUND_PREPOSITIONS
        or (role.startswith("adv:") and role[4:] in UNSURE_MARKERS)
    ):
        return True
    if role == "q":
        return low not in FREE_QUANTIFIERS or source.tags[token + 1 : token + 2] == ("D",)
    if role == "num":
        return source.tokens[head].key in MEASURES or source.tags[head] == "F"
    if role in ("mod", "of", "poss") and is_shared_out(source, head):
        return True
    if role in ("adv", "mod") and (low in RESERVATIONS or low.endswith("-called")):
        return True
    if role == "p:in" and low in _UNREAL:
        return True
    return role == "mod" and (_changes(source, token, head) or _narrows(source, token, head))


def _is_bound_there(source: Reading, token: int, link: Link) -> bool:
    """Whether what a word hangs on says little, or more, without it: "part of", "fail to", "the largest in"."""
    role, head = link
    if role == "of" and (source.tokens[head].key in PARTITIVE_KEYS or source.tags[head] in ("F", "Q")):
        return True
    if role == "inf" and source.tokens[head].key in TAKES_INFINITIVE:
        return True
    if _is_post(role) and needs_all(source, head):
        return True
    dated = source.tags[token] == "T" or (source.tags[token] == "F" and len(source.tokens[token].text) == _YEAR)
    if (role.startswith("p:") or _is_post(role)) and not dated and is_inside_ranked(source, head):
        return True
    if role.startswith("p:") and is_often(source, head):
        return True
    if role == "pred" and is_list_of_all(source, token, head):
        return True
    if _is_negated(source, head) and (role[:2] == "p:" or role in ("adv", "obj", "inf", "of", "rel", "part")):
        return role not in _ASIDES and source.tokens[token].lower not in _LINKING
    return role in ("rel", "part") and _is_generic(source, token, head)


def _changes(source: Reading, token: int, head: int) -> bool:
    """Whether a modifier makes its noun stand for something else: "former", "North"."""
    low = source.tokens[token].lower
    if low in _NAMING and source.tags[token] == "N":
        return True  # "the name oxygen" is not oxygen
    if low in QUALIFIERS or low.partition("-")[0] in ("ex", "non", "anti", "pseudo", "half", "semi", "would", "pre"):
        return not (source.tokens[token].capital and low in ("vice", "deputy", "late")) or low == "former"
    named = source.tags[token] == "M" and source.tags[head] in ("M", "N")
    return named and low in NAME_PARTS and head - token == 1


def _narrows(source: Reading, token: int, head: int) -> bool:
    """Whether an adjective says which of a kind are meant, where what is said is no single event: "in new homes"."""
    if source.tags[token] != "N" or source.tags[head] != "N" or source.tokens[head].key in MEASURES:
        return False
    start = head
    while start and source.tags[start - 1] in ("N", "M", "A"):
        start -= 1
    if start and source.tags[start - 1] in ("D", "POS", "F", "Q", "H"):
        return False
    seen: set[int] = set()
    at = head
    while at >= 0 and at not in seen:
        seen.add(at)
        verb = next((c.verb for c in source.clauses if c.verb is not None and c.verb.head == at), None)
        if verb is not None:
            helpers = {source.tokens[k].lower for k in (*verb.helpers, verb.head)}
            past = source.tags[verb.head] == "VD" and not verb.helpers
            return not past and helpers.isdisjoint(("was", "were", "had", "did")) and verb.form in ("fin", "inf")
        at = source.links[at][0][1] if source.links[at] else -1
    return False


def _is_post(role: str) -> bool:
    if role.startswith("p:") and role[2:] in OF_CLAUSES:
        return False
    if role in _ASIDES:
        return False
    return role.startswith("p:") or role in ("rel", "part", "inf", "of")


def _is_negated(source: Reading, head: int) -> bool:
    return any(("neg", head) in links for links in source.links)


def _is_generic(source: Reading, token: int, head: int) -> bool:
    """Whether a clause picks out some of a kind: "people who smoke", "mice given the compound"."""
    clause = next((c for c in source.clauses if c.verb is not None and c.verb.head == token), None)
    if clause is not None and clause.verb is not None and _is_of_one(source, clause.verb, head):
        return False
    if any(role == "subj" and source.tokens[at].lower == "according_to" for role, at in source.links[head]):
        return False
    if clause is None or not clause.restrictive or source.tags[head] != "N":
        return source.tokens[head].lower in ("those", "anyone", "everyone", "one", "ones", "people")
    start = head
    while start and source.tags[start - 1] in ("N", "M", "F", "A", "Q", "H"):
        start -= 1
    low = source.tokens[head].lower
    plural = low.endswith("s") or low in ("people", "men", "women", "mice", "children")
    determined = (start and source.tags[start - 1] in ("D", "POS")) or "F" in source.tags[start:head]
    return plural and not determined


def _is_of_one(source: Reading, verb: VerbGroup, head: int) -> bool:
    """Whether "was" shows that a clause tells of one thing, and so not of the plural that it may hang on."""
    first = source.tokens[verb.helpers[0] if verb.helpers else verb.head].lower
    return (
        first in ("is", "was", "has") and len(source.links[verb.head]) > 1 and source.tokens[head].lower.endswith("s")
    )


def _bare_verb(pair: Pair, place: int, at: int, kept: set[int]) -> str:
    """Check that a verb that has an object in the source keeps it."""
    source, written = pair.source, pair.written
    if source.tags[place] not in ("VD", "VF", "VB", "VN", "VI"):
        return ""
    if not any(c.verb is not None and c.verb.head == at for c in written.clauses):
        return ""
    objects = [t for t, links in enumerate(source.links) if ("obj", place) in links]
    if all(source.tags[t] in ("F", "T") or source.tokens[t].key in MEASURES | _DIRECTIONS for t in objects):
        objects = []
    contents = [t for t, links in enumerate(source.links) if links and links[0] == ("ccomp", place)]
    group = next((c.verb for c in source.clauses if c.verb is not None and c.verb.head == place), None)
    clause = next(c for c in written.clauses if c.verb is not None and c.verb.head == at)
    says = any(("ccomp", at) in links for links in written.links)
    if says and kept.intersection(contents):  # "told reporters that": to whom may be left out
        return ""
    if contents and not kept.intersection(contents) and not objects and not says:
        return f"the line goes on after “{source.tokens[place].text}”"
    if objects and not kept.intersection(objects):
        ours = [t for t, links in enumerate(written.links) if ("obj", at) in links]
        if not ours and not clause.antecedents and not (group and group.passive):
            return f"the line goes on after “{source.tokens[place].text}”"
    return ""


def _alternatives(pair: Pair, kept: set[int]) -> str:
    """Check that "A or B" is not told as A."""
    source = pair.source
    for at, token in enumerate(source.tokens):
        if token.lower not in ("or", "nor") or source.tags[at] != "C":
            continue
        before = next((k for k in range(at - 1, max(-1, at - 6), -1) if k in kept), None)
        end = next(
            (k for k in range(at + 1, len(source.tokens)) if source.tokens[k].kind == "mark"), len(source.tokens)
        )
        after = next((k for k in range(at + 1, min(end, at + 7)) if k in kept), None)
        near_before = before is not None and at - before <= 3
        near_after = after is not None and after - at <= 4
        if near_before != near_after:
            return "the line says “or”"
    return ""
