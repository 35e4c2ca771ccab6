"""gongkai: the house on one page.

`analyze(path)` reads a file and returns its finished reports; on the way they pass eight rooms:

1. `ingest.read`       bytes  -> Raw
2. `normalize.clean`   Raw    -> Text
3. `segment.split`     Text   -> Reports
4. `tables.match`      fills the statutory tables
5. `topics.label`      fills the labels
6. `values.extract`    fills figures and numerals
7. `verify.check`      fills checks and findings, settles the ledger
8. `write`             Reports -> files and frames

>>> import nlp
>>> reports = nlp.analyze("report.txt")        # doctest: +SKIP
>>> reports[0].findings                        # doctest: +SKIP
>>> nlp.to_frames(reports)["figures"]          # doctest: +SKIP
>>> nlp.open("OUT")["findings"]                # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nlp.version import __version__

if TYPE_CHECKING:
    from nlp.engine import annotate
    from nlp.pipeline import analyze
    from nlp.write import Output as open
    from nlp.write import to_frames

__all__ = ["__version__", "analyze", "annotate", "open", "to_frames"]

_HOME = {
    "analyze": ("nlp.pipeline", "analyze"),
    "annotate": ("nlp.engine", "annotate"),
    "open": ("nlp.write", "Output"),
    "to_frames": ("nlp.write", "to_frames"),
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        module, attribute = _HOME[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module 'nlp' has no attribute {name!r}")
