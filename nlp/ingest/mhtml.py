"""Reader of pages saved as one file with their pictures (.mht, MHTML): the page in it, nothing fetched."""

from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from nlp.document import Raw, Source
from nlp.errors import EmptySource, SourceError
from nlp.ingest import html
from nlp.ingest.budget import Budget


def read(data: bytes, source: Source, budget: Budget) -> Raw:
    """Raw of the first page in the archive. Raises EmptySource where it holds none, else like the reader of HTML."""
    try:
        parts = message_from_bytes(data).walk()
        page, label = next(((part, part.get_content_charset("")) for part in parts if _is_page(part)), (None, ""))
        content = page.get_payload(decode=True) if page else None
    except (MessageError, ValueError, LookupError, RecursionError) as reason:
        raise SourceError("网页存档已损坏", "the saved page is damaged") from reason
    if not isinstance(content, bytes) or not content.strip():
        raise EmptySource("网页存档中没有网页", "no page in the archive")
    budget.check("unpacked", len(content))
    return html.read(content, source, budget, label)


def _is_page(part: Message) -> bool:
    return part.get_content_type() in ("text/html", "application/xhtml+xml")
