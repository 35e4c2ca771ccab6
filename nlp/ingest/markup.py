"""Markup as a tree of what can be seen; the one door to the HTML parser.

Scripts, styles, templates, form controls, hidden (by a style sheet too) and struck-out elements are left out while the
tree is built; comments (those of Word among them) never enter it.
"""

import re
from collections import Counter
from typing import TYPE_CHECKING

from nlp.ingest.budget import Budget
from nlp.ingest.stylesheet import MOST, SHOWS, hiding

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode


def names(listed: str) -> frozenset[str]:
    """Tags of a list parted by blanks."""
    return frozenset(listed.split())


UNSEEN = names(
    "script style template noscript svg math iframe object embed applet select option datalist textarea "
    "input button audio video canvas map progress meter dialog del s strike rt rp head frameset"
)
HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)", re.I)
PANE = names("div section article ul ol li dl dd table tbody main")  # what a tab or a script opens
PANES = 300  # characters from which closed panes can be a part of a document
FEW_CELLS = 20
FORM = 100  # cells of a page that shows a whole form
VOID = names("area base br col embed hr img input link meta param source track wbr")
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
FORMATTING = names("a b big code em font i nobr small strong tt u A B BIG CODE EM FONT I NOBR SMALL STRONG TT U")
OPEN_ENDED = names("p li dt dd option tr td th tbody thead tfoot html body head")  # closed by what follows
CELLS = names("td th TD TH")
FLAT = VOID | OPEN_ENDED | {tag.upper() for tag in VOID | OPEN_ENDED}
# "<td class="a" style='b'": a tag with its attributes
WHOLE_TAG = re.compile(r"<[A-Za-z](?:[^<>\"']+|\"[^\"]*\"|'[^']*')*")
BLANK = re.compile(r"\s[^\s=]")
ATTRIBUTES = 2000  # of one tag: the parser's time grows with the square
LARGE = 50_000
FEW = 1000  # tags that may be nested at will: the parser's time grows with the square


class Element:
    """An element that is seen. `children` are elements and strings; `index` counts siblings of its tag from 1."""

    __slots__ = ("_path", "attributes", "children", "index", "order", "parent", "tag", "tags")

    def __init__(self, tag: str, attributes: dict[str, str | None], parent: "Element | None") -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Element | str] = []
        self.tags: dict[str, int] | None = None  # children by tag, the unseen ones as well
        self.index = 1
        self.order = 0  # among all elements of the page
        self._path = ""

    def attribute(self, name: str) -> str:
        return self.attributes.get(name) or ""

    @property
    def path(self) -> str:
        """Like an XPath: /html/body/div[2]/table/tbody/tr[3]/td."""
        if self._path:
            return self._path
        above = self.parent
        if above is not None and above._path:  # as of all but the first cell of a row
            number = f"[{self.index}]" if above.tags and above.tags[self.tag] > 1 else ""
            self._path = f"{above._path}/{self.tag}{number}"
            return self._path
        chain: list[Element] = []
        at: Element | None = self
        while at is not None and not at._path:
            chain.append(at)
            at = at.parent
        for element in reversed(chain):
            above = element.parent
            number = f"[{element.index}]" if above and (above.tags or {}).get(element.tag, 1) > 1 else ""
            element._path = f"{above._path if above else ''}/{element.tag}{number}"
        return self._path


def content(element: Element) -> str:
    """All text of an element, as written."""
    parts: list[str] = []
    stack: list[Element | str] = [element]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        else:
            stack.extend(reversed(item.children))
    return "".join(parts)


class Page:
    """A parsed page: `root` is its body, `elements` what is seen in order, `hidden` the characters that are not."""

    def __init__(
        self, root: Element, elements: list[Element], title: str, metas: list[tuple[str, str]], hidden: int = 0
    ) -> None:
        self.root = root
        self.elements = elements
        self.title = title
        self.metas = metas
        self.hidden = hidden


def parse(text: str, budget: Budget) -> Page:
    """The page a text of markup makes. Raises BudgetExceeded for elements nested too deep, or too many."""
    _check_size(text, budget)
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text.replace("\x00", ""))
    budget.check_time()
    title, metas = "", []
    if tree.head is not None:
        if named := tree.css_first("title"):
            title = " ".join(named.text().split())
        for meta in tree.css("meta"):
            said = meta.attributes
            name = said.get("name") or said.get("property") or ""
            if name and said.get("content"):
                metas.append((name.lower(), " ".join((said["content"] or "").split())))
    concealed = _concealed(tree)
    elements, hidden = _seen(tree, budget, concealed, opened=False)
    if hidden.holds_most(elements):
        elements, hidden = _seen(tree, budget, concealed, opened=True)
    return Page(elements[0], elements, title, metas, hidden.characters)


class _Hidden:
    """What is left out of a page as nobody sees it: its characters, and those and the cells of its closed panes."""

    __slots__ = ("cells", "characters", "in_panes")

    def __init__(self) -> None:
        self.characters = self.in_panes = self.cells = 0

    def add(self, node: "LexborNode", pane: bool) -> None:
        length = len("".join(node.text().split()))
        self.characters += length
        if pane:
            self.in_panes += length
            self.cells += len(node.css("td"))

    def holds_most(self, seen: list[Element]) -> bool:
        """Whether closed panes hold most of the page, which a click opens then: its tables, or almost all its text.

        A page with all of a form in sight is read as it stands: what it hides is another year or another copy.
        """
        if self.in_panes < PANES:
            return False
        cells = sum(element.tag == "td" for element in seen)
        if cells >= FORM or (cells >= FEW_CELLS and 2 * self.cells <= 3 * cells):
            return False
        if self.cells >= FEW_CELLS:
            return True
        shown = sum(len("".join(part.split())) for one in seen for part in one.children if isinstance(part, str))
        return self.in_panes > MOST * shown


def _seen(
    tree: "LexborHTMLParser", budget: Budget, concealed: frozenset[int], opened: bool
) -> tuple[list[Element], _Hidden]:
    """The elements that are seen, the root first, with the closed panes of the page if `opened`; and what is not."""
    top = tree.root
    root = Element("html", {}, None)
    elements = [root]
    # (node, the element it belongs to); siblings wait below children, so that order is that of the document
    stack = [(top.child, root, 1)] if top is not None and top.child is not None else []
    hidden = _Hidden()
    count = 0
    while stack:
        node, parent, depth = stack.pop()
        count += 1
        if not count & 0xFFF:
            budget.check_time()
        if node.next is not None:
            stack.append((node.next, parent, depth))
        tag = node.tag
        if tag == "-text":
            if content := node.text_content:
                parent.children.append(content)
            continue
        if not tag or tag[0] in "-!#":
            continue  # comments
        if parent.tags is None:
            parent.tags = {tag: 1}
        else:
            parent.tags[tag] = parent.tags.get(tag, 0) + 1
        if tag in UNSEEN:
            continue
        attributes = node.attributes
        if attributes:
            put_away = "hidden" in attributes or HIDDEN.search(attributes.get("style") or "") is not None
            pane = put_away and tag in PANE
            if (put_away and not (pane and opened)) or node.mem_id in concealed:
                hidden.add(node, pane)
                continue
        element = Element(tag, attributes, parent)
        element.index = parent.tags[tag]
        element.order = len(elements)
        parent.children.append(element)
        elements.append(element)
        if node.child is not None:
            budget.check("depth", depth)
            stack.append((node.child, element, depth + 1))
    return elements, hidden


def _concealed(tree: "LexborHTMLParser") -> frozenset[int]:
    """Nodes that a style sheet of the page hides, unless it hides what a script is sure to show."""
    found: set[int] = set()
    selectors, shown = hiding(style.text() for style in tree.css("style"))
    for selector in selectors:
        nodes = tree.css(selector)
        if any(SHOWS.search(node.attributes.get("style") or "") or shown & _named(node.attributes) for node in nodes):
            continue
        if tree.body is not None and MOST * sum(len(node.text()) for node in nodes) < len(tree.body.text()):
            found.update(node.mem_id for node in nodes)
    return frozenset(found)


def _named(attributes: dict[str, str | None]) -> set[str]:
    """Classes and id as a style sheet names them."""
    return {f".{name}" for name in (attributes.get("class") or "").split()} | {f"#{attributes.get('id')}"}


def _check_size(text: str, budget: Budget) -> None:
    """Refuse what would cost the parser more than a page can be worth."""
    if len(text) > LARGE and any(len(BLANK.findall(tag[0])) > ATTRIBUTES for tag in WHOLE_TAG.finditer(text)):
        budget.check("elements", float("inf"))
    if text.count("<") < min(FEW, budget.elements):
        return
    tags = TAG.findall(text)
    depth = deepest = opened = formatting = elements = cells = 0
    unclosed: Counter[str] = Counter()
    for closing, tag in tags:
        if tag in FORMATTING:
            formatting += -1 if closing else 1
            opened = max(opened, formatting)
        elif not closing:
            elements += 1
            if tag in CELLS:
                cells += 1
            elif tag not in FLAT:
                unclosed[tag] += 1
                depth += 1
                deepest = max(deepest, depth)
        elif tag not in FLAT and unclosed[tag]:
            unclosed[tag] -= 1
            depth -= 1
    budget.check("cells", cells)
    budget.check("elements", len(tags))
    budget.check("depth", deepest // 10)  # unclosed tags of a careless page add up; the tree is measured later
    budget.check("elements", opened * elements / 10)  # unclosed formatting is opened again in each
