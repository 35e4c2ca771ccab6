"""Titles of reports: finding them, and the office and the year they name."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from nlp.spans import Span

DIGITS = {"〇": "0", "○": "0", "O": "0", "零": "0", "o": "0", "Ο": "0", "О": "0"} | {
    numeral: str(value) for value, numeral in enumerate("一二三四五六七八九", 1)
}
WRITTEN_YEAR = re.compile("二[〇○OoΟО零0][〇○OoΟО零0一二][〇○OoΟО零0一二三四五六七八九](?=年|度)")  # "二〇二一年"
YEAR = re.compile("(?<![0-9])(?:20[0-9]{2}[-—~至])?(20[0-9]{2})(?![0-9])(?:学?年)?度?")

DATE = re.compile(
    r"(?:20[0-9]{2}|二[〇○零Oo0].{2})\s{0,4}年\s{0,4}[0-9一二三四五六七八九十]{1,3}\s{0,4}月\s{0,4}[0-9一二三四五六七八九十]{1,3}\s{0,4}日"
)

# "信息公开工作年度报告", "信息公开2021年度工作报告", "信息公开年报", "政务公开工作总结"
SUBJECT = re.compile(
    r"(?:政府|政务|环境|校务|院务|企业)?(?:信息公开|政务公开|(?<=政府)\*{3,4})(?:工作)?(?:情况)?(?:20[0-9]{2}年?度?)?"
    r"(?:的?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:总结报告|报告书?|总结)|年报)"
)
TITLE_END = re.compile(  # a letter or a notice may be the report
    r"(?:报告书?|年报|总结)(?:\([^()]{1,30}\)|的函|的?(?:公示|公告|通知))?[。.]?$"
)
LAST = frozenset("告报书结函示知)。.》】网站xfstml")  # characters a title and its frame may end with
# what a page puts around a title: "《…》", "….docx", "…-某县人民政府门户网站", "【年报】…", a host name inside
QUOTED = re.compile(r"《([^《》]+)》[。.]?$")
FILE = re.compile(r"\.(?:docx?|pdf|wps|ofd|html?|txt)$")
SITE = re.compile(r"(?<=[告报结])[-_—–·]{1,3}[^。]{2,40}(?:网站?|平台)$")
LABEL = re.compile(r"^【[^【】]{1,12}】")
HOST = re.compile(r"(?:[a-z0-9-]{1,20}\.){1,4}(?:cn|com|net|org)(?![a-z])")
NO_TITLE = re.compile(  # a sentence about a report, or its place in a menu
    r"^(?:以上|现(?=[将公向予])|根据|按照|本(?=[年报局单机级县市区省])|为|特(?=[此制编])|编制|公布|依据|我|该|此|按|依照|遵照|由|如对|全文|对(?=[于我本上])|在"
    r"|并|请|上述|及时|点击|下载|查看|《|“|[(]?附件?[0-9一二三:])"
    r"|[>›»;!?,]|首页|目录$|统计表|关于(?:做好|开展|编制|报送好|进一步|认真|征求|组织|加强)|(?<!报告)的通知"
)
OFFICE_END = re.compile(
    r"(?:[省市县区州盟旗镇乡]|人民政府(?:办公[室厅])?|办公[室厅]|办事处|委员会|管委会|街道|[局厅部委院校署所队馆台会]|中心|公司|集团|大学|学院|医院)$"
)
LINK = re.compile(r"(?:关于)?(?:20[0-9]{2}年?度?)?$")  # between office and subject, at the end of a line
# what is left of a title beside the office: "关于…的", "…年度"
AROUND = re.compile(r"^关于(?:印发|报送|公布|发布)?|(?:关于(?:印发|报送|公布|发布)?)?(?:的函?)?$|年度?$|本级$|主动$")
JOINT = re.compile(r"(?:年?度?)?法治政府建设(?:工作|情况)?[和及与暨、]$")  # one report on two subjects
ISSUED = re.compile(r"^.{4,30}关于(?:印发|发布|公布|报送)(?=.{2,})")  # letter of 某办公室, report of 某县
YEAR_LINE = re.compile(r"\(?\s?20[0-9]{2}\s?年?度?\s?\)?")  # "(2022年度)" under a title
BARE_PLACE = re.compile(r"[一-鿿]{1,11}[省市县区州盟旗镇乡]")
JUNK = re.compile(r"^(?:[^一-鿿A-Za-z]+|附件[0-9]?:?|标题:|名称:|题名:)+")

PARTS = re.compile(r"\s{0,9}[-_|—–－]{1,2}\s{0,9}")  # "…年度报告_某县人民政府", "某局 - …年度报告"

INSIDE = re.compile(r"(?:报告|年报)(?=\s)")  # a title that a line goes on behind

LONGEST = 70  # characters of a title without blanks


class Title(Struct, frozen=True):
    """A title: its span, wording without blanks, the office in it ("" for none), its year."""

    span: Span
    wording: str
    office: str
    year: int | None


def title_in(text: str, span: Span) -> Title | None:
    """Title that a line is, or None."""
    if len(span) > 4 * LONGEST or text[span.end - 1] not in LAST:
        return None
    wording = _title_wording(text[span.start : span.end])
    return _title(text, span, wording) if wording else None


@lru_cache(maxsize=4096)
def _title_wording(written: str) -> str:
    """Wording of a line that ends and begins as a title does, or nothing."""
    wording = _plain(written)
    fits = 4 <= len(wording) <= LONGEST and TITLE_END.search(wording) and not NO_TITLE.search(wording)
    return wording if fits else ""


def title_named(names: Iterable[str]) -> Title | None:
    """Title, with an empty span, that a page gives itself in its head: the first name, or part of one, that is one."""
    for name in names:
        for part in PARTS.split(name):
            wording = _plain(unicodedata.normalize("NFKC", part))
            fits = 4 <= len(wording) <= LONGEST and TITLE_END.search(wording) and not NO_TITLE.search(wording)
            if fits and (title := _title(wording, Span(0, len(wording)), wording)):
                return Title(Span(0, 0), title.wording, title.office, title.year)
    return None


def title_before_text(text: str, span: Span) -> Title | None:
    """Title that a long line begins with, a blank after it."""
    for match in INSIDE.finditer(text, span.start, min(span.end, span.start + 100)):
        part = Span(span.start, match.end())
        if title := title_in(text, part):
            return title
    return None


def title_of_lines(text: str, spans: list[Span]) -> Title | None:
    """Title broken over two or three lines: office and heading, or heading and year.

    `spans` are the lines above and the last line of the title.
    """
    last = title_in(text, spans[-1])
    if last is None and (end := text[spans[-1].end - 1]) not in LAST and end != "台" and "一" <= end <= "鿿":
        return None  # no title ends so, with or without the frame of its site
    above = [_plain(text[s.start : s.end]) for s in spans[:-1]]
    before = "".join(above)
    whole = Span(spans[0].start, spans[-1].end)
    if last is None:
        wording = before + _plain(text[spans[-1].start : spans[-1].end])
        if not TITLE_END.search(wording) or len(wording) > LONGEST or NO_TITLE.search(wording):
            return None
        return _title(text, whole, wording)
    if not above or len(before) > 40 or any(NO_TITLE.search(line) or re.search("[。、:]", line) for line in above):
        return None
    if last.office:  # "某县", "水利局2022年…报告"; "2022年度", "某局…报告"
        place = len(above) == 1 and BARE_PLACE.fullmatch(before) and not re.search("[省市县区州镇乡]", last.office)
        year = len(above) == 1 and last.year is None and YEAR_LINE.fullmatch(before)
        return _title(text, whole, before + last.wording) if place or year else None
    if not OFFICE_END.search(LINK.sub("", before)) or not OFFICE_END.search(LINK.sub("", above[-1]) or above[0]):
        return None
    return _title(text, whole, before + last.wording)


def with_year(text: str, title: Title, line: Span) -> Title | None:
    """The title with the year that stands on the line below it; None where it has one or the line has none."""
    if title.year or not YEAR_LINE.fullmatch(text, line.start, line.end):
        return None
    year = YEAR.search(text, line.start, line.end)
    return Title(Span(title.span.start, line.end), title.wording, title.office, int(year[1])) if year else None


def _plain(written: str) -> str:
    """Wording without blanks, pipes and what a page puts around it; years in digits."""
    squeezed = "".join(written.replace("|", "").split())
    if squeezed.startswith("【"):
        squeezed = LABEL.sub("", squeezed)
    if "." in squeezed:
        squeezed = FILE.sub("", squeezed)
    if squeezed.endswith(("网", "网站", "平台")):
        squeezed = SITE.sub("", squeezed)
    if "." in squeezed:
        squeezed = HOST.sub("", squeezed)
    if squeezed.startswith("《") and (quoted := QUOTED.match(squeezed)):
        squeezed = quoted[1]
    if "二" not in squeezed:
        return squeezed
    return WRITTEN_YEAR.sub(lambda m: "".join(DIGITS.get(c, c) for c in m[0]).replace("二", "2"), squeezed)


def _title(text: str, span: Span, wording: str) -> Title | None:
    subject = SUBJECT.search(wording)
    if not subject:
        return None
    wording = wording.rstrip("。.")
    behind = wording[subject.end() :]  # a date of publication there is not the year of the report
    years = [int(y) for y in YEAR.findall(wording[: subject.end()])]
    if not years and YEAR_LINE.fullmatch(behind):
        years = [int(y) for y in YEAR.findall(behind)]
    office = JUNK.sub("", YEAR.sub("", wording[: subject.start()]).replace("()", "")).strip("《》“”-—_·:;")
    office = ISSUED.sub("", JOINT.sub("", AROUND.sub("", office))).rstrip("的")
    if office.count("(") != office.count(")"):
        office = office.strip("()")
    office = AROUND.sub("", office).rstrip("的")
    if len(office) == 1 or re.search("[。,;!?]", office):
        return None
    end = span.end
    while end > span.start and text[end - 1] in "。. \n\t|":
        end -= 1
    return Title(Span(span.start, end), wording, office, years[-1] if years else None)
