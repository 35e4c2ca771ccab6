"""Near-copied paragraphs: what is found, whose it is, what is nobody's own; and the same bytes each time."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from random import Random

import numpy as np
import pytest

from nlp import catalog, engine
from nlp.errors import UsageError
from nlp.reuse import read_findings, read_pairs, read_shares, reuse
from nlp.reuse.letters import letters_of, shingles
from nlp.reuse.official import Official
from nlp.reuse.owners import UNKNOWN, owners, same_area
from nlp.reuse.similar import _signatures, jaccard, similar
from nlp.verify.outlines import Office

ROOT = Path(__file__).resolve().parents[2]
DAM = (
    "围绕灌区改造和山塘加固组织工程人员走村入户,逐坝登记渗漏点位并在村口张榜,群众凭榜单可直接找到包坝干部反映新的险情。"
)
FLOOD = "防汛值班室把雨情短信改为方言语音,由沿河村组的广播员早晚各播一遍,老人听得懂记得住,转移时不再逐户敲门。"
WATER = "水质化验室开放周接待中学生参观,讲解员演示余氯检测,家长当场领取自家水样报告,事后有问题可拨打化验员手机。"
RIVER = "河长公示牌换成可扫码的样式,扫码后能看到近期巡河照片和交办清单,村民上传的垃圾点位当天派单、隔天回访。"


def report(office: str, year: int, *paragraphs: str) -> str:
    title = f"{office}{year}年政府信息公开工作年度报告"
    last = "六、其他需要报告的事项\n无其他需要报告的事项。"
    return "\n".join((title, "", "一、总体情况", *paragraphs, "", last, ""))


def run(folder: Path, aliases: dict[str, str] | None = None, **reports: str) -> dict[str, dict[str, int]]:
    """Characters of each relation by the name of the file."""
    (folder / "in").mkdir()
    for name, text in reports.items():
        (folder / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    engine.annotate([folder / "in"], folder / "out")
    reuse(folder / "out", folder / "reuse", aliases)
    names = {share.report_id: share for share in read_shares(folder / "reuse")}
    files = {pair.report_id: pair.source for pair in pairs(folder)}
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, share in names.items():
        kinds = {kind: getattr(share, kind) for kind in ("kept", "borrowed", "shared", "unclear")}
        found[files.get(name, name).removesuffix(".txt")] = {kind: n for kind, n in kinds.items() if n}
    return found


def pairs(folder: Path):
    return [pair for share in read_shares(folder / "reuse") for pair in read_pairs(folder / "reuse", share.report_id)]


def test_last_years_own_text_is_kept_with_new_numbers(tmp_path):
    first = report("青禾县水务局", 2021, DAM + "全年走访32次。")
    found = run(tmp_path, a=first, b=report("青禾县水务局", 2022, DAM + "全年走访158次。"))
    assert set(found["b"]) == {"kept"}
    assert [pair.similarity for pair in pairs(tmp_path)] == [1.0]


def test_an_earlier_report_of_another_office_is_borrowed_from(tmp_path):
    copy = report("白石市水利局", 2022, DAM.replace("山塘", "水库"))
    found = run(tmp_path, a=report("青禾县水务局", 2021, DAM), b=copy)
    assert found["b"] == {"borrowed": 55}


def test_of_one_year_nobody_is_said_to_have_borrowed(tmp_path):
    found = run(tmp_path, a=report("青禾县水务局", 2022, DAM), b=report("白石市水利局", 2022, DAM))
    assert set(found["a"]) == set(found["b"]) == {"shared"}


def test_what_an_office_had_before_it_did_not_borrow(tmp_path):
    first = {"a": report("青禾县水务局", 2020, DAM), "b": report("白石市水利局", 2021, DAM)}
    found = run(tmp_path, **first, c=report("青禾县水务局", 2022, DAM))
    assert (set(found["b"]), set(found["c"])) == ({"borrowed"}, {"kept"})


def test_a_renamed_office_keeps_its_text(tmp_path):
    reports = {"a": report("青禾县水利局", 2021, DAM), "b": report("青禾县水务局", 2022, DAM)}
    assert set(run(tmp_path, {"青禾县水务局": "青禾县水利局"}, **reports)["b"]) == {"kept"}


def test_a_line_broken_in_mid_sentence_is_the_same_paragraph(tmp_path):
    broken = "\n".join((DAM[:25], DAM[25:45], DAM[45:]))
    found = run(tmp_path, a=report("青禾县水务局", 2021, DAM, FLOOD), b=report("白石市水利局", 2022, broken))
    assert set(found["b"]) == {"borrowed"}


def test_text_of_very_many_offices_is_nobodys_own(tmp_path):
    places = "甲乙丙丁戊己庚辛壬癸"
    reports = {f"r{at}": report(f"{place}水县水务局", 2022, DAM) for at, place in enumerate(places)}
    assert not any(run(tmp_path, **reports).values())


def test_shares_are_sums_of_their_pairs(tmp_path):
    first = report("青禾县水务局", 2021, DAM, FLOOD)
    run(
        tmp_path,
        a=first,
        b=report("青禾县水务局", 2022, DAM, WATER),
        c=report("白石市水利局", 2022, FLOOD, RIVER, WATER),
    )
    listed: dict[tuple[str, str], int] = defaultdict(int)
    for pair in pairs(tmp_path):
        listed[pair.report_id, pair.relation] += pair.characters
    for share in read_shares(tmp_path / "reuse"):
        kinds = ("kept", "borrowed", "shared", "unclear")
        assert [listed[share.report_id, kind] for kind in kinds] == [getattr(share, kind) for kind in kinds]
        assert share.new + sum(getattr(share, kind) for kind in kinds) == share.characters


def test_evidence_is_cut_from_the_source(tmp_path):
    reports = {"a": report("青禾县水务局", 2021, DAM, FLOOD), "b": report("白石市水利局", 2022, DAM, FLOOD)}
    run(tmp_path, **reports)
    found = list(read_findings(tmp_path / "reuse"))
    assert [one.rule for one in found] == ["RU601"]
    for side in found[0].evidence:
        assert reports[side.source.removesuffix(".txt")][side.source_start : side.source_end] == side.quote


def test_nothing_annotated_is_told(tmp_path):
    with pytest.raises(UsageError, match="annotate first"):
        reuse(tmp_path, tmp_path / "reuse")


@pytest.mark.parametrize(
    "text",
    [
        "本报告依据《中华人民共和国政府信息公开条例》编制",
        "所列数据的统计期限自2022年1月1日至2022年12月31日止",
        "如对本报告有疑问",
        "本年度无其他需要报告的事项",
        "本年度未收到政府信息公开申请",
        "因政府信息公开引起行政复议8件",
        "其中未经复议直接起诉2件",
        "本年度共收到政府信息公开申请15件",
        "保障公民知情权、参与权、表达权、监督权",
    ],
)
def test_official_wording_is_left_out(text):
    assert not letters_of([Official(catalog.load()).cut(f"{text}。")]).letters.size


@pytest.mark.parametrize("text", [DAM, "发动志愿者入户讲解水价政策36次", "社区工作者流动快,新人上手慢"])
def test_an_offices_own_words_are_not_official(text):
    whole, left = letters_of([text]), letters_of([Official(catalog.load()).cut(text)])
    assert left.letters.tolist() == whole.letters.tolist()


def test_signs_blanks_and_the_length_of_numbers_do_not_count():
    one, two = letters_of(["共收到１,234件 申请（含补正）。", "共收到 56 件申请,含补正"]), letters_of(["ＡB"])
    assert bytes(one.letters[: one.clauses[: one.texts[0]].sum()]) == bytes(
        one.letters[one.clauses[: one.texts[0]].sum() :]
    )
    assert two.letters.size == 1  # full-width letters are left out


def by_hand(one: str, two: str) -> float:
    a, b = ({text[at : at + 3] for at in range(len(text) - 2)} for text in (one, two))
    return len(a & b) / len(a | b)


def test_similarity_is_exact():
    random = Random(3)
    texts = ["".join(random.choice("水务公开年报县局") for _ in range(random.randint(30, 60))) for _ in range(40)]
    held = letters_of(texts)
    lengths = np.array([len(text) for text in texts])
    first, second = np.arange(20), np.arange(20, 40)
    found = jaccard(held.letters, np.cumsum(lengths) - lengths, lengths, first, second)
    assert found.tolist() == [by_hand(texts[a], texts[b]) for a, b in zip(first, second, strict=True)]


def test_near_copies_are_found_among_others():
    random = Random(5)
    words = [chr(code) for code in range(0x4E00, 0x5600)]
    texts = ["".join(random.choice(words) for _ in range(80)) for _ in range(300)]
    copies = [text[:20] + "也" + text[21:50] + "者" + text[51:] for text in texts[:100]]
    held = letters_of([*texts, *copies])
    lengths = np.full(400, 80)
    found = similar(held.letters, np.cumsum(lengths) - lengths, lengths)
    assert list(zip(found.first.tolist(), found.second.tolist(), strict=True)) == [(at, 300 + at) for at in range(100)]


def test_signatures_are_the_same_on_every_machine():
    held = letters_of([DAM, FLOOD, WATER * 9])
    lengths = np.add.reduceat(held.clauses, np.cumsum(held.texts) - held.texts)
    signatures = _signatures(held.letters, np.cumsum(lengths) - lengths, lengths)
    assert hashlib.sha256(signatures.astype("<u2").tobytes()).hexdigest()[:16] == "2cac09b6d664be3a"


def test_a_text_has_two_runs_less_than_letters():
    held = letters_of(["青禾县水务局", "白石市"])
    runs, counts = shingles(held.letters, held.clauses)
    assert (len(runs), counts.tolist()) == (5, [4, 1])


@pytest.mark.parametrize(
    ("offices", "same"),
    [
        ((Office("青禾县水务局"), Office("青禾县水务局")), True),
        ((Office("青禾县水务局"), Office("白石县水务局")), False),
        ((Office("鼓楼区教育局", "南屿市"), Office("鼓楼区教育局", "澄峦市")), False),
        ((Office("鼓楼区教育局", "云川省南屿市"), Office("鼓楼区教育局", "南屿市")), True),
        ((Office("青禾县人民政府"), Office("青禾县人民政府办公室")), True),
    ],
)
def test_whose_a_report_is(offices, same):
    one, two = owners(offices, {})
    assert (one == two) is same


def test_who_may_be_either_of_two_namesakes_is_unknown():
    offices = [Office("鼓楼区教育局", "南屿市"), Office("鼓楼区教育局", "澄峦市"), Office("鼓楼区教育局")]
    found = owners(offices, {})
    assert found[2] == UNKNOWN and found[0] != found[1]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [("青禾县人民政府", "青禾县水务局", True), ("青禾县水务局", "白石县水务局", False), (None, "青禾县水务局", False)],
)
def test_offices_of_one_place(one, two, same):
    assert same_area(one, two) is same


def test_the_same_bytes_from_any_number_of_workers_and_in_any_locale(tmp_path):
    given = tmp_path / "in"
    shutil.copytree(ROOT / "corpora" / "sample", given)
    for year, office in ((2021, "青禾县林业局"), (2022, "白石市园林局"), (2022, "青禾县林业局")):
        text = report(office, year, DAM, FLOOD, WATER, RIVER)
        (given / f"{office}{year}.txt").write_text(text, encoding="utf-8")
    digests = set()
    for number, (workers, seed, zone, locale) in enumerate(
        ((1, "1", "UTC", "C.UTF-8"), (2, "77", "Asia/Shanghai", "POSIX"))
    ):
        out = tmp_path / f"out{number}"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "LANG": locale}
        said = [
            run_command(environment, *command)
            for command in (
                ("annotate", given, "--out", out, "--workers", workers),
                ("reuse", out, "--format", "csv"),
                ("stats", out, "--by", "form,year", "--format", "jsonl"),
                ("words", out, "--by", "form", "--format", "jsonl"),
                ("words", out, "--kwic", "公开", "--format", "csv"),
            )
        ]
        files = sorted((out / "reuse").iterdir())
        assert [file.name for file in files] == ["findings.parquet", "pairs.parquet", "shares.parquet"]
        assert all(said[1:])
        digests.add((*said[1:], *(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)))
    assert len(digests) == 1


def run_command(environment: dict[str, str], *command: object) -> bytes:
    arguments = [sys.executable, "-m", "nlp.cli", *map(str, command)]
    return subprocess.run(arguments, env=environment, check=True, capture_output=True).stdout
