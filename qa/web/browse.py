"""The list of an archive's articles as HTML, and what every list of the archive has: its head, its pages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa import ArticleCount, ArticleHead, ArticlePage


def articles_html(page: ArticlePage, limits: Sequence[str]) -> str:
    """Return one page of the archive's articles; `limits` are the filters in words."""
    if page.total:
        noun = "article" if page.total == 1 else "articles"
        aside = f"with &#x201c;<bdi>{escape(page.query)}</bdi>&#x201d;" if page.query else "" if limits else "in all"
        rows = "".join(_row(head) for head in page)
        return (
            list_head(f"{page.total:,} {noun}", aside)
            + limits_html(limits)
            + f'<ol class="articles" role="list">{rows}</ol>'
            + pager(page.offset, page.limit, page.total)
        )
    if page.query or limits:
        text = "No article has all of this in its title, its file name and its date."
        return empty_html("No article matches", text, limits, clear=True)
    return empty_html("No articles yet", "Add files here, or put them into the archive&#x27;s folder and rebuild.")


def list_head(title: str, aside: str = "") -> str:
    """Return the title of a list; both are HTML. It is spoken when it changes."""
    beside = f' <span class="aside">{aside}</span>' if aside else ""
    return f'<h2 class="list-head" tabindex="-1"><span>{title}</span>{beside}</h2>'


def limits_html(limits: Sequence[str]) -> str:
    """Return the filters in words, nothing where none is set."""
    told = "".join(f"<span>{escape(limit)}</span>" for limit in limits)
    return f'<p class="facts limits">{told}</p>' if limits else ""


def empty_html(title: str, text: str, limits: Sequence[str] = (), *, clear: bool = False) -> str:
    """Return what stands in place of a list; `title` and `text` are HTML, `clear` offers to drop what was asked."""
    button = '<button type="button" class="plain clear">Clear search and filters</button>' if clear else ""
    return f'<div class="nothing">{list_head(title)}{limits_html(limits)}<p>{text}</p>{button}</div>'


def pager(offset: int, limit: int, total: int) -> str:
    """Return the buttons to the pages before and after, and which part of the whole is shown."""
    if total <= limit and not offset:
        return ""
    last = min(offset + limit, total)
    shown = f"{offset + 1:,} to {last:,} of {total:,}" if offset < total else f"none of {total:,}"
    before = _turn("Previous", max(offset - limit, 0), there=offset > 0)
    after = _turn("Next", offset + limit, there=last < total)
    return f'<nav class="pager" aria-label="Pages">{before}<span>{shown}</span>{after}</nav>'


def _turn(label: str, offset: int, *, there: bool) -> str:
    state = "" if there else " disabled"
    return f'<button type="button" class="plain turn-page" data-offset="{offset}"{state}>{label}</button>'


def _row(head: ArticleHead) -> str:
    title = escape(head.title or head.path.rpartition("/")[2])
    facts = [escape(words.published(head.published, inferred=head.published_inferred))]
    if head.publisher:
        facts.append(f"<bdi>{escape(head.publisher)}</bdi>")
    facts.append(f'<span class="place" dir="ltr">{escape(head.path)}</span>')
    facts.append(words.count(head.lines, "line"))
    told = "".join(f"<span>{fact}</span>" for fact in facts)
    return (
        f'<li><button type="button" class="article found" dir="auto" data-article="{escape(head.path)}" data-line="0">'
        f'{title}</button><p class="where">{told}</p></li>'
    )


def menus_html(page: ArticlePage) -> str:
    """Return what the filters offer; the page's script puts it into the form, which is drawn only once."""
    return _menu("folders", page.folders) + _menu("publishers", page.publishers)


def _menu(name: str, shares: Sequence[ArticleCount]) -> str:
    options = "".join(
        f'<option value="{escape(share.value)}">{escape(share.value)} ({share.articles:,})</option>' for share in shares
    )
    return f'<select class="{name}" hidden>{options}</select>'
