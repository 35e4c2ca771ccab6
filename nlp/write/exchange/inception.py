"""INCEpTION: UIMA CAS JSON 0.4.0, a file a report, and `typesystem.xml` to set up the layers with.

Layers: `webanno.custom.Figure`, `.Cell`, `.Topic` (tags and problem types of a unit) and `.Finding`, which stands
on each of its sides. Units are sentences and every character is a token, so that every span aligns. dkpro-cassis
turns code points into the UTF-16 units of UIMA and back.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.write.exchange.documents import Document, Mark, by_report, file_name
from nlp.write.exchange.job import Exported, Job

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem

SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
LAYERS: dict[str, tuple[str, ...]] = {
    "webanno.custom.Figure": ("key", "kind", "indicator", "value", "low", "high", "unit", "bound", "state"),
    "webanno.custom.Cell": ("key", "kind", "indicator", "value", "state"),
    "webanno.custom.Topic": ("key", "kind"),
    "webanno.custom.Finding": ("key", "kind", "rule", "level", "message", "finding", "fingerprint", "verdict"),
}
LAYER_OF = {
    "figure": "webanno.custom.Figure",
    "evidence": "webanno.custom.Finding",
    "cell": "webanno.custom.Cell",
    "tag": "webanno.custom.Topic",
    "problem_type": "webanno.custom.Topic",
}


def export(job: Job, out: Path) -> Exported:
    out.mkdir(parents=True, exist_ok=True)
    (out / "typesystem.xml").write_text(layers().to_xml(), "utf-8")
    reports = 0
    for record in job.records:
        reports += 1
        document = by_report(record, job.catalog)
        to_cas(document).to_json(out / f"{file_name(document.id)}.json")
    return Exported(out, reports)


@lru_cache(maxsize=1)
def layers() -> TypeSystem:
    """Types of the layers, all features strings."""
    from cassis import TypeSystem

    made = TypeSystem(add_document_annotation_type=False)
    for name in (SENTENCE, TOKEN):
        made.create_type(name=name, supertypeName="uima.tcas.Annotation")
    for name, features in LAYERS.items():
        layer = made.create_type(name=name, supertypeName="uima.tcas.Annotation")
        for feature in features:
            made.create_feature(domainType=layer, name=feature, rangeType="uima.cas.String")
    return made


def to_cas(document: Document) -> Cas:
    """The document as a CAS; offsets are code points until it is written."""
    from cassis import Cas

    types = layers()
    cas = Cas(typesystem=types)
    cas.sofa_string = document.text
    cas.sofa_mime = "text/plain"
    token, sentence = types.get_type(TOKEN), types.get_type(SENTENCE)
    made: list[Any] = []
    by_id = {mark.id: mark for mark in document.marks}
    for mark in document.marks:
        if mark.layer == "unit":
            made.append(sentence(begin=mark.start, end=mark.end))
            spots = range(mark.start, mark.end)
            made += (token(begin=at, end=at + 1) for at in spots if not document.text[at].isspace())
        elif mark.layer != "evidence":
            name = LAYER_OF[mark.layer]
            about = {key: value for key, value in mark.about.items() if key in LAYERS[name]}
            made.append(types.get_type(name)(begin=mark.start, end=mark.end, key=mark.id, kind=mark.label, **about))
    finding = types.get_type("webanno.custom.Finding")
    for claim in document.claims:
        for name in claim.marks:
            side, row = by_id[name], claim.row
            made.append(
                finding(
                    begin=side.start,
                    end=side.end,
                    key=side.id,
                    kind="evidence",
                    rule=row.rule,
                    level=row.level,
                    message=row.message_zh,
                    finding=row.finding_id,
                    fingerprint=row.fingerprint,
                    verdict="",
                )
            )
    cas.add_all(made)
    return cas


def read(file: Path) -> Iterator[Document]:
    """The document of a CAS JSON file; each annotation of our layers is a mark, findings one a side."""
    from cassis import load_cas_from_json

    with file.open("rb") as data:
        cas = load_cas_from_json(data)
    marks = []
    for name in LAYERS:
        for own in cas.select(name):
            layer = {"Figure": "figure", "Cell": "cell", "Topic": "tag"}.get(name.rsplit(".", 1)[1], "evidence")
            marks.append(Mark(own.key or "", layer, own.kind or "", own.begin, own.end))
    yield Document(file.stem, cas.sofa_string, tuple(marks))
