"""What a single line shows by itself: page furniture, a credit, a date, an appeal, or nothing.

It must not look at neighbouring lines (`index.regions` and `index.regions.comments` do). A word alone never
condemns a sentence: whole-line phrases are matched whole; running text has to address the reader on the
page's own behalf, outside quotations and without a reported speaker. Every expression is bounded and runs
over at most `MAX_TEXT` characters, so that a line of any length costs little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.regions.phrases import (
    AGO,
    BAR,
    BAR_FILL,
    CALENDAR,
    COMMENT_HEADS,
    DATE_FILL,
    FURNITURE,
    INSERTS,
    NAVIGATION,
    RELATED,
    WEAK,
)

Sign = Literal["", "furniture", "insert", "weak", "navigation", "related", "comments", "byline", "date"]

FURNITURE_SIGNS: frozenset[Sign] = frozenset(("furniture", "insert", "weak", "navigation", "related", "comments"))
ENDING_SIGNS: frozenset[Sign] = frozenset(("furniture", "navigation", "related", "comments"))
MAX_TEXT = 1500
DASHES = "-\u2013\u2014"


def _any(*alternatives: str, bounded: bool = True) -> re.Pattern[str]:
    """Compile alternatives, in whose text a space stands for any space, as whole words or as they are."""
    joined = "|".join(alternatives).replace(" ", r"\s")
    return re.compile(rf"\b(?:{joined})\b" if bounded else f"(?:{joined})", re.IGNORECASE)


_SPACES = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+){0,4}(?:[km]\b)?")
_SEPARATORS = re.compile(r"[^\w#']+")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_PIECES = re.compile(r"[|»•·∙\u203a]|\s/\s|\s>\s")
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?|«[^»]*»?|„[^“”]*[“”]?")
_EMAIL = re.compile(
    r"[\w.+-]{1,60}@[\w-]{1,60}\.\w{2,}|\[\s?e-?mail\s?protected\s?\]"
    r"|\w\s?[\[(]at[\])]\s?\w",
    re.IGNORECASE,
)
URL = re.compile(r"(?:https?://|www\.)\S{3,}", re.IGNORECASE)
_COMMENT_HEAD = re.compile(
    r"(?:#|one|two|three) (?:thoughts?|responses?|comments?|replies|gedanken|comentarios"
    r"|commentaires|réflexions?)"
    r" (?:on|to|for|zu|en|sur) \S"
)
_BYLINE = re.compile(
    r"(?i:by|von|por|par|di|door|av):?\s+(?:(?i:our|staff|agency|the\sassociated|dr)\b|[^\W\d_a-zß-öø-ÿ]|@)"
)
_CREDIT = _any(
    r"(?:articles?|written|authored|edited|reported|translated|compiled|posted|submitted|published"
    r"|contributed"
    r"|voice-?over|narrated|produced|hosted|interview(?:ed)?|words|text|story|photographs|photography"
    r"|photos"
    r"|illustrations?|research|reporting|analysis|opinion|video"
    r"|a (?:profile|report|review|essay)) by\b",
    r"(?:words|text|photographs|photography|illustrations?|translation|authors?|autor|autorin"
    r"|auteur|contributors?"
    r"|correspondent|reporter|editor|writer|byline|redaktion|from|heard on|special to) ?:",
    r"(?:additional|with) reporting\b",
    r"heard on [A-Z]",
    r"special to the\b",
    r"\( ?(?:additional )?(?:reporting|writing|editing|compiled) by\b",
    bounded=False,
)
_ROLES = r"(?:writers?|reporters?|correspondents?|editors?|columnists?|contributors?)"
_ROLE = re.compile(rf",\s(?:[\w-]+\s){{0,3}}(?:staff|{_ROLES})$|,\s(?i:special\sto)\b", re.IGNORECASE)
_ROLE_AT_END = re.compile(rf"(?:[^\W\d_a-z][\w'.-]+\s){{2,4}}(?:[\w-]+\s){{0,4}}{_ROLES}$")
_DATED_END = re.compile(
    r"(?:[,|•·/]|\s[-\u2013\u2014])\s*(?P<date>[^,|•·]{0,12},?\s?[^|•·,]{0,20},?\s?"
    r"(?:\d{4}|\d{1,2}\.\d{1,2}\.\d{2,4}))$"
)
_IMAGE = _any(
    r"\(? ?(?:(?:file |featured |cover )?(?:photo|image|picture|photograph|foto|bild|imagen|crédit"
    r"|screenshot)s?"
    r"|(?:photo |image |picture )?credits?) ?(?::|/|©|\b(?:by|courtesy|via)\b)",
    r"(?:getty images|ap photo|afp photo|shutterstock|wikimedia commons)\b",
    bounded=False,
)
_CAPTION = re.compile(
    r"(?:\((?:photo|image|picture|credit|foto|bild)\s?(?::|by\s|credit|courtesy)[^()]{2,80}\)"
    r"|[(/\s](?:getty\simages|ap\sphoto(?:/[^()]{2,40})?|afp/getty|shutterstock)\)?)\.?$",
    re.IGNORECASE,
)
_PREFIX = _any(
    r"©|\(c\) |copyright (?:©|\(c\)|\d{4}|by\b)|disclaimer ?:|fair use notice|note to readers",
    r"(?:proudly )?powered by\b|sponsored by\b|liked by\b|last edited\b|filed under|posted in\b"
    r"|tagged(?: with)?\b",
    r"(?:tags?|categor(?:y|ies)|topics|keywords|labels|schlagworte|etiquetas|mots-clés) ?:",
    r"(?:source|via|quelle|fuente) ?:|subscribe ?:|unsubscribe\b|save my name\b|your e-?mail address",
    r"view this email|you (?:are receiving|received) this|was this (?:e-?mail|article|page)"
    r"|did you find this",
    r"our (?:standards|mailing address)\b|required fields|notify me of|would love your thoughts"
    r"|you may use these html",
    r"this (?:site|website) (?:uses|is protected|contains copyright)"
    r"|we (?:and our partners )?use cookies",
    r"you must be logged|please (?:log|sign) ?in|(?:log|sign) ?in or (?:register|sign)|logged in as",
    r"(?:got|have) a (?:news )?tip\b"
    r"|you (?:have|'ve) (?:\d+|read|used|reached)\b.{0,40}\b(?:articles?|stories|limit)\b",
    r"the original source of|(?:originally|first) (?:published|posted|appeared) (?:by|in|on|at)",
    r"re(?:printed|published) (?:from|with)"
    r"|(?:the )?comments (?:to this entry )?are (?:now )?(?:closed|moderated)",
    r"most (?:read|watched|popular|viewed) |more (?:from|in|on|by|stories|news|articles) |back to ",
    r"jump to (?:navigation|search|content|main)|from \w+, the free|please enable|your browser"
    r"|since you're here",
    r"this (?:page|article|entry) was (?:last (?:edited|updated|modified)|posted (?:on|in|by))"
    r"|\d+ free articles",
    r"publié dans|veröffentlicht (?:in|unter)|publicado en|classé dans",
    r"this (?:story|article) is part of|contact the (?:writer|reporter|author|editor)",
    bounded=False,
)
_IMPERATIVE = _any(
    r"(?:you can )?(?:share|forward|tweet) this\b|follow (?:us|me|our)\b|follow .{1,60} on(?: \w+)?$"
    r"|like us\b",
    r"follow .{1,60} on (?:twitter|facebook|instagram|x)\b|join our\b|sign up (?:for|to|here)\b"
    r"|click here\b",
    r"subscribe (?:to|via|now|today|here|for)\b|download our\b|get the (?:best|latest)\b"
    r"|newsletter abonnieren",
    bounded=False,
)
_CHANNEL = _any(
    r"newsletter|channel|inbox|e-?mails?|updates|feed|rss|twitter|facebook|youtube|instagram|telegram"
    r"|our"
    r"|us|here",
    r"app|podcast|alerts|social media|links?|button",
)
_PAGE_FOOT = _any(r"proudly powered by|powered by \w+press|all rights reserved|all content ©")
_RESERVED = re.compile(r"\ball\srights\sreserved[.\s]*$", re.IGNORECASE)
_INLINE_RELATED = _any(
    r"(?:read more|read also|also read|see also|related(?: \w+)?|more|watch|watch also|don't miss"
    r"|lesen sie auch|mehr dazu"
    r"|lea también|leer también|lire aussi|à lire aussi|leggi anche|lees ook|recommended|next"
    r"|previous) ?[:»>]",
    bounded=False,
)
_COUNTDOWN = re.compile(r"\d+\s+(?:days?|hours?)\s+(?:left|to\s+go|remaining)\b", re.IGNORECASE)
_SUPPORT = re.compile(r"(?i:support|donate\sto|follow|join|subscribe\sto|become\sa)\s(?:[A-Z][\w.&'-]*\s?){1,3}$")
_PROVENANCE = re.compile(
    r"(?:this|the)\s(?:above\s)?(?:article|story|piece|post|report|column|essay|interview|op-ed"
    r"|content|work)\b.{0,60}"
    r"\b(?:originally|first\s(?:appeared|published|ran)|republished|reprinted|reposted|appear(?:s|ed)\sin"
    r"|published\s(?:in|by|on)|syndicated|licensed|creative\scommons|permission)\b",
    re.IGNORECASE,
)
_ADDRESS = _any(
    r"dear readers?|(?:funded|supported) by (?:you|our readers|readers)|we have raised"
    r"|relies on its readers",
    r"please|consider (?:a|making|becoming|supporting)|help (?:us|keep|support|fund)|chip in"
    r"|sign up|subscribe|join us",
    r"if you(?:'re| are| can)? (?:able|liked?|enjoy|enjoyed|value|found|appreciate|afford"
    r"|want to (?:help|support))",
    r"support (?:us|our|the project|this|independent|quality|local journalism)|readers like you",
    r"your (?:help|support|donations?|contributions?|gift|generosity|pledge|subscription)"
    r"|small favou?r",
    r"become a (?:member|patron|subscriber|supporter|monthly)|donate (?:today|now|here|via|to us|at)",
    r"make a (?:donation|contribution|gift|one-time)|spenden sie|unterstützen sie|apóyanos|soutenez"
    r"|faites un don",
    r"haz una donación",
)
_PAYMENT = _any(
    r"paypal|patreon|donat\w+|contribut\w+|subscri\w+|membership|member|gift|cheque|iban|bitcoin"
    r"|ko-?fi|buymeacoffee",
    r"(?:funded|raised) (?:by|\d\S*)|crowdfund\w*|tax-deductible|newsletter|inbox|gofundme|liberapay"
    r"|reader-?(?:supported|funded)"
    r"|help(?:ed)? fund",
    r"spende\w*|abonn\w+|don",
)
_OUR_VOICE = _any(
    r"please (?:make|consider|donate|support|click|help)|we|our|us|me|my|your|readers like you",
    r"wir|unser\w*|uns|nous|notre|nosotros|nuestr\w+",
)
# Notices that hardly anything but a page gives of itself, and legal terms that articles are written about too.
_NOTICE = _any(
    r"(?:views|opinions) (?:and opinions )?(?:expressed|contained)|sole responsibility of",
    r"not necessarily (?:reflect|represent)"
    r"|not (?:represent|reflect) (?:those|the (?:views|opinions|position))",
    r"not be (?:held )?(?:responsible|liable) for|contains? copyrighted|email address will not",
    r"may not be (?:reproduced|republished|redistributed|published|in its final form)"
    r"|may be edited for",
    r"permission to (?:cross-?post|reprint|republish)|earn a(?:n affiliate)? commission",
)
_LEGAL = _any(
    r"copyrighted material|fair (?:use|dealing)|rights reserved|reproduc\w+ .{0,40}prohibited"
    r"|uses? cookies",
    r"without (?:the )?(?:prior |express )?written (?:permission|consent)|terms of (?:use|service)"
    r"|privacy policy",
    r"cookie policy|creative commons|(?:available|licensed) under|reserves? the right",
)
_SELF = _any(
    r"(?:this|our|the) (?:site|website|web site|blog|page|articles?|newsletter|e-?mail|contents?|publication)",
    r"(?:this|our|the) (?:material|story|authors?|post|service|text)|letters|comments|here|author\(s",
)
_STRICT_SELF = _any(
    r"(?:this|our) (?:site|website|web site|blog|page|articles?|newsletter|e-?mail|contents?|publication)",
    r"(?:this|our) (?:material|story|post|service|text)|we|our|your|us|www\.\w+",
)
_REPORTED = _any(
    r"said|says|told|tells|asked|argued|added|claimed|according to|wrote|announced|ruled|sued"
    r"|spokes\w+",
    r"sagte|dijo|disse",
)
_CONTACT = _any(
    r"for (?:more|media|further|press|all|general|any|additional|enquiries|inquiries|information)"
    r"|to contact|contact",
    r"e-?mail|press|media|tel|phone|fax|write to|send|reach|kontakt|contacto|letters may",
)
_BIO = _any(
    r"staff (?:writer|reporter|correspondent)|(?:frequent|regular) contributor"
    r"|contributing (?:writer|editor)",
    r"contributed to this|is the author of|(?:follow|reach|contact) (?:him|her|them)"
    r"|writes (?:about|for)",
    r"is an? (?:senior |visiting |research |freelance )?(?:fellow|writer|journalist|author|columnist|analyst)",
    r"can be (?:reached|contacted|followed)|(?:reporter|journalist|columnist|correspondent"
    r"|editor) (?:at|for|with|based)",
)
_SMALL_IN_NAMES = frozenset(
    ("of", "the", "de", "da", "del", "la", "van", "von", "der", "di", "le", "bin", "al", "in", "from", "and")
)


_SPEAKER = re.compile(r"(?P<name>[^\W\d_a-z][\w.' -]{0,30}?)(?:\s\([^()]{1,30}\))?:\s")


@dataclass(frozen=True, slots=True)
class Row:
    """One line that is not blank, as it reads. `gap` counts the blank lines before it."""

    number: int
    text: str
    sign: Sign
    prose: bool
    gap: int
    repeated: bool
    heading: bool

    @property
    def plain(self) -> bool:
        """Whether the line is running text that shows nothing else."""
        return self.prose and not self.sign


def visible(line: str) -> str:
    """Return the line's visible text: Markdown's marks and odd spaces off, at most `MAX_TEXT` characters."""
    text = _SPACES.sub(" ", line[: 2 * MAX_TEXT]).strip().replace("\u2019", "'")
    return text.lstrip("#>*_-+• ").rstrip("*_# ")[:MAX_TEXT] or text[:MAX_TEXT]


def phrase_of(text: str) -> str:
    """Return the form in which whole lines are compared: lower case, "#" for a number, no punctuation."""
    return " ".join(_SEPARATORS.sub(" ", _NUMBER.sub("#", text.casefold().replace("$", " "))).split())


def is_prose(text: str) -> bool:
    """Tell whether the line is running text: a sentence of some length, or simply long."""
    words = text.count(" ") + 1
    if words >= 25 or len(text) >= 220:
        return True
    end = text.rstrip("\"'”»)] ")[-1:]
    if end and end in "。！？":
        return len(text) >= 15
    if end in (".", "…"):
        return words >= 6 or (words >= 5 and ". " in text)
    return bool(end) and end in "?!:" and (words >= 12 or (words >= 5 and ". " in text))


def is_date(text: str) -> bool:
    """Tell whether the line is nothing but a date, a time or "3 hours ago", with its label."""
    tokens = _WORDS.findall(text.casefold()[:90])
    if len(text) > 90 or not 0 < len(tokens) <= 24:
        return False
    numbers = [token for token in tokens if token.isdigit()]
    if not numbers:
        return tokens in (["yesterday"], ["today"])
    if not all(t.isdigit() or t in CALENDAR or t in DATE_FILL or t in AGO for t in tokens) or len(tokens) == 1:
        return False
    dated = any(t in CALENDAR or t in AGO for t in tokens) or tokens[:3] == ["il", "y", "a"]
    return dated or (len(numbers) >= 3 and any(len(number) == 4 for number in numbers))


def ends_dated(text: str) -> bool:
    """Tell whether the line is a short label with a date at its end ("Name of a paper, 3 May 2011")."""
    match = _DATED_END.search(text[-60:]) if len(text) <= 110 else None
    return match is not None and (is_date(match["date"].strip()) or match["date"].strip()[:1].isdigit())


def is_name(text: str) -> bool:
    """Tell whether the line could be a person's or an account's name."""
    if not 1 < len(text) <= 45 or URL.match(text) or not any(c.isalpha() for c in text):
        return False
    words = [word for word in text.split() if word not in (">", "@")]
    if not 0 < len(words) <= 6 or text[-1] in ",:;!?…" or (text[-1] == "." and len(words[-1].strip(".")) > 3):
        return False
    large = [word[0].isupper() or not word[0].isalpha() for word in words]
    return len(words) == 1 or (
        any(large) and all(big or word in _SMALL_IN_NAMES for big, word in zip(large, words, strict=True))
    )


def is_credit(text: str) -> bool:
    """Tell whether a line that stands beside the title names its author, its paper or its day."""
    if len(text) > 90:
        return False
    if ends_dated(text) or _ROLE_AT_END.match(text):
        return True
    parts = [part.strip() for part in re.split(r"\s/\s|\s\|\s|,\s|\s[-\u2013\u2014]\s", text) if part.strip()]
    dated = [is_date(part) or part.isdigit() for part in parts]
    named = all(date or is_name(part) or _BYLINE.match(part) for date, part in zip(dated, parts, strict=True))
    return " " in text and named and len(parts) - sum(dated) <= 3


def speaker_of(text: str) -> str | None:
    """Return the name before the colon with which a line of a dialogue starts, or None."""
    match = _SPEAKER.match(text)
    return match["name"] if match and not _PREFIX.match(text) and not _INLINE_RELATED.match(text) else None


def is_bio(text: str) -> bool:
    """Tell whether the line says who its author is."""
    return text.count(" ") < 70 and text[:1].isupper() and _BIO.search(text) is not None


def speaks_for_the_page(text: str) -> bool:
    """Tell whether running text shows the page's own voice: enough where it also recurs across articles."""
    plain = _QUOTED.sub(" ", text)
    voices = (_OUR_VOICE, _STRICT_SELF, URL, _EMAIL)
    return any(voice.search(plain) for voice in voices) and not _REPORTED.search(plain)


def _appeals(plain: str) -> bool:
    """Tell whether text without its quotations asks for money, or gives legal notice, for the page."""
    asks = _ADDRESS.search(plain) and _PAYMENT.search(plain) and _OUR_VOICE.search(plain)
    own = _STRICT_SELF.search(plain)
    notice = _NOTICE.search(plain) and (own or _SELF.search(plain))
    return bool(asks or notice or (own and _LEGAL.search(plain)) or _RESERVED.search(plain))


def _prose_sign(text: str) -> Sign:
    """Return the sign of running text: an appeal or a notice of the page itself, or nothing."""
    plain = _QUOTED.sub(" ", text).strip()
    words = text.count(" ") + 1
    if words <= 60 and text[0] == "(" and _CREDIT.match(text):
        return "byline"
    if words <= 60 and (text.startswith(("©", "Copyright ©")) or _PROVENANCE.match(text)):
        return "furniture"
    if _REPORTED.search(plain):
        return ""
    if words <= 160 and _appeals(plain):
        return "furniture"
    if words <= 60 and (_PREFIX.match(plain) or _INLINE_RELATED.match(plain)):
        return "furniture"
    if words <= 45 and _IMPERATIVE.match(plain) and _CHANNEL.search(plain):
        return "furniture"
    if words <= 30 and _EMAIL.search(plain) and _CONTACT.match(plain):
        return "furniture"
    return "insert" if words <= 45 and _CAPTION.search(text) else ""


def _is_bar(text: str, phrase: str) -> bool:
    """Tell whether the line is a row of buttons or links."""
    words = phrase.split()
    if len(words) <= 14 and any(w in BAR for w in words) and all(w in BAR or w in BAR_FILL for w in words):
        return True
    if len(text) <= 160 and phrase.count("share to") + phrase.count("share on") + phrase.count("this!share") >= 2:
        return True
    if text[0] in "←\u2039" or text[-1] in "→\u203a" or (text[0] == "«" and "|" in text):
        return True
    pieces = [piece for piece in map(phrase_of, _PIECES.split(text)) if piece]
    known = sum(piece in FURNITURE or piece in NAVIGATION or piece in WEAK for piece in pieces)
    return len(pieces) >= 2 and 2 * known >= len(pieces)


def _is_page_line(text: str) -> bool:
    """Tell whether a line that is no running text is the page's own: an appeal, a notice, an address."""
    if any(sign.match(text) for sign in (_PREFIX, _IMPERATIVE, _COUNTDOWN, _SUPPORT)) or _PAGE_FOOT.search(text):
        return True
    email = _EMAIL.search(text)
    if email and (_CONTACT.match(text) or 2 * (email.end() - email.start()) >= len(text)):
        return True
    return _appeals(_QUOTED.sub(" ", text))


def _short_sign(text: str, phrase: str) -> Sign:
    """Return the sign of a line that is no running text."""
    if text[0] == "|":
        return ""  # a row of a table
    credited = _BYLINE.match(text) and text[-1] not in "?!:,"
    if credited or _CREDIT.match(text) or (_ROLE.search(text) and is_name(text.partition(",")[0])):
        return "byline"
    if any(is_date(piece.strip()) for piece in _PIECES.split(text)):
        return "date" if len(text) <= 90 and _is_bar(text, phrase) else ""
    if _is_bar(text, phrase):
        return "navigation" if phrase.startswith("home") or "main" in phrase.split() else "furniture"
    if _IMAGE.match(text) or _CAPTION.search(text) or _INLINE_RELATED.match(text):
        return "insert"
    return "furniture" if _is_page_line(text) else ""


_WHOLE: tuple[tuple[frozenset[str], Sign], ...] = (
    (COMMENT_HEADS, "comments"),
    (RELATED, "related"),
    (FURNITURE, "furniture"),
    (INSERTS, "insert"),
    (NAVIGATION, "navigation"),
    (WEAK, "weak"),
)


def sign_of(text: str) -> Sign:
    """Return what a visible line shows by itself; "" where it shows nothing."""
    url = URL.match(text)
    if url and url.end() == len(text):
        return "furniture"
    if is_date(text):
        return "date"
    if not any(c.isalpha() for c in text):
        return "weak" if any(c.isdigit() for c in text) else "furniture"
    phrase = phrase_of(text) if len(text) <= 200 else ""
    for phrases, sign in _WHOLE:
        if phrase in phrases:
            return sign
    if _COMMENT_HEAD.match(phrase):
        return "comments"
    return _prose_sign(text) if is_prose(text) else _short_sign(text, phrase)
