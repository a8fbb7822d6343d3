"""Words of fixed constructions that say the same in two ways. Data only: everyday English."""

from __future__ import annotations

from collections.abc import Iterator

from qa.guard.words.verbs import BASE, LEMMA

BASES = {
    form: base
    for base in sorted(BASE)
    for form in (
        (base[:-1] if base.endswith("e") and not base.endswith("ee") else base) + "ing",
        base + base[-1] + "ing",
    )
}
"""Form in "-ing" -> base form: "using" -> "use"."""
GOES_ON = "by|in|for|to|against|with|at|since|on|when|as|from|of|until|before|or|and|nor"
"""What goes on telling of a participle, so that it is not said by itself."""
ADJECTIVES = {
    "height": ("high", "tall"), "length": ("long",), "depth": ("deep",), "width": ("wide",), "elevation": ("high",),
    "total length": ("long",), "maximum depth": ("deep",), "thickness": ("thick",), "breadth": ("wide", "broad"),
}  # fmt: skip
"""What has a height of nine metres is nine metres high."""
MEASURES = (
    "temperatures", "temperature", "depths", "depth", "heights", "height", "speeds", "speed", "distances", "distance",
    "altitudes", "altitude", "lengths", "length", "periods", "period", "prices", "price", "total", "weight", "weights",
)  # fmt: skip
"""What a figure with its unit measures, so that it need not be said."""
MADE = (
    "taken", "carried out", "made", "conducted", "written", "recorded", "issued", "drawn up", "compiled", "published",
    "painted", "drawn", "produced", "composed", "signed", "held",
)  # fmt: skip
"""How a thing came about that is "from" its year."""
RANKS = (
    "only", "first", "last", "largest", "biggest", "oldest", "highest", "tallest", "longest", "smallest", "main",
    "busiest", "deepest", "richest", "poorest", "youngest", "northernmost", "southernmost",
)  # fmt: skip
"""Which one of a place's things is meant."""
BODIES = ("jury", "crew", "team", "committee", "staff", "cast", "people", "patients", "victims", "passengers")
"""Nouns of several people."""
_PAST_OF: dict[str, str] = {}
for _form, _base in LEMMA.items():
    if not _form.endswith("ing"):
        _PAST_OF.setdefault(_base, _form)


def past_of(base: str) -> str:
    """Return the past form of a listed verb: "win" -> "won", "found" -> "founded"."""
    if base in _PAST_OF:
        return _PAST_OF[base]
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if base.endswith("y") and base[-2] not in "aeiou" else base + "ed"


_LIGHT = """
take took takes taken taking part in=participate in; make made makes made making use of=use;
pay paid pays paid paying a visit to=visit; make made makes made making an attempt to=attempt to;
make made makes made making the decision to=decide to; make made makes made making a decision to=decide to;
take took takes taken taking the decision to=decide to; put put puts put putting an end to=end;
come came comes come coming to the conclusion that=conclude that; give gave gives given giving birth to=bear;
reach reached reaches reached reaching the conclusion that=conclude that; make made makes made making an offer
to=offer to
"""


def _light() -> Iterator[tuple[str, str]]:
    """Yield a light verb with its noun, and the verb that says the same, form by form."""
    for row in _LIGHT.split(";"):
        left, _, right = row.strip().partition("=")
        words, (verb, *rest) = left.split(), right.split()
        forms = (verb, past_of(verb), verb + "s", past_of(verb), verb.removesuffix("e") + "ing")
        for light, plain in zip(words[:5], forms, strict=True):
            yield " ".join([light, *words[5:]]), " ".join([plain, *rest])


LIGHT = tuple(dict(_light()).items())
"""A light verb with its noun -> the verb that says the same: "took part in" -> "participated in"."""
