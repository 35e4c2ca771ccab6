"""What the style sheets of a page hide, and what only seems hidden."""

import pytest

from nlp.ingest import read_bytes
from nlp.ingest.stylesheet import hiding

PANES = "<div class='pane a'>甲</div><div class='pane' id=x>乙</div>"
PAGE = f"<html><head><style>{{}}</style></head><body><p>{{}}</p>{PANES}</body></html>"
LONG = "正文" * 50


@pytest.mark.parametrize(
    ("sheet", "selectors"),
    [
        (".old{display:none}", [".old"]),
        (
            "/* .a{display:none} */ p{top:0} DIV.bak , #copy { VISIBILITY : hidden !important }",
            ["DIV.bak", "#copy"],
        ),
        ("<!-- .old{display:none} -->", [".old"]),
        ("@media screen{.old{display:none}}.b{color:red}", [".old"]),
        ("@media print{.noprint{display:none}}", []),
        ("@media (max-width:700px){.wide{display:none}} .x{display:none}", [".x"]),
        (".pane{display:none}.pane.active{display:block}", []),
        ("nav .sub{display:none} ul>li.x{display:none} .a:hover{display:none} p{display:none}", []),
        (".old{display:none", []),
        ("}}}{{{.old{display:none}", [".old"]),
    ],
)
def test_selectors_that_hide(sheet: str, selectors: list[str]) -> None:
    assert hiding([sheet])[0] == selectors


@pytest.mark.parametrize(
    ("sheet", "text", "read"),
    [
        (".pane{display:none}", LONG, f"{LONG}\n"),
        ("#x{display:none}", LONG, f"{LONG}\n甲\n"),
        (".pane{display:none}", "短", "短\n甲\n乙\n"),  # most of the page: a script shows it
        (".pane{display:none} .a{display:block}", LONG, f"{LONG}\n甲\n乙\n"),
    ],
)
def test_what_is_read_of_a_page(sheet: str, text: str, read: str) -> None:
    raw = read_bytes(PAGE.format(sheet, text).encode(), "x")
    assert raw.text == read
    assert int(raw.metadata.get("hidden_characters", 0)) == 2 - len(raw.text.split("\n")[1:-1])


def test_a_pane_that_is_shown_by_its_own_style_is_read() -> None:
    page = PAGE.format(".pane{display:none}", LONG).replace("'pane a'", "'pane a' style='display:block'")
    assert read_bytes(page.encode(), "x").text == f"{LONG}\n甲\n乙\n"
