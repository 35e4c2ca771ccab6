"""Zip files: every file in them has its name and its outcome, whatever the archive says of itself."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from nlp import engine
from nlp.engine import find_files
from nlp.errors import BudgetExceeded, EmptySource, SourceError
from nlp.ingest import Budget, archive, read, read_bytes

TEXT = "青禾县水务局2022年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n".encode()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return buffer.getvalue()


def bundle(folder: Path, data: bytes, name: str = "bundle.zip") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def uris(path: Path) -> list[str]:
    return [uri for _, uri in find_files([path])]


def reason(path: Path, budget: Budget | None = None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(path, budget=budget)
    assert caught.value.zh and caught.value.en
    return caught.value


def test_members_stand_like_files_of_a_folder(tmp_path: Path) -> None:
    inner = zipped({"丙/c.txt": TEXT})
    path = bundle(tmp_path, zipped({"b/乙.txt": TEXT, "a.txt": TEXT, "b/c.zip": inner, "b/": b"", "b!.txt": TEXT}))
    assert uris(path) == [f"bundle.zip/{name}" for name in ("a.txt", "b/c.zip/丙/c.txt", "b/乙.txt", "b!.txt")]
    assert uris(tmp_path) == uris(path)
    assert [read(found, uri).text for found, uri in find_files([path])] == [TEXT.decode()] * 4
    assert read(path / "b/c.zip/丙/c.txt").source.uri.endswith("bundle.zip/b/c.zip/丙/c.txt")


def test_what_nobody_put_there_is_left_out(tmp_path: Path) -> None:
    names = ("__MACOSX/._a.txt", ".DS_Store", "a/.hidden/b.txt", "a.txt")
    assert uris(bundle(tmp_path, zipped(dict.fromkeys(names, TEXT)))) == ["bundle.zip/a.txt"]


@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_names_without_a_declared_encoding(tmp_path: Path, codec: str) -> None:
    held = "x" * len("年报/某局.txt".encode(codec))
    data = zipped({held: TEXT}).replace(held.encode(), "年报/某局.txt".encode(codec))
    path = bundle(tmp_path, data)
    assert uris(path) == ["bundle.zip/年报/某局.txt"]
    assert read(path / "年报" / "某局.txt").text == TEXT.decode()


def test_names_of_windows_and_doubled_names(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped_twice("a\\b.txt")
    path = bundle(tmp_path, data)
    assert uris(path) == ["bundle.zip/a/b.txt", "bundle.zip/a/b.txt~2"]
    assert [read(found).text for found, _ in find_files([path])] == ["甲", "乙"]


def zipped_twice(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(name, "甲")
        file.writestr(name, "乙")
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\Windows\\a.txt", "a/../../b.txt"])
def test_names_that_leave_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = bundle(tmp_path, zipped({name: TEXT, "good.txt": TEXT}))
    listed = find_files([path])
    refused, good = sorted(listed, key=lambda pair: pair[1].endswith("good.txt"))
    assert ".." not in refused[1].split("/")
    assert "压缩包之外" in str(reason(refused[0]))
    assert read(good[0]).text == TEXT.decode()


def test_links_are_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
    assert "符号链接" in str(reason(bundle(tmp_path, buffer.getvalue()) / "link.txt"))


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def test_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    data = zipped({"a.txt": TEXT, "b.txt": TEXT}, zipfile.ZIP_STORED)
    path = bundle(tmp_path, flipped(data, data.index(TEXT) + 5))
    assert "损坏" in str(reason(path / "a.txt"))
    assert read(path / "b.txt").text == TEXT.decode()


def test_an_encrypted_member_is_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": TEXT}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "加密" in str(reason(bundle(tmp_path, bytes(data)) / "a.txt"))


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT}, zipfile.ZIP_STORED))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x01\x02"))
    data[entry + 42 : entry + 46] = bytes(4)  # b begins where a does
    path = bundle(tmp_path, bytes(data))
    assert ["重叠" in str(reason(path / name)) for name in ("a.txt", "b.txt")] == [True, True]
    assert read(path / "c.txt").text == TEXT.decode()


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = bundle(tmp_path, zipped({"bomb.txt": bytes(40 << 20), "good.txt": TEXT}))
    assert reason(path / "bomb.txt").budget == "ratio"
    assert read(path / "good.txt").text == TEXT.decode()


def test_a_member_longer_than_it_says_is_cut_and_found_damaged(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": bytes(5 << 20)}))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    assert isinstance(reason(bundle(tmp_path, bytes(data)) / "a.txt"), SourceError)


def nested(depth: int) -> bytes:
    data = zipped({"a.txt": TEXT})
    for _ in range(depth - 1):
        data = zipped({"in.zip": data})
    return data


def test_archives_are_entered_as_deep_as_the_budget_allows(tmp_path: Path) -> None:
    most = Budget().archives
    assert uris(bundle(tmp_path, nested(most))) == ["bundle.zip/" + "in.zip/" * (most - 1) + "a.txt"]
    ((path, uri),) = find_files([bundle(tmp_path, nested(50), "deep.zip")])
    assert uri == "deep.zip" + "/in.zip" * most
    assert reason(path).budget == "archives" and "嵌套" in str(reason(path))


@pytest.mark.parametrize(
    ("files", "limits", "name"),
    [
        (dict.fromkeys(map(str, range(30)), b"x"), {"members": 20}, "members"),
        (dict.fromkeys(map(str, range(30)), b"x" * 100), {"bundle": 2000}, "bundle"),
        ({"a": b"x" * 1000}, {"bytes": 100}, "bytes"),
    ],
)
def test_an_archive_over_the_budget_is_one_row(tmp_path: Path, files: dict, limits: dict, name: str) -> None:
    path = bundle(tmp_path, zipped(files))
    budget = Budget(**limits)
    assert archive.members(path, budget) == []
    with pytest.raises(BudgetExceeded) as caught:
        read(path, budget=budget)
    assert caught.value.budget == name


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (zipped({}), EmptySource),
        (zipped({"__MACOSX/a": b""}), EmptySource),
        (zipped({"a.txt": TEXT}), SourceError),
        (zipped({"a.txt": TEXT})[:-30], SourceError),
        (b"PK\x03\x04" + bytes(100), SourceError),
        (zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), SourceError),
    ],
)
def test_an_archive_is_no_report(data: bytes, error: type[SourceError]) -> None:
    with pytest.raises(error) as caught:
        read_bytes(data, "x.zip")
    assert type(caught.value) is error


def test_a_directory_of_a_million_entries_is_refused_unread() -> None:
    entry = b"PK\x01\x02" + bytes(42)
    end = b"PK\x05\x06" + bytes(8) + (len(entry) * 1_000_000).to_bytes(4, "little") + bytes(6)
    with pytest.raises(BudgetExceeded) as caught:
        read_bytes(b"PK\x03\x04" + entry * 1_000_000 + end, "x.zip")
    assert caught.value.budget == "members"


def test_a_document_called_zip_is_read_as_what_it_is(tmp_path: Path) -> None:
    document = zipped(
        {"[Content_Types].xml": b"", "word/document.xml": b"<document><body><p><r><t>a</t></r></p></body></document>"}
    )
    path = bundle(tmp_path, document, "report.zip")
    assert uris(path) == ["report.zip"]
    assert read(path).text == "a\n"


@pytest.mark.parametrize("name", ["gone.txt", "a.txt/b.txt"])
def test_what_is_not_there_is_said(tmp_path: Path, name: str) -> None:
    assert reason(bundle(tmp_path, zipped({"a.txt": TEXT})) / name)


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


def test_a_bundle_is_annotated_alike_by_one_worker_and_two(tmp_path: Path, root: Path) -> None:
    samples = sorted((root / "corpora/sample").glob("*.txt"))[:5]
    files = {f"年报/{path.name}": path.read_bytes() for path in samples}
    data = zipped({**files, "bad.docx": b"PK\x03\x04", "inner.zip": zipped({"a.txt": samples[0].read_bytes()})})
    path = bundle(tmp_path, data)
    counts = engine.annotate([path], tmp_path / "one", workers=1)
    engine.annotate([path], tmp_path / "two", workers=2)
    assert (counts.files, counts.reports, counts.unreadable) == (7, 6, 1)
    assert outputs(tmp_path / "one") == outputs(tmp_path / "two") != {}


def test_a_changed_member_is_annotated_anew(tmp_path: Path, root: Path) -> None:
    first, second = sorted((root / "corpora/sample").glob("*.txt"))[:2]
    path = bundle(tmp_path, zipped({"a.txt": first.read_bytes()}))
    engine.annotate([path], tmp_path / "out")
    before = outputs(tmp_path / "out")
    bundle(tmp_path, zipped({"a.txt": second.read_bytes()}))
    engine.annotate([path], tmp_path / "out")
    assert outputs(tmp_path / "out").values() != before.values() and set(outputs(tmp_path / "out")) != set(before)
