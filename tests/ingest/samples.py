"""A report of an invented office in pieces, so that its headings, tables and damage can be varied one by one.

`report` gives the pieces that the writers of `redress`, `docxs`, `pdfs` and `ofds` make files of; `PRINTED` is what its
tables say, cell by cell; `SENTENCES` what each part says, by the role of the part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from redress import Block, Line, Sheet, sheet

from nlp import catalog
from nlp.document import Cell, Table
from nlp.spans import Span

ISSUER, YEAR = "梧川县农业农村局", 2022
TITLE = f"{ISSUER}{YEAR}年政府信息公开工作年度报告"
LEAD = f"根据《中华人民共和国政府信息公开条例》，现公布我局{YEAR}年政府信息公开工作年度报告。"
HEADS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
INNER = ("（一）主动公开", "（二）依申请公开", "（三）政府信息管理", "（四）平台建设", "（五）监督保障")
PUBLISHED = "全年在县政府门户网站主动公开信息426条，制发行政规范性文件3件。"
REQUESTED = "全年新收政府信息公开申请30件，上年结转4件，办结31件，结转下年度继续办理3件。"
MANAGED = "严格执行先审后发，逐条核对拟发内容的出处。"
PLATFORM = "在办事大厅设查阅点1处，补齐种子补贴栏目的目录。"
WATCHED = "每季度通报各股室的落实进度，全年举办培训2次。"
PROBLEMS = "惠农补贴的解读形式偏少，个别股室更新不够及时。下一步，将增加图解，按月检查栏目。"
NOTHING = "本年度没有收取信息处理费。"
BODIES = (PUBLISHED, REQUESTED, MANAGED, PLATFORM, WATCHED)
SENTENCES = {**dict.fromkeys(BODIES, "overview"), PROBLEMS: "problems", NOTHING: "other"}

APPLICANTS = ("natural", "commercial", "research", "public_welfare", "legal_service", "other_org", "total")
REQUESTS = {  # rows of table three that are not all 0
    "rq_new_received": (21, 6, 0, 1, 2, 0, 30),
    "rq_carried_in": (3, 1, 0, 0, 0, 0, 4),
    "rq_granted": (11, 3, 0, 1, 1, 0, 16),
    "rq_partial": (2, 1, 0, 0, 0, 0, 3),
    "rq_denied_third_party": (1, 0, 0, 0, 0, 0, 1),
    "rq_denied_process_info": (2, 0, 0, 0, 1, 0, 3),
    "rq_unable_not_held": (4, 2, 0, 0, 0, 0, 6),
    "rq_refused_petition": (1, 0, 0, 0, 0, 0, 1),
    "rq_other_overdue_correction": (1, 0, 0, 0, 0, 0, 1),
    "rq_total_processed": (22, 6, 0, 1, 2, 0, 31),
    "rq_carried_out": (2, 1, 0, 0, 0, 0, 3),
}
NEW_FORM = {  # the other tables of the form of 2021, where not 0
    **{"ad_normdoc_issued": "3", "ad_normdoc_repealed": "1", "ad_normdoc_in_force": "12"},
    **{"ad_license_decisions": "218", "ad_penalty_decisions": "47", "ad_coercion_decisions": "5"},
    **{"ad_fee_amount_wan": "36.5", "rl_review_maintained": "2", "rl_review_other": "1", "rl_review_total": "3"},
    **{"rl_direct_maintained": "1", "rl_direct_pending": "1", "rl_direct_total": "2"},
    **{"rl_postreview_corrected": "1", "rl_postreview_total": "1"},
}
OLD_HEADS = {  # those of the form of 2019
    **{"ad_normdoc_issued": "3", "ad_normdoc_newly_public": "2", "ad_normdoc_public_total": "12"},
    **{"ad_license_items_prev": "16", "ad_license_items_delta": "-2", "ad_license_decisions": "218"},
    **{"ad_penalty_items_prev": "31", "ad_penalty_items_delta": "0", "ad_penalty_decisions": "47"},
    **{"ad_procure_projects": "4", "ad_procure_amount_wan": "36.5"},
}
FORMS = {"G3": NEW_FORM, "G2": {**{k: v for k, v in NEW_FORM.items() if k.startswith("rl_")}, **OLD_HEADS}}


def printed(form: str = "G3") -> dict[str, str]:
    """What the tables of a form say, by the address of the cell."""
    given = dict(FORMS[form])
    for row, line in REQUESTS.items():
        own = "rq_other" if form == "G2" and row.startswith("rq_other") else row
        given |= {f"{own}@{applicant}": str(count) for applicant, count in zip(APPLICANTS, line, strict=True)}
    tables = catalog.load().forms[form].tables
    found = {cell: given.get(cell, "0") for table in tables for row in table.rows for cell in row.cells}
    unknown = given.keys() - found.keys()
    assert not unknown, unknown
    return found


def sheets(form: str = "G3", **changed: str) -> list[Sheet]:
    """The three tables as the form prints them."""
    said = printed(form) | changed
    found = []
    for spec in catalog.load().forms[form].tables:
        cells = tuple(
            Cell(cell, spec.id, cell.partition("@")[0], None, "value", Decimal(0), said[cell])
            for row in spec.rows
            for cell in row.cells
        )
        made = sheet(Table(spec.id, spec.id, form, Span(0, 0), None, "direct", cells))
        assert made
        found.append(made)
    return found


def report(
    heads: Sequence[str] = HEADS,
    inner: Sequence[str] = INNER,
    bodies: Sequence[str] = BODIES,
    tables: Sequence[Block | Iterable[Block]] | None = None,
    title: str = TITLE,
    lead: str = LEAD,
) -> list[Block]:
    """The pieces in order; a heading that is empty is left out, and a body goes on in its line after a colon."""
    blocks: list[Block] = [Line(title), Line(lead)]
    grids = list(tables if tables is not None else sheets())
    _head(blocks, heads[0], 1)
    for own, body in zip(inner, bodies, strict=True):
        if own.endswith(("：", ":", "。")) or not own:
            blocks.append(Line(own + body))
        else:
            _head(blocks, own, 2)
            blocks.append(Line(body))
    for own, grid in zip(heads[1:4], grids, strict=True):
        _head(blocks, own, 1)
        blocks += [grid] if isinstance(grid, (Line, Sheet)) or hasattr(grid, "lines") else list(grid)
    for own, body in zip(heads[4:], (PROBLEMS, NOTHING), strict=True):
        _head(blocks, own, 1)
        blocks.append(Line(body))
    return blocks


def _head(blocks: list[Block], text: str, level: int) -> None:
    if text:
        blocks.append(Line(text, level))
