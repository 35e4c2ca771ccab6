"""Are planted near-copies found, and nothing else? How long does a corpus take? Writes docs/results/reuse.json.

By hand: `python tests/reuse/copies.py` plants, and runs 10,000 reports; `python tests/reuse/copies.py 100000` runs so
many reports on top (a folder of 2 GB for the time being).

Background: paragraphs from chains of words (texts.py), 60 to 200 letters, a third of them with a part of another, taken
only if their similarity with every one taken before is below .3, by counting the runs of three letters of all pairs;
how many pairs come near that and the measured maximum are in the result.
Plants: a paragraph of the background again in the report of another office or in the next of the same, after edits a
copyist makes, as strong as drawn: characters changed, clauses dropped, added or moved, numbers replaced. Their
similarity is measured by plain sets of strings on the whole text; those of .6 and more are to be found.
"""

import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

import numpy as np
import pyarrow.parquet as pq
from scipy.sparse import csr_array

from nlp.reuse import reuse
from nlp.reuse.tables import read_pairs
from nlp.write.columns import rows_to_arrow
from nlp.write.rows import ReportRow, UnitRow

sys.path.insert(0, str(Path(__file__).parent))
from texts import Writer

OUT = Path(__file__).resolve().parents[2] / "docs/results/reuse.json"
BACKGROUND, PLANTS, OFFICES = 4000, 2000, 200
UNITS_A_REPORT = 24  # of the timed corpus: a report of 2,900 letters on the average
DRAWN = "一七万三上下丰久么之乐乘九书买了二云五井亲人仁今仍从他付代令以任企伍休众优会传估伯伴位住何作你佳依侧便促保信修"


def runs(text: str) -> set[str]:
    letters = "".join(c for c in text if c.isalnum())
    kept = []
    for c in letters.lower():
        mark = "0" if c.isdigit() else c
        if mark != "0" or kept[-1:] != ["0"]:
            kept.append(mark)
    return {"".join(kept[at : at + 3]) for at in range(len(kept) - 2)}


def similarity(one: str, two: str) -> float:
    a, b = runs(one), runs(two)
    return len(a & b) / len(a | b)


def background(writer: Writer) -> tuple[list[str], dict[str, object]]:
    """Paragraphs that are alike to none taken before, and how similar they are."""
    texts = [writer.paragraph(number) for number in range(BACKGROUND)]
    for at in range(2, BACKGROUND, 3):  # a third takes over some of another: alike, but no copy
        random = Random(f"part/{at}")
        other = texts[random.randrange(at)]
        texts[at] = other[: int(len(other) * random.uniform(0.1, 0.5))] + texts[at]
    names: dict[str, int] = {}
    rows = [[names.setdefault(run, len(names)) for run in sorted(runs(text))] for text in texts]
    starts = np.cumsum([0, *map(len, rows)])
    sets = csr_array((np.ones(starts[-1]), np.concatenate(rows), starts), (len(rows), len(names)))
    both = (sets @ sets.T).toarray()
    sizes = np.diff(starts)
    alike = both / (sizes[:, None] + sizes - both)
    np.fill_diagonal(alike, 0)
    taken: list[int] = []
    for at in range(len(texts)):
        if not taken or alike[at, taken].max() < 0.3:
            taken.append(at)
    own = np.triu(alike[np.ix_(taken, taken)])
    bands = {f"{low:.1f}-{low + 0.1:.1f}": int(((own >= low) & (own < low + 0.1)).sum()) for low in (0.1, 0.2)}
    return [texts[at] for at in taken], {"highest_similarity": round(float(own.max()), 4), "pairs_by_similarity": bands}


def edited(random: Random, text: str, writer: Writer, number: int) -> str:
    """What a copyist makes of a paragraph; how much is drawn too."""
    clauses = text.rstrip("。").split(",")
    strength = random.random() * 0.2
    for _ in range(random.randint(0, 2)):
        kind = random.choice(("drop", "add", "move"))
        at = random.randrange(len(clauses))
        if kind == "drop" and len(clauses) > 3:
            clauses.pop(at)
        elif kind == "add":
            clauses.insert(at, writer.paragraph(10_000_000 + number, letters=10).rstrip("。"))
        else:
            clauses.insert(random.randrange(len(clauses)), clauses.pop(at))
    letters = list(",".join(clauses))
    for at, letter in enumerate(letters):
        if letter.isdigit():
            letters[at] = str(random.randint(1, 9))
        elif letter != "," and random.random() < strength * 0.5:
            letters[at] = random.choice((random.choice(DRAWN), "", letter + random.choice(DRAWN)))
    return "".join(letters) + "。"


def write(folder: Path, reports: list[tuple[str, int, list[str]]], part: int = 0) -> None:
    """Tables of reports and units as a run leaves them; reports are office, year and paragraphs."""
    rows, units = [], []
    for number, (office, year, paragraphs) in enumerate(reports):
        name = f"{part:04d}{number:06d}/r1"
        at = 0
        for place, text in enumerate(paragraphs):
            row = dict.fromkeys(UnitRow.__struct_fields__, ()) | {"unit_id": f"{name}/u{place}", "report_id": name}
            row |= {"kind": "paragraph", "role": "overview", "depth": 1, "paragraph": place, "marker": ""}
            row |= {"status": None, "answers": None, "text": text, "quote": text, "start": at, "end": at + len(text)}
            units.append(UnitRow(**row | {"source_start": at, "source_end": at + len(text)}))
            at += len(text) + 1
        row = dict.fromkeys(ReportRow.__struct_fields__, 0) | {
            "report_id": name,
            "source": f"{name[:-3]}.txt",
            "end": at,
        }
        row |= {"title": None, "issuer": office, "issuer_basis": "title", "region": None, "office_level": "county"}
        row |= {"year": year, "form": "G3", "scope": "own", "encoding": "utf-8", "sha256": ""}
        rows.append(ReportRow(**row))
    for table, own, kind in (("reports", rows, ReportRow), ("units", units, UnitRow)):
        (folder / table).mkdir(parents=True, exist_ok=True)
        pq.write_table(rows_to_arrow(own, kind), folder / table / f"part-{part:06d}.parquet", compression="zstd")


def office(number: int) -> str:
    return "".join(DRAWN[(number // len(DRAWN) ** place) % len(DRAWN)] for place in range(3)) + "县水务局"


def planted() -> dict[str, object]:
    writer, random = Writer(1), Random(20_261_123)
    texts, measured = background(writer)
    reports = {(at, year): list[str]() for at in range(OFFICES) for year in (2021, 2022)}
    for at, text in enumerate(texts):
        reports[at % OFFICES, 2021 + at // OFFICES % 2].append(text)
    truth: dict[tuple[str, str], tuple[float, str]] = {}
    marks = {"own": 0, "other": 0}
    for number in range(PLANTS):
        key = (random.randrange(OFFICES), 2021)
        if not reports[key]:
            continue
        text = random.choice(reports[key])
        copy = edited(random, text, writer, number)
        kind = "own" if number % 2 else "other"
        to = key[0] if kind == "own" else (key[0] + random.randint(1, OFFICES - 1)) % OFFICES
        if (copy, text) in truth or any(copy == other for other, _ in truth):
            continue
        reports[to, 2022].append(copy)
        truth[copy, text] = (similarity(copy, text), kind)
        marks[kind] += 1
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        write(folder, [(office(at), year, own) for (at, year), own in reports.items()])
        summary = reuse(folder, folder / "reuse")
        ids = pq.read_table(folder / "reuse/shares.parquet")["report_id"].to_pylist()
        found = [pair for name in ids for pair in read_pairs(folder / "reuse", name)]
    copies: dict[str, set[str]] = {}  # every text with the texts it comes from, and its sisters
    for copy, text in truth:
        copies.setdefault(text, {text}).add(copy)
    families = {text: family for family in copies.values() for text in family}
    due = {copy: kind for (copy, _), (exact, kind) in truth.items() if exact >= 0.6}
    below = [exact for exact, _ in truth.values() if exact < 0.6]
    told = {pair.text: pair for pair in found}
    wrong = [pair for pair in found if pair.other_text not in families.get(pair.text, ())]
    hits = [copy for copy in due if copy in told]
    named = {"own": "kept", "other": "borrowed"}
    right = [copy for copy in hits if told[copy].relation == named[due[copy]]]
    # a copy may have a sister in the same office, or its own text may be nearer elsewhere: both are right
    return {
        "background": {
            "paragraphs": len(texts),
            "letters": sum(map(len, texts)),
            **measured,
        },
        "plants": {"of_.6_and_more": len(due), "below_.6": len(below), **marks},
        "found": len(found),
        "precision": round(1 - len(wrong) / len(found), 4),
        "recall": round(len(hits) / len(due), 4),
        "relation_as_planted": round(len(right) / len(hits), 4),
        "recall_by_similarity": {
            f"{low:.1f}-{low + 0.1:.1f}": [
                sum(c in told for c in own),
                len(own),
            ]
            for low in (0.6, 0.7, 0.8, 0.9)
            for own in [[c for (c, _), (s, _) in truth.items() if low <= s < low + 0.1 + (low == 0.9)]]
        },
        "candidates": summary.candidates,
    }


def make_corpus(folder: Path, reports: int) -> None:
    """Three years of each office: a third of the paragraphs kept from the last, two of 24 taken from anywhere."""
    writer = Writer(2)
    batch: list[tuple[str, int, list[str]]] = []
    part, last = 0, list[str]()
    for at in range(reports):
        random = Random(f"timed/{at}")
        number, year = divmod(at, 3)
        paragraphs = [writer.paragraph(at * UNITS_A_REPORT + place) for place in range(UNITS_A_REPORT)]
        if year:
            for place in range(0, UNITS_A_REPORT, 3):
                paragraphs[place] = edited(random, last[place], writer, at)
        if at > 3000:
            for place in (1, 10):
                source = random.randrange(at) * UNITS_A_REPORT + place
                paragraphs[place] = edited(random, writer.paragraph(source), writer, at)
        last = paragraphs
        batch.append((office(number), 2020 + year, paragraphs))
        if len(batch) == 1000 or at == reports - 1:
            write(folder, batch, part)
            batch, part = [], part + 1


def run(folder: Path) -> dict[str, object]:
    """Time and memory of reuse over a corpus; in a process of its own, that nothing else counts."""
    wall, cpu = time.perf_counter(), time.process_time()
    summary = reuse(folder, folder / "reuse")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {
        "reports": summary.reports,
        "paragraphs": summary.paragraphs,
        "letters": summary.characters,
        "seconds": round(wall, 1),
        "cpu_seconds": round(cpu, 1),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "pairs": summary.pairs,
        "candidates": summary.candidates,
        "crowded": summary.crowded,
        "load_before": round(os.getloadavg()[0], 1),
    }


def timed(reports: int) -> dict[str, object]:
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as held:
        for work, given in ((make_corpus, (Path(held), reports)), (run, (Path(held),))):
            with ProcessPoolExecutor(1, mp_context=spawn) as pool:
                done = pool.submit(work, *given).result()
    return done


def main() -> None:
    held = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else {}
    sizes = [int(given) for given in sys.argv[1:]]
    if not sizes:
        held["planted"] = planted()
        print(json.dumps(held["planted"], indent=1))
        sizes = [10_000]
    for size in sizes:
        held.setdefault("timed", {})[str(size)] = timed(size)
        print(held["timed"][str(size)])
    OUT.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
