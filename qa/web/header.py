"""The page's head as HTML: the archive, its counts, the index's age, and a rebuild's progress and result."""

from __future__ import annotations

from html import escape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from qa import Progress, RefreshReport
    from qa.types import ArchiveStatus
    from qa.web.rebuild import Run

# What each stage is called, and what it counts.
STAGES: Final = {
    "scan": ("Looking for articles", "file"),
    "read": ("Reading articles", "file"),
    "embed": ("Learning what passages mean", "article"),
    "write": ("Writing the index", "step"),
}
# A rate from less than this many seconds says nothing yet.
SETTLED_SECONDS: Final = 1.0
LISTED: Final = 12


def header_html(
    status: ArchiveStatus,
    now: datetime,
    model: str | None = None,
    disclosure: str | None = None,
    *,
    signed_in: bool = False,
) -> str:
    """Return the names of the product and the archive, the counts, the index's age, and what becomes of its lines.

    `model` words the answers; `disclosure` says to which host lines are sent. Both are None where it isn't so. Who is
    `signed_in` can sign out.
    """
    facts = _facts(status, now)
    if model is not None:
        facts.append(f'<span class="minor">worded by {escape(model)}</span>')
    if signed_in:
        facts.append('<a class="sign-out" href="/logout"><span>Sign out</span></a>')
    return _masthead(PurePosixPath(status.archive).name, status.archive, "".join(facts), disclosure)


def header_problem_html(name: str, message: str) -> str:
    """Return the header where the index can't be read."""
    return _masthead(name, message, '<span class="warn">the index can&#x27;t be read</span>')


def _masthead(name: str, title: str, facts: str, disclosure: str | None = None) -> str:
    sent = f'<p class="disclosure">{escape(disclosure)}</p>' if disclosure else ""
    return (
        '<div class="masthead"><h1><span class="wordmark"><span>On</span>record</span>'
        f'<span class="archive-name" dir="auto" title="{escape(title)}">{escape(name)}</span></h1>'
        f'<p class="counts">{facts}</p>{sent}</div>'
        '<p id="live" class="unseen" role="status" aria-live="polite"></p>'
    )


def _facts(status: ArchiveStatus, now: datetime) -> list[str]:
    if not status.generation or status.published_at is None:
        return ["<span>not indexed yet</span>"]
    age = escape(words.age(status.published_at, now))
    stamp = escape(status.published_at)
    facts = [
        f"<span>{words.count(status.articles, 'article')}</span>",
        # Left out where there is no room.
        f'<span class="minor">{words.count(status.sentences, "sentence")}</span>',
        f'<span>indexed <time datetime="{stamp}" title="{stamp}">{age}</time></span>',
    ]
    if status.failed:
        facts.append(f'<span class="warn">{words.count(len(status.failed), "file")} not readable</span>')
    if status.pending:
        facts.append(f'<span class="warn">{words.count(status.pending, "file")} changed since</span>')
    return facts


def run_html(run: Run) -> str:
    """Return a rebuild's progress while it runs, its result when it is done, and nothing before the first."""
    if run.running:
        return _progress(run.progress, run.stage_seconds)
    if run.problem is not None:
        return _panel("problem", "The index was not rebuilt", f"<p>{escape(run.problem)}</p>")
    return _report(run.report) if run.report is not None else ""


def _progress(progress: Progress | None, seconds: float) -> str:
    stage, noun = STAGES[progress.stage] if progress else ("Starting", "step")
    detail, bar = "", "<progress></progress>"
    if progress and progress.total:
        detail = f"{progress.done:,} of {words.count(progress.total, noun)}"
        bar = f'<progress max="{progress.total}" value="{progress.done}"></progress>'
        if seconds >= SETTLED_SECONDS and progress.done:
            rate = progress.done / seconds
            detail += f", {_rate(rate)}, about {_left((progress.total - progress.done) / rate)} left"
    return (
        '<div class="run running"><div class="run-line">'
        f'<strong>{stage}</strong><span class="detail">{detail}</span></div>'
        f'<label class="bar"><span class="unseen">{stage}</span>{bar}</label>'
        '<p class="aside">You can go on asking; answers come from the index as it was.</p></div>'
    )


def _rate(a_second: float) -> str:
    return f"{a_second:,.0f} a second" if a_second >= 1 else f"{60 * a_second:,.0f} a minute"


def _left(seconds: float) -> str:
    """Return how long something will take, as exactly as it can be told."""
    if seconds < 90:
        return words.count(round(seconds), "second")
    return words.count(round(seconds / 60), "minute") if seconds < 5400 else f"{seconds / 3600:,.1f} hours"


def _report(report: RefreshReport) -> str:
    changes = [("added", report.added), ("changed", report.changed), ("removed", report.removed)]
    counted = [f"{len(paths):,} {word}" for word, paths in changes if paths]
    counted.append(f"{len(report.unchanged):,} unchanged")
    if report.failed:
        counted.append(f"{len(report.failed):,} not readable")
    lists = "".join(
        _list(f"{word.capitalize()} ({len(paths):,})", [f"<code>{escape(path)}</code>" for path in paths])
        for word, paths in changes
        if paths
    )
    failed = _list(
        f"Not readable ({len(report.failed):,})",
        [f"<code>{escape(path)}</code> {escape(reason)}" for path, reason in report.failed],
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in report.notes)
    title = "The index is up to date" if not (report.added or report.changed or report.removed) else "Index rebuilt"
    kind = "partly" if report.failed else "done"
    took = "under a second" if report.seconds < 1 else f"{report.seconds:,.1f} seconds"
    summary = f"<p>{', '.join(counted)}, in {took}.</p>"
    return _panel(kind, title, summary + notes + (failed if report.failed else "") + lists)


def _list(title: str, items: Sequence[str]) -> str:
    rows = "".join(f"<li>{item}</li>" for item in items[:LISTED])
    more = f"<li>and {len(items) - LISTED:,} more</li>" if len(items) > LISTED else ""
    return f"<details><summary>{title}</summary><ul>{rows}{more}</ul></details>"


def _panel(kind: str, title: str, body: str) -> str:
    return (
        f'<div class="run {kind}" role="status"><div class="run-line"><strong>{title}</strong>'
        '<button type="button" class="dismiss" aria-label="Close this message">Close</button></div>'
        f"{body}</div>"
    )
