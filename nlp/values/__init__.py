"""Room 6: fills `figures` and `numerals`. `extract` reads the narrative zones of a report."""

from msgspec.structs import replace

from nlp.catalog import Catalog
from nlp.document import Figure, Numeral, Report
from nlp.spans import Span
from nlp.values.mentions import scan

__all__ = ["extract"]


def extract(report: Report, catalog: Catalog) -> Report:
    figures=[];numerals=[]
    from nlp.values.mentions import _RUN
    text=report.text.text
    for kind,span in report.zones:
        if kind!="narrative": continue
        m,r=scan(text,span.start,span.end)
        for x in m:
            q=x.quantity
            figures.append(Figure(id=f"{report.id}/f{len(figures)}",span=Span(x.start,x.end),unit_id="",value=q.value,low=q.low,high=q.high,unit=x.unit,bound=q.bound,kind=x.kind,direction=x.direction))
    return replace(report,figures=tuple(figures),numerals=tuple(numerals))
