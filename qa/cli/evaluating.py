"""The command `onrecord eval`: ask a file of questions, print the figures, write them, hold them to bounds."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.archives import indexed, open_named
from qa.cli.options import Folder, IndexDir
from qa.cli.output import note, print_json, say
from qa.errors import EvaluationError
from qa.render import counted, json_safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.archive import Archive
    from qa.evaluation import Comparison, Evaluation

Bound = tuple[str, float]
Min = Annotated[
    list[str] | None,
    typer.Option("--min", metavar="NAME=VALUE", help="Exit with 1 where a figure is lower; may be given again."),
]
Max = Annotated[
    list[str] | None,
    typer.Option("--max", metavar="NAME=VALUE", help="Exit with 1 where a figure is higher; may be given again."),
]


def evaluate(
    directory: Folder,
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS", help="The questions, as JSON Lines.")],
    index_dir: IndexDir = None,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write everything as JSON; - prints only that.")
    ] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page with the figures and every miss.")
    ] = None,
    earlier_file: Annotated[
        Path | None, typer.Option("--compare", metavar="EARLIER", help="Set beside the JSON of an earlier run.")
    ] = None,
    at_least: Min = None,
    at_most: Max = None,
) -> None:
    """Measure the answers to questions of your own: what is found, cited, refused, and how surely and fast.

    A row is {"question": "...", "answers": [["spelling", ...], ...], "evidence": [{"file": "...", "line": 1}]};
    without answers and evidence, the archive does not answer. A folder without an index is indexed first.
    """
    from qa.evaluation import compare, read_evaluation

    least, most = _bounds(at_least, "--min"), _bounds(at_most, "--max")
    earlier = read_evaluation(earlier_file) if earlier_file is not None else None
    for file in (json_file if json_file != "-" else None, html_file):
        if file is not None and not Path(file).absolute().parent.is_dir():
            raise EvaluationError(f"{file} can't be written: there is no such folder")
    with open_named(directory, index_dir) as archive:
        if archive.model_disclosure:
            note([archive.model_disclosure])
        found = indexed(archive, lambda: _asked(archive, questions))
    comparison = compare(earlier.outcomes, found.outcomes) if earlier is not None else None
    _write(found, comparison, earlier, json_file, html_file)
    _print(found, comparison, earlier, as_json=json_file == "-")
    _hold(found.figures, least, most)


def _bounds(given: Sequence[str] | None, option: str) -> list[Bound]:
    from qa.evaluation import FIGURES

    bounds: list[Bound] = []
    for text in given or ():
        name, _, value = text.partition("=")
        if name.rpartition(".")[2] not in FIGURES:
            raise typer.BadParameter(f"no figure is called {name!r}: {', '.join(FIGURES)}", param_hint=option)
        try:
            bound = float(value)
        except ValueError:
            bound = math.nan
        if not math.isfinite(bound):
            raise typer.BadParameter(f"write it as {name}=0.8", param_hint=option)
        bounds.append((name, bound))
    return bounds


def _asked(archive: Archive, questions: Path) -> Evaluation:
    from qa.evaluation import evaluate

    if not sys.stderr.isatty():
        return evaluate(archive, questions)
    from qa.cli.progress import counting_bar

    with counting_bar("Asking") as show_progress:
        return evaluate(archive, questions, progress=show_progress)


def _write(
    found: Evaluation,
    comparison: Comparison | None,
    earlier: Evaluation | None,
    json_file: str | None,
    html_file: Path | None,
) -> None:
    # Files first: whoever reads what is printed may stop reading, as `head` does.
    if json_file is not None and json_file != "-":
        text = json.dumps(_plain(found, comparison), ensure_ascii=False, indent=1)
        _save(Path(json_file), f"{json_safe(text)}\n")
    if html_file is not None:
        from qa.evaluation.page import evaluation_html

        _save(html_file, evaluation_html(found, comparison, earlier))


def _print(found: Evaluation, comparison: Comparison | None, earlier: Evaluation | None, *, as_json: bool) -> None:
    from qa.evaluation.table import broken_lines, comparison_lines, evaluation_lines

    if found.changed:
        note([f"{counted(found.changed, 'file')} changed since the archive was indexed: run 'onrecord index' first?"])
    note(broken_lines(found.broken))
    if as_json:
        print_json(_plain(found, comparison))
        return
    say(evaluation_lines(found))
    if comparison is not None and earlier is not None:
        say(["", *comparison_lines(comparison, earlier)])


def _plain(found: Evaluation, comparison: Comparison | None) -> dict[str, Any]:
    return found.to_dict() | ({"comparison": comparison.to_dict()} if comparison is not None else {})


def _save(file: Path, text: str) -> None:
    try:
        # A name that is no Unicode has lone surrogates: in JSON, the escape that stands for each.
        file.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise EvaluationError(f"{file} can't be written: {error.strerror}") from error


def _hold(figures: dict[str, float], least: Sequence[Bound], most: Sequence[Bound]) -> None:
    missed = [f"{name} was not measured" for name, _ in (*least, *most) if name not in figures]
    missed += [f"{name} is {figures[name]:.4g}, below {low:g}" for name, low in least if figures.get(name, low) < low]
    missed += [
        f"{name} is {figures[name]:.4g}, above {high:g}" for name, high in most if figures.get(name, high) > high
    ]
    if missed:
        raise EvaluationError("; ".join(missed))
