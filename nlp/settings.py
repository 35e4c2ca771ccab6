"""Settings: from `gongkai.toml`, or `[tool.gongkai]` in `pyproject.toml`, of the working folder."""

import tomllib
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from nlp.errors import UsageError
from nlp.ingest import Budget

LEVELS = ("error", "review", "note")  # strongest first
LIMITS: dict[str, Callable[[str], int | float]] = {
    field.name: float if field.type is float else int
    for field in msgspec.structs.fields(Budget)
    if field.name != "deadline"
}
INFINITY = float("inf")
FORMATS = ("full", "concise", "json", "jsonl", "sarif", "github")


class Settings(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What `check` shows and when it fails.

    select/ignore: rule codes or families (`TT`, `TT101`); an empty `select` takes all. fail_level:
    the weakest level that makes the exit code 1. baseline: a file of known findings not to show again.
    decisions: a file of reviewers' verdicts; what they rejected is not shown and does not fail.
    series: check the reports of an office against those of the year before. aliases: a file of renamed
    offices, which makes it a series too. budget: a table of what one file may cost, fields of `nlp.ingest.Budget`;
    it holds for `annotate` and `doctor` as well.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_level: str = "error"
    exit_zero: bool = False
    baseline: str | None = None
    decisions: str | None = None
    format: str = "full"
    series: bool = False
    aliases: str | None = None
    budget: Budget = Budget()

    def __post_init__(self) -> None:
        if self.fail_level not in LEVELS:
            names = ", ".join(LEVELS)
            raise UsageError(f"fail-level 只能是 {names}", f"fail-level is one of {names}")
        if self.format not in FORMATS:
            names = ", ".join(FORMATS)
            raise UsageError(f"format 只能是 {names}", f"format is one of {names}")

    def shows(self, code: str) -> bool:
        """Whether findings of a rule are shown."""
        chosen = not self.select or code.startswith(self.select)
        return chosen and not (self.ignore and code.startswith(self.ignore))

    def fails_on(self, level: str) -> bool:
        """Whether a finding of this level makes the exit code 1."""
        return not self.exit_zero and LEVELS.index(level) <= LEVELS.index(self.fail_level)


def with_codes(settings: Settings, codes: Iterable[str]) -> Settings:
    """The settings with `select` and `ignore` in capitals; UsageError for one that names no rule and no family."""
    known = tuple(codes)
    chosen = {key: tuple(name.strip().upper() for name in getattr(settings, key)) for key in ("select", "ignore")}
    for name in (*chosen["select"], *chosen["ignore"]):
        if not name or not any(code.startswith(name) for code in known):
            families = ", ".join(dict.fromkeys(code[:2] for code in known))
            near = ", ".join(get_close_matches(name, known, 3)) or families
            raise UsageError(f"没有规则或族 {name}; 有: {near}", f"no rule or family {name}; there are: {near}")
    return replace(settings, **chosen)


def is_own_file(path: Path, settings: Settings) -> bool:
    """Whether a file is one of the settings, no report: its own name, the baseline, the decisions, the aliases."""
    own = [Path(name).resolve() for name in (settings.baseline, settings.decisions, settings.aliases) if name]
    return path.name in ("gongkai.toml", "pyproject.toml") or path.resolve() in own


def _table(folder: Path) -> tuple[Path, dict[str, Any]] | None:
    own, project = folder / "gongkai.toml", folder / "pyproject.toml"
    for path, keys in ((own, ()), (project, ("tool", "gongkai"))):
        if not path.is_file():
            continue
        try:
            table: Any = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
            raise UsageError(f"{path} 不是有效的 TOML: {reason}", f"{path} is no valid TOML: {reason}") from None
        for key in keys:
            table = table.get(key, {})
        if table:
            return path, table
    return None


def load_settings(folder: Path) -> Settings:
    """Settings of a folder, defaults where it has none; UsageError names file and key of a wrong entry."""
    found = _table(folder)
    if found is None:
        return Settings()
    path, table = found
    known = [field.encode_name for field in msgspec.structs.fields(Settings)]
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, 1)
            zh, en = (f", 是否指 {near[0]}?", f"; did you mean {near[0]}?") if near else ("", "")
            raise UsageError(f"{path}: 未知设置 {key}{zh}", f"{path}: unknown setting {key}{en}")
    for key in ("select", "ignore"):  # "TT,IT" as on the command line
        if isinstance(table.get(key), str):
            table[key] = table[key].split(",")
    if "budget" in table:
        table["budget"] = _limits(table["budget"], f"{path}: ")
    try:
        return msgspec.convert(table, Settings)
    except msgspec.ValidationError as reason:
        raise UsageError(f"{path}: {reason}", f"{path}: {reason}") from None


def with_limits(budget: Budget, given: Iterable[str]) -> Budget:
    """The budget with limits given as `name=number`; raises UsageError for one that is none."""
    named = dict(text.partition("=")[::2] for text in given)
    return replace(budget, **_limits(named))


def _limits(given: Any, where: str = "") -> dict[str, int | float]:
    """Limits by name; raises UsageError for an unknown name and for what is no number above 0."""
    limits: dict[str, int | float] = {}
    for name, value in (given if isinstance(given, dict) else {str(given): ""}).items():
        if name not in LIMITS:
            near = ", ".join(get_close_matches(name, LIMITS, 1)) or ", ".join(LIMITS)
            raise UsageError(f"{where}没有限额 {name}; 有: {near}", f"{where}no limit {name}; there are: {near}")
        try:
            limits[name] = number = LIMITS[name](str(value).replace("_", ""))
        except ValueError:
            number = 0
        if not 0 < number < INFINITY:
            raise UsageError(f"{where}{name} 须是大于 0 的数", f"{where}{name} is a number above 0")
    return limits


def read_aliases(path: Path) -> dict[str, str]:
    """Renamed offices from a TOML file, `"new name" = "old name"` a line; UsageError where it is none."""
    try:
        table: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as reason:
        raise UsageError(f"无法读取 {path}: {reason.strerror}", f"can't read {path}: {reason.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        raise UsageError(f"{path} 不是有效的 TOML: {reason}", f"{path} is no valid TOML: {reason}") from None
    try:
        return msgspec.convert(table, dict[str, str])
    except msgspec.ValidationError:
        zh = f'{path}: 每行应为 "新名称" = "旧名称"'
        raise UsageError(zh, f'{path}: a line is "new name" = "old name"') from None
