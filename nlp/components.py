"""gongkai in spaCy: `spacy.blank("zh").add_pipe("gongkai")`, and finished reports as Docs.

On a Doc: `doc._.report` is the record of its report, typed and complete (`doc._.reports` of all, where a text holds
several); `doc.spans` mirrors sections, units, tags, problem_types, figures, cells and findings, labeled by role,
kind, tag, address or rule and with the ids of the record; `doc.cats` has the best score of each tag. A text without
a report has empty groups, `doc._.report` None, and the reason in `doc._.trouble`. All of it survives DocBin
(`store_user_data=True`), `doc.to_bytes()` and other processes.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec.structs import replace
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp import pipeline
from nlp.document import Raw, Report, Source
from nlp.errors import SourceError
from nlp.spans import OffsetMap
from nlp.write.exchange import docbin
from nlp.write.records import record

if TYPE_CHECKING:
    from nlp.write.rows import Record

TROUBLE = "gongkai_trouble"  # in `doc.user_data`


def _first(doc: Doc) -> Record | None:
    return next(iter(docbin.records_of(doc)), None)


for _name, _getter in (
    ("report", _first),
    ("reports", docbin.records_of),
    ("trouble", lambda doc: doc.user_data.get(TROUBLE, "")),
):
    Doc.set_extension(_name, getter=_getter, force=True)


@Language.factory(
    "gongkai",
    default_config={"topics": True},
    assigns=["doc._.report", "doc._.reports", "doc._.trouble", "doc.spans", "doc.cats"],
)
class Annotator:
    """The whole pipeline as a component; the text of the Doc is the decoded source. `topics` asks for tags."""

    def __init__(self, nlp: Language, name: str, topics: bool) -> None:
        self.name, self.topics = name, topics

    def __call__(self, doc: Doc) -> Doc:
        tools = pipeline.default_tools()
        if not self.topics:
            tools = replace(tools, model=None)
        text = doc.text
        data = text.encode("utf-8", "surrogatepass")
        source = Source("doc", sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        try:
            reports = pipeline.analyze(Raw(source, text, OffsetMap.identity(len(text))), tools)
        except SourceError as error:
            doc.user_data[TROUBLE] = str(error)
            reports = ()
        records = [record(report) for report in reports]
        return docbin.fill(doc, (piece for one in records for piece in docbin.pieces_of(one)), records)


def to_doc(report: Report, vocab: Vocab | None = None) -> Doc:
    """A Doc of the report's stretch of the decoded source, a character a token, with all that is known of it."""
    row = record(report)
    origin = row.report.source_start
    text = report.text.raw.text[origin : row.report.source_end]
    inside = (
        piece for piece in docbin.pieces_of(row, origin) if piece.start >= 0 and piece.end <= len(text)
    )  # what stands in another part of the file stays in the record
    return docbin.new_doc(vocab or Vocab(), text, inside, [row])
