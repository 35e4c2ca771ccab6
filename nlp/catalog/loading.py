"""From TOML to specs: shapes of the files, expansion of rows and identities, strict checks."""

import tomllib
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from nlp.catalog.specs import (
    ApplicantSpec,
    FormSpec,
    IdentitySpec,
    IndicatorSpec,
    PhraseSpec,
    RowSpec,
    RuleSpec,
    TableSpec,
)
from nlp.errors import CatalogError

T = TypeVar("T")
SHORT = {"zh": "name_zh", "en": "name_en"}  # the files say `zh` and `en` where the specs say the name in them


class RowShape(Struct, forbid_unknown_fields=True):
    id: str
    label: str
    cores: tuple[str, ...]
    cells: tuple[str, ...] | None = None  # default: the row's own id, or one for each applicant
    group: str = ""


class TableShape(Struct, forbid_unknown_fields=True):
    id: str
    title: str
    rows: tuple[dict[str, Any], ...]
    columns: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()


class IdentityShape(Struct, forbid_unknown_fields=True):
    id: str
    rule: str
    kind: Literal["equal", "at_most", "at_least_each", "misfill", "zero_together", "zero"]
    left: tuple[str, ...]
    right: tuple[str, ...]
    strength: Literal["H1", "H2", "S1", "S2"]
    level: Literal["error", "review", "note"]
    each: Literal["row", "column"] | tuple[str, ...] = ()
    tolerated: Literal["", "over", "under"] = ""


class FormShape(Struct, forbid_unknown_fields=True):
    id: str
    title_zh: str
    title_en: str
    basis: str
    years: tuple[int, ...]
    table: tuple[dict[str, Any], ...]
    identity: tuple[dict[str, Any], ...]
    sum_of: dict[str, tuple[str, ...]] = {}
    sum_of_applicants: dict[str, tuple[str, ...]] = {}
    aliases: dict[str, tuple[str, ...]] = {}


def wrong(file: str, entry: str, zh: str, en: str) -> CatalogError:
    return CatalogError(f"目录文件 {file} 的条目 {entry}：{zh}", f"catalog file {file}, entry {entry}: {en}")


def parse(file: str, content: bytes) -> dict[str, Any]:
    """Contents of a TOML file. Raises CatalogError."""
    try:
        return tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise wrong(file, "-", f"不是合法的 TOML（{error}）", f"not valid TOML ({error})") from error


def convert(file: str, raw: dict[str, Any], spec: type[T], key: str = "id") -> T:
    """An entry as a spec. Raises CatalogError naming the key that is unknown, missing or of a wrong type."""
    name = raw.get(key) or raw.get("role") or "?"
    fields = getattr(spec, "__struct_fields__", ())
    renamed = {SHORT[k] if k in SHORT and SHORT[k] in fields else k: value for k, value in raw.items()}
    try:
        return msgspec.convert(renamed, spec)
    except msgspec.ValidationError as error:
        raise wrong(file, str(name), f"键不合规范（{error}）", str(error)) from error


def unique(file: str, names: Iterable[str]) -> None:
    """Raises CatalogError for a name that stands twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise wrong(file, name, "编号重复", "id is used twice")
        seen.add(name)


def only(file: str, table: dict[str, Any], kinds: tuple[str, ...]) -> None:
    """Raises CatalogError for a kind of entry the file may not hold."""
    for kind in table:
        if kind not in kinds:
            raise wrong(file, kind, "未知的条目类别", f"unknown kind of entry; known are {', '.join(kinds)}")


def grounded(file: str, rules: Iterable[RuleSpec]) -> None:
    """Raises CatalogError for a rule that does not say why it flags and on which ground."""
    for rule in rules:
        for key in ("why_zh", "why_en", "basis"):
            if not getattr(rule, key).strip():
                raise wrong(file, rule.code, f"键 {key} 为空", f"key {key} is empty")


def addressed(file: str, phrases: Iterable[PhraseSpec], forms: Iterable[FormSpec]) -> None:
    """Raises CatalogError for a phrase that points to an address no form knows."""
    known = {address for form in forms for address in form.derived}
    for phrase in phrases:
        for address in (*phrase.readings, *phrase.old):
            if not known.issuperset(address.split("+")):
                raise wrong(file, phrase.id, f"未知的地址 {address}", f"unknown address {address}")


def entries(file: str, table: dict[str, Any], kind: str, spec: type[T], key: str = "id") -> Iterator[T]:
    """The entries of one kind, in file order."""
    return (convert(file, raw, spec, key) for raw in table.get(kind, []))


def by_key(file: str, table: dict[str, Any], kind: str, spec: type[T], key: str = "id") -> dict[str, T]:
    """The entries of one kind by their id. Raises CatalogError for a doubled one."""
    found = list(entries(file, table, kind, spec, key))
    unique(file, (getattr(entry, key) for entry in found))
    return {getattr(entry, key): entry for entry in found}


def indicators(file: str, table: dict[str, Any]) -> tuple[dict[str, IndicatorSpec], dict[str, ApplicantSpec]]:
    """Indicators and applicants by id."""
    return (
        by_key(file, table, "indicators", IndicatorSpec),
        by_key(file, table, "applicants", ApplicantSpec),
    )


def with_forms(known: dict[str, IndicatorSpec], forms: dict[str, FormSpec]) -> dict[str, IndicatorSpec]:
    """Indicators with the forms that print or derive them."""
    printed: dict[str, list[str]] = {}
    for form in forms.values():
        for name in dict.fromkeys(address.partition("@")[0] for address in form.derived):
            printed.setdefault(name, []).append(form.id)
    return {name: msgspec.structs.replace(spec, forms=tuple(printed.get(name, ()))) for name, spec in known.items()}


def form(
    file: str,
    raw: dict[str, Any],
    known: dict[str, IndicatorSpec],
    applicants: dict[str, ApplicantSpec],
) -> FormSpec:
    """A form with rows, identities and addresses expanded to single cells. Raises CatalogError."""
    shape = convert(file, raw, FormShape)
    tables = tuple(_table(file, entry, known, applicants) for entry in shape.table)
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    unique(file, cells)
    addresses = _Addresses(file, cells, shape)
    identities = tuple(
        identity for entry in shape.identity for identity in addresses.identities(convert(file, entry, IdentityShape))
    )
    unique(file, (identity.id for identity in identities))
    return FormSpec(
        id=shape.id,
        title_zh=shape.title_zh,
        title_en=shape.title_en,
        basis=shape.basis,
        years=(shape.years[0], shape.years[1] if len(shape.years) > 1 else None),
        tables=tables,
        identities=identities,
        derived=addresses.cells,
    )


def _table(
    file: str,
    raw: dict[str, Any],
    known: dict[str, IndicatorSpec],
    applicants: dict[str, ApplicantSpec],
) -> TableSpec:
    shape = convert(file, raw, TableShape)
    for name in shape.applicants:
        if name not in applicants:
            raise wrong(file, shape.id, f"未知的申请人类别 {name}", f"unknown applicant {name}")
    rows = tuple(_row(file, entry, shape.applicants, known) for entry in shape.rows)
    unique(file, (row.id for row in rows))
    return TableSpec(shape.id, shape.title, rows, shape.columns, shape.signature)


def _row(file: str, raw: dict[str, Any], applicants: tuple[str, ...], known: dict[str, IndicatorSpec]) -> RowSpec:
    shape = convert(file, raw, RowShape)
    names = (shape.id,) if shape.cells is None else shape.cells
    for name in names:
        if name not in known:
            raise wrong(file, shape.id, f"未知的指标 {name}", f"unknown indicator {name}")
    cells = tuple(f"{name}@{who}" for name in names for who in applicants) if applicants else names
    units = {known[name].unit for name in names}
    return RowSpec(
        id=shape.id,
        label=shape.label,
        cores=tuple(sorted(shape.cores, key=len, reverse=True)),
        cells=cells,
        group=shape.group,
        unit=units.pop() if len(units) == 1 else "",
        signed=any(known[name].type.startswith("signed") for name in names),
        decimal=any(known[name].type == "decimal" for name in names),
    )


class _Addresses:
    """What an address of a form stands for: `cells` maps every address to the cells it sums."""

    def __init__(self, file: str, cells: list[str], shape: FormShape) -> None:
        self.file = file
        self.printed = cells
        self.cells: dict[str, tuple[str, ...]] = {cell: (cell,) for cell in cells}
        split = [cell.partition("@") for cell in cells]
        self.rows = list(dict.fromkeys(name for name, _, who in split if who))
        self.columns = list(dict.fromkeys(who for _, _, who in split if who))
        for name, parts in shape.sum_of.items():
            self._add_sum(name, parts)
        rows = list(dict.fromkeys(a.partition("@")[0] for a in self.cells if "@" in a))
        for column, parts in shape.sum_of_applicants.items():
            for row in rows:
                self.cells[f"{row}@{column}"] = self._sum(column, [f"{row}@{part}" for part in parts])
        for address, parts in shape.aliases.items():
            self.cells[address] = self._sum(address, parts)

    def _add_sum(self, name: str, parts: tuple[str, ...]) -> None:
        rows = [row for part in parts for row in self.rows if fnmatchcase(row, part)]
        for column in self.columns if rows else ():
            self.cells[f"{name}@{column}"] = self._sum(name, [f"{row}@{column}" for row in rows])
        if not rows:
            self.cells[name] = self._sum(name, parts)

    def _sum(self, entry: str, parts: Iterable[str]) -> tuple[str, ...]:
        """Cells of a list of addresses; `*` matches printed cells. Raises CatalogError for an unknown one."""
        found: list[str] = []
        for part in parts:
            if "*" in part:
                matched = [cell for cell in self.printed if fnmatchcase(cell, part)]
            else:
                matched = list(self.cells.get(part, ()))
            if not matched:
                raise wrong(self.file, entry, f"未知的地址 {part}", f"unknown address {part}")
            found += matched
        return tuple(found)

    def identities(self, shape: IdentityShape) -> Iterator[IdentitySpec]:
        """One identity, or one for each row, column or stem."""
        if shape.each == "row":
            for row in self.rows:
                yield self._identity(shape, row, lambda part, row=row: f"{row}@{part}")
        elif shape.each == "column":
            for column in self.columns:
                yield self._identity(shape, column, lambda part, column=column: f"{part}@{column}")
        elif shape.each:
            for stem in shape.each:
                slot = shape.right[0].replace("*", stem)
                yield self._identity(shape, slot, lambda part, stem=stem: part.replace("*", stem))
        else:
            yield self._identity(shape, "", str)

    def _identity(self, shape: IdentityShape, slot: str, address: Any) -> IdentitySpec:
        return IdentitySpec(
            id=f"{shape.id}:{slot}" if slot else shape.id,
            rule=shape.rule,
            kind=shape.kind,
            left=self._sum(shape.id, [address(part) for part in shape.left]),
            right=self._sum(shape.id, [address(part) for part in shape.right]),
            strength=shape.strength,
            level=shape.level,
            tolerated=shape.tolerated,
        )
