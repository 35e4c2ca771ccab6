"""Which parts of a page are the frame of the site: menus, links to other pages, share buttons, footers.

Only what certainly holds nothing of a report is named; what is left beside it the later rooms tell apart by its
wording. An element that holds several sentences, a table of numbers or a main title is never furniture.
"""

import re

from nlp.ingest.markup import Element, Page, content

WHOLE = frozenset(("html", "body", "tbody", "tr", "td", "th"))  # never judged by themselves
FRAME = frozenset(("nav", "footer", "aside", "menu"))
WORDS = re.compile(  # class="main-nav", id="footer", class="bdsharebuttonbox", "crumbs"
    r"(?:^|[\s_-])(?:nav|navbar|navi|menu|submenu|crumbs?|breadcrumbs?|foot|footer|bottom|share|bdshare\w*|social|print|"
    r"related|relate|xg\w{0,4}|copyright|toolbar|tools?|sidebar|side|position|location|weizhi|dqwz|search|login|qrcode|ewm|"
    r"friend\w*|links?|pager?|paging|prevnext|ads?|advert\w*|banner|hot|recommend\w*)(?:$|[\s_\d-])",
    re.I,
)
SENTENCES = 3
LINKS = 3
SHORT = 300  # characters outside links
DIGITS = re.compile(r"^[\s\xa0]*\d[\d,.]*[\s\xa0]*$")
REPORT = re.compile(r"年度报告|年报|(?:^|\s)[一二三四五六七八]、")  # a title, a main heading
NUMBERS = 4  # cells with a number that make a table of numbers


class _Weight:
    """What an element holds: characters in and outside links, links, sentences, cells with numbers, main titles."""

    __slots__ = ("linked", "links", "numbers", "sentences", "text", "titles")

    def __init__(self) -> None:
        self.text = self.linked = self.links = self.sentences = self.numbers = self.titles = 0

    def add(self, other: "_Weight") -> None:
        self.text += other.text
        self.linked += other.linked
        self.links += other.links
        self.sentences += other.sentences
        self.numbers += other.numbers
        self.titles += other.titles


def furniture(page: Page) -> set[Element]:
    """The topmost elements of a page that are certainly its frame."""
    weights: dict[Element, _Weight] = {}
    linked: set[Element] = set()
    for element in page.elements:
        weights[element] = _Weight()
        if element.tag == "a" or element.parent in linked:
            linked.add(element)
    for element in reversed(page.elements):
        own = weights[element]
        written = "".join([child for child in element.children if isinstance(child, str)])
        size = len("".join(written.split()))
        if element in linked:
            own.linked += size
        else:
            own.text += size
            own.sentences += written.count("。")
            own.numbers += bool(size and DIGITS.match(written))
        own.links += element.tag == "a"
        own.titles += element.tag == "h1"
        if element.parent is not None:
            weights[element.parent].add(own)
    found: set[Element] = set()
    for element in page.elements:
        if element.parent in found or (
            element.tag not in ("html", "body", "td", "th", "tr") and _is_frame(element, weights[element])
        ):
            found.add(element)
    return {element for element in found if element.parent not in found}


def _is_frame(element: Element, weight: _Weight) -> bool:
    if weight.sentences >= SENTENCES or weight.numbers >= NUMBERS or weight.titles:
        return False
    whole = weight.text + weight.linked
    if weight.links >= LINKS and weight.linked > 0.6 * whole:
        return element.tag != "a"
    named = f"{element.attribute('class')} {element.attribute('id')}"
    if not (element.tag in FRAME or (weight.text < SHORT and not weight.sentences and WORDS.search(named))):
        return False
    return not REPORT.search(content(element))
