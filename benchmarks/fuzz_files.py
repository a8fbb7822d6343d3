"""Files to try the readers with: valid ones made by code, strange ones, and valid ones broken."""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import random
import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from functools import cache
from typing import Literal

from hypothesis import strategies as st

WORDS = (
    "The ferry of Quil sank on Saturday council said 412 people 9,200 crowns 3 May 2041 2041-05-03 yesterday"
    " Mr. Odo Tarn U.S. St. Brel i.e. etc. 3.5 km p.m. last week in June between 4 and 7 May 05/06/2041 the 1990s"
    " Reply Share Comments Advertisement Subscribe © 2041 annie says: Posted by By Title: Date: --- # ## > * | --- |"
    " \u201cIt closed.\u201d (see p. 4) [12] [sic] [1] \u201a... ?! \u2026 \u3002 \u6e21\u8239\u6c88\u6ca1\u3002"
    " \u0627\u0644\u0639\u0628\u0627\u0631\u0629\u06d4 \u05e1\u05e4\u05d9\u05e0\u05d4. Gro\u00dfe F\u00e4hre \U0001f6a2"
    " e\u0301 a\u200db \u202egnol\u202c \ufeff \u00a0 \u00ad \xbf www.quil.example"
    " http://quil.example/2041/05/03/x a@b.example"
    " <b> </p> &amp; &#0; &nbsp; <!-- ]]> \\ \" ' , ; \t \r \x0b \x0c \x1c \x85 \u2028 \u2029 \x1b[0m"
).split(" ")
_ENDS = (". ", "! ", "? ", ".\n", "\n", "\r\n", "\r", "\n\n", " ", "", "...", ".\u201d ", "\u3002", " - ", "; ")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "cp1252", "cp1251", "shift_jis", "gb18030", "big5")
_TAGS = "p div span article section table tr td li ul h1 h2 blockquote pre script style a b br img svg aside".split()
_HEADS = (
    "---\ntitle: {0}\ndate: {1}\nauthor: {2}\n---\n",
    "---\ntitle: !!python/object/apply:os.system ['true']\ndate: &a [*a, *a]\nauthor: *a\n---\n{0}\n{1} {2}\n",
    '+++\ntitle = "{0}"\ndate = {1}\nauthor = {2}\n+++\n',
    "Title: {0}\nDate: {1}\nBy: {2}\n\n",
    '{{\n"title": "{0}",\n"date": "{1}"\n}}\n{2}\n',
    "# {0}\n\nBy {2}\n{1}\n\n",
    "{0}\n\nQUIL, {1} - {2} ",
    "---\n{0}\n{1}\n{2}\n",
)
TOKENS = (
    *(b"<", b">", b"</p>", b"<!--", b"]]>", b"&#x0;", b"<![CDATA[", b'<!DOCTYPE x [<!ENTITY a "b">]>', b"&a;"),
    *(b"{", b"}", b"[", b"]", b'"', b"'", b"\\u0000", b"\\ud800", b"null", b"1e999", b",", b";"),
    *(
        b"\t",
        b"\x00",
        b"\xff",
        b"obj",
        b"endobj",
        b"stream\n",
        b"endstream",
        b"/Length 99999999",
        b"/Kids [2 0 R]",
        b"/Count -1",
        b"<<",
        b">>",
    ),
    *(b"xref", b"trailer", b"%%EOF", b"/FlateDecode", b"1 0 R", b"(", b")", b"Tj", b"BT", b"ET", b"/Encrypt 1 0 R"),
    *(b"\r", b"\n", b"\r\n", b"\n\n", b"From ", b"\nFrom x\n", b"--x\n"),
    *(b"Content-Type: multipart/mixed; boundary=x\n", b"Content-Type: text/html; charset=utf-7\n", b"Date: ", b"0"),
    *(b"=?utf-8?b?", b"?=", b"Content-Transfer-Encoding: base64\n", b"charset=nonsense", b"PK\x03\x04", b"PK\x01\x02"),
    *("\u202e".encode(), "\ufeff".encode(), b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x1f\x8b", b"---\n"),
)


def text_of(chance: random.Random, most: int = 60) -> str:
    """Return invented, strange prose."""
    return "".join(
        f"{chance.choice(WORDS)}{chance.choice(_ENDS) if chance.random() < 0.15 else ' '}"
        for _ in range(chance.randrange(most) + 1)
    )


def _plain(chance: random.Random) -> bytes:
    head = chance.choice(_HEADS).format(*(text_of(chance, 5) for _ in range(3))) if chance.random() < 0.6 else ""
    text = head + "".join(text_of(chance) + chance.choice(_ENDS) for _ in range(chance.randrange(8)))
    encoding = chance.choice(ENCODINGS) if chance.random() < 0.3 else "utf-8"
    return text.encode(encoding, "replace")


def _page(chance: random.Random) -> bytes:
    pieces: list[str] = []
    for _ in range(chance.randrange(25)):
        tag = chance.choice(_TAGS)
        text = text_of(chance, 20)
        pieces.append(f"<{tag} class='{chance.choice(('comment', 'nav', 'x', 'comments-area'))}'>")
        pieces.append(text if chance.random() < 0.5 else html.escape(text))
        pieces.append(f"</{tag}>" if chance.random() < 0.8 else "")
    title, day = html.escape(text_of(chance, 6)), chance.choice(("2041-05-03", "0000-00-00", "May", "99999-01-01"))
    meta = f'<meta property="article:published_time" content="{day}"><meta name=author content="{title}">'
    page = f"<html><head><title>{title}</title>{meta}</head><body><article>{''.join(pieces)}</article></body></html>"
    return page.encode(chance.choice(("utf-8", "utf-8", "utf-16", "cp1252")), "replace")


def pdf_of(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a small PDF with these lines on its pages, written by hand."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        drawn = " ".join(f"({line.translate({40: '[', 41: ']', 92: '/'})}) Tj T*" for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td {drawn} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R"
            f" /Resources << /Font << /F1 {font} >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return pdf_of_objects(objects)


def pdf_of_objects(objects: Sequence[str]) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is its root."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, each in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{each}\nendobj\n".encode("latin-1", "replace"))
    start = out.tell()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def _pdf(chance: random.Random) -> bytes:
    pages = [text_of(chance, 80).splitlines() for _ in range(chance.randrange(5))]
    return pdf_of(pages)


def _docx(chance: random.Random) -> bytes:
    import docx

    made = docx.Document()
    if chance.random() < 0.7:
        made.add_heading(_xml(text_of(chance, 6)), 1)
    for _ in range(chance.randrange(6)):
        made.add_paragraph(_xml(text_of(chance)))
    if chance.random() < 0.3:
        made.add_table(2, 2).cell(1, 1).text = _xml(text_of(chance, 5))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def part_of(document: bytes, name: str = "word/document.xml") -> bytes:
    """Return one part of a document, unpacked."""
    with zipfile.ZipFile(io.BytesIO(document)) as packed:
        return packed.read(name)


def docx_of(part: bytes, name: str = "word/document.xml") -> bytes:
    """Return a document of which that one part holds these bytes, whatever they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seeds(".docx")[0])) as packed, zipfile.ZipFile(out, "w") as made:
        for each in packed.namelist():
            made.writestr(each, part if each == name else packed.read(each), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _xml(text: str) -> str:
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n\r")


def _lines(chance: random.Random) -> bytes:
    names = ("title", "headline", "date", "author", "url", "text", "body", "content", "TEXT", "extra")
    values: tuple[Callable[[], object], ...] = (
        *(lambda: text_of(chance), lambda: f"<p>{text_of(chance)}</p>", lambda: [text_of(chance, 3)] * 2),
        *(lambda: None, lambda: chance.randrange(10**6), lambda: {"a": [1]}, lambda: "\ud800", lambda: 10**400),
    )
    rows = []
    for _ in range(chance.randrange(8)):
        given = {name: chance.choice(values[: chance.choice((3, 3, 3, 8))])() for name in names[: chance.randrange(11)]}
        rows.append(json.dumps(given) if chance.random() < 0.9 else chance.choice(("[1]", "{", "", '"x"', "[" * 99)))
    return "\n".join(rows).encode()


def _table(chance: random.Random) -> bytes:
    out = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if chance.random() < 0.5 else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=chance.choice(",;\t|"), quoting=quoting)
    head = ["title", "date", chance.choice(("text", "Body", "content", "nothing"))]
    writer.writerow(head[-chance.choice((1, 2, 3, 3)) :])
    for _ in range(chance.randrange(7)):
        writer.writerow([text_of(chance, 8) for _ in range(chance.randrange(5))])
    return out.getvalue().encode("utf-8", "replace")


def _feed(chance: random.Random, *, atom: bool) -> bytes:
    item, day, body = ("entry", "updated", "content") if atom else ("item", "pubDate", "description")
    entries = []
    for number in range(chance.randrange(6)):
        title, text = (html.escape(_xml(text_of(chance, most))) for most in (6, 60))
        dated = f"<{day}>{chance.choice(WORDS[10:16])}</{day}><link>http://quil.example/{number}</link>"
        entries.append(f"<{item}><title>{title}</title>{dated}<{body} type='html'>{text}</{body}></{item}>")
    entities = '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">'
    doctype = chance.choice(("", "", f"<!DOCTYPE x [{entities}]>"))
    inner = "<title>Quil &b;&c;</title>" if doctype else "<title>Quil</title>"
    inner += "".join(entries)
    rss = f"<rss version='2.0'><channel>{inner}</channel></rss>"
    made = f"<feed xmlns='http://www.w3.org/2005/Atom'>{inner}</feed>" if atom else rss
    return f"<?xml version='1.0'?>{doctype}{made}".encode("utf-8", "replace")


def _message(chance: random.Random) -> bytes:
    made = EmailMessage()
    made["Subject"] = " ".join(text_of(chance, 6).split())
    made["From"] = "annie@quil.example"
    made["Date"] = chance.choice(("Mon, 06 May 2041 10:00:00 +0000", "yesterday", ""))
    made.set_content(text_of(chance), cte=chance.choice(("8bit", "base64", "quoted-printable")))
    if chance.random() < 0.4:
        made.add_alternative(f"<p>{html.escape(text_of(chance))}</p>", subtype="html")
    if chance.random() < 0.2:
        made.add_attachment(b"\x00\x01", maintype="application", subtype="octet-stream", filename="x.bin")
    return made.as_bytes()


def _mailbox(chance: random.Random) -> bytes:
    parting = b"From x@quil.example Mon May  6 10:00:00 2041\n"
    return b"".join(parting + _message(chance) + b"\n" for _ in range(chance.randrange(4)))


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    ".txt": _plain,
    ".md": _plain,
    ".html": _page,
    ".pdf": _pdf,
    ".docx": _docx,
    ".jsonl": _lines,
    ".csv": _table,
    ".rss": lambda chance: _feed(chance, atom=False),
    ".atom": lambda chance: _feed(chance, atom=True),
    ".mbox": _mailbox,
    ".eml": _message,
}
"""Each kind of file by its suffix, and what makes one."""


@cache
def seeds(suffix: str, count: int = 30) -> tuple[bytes, ...]:
    """Return valid files of one kind, always the same."""
    return tuple(MAKERS[suffix](random.Random(f"{suffix}{number}")) for number in range(count))


def _broken(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Return a file with up to six injuries: cut, doubled, flipped, overwritten, mixed with another."""
    made = bytearray(data)
    gentle = chance.random() < 0.6  # leaves text decodable
    for _ in range(1 + chance.randrange(6)):
        at = chance.randrange(len(made) + 1)
        size = min(chance.choice((1, 1, 2, 4, 16, 64, 256)), max(len(made) - at, 0))
        match chance.randrange(7):
            case 0:
                del made[at : at + size]
            case 1:
                made[at:at] = made[at : at + size] * chance.choice((1, 2, 50))
            case 2 if size:
                made[at] ^= 1 << chance.randrange(5 if gentle else 8)
            case 3:
                token = chance.choice(TOKENS)
                made[at:at] = (token if token.isascii() or not gentle else b"\r") * chance.choice((1, 1, 1, 40))
            case 4:
                noise = chance.randbytes(size)
                made[at : at + size] = bytes(32 + each % 95 for each in noise) if gentle else noise
            case 5:
                del made[at:]
            case _:
                other = chance.choice(others)
                cut = chance.randrange(len(other) + 1)
                made[at : at + size] = other[cut : cut + 200]
    return bytes(made)


def files(suffix: str) -> st.SearchStrategy[tuple[str, bytes]]:
    """Return a strategy of (name, bytes) of one kind: built, broken, or any bytes at all; some packed by gzip."""

    def build(chance: random.Random, how: int, packed: int, noise: bytes) -> tuple[str, bytes]:
        made = MAKERS[suffix](chance) if how < 4 else chance.choice(seeds(suffix)) if how < 9 else noise
        if suffix == ".docx" and 3 <= how < 8:  # injuries that the packing doesn't notice
            made = docx_of(_broken(part_of(made), [part_of(each) for each in seeds(suffix)[:3]], chance))
        elif 3 <= how < 9:
            made = _broken(made, seeds(suffix), chance)
        if packed == 0:
            made = gzip.compress(made, 1, mtime=0)
            if chance.random() < 0.3:
                made = _broken(made, [made], chance)
        return f"tried{suffix}{'.gz' if packed == 0 else ''}", made

    chances = st.integers(0, 2**63).map(random.Random)
    return st.builds(build, chances, st.integers(0, 9), st.integers(0, 7), st.binary(max_size=600))
