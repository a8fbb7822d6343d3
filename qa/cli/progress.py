"""Progress bars on standard error. Imported only where they are shown: rich is slow to import."""

from __future__ import annotations

from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index import Progress, ProgressCallback

STAGES = {
    "scan": "Looking for changes",
    "read": "Reading articles",
    "embed": "Embedding passages",
    "write": "Writing the index",
}


@contextmanager
def progress_bar() -> Iterator[ProgressCallback]:
    """Show stage, bar, count, rate and time left on standard error, and leave nothing behind."""
    with _bar() as bar:
        task = bar.add_task("Opening the archive", total=None, rate="")
        stage, started = "", monotonic()

        def show_progress(progress: Progress) -> None:
            nonlocal stage, started
            if progress.stage != stage:
                stage, started = progress.stage, monotonic()
                bar.reset(task, description=STAGES[stage], total=progress.total, rate="")
            seconds = monotonic() - started
            rate = f"{progress.done / seconds:,.0f}/s" if progress.done and seconds > 0.2 else ""
            bar.update(task, completed=progress.done, total=progress.total, rate=rate)

        yield show_progress


@contextmanager
def counting_bar(description: str) -> Iterator[Callable[[int, int], None]]:
    """Show how many of a total are done, and the time left, on standard error, and leave nothing behind."""
    with _bar() as bar:
        task = bar.add_task(description, total=None, rate="")
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _bar() -> Bar:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    return Bar(*columns, console=Console(stderr=True), transient=True)
