"""spaCy: `part-*.spacy`, DocBins of at most 50 reports, each character a token, so that offsets are code points.

`doc.spans` holds units, tags, problem_types, figures, cells and findings; span ids are those of the record, and
`doc.user_data["gongkai"]` the record itself as JSON (`doc._.report` once `nlp.components` is imported).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from nlp.write.exchange.documents import Document, Mark, address, by_report
from nlp.write.exchange.job import Exported, Job
from nlp.write.rows import Record

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

A_PART = 50  # reports; memory is that of one part: 178 MB over 1,000 reports, 95 of them spaCy
KEY = "gongkai"  # of the records in `doc.user_data`
GROUPS = ("sections", "units", "tags", "problem_types", "figures", "cells", "findings")
LAYERS = {"unit": "units", "tag": "tags", "problem_type": "problem_types", "figure": "figures", "cell": "cells"}

_ENCODER = msgspec.json.Encoder(decimal_format="string")
_DECODER = msgspec.json.Decoder(Record)


class Piece(Struct, frozen=True):
    """A span to be: its group, label and id, and the characters of the text it covers."""

    group: str
    label: str
    id: str
    start: int
    end: int


def export(job: Job, out: Path) -> Exported:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    out.mkdir(parents=True, exist_ok=True)
    records = iter(job.records)
    reports = parts = 0
    while batch := list(islice(records, A_PART)):
        vocab = Vocab()
        docs = (new_doc(vocab, *_sheet(by_report(record, job.catalog)), [record]) for record in batch)
        DocBin(attrs=["ORTH"], store_user_data=True, docs=docs).to_disk(out / f"part-{parts:05d}.spacy")
        parts, reports = parts + 1, reports + len(batch)
    return Exported(out, reports)


def _sheet(document: Document) -> tuple[str, list[Piece]]:
    """Text and spans of a document; a finding stands on each of its sides."""
    pieces = [
        Piece(LAYERS[mark.layer], mark.about.get("indicator", "") if mark.layer == "cell" else mark.label,
              mark.id.removeprefix("cell:").removesuffix(f"-{mark.label}"), mark.start, mark.end)
        for mark in document.marks
        if mark.layer in LAYERS
    ]  # fmt: skip
    by_id = {mark.id: mark for mark in document.marks}
    for claim in document.claims:
        sides = (by_id[name] for name in claim.marks)
        pieces += (Piece("findings", claim.row.rule, claim.row.finding_id, side.start, side.end) for side in sides)
    return document.text, pieces


def pieces_of(record: Record, origin: int = 0) -> Iterator[Piece]:
    """Spans of a record over its decoded source from `origin` on."""
    for section in record.sections:
        yield Piece(
            "sections", section.role, section.section_id, section.source_start - origin, section.source_end - origin
        )
    for unit in record.units:
        place = unit.source_start - origin, unit.source_end - origin
        yield Piece("units", unit.kind, unit.unit_id, *place)
        yield from (Piece("tags", tag, unit.unit_id, *place) for tag in unit.tags)
        yield from (Piece("problem_types", kind, unit.unit_id, *place) for kind in unit.problem_types)
    for figure in record.figures:
        place = figure.source_start - origin, figure.source_end - origin
        yield Piece("figures", figure.kind, figure.figure_id, *place)
    for cell in record.cells:
        if cell.source_start is not None and cell.source_end is not None:
            yield Piece("cells", address(cell), address(cell), cell.source_start - origin, cell.source_end - origin)
    for finding in record.findings:
        for side in finding.evidence:
            if side.source == record.report.source:
                place = side.source_start - origin, side.source_end - origin
                yield Piece("findings", finding.rule, finding.finding_id, *place)


def new_doc(vocab: Vocab, text: str, pieces: Iterable[Piece], records: Sequence[Record]) -> Doc:
    """A Doc of the text, a character a token, with everything on it."""
    from spacy.tokens import Doc

    return fill(Doc(vocab, words=list(text), spaces=[False] * len(text)), pieces, records)


def fill(doc: Doc, pieces: Iterable[Piece], records: Sequence[Record]) -> Doc:
    """The same Doc with spans, cats (the best score of each tag) and the records."""
    groups: dict[str, list[Span]] = {name: [] for name in GROUPS}
    by_character = len(doc) == len(doc.text)
    for piece in pieces:
        if piece.start < piece.end:
            groups[piece.group].append(_span(doc, piece, by_character))
    for name, spans in groups.items():
        doc.spans[name] = spans
    scores: dict[str, float] = {}
    for record in records:
        for unit in record.units:
            for tag, score in zip(unit.tags, unit.scores, strict=True):
                scores[tag] = max(score, scores.get(tag, 0.0))
    doc.cats = dict(sorted(scores.items()))
    doc.user_data[KEY] = tuple(_ENCODER.encode(record) for record in records)
    return doc


def _span(doc: Doc, piece: Piece, by_character: bool) -> Span:
    from spacy.tokens import Span

    if by_character:
        return Span(doc, piece.start, piece.end, label=piece.label, span_id=piece.id)
    span = doc.char_span(piece.start, piece.end, label=piece.label, span_id=piece.id, alignment_mode="expand")
    if span is None:
        raise ValueError(f"{piece} lies outside the text")
    return span


def records_of(doc: Doc) -> tuple[Record, ...]:
    """The records a Doc carries; () where it has none."""
    return tuple(map(_DECODER.decode, doc.user_data.get(KEY, ())))


def read(file: Path) -> Iterator[Document]:
    """A document a Doc of a DocBin: the spans of every group but the sections as marks."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    layers = {group: layer for layer, group in LAYERS.items()} | {"findings": "evidence"}
    for at, doc in enumerate(DocBin().from_disk(file).get_docs(Vocab())):
        marks = [
            Mark(span.id_, layers[group], span.label_, span.start_char, span.end_char)
            for group, spans in doc.spans.items()
            if group in layers
            for span in spans
        ]
        known = [record.report.report_id for record in records_of(doc)]
        yield Document(known[0] if known else str(at), doc.text, tuple(marks))
