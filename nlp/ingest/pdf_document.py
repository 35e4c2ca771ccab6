"""A PDF file as PDFium parses it: paragraphs and ruled tables with page and box.

Running heads, feet and page numbers are left out and counted. Tables without ruled lines stay lines, a row a
line; nothing is guessed about their blanks. Scripts, forms and attachments are not looked at.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from nlp.document import Place, Raw, Source
from nlp.errors import EmptySource, SourceError
from nlp.ingest.assembly import Assembly, left_out_of
from nlp.ingest.budget import Budget
from nlp.ingest.pdf_furniture import furniture
from nlp.ingest.pdf_grids import grids
from nlp.ingest.pdf_lines import Line, around, joined, lines
from nlp.ingest.pdf_page import Character, Page, look
from nlp.ingest.pdf_paragraphs import Measure, goes_on, is_heading, measure
from nlp.ingest.pdf_tables import Table, continued, table

UNREADABLE = 0.3  # share of characters without a meaning that makes a file unreadable
PICTURES = 0.5  # share of a page under pictures that makes a page without text a scan
MARKS = 1_000_000  # characters or lines on a page: no page has as many

# "续表", "（续上表）", "表三（续）"
AGAIN = re.compile(r"\s*(?:[(（]\s*)?续[上前]?\s*表\s*(?:[)）]\s*)?|\s*表[一二三四0-9]\s*[(（]\s*续\s*[)）]\s*")

Item = Line | Table
Part = Table | list[tuple[Page, Line]]
Measures = dict[tuple[int, int], Measure]  # by width of the page and column


def load() -> None:
    """Load the library now."""
    import pypdfium2.raw

    pypdfium2.raw.FPDF_GetLastError()


def read(data: bytes, source: Source, budget: Budget) -> Raw:
    """Raw of a PDF file. `metadata` counts pages and what was left out.

    Raises SourceError (damaged, encrypted, a scan, fonts that don't say what they mean), EmptySource,
    BudgetExceeded.
    """
    pages = list(_pages(data, budget))
    _check_readable(pages)
    return compose(pages, source, budget)


def compose(pages: Sequence[Page], source: Source, budget: Budget) -> Raw:
    """Raw of pages as printed, of any format; `metadata` counts pages and what was left out."""
    contents = [_items(page, budget) for page in pages]
    written = [[item for item in items if isinstance(item, Line)] for items in contents]
    dropped = furniture([(page.height, found) for page, found in zip(pages, written, strict=True)])
    frame: list[str] = []
    for at, (items, found, gone) in enumerate(zip(contents, written, dropped, strict=True)):
        left_out = {id(found[number]) for number in gone}
        frame += [found[number].text for number in sorted(gone)]
        contents[at] = [item for item in items if id(item) not in left_out]
    document = Assembly(budget)
    usual = _measures(pages, contents)
    parts, heads = _blocks(pages, contents, usual)
    for part in parts:
        _write(document, part, usual)
    counts = {
        "pages": len(pages),
        "repeated_heads": heads,
        "unreadable": sum(page.unreadable for page in pages),
        "doubled": sum(page.repeated for page in pages),
        "outside": sum(page.outside for page in pages),
        "pages_without_text": sum(not page.characters for page in pages),
    }
    about = {name: str(count) for name, count in counts.items() if count}
    return document.raw(source, {**about, **left_out_of(frame)})


def _pages(data: bytes, budget: Budget) -> Iterator[Page]:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        raise _refusal(getattr(fault, "err_code", None), pdfium) from None
    try:
        budget.check("pages", len(document))
        if not len(document):
            raise EmptySource("PDF 没有页面", "a PDF without pages")
        for at in range(len(document)):
            budget.check_time()
            try:
                page = document[at]
            except pypdfium2.PdfiumError:
                raise SourceError(f"PDF 第 {at + 1} 页已损坏", f"page {at + 1} of the PDF is damaged") from None
            try:
                yield look(pdfium, page, at + 1, MARKS)
            finally:
                page.close()
    finally:
        document.close()


def _refusal(code: Any, pdfium: Any) -> SourceError:
    if code == pdfium.FPDF_ERR_PASSWORD:
        return SourceError("PDF 已加密，需要密码", "the PDF is encrypted and asks for a password")
    if code == pdfium.FPDF_ERR_SECURITY:
        return SourceError("PDF 的加密方式不受支持", "the PDF is encrypted in an unknown way")
    return SourceError("PDF 已损坏，无法打开", "the PDF is damaged and can't be opened")


def _check_readable(pages: Sequence[Page]) -> None:
    count = sum(len(page.characters) for page in pages)
    if not count:
        if any(page.pictures > PICTURES for page in pages):
            raise SourceError("PDF 是扫描件，没有文字层", "the PDF is a scan without a text layer")
        raise EmptySource("PDF 没有文字", "no text in the PDF")
    if sum(page.unreadable for page in pages) > UNREADABLE * count:
        raise SourceError(
            "PDF 的字体没有字符对照表，文字无法识别", "fonts of the PDF don't say which characters they draw"
        )


def _items(page: Page, budget: Budget) -> list[Item]:
    """Lines and tables of a page in reading order."""
    ruled = grids(page.across, page.down, budget)
    inside: list[list[list[Character]]] = [[[] for _ in grid.slots] for grid in ruled]
    outside: list[Character] = []
    for character in page.characters:
        middle = character.middle
        for grid, slots in zip(ruled, inside, strict=True):
            if (slot := grid.number_at(*middle)) is not None:
                slots[slot].append(character)
                break
        else:
            outside.append(character)
    budget.check_time()
    found = [(grid.box, table(grid, slots, page)) for grid, slots in zip(ruled, inside, strict=True) if any(slots)]
    found.sort(key=lambda each: (each[0][1], each[0][0]))
    items: list[Item] = []
    for (_, top, _, _), each in found:
        items += lines([c for c in outside if c.middle[1] < top])
        outside = [c for c in outside if c.middle[1] >= top]
        items.append(each)
    return items + lines(outside)


def _blocks(pages: Sequence[Page], contents: Sequence[Sequence[Item]], usual: Measures) -> tuple[list[Part], int]:
    """Paragraphs as their lines, and whole tables; how many head rows were repeated on later pages."""
    parts: list[Part] = []
    repeated = 0
    for page, items in zip(pages, contents, strict=True):
        last = parts[-1] if parts else None
        if isinstance(last, Table) and len(items) > 1 and isinstance(items[0], Line) and AGAIN.fullmatch(items[0].text):
            items = items[1:]
        for at, item in enumerate(items):
            last = parts[-1] if parts else None
            if isinstance(item, Line):
                if isinstance(last, list) and _goes_on(*last[-1], page, item, usual):
                    last.append((page, item))
                else:
                    parts.append([(page, item)])
            elif at == 0 and isinstance(last, Table) and (whole := continued(last, item)):
                parts[-1] = whole[0]
                repeated += whole[1]
            else:
                parts.append(item)
    return parts, repeated


def _measures(pages: Sequence[Page], contents: Sequence[Sequence[Item]]) -> Measures:
    """What is usual in each column of pages of one width."""
    found: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for page, items in zip(pages, contents, strict=True):
        for item in items:
            if isinstance(item, Line):
                found[round(page.width), item.column].append(item)
    return {key: measure(each, key[0]) for key, each in found.items()}


def _goes_on(page: Page, before: Line, next_page: Page, line: Line, usual: Measures) -> bool:
    near = page.number == next_page.number and before.column == line.column
    return goes_on(
        before, line, usual[round(page.width), before.column], usual[round(next_page.width), line.column], near
    )


def _write(document: Assembly, part: Part, usual: Measures) -> None:
    if isinstance(part, Table):
        document.table(part.placed(), part.place)
        return
    heading = all(is_heading(line, usual[round(page.width), line.column]) for page, line in part)
    kind = "heading" if heading else "paragraph"
    text = ""
    for number, group in groupby(part, key=lambda each: each[0].number):
        found = list(group)
        added = joined(text, [line.text for _, line in found])
        text += added
        place = Place(number, found[0][0].shown(around([line.box for _, line in found])))
        document.paragraph(added, kind, place, ends=number == part[-1][0].number)
