"""What changed since an earlier evaluation, as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qa.evaluation.figures import MEASURES  # of which more is better; of error and time, less
from qa.evaluation.page_misses import anchor
from qa.evaluation.words import changed_sentence, moment, percent
from qa.render import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.evaluation.compare import Comparison, Difference
    from qa.evaluation.judge import Outcome
    from qa.evaluation.run import Evaluation


def changes_section(comparison: Comparison, earlier: Evaluation) -> str:
    """Return the differences of each figure, and which questions changed sides."""
    left_out = [
        f"{counted(number, 'question')} asked only {which}"
        for number, which in ((comparison.only_earlier, "then"), (comparison.only_now, "now"))
        if number
    ]
    others = f" Left out: {', '.join(left_out)}, or expecting something else." if left_out else ""
    return (
        '<section id="changes"><h2>What changed</h2><p class="hint">Against the run of '
        f"{escape(moment(earlier.made_at))} (Onrecord {escape(earlier.version)}), over the"
        f" {counted(comparison.paired, 'question')} in both.{others}</p>"
        f"<p>{changed_sentence(comparison)}</p>"
        f"{_changed(comparison)}{_differences(comparison.differences)}</section>"
    )


def _changed(comparison: Comparison) -> str:
    lists = [
        _list("Right then, wrong now", comparison.lost, linked=True),
        _list("Wrong then, right now", comparison.gained, linked=False),
    ]
    return f'<div class="changed">{"".join(lists)}</div>' if any(lists) else ""


def _list(title: str, outcomes: Sequence[Outcome], *, linked: bool) -> str:
    if not outcomes:
        return ""
    items = []
    for each in outcomes:
        question = f"<bdi>{escape(each.question)}</bdi>"
        items.append(f'<li><a href="#{anchor(each)}">{question}</a></li>' if linked else f"<li>{question}</li>")
    return f'<div><h4>{title}</h4><ul class="plain">{"".join(items)}</ul></div>'


def _differences(differences: Sequence[Difference]) -> str:
    rows = "".join(_difference(each) for each in differences if "." not in each.name and _printed(each))
    if not rows:
        return '<p class="hint">No figure changed.</p>'
    return (
        '<div class="scroll"><table class="narrow"><thead><tr><th scope="col">figure that changed</th>'
        '<th scope="col" class="number">then</th><th scope="col" class="number">now</th>'
        f'<th scope="col" class="number">change</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _printed(each: Difference) -> bool:
    return _value(each.name, each.earlier) != _value(each.name, each.now)


def _value(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    if name in MEASURES:
        return percent(value)
    return f"{value:.1f} ms" if name.endswith("_ms") else f"{value:.3f}"


def _difference(each: Difference) -> str:
    change, kind = "", ""
    if each.earlier is not None and each.now is not None:
        gained = each.now - each.earlier
        places = 1 if each.name in MEASURES or each.name.endswith("_ms") else 3
        change = f"{100 * gained if each.name in MEASURES else gained:+.{places}f}"
        kind = " good" if (gained > 0) is (each.name in MEASURES) else " warn"
    return (
        f'<tr><th scope="row"><code>{each.name}</code></th><td class="number">{_value(each.name, each.earlier)}</td>'
        f'<td class="number">{_value(each.name, each.now)}</td><td class="number{kind}">{change}</td></tr>'
    )
