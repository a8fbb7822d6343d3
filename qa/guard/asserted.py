"""Whether a line asserts what it holds: `unasserted` tells what it only orders, supposes, denies or puts between marks.

"It is untrue that the ferry was sold" holds every word of "the ferry was sold" and says the opposite. Text alone; how
words hang together is `qa.guard.compare`'s.
"""

from __future__ import annotations

import re

_ORDER = re.compile(
    r"(?:(?:please|now|then|always|never|just|do not|don't|you (?:must|should|can|may|have to|need to))\b[ ,]*)*"
    r"(?:(?:say|tell|write|suppose|imagine|assume|pretend|reply|answer|repeat|respond|print|output)\b(?! of\b)"
    r"|(?:state|report|note|claim|announce|declare|consider|believe|remember)\b(?: that\b|:))",
    re.IGNORECASE,
)
"""An order to say or suppose something, at the start of a line. "State officials" and "Report finds" are none."""

_IT_IS = re.compile(
    r"\bit (?:is|was|'s|would be|will be|may be|might be|could be|seems|seemed|appears|appeared|became|remains)\b"
    r"(?P<what>(?:(?!, \w+ing\b)[^.;:]){0,60}?) that\b",
    re.IGNORECASE,
)
_HOLDS = frozenset(
    "true clear certain fact known well confirmed evident obvious notable significant interesting important surprising"
    " remarkable fortunate unfortunate sad ironic telling also now a an the no secret surprise coincidence".split()
)
"""What may stand between "it is" and "that" where what follows holds all the same."""

_FICTION = re.compile(r"\b(?:imagin|pretend|envisag|envision|fantasi[sz]|hypothesi[sz])\w*", re.IGNORECASE)
_VIEW = re.compile(
    r"\b(?P<noun>claim|allegation|idea|notion|myth|rumou?r|suggestion|belief|theory|assumption|fear|possibility"
    r"|hypothesis|speculation|fiction|lie|hoax)s? that (?P<what>[^.;:]{0,80})",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r'"([^"]*)"')
_FIRST_WORDS = 4
_FEWEST = 3
"""Words between quotation marks that are a statement rather than a name or a word held at arm's length."""


def unasserted(written: str, source: str) -> str:
    """Return why `source` does not assert what `written` says as its own, or "" where nothing speaks against it.

    Both are folded texts. A sentence that keeps the ordering, supposing or denying words is not held up here.
    """
    said = set(re.findall(r"\w+", written.casefold()))
    order = _ORDER.match(source.lstrip('" '))
    if order and not said.issuperset(re.findall(r"\w+", order.group().casefold())):
        return f"the line only says “{order.group().strip()}”"
    for match in _IT_IS.finditer(source):
        between = set(re.findall(r"\w+", match["what"].casefold()))
        if not between <= _HOLDS and not between - _HOLDS <= said:
            return f"the line says it only under “{match.group().strip()}”"
    for match in _VIEW.finditer(source):
        if not any(word.startswith(match["noun"].casefold()[:5]) for word in said):
            first = re.findall(r"\w+", match["what"].casefold())[:_FIRST_WORDS]
            if first and said.issuperset(first):
                return f"the line says it only under “{match['noun']}”"
    fiction = _FICTION.search(source)
    if fiction and fiction.group().casefold() not in said:
        return f"the line says it only under “{fiction.group()}”"
    if '"' not in written and any(
        len(inside.split()) >= _FEWEST and said <= set(re.findall(r"\w+", inside.casefold()))
        for inside in _QUOTATION.findall(source)
    ):
        return "the line only quotes it"
    return ""
