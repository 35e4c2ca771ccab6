"""Reader of web pages: what is seen of a page, without the frame of its site, as lines and grids."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from nlp.document import Place, Raw, Source
from nlp.errors import EmptySource, SourceError
from nlp.ingest.assembly import Assembly, left_out_of
from nlp.ingest.budget import Budget
from nlp.ingest.encoding import decode
from nlp.ingest.furniture import furniture
from nlp.ingest.listing import number_of
from nlp.ingest.markup import Element, Page, content, names, parse
from nlp.ingest.pagehead import metadata, told_by
from nlp.ingest.webtables import Sheet, Stacked, sheet, stacked

# "<meta charset=gb2312>", "<?xml version='1.0' encoding='gbk'?>", "text/html; charset=utf-8"
LABEL = re.compile(rb"(?:charset|encoding)\s{0,9}=[\s\"']{0,9}([A-Za-z0-9_-]{2,20})", re.I)
LABELED = 4096  # bytes in which the label stands

BLOCKS = names(
    "html body div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption section "
    "article header footer main aside nav blockquote center form fieldset legend figure figcaption "
    "address details summary hr pre listing xmp plaintext"
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
PRE_STYLE = re.compile(r"white-space\s*:\s*(?:pre|pre-wrap|pre-line|break-spaces)\s*(?:;|$)", re.I)
TAB_STOP = re.compile(r"mso-tab-count\s*:\s*(\d{1,2})", re.I)  # a tab as Word saves it
BLANKS = re.compile(r"[ \t\f]+")
TAB = "\x1f"  # a tab that is meant, until white space is folded


def read(data: bytes, source: Source, budget: Budget, label: str = "") -> Raw:
    """Raw of a web page. `label` is the encoding its transport named.

    Raises EmptySource where nothing is left to read, BinarySource, BudgetExceeded (depth, cells, seconds).
    """
    if not label and (said := LABEL.search(data[:LABELED])):
        label = said[1].decode("ascii")
    decoded = decode(data, label)
    if not decoded.text.strip():
        raise EmptySource("空文件", "empty file")
    page = parse(decoded.text, budget)
    if not page.elements:
        raise SourceError("网页无内容", "nothing on the page")
    about = metadata(page)
    document = Assembly(budget)
    writer = _Writer(document, page, about)
    writer.write()
    about.update(left_out_of(content(element) for element in sorted(writer.left_out, key=lambda one: one.order)))
    notes = {"cut_bytes": decoded.cut, "replaced": decoded.replaced, "hidden_characters": page.hidden}
    about.update({name: str(count) for name, count in notes.items() if count})
    for element in page.elements:  # a tree without rings is freed at once and leaves the collector nothing
        element.parent = None
    return document.raw(replace(source, encoding=decoded.encoding), about)


class _Writer:
    """Walks the tree of a page and hands its lines and tables over."""

    def __init__(self, document: Assembly, page: Page, about: dict[str, str]) -> None:
        self.document = document
        self.root = page.root
        self.about = about
        self.left_out = furniture(page)
        self.line: list[str] = []
        self.owner: Element | None = None

    def write(self) -> None:
        steps: list[Iterator[Element | str]] = [iter(self.root.children)]
        elements: list[Element] = [self.root]
        while steps:
            item = next(steps[-1], None)
            if item is None:
                steps.pop()
                done = elements.pop()
                if done.tag in BLOCKS:
                    self.flush()
            elif isinstance(item, str):
                self.text(item, elements[-1])
            elif self.enter(item):
                steps.append(iter(item.children))
                elements.append(item)
        self.flush()

    def text(self, written: str, inside: Element) -> None:
        if not self.line:
            self.owner = inside
        self.line.append(written)

    def enter(self, element: Element) -> bool:
        """Take an element in; True where its children are to be walked."""
        tag = element.tag
        if tag == "br":
            self.flush()
            return False
        if tag not in BLOCKS and not element.attributes:
            return True
        style = element.attribute("style")
        if tag in PREFORMATTED or ("white-space" in style and PRE_STYLE.search(style) and not _has_blocks(element)):
            self.flush()
            self.document.verbatim(_preformatted(element), Place(path=element.path))
            return False
        if tag not in BLOCKS:
            if stop := TAB_STOP.search(style):
                self.text(TAB * int(stop[1]), element)
                return False
            return True
        self.flush()
        if element in self.left_out or told_by(element, self.about):
            return False
        if tag == "li" and (number := number_of(element)):
            self.text(number, element)
        found = sheet(element, self.document.budget) if tag == "table" else stacked(element, self.document.budget)
        if isinstance(found, Sheet):
            for part in found.parts:
                if isinstance(part, str):
                    self.document.paragraph(part, place=Place(path=element.path))
                else:
                    self.document.table(part, Place(path=element.path))
        elif isinstance(found, Stacked):
            self.document.verbatim(found.text, Place(path=element.path))
        return found is None

    def flush(self) -> None:
        """End the line."""
        if not self.line:
            return
        text = BLANKS.sub(" ", "".join(self.line)).replace(TAB, "\t")
        self.line = []
        block = self.owner
        while block is not None and block.tag not in BLOCKS:
            block = block.parent
        if text.strip() and block is not None:
            level = HEADINGS.get(block.tag, 0)
            kind = "heading" if level else "item" if block.tag == "li" else "paragraph"
            self.document.paragraph(text, kind, Place(path=block.path), level)


def _has_blocks(element: Element) -> bool:
    return any(not isinstance(child, str) and child.tag in BLOCKS for child in element.children)


def _preformatted(element: Element) -> str:
    """Text as it stands, `br` as a line end."""
    parts: list[str] = []
    stack: list[Element | str] = [element]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        elif item.tag == "br":
            parts.append("\n")
        else:
            stack.extend(reversed(item.children))
    return "".join(parts)
