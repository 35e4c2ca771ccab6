"""Rules on paper: a page for `explain`, a list for `rules`, and docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

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


def listing(catalog: Catalog) -> Iterator[str]:
    """One rule a line: code, level, status, name, title."""
    for code, rule in catalog.all_rules.items():
        yield f"{code}  {rule.level:6}  {rule.status:7}  {rule.title_zh} / {rule.title_en}"


def markdown(catalog: Catalog) -> str:
    """docs/rules.md: all rules by family."""
    rules = catalog.all_rules
    stable = sum(rule.status == "stable" for rule in rules.values())
    parts = [
        "# 规则 / Rules",
        "",
        f"{len(rules)} 条, 其中 stable {stable} 条。由 `gongkai rules --format markdown` 从目录生成, 勿手改。",
        f"{len(rules)} rules, {stable} of them stable. Generated from the catalog; do not edit by hand.",
    ]
    for family, (zh, en) in FAMILIES.items():
        parts += ["", f"## {family}: {zh} / {en}"]
        for code, rule in rules.items():
            if code.startswith(family):
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
                ]
    return "\n".join(parts) + "\n"
