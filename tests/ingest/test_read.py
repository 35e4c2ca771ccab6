"""What is refused and why; what the record of a source holds."""

import hashlib
import time
from pathlib import Path

import pytest

from nlp.errors import BinarySource, BudgetExceeded, EmptySource, SourceError
from nlp.ingest import Budget, read, read_bytes


def test_the_source_is_described(tmp_path: Path) -> None:
    data = "一、总体情况\r\n".encode("gb18030")
    path = tmp_path / "报告.txt"
    path.write_bytes(data)
    raw = read(path, uri="folder/报告.txt")
    assert raw.text == "一、总体情况\r\n"  # line ends stay
    assert raw.source.uri == "folder/报告.txt"
    assert raw.source.sha256 == hashlib.sha256(data).hexdigest()
    assert (raw.source.size, raw.source.encoding, raw.source.media_type) == (14, "gb18030", "text/plain")
    assert raw.offsets.is_identity
    assert raw.metadata == {}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptySource),
        (b" \r\n\t\n", EmptySource),
        ("\ufeff".encode(), EmptySource),
        ("\u3000\u200b\n".encode(), EmptySource),
        (b"\x89PNG\r\n\x1a\n\x00\x00", BinarySource),
        (b"PK\x03\x04\x14\x00", SourceError),
        (b"MZ\x90\x00\x03\x00", BinarySource),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", SourceError),
        (b"{\\rtf1\\ansi", SourceError),
        (b"\x00" * 500, BinarySource),
        (bytes(range(32)) * 30, BinarySource),
        (b"%PDF-1.7\n", SourceError),
        (b"<!DOCTYPE html><html>", EmptySource),
        (b'\xef\xbb\xbf\n<?xml version="1.0"?>\n<html lang="zh">', EmptySource),
        ("<html>".encode("utf-16"), EmptySource),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, error: type[SourceError]) -> None:
    with pytest.raises(error) as caught:
        read_bytes(data, "x")
    assert type(caught.value) is error
    assert caught.value.zh and caught.value.en


def test_a_text_that_begins_like_a_program_is_a_text() -> None:
    assert read_bytes("MZ乡人民政府".encode(), "x").text == "MZ乡人民政府"


def test_a_file_over_budget_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("信息" * 100, encoding="utf-8")
    with pytest.raises(BudgetExceeded) as caught:
        read(path, budget=Budget(bytes=599))
    assert caught.value.budget == "bytes"
    assert len(read(path, budget=Budget(bytes=600)).text) == 200


@pytest.mark.parametrize("name", [".", "missing.txt"])
def test_a_folder_and_a_missing_file_are_source_errors(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError):
        read(tmp_path / name)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["主动公开信息12条，", "?", "|", "1", " \ufeff信"])
def test_a_line_of_50_megabytes_is_read_in_seconds(unit: str) -> None:
    data = (unit * (50_000_000 // len(unit.encode()))).encode()
    began = time.process_time()
    assert len(read_bytes(data, "long.txt").text) > 10_000_000
    assert time.process_time() - began < 30
