"""The rest of a sentence: what makes a number another count than its noun says."""

import pytest

HEAD = ("依申请公开情况",)


def shown(report):
    """Indicator of each figure, `~` before the first reading of a part, `-` for none."""
    return " ".join(
        f"~{f.readings[0]}" if f.partial and f.readings else f.indicator or (f.readings[0] if f.readings else "-")
        for f in report.figures
    )


NEW = "~rq_new_received@total"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # disputes of another kind
        ("行政复议2件、行政诉讼1件,均为行政执法类,不涉及政府信息公开。", "- -"),
        ("行政复议12件,其中涉及政府信息公开的4件。", "- -"),
        ("行政复议4件,其中驳回2件、撤销1件、尚未办结1件。",
         "rl_review_total rl_review_maintained rl_review_corrected rl_review_pending"),
        # not all that was received counts
        ("收到申请31件,撤销7件,正式受理24件。", f"{NEW} - rq_new_received"),
        ("通过邮箱收到申请14件。", NEW),
        ("12月份收到申请2件。", NEW),
        ("2022年1月1日至12月31日收到申请2件。", "rq_new_received"),
        # a list whose members say what they are
        ("收到申请24件,其中20件为散户,1件在审。", "rq_new_received - -"),
        ("自然人提出22件,律师事务所等提出4件。", "rq_new_received -"),
        ("办结申请24件,其中当年新收22件。", f"rq_total_processed {NEW}"),
        # granted with and without what was granted in part
        ("予以公开15件,其中部分公开4件。", "rq_disclosed_total rq_partial"),
        ("不予公开9件(含无法提供5件)。", "~rq_denied_total@total rq_unable_total"),
        ("结转2021年申请5件。", "rq_carried_out@total"),
        # other acts
        ("立案查处行政处罚案件18件,公开行政处罚典型案例3件。", "- -"),
        ("办理行政许可126件次(其中准予120件)。", "- -"),
        ("清理规范性文件30件,拟废止3件。", "- -"),
        ("与上年相比,行政复议增加1件。", "-"),
        ("参加县里的培训2次,参训5人次。", "- -"),
    ],
)  # fmt: skip
def test_the_rest_of_the_sentence(text, expected, read):
    assert shown(read(text, path=HEAD)) == expected


@pytest.mark.parametrize(
    "text", ["未发生群体性行政复议案件。", "没有因答复不当引发的行政复议。", "未发生逾期未答复的申请。"]
)
def test_a_narrow_denial_denies_no_total(text, read):
    assert shown(read(text, path=HEAD)) == "-"


def test_granted_may_include_what_was_granted_in_part(read):
    (figure,) = read("同意公开13件。", path=HEAD).figures
    assert figure.readings == ("rq_granted@total", "rq_disclosed_total@total")


def test_a_kind_of_event_denied_holds_for_its_list(read):
    assert shown(read("未出现因信息公开不及时引发的行政复议或行政诉讼。", path=HEAD)) == "- -"
    assert shown(read("没有申请人提起行政复议或者行政诉讼。")) == "rl_review_total rl_litigation_total"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("公开2022年部门预算和2021年部门决算,公开招标项目263项。", [2022]),
        ("行政复议39件(含2021年未审结5件),维持24件。", [2022, 2021, 2022]),
        ("上年收到申请20件;办结18件。", [2021, 2022]),
        ("2021年收到申请20件;办结18件。", [2021, 2021]),
    ],
)
def test_a_year_ends_with_its_bracket_and_item(text, years, read):
    assert [figure.year for figure in read(text).figures] == years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("较上年净增-3件。", "-3件=-3 件"),
        ("浏览过万次。", "过万次=10001.. 次"),
        ("收到申请2 00余条。", ""),
        ("收到申请1 024条。", ""),
        ("报送3、4个。", ""),
        ("较上年上升3位。", ""),
        ("注销账号9个。", "9个=9 个"),
        ("第十四届人大三次会议建议18件。", "18件=18 件"),
    ],
)
def test_amounts_with_a_catch(text, expected, read, figures):
    assert "; ".join(figures(read(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("近三年累计收到申请66件。", "-"),
        ("历年公开政府信息9000条。", "-"),
        ("截至2022年底,累计收到申请20件。", NEW),
        ("收到申请20件,其中2件为重复申请。", "rq_new_received ~rq_refused_duplicate@total"),
        ("按期答复19件。", "~rq_total_processed@total"),
        ("行政复议2件,行政诉讼1件,共3件。", "rl_review_total rl_litigation_total rl_review_total+rl_litigation_total"),
        ("行政复议2件,信访1件,共3件。", "rl_review_total - -"),
        ("自然人22件,其他组织1件。", "rq_new_received rq_new_received"),
    ],
)
def test_counts_of_another_extent(text, expected, read):
    assert shown(read(text, path=HEAD)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("网站更新信息1200条。", "~ch_website"),
        ("在政务服务中心设立1个查阅点。", "~sv_access_points"),
        ("专职人员2人。", "~sv_staff_full"),
        ("信息公开专职人员2人、兼职人员11人,合计13人。", "sv_staff_full sv_staff_part sv_staff_full+sv_staff_part"),
        ("以其他方式回应事件355次。", "rs_other_responses"),
    ],
)
def test_counts_of_another_extent_in_the_old_form(text, expected, read):
    assert shown(read(text, form="G1", year=2016)) == expected


def test_members_of_a_list_are_figures_alike(read, figures):
    report = read("粉丝量分别为5.2万、13.1万、0.9万。关注人数由5.1万增至6.3万。")
    assert figures(report) == ["5.2万=52000", "13.1万=131000", "0.9万=9000", "5.1万=51000", "6.3万=63000"]
