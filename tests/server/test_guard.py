"""The desk lets in its own host and its own pages, and nobody else."""

import pytest

from nlp.decisions import read_decisions
from nlp.errors import UsageError
from nlp.server.guard import allowed_hosts, is_loopback
from tests.server.serving import Served, has_ipv6, hidden


@pytest.fixture(scope="module")
def desk(run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("log")
    with Served(run, "--decisions", str(folder / "d.db")) as served:
        served.log = folder / "d.db"
        yield served


@pytest.fixture
def verdict(desk):
    """The fields of a verdict on the first finding of the queue."""
    page = desk.get(desk.get("/next/-")[1]["location"])[2]
    fields = {name: hidden(page, name) for name in ("token", "finding", "fingerprint")}
    return {**fields, "verdict": "confirmed", "comment": ""}


def test_a_form_of_the_desk_is_kept(desk, verdict):
    before = len(read_decisions(desk.log))
    assert desk.post("/judge", verdict)[0] == 303
    assert len(read_decisions(desk.log)) == before + 1


@pytest.mark.parametrize(
    ("fields", "headers", "status"),
    [
        ({"token": "guessed"}, {}, 403),
        ({"token": ""}, {}, 403),
        ({}, {"origin": "http://evil.example"}, 403),
        ({}, {"origin": "null"}, 403),
        ({}, {"origin": ""}, 403),
        ({}, {"host": "evil.example", "origin": "http://evil.example"}, 400),
        ({}, {"content_type": "text/plain"}, 415),
        ({"verdict": "maybe"}, {}, 422),
        ({"comment": "长" * 4001}, {}, 422),
        ({"comment": "长" * 100_000}, {}, 413),
        ({"finding": "0000"}, {}, 409),
        ({"fingerprint": "0000"}, {}, 409),
    ],
)
def test_any_other_write_is_refused_and_leaves_nothing(desk, verdict, fields, headers, status):
    before = len(read_decisions(desk.log))
    assert desk.post("/judge", {**verdict, **fields}, **headers)[0] == status
    assert len(read_decisions(desk.log)) == before


@pytest.mark.parametrize("path", ["/judge", "/undo", "/tags"])
def test_nothing_is_written_by_following_a_link(desk, path):
    assert desk.get(path)[0] == 405


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"])
def test_a_foreign_host_name_gets_no_page(desk, host):
    status, _, text = desk.get("/", host=host)
    assert status == 400
    assert "token" not in text


@pytest.mark.parametrize("host", ["", "[", "[::1]", "127.0.0.1:x:y", "a@127.0.0.1", "127.0.0.1/", "[::ffff:127.0.0.1]"])
def test_an_odd_host_name_gets_no_page(desk, host):
    assert desk.get("/", host=host)[0] == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1"])
def test_this_machine_goes_by_its_names(desk, host):
    assert desk.get("/", host=host)[0] == 200


def test_the_desk_listens_on_the_loopback_of_ipv6(run, tmp_path):
    if not has_ipv6():
        pytest.skip("needs IPv6 on this machine")
    with Served(run, "--decisions", str(tmp_path / "d.db"), host="::1") as desk:
        page = desk.get(desk.get("/next/-")[1]["location"])[2]
        fields = {name: hidden(page, name) for name in ("token", "finding", "fingerprint")}
        assert desk.post("/judge", {**fields, "verdict": "confirmed", "comment": ""})[0] == 303
        assert desk.get("/", host="evil.example")[0] == 400
    assert len(read_decisions(tmp_path / "d.db")) == 1


@pytest.mark.parametrize("path", ["/", "/report/none", "/finding/none", "/nowhere"])
def test_every_answer_stays_out_of_caches_and_frames(desk, path):
    _, headers, _ = desk.get(path)
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/report/none", "/finding/none", "/tags/none/1", "/report/..%2f..%2fetc%2fpasswd"])
def test_what_is_not_in_the_run_is_not_found(desk, path):
    assert desk.get(path)[0] == 404


def test_a_password_opens_the_door(run, tmp_path):
    (tmp_path / "word").write_text("芝麻开门\n", "utf-8")
    with Served(run, "--decisions", str(tmp_path / "d.db"), "--password-file", str(tmp_path / "word")) as desk:
        assert desk.get("/")[1]["location"] == "/door"
        assert desk.post("/judge", {"token": "x"})[0] == 403
        assert desk.post("/door", {"password": "芝麻"})[0] == 403
        assert desk.post("/door", {"password": "芝麻开门"}, origin="http://evil.example")[0] == 403
        status, headers, _ = desk.post("/door", {"password": "芝麻开门"})
        assert status == 303
        cookie = headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie
        assert desk.get("/", cookie=cookie.partition(";")[0])[0] == 200
        assert desk.get("/", cookie="gongkai-session=guessed")[0] == 303


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "desk.example"])
def test_another_host_demands_a_password(host):
    with pytest.raises(UsageError, match="password"):
        allowed_hosts(host, ("desk.example",), "")


def test_every_address_of_a_machine_needs_a_name():
    with pytest.raises(UsageError, match="--name"):
        allowed_hosts("0.0.0.0", (), "secret")
    assert "desk.example" in allowed_hosts("0.0.0.0", ("desk.example",), "secret")
    assert "*" not in allowed_hosts("0.0.0.0", ("desk.example",), "secret")


@pytest.mark.parametrize(
    ("host", "own"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("a.example", False)]
)
def test_loopback_is_this_machine(host, own):
    assert is_loopback(host) is own


def test_a_run_of_another_version_is_told(run, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    lines = (run / "records.jsonl").read_bytes().splitlines(keepends=True)
    (out / "records.jsonl").write_bytes(b"".join(lines))
    with Served(out) as desk:
        assert desk.get("/")[0] == 200
        (out / "records.jsonl").write_bytes(lines[0].replace(b'"report_id"', b'"id"'))
        status, _, text = desk.get("/")
        assert (status, "annotate again" in text) == (409, True)
