"""From ruled lines to grids: where lines cross are cells, where a line is missing cells are merged."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from msgspec import Struct

from nlp.ingest.budget import Budget
from nlp.ingest.pdf_page import Box, Rule

NEAR = 2.5  # points: lines this close are one; borders of neighboring cells are often drawn twice
REACH = 3.5  # points by which lines may miss each other where they should meet
COVERED = 0.6  # share of a side that a line must cover to part two cells
CELL = 4.0  # points: no row or column is narrower


class Slot(Struct, frozen=True):
    """A cell of a grid, merged positions counted: its place, its spans and its box."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box


class Grid(Struct, frozen=True):
    """Ruled cells; `xs` and `ys` are the heights and places of all lines, first and last the edges."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    slots: tuple[Slot, ...]
    owners: tuple[tuple[int, ...], ...]  # number of the slot at a row and column

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def number_at(self, x: float, y: float) -> int | None:
        """Which slot is around a point."""
        left, top, right, bottom = self.box
        if not (left <= x <= right and top <= y <= bottom):
            return None
        row = max(0, min(bisect_right(self.ys, y), len(self.ys) - 1) - 1)
        column = max(0, min(bisect_right(self.xs, x), len(self.xs) - 1) - 1)
        return self.owners[row][column]


def grids(across: Iterable[Rule], down: Iterable[Rule], budget: Budget) -> list[Grid]:
    """Grids of two cells or more, smaller ones first where one lies in another."""
    levels, walls = _merged(across), _merged(down)
    found = []
    for group_across, group_down in _groups(levels, walls, budget):
        grid = _grid(group_across, group_down, budget)
        if grid is not None:
            found.append(grid)
    return sorted(found, key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0]))


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Lines on one height as one height, and pieces that touch as one line."""
    found: list[Rule] = []
    same: list[Rule] = []
    for rule in [*sorted(rules, key=lambda rule: rule.at), Rule(float("inf"), 0, 0)]:
        if same and rule.at - same[0].at > NEAR:
            at = sum(each.at for each in same) / len(same)
            same.sort(key=lambda each: each.start)
            start, end = same[0].start, same[0].end
            for each in same[1:]:
                if each.start > end + REACH:
                    found.append(Rule(at, start, end))
                    start, end = each.start, each.end
                end = max(end, each.end)
            found.append(Rule(at, start, end))
            same = []
        same.append(rule)
    return [rule for rule in found if rule.end - rule.start >= CELL]


def _groups(across: Sequence[Rule], down: Sequence[Rule], budget: Budget) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """Lines that hang together by crossing."""
    parent = list(range(len(across) + len(down)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    heights = [rule.at for rule in across]
    for number, wall in enumerate(down):
        budget.check_time()
        first = bisect_left(heights, wall.start - REACH)
        for at in range(first, len(across)):
            if heights[at] > wall.end + REACH:
                break
            if across[at].start - REACH <= wall.at <= across[at].end + REACH:
                parent[root(len(across) + number)] = root(at)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for at, rule in enumerate([*across, *down]):
        groups.setdefault(root(at), ([], []))[at >= len(across)].append(rule)
    return groups.values()


def _grid(across: Sequence[Rule], down: Sequence[Rule], budget: Budget) -> Grid | None:
    if len(across) < 2 or not down:
        return None
    # a table may have no lines at its sides, or none where a page ends: there its other lines end
    xs = _positions([*(rule.at for rule in down), min(r.start for r in across), max(r.end for r in across)])
    ys = _positions([*(rule.at for rule in across), min(r.start for r in down), max(r.end for r in down)])
    wide, high = len(xs) - 1, len(ys) - 1
    if wide < 2 or high < 1:
        return None
    budget.check("cells", wide * high)
    below = _covered(across, ys, xs)  # [line][column]: a line stands there
    beside = _covered(down, xs, ys)  # [line][row]
    owners = [[-1] * wide for _ in range(high)]
    slots: list[Slot] = []
    for row in range(high):
        budget.check_time()
        for column in range(wide):
            if owners[row][column] >= 0:
                continue
            right = column + 1
            while right < wide and owners[row][right] < 0 and not beside[right][row]:
                right += 1
            under = row + 1
            while under < high and all(
                not below[under][at] and owners[under][at] < 0 and (at == column or not beside[at][under])
                for at in range(column, right)
            ):
                under += 1
            for line in range(row, under):
                owners[line][column:right] = [len(slots)] * (right - column)
            box = (xs[column], ys[row], xs[right], ys[under])
            slots.append(Slot(row, column, under - row, right - column, box))
    return Grid(tuple(xs), tuple(ys), tuple(slots), tuple(map(tuple, owners))) if len(slots) > 1 else None


def _positions(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > CELL:
            found.append(value)
    return found


def _covered(rules: Sequence[Rule], heights: Sequence[float], marks: Sequence[float]) -> list[list[bool]]:
    """For each height and each stretch between two marks, whether a line covers it."""
    covered = [[False] * (len(marks) - 1) for _ in heights]
    for rule in rules:
        at = min(range(len(heights)), key=lambda i: abs(heights[i] - rule.at))
        for stretch in range(len(marks) - 1):
            low, high = marks[stretch], marks[stretch + 1]
            if min(high, rule.end) - max(low, rule.start) >= COVERED * (high - low):
                covered[at][stretch] = True
    return covered
