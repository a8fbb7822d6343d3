"""Split one line's text into whole sentences with exact spans, by rules alone, in linear time.

A stop ends a sentence unless what stands around it says otherwise: abbreviations, initials, numbers,
quotations that run on. The rules are about writing, never about a site or a subject. Spans are cut out of the
text as it stands: nothing here may change, fold or drop a character. Every character that is no white space
lies in exactly one span, so that nothing becomes unfindable by being split badly.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_SENTENCE = 2000
"""Code points after which a "sentence" without a stop is cut, so that a citation stays readable."""

_PARAGRAPH = 5_000  # code points of a line at most whose sentences are remembered
_REACH = 40  # how far a rule may look to either side; bounds the work at each stop
_CLOSERS = r"\"'”’»›)\]}」』）】》〉"
_MARK = r"(?:\s?\[\s?(?:\d{1,3}|[a-z]|note \d{1,2})\s?\])"  # a footnote mark, as in: It closed.[12] It stayed so.
_SPACED = r".!?…‽‼⁇⁈⁉"  # stops of scripts that put a space behind a sentence
_TIGHT = r"。！？｡．؟۔।॥։።။។"  # stops that end a sentence with or without a space behind
_LONE = r"(?:\s[”»)\]}](?=\s|$))?"  # a closing mark that tokenised text sets apart
# Possessive, and never started within a run of stops: a million dots must not cost a million squared.
_STOP = re.compile(
    rf"(?P<hard>[\r\x0b\x0c\x85\u2028\u2029]+)"
    rf"|(?P<tight>[{_TIGHT}]++)[{_CLOSERS}]*+{_MARK}{{0,9}}+"
    rf"|(?<![{_SPACED}])(?P<stop>[{_SPACED}]++)[{_CLOSERS}]*+{_MARK}{{0,9}}+{_LONE}(?=\s|$)"
    # A forgotten space: "It closed.Ferries ran." But never "example.Com" or "Module.Name.part".
    rf"|(?<=[^\W\d_A-Z])(?P<joined>[.!?][”’»)\]]*+{_MARK}{{0,9}}+)(?=[A-Z][a-z]++[\s,;:’'])"
)
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_SPACE = re.compile(r"\s*")
_GLUE = re.compile(r"[—–/\-(\[{\"“”„«‘’'¿¡]")  # what may stand between an abbreviation and the word before it
_APOSTROPHE = re.compile("['’]")
_INITIALISM = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}|Ph\.D")
_NUMBERING = re.compile(r"\W*(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,5})(?:\.\d{1,3})*$")
_ROMAN = re.compile(r"[IVXLC]+$")
_ATTRIBUTION = re.compile(
    r"(?:[A-Z][\w’'-]*\.? ){1,4}(?:said|says|asked|asks|wrote|writes|added|adds|told|replied|shouted|cried)\b"
)
_CUTS = (
    re.compile(r".*[;:—–]\s", re.DOTALL),
    re.compile(r".*[,，、；：،]\s?", re.DOTALL),
    re.compile(r".*\s", re.DOTALL),
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Always followed by the rest of their sentence.
_TITLES = _words(
    "Mr Mrs Ms Mx Messrs Mlle Mme Dr Drs Prof Rev Hon Fr Br Gen Lt Col Sgt Cpl Pvt Capt Cmdr Cdr Comdr "
    "Adm Maj Brig Sen Sens Rep Reps Gov Govs Pres Supt Insp Det Amb Atty Asst Msgr Hr Sra Srta Dra Ing "
    "Dipl Rt e.g i.e eg ie cf vs viz approx ca bzw usw d.h z.B u.a vgl resp incl excl"
)
# Short for something only where a number follows; units are, and end a sentence otherwise.
_NUMBERED = _words(
    "No Nos no nos Nr nr Num num Fig Figs fig figs p pp Vol Vols vol vols Ch ch Sec sec Art art Op op "
    "Ex Eq eq Pt pt Bd Abb Tab Cap cap Par par km kg cm mm ft lb lbs oz mi hr hrs min mins sq tel Tel"
)
# May stand at the end of a sentence or within it: what follows decides.
_EITHER = _words(
    "St Ste Mt Mts Ft Sr Jr Inc Corp Ltd Co Cos Bros Ave Blvd Rd Hwy Pkwy Dept Univ Assn Intl Natl Govt "
    "est Est al Bldg Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mich Minn Mo Mont Neb "
    "Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo Wisc Mass Miss Penn Que Ont Cie ed eds Ed Eds trans "
    "rev Esq Hosp Inst Div Dist Mag Gaz"
)
_MONTHS = _words("Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri")
_TIMES = _words("a.m p.m A.M P.M B.C A.D B.C.E C.E b.c a.d etc")
_DAYS = _words(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June "
    "July August September October November December Eastern Central Mountain Pacific Greenwich"
)
# Capitalised behind an unclear stop, these words start a sentence.
_STARTERS = _words(
    "The This That These Those There They Their Then He His She Her It Its We Our You Your In On At As "
    "An If When While Where After Before During Since Until Because Although Though However But And So "
    "Yet Or For From By With Without Under Over Among Between Both Each Some Many Most Several All Any "
    "Not Nor Now Today Later Meanwhile Also Other Others Another Such What Who Why How To Only Even "
    "Here More Following According Despite Once Upon Like Unlike Der Die Das Ein Eine Er Sie Es Wir Im "
    "Am Auf Aus Bei Mit Nach Seit El Los Las Le Les Il Elle Un Une En Os"
)
# German, Danish and Norwegian write ordinals as "3." with a capitalised noun behind.
_ORDINAL_BEFORE = _words("im am dem der des den die das vom zum zur beim bis ab seit und")
_ORDINAL_AFTER = _words("Januar Februar März Mai Juni Juli Oktober Dezember Jahrhundert Jahrhunderts")
_ARTICLE = re.compile(r"^\W*An? [^\WA-Z]")  # "A ferry" starts a sentence, "A. Smith" doesn't
_LINKS = re.compile(r"://|@|^www\.|[/\\]|_")
_SITE_ENDINGS = _words("Com Net Org Co Io Gov Edu Info Uk Eu De Fr Js Py Txt Md Net Html Php Pdf Doc Exe Ai Tv Me")


def split_sentences(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the spans of the sentences of `text[start:end]`, which is one line without its line end.

    Spans are offsets into `text`, in order, without white space at either end, and together hold every
    character that is no white space. A span without a letter or digit is joined to its neighbour. Stretches
    of more than `MAX_SENTENCE` code points are cut behind a clause, else a comma, else a space.
    """
    line = text[start:end]
    spans = _remembered(line) if len(line) <= _PARAGRAPH else _line_sentences(line)
    return tuple((start + first, start + last) for first, last in spans)


@lru_cache(maxsize=2_000)  # the lines around what is cited are read again and again
def _remembered(line: str) -> tuple[tuple[int, int], ...]:
    return _line_sentences(line)


def _line_sentences(line: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    first = 0
    for match in _STOP.finditer(line):
        if match.end() > first and _ends_sentence(line, match, first):
            spans.append((first, match.end()))
            first = match.end()
    spans.append((first, len(line)))
    whole = _join_wordless(line, [span for span in (_trim(line, *each) for each in spans) if span[0] < span[1]])
    return tuple(part for span in whole for part in _cut_overlong(line, *span))


def _ends_sentence(line: str, match: re.Match[str], first: int) -> bool:
    """Return whether the stop that `match` found ends the sentence that started at `first`."""
    if match["hard"]:
        return True
    after = line[match.end() : match.end() + 2 * _REACH].lstrip()
    if not after:
        return True
    if match["joined"]:
        return not _is_link(line, match)
    if match["tight"]:
        return not _runs_on_tightly(line, match)
    lead = _WORD.search(after)
    word = _APOSTROPHE.split(lead[0])[0] if lead else ""
    if _starts_lower(word):
        return False
    if word in ("A", "An") and _ARTICLE.search(after) is not None:
        word = "The"
    stop = match["stop"]
    if stop == ".":
        return _ends_at_period(line, match, first, word)
    if "." in stop or stop == "…":
        # An ellipsis between spaces leaves something out, in the middle of a sentence as often as not.
        spaced = line[match.start() - 1 : match.start()].isspace()
        return not spaced or word in _STARTERS
    quoted = line[match.end("stop") : match.end("stop") + 1] in ('"', "'", "”", "’", "»")
    return not quoted or word in _STARTERS or _ATTRIBUTION.match(after) is None


def _ends_at_period(line: str, match: re.Match[str], first: int, word: str) -> bool:
    """Return whether a lone "." ends the sentence, by the word before it and the next `word`."""
    *rest, last = line[max(first, match.start() - _REACH) : match.start()].rsplit(None, 1) or [""]
    if not last:
        return True
    token = _GLUE.split(last)[-1]
    if match.start() - first <= 12 and _NUMBERING.fullmatch(line[first : match.start()]):
        return False  # "1. First item": the number belongs to what it numbers
    if token in _TITLES:
        return False
    if token in _NUMBERED:
        return not (word[:1].isdigit() or _ROMAN.match(word) is not None)
    if token in _MONTHS:
        return not word[:1].isdigit() and word not in _MONTHS
    if token in _TIMES:
        return word[:1].isalpha() and word not in _DAYS and not (word.isupper() and 2 <= len(word) <= 4)
    if token.isdigit() and len(token) <= 2 and word not in _STARTERS:
        return word not in _ORDINAL_AFTER and not (rest and rest[0].split()[-1].lower() in _ORDINAL_BEFORE)
    unclear = token in _EITHER or (len(token) == 1 and token.isalpha()) or _INITIALISM.fullmatch(token) is not None
    return not unclear or word in _STARTERS


def _starts_lower(word: str) -> bool:
    """Return whether `word` starts with a letter that would be a capital at the start of a sentence.

    Scripts without capitals are never lower case here, and "iPhone" or "eBay" may start a sentence.
    """
    head = word[:1]
    return head.islower() and head.title() != head and not word[1:2].isupper()


def _is_link(line: str, match: re.Match[str]) -> bool:
    """Return whether the stop without a space stands in an address, a domain or a file's name."""
    window = line[max(0, match.start() - 2 * _REACH) : match.start()]
    before = window.split()[-1:] or [""]
    after = _WORD.match(line, match.end())
    return _LINKS.search(before[0]) is not None or "." in before[0] or (after is not None and after[0] in _SITE_ENDINGS)


def _runs_on_tightly(line: str, match: re.Match[str]) -> bool:
    """Return whether a CJK, Arabic or Indic stop is within its sentence: in a quotation or number."""
    after = line[match.end() : match.end() + 1]
    if match["tight"] == "．":
        return after.isdigit()
    # Japanese reports speech with a particle right behind the closing bracket.
    return match.end() > match.end("tight") and after in tuple("とっなのをがはに")


def _trim(line: str, low: int, high: int) -> tuple[int, int]:
    """Return the span without the white space at its ends."""
    piece = line[low:high]
    return low + len(piece) - len(piece.lstrip()), high - len(piece) + len(piece.rstrip())


def _join_wordless(line: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans with those without a letter or digit joined to the one before, else behind."""
    joined: list[tuple[int, int]] = []
    pending: int | None = None
    for low, high in spans:
        if _WORD.search(line, low, high) is None:
            if joined:
                joined[-1] = (joined[-1][0], high)
            elif pending is None:
                pending = low
            continue
        joined.append((low if pending is None else pending, high))
        pending = None
    if pending is not None:
        joined.append((pending, spans[-1][1]))
    return joined


def _cut_overlong(line: str, low: int, high: int) -> list[tuple[int, int]]:
    """Return the span in pieces of at most `MAX_SENTENCE` code points, cut where a reader would pause."""
    pieces: list[tuple[int, int]] = []
    while high - low > MAX_SENTENCE:
        cut = _find_cut(line, low)
        pieces.append(_trim(line, low, cut))
        low = _SPACE.match(line, cut).end()  # type: ignore[union-attr]
    pieces.append((low, high))
    return pieces


def _find_cut(line: str, low: int) -> int:
    """Return where to cut the overlong text that starts at `low`: within the second half of the reach."""
    middle, limit = low + MAX_SENTENCE // 2, low + MAX_SENTENCE
    for pattern in _CUTS:
        match = pattern.match(line, middle, limit)
        if match is not None:
            return match.end()
    # No space at all: never between a letter and the accents or joiners that belong to it.
    while limit > middle and (unicodedata.category(line[limit])[0] == "M" or "\u200d" in line[limit - 1 : limit + 1]):
        limit -= 1
    return limit
