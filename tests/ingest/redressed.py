"""How many reports tell the same in another dress: cells, figures' findings and parts equal to the plain text's.

    python tests/ingest/redressed.py [N]        # the seeds, where they are present, and N files of the sample corpus

Writes docs/results/redressed.json: for every dress how many files came out equal, and the names of those that did not.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

from docxs import as_docx  # noqa: E402
from ofds import as_ofd  # noqa: E402
from pdfs import as_pdf  # noqa: E402
from redress import Block, as_html, document, glossed, outcome  # noqa: E402

from nlp import catalog, ingest  # noqa: E402
from nlp.document import Report  # noqa: E402
from nlp.pipeline import Tools, analyze  # noqa: E402

Make = Callable[[list[Block], str], bytes]
DRESSES: dict[str, Make] = {  # of the pieces and the clean text of a file
    "html": lambda blocks, text: as_html(blocks).encode(),
    "html labeled gb2312": lambda blocks, text: as_html(blocks, "", "gb2312").encode("gb18030"),
    "docx": lambda blocks, text: as_docx(blocks),
    "pdf": lambda blocks, text: as_pdf(blocks),
    "ofd": lambda blocks, text: as_ofd(blocks),
    "gb18030": lambda blocks, text: text.encode("gb18030"),
    "utf-16": lambda blocks, text: text.encode("utf-16"),
    "traditional with glosses": lambda blocks, text: glossed(text).encode(),
}


def told(reports: tuple[Report, ...]) -> list[Any]:
    """What must not depend on the dress; names of offices are left as the text has them."""
    return [(one["report"][1:], one["cells"], one["findings"]) for one in outcome(reports)]


def main() -> None:
    tools = Tools(catalog.load())
    seeds = sorted((ROOT.parent / "shared" / "seeds").glob("*.txt"))
    own = sorted((ROOT / "corpora" / "sample").glob("*.txt"))
    files = [*seeds, *own[: int(sys.argv[1]) if sys.argv[1:] else len(own)]]
    equal = dict.fromkeys(DRESSES, 0)
    unlike: dict[str, list[str]] = {}
    for path in files:
        reports = analyze(path, tools)
        blocks, text = document(reports), reports[0].text.text
        right = told(reports)
        for dress, make in DRESSES.items():
            if told(analyze(ingest.read_bytes(make(blocks, text), path.name), tools)) == right:
                equal[dress] += 1
            else:
                unlike.setdefault(dress, []).append(path.stem)
                print(dress, path.stem, file=sys.stderr, flush=True)
    result = {
        "what": "files of the sample corpus and of real reports, written in another dress and read again",
        "files": len(files),
        "real": len(seeds),
        "equal": equal,
        "unlike": unlike,
    }
    written = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    (ROOT / "docs/results/redressed.json").write_text(written, encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
