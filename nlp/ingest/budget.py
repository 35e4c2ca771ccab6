"""What one source may cost at most, and the check that names what it went over."""

from time import process_time

from msgspec import Struct
from msgspec.structs import replace

from nlp.errors import BudgetExceeded

_NAMES = {
    "bytes": ("文件字节数", "bytes of the file"),
    "unpacked": ("解压后字节数", "bytes unpacked"),
    "bundle": ("整包解压后字节数（含包中包）", "bytes unpacked of a whole bundle, archives within it included"),
    "ratio": ("压缩比", "bytes unpacked for each packed one"),
    "members": ("压缩包内文件数", "members of an archive"),
    "archives": ("压缩包嵌套层数", "archives within archives"),
    "depth": ("元素嵌套层数", "elements within elements"),
    "elements": ("元素与属性数", "elements and attributes"),
    "cells": ("表格单元格数", "table cells"),
    "pages": ("页数", "pages"),
    "seconds": ("处理秒数", "seconds of work"),
    "memory": ("内存字节数", "bytes of memory"),
}
_SMALL = 1 << 20  # unpacked bytes up to which a high ratio harms nobody


class Budget(Struct, frozen=True):
    """Limits of one source; `check` raises BudgetExceeded, whose `budget` is the name of the field.

    bytes: size of a file, alone or in a bundle. unpacked: of one document. bundle, members, archives: of a zip of
    files with all archives in it. ratio: of a document, a member, and a whole bundle. depth: elements within elements.
    elements: tags of a page; an XML part may have ten times as many elements and attributes. cells: positions of all
    table grids, spans counted out. pages. seconds: of processor time. memory: what a parser may take that runs in a
    process of its own. `deadline` is set by `started` and belongs to nobody else.
    """

    bytes: int = 256 * 1024 * 1024
    unpacked: int = 256 * 1024 * 1024
    bundle: int = 16 * 1024 * 1024 * 1024
    ratio: int = 200
    members: int = 20_000
    archives: int = 3
    depth: int = 500
    elements: int = 300_000
    cells: int = 500_000
    pages: int = 2_000
    seconds: float = 60.0
    memory: int = 512 * 1024 * 1024
    deadline: float = 0.0

    def started(self) -> "Budget":
        """The same limits with the clock running."""
        return replace(self, deadline=process_time() + self.seconds)

    def check(self, name: str, amount: float) -> None:
        """Raise BudgetExceeded where `amount` is over the limit called `name`."""
        if amount > getattr(self, name):
            raise BudgetExceeded(*self.excess(name))

    def excess(self, name: str) -> tuple[str, str, str]:
        """What BudgetExceeded says of the limit called `name`."""
        zh, en = _NAMES[name]
        limit = f"{getattr(self, name):,}"
        return f"{zh}超出上限 {limit}", f"{en}: over the budget of {limit}", name

    def check_unpacked(self, packed: int, unpacked: int) -> None:
        """Size and ratio of what was unpacked so far; call while unpacking, before it is all in memory."""
        self.check("unpacked", unpacked)
        self.check_ratio(packed, unpacked)

    def check_ratio(self, packed: int, unpacked: int) -> None:
        """Ratio of what a file or a whole bundle holds to its size."""
        if unpacked > _SMALL:
            self.check("ratio", unpacked / max(1, packed))

    def check_time(self) -> None:
        """Raise BudgetExceeded once the time is up; call in loops over pages, elements, rows."""
        if self.deadline and process_time() > self.deadline:
            self.check("seconds", float("inf"))
