"""The words of a question or a sentence, their rough common forms, and the small closed lists that grammar is told by.

It knows no archive, no question and no topic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

FUNCTION_WORDS = frozenset(
    "a an the this that these those and or but nor so yet if then than as at by for from in into of off on onto out"
    " over per through to toward towards under until till up upon via with within without about above across after"
    " against along amid among around before behind below beneath beside between beyond despite down during except"
    " inside near outside past since throughout versus i me my we us our you your he him his she her it its they them"
    " their who whom whose which what when where why how there here not no only also just both either neither each"
    " every all any some many much more most other another such same own very too is am are was were be been being has"
    " have had having do does did doing done can could will would shall should may might must ought while because"
    " although though however whether s t himself herself itself themselves one's i'm it's don't".split()
)
"""Closed-class words: they tie a sentence together and are never what is asked for."""

AUXILIARIES = frozenset(
    "is are was were am be been being has have had do does did can could will would shall should may might must".split()
)
PREPOSITIONS = frozenset(
    "about above across after against along amid among around as at before behind below beneath beside besides between"
    " beyond by despite during except for from in inside into near of off on onto outside over past per since through"
    " throughout to toward towards under until till up upon via with within without".split()
)

VERBS_PAST = frozenset(
    "won wrote made led took gave got had became began came went found held kept left lost met ran said saw sang sent"
    " shot sold stood told built beat broke brought caught chose drew drove fell fought flew grew knew paid rose spoke"
    " spent struck taught thought wore begun written taken given seen known shown".split()
)
"""Past forms that no ending gives away."""

_FORMS = {
    "beat": "beaten", "begin": "began begun", "become": "became", "build": "built", "break": "broke broken",
    "bring": "brought", "buy": "bought", "catch": "caught", "choose": "chose chosen", "come": "came",
    "die": "died dies dying dead death deaths", "draw": "drew drawn", "drive": "drove driven", "fall": "fell fallen",
    "fight": "fought", "fly": "flew flown flight", "found": "founder founders", "get": "got gotten",
    "give": "gave given", "go": "went gone", "grow": "grew grown growth", "hold": "held", "keep": "kept",
    "know": "knew known", "lead": "led leader leaders", "leave": "left", "lose": "lost loss losses", "make": "made",
    "man": "men", "meet": "met", "pay": "paid", "rise": "rose risen", "run": "ran", "say": "said", "see": "saw seen",
    "sell": "sold", "send": "sent", "shoot": "shot", "sing": "sang sung singer singers", "speak": "spoke spoken",
    "spend": "spent", "stand": "stood", "steal": "stole stolen", "strike": "struck", "take": "took taken",
    "teach": "taught", "tell": "told", "think": "thought", "wear": "wore worn", "win": "won winner winners",
    "woman": "women", "write": "wrote written writer writers", "child": "children", "person": "people persons",
}  # fmt: skip
_IRREGULAR = {form: common for common, forms in _FORMS.items() for form in forms.split()}
_SUFFIX = re.compile(r"(?:ations?|ments?|ings?|ions?|ers?|ors?|ies|ied|es|ed|ly|al|s|e|y)$")
_WORD = re.compile(
    r"\d+(?:[.,:]\d+)*(?:[A-Za-z]+\b|(?:-[A-Za-z]\w*)+)?|[^\W\d_]\.(?:[^\W\d_]\.)+|[^\W\d_]\w*(?:[-'’&]\w+)*|[^\w\s]"
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a rough common form, so that "liberated" meets "liberation", and "wrote" meets "writer"."""
    lowered = word.lower().replace("’", "'").removesuffix("'s")
    lowered = _IRREGULAR.get(lowered, lowered)
    if len(lowered) < 5 or not lowered.isalpha():
        return lowered.removesuffix("s") if len(lowered) > 3 and not lowered.endswith("ss") else lowered
    cut = _SUFFIX.sub("", lowered)
    if len(cut) < 3:
        return lowered
    return cut[:-1] if len(cut) > 4 and cut[-1] == cut[-2] and cut[-1] not in "sl" else cut


@dataclass(frozen=True, slots=True)
class Word:
    """One word, figure or mark: `text` stands at `start` to `end`; `stem` is its rough common form."""

    text: str
    start: int
    end: int
    lower: str
    stem: str

    @property
    def is_content(self) -> bool:
        """Return whether it is a word or figure that carries meaning by itself."""
        return self.text[0].isalnum() and self.lower not in FUNCTION_WORDS

    @property
    def is_mark(self) -> bool:
        """Return whether it is punctuation."""
        return not self.text[0].isalnum()


@lru_cache(maxsize=4_000)  # of some questions' candidates: ranking, choosing and the short answer read them each
def words(text: str) -> tuple[Word, ...]:
    """Return the words and marks of `text`, in order."""
    return tuple(Word(m.group(), m.start(), m.end(), _lower(m.group()), stem(m.group())) for m in _WORD.finditer(text))


def _lower(text: str) -> str:
    """Lower `text`, except the capitals that only their case tells from "us" and "who"."""
    return text if text in ("US", "WHO") else text.lower()
