"""An evaluation as one HTML page that needs nothing else: no script, no request. Every value in it is escaped."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from pathlib import PurePath
from typing import TYPE_CHECKING

from qa.evaluation.figures import MEASURES
from qa.evaluation.page_changes import changes_section
from qa.evaluation.page_misses import misses_section
from qa.evaluation.plot import interval_svg, reliability_svg
from qa.evaluation.words import moment, percent
from qa.render import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa.evaluation.compare import Comparison
    from qa.evaluation.figures import Calibration, Latency, Share, Summary
    from qa.evaluation.run import Evaluation

# What a reader sees first, and what it is called there.
_TILES = {
    "right": "right, or rightly refused",
    "hit@1": "answered by the first citation",
    "hit@3": "answered by the first three",
    "citation_precision": "of citations on an expected line",
    "answered": "answered, where there is an answer",
    "abstained": "refused, where there is none",
}
_TYPE_COLUMNS = {
    "right": "right",
    "hit@1": "first citation",
    "hit@3": "first three",
    "recall@10": "found by search",
    "answered": "answered",
    "abstained": "refused rightly",
}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def evaluation_html(
    evaluation: Evaluation, comparison: Comparison | None = None, earlier: Evaluation | None = None
) -> str:
    """Return the page: figures, reliability, types, times, what changed since `earlier`, and every miss."""
    style = files("qa.evaluation").joinpath("page.css").read_text(encoding="utf-8")
    changes = changes_section(comparison, earlier) if comparison is not None and earlier is not None else ""
    name = escape(PurePath(evaluation.archive).name or evaluation.archive)
    title = f"{name}: {counted(len(evaluation.outcomes), 'question')}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{title} - Onrecord</title><style>{style}</style></head><body><main>"
        f"{_header(evaluation, title, bool(changes))}{_tiles(evaluation.summary.shares)}{_broken(evaluation.broken)}"
        f"{changes}{misses_section(evaluation)}{_shares(evaluation.summary)}"
        f"{_calibration(evaluation.summary.calibration)}{_types(evaluation.types)}"
        f"{_latency(evaluation.summary.latency)}</main></body></html>\n"
    )


def _header(evaluation: Evaluation, title: str, compared: bool) -> str:
    facts = [
        f"{counted(evaluation.articles, 'article')}, {counted(evaluation.passages, 'passage')}",
        f"embedder {escape(evaluation.embedder)}",
        f"Onrecord {escape(evaluation.version)}",
        f'<time datetime="{escape(evaluation.made_at)}">{escape(moment(evaluation.made_at))}</time>',
    ]
    if evaluation.questions:
        facts.insert(0, f'<span dir="auto">{escape(PurePath(evaluation.questions).name)}</span>')
    if evaluation.changed:
        facts.append(f'<span class="warn">{counted(evaluation.changed, "file")} changed since indexing</span>')
    links = {"changes": "What changed"} if compared else {}
    links |= {"misses": f"Misses ({len(evaluation.misses):,})", "shares": "All figures", "confidence": "Confidence"}
    links |= ({"types": "Types"} if len(evaluation.types) > 1 else {}) | {"times": "Times"}
    anchors = "".join(f'<a href="#{target}">{label}</a>' for target, label in links.items())
    return (
        f'<header><p class="wordmark"><span>On</span>record</p><h1 dir="auto">{title}</h1>'
        f'<p class="about">{" · ".join(facts)}</p><nav aria-label="Sections">{anchors}</nav></header>'
    )


def _tiles(shares: Mapping[str, Share]) -> str:
    tiles = "".join(
        f'<div class="tile"><dt>{label}</dt><dd><p class="value">{percent(shares[name].value)}</p>'
        f'{interval_svg(shares[name])}<p class="of">{shares[name].count:,} of {shares[name].of:,};'
        f" {_interval(shares[name])}</p></dd></div>"
        for name, label in _TILES.items()
        if name in shares
    )
    return f'<dl class="tiles">{tiles}</dl>'


def _interval(share: Share) -> str:
    return f"{100 * share.low:.0f} to {100 * share.high:.0f} %"


def _broken(broken: Sequence[tuple[int, str]]) -> str:
    if not broken:
        return ""
    rows = "".join(f'<li dir="auto">Line {line:,}: {escape(reason)}</li>' for line, reason in broken)
    return (
        f'<section id="broken"><h2 class="warn">{counted(len(broken), "row")} left out</h2>'
        '<p class="hint">They do not fit the archive as it is indexed, and count nowhere.</p>'
        f'<ul class="plain">{rows}</ul></section>'
    )


def _shares(summary: Summary) -> str:
    rows = []
    for name, measure in MEASURES.items():
        head = f'<tr><th scope="row"><code>{name}</code></th>'
        meaning = f'<td class="meaning">{measure.meaning}</td></tr>'
        share = summary.shares.get(name)
        if share is None:
            none = f'<td class="of">no {measure.unit} to count</td>'
            rows.append(f'{head}<td class="number">-</td><td class="strip"></td><td class="span"></td>{none}{meaning}')
            continue
        rows.append(
            f'{head}<td class="number">{percent(share.value)}</td><td class="strip">{interval_svg(share)}</td>'
            f'<td class="span">{_interval(share)}</td>'
            f'<td class="of">{share.count:,} of {share.of:,} {measure.unit}</td>{meaning}'
        )
    return (
        '<section id="shares"><h2>All figures</h2>'
        '<p class="hint">The interval is where the share would lie, 95 times in 100, with other questions of the same'
        " kind: two figures whose intervals overlap widely may well be equal.</p>"
        '<table class="shares"><thead><tr><th scope="col">figure</th><th scope="col" class="number">share</th>'
        '<th scope="col" class="strip">0 to 100 %</th><th scope="col">95 % interval</th><th scope="col">counted</th>'
        f'<th scope="col">what counts</th></tr></thead><tbody>{"".join(rows)}</tbody></table></section>'
    )


def _calibration(calibration: Calibration | None) -> str:
    if calibration is None:
        return '<section id="confidence"><h2>Confidence</h2><p class="hint">Nothing was answered.</p></section>'
    rows = "".join(
        f'<tr><th scope="row">{100 * each.low:.0f} to {100 * each.high:.0f} %</th>'
        f'<td class="number">{percent(each.confidence)}</td><td class="number">{percent(each.right)}</td>'
        f'<td class="number">{each.count:,}</td></tr>'
        for each in calibration.bins
    )
    return (
        '<section id="confidence"><h2>Confidence</h2><p class="hint">Of the answers that were 70&#160;% sure of their'
        " first line, 70&#160;% should be right: points on the dashed line. Upright bars are 95&#160;% intervals; the"
        f" bars below count answers. Expected calibration error {calibration.expected_error:.3f}, Brier score"
        f' {calibration.brier:.3f}, over {counted(calibration.count, "answer")}.</p><div class="beside">'
        f"{reliability_svg(calibration)}"
        '<div class="scroll"><table><thead><tr><th scope="col">confidence</th><th scope="col" class="number">mean</th>'
        '<th scope="col" class="number">first line right</th><th scope="col" class="number">answers</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></div></section>"
    )


def _types(types: Mapping[str, Summary]) -> str:
    if len(types) < 2:
        return ""
    heads = "".join(f'<th scope="col" class="number">{label}</th>' for label in _TYPE_COLUMNS.values())
    rows = []
    for kind, summary in types.items():
        values = (summary.shares.get(name) for name in _TYPE_COLUMNS)
        cells = "".join(f'<td class="number">{"-" if one is None else percent(one.value)}</td>' for one in values)
        questions = f'<td class="number">{summary.questions:,}</td>'
        rows.append(f'<tr><th scope="row" dir="auto">{escape(kind)}</th>{questions}{cells}</tr>')
    return (
        '<section id="types"><h2>By type of question</h2><div class="scroll" tabindex="0" role="region"'
        ' aria-label="Figures by type of question"><table><thead><tr><th scope="col">type</th>'
        f'<th scope="col" class="number">questions</th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
        "</section>"
    )


def _latency(latency: Mapping[str, Latency]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(stage)}</th><td class="number">{each.p50:.1f} ms</td>'
        f'<td class="number">{each.p95:.1f} ms</td></tr>'
        for stage, each in latency.items()
    )
    return (
        '<section id="times"><h2>Times</h2><p class="hint">The first row is a whole question, as the program waited for'
        ' it; the others are its stages.</p><table class="narrow"><thead><tr><th scope="col">stage</th>'
        '<th scope="col" class="number">half within</th><th scope="col" class="number">95 % within</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></section>"
    )
