"""A document as one HTML page that needs nothing else: no script, no request. Every value in it is escaped.

Its data lies in it as JSON, and what it shows of the data is named (`data-part`), so that `qa.export.reading` can hold
the one against the other.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from qa.export.document import (
    Facts,
    also_words,
    correction_words,
    moment_words,
    place_words,
    printable,
    published_words,
    quote_sha256,
)
from qa.suspicion import warning_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.export.document import Document, Entry
    from qa.types import Citation, Claim, Disagreement

DATA_ID: Final = "onrecord-data"


def page(document: Document) -> str:
    """Return the page: each question, its answer with chips that lead to the lines below, and their hashes."""
    style = files("qa.export").joinpath("page.css").read_text(encoding="utf-8")
    allowed = b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    title = escape(printable(document.title))
    data = document.to_json().translate({ord(char): f"\\u{ord(char):04x}" for char in "<>&"})
    entries = "".join(_entry(at, entry, document) for at, entry in enumerate(document.entries, 1))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{title} - Onrecord</title><style>{style}</style></head><body><main>"
        f"{_header(document, title)}{entries}{_footer()}</main>"
        f'<script type="application/json" id="{DATA_ID}">{data}</script></body></html>\n'
    )


def _header(document: Document, title: str) -> str:
    lines = sum(len(entry.answer.citations) for entry in document.entries)
    facts = [
        _part("archive", document.archive, "span"),
        f"{lines:,} cited {'line' if lines == 1 else 'lines'}",
        f"exported {escape(moment_words(document.exported_at))}",
    ]
    heading = f'<h1 data-part="title" dir="auto">{title}</h1>' if len(document.entries) != 1 else ""
    about = f'<p class="about">{" · ".join(facts)}</p>'
    return f'<header><p class="wordmark"><span>On</span>record</p>{heading}{about}</header>'


def _footer() -> str:
    return (
        "<footer><p>Every quoted line was read on disk when it was cited. To read each of them again, without a "
        "network: <code>onrecord verify THIS_FILE --archive FOLDER</code>. It tells lines that moved, were edited or "
        "are gone, and whether this page still shows what was exported.</p></footer>"
    )


def _entry(at: int, entry: Entry, document: Document) -> str:
    answer = entry.answer
    body = [_part(f"asked {at}", entry.asked, "h2")]
    if printable(answer.question) != printable(entry.asked):
        body.append(f'<p class="completed">Asked as: {_part(f"question {at}", answer.question, "span")}</p>')
    if entry.asked_at:
        body.append(f'<p class="when">Asked {escape(moment_words(entry.asked_at))}</p>')
    if answer.not_found is not None:
        body.append('<p class="verdict">Not in the archive</p>')
        body.append(_part(f"reason {at}", answer.not_found.reason, "p"))
    if answer.short:
        body.append(_part(f"short {at}", answer.short, "p", "short"))
    claims = "".join(_claim(at, number, claim) for number, claim in enumerate(answer.claims, 1))
    body.append(f'<ol class="claims">{claims}</ol>' if claims else "")
    body.extend(_disagreement(at, number, item) for number, item in enumerate(answer.disagreements, 1))
    quotes = "".join(_quote(at, citation, document.sources.get(citation.path, Facts())) for citation in entry.shown)
    heading = "Nearest lines, none of which answers the question" if answer.not_found else "Lines cited"
    body.append(f'<h3>{heading}</h3><ol class="quotes">{quotes}</ol>' if quotes else "")
    return f'<section class="entry">{"".join(body)}</section>'


def _claim(at: int, number: int, claim: Claim) -> str:
    text = _part(f"claim {at}.{number}", claim.text, "span")
    return f'<li dir="auto">{text} {_chips(f"chips {at}.{number}", at, claim.citations)}</li>'


def _disagreement(at: int, number: int, item: Disagreement) -> str:
    rows = "".join(
        f'<li dir="auto">{_part(f"account {at}.{number}.{row}", account.text, "span")} '
        f"{_chips(f'account chips {at}.{number}.{row}', at, account.citations)}</li>"
        for row, account in enumerate(item.accounts, 1)
    )
    return (
        f'<div class="accounts"><h3>Accounts differ: {_part(f"subject {at}.{number}", item.subject, "span")}</h3>'
        f"<ul>{rows}</ul></div>"
    )


def _chips(name: str, at: int, numbers: Sequence[int]) -> str:
    links = " ".join(f'<a class="chip" href="#line-{at}-{number}">{number}</a>' for number in numbers)
    return f'<span class="chips" data-part="{name}">{links}</span>'


def _quote(at: int, citation: Citation, facts: Facts) -> str:
    name = f"{at}.{citation.number}"
    warning = warning_for(citation)
    told = [
        _part(f"title {name}", citation.title, "cite") if citation.title else "",
        _told(facts.author),
        _told(facts.publisher),
        _part(f"published {name}", published_words(citation), "span"),
        _part(f"place {name}", place_words(citation), "span", "place"),
        _told(citation.attributed_to and f"according to {citation.attributed_to}"),
        "<b>reader&#x27;s comment</b>" if citation.region == "comment" else "",
        f'<b class="warn">beware: {escape(warning)}</b>' if warning else "",
        _told(facts.url),
    ]
    return (
        f'<li id="line-{at}-{citation.number}"><b class="number">{citation.number}</b>'
        f"{_part(f'quote {name}', citation.quote, 'blockquote')}"
        f'<p class="where">{" · ".join(each for each in told if each)}</p>'
        f"{_corrections(name, citation)}{_also(name, citation)}"
        f"<dl><dt>File sha256</dt>{_part(f'file {name}', citation.sha256, 'dd')}"
        f"<dt>Quote sha256</dt>{_part(f'sha256 {name}', quote_sha256(citation.quote), 'dd')}</dl></li>"
    )


def _corrections(name: str, citation: Citation) -> str:
    return "".join(
        f'<p class="corrected">{_part(f"corrected by {name}.{at}", correction_words(each), "b")} '
        f"{_part(f'correction {name}.{at}', each.quote, 'span')}</p>"
        for at, each in enumerate(citation.corrections, 1)
    )


def _also(name: str, citation: Citation) -> str:
    if not citation.also_in:
        return ""
    parts = (_part(f"also {name}.{at}", also_words(each), "span") for at, each in enumerate(citation.also_in, 1))
    return f'<p class="also">Also in {" · ".join(parts)}</p>'


def _told(text: str | None) -> str:
    return f'<span dir="auto">{escape(printable(text))}</span>' if text else ""


def _part(name: str, text: str, tag: str, kind: str = "") -> str:
    """Return an element whose text is a piece of the data, under a name by which it can be found again."""
    classes = f' class="{kind}"' if kind else ""
    return f'<{tag}{classes} data-part="{name}" dir="auto">{escape(printable(text))}</{tag}>'
