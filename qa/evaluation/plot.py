"""Draw shares and calibration as inline SVG. Pure functions over values; colours are classes of the page's style."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.evaluation.figures import Calibration, Share

_SIDE = 300  # of the plot's square, in SVG units
_LEFT, _TOP, _RIGHT = 46, 12, 14
_GAP, _COUNTS = 16, 46  # below the square, and the height of the bars that count answers
_BELOW = 44


def interval_svg(share: Share) -> str:
    """Return a strip from 0 to 1 with the interval as a bar and the value as a tick; told in words beside it."""
    low, width = 100 * share.low, 100 * max(share.high - share.low, 0.01)
    return (
        '<svg class="interval" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" x="0" y="3" width="100" height="2"/>'
        f'<rect class="span" x="{low:.1f}" y="2" width="{width:.1f}" height="4"/>'
        f'<rect class="tick" x="{min(max(100 * share.value - 0.6, 0), 98.8):.1f}" y="0" width="1.2" height="8"/></svg>'
    )


def reliability_svg(calibration: Calibration) -> str:
    """Return the reliability plot: the share of first lines that were right over the confidence, and the counts."""
    width, height = _LEFT + _SIDE + _RIGHT, _TOP + _SIDE + _GAP + _COUNTS + _BELOW
    spoken = "; ".join(
        f"{each.count} answers at {each.confidence:.2f}: {each.right:.2f} right" for each in calibration.bins
    )
    return (
        f'<svg class="reliability" viewBox="0 0 {width} {height}" role="img" aria-label="Reliability: {spoken}">'
        f"{_grid()}{_points(calibration)}{_counts(calibration)}"
        f'<text class="name" x="{_LEFT + _SIDE / 2}" y="{height - 6}" text-anchor="middle">confidence</text>'
        f'<text class="name" transform="translate(12 {_TOP + _SIDE / 2}) rotate(-90)" text-anchor="middle">'
        "share of first lines right</text></svg>"
    )


def _x(value: float) -> float:
    return round(_LEFT + _SIDE * value, 1)


def _y(value: float) -> float:
    return round(_TOP + _SIDE * (1 - value), 1)


def _grid() -> str:
    parts = [f'<rect class="frame" x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}"/>']
    floor = _TOP + _SIDE + _GAP + _COUNTS
    for tenth in range(0, 11, 2):
        value = tenth / 10
        parts += [
            f'<line class="grid" x1="{_LEFT}" x2="{_LEFT + _SIDE}" y1="{_y(value)}" y2="{_y(value)}"/>',
            f'<line class="grid" x1="{_x(value)}" x2="{_x(value)}" y1="{_TOP}" y2="{_TOP + _SIDE}"/>',
            f'<text x="{_LEFT - 6}" y="{_y(value) + 4}" text-anchor="end">{value:.1f}</text>',
            f'<text x="{_x(value)}" y="{floor + 16}" text-anchor="middle">{value:.1f}</text>',
        ]
    parts.append(f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>')
    return "".join(parts)


def _points(calibration: Calibration) -> str:
    most = max(each.count for each in calibration.bins)
    line = " ".join(f"{_x(each.confidence)},{_y(each.right)}" for each in calibration.bins)
    parts = [f'<polyline class="path" points="{line}"/>']
    for each in calibration.bins:
        x = _x(each.confidence)
        parts += [
            f'<line class="spread" x1="{x}" x2="{x}" y1="{_y(each.right_low)}" y2="{_y(each.right_high)}"/>',
            f'<circle class="point" cx="{x}" cy="{_y(each.right)}" r="{3 + 5 * (each.count / most) ** 0.5:.1f}"/>',
        ]
    return "".join(parts)


def _counts(calibration: Calibration) -> str:
    floor, most = _TOP + _SIDE + _GAP + _COUNTS, max(each.count for each in calibration.bins)
    parts = [f'<line class="axis" x1="{_LEFT}" x2="{_LEFT + _SIDE}" y1="{floor}" y2="{floor}"/>']
    for each in calibration.bins:
        tall = round((_COUNTS - 12) * each.count / most, 1)
        x, top, wide = _x(each.low) + 3, floor - tall, _SIDE * (each.high - each.low) - 6
        parts += [
            f'<rect class="count" x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{tall}"/>',
            f'<text x="{x + wide / 2:.1f}" y="{top - 3:.1f}" text-anchor="middle">{each.count:,}</text>',
        ]
    return "".join(parts)
