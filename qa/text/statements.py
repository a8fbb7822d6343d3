"""What one sentence states to a question on which accounts can differ: a figure, a date, a doer, a cause, a denial.

Pure text. Whether two sentences speak of the same matter is `qa.disagree`'s to tell; here is only what each says, and
whether both can be true. Where that is not plain, they can.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, takewhile
from typing import Literal

from index import without_dateline
from qa.text.ask_nouns import PEOPLE, UNITS_OF
from qa.text.expect import FIGURES, Expectation
from qa.text.figures import Figure, read_figure
from qa.text.short import find_short, read_line
from qa.text.short_spans import Line
from qa.text.spans import Span, is_money, is_name_word
from qa.text.speaker_phrase import phrase_before, phrase_from
from qa.text.speech_words import PRESENT, SPEECH
from qa.text.words import AUXILIARIES, FUNCTION_WORDS, Word, stem, words

Sort = Literal["figure", "date", "doer", "cause", "claim", "denial"]

_LEAST_CERTAIN = 0.3  # for a span of `find_short`: a doubtful one would make a false disagreement
_LONGEST_NOUN = 5  # words after a figure in which its noun is looked for
_NEGATED_WITHIN = 4  # words after "not", of which the verb is one
_DETERMINERS = frozenset("the a an his her its their our this that these those".split())
_PEOPLE_STEMS = frozenset(stem(noun) for noun in PEOPLE)
_TO_DO = (
    r"(?:be|have|do|go|come|become|begin|start|open|reopen|close|end|finish|expire|conclude|resume|continue|last|meet"
    r"|gather|convene|sit|hold|host|visit|arrive|leave|depart|return|retire|resign|step|take|make|give|get|face|appear"
    r"|speak|testify|vote|decide|rule|launch|land|sail|fly|run|play|perform|travel|move|join|stand|sign|pay|receive"
    r"|publish|release|announce|present|complete|enter|undergo|serve|marry|hear|deliver|report|happen|occur|rise|fall)\b"
    r"|(?!all |what |how |both |such |half |[a-z]+ing )[a-z]+ (?:the|an?|its|his|her|their|it|him|them)\b"
)
"""What is to come after "due to": a verb of plans, or a word with an object. Then it opens no cause."""

_CAUSE = re.compile(
    r"\b(?:because(?: of)?|(?:was |were |been |is |are )?(?:caused|triggered|sparked|brought about) by"
    rf"|due to(?! (?:{_TO_DO}))|owing to|(?:as|is|are|was|were|be|been|being) (?:a|the) result of"
    r"|resulted from|blam(?:ed|es|ing)|attributed to)\s+",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:not(?! only)|never|no longer)\b|n['’]t\b", re.IGNORECASE)
_BESIDE_BEFORE = re.compile(
    r"(?:\b(?:no|not|never|half|(?:tens|dozens|hundreds|thousands) of|more than|less than|fewer than|at least|at most"
    r"|up to|over|under|about|around|nearly|almost|some|as many as|as much as)\s+)+$",
    re.IGNORECASE,
)
_BESIDE_AFTER = re.compile(
    r"(?:k|m|mn|bn|tn)\b|[\s-](?:dozen|hundred|thousand|million|billion|trillion)\b"
    r"|\s+of\s+(?:thousands|millions|billions)\b",
    re.IGNORECASE,
)
_AND_PART = re.compile(r"\s+and\s+(?:an?|one)\s+(?:half|third|quarter)\b|\s+and\s+three\s+quarters\b", re.IGNORECASE)
_BEING = re.compile(
    r"\bwho(?: (?:is|was|are|were|has|have|had)|['’]s)\b(?! (?:been )?(?:behind|responsible|to blame))", re.IGNORECASE
)
_BOUNDS = frozenset("until till since before after from by through".split())
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|denials?|reject(?:s|ed|ing)?|refut(?:es|ed|ing|e)|dismiss(?:es|ed|ing)?|disput(?:es|ed"
    r"|ing|e)|untrue|(?:is|are|was|were|be|as|proved) (?:false|baseless|unfounded|wrong)|contradict(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence states: `text` is the piece that others may contradict, verbatim.

    `figure` goes with sort "figure", `days` (first and last, ISO) with "date"; `about` are the names in the phrase
    that a figure counts ("US" of "4 US soldiers"), `content` the stems that carry the piece.
    """

    sort: Sort
    text: str
    figure: Figure | None = None
    days: tuple[str, str] | None = None
    about: frozenset[str] = frozenset()
    content: frozenset[str] = field(default_factory=frozenset)
    negated: bool = False

    def agrees(self, other: Statement) -> bool:
        """Return whether `other` says the same, which is more than that both can be true."""
        if self.figure is not None and other.figure is not None:
            return (
                self.about == other.about and self.figure.unit == other.figure.unit and self.figure.agrees(other.figure)
            )
        return (
            self.sort == other.sort
            and self.days == other.days
            and self.negated == other.negated
            and (self.content == other.content if self.sort in ("doer", "cause") else self.sort == "date")
        )


def find_statement(
    expected: Expectation, question: str, sentence: str, dates: Sequence[Mapping[str, str | None]] = ()
) -> Statement | None:
    """Return what `sentence` states to a question of the kind `expected`, or None where that is not plain.

    `dates` are the sentence's expressions resolved, as in a citation.
    """
    kind = expected.kind
    sentence = without_dateline(sentence)
    if kind in FIGURES:
        return _figure(expected, question, sentence)
    if kind == "date":
        return _date(expected, question, sentence, dates)
    if kind == "cause":
        return _cause(sentence)
    if kind == "yes_no":
        return _claim(question, sentence)
    return _doer(expected, question, sentence) if is_contested(expected, question) else None


def is_contested(expected: Expectation, question: str) -> bool:
    """Return whether accounts can differ on what `question` asks for, as far as can be told here."""
    if expected.kind not in ("person", "group"):
        return expected.kind in FIGURES | {"date", "cause", "yes_no"}
    # Who did something: not who somebody is ("who is the mayor"), nor who said or has something.
    verb = expected.verb
    return (
        expected.subject
        and verb is not None
        and verb not in SPEECH | PRESENT | AUXILIARIES
        and not _BEING.search(question)
    )


def differ(one: Statement, other: Statement) -> bool:
    """Return whether two statements about the same matter can't both be true, or name different doers or causes."""
    if {one.sort, other.sort} <= {"claim", "denial"}:
        if one.sort == other.sort:
            return one.sort == "claim" and one.negated != other.negated
        return not (one.negated or other.negated)  # "did not close" is no answer to "denied that it closed"
    if {one.sort, other.sort} == {"doer", "denial"}:
        denial, doer = (one, other) if one.sort == "denial" else (other, one)
        return doer.content <= denial.content  # the one who is named denies it
    if one.sort != other.sort:
        return False
    if one.figure is not None and other.figure is not None:
        return one.about == other.about and not one.figure.agrees(other.figure)
    if one.days is not None and other.days is not None:
        return one.days[1] < other.days[0] or other.days[1] < one.days[0]
    if one.sort in ("doer", "cause"):
        return not one.content & other.content or (one.negated != other.negated and one.sort == "cause")
    return False


def _figure(expected: Expectation, question: str, sentence: str) -> Statement | None:
    found = find_short(expected, question, sentence)
    if found is None or found.confidence < _LEAST_CERTAIN:
        return None
    line = read_line(expected, question, sentence)
    span = next((each for each in line.numbers if sentence[each.start : each.end].find(found.text) >= 0), None)
    if span is None or any(part.start() <= span.end <= part.end() for part in _AND_PART.finditer(sentence)):
        return None
    span = _whole(sentence, span)
    phrase = _counted_phrase(line, span)
    figure = read_figure(sentence[span.start : span.end], span.unit)
    if figure is None or not _is_asked(expected, span, phrase):
        return None
    about = frozenset(word.stem for word in phrase if is_name_word(word))
    end = phrase[-1].end if phrase and not span.unit else span.end
    return Statement("figure", sentence[span.start : end], figure=figure, about=about)


def _whole(sentence: str, span: Span) -> Span:
    """Return a figure's span with the words beside it that change what it amounts to: "no", "dozen", "bn"."""
    before = _BESIDE_BEFORE.search(sentence[: span.start])
    after = _BESIDE_AFTER.match(sentence, span.end)
    return replace(span, start=before.start() if before else span.start, end=after.end() if after else span.end)


def _counted_phrase(line: Line, span: Span) -> list[Word]:
    """Return the words that a figure counts: what follows it up to a mark, a function word or a verb."""
    phrase: list[Word] = []
    for word in line.tokens:
        if word.start < span.end:
            continue
        done = bool(phrase) and word.text.islower() and word.lower.endswith("ed") and len(word.lower) > 3
        if word.is_mark or word.lower in AUXILIARIES or word.lower in FUNCTION_WORDS or done:
            break
        phrase.append(word)
        if len(phrase) == _LONGEST_NOUN:
            break
    while phrase and not phrase[-1].lower.endswith(("s", "people", "men", "women", "children", "personnel", "police")):
        if any(word.lower.endswith("s") for word in phrase[:-1]):
            phrase.pop()  # "soldiers died": the verb
        else:
            break
    return phrase


def _is_asked(expected: Expectation, span: Span, phrase: Sequence[Word]) -> bool:
    """Return whether a figure counts or measures what is asked for, in the word asked or one for the same people."""
    if expected.kind == "money" or expected.unit == "money":
        return is_money(span.unit)
    if expected.unit is None:
        return bool(span.unit)
    if expected.unit in UNITS_OF or expected.kind == "duration":
        return span.unit.startswith(tuple(UNITS_OF.get(expected.unit, UNITS_OF["time"]).split()))
    stems = {word.stem for word in phrase} | {stem(span.unit)}
    wanted = stem(expected.unit)
    return wanted in stems or (wanted in _PEOPLE_STEMS and not stems.isdisjoint(_PEOPLE_STEMS))


def _date(
    expected: Expectation, question: str, sentence: str, dates: Sequence[Mapping[str, str | None]]
) -> Statement | None:
    found = find_short(expected, question, sentence)
    if found is None or found.confidence < _LEAST_CERTAIN:
        return None
    line = read_line(expected, question, sentence)
    if line.verb is None or not any(word.stem in line.verb for word in line.tokens):
        return None  # the day of something else
    for each in dates:
        expression, first = each.get("expression") or "", each.get("date")
        beside = {*sentence[: sentence.find(expression)].lower().split()[-1:], *expression.lower().split()[:1]}
        if first and (expression in found.text or found.text in expression) and beside.isdisjoint(_BOUNDS):
            return Statement("date", expression, days=(first, each.get("end") or first))
    return None


def _doer(expected: Expectation, question: str, sentence: str) -> Statement | None:
    line = read_line(expected, question, sentence)
    verb = next((at for at, word in enumerate(line.tokens) if line.verb and word.stem in line.verb), None)
    if verb is None:
        return None
    if _DENIAL.search(sentence):
        return Statement("denial", sentence, content=frozenset(word.stem for word in line.tokens if word.is_content))
    found = find_short(expected, question, sentence)
    text = found.text if found is not None and found.confidence >= _LEAST_CERTAIN else _subject(line, verb)
    content = frozenset(word.stem for word in words(text) if word.is_content) - line.stems
    return Statement("doer", text, content=content) if content else None


def _subject(line: Line, verb: int) -> str:
    """Return who does the verb at `verb`: what stands before it, or after its "by"; "" where neither is plain."""
    tokens = line.tokens
    if tokens[verb + 1 : verb + 2] and tokens[verb + 1].lower == "by":
        return phrase_from(line.text, tokens, tokens[verb + 1].end) or ""
    if verb and tokens[verb - 1].lower not in AUXILIARIES and not tokens[verb - 1].is_mark:
        return phrase_before(line.text, tokens, tokens[verb - 1].end) or ""
    return ""


def _cause(sentence: str) -> Statement | None:
    match = _CAUSE.search(sentence)
    if match is None:
        return None
    end = re.search(r"[,;:.”\"]|\s(?:and|but|which|while|after|before|when|said|according)\b", sentence[match.end() :])
    stop = match.end() + end.start() if end else len(sentence)
    content = frozenset(word.stem for word in words(sentence[match.end() : stop]) if word.is_content)
    before = re.search(r"(?:\bnot|n['’]t|\bnever)(?: \w+){0,1} $", sentence[: match.start()])
    start = before.start() if before else match.start()
    text = sentence[start:stop].strip()
    return Statement("cause", text, content=content, negated=before is not None) if content else None


def _claim(question: str, sentence: str) -> Statement:
    tokens = words(sentence)
    content = frozenset(word.stem for word in tokens if word.is_content)
    denial = _DENIAL.search(sentence)
    verbs = _verb_stems(question)
    said = {word.start for word in tokens if word.stem in verbs or (denial and word.start == denial.start())}
    return Statement("denial" if denial else "claim", sentence, content=content, negated=_is_negated(sentence, said))


def _verb_stems(question: str) -> frozenset[str]:
    """Return the stems of the words that may be the verb of a question for yes or no: neither names nor after "the"."""
    tokens = words(question)
    return frozenset(
        word.stem
        for before, word in pairwise(tokens)
        if word.is_content and not is_name_word(word) and before.lower not in _DETERMINERS
    )


def _is_negated(sentence: str, verbs: Collection[int]) -> bool:
    """Return whether a negation stands close before one of the words that start at `verbs`, in its clause."""
    for match in _NEGATION.finditer(sentence):
        following = [word for word in words(sentence) if word.start >= match.end()]
        clause = takewhile(lambda word: not word.is_mark and word.lower not in ("and", "but", "or"), following)
        if any(word.start in verbs for word in islice(clause, _NEGATED_WITHIN)):
            return True
    return False
