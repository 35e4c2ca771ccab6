"""Outputs at addresses fsspec knows: the same bytes as in a folder, on S3 from several processes too."""

from pathlib import Path
from shutil import copy

import pytest

import nlp
from nlp import engine
from nlp.errors import UsageError

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
SMALL = engine.Recipe(shard_files=2)
fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install 'gongkai[cluster]'")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    for path in sorted(SAMPLE.glob("qinghe-water-*.txt")):
        copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory, corpus) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("whole")
    engine.annotate([corpus], out, recipe=SMALL)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def content(address: str) -> dict[str, bytes]:
    system, root = fsspec.core.url_to_fs(address)
    system.invalidate_cache()
    return {path.removeprefix(root).lstrip("/"): system.cat_file(path) for path in system.find(root)}


@pytest.fixture
def s3(monkeypatch):
    """Address of a bucket of a server of this machine."""
    pytest.importorskip("s3fs", reason="s3fs is not installed: pip install 'gongkai[s3]'")
    moto = pytest.importorskip("moto.server", reason="no S3 server to test with: pip install moto flask flask-cors")
    server = moto.ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    told = {
        "AWS_ENDPOINT_URL": "http://{}:{}".format(*server.get_host_and_port()),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir("corpus")
    yield "s3://corpus/out"
    server.stop()
    fsspec.filesystem("s3").clear_instance_cache()


def test_a_file_address_is_a_folder(tmp_path, corpus, whole):
    engine.annotate([corpus], f"file://{tmp_path}/out", recipe=SMALL)
    assert content(f"file://{tmp_path}/out") == whole


def test_memory_holds_the_same_bytes(corpus, whole):
    engine.annotate([corpus], "memory://kept", recipe=SMALL)
    assert content("memory://kept") == whole


def test_memory_is_of_one_process(corpus):
    with pytest.raises(UsageError, match="one process only"):
        engine.annotate([corpus], "memory://refused", workers=2)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # of the server and its client
def test_s3_holds_the_same_bytes_and_a_rerun_goes_on(corpus, whole, s3):
    engine.annotate([corpus], s3, workers=2, recipe=SMALL)
    assert content(s3) == whole
    fsspec.filesystem("s3").rm(next(path for path in fsspec.filesystem("s3").find(s3) if "/figures/" in path))
    engine.annotate([corpus], s3, recipe=SMALL)
    assert content(s3) == whole
    assert nlp.open(s3)["reports"]["source"].tolist() == sorted(path.name for path in corpus.iterdir())
