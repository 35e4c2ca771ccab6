"""What statistics come to: a struct a row, the same columns for every table."""

from __future__ import annotations

from msgspec import Struct

KEYS = ("year", "region", "office_level", "form", "issuer")


class Estimate(Struct, frozen=True):
    """A number of a table. `cell` is its address: `table:item:key=value;...`; item_zh and item_en name the item.

    value: `count` over `total`, or `count` alone where `total` is None. low, high: bounds of the 95 % interval, None
    where the data can't give one; `basis` says how: sum | resampled | corrected | too_few_labels (of the hand-labeled
    reports; then without bounds). naive: the value before correction. difference: of the value from that without what
    is contradicted or misfilled. read: reports of the group; measured: those that could contribute; expected: those
    there should be, None if unknown. Keys not grouped by are None.
    """

    cell: str
    table: str
    item: str
    item_zh: str
    item_en: str
    year: int | None
    region: str | None
    office_level: str | None
    form: str | None
    issuer: str | None
    value: float | None
    low: float | None
    high: float | None
    basis: str
    naive: float | None
    difference: float | None
    count: float
    total: float | None
    read: int
    measured: int
    expected: int | None


class Member(Struct, frozen=True):
    """Something a number counts: a unit, report, cell or finding by its id, and how much it adds."""

    id: str
    report_id: str
    amount: float
    text: str


class Line(Struct, frozen=True):
    """What a terminal shows of an estimate: its address and its name in words, the value with its bounds, the cases."""

    cell: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    count: float
    total: float | None
    read: int
    measured: int
