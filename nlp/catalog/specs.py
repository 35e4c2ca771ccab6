"""What a catalog entry looks like. Data only; `load` in `nlp.catalog` fills these from TOML."""

from msgspec import Struct


class RowSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """A printed row of a statutory table.

    `cores` are the distinctive wordings the row is recognized by, after normalization (no white
    space, no numbering), longest first; `cells` its cell ids from left to right, none for a heading.
    """

    id: str
    label: str
    cores: tuple[str, ...]
    cells: tuple[str, ...]
    group: str = ""  # the printed parent, where the same wording occurs twice
    unit: str = ""
    signed: bool = False
    decimal: bool = False


class TableSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """A statutory table: `id` is G1, 2, 3 or 4; `columns` its printed column heads."""

    id: str
    title: str
    rows: tuple[RowSpec, ...]
    columns: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()


class IdentitySpec(Struct, frozen=True, forbid_unknown_fields=True):
    """A relation between cells that the form prints or implies, expanded to single cells.

    kind: equal (sum of left = sum of right) | at_most (sum of left <= sum of right) |
    at_least_each (right >= every one of left) | misfill (left sums to right although it should not) |
    zero_together | zero. `strength` is H1, H2, S1 or S2 and `level` the level of a
    strict failure (forms.md section 2.5); `rule` is the rule code it is reported under. `tolerated`
    is the gap that can be legitimate and is a review at most: over (left exceeds right) | under.
    """

    id: str
    rule: str
    kind: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    strength: str
    level: str
    tolerated: str = ""


class FormSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """A statutory form generation. id: G1 | G2 | G3."""

    id: str
    title_zh: str
    title_en: str
    basis: str
    years: tuple[int, int | None]
    tables: tuple[TableSpec, ...]
    identities: tuple[IdentitySpec, ...]
    derived: dict[str, tuple[str, ...]]  # derived or foreign address -> the cells it sums

    def expand(self, address: str) -> tuple[str, ...] | None:
        """Cell ids that an address (`a@total`, `a+b`) sums in this form; None where it has no cell."""
        cells: list[str] = []
        for part in address.split("+"):
            if part in self.derived:
                cells.extend(self.derived[part])
            else:
                return None
        return tuple(cells)


class IndicatorSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the indicators of forms.json or its derived list."""

    id: str
    name_zh: str
    name_en: str
    unit: str
    type: str
    law: str = ""
    forms: tuple[str, ...] = ()


class ApplicantSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """A column of table 3, or the sum of several (org_total)."""

    id: str
    name_zh: str
    name_en: str


class SectionSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a report and the wordings of its heading."""

    role: str
    name_zh: str
    name_en: str
    patterns: tuple[str, ...]


class TopicSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """A tag (group set) or a problem type (code set). `headings` are words of headings that stand for the tag."""

    id: str
    name_zh: str
    name_en: str
    group: str
    definition: str
    include: str = ""
    exclude: str = ""
    headings: tuple[str, ...] = ()


class RuleSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule: what it flags, why, on which ground, and how it speaks.

    `kind` names the computation in `nlp.verify`; messages are format strings over the facts of a
    check. tolerance: exact | interval | rounding | truncation | none.
    """

    code: str
    name: str
    kind: str
    level: str
    status: str
    title_zh: str
    title_en: str
    why_zh: str
    why_en: str
    basis: str
    formula: str
    conditions: str
    tolerance: str
    not_flagged_zh: str
    not_flagged_en: str
    example: str
    message_zh: str
    message_en: str


class ReasonSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """Wording of a machine-readable reason of a check."""

    id: str
    zh: str
    en: str


class CueSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """Wordings of one meaning, as regular expressions; those of earlier entries are tried first.

    part: noun | verb | outcome | ruling | applicant | channel | medium | foreign.
    """

    key: str
    part: str
    words: tuple[str, ...]


class PhraseSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """What cues state together: `when` holds their keys, and the first phrase that fits decides.

    `readings` are the addresses a number may be compared with, most likely first; `indicator` is what it
    names, empty where the wording only resembles one. `old` and `old_indicator` take their place in the
    2014 form. `units` limits the phrase to these measure words ("" is none), `verb` renames the act.
    `broad`: it names no more than the kind of thing, so that after 其中 the number is a selection.
    """

    id: str
    when: tuple[str, ...]
    indicator: str = ""
    readings: tuple[str, ...] = ()
    old_indicator: str = ""
    old: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    verb: str = ""
    broad: bool = False
