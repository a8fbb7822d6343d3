"""Lay out the archive view: what to look for, how the archive stands, what was found; wire its events.

It stands in the conversation's place, beside the same source pane. What a reader looks for stands in the form, in the
browser; nothing of it is kept here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final, cast, get_args

import gradio as gr

import qa
from qa.adding import MAX_BYTES, SUFFIXES, kinds
from qa.web import words
from qa.web.browse import articles_html, empty_html, menus_html
from qa.web.found import found_html
from qa.web.reading import whole
from qa.web.standing import Standing, standing_html, standing_problem_html
from qa.web.upload import MOST_FILES, Uploads, offered, taken_back_html, upload_html
from qa.web.wiring import QUIET, WATCHING, scripted

if TYPE_CHECKING:
    from qa.web.events import Page

PAGE: Final = 50
LONGEST: Final = 4000
"""Characters of what a browser says that are looked at; the archive itself refuses a question half as long."""
VIEWS: Final = (
    '<nav aria-label="Views"><button type="button" data-view="ask" aria-current="page">Ask</button>'
    '<button type="button" data-view="archive">Archive</button></nav>'
)
_LINE_ORDERS: Final = (("relevance", "Best match"), ("newest", "Newest first"), ("date", "Oldest first"))
_ARTICLE_ORDERS: Final = (*_LINE_ORDERS[1:], ("title", "By title"), ("path", "By file name"))

Update = Any  # What gradio takes for an output: a value, a component with changed settings, or `gr.skip()`.


class Shelf:
    """What the archive view's events do, for one archive and any number of readers."""

    def __init__(self, page: Page, standing: Standing) -> None:
        self._page = page
        self._archive = page.archive
        self._standing = standing
        self._uploads = Uploads(self._archive.add, self._archive.take_back)

    def stand(self) -> str:
        """Return how the archive stands, and what the filters offer."""
        try:
            status = self._standing.status()
            menus = menus_html(self._archive.articles(limit=1)) if status.generation else ""
            return standing_html(status) + menus
        except qa.OnrecordError as error:
            return standing_problem_html(str(error))

    def look(self, event: gr.EventData) -> str:
        """Return the lines, or the articles, that the form asks for; what it says is checked by the archive.

        The event's number comes back, so that the page's script knows which of its events is answered.
        """
        return f'<div data-serial="{whole(getattr(event, "serial", 0))}">{self._looked(Asked.read(event))}</div>'

    def _looked(self, asked: Asked) -> str:
        try:
            if asked.lists_articles:
                page = self._archive.articles(asked.text, PAGE, asked.offset, order=asked.article_order, **asked.limits)
                return articles_html(page, asked.told)
            found = self._archive.search(
                asked.text,
                PAGE,
                asked.offset,
                order=asked.line_order,
                include_comments=asked.comments,
                **asked.limits,
            )
            return found_html(found, asked.told)
        except qa.IndexMissing:
            return empty_html("Not indexed yet", "The articles can be searched as soon as the index is made.")
        except qa.OnrecordError as error:
            return empty_html("That can&#x27;t be looked for", escape(str(error)), clear=True)

    async def add(self, event: gr.EventData) -> AsyncIterator[tuple[Update, ...]]:
        """Put dropped files into the archive, then yield what became of them, and the rebuild that follows."""
        upload = await asyncio.to_thread(self._uploads.receive, offered(getattr(event, "files", None)))
        yield upload_html(upload), gr.skip(), gr.skip()
        if upload.added:
            async for shown in self._rebuild():
                yield shown

    async def take_back(self, event: gr.EventData) -> AsyncIterator[tuple[Update, ...]]:
        """Delete what an upload put into the archive, then yield that, and the rebuild that follows."""
        done, kept = await asyncio.to_thread(self._uploads.take_back, str(getattr(event, "token", "")))
        yield taken_back_html(done, kept), gr.skip(), gr.skip()
        if done:
            async for shown in self._rebuild():
                yield shown

    async def _rebuild(self) -> AsyncIterator[tuple[Update, ...]]:
        self._page.rebuild.start(anew=True)
        async for progress, button in self._page.watch():
            yield gr.skip(), progress, button


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks for. Days, orders and places are the browser's, and checked where they are used."""

    text: str
    lists_articles: bool
    line_order: qa.Order
    article_order: qa.ArticleOrder
    comments: bool
    offset: int
    limits: dict[str, Any]

    @classmethod
    def read(cls, event: gr.EventData) -> Asked:
        """Return what an event of the form asks for."""
        text, order = str(getattr(event, "text", ""))[:LONGEST], getattr(event, "order", None)
        names = ("after", "published_after"), ("before", "published_before"), ("within",) * 2, ("publisher",) * 2
        return cls(
            text=text,
            lists_articles=getattr(event, "kind", "") == "articles" or not text.strip(),
            line_order=cast("qa.Order", order if order in get_args(qa.Order) else "relevance"),
            article_order=cast("qa.ArticleOrder", order if order in get_args(qa.ArticleOrder) else "newest"),
            comments=getattr(event, "comments", True) is not False,
            offset=max(whole(getattr(event, "offset", 0)), 0),
            limits={name: str(value)[:LONGEST] for key, name in names if (value := getattr(event, key, None))},
        )

    @property
    def told(self) -> list[str]:
        """Return the filters that are set, in words."""
        names = ("published_after", "from "), ("published_before", "to "), ("within", "in "), ("publisher", "by ")
        told = [said + words.day(self.limits[name]) for name, said in names if name in self.limits]
        return told if self.comments or self.lists_articles else [*told, "without readers' comments"]


@dataclass(frozen=True, slots=True)
class ShelfParts:
    """What other parts of the page write to or listen for."""

    shelf: Shelf
    standing: gr.HTML


def build_views() -> gr.HTML:
    """Return the switch between asking and the archive."""
    return gr.HTML(VIEWS, elem_id="views", **scripted("views(element)"))


def build_shelf(page: Page, source: gr.HTML, progress: gr.HTML, rebuild: gr.Button, header: gr.HTML) -> ShelfParts:
    """Build the column in which one searches and browses; `source` is rendered elsewhere."""
    shelf = Shelf(page, page.standing)
    with gr.Column(elem_id="shelf"):
        finder = gr.HTML(form_html(), elem_id="finder", **scripted("finder(element, trigger)", "look"))
        with gr.Column(elem_id="stack"):
            with gr.Row(elem_id="ledger"):
                standing = gr.HTML(elem_id="standing", **scripted("standing(element, watch)"))
                adding = gr.HTML(drop_html(), elem_id="adding", **scripted("adding(element, trigger, upload)", "offer"))
            added = gr.HTML(elem_id="added", **scripted("added(element, trigger)", "take_back", "forget"))
            found = gr.HTML(elem_id="found", **scripted("found(element, trigger, watch)", "open"))
    # Not "always_last", which forgets what the last event said; the script sends one at a time.
    every: dict[str, Any] = {**QUIET, "trigger_mode": "multiple"}
    finder.look(shelf.look, None, [found], **every)
    found.open(page.reading.open_line, None, [source], **every)
    added.forget(lambda: "", None, [added], **QUIET)
    changed = [added, progress, rebuild]
    for begun in (
        adding.offer(shelf.add, None, changed, **WATCHING),
        added.take_back(shelf.take_back, None, changed, **WATCHING),
    ):
        begun.then(page.head, None, [header], **QUIET).then(shelf.stand, None, [standing], **QUIET)
    return ShelfParts(shelf, standing)


def form_html() -> str:
    """Return the form that says what to look for; it is drawn once, and never again under a reader's hands."""
    return (
        '<form class="finder" method="dialog" role="search" aria-label="Search the archive" data-listing="articles">'
        '<div class="finder-line"><input type="search" name="text" maxlength="2000" autocomplete="off" dir="auto" '
        'enterkeyhint="search" aria-label="Search the archive" placeholder="Search every line">'
        '<button type="submit" class="primary">Search</button></div>'
        '<div class="filters"><fieldset class="kinds"><legend class="unseen">Look for</legend>'
        '<label><input type="radio" name="kind" value="lines" checked><span>Lines</span></label>'
        '<label><input type="radio" name="kind" value="articles"><span>Articles</span></label></fieldset>'
        f"{_orders('lines', _LINE_ORDERS)}{_orders('articles', _ARTICLE_ORDERS)}"
        '<button type="button" class="clear" hidden>Clear</button>'
        '<button type="button" class="more" aria-expanded="false" aria-controls="finder-fields">Filters '
        '<span class="set" hidden></span></button><div class="fields" id="finder-fields" hidden>'
        '<label><span>From</span><input type="date" name="after"></label>'
        '<label><span>To</span><input type="date" name="before"></label>'
        '<label><span>Folder</span><select name="within"><option value="">All folders</option></select></label>'
        '<label hidden><span>Publisher</span><select name="publisher">'
        '<option value="">All publishers</option></select></label>'
        '<label class="comments"><input type="checkbox" name="comments" checked>'
        "<span>Readers&#x27; comments</span></label></div></div></form>"
    )


def drop_html() -> str:
    """Return where files are dropped or chosen."""
    return (
        f'<div class="drop" data-most="{MOST_FILES}" data-bytes="{MAX_BYTES}" data-kinds="{" ".join(SUFFIXES)}">'
        f'<label class="pick-files"><input type="file" multiple accept="{",".join(SUFFIXES)}" class="unseen">'
        f'<span class="plain" title="{kinds()}">Add files</span></label><span class="sending" role="status"></span>'
        f'<div class="veil" aria-hidden="true"><strong>Drop to add to the archive</strong><span>{kinds()}</span></div>'
        "</div>"
    )


def _orders(kind: str, orders: tuple[tuple[str, str], ...]) -> str:
    options = "".join(f'<option value="{value}">{label}</option>' for value, label in orders)
    menu = f'<select name="order-{kind}" aria-label="Order">{options}</select>'
    return f'<label class="order for-{kind}"><span>Order</span>{menu}</label>'
