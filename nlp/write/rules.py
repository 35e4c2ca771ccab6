"""Rules on paper: a page for `explain`, a list for `rules`, and docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from nlp.catalog.measured import CLEAN, PLANTED, RECALL, Measured, Measurement, shortfalls, wilson
from nlp.catalog.specs import RuleSpec
from nlp.errors import UsageError

if TYPE_CHECKING:
    from nlp.catalog import Catalog

FAMILIES = {
    "TT": ("正文与表格", "prose against table"),
    "IT": ("表内勾稽", "inside tables"),
    "AR": ("正文内的算术", "arithmetic in prose"),
    "TM": ("时间与跨年", "time and across years"),
    "SM": ("表样含义", "meaning of the form"),
    "RU": ("沿用与残留", "reuse and residue"),
    "SC": ("来源状况", "state of the source"),
}


def find_rule(catalog: Catalog, code: str) -> RuleSpec:
    """The rule of a code; UsageError names its neighbors where there is none."""
    rules = catalog.all_rules
    if code not in rules:
        near = ", ".join([c for c in rules if c[:3] == code[:3]] or rules)
        raise UsageError(f"没有规则 {code}; 有: {near}", f"no rule {code}; there are: {near}")
    return rules[code]


def page(rule: RuleSpec) -> str:
    """What a rule flags, why, on which ground, an example, what it does not flag."""
    return "\n".join(
        (
            f"{rule.code} {rule.name} ({rule.level}, {rule.status})",
            "",
            f"{rule.title_zh} / {rule.title_en}",
            "",
            f"为什么 why: {rule.why_zh}",
            f"             {rule.why_en}",
            f"依据 ground: {rule.basis}",
            f"公式 formula: {rule.formula}",
            f"条件 conditions: {rule.conditions}",
            f"容差 tolerance: {rule.tolerance}",
            f"例子 example: {rule.example}",
            f"不报 not flagged: {rule.not_flagged_zh}",
            f"                  {rule.not_flagged_en}",
        )
    )


def listing(catalog: Catalog, measurement: Measurement | None = None) -> Iterator[str]:
    """One rule a line: code, level, status, measured recall and precision with their n, title."""
    for code, rule in catalog.all_rules.items():
        told = f"{_brief(measurement.rules.get(code)):32}  " if measurement else ""
        yield f"{code}  {rule.level:6}  {rule.status:7}  {told}{rule.title_zh} / {rule.title_en}"


def _brief(found: Measured | None) -> str:
    if found is None or not found.planted:
        return "recall - precision -"
    precision = f"{found.right}/{found.flagged}" if found.flagged else "-"
    return f"recall {found.found}/{found.planted} precision {precision}"


def marks(
    catalog: Catalog, measurement: Measurement | None, judged: Mapping[str, tuple[int, int]] | None = None
) -> Iterator[str]:
    """How each rule was measured: recall, precision, both with intervals, by source of data, and what it lacks.

    `judged`: findings that reviewers confirmed and findings they judged, by rule.
    """
    if measurement is None and not judged:
        yield "未量测 / not measured: gongkai exam --rules"
        return
    yield "在模拟报告和手写报告上量测, 不是真实报告的抽样"
    yield "measured on simulated and hand-written reports, not on a sample of real ones"
    for code, rule in catalog.all_rules.items():
        found = measurement.rules.get(code) if measurement else None
        yield f"\n{code} {rule.name} ({rule.level}, {rule.status})"
        if found is not None:
            yield from (f"  {line}" for line in _detail(found))
        if judged and code in judged:
            right, of = judged[code]
            low, high = wilson(right, of)
            yield f"  审阅 by reviewers  {right}/{of} = {right / of:.3f} [{low:.3f}, {high:.3f}]"
        if rule.status != "stable":
            yield f"  未达 stable 之处 / short of stable: {'; '.join(shortfalls(rule, found)) or 'nothing measured'}"


def _detail(found: Measured) -> Iterator[str]:
    low, high = found.recall_interval
    yield f"recall    {found.found}/{found.planted} = {found.recall:.3f} [{low:.3f}, {high:.3f}]"
    if found.precision is not None:
        low, high = found.precision_interval
        yield f"precision {found.right}/{found.flagged} = {found.precision:.3f} [{low:.3f}, {high:.3f}]"
    told = (f"{source} {t.right}/{t.flagged} in {t.reports:,} reports" for source, t in found.sources.items())
    yield f"due of flagged, by source: {', '.join(told)}"
    if found.weaker:
        yield f"findings below its level that no truth foresees: {found.weaker}"


def markdown(catalog: Catalog, measurement: Measurement | None = None) -> str:
    """docs/rules.md: all rules by family, with what was measured of each."""
    rules = catalog.all_rules
    stable = sum(rule.status == "stable" for rule in rules.values())
    parts = [
        "# 规则 / Rules",
        "",
        f"{len(rules)} 条, 其中 stable {stable} 条。由 `gongkai rules --format markdown` 从目录生成, 勿手改。",
        f"{len(rules)} rules, {stable} of them stable. Generated from the catalog; do not edit by hand.",
        *_bar(measurement),
    ]
    for family, (zh, en) in FAMILIES.items():
        parts += ["", f"## {family}: {zh} / {en}"]
        for code, rule in rules.items():
            if code.startswith(family):
                found = measurement.rules.get(code) if measurement else None
                parts += [
                    "",
                    f"### {code} {rule.name}",
                    "",
                    f"**{rule.title_zh} / {rule.title_en}** ({rule.level}, {rule.status})",
                    "",
                    f"- 为什么 why: {rule.why_zh} {rule.why_en}",
                    f"- 依据 ground: {rule.basis}",
                    f"- 公式 formula: `{rule.formula}`",
                    f"- 条件 conditions: {rule.conditions}",
                    f"- 容差 tolerance: {rule.tolerance}",
                    f"- 例子 example: {rule.example}",
                    f"- 不报 not flagged: {rule.not_flagged_zh} {rule.not_flagged_en}",
                    *((f"- 量测 measured: {_brief(found)}",) if found else ()),
                ]
                missing = shortfalls(rule, found) if measurement and rule.status != "stable" else ()
                parts += [f"- 未达 stable 之处 short of stable: {'; '.join(missing)}"] if missing else []
    return "\n".join(parts) + "\n"


def _bar(measurement: Measurement | None) -> list[str]:
    if measurement is None:
        return []
    reports = ", ".join(f"{source} {number:,}" for source, number in measurement.reports.items())
    return [
        "",
        f"stable 须量测合格: 埋入本规则的错误至少 {PLANTED} 处, 按其级别查出 {RECALL:.0%} 以上;",
        f"在至少 {CLEAN:,} 份无错的模拟报告、改正后的报告和全部手写报告中没有一次误报。",
        "数字来自模拟报告和手写报告, 不是真实报告的抽样: 说明规则做到了它所说的, 不说明真实报告出错的频率。",
        "",
        f"A rule is stable only after it was measured: at least {PLANTED} flaws of its own kind planted and",
        f"{RECALL:.0%} of them found at their level; not one wrong finding at its level in {CLEAN:,} or more",
        "clean simulated reports, in the corrected twins of the plants and in all hand-written reports.",
        "It was measured on simulated and hand-written reports, not on a sample of real ones: the marks show",
        "that a rule does what it says, not how often real reports break it.",
        "`gongkai rules --measured` has the details, `gongkai exam --rules` measures again.",
        f"Reports: {reports}.",
    ]
