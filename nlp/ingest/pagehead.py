"""What a page says of itself: title, index number, publisher, date; from its head and from its table of particulars."""

import re

from nlp.ingest.markup import Element, Page, content

METAS = {  # names of meta tags in lower case (国办发〔2014〕57号, 政府网站发展指引) and what they hold
    "articletitle": "title",
    "og:title": "title",
    "pubdate": "published",
    "publishdate": "published",
    "firstpublishedtime": "published",
    "article:published_time": "published",
    "contentsource": "publisher",
    "source": "publisher",
    "author": "author",
    "sitename": "site",
    "columnname": "column",
}
PARTICULARS = {  # of the box above a document
    "索引号": "index_number",
    "信息索引号": "index_number",
    "索引号码": "index_number",
    "发布机构": "publisher",
    "发布单位": "publisher",
    "公开机构": "publisher",
    "发文机关": "publisher",
    "发文单位": "publisher",
    "信息来源": "publisher",
    "发布日期": "published",
    "发布时间": "published",
    "公开日期": "published",
    "成文日期": "written",
    "生成日期": "written",
    "发文日期": "written",
    "名称": "title",
    "标题": "title",
    "信息名称": "title",
    "文号": "document_number",
    "发文字号": "document_number",
    "文件编号": "document_number",
    "主题分类": "subject",
    "信息分类": "subject",
    "公开类别": "subject",
    "公开方式": "subject",
    "体裁分类": "subject",
    "主题词": "subject",
    "关键词": "subject",
    "有效性": "validity",
    "公文时效": "validity",
    "时效": "validity",
    "语种": "language",
}
FEWEST = 3  # particulars that make a box of them; one of them is the index number or the date
LONGEST = 600  # characters of such a box
DATED = ("index_number", "published", "written")
NEEDED = re.compile("|".join(label for label, name in PARTICULARS.items() if name in DATED))  # one of them is there
HOLDERS = frozenset(("table", "ul", "dl", "div", "section", "header"))
NAME = re.compile(r"^[\s【\[]{0,4}([一-鿿][一-鿿\s]{0,10}[一-鿿])[\s】\]]{0,4}[:：]?\s*$")  # "【索 引 号】："
PAIR = re.compile(r"[【\[]?([一-鿿][一-鿿\s\xa0\u3000]{0,8}[一-鿿])[】\]]?\s*[:：]\s*([^\n]*)")
DATE = re.compile(r"(20\d\d)\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})")


def metadata(page: Page) -> dict[str, str]:
    """title, publisher, published (ISO date), index_number and such, as far as the page has them."""
    about: dict[str, str] = {}
    for name, value in page.metas:
        if name in METAS:
            _note(about, METAS[name], value)
    if page.title:
        about["page_title"] = page.title
    return about


def _note(about: dict[str, str], name: str, value: str) -> None:
    value = " ".join(value.split())[:200]
    if name in ("published", "written"):
        found = DATE.search(value)
        value = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""
    if value:
        about.setdefault(name, value)


def told_by(element: Element, about: dict[str, str]) -> bool:
    """The element is a box of particulars; they are noted in `about`."""
    if element.tag not in HOLDERS:
        return False
    size = _size(element)
    if not 10 < size <= LONGEST or not NEEDED.search(_dense(content(element))):
        return False
    parts = _parts(element)
    if any("。" in part for part in parts):
        return False
    found: dict[str, str] = {}
    names = 0
    for at, part in enumerate(parts):
        following = parts[at + 1] if at + 1 < len(parts) else ""
        for name, value in _pairs(part, following):
            names += 1
            _note(found, name, value)
    if names < FEWEST or not found.keys() & set(DATED) or _rest(parts) > 1:
        return False
    for name, value in found.items():
        about.setdefault(name, value)
    return True


def _pairs(part: str, following: str) -> list[tuple[str, str]]:
    if (label := NAME.match(part)) and (name := PARTICULARS.get(_dense(label[1]))):
        return [(name, "" if NAME.match(following) and _dense(following.rstrip(":： ")) in PARTICULARS else following)]
    return [(PARTICULARS[_dense(m[1])], m[2]) for m in PAIR.finditer(part) if _dense(m[1]) in PARTICULARS]


def _rest(parts: list[str]) -> int:
    """Parts that are neither a particular nor the value of one."""
    rest, value = 0, False
    for part in parts:
        named = bool(_pairs(part, "x"))
        rest += not named and not value
        value = named and bool(NAME.match(part) or part.rstrip().endswith((":", "：")))
    return rest


def _dense(text: str) -> str:
    return "".join(text.replace("\xa0", "").split())


def _size(element: Element) -> int:
    """Characters of an element, counted no further than needed."""
    total = 0
    stack: list[Element | str] = [element]
    while stack and total <= LONGEST:
        item = stack.pop()
        if isinstance(item, str):
            total += len(item.strip())
        else:
            stack.extend(item.children)
    return total


def _parts(element: Element) -> list[str]:
    """Texts of an element, each element's own by itself."""
    parts: list[str] = []
    stack: list[Element | str] = [element]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if item.strip():
                parts.append(" ".join(item.split()))
        elif item.children and all(isinstance(child, str) for child in item.children):
            text = content(item)
            if text.strip():
                parts.append(" ".join(text.split()))
        else:
            stack.extend(reversed(item.children))
    return parts
