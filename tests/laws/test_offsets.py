"""Offset maps: a clean span leads back to exactly the kept characters, and maps compose."""

from hypothesis import given
from hypothesis import strategies as st

from nlp.document import Raw, Source
from nlp.normalize import clean
from nlp.normalize.edits import apply
from nlp.spans import OffsetMap, Span

texts = st.text(alphabet="ab政府（）(wù)？?1２\r\n\u200b\u3000㈠—、", max_size=40)
PARTS = (
    *("務(wù)院", "態(tài)", "關（guān）", "們(men)", "信息", "檔案", "程式", "(PDF)", "a", "。", "—、"),
    *("\r\n", "\u200b", "\u3000", "\t", "|", "㈠", "１２", "?3?", "[bookmark: _GoBack]", "?。ㄒ唬"),
)
messy = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)


@st.composite
def edited(draw: st.DrawFn, text: str | None = None) -> tuple[str, list[tuple[int, int, str]]]:
    """A text and edits of it, in order and without overlap."""
    text = draw(texts) if text is None else text
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = [
        (start, end, draw(st.sampled_from(["", "x", "甲乙", "丙丁戊"])))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        if start < end
    ]
    return text, edits


@given(edited())
def test_a_kept_character_leads_back_to_itself(case: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, edits = case
    after, offsets = apply(text, edits)
    assert (offsets.clean_length, offsets.source_length) == (len(after), len(text))
    rewritten = {at for start, end, _ in edits for at in range(start, end)}
    for at in range(len(after)):
        back = offsets.to_source(Span(at, at + 1))
        assert 0 <= back.start < back.end <= len(text)
        if back.start not in rewritten:
            assert text[back.start : back.end] == after[at]
    kept = [at for at in range(len(text)) if at not in rewritten]
    assert [text[at] for at in kept] == [
        after[span.start] for at in kept if len(span := offsets.to_clean(Span(at, at + 1))) == 1
    ]


@given(edited(), st.data())
def test_spans_grow_with_their_parts(case: tuple[str, list[tuple[int, int, str]]], data: st.DataObject) -> None:
    after, offsets = apply(*case)
    start = data.draw(st.integers(0, len(after)))
    end = data.draw(st.integers(start, len(after)))
    whole = offsets.to_source(Span(start, end))
    for at in range(start, end):
        assert whole.covers(offsets.to_source(Span(at, at + 1)))


@given(edited(), st.data())
def test_maps_compose(case: tuple[str, list[tuple[int, int, str]]], data: st.DataObject) -> None:
    middle, first = apply(*case)
    _, edits = data.draw(edited(middle))
    after, second = apply(middle, edits)
    both = first.then(second)
    assert (both.clean_length, both.source_length) == (len(after), first.source_length)
    for at in range(len(after)):
        step = first.to_source(second.to_source(Span(at, at + 1)))
        straight = both.to_source(Span(at, at + 1))
        assert straight.covers(step)  # a part of a rewritten piece is cited with all of it
        if both.verbatim[both._piece(at)]:
            assert straight == step


@given(texts)
def test_the_identity_is_neutral(text: str) -> None:
    same = OffsetMap.identity(len(text))
    assert same.to_source(Span(0, len(text))) == Span(0, len(text))
    assert same.then(same) == same


@given(st.one_of(texts, messy))
def test_clean_text_traces_back_into_its_source(text: str) -> None:
    raw = Raw(Source("x"), text, OffsetMap.identity(len(text)))
    cleaned = clean(raw)
    again = clean(Raw(Source("x"), cleaned.text, OffsetMap.identity(len(cleaned.text))))
    assert cleaned.offsets.clean_length == len(cleaned.text)
    at = 0
    for position in range(len(cleaned.text)):
        span = cleaned.trace(Span(position, position + 1))
        assert at <= span.start < span.end <= len(text)
        at = span.start
        if cleaned.text[position].isdecimal():  # digits are never changed, only narrowed
            assert cleaned.text[position] in {str(int(c)) for c in text[span.start : span.end] if c.isdecimal()}
    assert len(again.text) <= len(cleaned.text)
