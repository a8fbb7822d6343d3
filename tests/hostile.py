"""Two hundred hostile articles: whatever stands in a name, a headline or a line must be shown, and never obeyed.

Each payload that would run sets `hurt` or fetches from `hurt.example`; each element that it would make has the class
`hurt`. Nothing else is in the texts but invented town news, so that any of them can be asked for by its number.
"""

from __future__ import annotations

from typing import Final

COUNT: Final = 200

PAYLOADS: Final = (
    "<script class=hurt>hurt=1</script>",
    "</script><script class=hurt>hurt=1</script>",
    "<img class=hurt src=x onerror=hurt=1>",
    "<img class=hurt src=//hurt.example/a.png>",
    '"><svg class=hurt onload=hurt=1>',
    "'><b class=hurt onmouseover='hurt=1'>bold</b>",
    "<iframe class=hurt srcdoc='<script>parent.hurt=1</script>'></iframe>",
    "<a class=hurt href=javascript:hurt=1>press</a>",
    "<style class=hurt>body{display:none}</style>",
    "<link class=hurt rel=stylesheet href=//hurt.example/a.css>",
    "<base class=hurt href=//hurt.example/>",
    "<meta class=hurt http-equiv=refresh content='0;url=//hurt.example'>",
    "<form class=hurt action=//hurt.example><button>Send</button></form>",
    "<object class=hurt data=//hurt.example></object><embed class=hurt src=//hurt.example>",
    "<math class=hurt><mi xlink:href='javascript:hurt=1'>x</mi></math>",
    "<details class=hurt open ontoggle=hurt=1><summary>more</summary></details>",
    "<!-- --><template class=hurt><p>hidden</p></template>",
    "<mark class='hurt open'>not cited</mark>",
    "<button class='hurt citation' data-kind=citation data-path=/etc/passwd>1</button>",
    "&lt;b class=hurt&gt;twice&lt;/b&gt; &amp;amp; &#60;i class=hurt&#62;",
    "${hurt=1} `${hurt=1}` #{hurt=1}",
    "{{hurt=1}} {{constructor.constructor('hurt=1')()}} {%raw%} <%= hurt=1 %>",
    "@children @click=hurt=1 v-html=hurt {@html hurt} on:click={hurt=1}",
    "[press](javascript:hurt=1) [here](http://hurt.example/) <http://hurt.example/>",
    "![picture](http://hurt.example/a.png) **bold** _thin_ `code` ~~gone~~",
    "# heading > quote | table | --- | $$\\href{javascript:hurt=1}{x}$$",
    "javascript:hurt=1 data:text/html,<script>hurt=1</script> vbscript:hurt",
    '\' OR 1=1; DROP TABLE articles; -- " AND "a"="a',
    "../../../etc/passwd ..\\..\\boot.ini file:///etc/passwd \\\\hurt.example\\share",
    "$(touch hurt) `touch hurt` ; touch hurt | touch hurt && touch hurt",
    "right \u202eto left\u202c \u2067apart\u2069 \u200fmark\u200e",
    "join\u200ded zero\u200bwidth bom\ufeff soft\u00adhyphen tag\U000e0041\U000e007f",
    "Z\u0351\u036b\u0343a\u0342l\u0365g\u0301o\u0300\u0300\u0300\u0300\u0300\u0300\u0300\u0300\u0300\u0300",
    "\ud55c\uad6d\uc5b4 \u4e2d \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u05e2\u05d1 \U0001f469\u200d\U0001f680",
    "bell\x07 back\x08space escape\x1b[31mred\x1b[0m delete\x7f c1\x9b31m",
    "line\u2028separator paragraph\u2029separator next\x85line feed\x0cform",
    "\uff1cscript class=hurt\uff1ehurt=1\uff1c/script\uff1e \u2039img\u203a",
    "<IMG CLASS=hurt SRC=`x` ONERROR=hurt=1//><ImG/class=hurt/src=x/onerror=hurt=1>",
    "</li></ol></div></main></body></html><p class=hurt>outside</p>",
    "<x class=hurt style='position:fixed;inset:0' onclick=hurt=1>over all</x>",
)

_FILE_BYTES: Final = 200
LONG_LINE: Final = 998_000


def articles() -> dict[str, str]:
    """Return the articles by their paths: payloads take turns in the names, the headlines and the lines."""
    made = {}
    for number in range(COUNT):
        name, title, body = (
            PAYLOADS[(number * step + shift) % len(PAYLOADS)] for step, shift in ((1, 0), (3, 7), (7, 3))
        )
        made[path_of(number, name)] = (
            f"Ledger {number}: {title}\n\nVELL, {1 + number % 28} March 2046 - {sentence(number, body)}\n\n"
            f"The second line of ledger {number} says {name} as well.\n"
        )
    line = f"VELL, 4 March 2046 - The clerk {'<b class=hurt>' * (LONG_LINE // 14)} wrote all day."
    made["long.txt"] = f"A long line\n\n{line}\n"
    return made


def sentence(number: int, payload: str) -> str:
    """Return the line that an article is asked for by."""
    return f"The clerk of Vell wrote {payload} into ledger number {number} on Friday."


def payload_of(number: int) -> str:
    """Return what stands in the line of an article."""
    return PAYLOADS[(number * 7 + 3) % len(PAYLOADS)]


def path_of(number: int, payload: str) -> str:
    """Return a path that holds a payload, as far as a file system takes it: no "/", no NUL, not too long."""
    safe = payload.replace("/", "\u2215").replace("\x00", "")
    while len(safe.encode()) > _FILE_BYTES:
        safe = safe[:-1]
    return f"{number:03} {safe}.txt"


def without_marks(text: str) -> str:
    """Return a text as a browser gives it back: white space folded, nothing else changed."""
    return " ".join(text.replace("\x00", "\ufffd").split())
