"""A text as a sequence of pieces: tables, rows, residue, captions and paragraphs of prose."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from nlp.segment.grids import Grid
from nlp.segment.headings import opens_paragraph
from nlp.segment.titles import title_in
from nlp.spans import Span


class Piece(Struct, frozen=True):
    """kind: grid (a statutory table) | row (of another table) | residue | caption | text."""

    kind: str
    span: Span
    grid: Grid | None = None


# What only the frame of a site has: at the start of a line, or anywhere in it.
FURNITURE = re.compile(
    r"^(?:分享到?[:至]|分享$|\[?【?(?:打印|关闭)(?:本页|文章|窗口|页面|$|[】\]|])|【(?:收藏|字体|字号|大|中|小)|字[号体][:大]"
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|数|率)?[:|]|日期[:|]\s?20[0-9]{2}[-/.]|(?:发[布文]|生成|成文|更新|印发|公开)(?:时间|日期)[:|]|(?:发[布文]|公开)(?:机[构关]|单位|字号)[:|]"
    r"|索引号|信息索引|信息分类[:|]|信息名称[:|]|文件编号|(?:信息|文章|稿件)?来源[:|]|作者[:|]|文号[:|]|主题(?:词|分类)[:|]|体裁分类"
    r"|有效性[:|]|责任编辑|编辑[:|]|[上下]一[篇条][:|]?|相关(?:阅读|链接|文章|信息|附件|解读)(?:[:|]|$)|版权所有|(?:主|承|协)办(?:单位)?[:|]"
    r"|技术支持|网站标识码|扫一扫|微信扫|扫码|当前位置|您(?:现在|当前)?的?(?:当前)?位置|首页(?:$|[>›|»])|返回(?:顶部|首页)|无障碍|网站地图|联系我们"
    r"|关于我们|设为首页|加入收藏|收藏本站|附件下载|点击下载|选择(?:特殊符号|搜索类型)|请(?:输入|选择)|登录(?:$|[|名])|用户名|搜索(?:$|[|框])|热门搜索"
    r"|您(?:即将|正在)离开|您访问的链接|目录$|Copyright|©)|\{\{|ICP备|公网安备|>>|»|[>›][^>›]{1,20}[>›]"
)
LEADER = re.compile(
    r"(?:(?:[.·]\s?){4}|(?:…\s?){2})[.…·\s]{0,200}[0-9]{1,3}$"
)  # "一、总体情况........1" in a table of contents
PAGE = re.compile(r"[-—]\s?[0-9]{1,3}\s?[-—]$|第\s?[0-9]{1,3}\s?页")  # "- 3 -", "第 3 页 共 9 页"
NOTHING = re.compile(r"[^一-鿿0-9A-Za-z]*$")  # rules, dots, lone brackets

CAPTION = re.compile(  # of a table, on lines of its own beside it: "填报单位(盖章):…", "(2017年度)"
    r"(?:附[件表录]?\s?[0-9一二三四五六]?:?|[^。]{0,40}统计(?:报)?表[^。]{0,80}"
    r"|[(〔]?\s?20[0-9]{2}\s?年?度?\s?[)〕]?|(?:填报|填表|编报|报送|制表)(?:单位|机关|日期|时间|人)?.{0,3}:.{0,60}|填报单位.{0,40}"
    r"|(?:计量)?单位:.{0,12}|[(](?:计量)?单位:.{0,12}[)]|表\s?[0-9一二三四]{0,2}|单位负责人.{0,60}|(?:审核|负责|填报|制表)人:.{0,60}"
    r"|联系(?:电话|方式):.{0,60})"
)
CAPTION_LINES = 8  # looked at above and below a table

SENTENCE_END = "。!?;:”)…"
WRAPPED_LINES = 8  # lines of running text that show a text broken at a fixed width


def pieces(text: str, grids: tuple[Grid, ...], tables: tuple[Span, ...] = ()) -> list[Piece]:
    """Pieces of a text in order; blank lines fall between them. `tables` are those of the source, statutory or not."""
    found: list[Piece] = []
    at = 0
    for grid in grids:
        found.extend(_line_pieces(text, at, grid.span.start))
        found.append(Piece("grid", grid.span, grid))
        at = grid.span.end
    found.extend(_line_pieces(text, at, len(text)))
    found = [Piece("row", p.span) if _is_row(text, p, tables) else p for p in found] if tables else found
    return _with_captions(text, _unwrapped(text, found))


def _is_row(text: str, piece: Piece, tables: tuple[Span, ...]) -> bool:
    """A row of several cells in a table of the source; a title or a sentence in a table of its own is none."""
    if piece.kind != "text" or "\t" not in text[piece.span.start : piece.span.end]:
        return False
    at = bisect_right(tables, piece.span.start, key=lambda table: table.start) - 1
    return at >= 0 and piece.span.end <= tables[at].end


def _line_pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield from _line(text, start, stop)
        start = stop + 1


def _line(text: str, start: int, end: int) -> Iterator[Piece]:
    """Pieces of one line: pipes at its edges are residue, the core is judged by its wording."""
    line = text[start:end]
    core = line.strip(" \t|").lstrip("#*").rstrip("*").strip()  # "## 一、总体情况", "**一、总体情况**"
    if not core:
        if "|" in line:
            yield Piece("residue", Span(start, end))
        return
    first = start + line.index(core)
    last = first + len(core)
    if "|" in line[: first - start]:
        yield Piece("residue", Span(start, first))
    yield Piece(kind_of(core), Span(first, last))
    if "|" in line[last - start :]:
        yield Piece("residue", Span(last, end))


@lru_cache(maxsize=4096)
def kind_of(core: str) -> str:
    """Kind of a line, judged by its wording: residue | row | text."""
    if len(core) <= 200 and "。" not in core[:-1]:
        frame = core[-1] not in "。;" and FURNITURE.search("".join(core.split()))
        if frame or LEADER.search(core) or PAGE.match(core) or NOTHING.match(core):
            return "residue"
        if "|" in core:
            return "row"
    return "text"


def _unwrapped(text: str, found: list[Piece]) -> list[Piece]:
    """Lines of a text that was broken at a fixed width, joined to paragraphs."""
    running = [p for p in found if p.kind == "text" and len(p.span) >= 15 and not _is_line(text, p.span)]
    lengths = sorted(len(p.span) for p in running)
    if len(lengths) < WRAPPED_LINES or not 18 <= lengths[len(lengths) // 2] <= 60:
        return found
    open_ends = sum(text[p.span.end - 1] not in SENTENCE_END for p in running)
    width = lengths[int(0.9 * (len(lengths) - 1))]
    if open_ends < 0.5 * len(running) or lengths[-1] > 1.6 * width:
        return found
    joined: list[Piece] = []
    last = 0  # length of the line before
    for piece in found:
        before = joined[-1] if joined else None
        if (
            before
            and before.kind == piece.kind == "text"
            and last >= 0.75 * width
            and text[before.span.end - 1] not in SENTENCE_END
            and text.count("\n", before.span.end, piece.span.start) == 1
            and not _is_line(text, piece.span)
        ):
            joined[-1] = Piece("text", Span(before.span.start, piece.span.end))
        else:
            joined.append(piece)
        last = len(piece.span)
    return joined


def _is_line(text: str, span: Span) -> bool:
    """A line for itself: it opens with a number or is a title."""
    return opens_paragraph(text, span) or title_in(text, span) is not None


def _with_captions(text: str, found: list[Piece]) -> list[Piece]:
    """Short lines right above and below a table that belong to its printed form."""
    kinds = [piece.kind for piece in found]
    for at, piece in enumerate(found):
        if piece.kind != "grid":
            continue
        for side in (range(at - 1, max(-1, at - 1 - CAPTION_LINES), -1), range(at + 1, min(len(found), at + 4))):
            for near in side:
                if kinds[near] == "text" and not CAPTION.fullmatch(text, *_bounds(found[near].span)):
                    break
                if kinds[near] == "grid":
                    break
                if kinds[near] == "text":
                    kinds[near] = "caption"
    return [piece if kind == piece.kind else Piece(kind, piece.span) for piece, kind in zip(found, kinds, strict=True)]


def _bounds(span: Span) -> tuple[int, int]:
    return span.start, span.end
