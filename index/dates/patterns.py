"""The writing of dates: a closed grammar, as patterns and word lists. Readers tell what a match means.

English throughout; complete dates also in some other languages, because those can be told without
understanding the text around them. Every pattern is bounded, so that a search takes linear time. The rules
are about writing, never about one site or subject.
"""

from __future__ import annotations

import re


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written as text."""
    return tuple(text.split())


MONTHS = words("january february march april may june july august september october november december")
WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")
UNITS = ("day", "week", "month", "year", "decade")

_NUMBERS = words("zero one two three four five six seven eight nine ten eleven twelve")
NUMBERS = {word: value for value, word in enumerate(_NUMBERS)} | {"a": 1, "an": 1, "a couple of": 2, "couple of": 2}
_ORDINALS = words(
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = {word: value for value, word in enumerate(_ORDINALS)} | {"twenty-first": 21, "last": 0}

# Months of German, French, Spanish, Italian, Portuguese and Dutch, January first; "/" parts spellings.
_FOREIGN = words(
    "januar/jänner/janvier/enero/gennaio/janeiro/januari "
    "februar/février/febrero/febbraio/fevereiro/februari märz/mars/marzo/março/maart "
    "avril/abril/aprile mai/mayo/maggio/maio/mei juni/juin/junio/giugno/junho "
    "juli/juillet/julio/luglio/julho août/agosto/augustus septembre/septiembre/settembre/setembro "
    "oktober/octobre/octubre/ottobre/outubro novembre/noviembre/novembro "
    "dezember/décembre/diciembre/dicembre/dezembro"
)
FOREIGN_MONTHS = {name: number for number, names in enumerate(_FOREIGN, 1) for name in names.split("/")} | {
    name: number for number, name in enumerate(MONTHS, 1) if name in ("april", "september", "november", "december")
}

# What a bare number before it counts, so that "in 2000 homes" and "May 12 people" are not taken for dates.
COUNTED = frozenset(
    words(
        "people persons men women children girls boys civilians soldiers troops fighters militants "
        "workers members employees families homes houses households villages miles mile metres meters "
        "metre meter kilometres kilometers kilometre kilometer km m ft feet foot yards inches square "
        "cubic tons tonnes ton kg pounds lb lbs dollars euros crowns francs percent per years year "
        "months month weeks week days day hours hrs hour minutes seconds gmt utc local cet est votes "
        "seats points words pages cases deaths copies units vehicles cars trucks tanks shells rockets "
        "missiles aircraft ships boats animals cattle sheep horses passengers students pupils "
        "residents refugees patients visitors spectators guests prisoners hectares acres degrees "
        "volts watts hp rpm mhz ghz mb gb more of million billion thousand jobs "
        "species plants rooms bridges buildings streets schools stations"
    )
)


DASH = r"[-\u2010-\u2014]"
_S = r"(?:[ \t\u00a0\u2009\u202f]{1,3})"
_Q = r"['\u2019]"
_JOIN = rf"(?:{_S}?{DASH}{_S}?|{_S}(?:to|and|or|until|through){_S}(?:the{_S})?)"
_WEEKDAY = r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_FULL_MONTH = rf"(?:{'|'.join(MONTHS)}|sept)"
_WHOLE = r"(?![\w%°])(?![.:]\d|,\d{3}(?!\d))"  # not the head of a longer number
_DAY = rf"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?{_WHOLE}"
_YEAR = rf"(?:1\d|20|21)\d\d{_WHOLE}"
_CLEAR = r"(?<![\w/:$£€#@+])(?<![\w][.,:])(?<![\d)][-\u2013])"  # nor the tail of one
_NUMBER = rf"(?:a(?:n|{_S}(?:few|couple{_S}of))?|\d{{1,3}}|{'|'.join(_NUMBERS[1:])}|several|some|many)"
_UNIT = rf"(?:{'|'.join(UNITS)})"
_PART_OF_DAY = r"(?:morning|mid-?day|noon|afternoon|evening|night)\b"
_BOUNDARY = (
    rf"(?=$|[.,;:!?)\]\"'\u2019\u201d-]|{DASH}"
    rf"|{_S}(?:and|but|when|that|in|at|by|with|as|he|she|it|they|the|a)\b)"
)

_BRANCHES = {
    "iso": (
        r"(?<![\w/.:-])(?P<iso_y>\d{4})(?P<iso_s>[-/.])(?P<iso_m>\d{1,2})(?P=iso_s)(?P<iso_d>\d{1,2})"
        r"(?=t\d|(?![\w/-]|[.:]\d))"
    ),
    "num": (
        r"(?<![\w/.:-])(?P<num_a>\d{1,2})(?P<num_s>[-/.])(?P<num_b>\d{1,2})(?P=num_s)(?P<num_y>\d{4})"
        r"(?![\w/-]|[.:]\d)"
    ),
    "md": (
        rf"(?:(?P<md_w>{_WEEKDAY}),?{_S})?(?P<md_m>{_MONTH})\b\.?{_S}(?:the{_S})?(?P<md_d>{_DAY})"
        rf"(?:(?P<md_j>{_JOIN})(?P<md_e>{_DAY})(?!{_S}(?:of{_S})?{_MONTH}\b))?"
        rf"(?:(?:,{_S}?|{_S})(?P<md_y>{_YEAR}))?"
    ),
    "dm": (
        rf"(?<![\w.,:/$£€#-])(?:(?P<dm_w>{_WEEKDAY}),?{_S})?(?:the{_S})?(?:(?P<dm_d>{_DAY})(?P<dm_j>{_JOIN}))?"
        rf"(?P<dm_e>{_DAY})(?:{_S}(?:day{_S})?(?:of{_S})?|-)(?P<dm_m>{_MONTH})\b(?!{_Q}s)"
        rf"(?:(?:\.?,?{_S}|-)(?P<dm_y>{_YEAR}))?"
    ),
    "foreign": (
        rf"(?<![\w.,:/-])(?P<foreign_d>{_DAY})(?:\.|er|º)?{_S}(?:de{_S})?"
        rf"(?P<foreign_m>{'|'.join(FOREIGN_MONTHS)}){_S}(?:de{_S})?(?P<foreign_y>{_YEAR})"
    ),
    "my": rf"(?P<my_m>{_MONTH})\b(?:,?{_S}|{_S}of{_S}|\.{_S}|-)(?P<my_y>{_YEAR})",
    "month": rf"(?P<month_m>{_FULL_MONTH})\b(?!{_Q}s|-\w)",
    "weekday": (
        rf"(?P<weekday_d>{'|'.join(WEEKDAYS)})\b(?:{_S}{_PART_OF_DAY})?"
        rf"(?:{_S}(?:of{_S})?(?P<weekday_w>last|this|next){_S}week\b)?"
    ),
    "word": (
        rf"(?P<word_w>the{_S}day{_S}before{_S}yesterday|the{_S}day{_S}after{_S}tomorrow"
        rf"|(?:yesterday|tomorrow)(?:{_S}{_PART_OF_DAY})?"
        rf"|today|tonight|last{_S}night|this{_S}(?:morning|afternoon|evening))\b"
    ),
    "weekend": (
        rf"(?P<weekend_w>(?:the{_S})?(?:last|this(?:{_S}past)?|next|past|previous|following|coming)|the)"
        rf"{_S}weekend\b(?!{_Q}s)"
    ),
    "era": (
        rf"(?<![\w.,:/$£€#-])(?:(?P<era_b>\d{{1,4}}){_S}?(?P<era_e>bce?|b\.c\.(?:e\.)?|ad|a\.d\.|ce)(?!\w)"
        rf"|(?:ad|a\.d\.){_S}(?P<era_a>\d{{1,4}}){_WHOLE})"
    ),
    "ago": rf"(?P<ago_n>{_NUMBER}){_S}(?P<ago_u>{_UNIT})s?{_S}ago\b",
    "window": (
        rf"(?:the{_S})?(?P<window_w>last|past|previous|next|coming|following){_S}(?P<window_n>{_NUMBER}){_S}"
        rf"(?P<window_u>{_UNIT})s\b"
        rf"|(?:the{_S})?(?:last|past){_S}(?P<window_h>24|48|72){_S}hours\b"
        rf"|the{_S}(?:last|past){_S}(?P<window_s>{_UNIT})\b(?!{_S}(?:of|in|before|to)\b|{_Q}s)"
    ),
    "later": (
        rf"(?P<later_n>{_NUMBER}){_S}(?P<later_u>{_UNIT})s?{_S}"
        r"(?P<later_w>later|earlier|afterwards?|beforehand)\b"
    ),
    "same": (
        rf"(?P<same_w>the{_S}(?:very{_S})?(?:same|following|next|previous|preceding)"
        rf"|that(?:{_S}very)?(?:{_S}same)?|same){_S}(?P<same_u>{_UNIT})\b(?!{_Q}s|{_S}(?:as|when|that)\b)"
        rf"|(?P<same_n>next|following|previous){_S}day\b(?!{_Q}s)"
        rf"|the{_S}(?P<same_v>{_UNIT}){_S}(?P<same_x>before|after){_BOUNDARY}"
    ),
    "period": (
        rf"(?:(?P<period_e>earlier|later|early|late){_S}(?:in{_S})?)?(?P<period_w>last|this|next){_S}"
        rf"(?P<period_u>{_UNIT})\b(?!{_S}of{_S}the\b)"
    ),
    "quarter": (
        rf"(?:q(?P<quarter_q>[1-4]){_S}|(?P<quarter_o>first|second|third|fourth|last|final){_S}"
        rf"(?P<quarter_u>quarter|half){_S}of{_S}(?:the{_S}year{_S})?)(?P<quarter_y>{_YEAR})"
    ),
    "season": rf"(?P<season_n>spring|summer|autumn|fall|winter){_S}(?:of{_S})?(?P<season_y>{_YEAR})",
    "century": (
        rf"(?P<century_n>\d{{1,2}}(?:st|nd|rd|th)|twenty-first|{'|'.join(_ORDINALS[1:])})(?:{_S}|-)"
        rf"centur(?:y|ies)\b(?P<century_e>{_S}(?:bce?\b|b\.c\.(?:e\.)?))?"
    ),
    "decade": rf"(?:the{_S})?(?:(?P<decade_y>(?:1\d|20)\d0){_Q}?s|{_Q}(?P<decade_s>\d0)s)\b",
    "years": (
        rf"{_CLEAR}(?P<years_a>(?:1\d|20)\d\d)(?P<years_j>{_S}?(?:{DASH}|/){_S}?)(?P<years_b>(?:1\d|20)?\d\d)"
        rf"(?![\w%/]|[.,:]\d|{DASH}\w)"
    ),
    "year": rf"{_CLEAR}(?P<year_y>(?:1\d|20)\d\d){_WHOLE}(?![-\u2013/]\d)",
}
# How a date may start: told apart first, because most words of a text need no further look.
_START = (
    rf"(?=[\d'\u2019]|the{_S}(?:[\d'\u2019]|last|past|next|com|foll|prev|prec|same|very|da|de|we|mon|ye)"
    rf"|an?{_S}(?:few|coup|da|de|we|mon|ye)|ja|fe|ma[ryn]|ap|ju[nl]|au|se[pcv]|oc|nov|dec"
    r"|mon|tu|wed|th[uir]|that|fr|sa[tm]|su|ye|to[dmn]|la[st]|past|nex|prev|com|foll|earl"
    r"|one|two|four|fi|six|eig|nin|ten|ele|twe|some|q\d|spr|fall|win|ad|a\.d)"
)
FORM = re.compile(
    r"(?<!\d)(?P<cjk>(?P<cjk_y>\d{4})年(?P<cjk_m>\d{1,2})月(?P<cjk_d>\d{1,2})日)"
    rf"|(?<![^\W_]){_START}(?:" + "|".join(f"(?P<{name}>{body})" for name, body in _BRANCHES.items()) + ")",
    re.IGNORECASE,
)
SIGNS = re.compile(
    r"\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|day\b"
    r"|\b(?:tonight|tomorrow|night|morning|afternoon|evening|centur)"
    r"|\b(?:days?|weeks?|weekend|months?|years?|decades?)\b",
    re.IGNORECASE,
)
"""What every date expression holds; a line without it needs no further look."""

LEAD = re.compile(
    rf"(?<![\w'\u2019.-])(?:(?P<when>late|later|early|earlier){_S})?"
    rf"(?:(?P<prep>as{_S}of|as{_S}early{_S}as|as{_S}late{_S}as|on|in|since|by|until|till|before|after|from"
    rf"|between|during|throughout|through|around|circa|ca\.|c\.|over|at|for|prior{_S}to){_S})?(?:(?P<det>the){_S})?(?:year{_S})?"
    rf"(?:(?:very{_S})?(?P<part>(?:beginning|start|middle|end){_S}of|early|mid|late)(?:{_S}|-)(?:the{_S})?)?"
    rf"(?:(?P<way>last|next|this{_S}past|this{_S}coming|this|past|coming|previous|following){_S})?\Z",
    re.IGNORECASE,
)
"""What may stand before a date and belongs to it: "Late on", "since early", "by the end of", "last"."""

LINK = re.compile(
    rf"{_S}?{DASH}{_S}?|{_S}(?:to|until|till|through){_S}(?:the{_S}|early{_S}|mid-|late{_S})?", re.IGNORECASE
)
"""What joins the two ends of a range."""

LINK_AND = re.compile(rf"{_S}and{_S}(?:the{_S}|early{_S}|mid-|late{_S})?", re.IGNORECASE)
"""What joins them after "between"."""

LIST = re.compile(
    rf"(?:,{_S}(?:and{_S}|or{_S})?|{_S}(?:and|or|to|until|through){_S}(?:in{_S})?|{_S}?{DASH}{_S}?|/)",
    re.IGNORECASE,
)
"""What joins a further date to one already found, so that it needs no preposition of its own."""

NAMED_DAYS = frozenset(
    words("good black ash palm bloody super easter cyber fat shrove maundy holy whit giving pancake spy sheffield")
)
"""Words that make a weekday's name the name of something else."""
