"""Which files a run reads, in which order, and how they are cut into shards."""

import os
from pathlib import Path

import pytest

from nlp.engine.documents import SHARD_BYTES, Document, cut, find_documents
from nlp.errors import UsageError


def made(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(os.fsencode(name))
    return folder


def uris(*paths: Path) -> list[str]:
    return [document.uri for document in find_documents(paths)]


def test_files_come_by_name_folder_by_folder(tmp_path):
    assert uris(made(tmp_path, "b.txt", "a/y.txt", "a/x.txt", "a-b.txt")) == ["a/x.txt", "a/y.txt", "a-b.txt", "b.txt"]


def test_several_folders_come_in_the_same_order_as_one(tmp_path):
    made(tmp_path, "in/a/y.txt", "in/a-b.txt", "in/b.txt")
    assert uris(tmp_path / "in", tmp_path / "in/b.txt") == uris(tmp_path / "in")


def test_names_of_several_inputs_that_are_no_text_keep_their_order(tmp_path):
    undecodable = "r\udcff.txt"  # as file names in GBK are on a system that expects UTF-8
    made(tmp_path, f"x/{undecodable}", "x/r.txt", "y/r𠮷.txt", "y/r一.txt")
    assert uris(tmp_path / "y", tmp_path / "x") == ["r.txt", "r一.txt", undecodable, "r𠮷.txt"]


def test_a_name_that_is_taken_twice_is_misuse(tmp_path):
    made(tmp_path, "x/a/r.txt", "y/a/r.txt", "z/a/r.txt")
    with pytest.raises(UsageError, match=r"two inputs are called a/r\.txt"):
        uris(tmp_path / "x/a", tmp_path / "y/a", tmp_path / "z/a")


def test_hidden_files_are_left_out(tmp_path):
    assert uris(made(tmp_path, "a.txt", ".b.txt", ".git/c.txt")) == ["a.txt"]


def test_two_inputs_of_one_name_bear_their_folders(tmp_path):
    made(tmp_path, "x/r.txt", "y/r.txt")
    assert uris(tmp_path / "x", tmp_path / "y") == ["r.txt", "y/r.txt"]


def test_a_missing_input_is_misuse(tmp_path):
    with pytest.raises(UsageError, match="nowhere"):
        uris(tmp_path / "nowhere")


def test_a_link_that_leads_in_a_circle_is_not_followed(tmp_path):
    (made(tmp_path, "a.txt") / "loop").symlink_to(tmp_path)
    assert uris(tmp_path) == ["a.txt"]


def test_a_broken_link_is_a_document_that_can_not_be_read(tmp_path):
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert uris(tmp_path) == ["gone.txt"]


NAMES = [f"{n:05d}.txt" for n in range(2000)]


def shards(names: list[str]) -> list[tuple[str, ...]]:
    documents = (Document(name, name) for name in names)
    return [tuple(document.uri for document in shard.documents) for shard in cut(documents, 16)]


def test_shards_hold_every_document_once_in_order():
    assert [name for shard in shards(NAMES) for name in shard] == NAMES


def test_a_new_document_changes_one_shard():
    before, after = set(shards(NAMES)), set(shards([*NAMES[:777], "00776-b.txt", *NAMES[777:]]))
    assert len(after - before) <= 2


def test_shards_are_about_as_long_as_asked():
    lengths = [len(shard) for shard in shards(NAMES)]
    assert max(lengths) <= 64
    assert 8 <= sum(lengths) / len(lengths) <= 24


def test_large_documents_make_short_shards():
    documents = [Document(name, name, SHARD_BYTES // 2) for name in NAMES[:10]]
    assert max(len(shard.documents) for shard in cut(documents, 1000)) == 2


def test_nothing_makes_one_empty_shard():
    assert [shard.documents for shard in cut([], 16)] == [()]
