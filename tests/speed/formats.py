"""How fast every format is read, beside `jieba.cut` over the text of the same report; writes docs/results/formats.json.

Reading alone (bytes to `Raw`), processor time, medians over the rounds, in one process: the PDF parser too.
"""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path
from statistics import median
from time import process_time

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/ingest"))

from damaged import text, workbook  # noqa: E402
from docxs import as_docx  # noqa: E402
from ofds import as_ofd  # noqa: E402
from pdfs import as_pdf  # noqa: E402
from redress import Line, as_html, document  # noqa: E402

from nlp import catalog, ingest  # noqa: E402
from nlp.document import Source  # noqa: E402
from nlp.ingest import pdf_document  # noqa: E402
from nlp.pipeline import Tools, analyze  # noqa: E402

ROUNDS, TIMES = 7, 5
PAGE = 40_000  # bytes of a web page with three tables


def spent(work, argument) -> float:
    start = process_time()
    for _ in range(TIMES):
        work(argument)
    return (process_time() - start) / TIMES


def main() -> None:
    blocks = document(analyze(ROOT / "corpora/sample/gubu-town-2022.txt", Tools(catalog.load())))
    prose = [block for block in blocks if isinstance(block, Line) and not block.level and len(block.text) > 40]
    while len(as_html(blocks).encode()) < PAGE:
        blocks = [*blocks, *prose]
    files = {"text": text(blocks), "html": as_html(blocks).encode(), "docx": as_docx(blocks), "xlsx": workbook(blocks)}
    files |= {"ofd": as_ofd(blocks), "pdf": as_pdf(blocks)}
    written_text = ingest.read_bytes(files["html"], "x").text
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    work = {
        name: (lambda data: pdf_document.read(data, Source(uri="x"), ingest.Budget()))
        if name == "pdf"
        else (lambda data: ingest.read_bytes(data, "x"))
        for name in files
    }
    rounds = []
    for _ in range(ROUNDS + 1):
        rounds.append(
            {name: spent(work[name], data) for name, data in files.items()}
            | {"jieba": spent(lambda written: list(jieba.cut(written)), written_text)}
        )
    rows = {
        name: {
            "bytes": len(data),
            "files_per_second": round(1 / median(one[name] for one in rounds[1:]), 1),
            "times_jieba_cut": round(median(one["jieba"] / one[name] for one in rounds[1:]), 2),
        }
        for name, data in files.items()
    }
    result = {
        "what": "one report with three tables and about 40 KB of HTML in every format; bytes to Raw, processor time",
        "characters": len(written_text),
        "rounds": ROUNDS,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "formats": rows,
    }
    written = json.dumps(result, indent=1) + "\n"
    (ROOT / "docs/results/formats.json").write_text(written, encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
