"""Decode an article's bytes by evidence, or refuse them: an encoding is never guessed silently.

What isn't Unicode is read only where the evidence leaves a single text. The detector is charset-normalizer, held to
the web's legacy encodings and checked against the letters that languages use; it is imported only where a file is
not Unicode.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice

from index.errors import ReadError

_BYTE_ORDER_MARKS = (  # UTF-32's begins with UTF-16's, so it comes first
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_TO_UTF8 = "convert it to UTF-8 (for example: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW)"
_BINARY = "is binary, not text: convert it to UTF-8 text, or remove it from the archive"

# What the web still reads besides Unicode: the legacy encodings of https://encoding.spec.whatwg.org. The rare
# ones are asked only where no usual one makes sense.
# For each multi-byte encoding, where its standard keeps the characters in everyday use: an encoding to look in,
# and the first bytes. Bytes of another encoding fall outside, for the most part.
_EVERYDAY = {
    "big5": ("big5", range(0xA4, 0xC6)),
    "big5hkscs": ("big5", range(0xA4, 0xC6)),
    "gb18030": ("gb2312", range(0xB0, 0xD8)),
    "cp932": ("euc_jp", (0xA4, 0xA5, *range(0xB0, 0xD0))),
    "euc_jp": ("euc_jp", (0xA4, 0xA5, *range(0xB0, 0xD0))),
    "cp949": ("euc_kr", range(0xB0, 0xC9)),
    "euc_kr": ("euc_kr", range(0xB0, 0xC9)),
}
_USUAL = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "iso8859_15"),
    *_EVERYDAY,
]
_RARE = [
    *("mac_roman", "mac_cyrillic", "cp866"),
    *("iso8859_3", "iso8859_4", "iso8859_10", "iso8859_13", "iso8859_14", "iso8859_16"),
]
# Letters beyond ASCII: what a text of one language may hold, so that "ñ" beats "ń" in Spanish. The last row
# stands for the names and loan words of English texts.
_ALPHABETS = tuple(
    frozenset(letters)
    for letters in (
        *("àâæçèéêëîïôœùûüÿ", "áéíñóúü", "àáâãçéêíóôõúü", "àèéìíîòóùú", "àçèéíïòóúü", "áäéëèïíóöüú"),
        *("äöüßéàè", "åæøéèêóòôü", "åäöéàü", "áðéíóúýþæö", "ąćęłńóśźż", "áčďéěíňóřšťúůýž"),
        *("áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "čćđšž", "âçğıîöşüû\u0307", "äõöüšž"),
        *("āčēģīķļņšūž", "ąčęėįšųūž"),
        "éèêëïñçàâäöüôîáíóúåøæ",
        *("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
        *("абвгдеёжзійклмнопрстуўфхцчшыьэюя", "абвгдђежзијклљмнњопрстћуфхцчџш"),
        *("абвгдѓежзѕијклљмнњопрстќуфхцчџш", "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ"),
        *("אבגדהוזחטיךכלםמןנסעףפץצקרשת", "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْ"),
    )
)
# How much is judged of a file that isn't Unicode: bytes of its telling lines, or characters beyond ASCII.
_SAMPLE = 50_000
_SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC", "THAI"})
_BEHIND_LETTERS = frozenset("™®©°ªº²³¹·´")  # signs that may follow a letter
_FRACTIONS = frozenset("²³¹¼½¾")  # signs that no letter follows
_APART = frozenset("†‡•§¶‰‹„‚")  # punctuation that follows no letter


def decode(data: bytes) -> tuple[str, str]:
    """Return the text without its byte-order mark, and a name such that `data.decode(name)` is that text."""
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    if marked is None and b"\0" in data:
        raise ReadError(_BINARY)
    encoding = marked or "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if marked is not None:
            raise ReadError(f"says that it is {marked}, but byte {error.start} isn't: {_TO_UTF8}") from error
        text, encoding = _detect(data)
    if "\0" in text or 10 * len(_CONTROLS.findall(text)) > len(text):
        raise ReadError(_BINARY)
    return text, encoding


def _detect(data: bytes) -> tuple[str, str]:
    """Return the one text that the bytes can plausibly be, and its encoding; ReadError unless it is one."""
    # Bytes that are no text make a detector slow and lucky, so they go first.
    if 10 * len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", data)) > len(data):
        raise ReadError(_BINARY)
    sample = _telling_lines(data)
    names: list[str] = []
    for encodings in (_USUAL, _RARE):
        texts = _sound_texts(sample, encodings)
        chosen = _choose(texts)
        if chosen is not None and (text := _decode_as(data, texts[chosen][1])) is not None:
            same = (each for each in ("cp1252", "mac_roman") if _decode_as(data, each) == text)
            return text, next(same, texts[chosen][1])
        names += [name for _, name in texts.values()]
        if texts:
            break
    unclear = f" ({' or '.join(names[:3])})" if names else ""
    raise ReadError(f"isn't UTF-8, and its encoding is unclear{unclear}: {_TO_UTF8}")


def _telling_lines(data: bytes) -> bytes:
    """Return the first lines beyond ASCII, and later ones with a byte not yet seen.

    A few accents in a long English text have their say, and two texts that agree here agree everywhere.
    """
    lines: list[bytes] = []
    size = 0
    seen: set[int] = set()
    for line in _short_lines(data):
        if not line.isascii() and (size < _SAMPLE or (size < 20 * _SAMPLE and not seen.issuperset(line))):
            lines.append(line)
            size += len(line)
            seen.update(line)
    return b"\n".join(lines)


def _short_lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines; endless ones word by word, or one of them would be the whole sample."""
    for line in data.split(b"\n"):
        if len(line) <= _SAMPLE:
            yield line
        else:
            yield from line.split(b" ")  # 0x20 is no part of any character


def _decode_as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _sound_texts(sample: bytes, encodings: list[str]) -> dict[str, tuple[float, str]]:
    """Return each text that looks sound, with how usual its letters are (0 to 1) and its encoding."""
    texts: dict[str, tuple[float, str]] = {}
    # In one piece: cut into the detector's own chunks, a short last one would spoil the measure.
    from charset_normalizer import from_bytes

    found = from_bytes(
        sample,
        steps=1,
        chunk_size=max(len(sample), 1),
        cp_isolation=encodings,
        preemptive_behaviour=False,
        enable_fallback=False,
    )
    for match in found:
        text = _decode_as(sample, match.encoding)
        # 0.1 of the detector's own measure of mess: sound texts stay well below.
        if text is None or match.chaos > 0.1 or not _looks_sound(text):
            continue
        multibyte = match.encoding in _EVERYDAY
        if not _is_everyday(text, match.encoding) if multibyte else _contradicts_alphabets(text):
            continue
        coherence = 1.0 if multibyte else match.coherence
        if coherence > texts.get(text, (-1.0, ""))[0]:
            texts[text] = (coherence, match.encoding)
    return texts


def _choose(texts: dict[str, tuple[float, str]]) -> str | None:
    """Return the text that alone has one language's letters, else that with by far the most usual ones."""
    spelled = [text for text in texts if _fits_alphabet(text)]
    if len(spelled) == 1:
        return spelled[0]
    ranked = sorted(spelled or texts, key=lambda text: texts[text][0], reverse=True)
    best, second = [*(texts[text][0] for text in ranked), 0.0, 0.0][:2]
    return ranked[0] if best >= 0.25 and best - second >= 0.15 else None


def _fits_alphabet(text: str) -> bool:
    """Return whether some language has all letters of `text`; a script other than Latin has to carry it."""
    beyond = _letters_beyond_ascii(text)
    foreign = any(_script(each) != "LATIN" for each in beyond)
    if foreign and not (_has_share(text) and 2 * sum(map(str.isupper, text)) <= sum(map(str.isalpha, text))):
        return False
    return any(beyond <= alphabet for alphabet in _ALPHABETS)


def _contradicts_alphabets(text: str) -> bool:
    """Return whether `text` is in a script whose alphabets are listed, and fits none of them."""
    scripts = {_script(each) for each in _letters_beyond_ascii(text)}
    return bool(scripts & {"LATIN", "CYRILLIC", "GREEK"}) and not _fits_alphabet(text)


def _letters_beyond_ascii(text: str) -> set[str]:
    return {each for each in set(text.lower()) if not each.isascii() and _script(each)}


def _has_share(text: str) -> bool:
    """Return whether letters beyond ASCII are a third of all letters, as in any text of their own script."""
    letters = [character for character in text[:_SAMPLE] if character.isalpha()]
    return 3 * sum(not letter.isascii() for letter in letters) >= len(letters)


def _looks_sound(text: str) -> bool:
    """Return whether at most one in a hundred characters beyond ASCII stands where none would be written."""
    found = odd = 0
    for match in islice(_BEYOND_ASCII.finditer(text), _SAMPLE):
        found += 1
        odd += _is_odd(match[0], text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1])
    return 100 * odd <= found


def _is_everyday(text: str, encoding: str) -> bool:
    """Return whether nine in ten of the letters beyond ASCII are in everyday use where `encoding` is at home.

    Latin, Cyrillic or Greek bytes, taken in pairs, give sound characters too, but rare ones.
    """
    codec, leads = _EVERYDAY[encoding]
    own = [each for each in text[:_SAMPLE] if each.isalpha() and not each.isascii()]
    everyday = sum(each.encode(codec, "replace")[0] in leads for each in own)
    return _has_share(text) and 10 * everyday >= 9 * len(own) > 0


def _is_odd(character: str, before: str, after: str) -> bool:
    """Return whether it is a control, a box, or a capital, another script or a sign inside a word."""
    category = unicodedata.category(character)
    if category in ("Cc", "Co", "Cn") or "\u2500" <= character <= "\u259f" or category == "Lm" or character == "¤":
        return True
    if character in _FRACTIONS and after.isalpha():
        return True
    if category[0] == "S":
        return before.isalpha() and character not in _BEHIND_LETTERS
    if category[0] in "PZC":
        return before.isalpha() and (character in _APART or (character in "“”‘" and after.isalpha()))
    if character.isupper() and (before.islower() or (before.isupper() and after.islower())):
        return True
    if after.isdigit() and character.lower() != character.upper():
        return True
    return len({_script(each) for each in (before, character, after) if each} & _SCRIPTS) > 1


@cache
def _script(character: str) -> str:
    """Return the first word of a letter's or mark's Unicode name, "" for what every script shares."""
    script = unicodedata.name(character, "").split(" ")[0]
    shared = unicodedata.category(character)[0] in "PZSC" and script not in _SCRIPTS
    return "" if shared or character in _BEHIND_LETTERS or character in _FRACTIONS else script
