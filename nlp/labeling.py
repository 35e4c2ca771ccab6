"""A corpus as something to label: what to label next, what its headings say by themselves, why a label was given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from nlp import ingest, pipeline
from nlp.catalog import Catalog
from nlp.document import Report, Unit
from nlp.errors import SourceError, UsageError
from nlp.topics import UNLABELED
from nlp.topics.exchange import ARROW, Example
from nlp.topics.labeled import LabeledUnit, Office

if TYPE_CHECKING:
    from nlp.topics.model import TopicModel

AFTER_TITLE = " :：。,，、;"  # what parts a heading from the sentence that goes on in its line
UNIT_ID = re.compile(r"[0-9a-f]{10}/r\d+/u\d+")  # 59f66fe374/r1/u16
LEVEL = 0.1  # under a heading for several tags, the likeliest is taken from here on


def read_corpus(
    files: Iterable[tuple[Path, str]], catalog: Catalog
) -> tuple[list[Report], list[tuple[str, SourceError]]]:
    """Reports of the files, and the files that have none with the reason."""
    tools = pipeline.Tools(catalog)
    reports: list[Report] = []
    unreadable: list[tuple[str, SourceError]] = []
    for path, uri in files:
        try:
            reports.extend(pipeline.read_reports(ingest.read(path, uri=uri), tools))
        except SourceError as error:
            unreadable.append((uri, error))
    return reports, unreadable


def suggest(reports: Sequence[Report], model: TopicModel, number: int) -> list[Example]:
    """The units most worth labeling next, with what the model would say: unsure of, and unlike each other.

    Of units with the same text only the first counts.
    """
    import numpy as np

    from nlp.topics.decide import annotate
    from nlp.topics.model import score
    from nlp.topics.passages import passages, standings
    from nlp.topics.suggest import choose_units, uncertainty

    made = passages([standings(report) for report in reports])
    rows = {
        passage.characters: (report, at, passage)
        for report, own in zip(reversed(reports), reversed(made), strict=True)
        for at, passage in reversed([*enumerate(own)])
        if report.units[at].kind not in UNLABELED and passage.characters
    }
    found = [*reversed(rows.values())]
    if not found:
        return []
    scores = score(model, [passage for _, _, passage in found])
    tags = len(model.settings.tags)
    thresholds = np.array([tag.threshold for tag in model.settings.tags])
    chosen = choose_units(uncertainty(scores.probabilities[:, :tags], thresholds), scores.vectors, number)
    labels = annotate([""] * len(found), scores, model)
    return [_example(*found[row][:2], tuple(a.label for a in labels[row])) for row in chosen]


def _example(report: Report, at: int, labels: tuple[str, ...]) -> Example:
    unit = report.units[at]
    return Example(
        report.quote(unit.span), labels, report.id, unit.id, unit.role, ARROW.join(unit.path),
        _beside(report, unit, at - 1), _beside(report, unit, at + 1),
    )  # fmt: skip


def _beside(report: Report, unit: Unit, at: int) -> str:
    """Text of a neighbor in the same stretch of text."""
    if not 0 <= at < len(report.units):
        return ""
    other = report.units[at]
    together = other.kind != "heading" and (other.role, other.path) == (unit.role, unit.path)
    return report.quote(other.span) if together else ""


def weak_offices(reports: Sequence[Report], model: TopicModel, catalog: Catalog) -> list[Office]:
    """Units that their headings label by themselves, as offices to train on, headings taken out.

    A heading that stands for one tag gives it; one that stands for several gives the likeliest of them by the
    unit's own words. Units under other headings stay unlabeled. Nothing that came from a heading is left in what is
    learned from: no heading, run-in heading, path, nor the part of the report, which headings tell too.
    """
    from nlp.topics.model import score
    from nlp.topics.passages import office_standings, passages

    bare = [_without_headings(report) for report in reports]
    made = passages([office_standings(office) for office in bare])
    column = {label: at for at, label in enumerate(model.labels)}
    offices = []
    for report, office, own in zip(reports, bare, made, strict=True):
        units = []
        chances = score(model, own).probabilities if own else ()
        for unit, words, passage, probabilities in zip(report.units, office.units, own, chances, strict=True):
            tags = _headed(unit, catalog) if passage.characters and unit.kind not in UNLABELED else []
            best = max(tags, key=lambda tag: probabilities[column[tag]], default="")
            sure = len(tags) == 1 or (best and probabilities[column[best]] >= LEVEL)
            kind = unit.kind if unit.kind in UNLABELED else "narrative" if sure else "context"
            units.append(replace(words, kind=kind, tags=(best,) if sure else ()))
        offices.append(replace(office, units=tuple(units)))
    return offices


def _without_headings(report: Report) -> Office:
    units = tuple(LabeledUnit(_own_words(report, unit), unit.kind, "none", ()) for unit in report.units)
    return Office(report.id, report.id, "", "government", 0, "", "train", units)


def _own_words(report: Report, unit: Unit) -> str:
    """Text of a unit without the heading that runs into it: 升级网站。 of (四)平台建设:升级网站。"""
    from nlp.topics.passages import MARKER

    if unit.kind == "heading":
        return ""
    text = report.quote(unit.span)
    words = MARKER.sub("", text, count=1)
    title = next((title for title in reversed(unit.path) if title and words.startswith(title)), None)
    return text if title is None else words[len(title) :].lstrip(AFTER_TITLE)


def _headed(unit: Unit, catalog: Catalog) -> list[str]:
    """Tags that the lowest telling heading above a unit stands for."""
    for title in reversed(unit.path):
        found = [name for name, tag in catalog.tags.items() if any(word in title for word in tag.headings)]
        if found:
            return found
    return []


def find_unit(reports: Sequence[Report], name: str) -> tuple[Report, int]:
    """Report and place of the unit with an id; raises UsageError."""
    for report in reports:
        for at, unit in enumerate(report.units):
            if unit.id == name:
                return report, at
    raise UsageError(f"找不到单元 {name}", f"no unit {name}; ids stand in the output of: gongkai annotate")


LEGEND = (
    "特征后为它对对数几率的贡献: 词, 「字」, ~词义类, role: 所在部分, h: H: 上级标题的词,"
    " p~ n~ N~ 前后单元、l~ 引语、h~ 标题的词义类",
    "what each feature adds to the log odds: word, 「characters」, ~class of meaning, role: part of the report,"
    " h: H: words of headings, classes p~ n~ N~ of neighbors, l~ of the lead, h~ of the heading",
)


def explain_label(report: Report, at: int, model: TopicModel, number: int = 6) -> Iterator[str]:
    """Lines that say what a unit was labeled, how near other labels came, and the features that decided.

    Labels are those of `gongkai annotate`: the unit is read among the others of its report.
    """
    import numpy as np

    from nlp import catalog
    from nlp.topics.decide import choose, connect, strongest
    from nlp.topics.model import score
    from nlp.topics.passages import passages, standings

    (own,) = passages([standings(report)])
    unit = report.units[at]
    yield report.quote(unit.span)
    yield f"{unit.id}  {unit.kind}  {unit.role}  {ARROW.join(unit.path)}".rstrip()
    if unit.kind in UNLABELED or not own[at].characters:
        yield "标题和引导语不标注 / headings and leads bear no labels"
        return
    among = [n for n, other in enumerate(report.units) if other.kind not in UNLABELED and own[n].characters]
    scores, links = connect(score(model, [own[n] for n in among]), model, [report.units[n].role for n in among])
    row = among.index(at)
    probabilities, given = scores.probabilities[row], choose(scores.probabilities, model.settings)[row]
    settings = (*model.settings.tags, *model.settings.problem_types, model.settings.done)
    known = catalog.load()
    topics = {**known.tags, **known.problem_types}
    tags = len(model.settings.tags)
    layers = np.searchsorted([tags, len(given) - 1], np.arange(len(given)), side="right")
    shown = [int(column) for column in np.lexsort((-probabilities, layers)) if given[column]]
    near = [int(column) for column in np.argsort(-probabilities[:tags], kind="stable")[:3] if column not in shown]
    if not given[:tags].any():
        yield "无标签 / no tag"
    for column in [*shown, *near]:
        ((*features,),) = strongest(scores, model, np.array([row]), np.array([column]), number)
        label = model.labels[column]
        name = f"{label} {topics[label].name_zh}" if label in topics else label
        level = f"{probabilities[column]:.3f} (≥ {settings[column].threshold:.3f})"
        if given[column] and probabilities[column] < settings[column].threshold:
            level += " 最高的一个 / below, yet the best"
        reasons = ", ".join(f"{model.features.names[feature]} {pull:+.2f}" for feature, pull in features)
        yield f"{'+' if given[column] else '-'} {name}  {level}  {reasons}"
    for link in links:
        if link.measure == row:
            problem = report.units[among[link.problem]]
            yield f"→ 回应 / answers {problem.id} ({link.by}): {report.quote(problem.span)}"
    yield " / ".join(LEGEND)


def loose_unit(text: str, role: str, path: Sequence[str]) -> Report:
    """A text given on its own, as a report of one unit; raises UsageError for the id of a unit without its file."""
    from nlp.document import Raw, Source
    from nlp.normalize import clean
    from nlp.spans import OffsetMap, Span

    if UNIT_ID.fullmatch(text):
        raise UsageError(f"请在 {text} 后给出它所在的文件", f"name the file that holds {text} after it")
    cleaned = clean(Raw(Source("text"), text, OffsetMap.identity(len(text))))
    span = Span(0, len(cleaned.text))
    unit = Unit("text", "paragraph", span, role, None, None, "", 0, 0, tuple(path))
    return Report("text", cleaned, span, units=(unit,))


def train_own(labels: Sequence[Path], headed: Sequence[Report] | None, out: Path | None) -> dict[str, Any]:
    """Train on the project's text (or a folder of labeled text), files of labels, and reports labeled by headings.

    Returns the results as `nlp.topics.train.train` does, with the number of units by what was left out of them.
    Raises UsageError where no heading of the reports stands for a tag.
    """
    from nlp import catalog
    from nlp.topics import load_model
    from nlp.topics.exchange import left_out, read_examples, to_offices
    from nlp.topics.model import model_file
    from nlp.topics.train import LABELED, train

    known = catalog.load()
    folders = [path for path in labels if path.is_dir()]
    if len(folders) > 1:
        raise UsageError("只能用一个标注文件夹", "one folder of labeled text at most")
    examples = {file: read_examples(file) for file in labels if not file.is_dir()}
    more = [office for file, own in examples.items() for office in to_offices(own, known, file.name)]
    weak = weak_offices(headed, load_model(), known) if headed is not None else []
    if headed is not None and not any(unit.tags for office in weak for unit in office.units):
        raise UsageError("语料中没有能代表标签的标题", "no heading in the corpus stands for a tag")
    results = train(folders[0] if folders else LABELED, model_file(out), more, weak)
    return results | {"left_out": left_out([one for own in examples.values() for one in own], known)}
