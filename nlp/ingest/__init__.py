"""Room 1: bytes -> Raw. `read` takes a path, `read_bytes` what is already in memory.

What every reader keeps to:

* A reader is a module of this room with `read(data: bytes, source: Source, budget: Budget) -> Raw`; `READERS`
  names the module of a media type, and it is imported when the first such file comes. `media.py` tells the
  type by the first bytes, never by the name. Heavy libraries are imported inside the reader.
* Plain text keeps everything, line ends too: `Raw.text` is the decoded source without byte order mark.
* Of any other file `Raw.text` is the text read from it, made by `assembly.Assembly`: one block a line; a table
  one row a line, its cells separated by a tab, spans resolved (a merged cell's text stands in its first grid
  position, the other positions are empty; rows end with as many tabs as the widest row needs). A line end in a
  cell vanishes between Chinese characters and is a blank elsewhere; a tab in a cell is a blank. Numbers that a style
  makes (一、 of a list) are written out. `Raw.offsets` is the identity.
* `Raw.blocks` has every line or table in order: kind, span, `Place` (page and box, or node path), and for
  tables every cell with row, column and spans, empty cells as well: `tables` reads the columns from there and need
  not guess which cell is blank. Text nobody sees (hidden, struck out, scripts) and page furniture that is
  certainly none of the text are left out, closed panes that hold most of a page are read; what may be furniture
  becomes a block of that kind.
* `Raw.metadata` holds what the file says of itself: title, index_number, publisher, published (ISO date), author;
  with `cut_bytes` and `replaced` where decoding lost something, `hidden_characters` of a page that nobody sees.
* Nothing is executed or fetched, no entity resolved, no path left. `Budget` is asked while the work is done
  (`check`, `check_unpacked`, `check_time`), not afterwards. A damaged file raises a SourceError that says why;
  a fault of a library becomes one as well.
"""

import hashlib
from importlib import import_module
from pathlib import Path

from nlp.document import Raw, Source
from nlp.errors import SourceError
from nlp.ingest import archive, media
from nlp.ingest.budget import Budget

__all__ = ["READERS", "Budget", "load", "read", "read_bytes"]

READERS = {  # media type: module of this room
    media.PLAIN: "plain",
    media.MARKDOWN: "plain",
    media.CSV: "sheets",
    media.DOCX: "docx",
    media.XLSX: "sheets",
    media.HTML: "html",
    media.MHTML: "mhtml",
    media.PDF: "pdf",
    media.OFD: "ofd",
    media.ZIP: "archive",
    media.OLE: "office",
    media.RTF: "office",
    media.ODT: "office",
}


def read(path: str | Path, uri: str | None = None, budget: Budget | None = None) -> Raw:
    """Raw of a file, or of one in a zip (`bundle.zip/name.docx`). `uri` names it in every output, else the path.

    Raises SourceError (unreadable, a folder), EmptySource, BinarySource, BudgetExceeded.
    """
    path = Path(path)
    budget = budget or Budget()
    data = load(path, budget)
    return read_bytes(data, path.as_posix() if uri is None else uri, budget)


def load(path: Path, budget: Budget) -> bytes:
    """Bytes of a file, or of one in a zip. Raises SourceError, BudgetExceeded."""
    try:
        if not path.exists() and archive.bundle_of(path):
            return archive.load(path, budget)
        budget.check("bytes", path.stat().st_size)
        with path.open("rb") as file:  # one byte over the budget is enough to refuse a growing file
            return file.read(budget.bytes + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(f"文件无法读取：{reason}", f"file can't be read: {reason}") from error


def read_bytes(data: bytes, uri: str, budget: Budget | None = None) -> Raw:
    """Raw of the bytes of a file. Raises like `read`."""
    budget = (budget or Budget()).started()
    budget.check("bytes", len(data))
    kind = media.media_type(data)
    if kind not in READERS:
        raise SourceError(f"尚不支持读取 {media.NAMES[kind]}", f"{media.NAMES[kind]} is not yet readable")
    source = Source(uri=uri, media_type=kind, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    raw: Raw = import_module(f"nlp.ingest.{READERS[kind]}").read(data, source, budget)
    budget.check_time()
    return raw
