"""Which parts of a page are the frame of the site: menus, links to other pages, share buttons, footers.

Only what certainly holds nothing of a report is named; what is left beside it the later rooms tell apart by its
wording. An element that holds several sentences, a table of numbers or a main title is never furniture.
"""

import re
from itertools import accumulate

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
SHARE = 0.6  # of the characters that stand in links
ALL_BUT = 0.95  # where links are two
LONGEST = 20  # characters of a cell with a number
SHORT = 300  # characters outside links
DIGITS = re.compile(r"^[\s\xa0]*\d[\d,.]*[\s\xa0]*$")
REPORT = re.compile(r"年度报告|年报|(?:^|\s)[一二三四五六七八]、")  # a title, a main heading
NUMBERS = 4  # cells with a number that make a table of numbers


def furniture(page: Page) -> set[Element]:
    """The topmost elements of a page that are certainly its frame."""
    elements = page.elements
    count = len(elements)
    own: list[list[int]] = [[0] * count for _ in range(6)]
    text, linked, links, sentences, numbers, titles = own
    in_link = [False] * count
    for at, element in enumerate(elements):
        above = element.parent
        inside = in_link[at] = element.tag == "a" or (above is not None and in_link[above.order])
        links[at] = element.tag == "a"
        titles[at] = element.tag == "h1"
        for child in element.children:
            if isinstance(child, str) and not child.isspace():
                size = len(child)
                if inside:
                    linked[at] += size
                else:
                    text[at] += size
                    sentences[at] += child.count("。")
                    numbers[at] += size < LONGEST and DIGITS.match(child) is not None
    text, linked, links, sentences, numbers, titles = ([0, *accumulate(column)] for column in own)
    ends = _ends(elements)
    found: set[Element] = set()
    covered = [False] * count
    for at, element in enumerate(elements):
        above = element.parent
        covered[at] = above is not None and (covered[above.order] or above in found)
        if covered[at] or element.tag in WHOLE:
            continue
        end = ends[at]
        stops = sentences[end] - sentences[at]
        if stops >= SENTENCES or numbers[end] - numbers[at] >= NUMBERS or titles[end] > titles[at]:
            continue
        inner, outer = linked[end] - linked[at], text[end] - text[at]
        share = inner / ((inner + outer) or 1)
        within = links[end] - links[at]
        many = (within >= LINKS and share > SHARE) or (within > 1 and share > ALL_BUT)
        if (many and element.tag != "a") or (
            _is_named_frame(element, outer, stops) and not REPORT.search(content(element))
        ):
            found.add(element)
    return found


def _ends(elements: list[Element]) -> list[int]:
    """For each element the place behind the last one in it: what it holds is one stretch of the page."""
    ends = list(range(1, len(elements) + 1))
    for element in reversed(elements):
        if (above := element.parent) is not None and ends[above.order] < ends[element.order]:
            ends[above.order] = ends[element.order]
    return ends


def _is_named_frame(element: Element, text: int, sentences: int) -> bool:
    if element.tag in FRAME:
        return True
    if not element.attributes or text >= SHORT or sentences:
        return False
    named = f"{element.attribute('class')} {element.attribute('id')}"
    return len(named) > 1 and bool(WORDS.search(named))
