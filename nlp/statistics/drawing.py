"""The door to matplotlib: panels as SVG with real text, and as PNG where a font has Chinese.

The same panels give the same bytes; colors are middle tones that hold on light and dark paper.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nlp.errors import UsageError
from nlp.statistics.panels import Number, Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONTS = (  # that have Chinese, by what systems call them
    *("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "PingFang SC", "Microsoft YaHei"),
    *("Noto Sans CJK JP", "Noto Sans CJK TC", "Hiragino Sans GB", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei"),
    *("Droid Sans Fallback", "Noto Serif CJK SC", "Noto Serif CJK JP", "SimSun", "Arial Unicode MS"),
)
INK, GRID, MAIN, OTHER = "#1d2126", "#8a8f96", "#2f7fb5", "#c0762b"
HALF = 0.5


@lru_cache(maxsize=1)
def font() -> str:
    """Name of a font that has Chinese; "" where the machine has none."""
    from matplotlib import font_manager

    known = set(font_manager.get_font_names())
    return next((name for name in FONTS if name in known), "")


def draw(panel: Panel, lang: str, form: str, typeface: str | None = None) -> bytes:
    """The picture of a panel as `svg` or `png`, in a font of that name or the first of `FONTS` found.

    Raises UsageError without matplotlib, and for a PNG without a font that has Chinese.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        raise UsageError(
            "画图需要 matplotlib: pip install 'gongkai[plots]'",
            "pictures need matplotlib: pip install 'gongkai[plots]'",
        ) from None
    typeface = font() if typeface is None else typeface
    if form == "png" and not typeface:
        raise UsageError(
            "没有中文字体, PNG 会是空框; 请装 fonts-noto-cjk 之类, 或只用 SVG",
            "no font has Chinese, so a PNG would show empty boxes: install one, such as fonts-noto-cjk, or use SVG",
        )
    style: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "gongkai",
        "text.parse_math": False,
        "font.family": [*([typeface] if typeface else []), "DejaVu Sans"],
        "font.size": 9,
        "axes.unicode_minus": False,
        **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
        "axes.edgecolor": GRID,
        "axes.facecolor": "none",
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with matplotlib.rc_context(style):
        figure = Figure(layout="constrained")
        KINDS[panel.kind](figure, panel, lang)
        out = io.BytesIO()
        metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
        face = "none" if form == "svg" else "white"
        figure.savefig(out, format=form, metadata=metadata, facecolor=face, dpi=144)
    return out.getvalue()


def _name(names: Any, lang: str, wide: int = 0) -> str:
    text = str(getattr(names, lang))
    if not wide:
        return text
    return textwrap.fill(text, wide * 2) if lang == "en" else "\n".join(textwrap.wrap(text, wide))


def _errors(numbers: Sequence[Number]) -> list[list[float]]:
    """Distances of the bounds from the values, for error bars."""
    below = [100 * ((n.value or 0) - n.low) if n.low is not None else 0 for n in numbers]
    above = [100 * (n.high - (n.value or 0)) if n.high is not None else 0 for n in numbers]
    return [[max(0, gap) for gap in side] for side in (below, above)]


def _lines(figure: Figure, panel: Panel, lang: str) -> None:
    columns = 4
    lines = -(-len(panel.rows) // columns)
    figure.set_size_inches(9.6, 1.75 * lines)
    grid = figure.subplots(lines, columns, squeeze=False, sharex=True)
    years = [int(column.en) for column in panel.columns]
    for at, axes in enumerate(grid.flat):
        if at >= len(panel.rows):
            axes.set_axis_off()
            continue
        row = panel.rows[at]
        known = [(year, n) for year, n in zip(years, row.numbers, strict=True) if n is not None and n.value is not None]
        xs, numbers = [year for year, _ in known], [n for _, n in known]
        values = [100 * (n.value or 0) for n in numbers]
        axes.plot(xs, values, color=MAIN, marker="o", markersize=3, linewidth=1.4)
        axes.errorbar(xs, values, yerr=_errors(numbers), fmt="none", ecolor=MAIN, elinewidth=0.7, alpha=HALF)
        sides = [
            [100 * (bound or 0) for bound in side] for side in zip(*((n.low, n.high) for n in numbers), strict=True)
        ]
        if sides:  # no band where a single report gives no interval
            known_too = [n.low is not None for n in numbers]
            axes.fill_between(xs, *sides, where=known_too, color=MAIN, alpha=0.18, linewidth=0)
        axes.set_title(_name(row.name, lang, 14), fontsize=9)
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter("{x:g}%")
        axes.locator_params(axis="y", nbins=4)
        axes.set_xticks(years[:: max(1, -(-len(years) // 4))])


def _pairs(figure: Figure, panel: Panel, lang: str) -> None:
    figure.set_size_inches(8, 0.34 * len(panel.rows) + 1)
    axes = figure.subplots()
    _names_down(axes, panel, lang)
    for at, row in enumerate(panel.rows):
        ends = [100 * (n.value or 0) if n else 0 for n in row.numbers[:2]]
        axes.plot(ends, [at, at], color=GRID, linewidth=1.2, zorder=1)
    for column, (color, mark) in enumerate(((OTHER, "o"), (MAIN, "D"))):
        values = [100 * (n.value or 0) if (n := row.numbers[column]) else 0 for row in panel.rows]
        label = _name(panel.columns[column], lang)
        axes.scatter(values, range(len(values)), color=color, marker=mark, s=26, zorder=2, label=label)
    axes.xaxis.set_major_formatter("{x:g}%")
    axes.legend(frameon=False, loc="lower right")


def _names_down(axes: Axes, panel: Panel, lang: str) -> None:
    axes.set_yticks(range(len(panel.rows)), [_name(row.name, lang) for row in panel.rows])
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GRID, alpha=0.25, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.margins(y=0.02)


def _heat(figure: Figure, panel: Panel, lang: str) -> None:
    from matplotlib.patches import Rectangle

    figure.set_size_inches(max(6, 0.36 * len(panel.columns) + 2), 0.3 * len(panel.rows) + 2.2)
    axes = figure.subplots()
    most = max((n.value or 0 for row in panel.rows for n in row.numbers if n), default=0) or 1
    for y, row in enumerate(panel.rows):
        for x, number in enumerate(row.numbers):
            share = (number.value or 0) / most if number else 0
            axes.add_patch(Rectangle((x, y), 0.94, 0.9, facecolor=MAIN, alpha=share, edgecolor="none"))
    axes.set_xlim(0, len(panel.columns))
    axes.set_ylim(len(panel.rows), 0)
    axes.set_yticks([y + HALF for y in range(len(panel.rows))], [_name(row.name, lang) for row in panel.rows])
    names = [_name(column, lang) for column in panel.columns]
    axes.set_xticks([x + HALF for x in range(len(names))], names, rotation=60, ha="right", rotation_mode="anchor")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_title(f"■ = {100 * most:.0f}%", fontsize=9, color=MAIN, loc="right")


def _bars(figure: Figure, panel: Panel, lang: str) -> None:
    figure.set_size_inches(8, 0.34 * len(panel.rows) + 0.8)
    axes = figure.subplots()
    _names_down(axes, panel, lang)
    numbers = [row.numbers[0] for row in panel.rows]
    kept = [n for n in numbers if n is not None]
    values = [100 * (n.value or 0) for n in kept]
    axes.barh(range(len(kept)), values, color=MAIN, height=0.6, alpha=0.75)
    axes.errorbar(values, range(len(kept)), xerr=_errors(kept), fmt="none", ecolor=INK, elinewidth=0.9, capsize=2)
    axes.xaxis.set_major_formatter("{x:g}%")
    axes.set_xlim(left=0)


def _coverage(figure: Figure, panel: Panel, lang: str) -> None:
    figure.set_size_inches(8, 2.8)
    axes = figure.subplots()
    shown = [at for at in range(len(panel.columns)) if any(row.numbers[at] for row in panel.rows)]
    width = 0.8 / len(shown)
    for place, at in enumerate(shown):
        values = [n.count if (n := row.numbers[at]) else 0 for row in panel.rows]
        xs = [x + width * (place - (len(shown) - 1) / 2) for x in range(len(values))]
        axes.bar(xs, values, width=width * 0.92, color=(GRID, MAIN, OTHER)[at], label=_name(panel.columns[at], lang))
    axes.set_xticks(range(len(panel.rows)), [_name(row.name, lang) for row in panel.rows])
    axes.grid(axis="y", color=GRID, alpha=0.25, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(frameon=False, ncols=3, loc="upper left", bbox_to_anchor=(0, 1.16))


def _flow(figure: Figure, panel: Panel, lang: str) -> None:
    """What comes in on the left, what becomes of it on the right, as ribbons as wide as the sums."""
    from matplotlib.patches import PathPatch, Rectangle
    from matplotlib.path import Path

    figure.set_size_inches(8, 4)
    axes = figure.subplots()
    axes.set_axis_off()
    totals = [(row.name, sum(n.count for n in row.numbers if n)) for row in panel.rows]
    inward = [side for side in totals if side[0].en in ("received", "carried in") and side[1]]
    outward = [side for side in totals if side[0].en not in ("received", "carried in") and side[1]]
    most = max(sum(count for _, count in inward), sum(count for _, count in outward), 1)
    gap = 0.045 * most
    middle = 0.0
    for side, x, to, color in ((inward, 0.0, 0.42, OTHER), (outward, 1.0, 0.58, MAIN)):
        middle, y = 0.0, 0.0
        for name, count in side:
            corners = [
                (x, y), ((x + to) / 2, y), ((x + to) / 2, middle), (to, middle),
                (to, middle + count), ((x + to) / 2, middle + count), ((x + to) / 2, y + count), (x, y + count), (x, y),
            ]  # fmt: skip
            codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
            axes.add_patch(PathPatch(Path(corners, codes), facecolor=color, alpha=0.35, linewidth=0))
            axes.add_patch(Rectangle((x - 0.008, y), 0.016, count, facecolor=color, linewidth=0))
            align = "right" if x < HALF else "left"
            place = x - 0.02 if x < HALF else x + 0.02
            axes.text(place, y + count / 2, f"{_name(name, lang)} {count:,.0f}", ha=align, va="center")
            middle, y = middle + count, y + count + gap
    axes.add_patch(Rectangle((0.42, 0), 0.16, most, facecolor=GRID, alpha=0.25, linewidth=0))
    axes.text(0.5, most / 2, {"zh": "申请", "en": "requests"}[lang], ha="center", va="center")
    axes.set_xlim(-0.3, 1.35)
    axes.set_ylim(most + gap * max(len(inward), len(outward)), -gap)


KINDS = {"lines": _lines, "pairs": _pairs, "heat": _heat, "bars": _bars, "coverage": _coverage, "flow": _flow}
