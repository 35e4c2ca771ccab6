"""The Chinese front page says what the English one says: section by section the same commands, code, tables, links."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)  # ``` ... ```
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")  # `--to`
LINK = re.compile(r"\]\(([^)]+)\)")  # ](docs/r.md)
REMARK = re.compile(r"\s*#.*$", re.MULTILINE)  # what a comment says is said in another language
CHINESE = re.compile(r"[一-鿿]")
OWN = re.compile(r"[一-鿿]+|\b[A-Z]+\b")  # FILE, 文件: what users put there is named in their language


def sections(page: str) -> list[tuple[int, str]]:
    """Level and text of every section, what stands in fences kept apart from headings."""
    text = (ROOT / page).read_text(encoding="utf-8")
    fences = FENCE.findall(text)
    parts = HEADING.split(FENCE.sub("\x00", text))
    found = [(0, parts[0]), *((len(level), body) for level, body in zip(parts[1::2], parts[2::2], strict=True))]
    left = iter(fences)
    return [(level, re.sub("\x00", lambda _: next(left), body)) for level, body in found]


ENGLISH, OTHER = sections("README.md"), sections("README.zh.md")


def commands(body: str) -> list[str]:
    """Lines of code without their comments."""
    lines = (REMARK.sub("", line).rstrip() for fence in FENCE.findall(body) for line in fence.splitlines())
    return [OWN.sub("", line).replace("<table>", "<>") for line in lines if line]


def test_both_have_the_same_sections():
    assert [level for level, _ in ENGLISH] == [level for level, _ in OTHER]


@pytest.mark.parametrize("at", range(len(ENGLISH)))
def test_a_section_has_the_same_code_tables_and_links(at):
    (_, english), (_, chinese) = ENGLISH[at], OTHER[at]
    assert commands(english) == commands(chinese)
    plain = [FENCE.sub("", body) for body in (english, chinese)]
    tables = [[line.count("|") for line in body.splitlines() if line.startswith("|")] for body in plain]
    assert tables[0] == tables[1]
    links = [sorted(LINK.findall(body)) for body in plain]
    codes = [{OWN.sub("", code) for code in CODE.findall(body)} for body in plain]
    assert codes[0] <= codes[1]
    assert [link for link in links[0] if "README" not in link] == [link for link in links[1] if "README" not in link]
