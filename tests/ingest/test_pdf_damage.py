"""PDF files that can't be read, and those made to do harm: each ends with a plain reason, within its budget."""

import random
import sys
import zlib
from pathlib import Path

import pytest

from nlp.errors import BudgetExceeded, EmptySource, SourceError
from nlp.ingest import Budget, read_bytes

sys.path.insert(0, str(Path(__file__).parent))
from pdfs import Look, Writer, objects, stream
from reportlab.lib.pdfencrypt import StandardEncryption

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def page(resources: bytes, more: bytes = b"") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>%s>>" % (resources, more)


def one_page(content: bytes, filters: bytes = b"", more: bytes = b"") -> bytes:
    return objects(CATALOG, PAGES, page(b"/Font<</F 5 0 R>>", more), stream(content, filters), HELVETICA)


def report(**options: object) -> bytes:
    writer = Writer(Look(), **options)
    for _ in range(30):
        writer.paragraph("全年公开信息20条，收到申请3件，均按期答复。" * 3)
    return writer.finish()


# A font that numbers its glyphs and does not say what they are.
UNNAMED = objects(
    CATALOG,
    PAGES,
    page(b"/Font<</F 5 0 R>>"),
    stream(b"BT /F 12 Tf 100 700 Td <0123045607890abc0def> Tj ET"),
    b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEE+Kai/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEE+Kai/DW 1000/FontDescriptor 7 0 R"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
    b"<</Type/FontDescriptor/FontName/ABCDEE+Kai/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800"
    b"/Descent -200/CapHeight 700/StemV 80>>",
)
SCAN = objects(
    CATALOG,
    PAGES,
    page(b"/XObject<</I 5 0 R>>"),
    stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
    stream(bytes(8), b"/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 1/ColorSpace/DeviceGray"),
)


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (report(encrypt=StandardEncryption("secret")), SourceError, "加密"),
        (UNNAMED, SourceError, "字符对照表"),
        (SCAN, SourceError, "扫描件"),
        (one_page(b""), EmptySource, "没有文字"),
        (report()[:400], SourceError, "损坏"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 9, SourceError, "损坏"),
        (objects(CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"), SourceError, "PDF"),
    ],
    ids=["password", "unnamed glyphs", "scan", "nothing", "cut", "junk", "no pages"],
)
def test_the_reason_is_named(data: bytes, error: type[SourceError], says: str) -> None:
    with pytest.raises(error) as caught:
        read_bytes(data, "x.pdf")
    assert says in caught.value.zh and caught.value.en


def test_a_file_that_only_limits_printing_is_read() -> None:
    raw = read_bytes(report(encrypt=StandardEncryption("", "owner", canPrint=0)), "x.pdf")
    assert raw.text.startswith("全年公开信息20条")


@pytest.mark.parametrize("damage", [(b"startxref", b"startxxxx"), (b"\nxref", b"\nxxxx"), (b"/Size", b"/Sizf")])
def test_a_damaged_directory_is_rebuilt(damage: tuple[bytes, bytes]) -> None:
    whole = report()
    assert read_bytes(whole.replace(*damage), "x.pdf").text == read_bytes(whole, "x.pdf").text


def test_scripts_and_attachments_and_fields_are_not_looked_at() -> None:
    harm = b"/AA<</O<</S/JavaScript/JS(app.alert\\(1\\))>>>>/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]"
    harm += b"/A<</S/URI/URI(http://nowhere.invalid/)>>>>]"
    assert read_bytes(one_page(b"BT /F 12 Tf 100 700 Td (2022) Tj ET", more=harm), "x.pdf").text == "2022\n"


@pytest.mark.parametrize(
    ("budget", "limit"),
    [
        (Budget(pages=1), "pages"),
        (Budget(cells=100), "cells"),
        (Budget(seconds=-1), "seconds"),
        (Budget(bytes=99), "bytes"),
    ],
)
def test_what_is_over_the_budget_is_named(budget: Budget, limit: str) -> None:
    lines = b"\n".join(b"50 %d m 550 %d l S %d 50 m %d 800 l S" % (y, y, y - 20, y - 20) for y in range(70, 570, 6))
    grid = objects(
        CATALOG,
        b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>",
        page(b"/Font<</F 5 0 R>>"),
        stream(b"BT /F 9 Tf 100 300 Td (1) Tj ET " + lines),
        HELVETICA,
    )
    with pytest.raises(BudgetExceeded) as caught:
        read_bytes(grid, "x.pdf", budget)
    assert caught.value.budget == limit


@pytest.mark.slow
@pytest.mark.parametrize("twice", [False, True])
@pytest.mark.parametrize("content", [b" ", b"BT /F 12 Tf 10 10 Td (a) Tj ET\n"], ids=["blanks", "text"])
def test_a_bomb_ends_as_an_error_of_its_file(content: bytes, twice: bool) -> None:
    """Some hundred megabytes in a kilobyte; the file after it is read as if nothing had been."""
    bomb = zlib.compress(content * (500_000_000 // len(content)), 1)
    filters = b"/Filter/FlateDecode"
    if twice:
        bomb, filters = zlib.compress(bomb, 9), b"/Filter[/FlateDecode/FlateDecode]"
    with pytest.raises(SourceError):
        read_bytes(one_page(bomb, filters), "x.pdf", Budget(seconds=5, memory=256 * 1024 * 1024))
    assert read_bytes(report(), "x.pdf").text.startswith("全年公开信息20条")


def test_forms_within_forms_without_end_are_harmless() -> None:
    form = stream(
        b"/X Do BT /F 9 Tf 100 300 Td (1) Tj ET",
        b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>/Font<</F 5 0 R>>>>",
    )
    data = objects(CATALOG, PAGES, page(b"/XObject<</X 6 0 R>>"), stream(b"/X Do"), HELVETICA, form)
    assert read_bytes(data, "x.pdf", Budget(seconds=30)).text.strip("1\n") == ""


@pytest.mark.slow
def test_mutated_files_end_with_text_or_a_reason() -> None:
    chance = random.Random(7)
    sources = [report(), report(pageCompression=1), UNNAMED, SCAN]
    outcomes = {"read": 0, "refused": 0}
    for _ in range(600):
        data = bytearray(chance.choice(sources))
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(data))
            kind = chance.randrange(4)
            if kind == 0:
                data[at] = chance.randrange(256)
            elif kind == 1:
                del data[at : at + chance.randint(1, 80)]
            elif kind == 2:
                data[at:at] = data[at : at + chance.randint(1, 400)]
            else:
                data[at:at] = str(chance.choice([-1, 0, 2**31, 10**9])).encode()
        try:
            read_bytes(bytes(b"%PDF-" + data), "x.pdf", Budget(seconds=10))
            outcomes["read"] += 1
        except SourceError as error:
            assert error.zh and error.en
            outcomes["refused"] += 1
    assert sum(outcomes.values()) == 600 and min(outcomes.values()) > 20
