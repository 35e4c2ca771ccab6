"""The table of formats on the front pages, and what the benchmark of patterns found."""

import json
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"
ROWS = (  # formats in English and Chinese, what is read, what is needed, key of the speed, keys of the equality
    (
        ("web pages: HTML, MHT", "网页：HTML、MHT"),
        ("main text without the frame of the site, tables with spans, drawn with boxes or laid out, particulars",
         "去掉网站框架后的正文，合并单元格、方块拼成或用于排版的表格，索引号等著录项"),
        ("", ""), "html", ("html", "html labeled gb2312"),
    ),
    (
        ("Word: DOCX", "Word：DOCX"),
        ("merged cells, automatic numbers, footnotes, text boxes, tracked changes as printed",
         "合并单元格、自动编号、脚注、文本框，修订按打印结果读"),
        ("", ""), "docx", ("docx",),
    ),
    (
        ("PDF with a text layer", "带文字层的 PDF"),
        ("lines, tables with and without ruled lines, over pages; a scan is named as one",
         "行、有框线和无框线的表格、跨页表格；扫描件会指明"),
        ("", ""), "pdf", ("pdf",),
    ),
    (("OFD", "OFD"), ("like PDF", "同 PDF"), ("", ""), "ofd", ("ofd",)),
    (
        ("text, Markdown", "纯文本、Markdown"),
        ("any layout of the tables; UTF-8, UTF-16, GB18030, Big5, damage and glosses",
         "各种表格排法；UTF-8、UTF-16、GB18030、Big5，乱码残留和注音"),
        ("", ""), "text", ("gb18030", "utf-16", "traditional with glosses"),
    ),
    (
        ("XLSX, CSV", "XLSX、CSV"),
        ("numbers as the sheet shows them, stored results of formulas, merged cells",
         "按表格显示的数字、公式的已存结果、合并单元格"),
        ("", ""), "xlsx", (),
    ),
    (
        ("DOC, WPS, XLS, RTF, ODT", "DOC、WPS、XLS、RTF、ODT"),
        ("as DOCX or XLSX", "转为 DOCX 或 XLSX 后读取"),
        ("LibreOffice", "LibreOffice"), "", (),
    ),
    (
        ("ZIP and folders", "ZIP 与文件夹"),
        ("all of these, archives in archives too", "以上各种，包括压缩包内的压缩包"),
        ("", ""), "", (),
    ),
)  # fmt: skip


def _read(name: str) -> dict:
    return json.loads((RESULTS / name).read_bytes())


def formats_block(lang: str) -> str:
    """What is read of which format, what it needs, how fast, and how many reports came out equal."""
    zh = lang == "zh"
    speeds, equal, layouts = _read("formats.json"), _read("redressed.json"), _read("layouts.json")
    head = (
        ("格式", "读出什么", "需要", "份/秒", "与纯文本一致")
        if zh
        else ("format", "what is read", "needs", "files a second", "equal to the plain text")
    )
    lines = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    for names, read, needs, speed, dresses in ROWS:
        fast = f"{speeds['formats'][speed]['files_per_second']:,.0f}" if speed else ""
        same = ", ".join(f"{equal['equal'][dress]}/{equal['files']}" for dress in dresses)
        lines.append(f"| {names[zh]} | {read[zh]} | {needs[zh] or '–'} | {fast or '–'} | {same or '–'} |")
    right, declared, wrong = (layouts[name] for name in ("right", "declared", "wrong"))
    size, real = speeds["formats"]["html"]["bytes"], equal["real"]
    said = (
        f"速度：一个核上读入同一份报告（{size:,} 字节的网页，三张表）。\n"
        f"一致：示例语料与 {real} 份真实文件换一种格式写出再读，\n"
        f"单元格和疑点与纯文本相同的份数。真实报告中见过的版式与损坏另有 {layouts['inputs']} 份输入：\n"
        f"读对 {right}，声明无法辨认 {declared}，读错 {wrong}。"
        if zh
        else f"Files a second: one core reads one report ({size:,} bytes of HTML with three tables) in each format.\n"
        f"Equal: files of the sample corpus and {real} real ones, written in the format and read again, whose cells\n"
        f"and findings are those of the text. Of {layouts['inputs']} inputs for the layouts and damage met in real\n"
        f"reports, {right} are read right, {declared} declared unreadable in part, {wrong} wrong."
    )
    return "\n".join(lines) + f"\n\n{said}\n"


def patterns_block() -> str:
    """How the time of the patterns grows."""
    found = _read("patterns.json")
    slow = found["slowest_at_1_MB"]
    return (
        f"{found['patterns']:,} patterns, {found['inputs']:,} inputs made from their own pieces: "
        f"{len(found['superlinear'])} grow faster than linearly (power above {found['superlinear_above_power']} "
        f"of the length in the last doublings; the largest is {found['largest_power']}). The slowest takes "
        f"{slow['seconds']} s for 1 MB.\n"
    )
