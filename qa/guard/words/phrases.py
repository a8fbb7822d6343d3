"""Fixed phrases that stand for one word, and short forms of units. Data only: everyday English."""

from __future__ import annotations

_TABLE = {
    # Hedges of figures; "~" marks those that are hedges only before a figure.
    ">=": ("at least", "no fewer than", "no less than", "not less than", "a minimum of"),
    "~>": ("more than", "over", "upwards of", "in excess of", "above", "well over", "greater than", "longer than"),
    "~>+": ("just over", "slightly more than", "a little over", "a little more than", "slightly over"),
    "<=": ("at most", "no more than", "not more than", "a maximum of"),
    "~<=": ("up to", "as many as", "as much as", "as long as", "as far as", "as high as"),
    "~<": ("less than", "fewer than", "under", "below"),
    "~~": ("about", "around", "approximately", "roughly", "some", "circa", "an estimated", "estimated",
           "approx", "in the region of"),
    "~<~": ("nearly", "almost", "close to", "just under", "just below"),
    "~only": ("only", "just"),
    # One word for what several words say.
    "according_to": ("according to", "in the words of", "in the view of"),
    "because_of": ("because of", "due to", "owing to", "on account of", "as a result of", "thanks to"),
    "instead_of": ("instead of", "rather than", "in place of", "in lieu of"),
    "such_as": ("such as",),
    "as_well_as": ("as well as",),
    "no_longer": ("no longer", "not any longer", "not any more"),
    "out_of": ("out of",),
    "in_front_of": ("in front of",),
    "next_to": ("next to",),
    "close_to": ("near to",),
    "so_far": ("so far", "thus far", "to date"), "on_board": ("on board", "aboard"),
    "in_addition": ("in addition",), "in_fact": ("in fact",), "in_turn": ("in turn",),
    "in_order_to": ("in order to", "so as to"),
    "so_that": ("so that", "in order that"),
    "even_though": ("even though", "in spite of the fact that", "despite the fact that"),
    "as_if": ("as if", "as though"),
    "even_if": ("even if",),
    "as_soon_as": ("as soon as",),
    "as_long_as": ("so long as",),
    "in_case": ("in case",),
    "in_addition_to": ("in addition to",),
    "prior_to": ("prior to",),
    "ahead_of": ("ahead of",),
    "in_exchange_for": ("in exchange for", "in return for"),
    "in_response_to": ("in response to",),
    "on_behalf_of": ("on behalf of",),
    "with_the_exception_of": ("with the exception of", "apart from", "aside from", "except for", "other than"),
    "in_spite_of": ("in spite of",),
    "for_example": ("for example", "for instance"),
    "nobody": ("nobody", "no one", "no-one"),
    "car_park": ("car park", "parking lot", "parking area"),
    "each_other": ("each other", "one another"),
    "per_cent": ("per cent",),
    "took_place": ("took place",), "take_place": ("take place", "taken place", "taking place", "takes place"),
    "et_al": ("et al",),
    "of_course": ("of course",),
    "at_all": ("at all",),
    "not_only": ("not only",), "but_also": ("but also",),
    "so_called": ("so-called", "so called"),
    "as_of": ("as of",),
    "a_lot_of": ("a lot of", "lots of", "plenty of"),
    "a_number_of": ("a number of",),
    "a_few": ("a few",), "a_little": ("a little",),
    "at_first": ("at first",), "at_last": ("at last",),
    "by_far": ("by far",),
    "all_but": ("all but",), "anything_but": ("anything but",), "nothing_but": ("nothing but",),
    "far_from": ("far from",),
    "on_average": ("on average",),
    "united_states": ("united states of america", "united states"),
    "united_kingdom": ("united kingdom",), "united_nations": ("united nations",),
    "european_union": ("european union",),
}  # fmt: skip
PHRASE_NAMES = frozenset("united_states united_kingdom united_nations european_union".split())
PHRASES = {tuple(phrase.split()): name for name, phrases in _TABLE.items() for phrase in phrases}
"""Words in lower case -> the one token that stands for them; a name in "~" holds before a figure only."""
ELSEWHERE: dict[tuple[str, ...], str] = {("as", "long", "as"): "as_long_as"}
"""What such words stand for where no figure follows."""
BEHIND = {("or", "more"): ">=", ("or", "so"): "~~", ("or", "fewer"): "<=", ("or", "less"): "<="}
"""Hedges that stand behind their figure, and what they are called."""
FIGURE_HEDGES = frozenset(name for name in _TABLE if name.startswith(("~", ">", "<")))
"""Tokens that bound or blur the figure behind them."""
PHRASE_PREPOSITIONS = frozenset(
    "on_board because_of instead_of such_as out_of in_front_of next_to close_to in_addition_to prior_to ahead_of"
    " in_exchange_for"
    " in_response_to on_behalf_of with_the_exception_of in_spite_of as_of as_well_as".split()
)
PHRASE_ADVERBS = frozenset(
    "on_average for_example at_first at_last by_far so_far in_addition in_fact in_turn of_course at_all not_only"
    " but_also"
    " all_but far_from".split()
)
PHRASE_SUBORDINATORS = frozenset("so_that even_though as_if even_if as_soon_as as_long_as in_case in_order_to".split())

SHORT_UNITS = {
    "%": "percent", "km": "kilometre", "m": "metre", "cm": "centimetre", "mm": "millimetre", "kg": "kilogram",
    "mi": "mile", "ft": "foot", "sq": "square", "km²": "square-kilometre", "km2": "square-kilometre", "°": "degree",
    "C": "celsius", "F": "fahrenheit",
    "lb": "pound", "lbs": "pound", "mph": "mph", "kmh": "km/h", "h": "hour", "hr": "hour", "hrs": "hour",
    "min": "minute", "mins": "minute", "sec": "second", "g": "gram", "GB": "gigabyte", "MB": "megabyte",
    "ha": "hectare",
    "MW": "megawatt", "GW": "gigawatt", "kW": "kilowatt", "yd": "yard", "yds": "yard", "°C": "celsius", "pc": "percent",
    "yrs": "year", "yr": "year",
}  # fmt: skip
"""Short forms of units, taken for the unit right behind a figure only ("%" and "°" anywhere)."""
