"""Which indicator a number states, and which cells it may be compared with (field guide 47-108, forms 2.4)."""

import pytest

REQUESTS = ("依申请公开情况",)


def address(figure):
    """`indicator@applicant`, `~reading` where the wording only resembles one, `-` for neither."""
    if figure.indicator:
        return f"{figure.indicator}@{figure.applicant}" if figure.applicant else figure.indicator
    return f"~{figure.readings[0]}" if figure.readings else "-"


NEW, CLOSED = "rq_new_received@total", "rq_total_processed@total"
OPEN, LEFT = "rq_carried_in@total", "rq_carried_out@total"

PROSE = [
    # received, handled, closed, carried
    ("本年新收政府信息公开申请35件,上年结转3件,办结36件,结转下年度2件。", f"{NEW} {OPEN} {CLOSED} {LEFT}"),
    ("全年共受理政府信息公开申请61件(含上年结转3件)。", f"{NEW} {OPEN}"),
    ("全县共受理40件政府信息公开申请。", NEW),
    ("办理政府信息公开申请9件,均已答复。", "rq_workload_total@total"),
    ("收到依申请公开12件,其中上年结转2件,已办结11件,3件正在办理中。", f"{NEW} {OPEN} {CLOSED} {LEFT}"),
    ("延续办理上年申请3件,另有1件顺延至下年度。", f"{OPEN} {LEFT}"),
    ("上年转结4件,2件顺延至下一年答复。", f"{OPEN} {LEFT}"),
    ("除3件结转下年外其余均办结。", LEFT),
    ("截至年底,办结20件,其余3件结转至2023年继续办理。", f"{CLOSED} {LEFT}"),
    ("收到申请公开信息304件,比2021年的400件下降24.0%。", f"{NEW} {NEW} -"),
    # who applied and how
    ("收到政府信息公开申请88件,其中自然人78件,企业10件。",
     f"{NEW} rq_new_received@natural rq_new_received@commercial"),
    ("其中31件为自然人提交,9件为法人或其他组织提交。", "rq_new_received@natural rq_new_received@org_total"),
    ("自然人申请22件,科研机构申请1件,法律服务机构申请2件。",
     "rq_new_received@natural rq_new_received@research rq_new_received@legal_service"),
    ("收到公民、法人和其他组织的政府信息公开申请共计18件。", NEW),
    ("收到信息公开申请12件(其中自然人10件,法人2件)。", f"{NEW} rq_new_received@natural rq_new_received@org_total"),
    ("当面申请2件,来信申请3件,网络申请8件,邮寄申请1件。",
     "rq_channel_inperson rq_channel_mail rq_channel_online rq_channel_mail"),
    ("传真及信函申请13件。", "~rq_channel_fax+rq_channel_mail"),
    ("按内容分,规划许可类3件,征地拆迁类12件。", "- -"),
    # outcomes
    ("予以公开10件,部分公开3件,不予公开2件,无法提供8件,不予处理1件,其他处理1件。",
     "rq_granted@total rq_partial@total rq_denied_total@total rq_unable_total@total rq_refused_total@total "
     "rq_other@total"),
    ("予以公开及部分公开20件,不予公开7件(均属于行政查询事项)。", "rq_disclosed_total@total rq_denied_total@total"),
    ("“同意公开”(含部分公开)37件,“不同意公开”3件。", "rq_disclosed_total@total rq_denied_total@total"),
    ("不予公开、无法提供共5件。", "~rq_denied_total@total+rq_unable_total@total"),
    ("其他处理(含主动撤回)3件。", "rq_other@total"),
    ("属于国家秘密1件,内部事务信息2件,过程性信息3件,行政执法案卷4件,行政查询事项5件。",
     "rq_denied_state_secret@total rq_denied_internal_affairs@total rq_denied_process_info@total "
     "rq_denied_enforcement_file@total rq_denied_query_matter@total"),
    ("本机关不掌握相关政府信息7件,没有现成信息需要另行制作1件,补正后申请内容仍不明确2件。",
     "rq_unable_not_held@total rq_unable_needs_creation@total rq_unable_unclear@total"),
    ("信访举报投诉类申请5件,重复申请3件,要求提供公开出版物1件。",
     "rq_refused_petition@total rq_refused_duplicate@total rq_refused_publication@total"),
    ("属于已主动公开范围4件,不属于本机关公开2件,信息不存在3件,告知通过其他途径办理1件。",
     "rq_reply_already_public@total rq_reply_not_own@total rq_reply_not_exist@total rq_reply_other_channel@total"),
    ("申请人主动撤回申请1件,逾期未补正2件。", "rq_other_misc@total rq_other_overdue_correction@total"),
    ("予以公开、部分公开分别为3件、2件。", "rq_granted@total rq_partial@total"),
    # the same words about other things
    ("共收到群众留言8条,回复8条。", "- -"),
    ("受理行政许可申请300件,办结298件。", "- -"),
    ("办理人大代表建议12件、政协提案20件。", "- -"),
    ("局长信箱收到来信230封,2封正在办理中。", "- -"),
    ("依申请公开信息459条。", "-"),
    ("征地类政府信息公开申请12件,单位申请3件。", "- rq_new_received@org_total"),
    ("信息公开申请受理点1个,公共查阅室2个。", "- -"),
    ("印发文件256份,主动公开185份,依申请公开23份,不予公开48份。", "- - - -"),
    ("收到政府信息公开申请90件,公安局受理45件,住建局受理30件。", f"{NEW} - -"),
    ("12345热线转办件67件,办结67件。", "- -"),
    ("执行《依申请公开办理规程》等4项制度。", "-"),
    ("收到申请3件,3件申请均为自然人提出。", f"{NEW} rq_new_received@natural"),
    ("当面提出2件、网络提出7件、信函提出3件。", "rq_channel_inperson rq_channel_online rq_channel_mail"),
    ("从事信息公开的窗口各受理申请1件。", "-"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PROSE, ids=[text for text, _ in PROSE])
def test_applications(text, expected, read):
    assert " ".join(map(address, read(text, path=REQUESTS).figures)) == expected


OTHERS = [
    # disputes
    ("行政复议4件,行政诉讼31件,其中未经复议直接起诉25件,复议后起诉6件。",
     "rl_review_total rl_litigation_total rl_direct_total rl_postreview_total"),
    ("因政府信息公开申请行政复议数量4件,行政诉讼0条。", "rl_review_total rl_litigation_total"),
    ("因信息公开收到行政复议申请5件,其中维持3件、撤销1件、尚未审结1件。",
     "rl_review_total rl_review_maintained rl_review_corrected rl_review_pending"),
    ("行政诉讼2件,其中驳回1件,败诉1件。", "rl_litigation_total ~rl_direct_maintained+rl_postreview_maintained "
     "~rl_direct_corrected+rl_postreview_corrected"),
    ("行政复议、行政诉讼各1件。", "rl_review_total rl_litigation_total"),
    ("行政复议、行政诉讼均为0。", "rl_review_total rl_litigation_total"),
    ("行政复议2件,其中1件维持、1件尚未审结。", "rl_review_total rl_review_maintained rl_review_pending"),
    ("行政诉讼一审68件、二审23件。", "- -"),
    ("行政复议3件,均获维持。", "rl_review_total ~rl_review_corrected+rl_review_other+rl_review_pending"),
    ("行政诉讼9件(直接起诉6件、复议后起诉3件),其中结果维持5件。",
     "rl_litigation_total rl_direct_total rl_postreview_total ~rl_direct_maintained+rl_postreview_maintained"),
    ("行政复议3件,已审结2件均维持,1件尚未审结。",
     "rl_review_total - ~rl_review_corrected+rl_review_other rl_review_pending"),
    ("行政复议3件,其中2件均维持。", "rl_review_total - -"),
    ("全年办理行政复议案件120件,公开行政复议决定书35份。", "- -"),
    # table two
    ("作出行政许可决定210件、行政处罚决定56件、行政强制措施3件。",
     "ad_license_decisions ad_penalty_decisions ad_coercion_decisions"),
    ("共办理行政许可事项540件,行政处罚事项12件。", "ad_license_decisions ad_penalty_decisions"),
    ("公示行政许可81条,录入行政处罚信息10条。", "~ad_license_decisions ~ad_penalty_decisions"),
    ("行政处罚、行政强制0项。", "~ad_penalty_decisions ~ad_coercion_decisions"),
    ("行政许可事项37项。", "-"),
    ("制发行政规范性文件6件,废止4件,现行有效49件。", "ad_normdoc_issued ad_normdoc_repealed ad_normdoc_in_force"),
    ("制发、废止、现行有效行政规范性文件分别为6件、0件、49件。",
     "ad_normdoc_issued ad_normdoc_repealed ad_normdoc_in_force"),
    ("公开规范性文件6件,清理规范性文件400多件。", "ad_normdoc_newly_public -"),
    ("印发政府文件165件,发布政策文件20份。", "- -"),
    ("政府集中采购项目12项,采购金额1200.5万元。", "ad_procure_projects ad_procure_amount_wan"),
    # what the 2014 form counts
    ("主动公开政府信息320条,公开信息56条,公开108条信息。", "ad_info_total ad_info_total ad_info_total"),
    ("转发30条信息,发布动态300条,公开财政信息20条。", "- - -"),
    ("通过门户网站发布98条信息,发布微博300余篇。", "ch_website ch_weibo"),
    ("政府网站公开政府信息1800条,政务微信公开510条,其他方式公开32条。", "ch_website ch_wechat ch_other"),
    ("政务微博、政务微信分别发布信息92条、306条。", "ch_weibo ch_wechat"),
    ("通过政府网站、微信公众号等渠道发布信息5000条。", "-"),
    ("网站清理规范性文件40件,微博粉丝2万人,开设专栏8个。", "- - -"),
    ("公开信息612条,其中388条通过政务微信公开,9条刊登在政府公报。", "ad_info_total ch_wechat ch_gazette"),
    ("镇政府和文化站各设查阅点1个,设置查阅点16处。", "- sv_access_points"),
    ("举办政务公开培训3次,培训人员120人次。", "tr_courses tr_trainees"),
    ("参加上级培训3次,选派2人参加培训。", "- -"),
    ("举办新闻发布会5场,在线访谈3期,政策解读稿件45篇,召开政务公开工作会议4次。",
     "rs_press_conf rs_interview rs_interpretation_pieces tr_meetings"),
    ("专职人员2名,兼职人员3人。", "sv_staff_full sv_staff_part"),
    ("举办安全生产培训12场,开展消防培训3次。", "- -"),
    # changes are no levels
    ("行政许可事项比2021年减少3项,公开信息较去年增加42件。", "- -"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), OTHERS, ids=[text for text, _ in OTHERS])
def test_other_indicators(text, expected, read):
    assert " ".join(map(address, read(text).figures)) == expected


def test_received_keeps_every_reading(read):
    (figure,) = read("本年受理政府信息公开申请12件。").figures
    assert figure.readings == (
        "rq_new_received@total",
        "rq_new_received@total+rq_carried_in@total",
        "rq_total_processed@total",
    )


@pytest.mark.parametrize(
    "text", ["复议3件、诉讼2件,其中维持3件。", "复议3件。诉讼2件。共维持3件。", "复议、诉讼5件,维持3件。"]
)
def test_what_may_be_of_several_disputes_keeps_every_reading(text, read):
    figure = read(text).figures[-1]
    assert figure.indicator is None
    assert set(figure.readings) == {
        "rl_direct_maintained+rl_postreview_maintained",
        "rl_direct_maintained+rl_postreview_maintained+rl_review_maintained",
        "rl_review_maintained",
    }


def test_companies_may_be_one_column_or_all_organizations(read):
    figure = read("收到政府信息公开申请12件,其中企业3件。").figures[1]
    assert figure.readings[:2] == ("rq_new_received@commercial", "rq_new_received@org_total")


def test_old_words_may_stand_in_three_cells(read):
    (figure,) = read("答复政府信息公开申请,告知通过其他途径办理4件。").figures
    assert figure.readings == (
        "rq_unable_not_held@total",
        "rq_refused_petition@total",
        "rq_denied_query_matter@total",
    )


def test_the_2014_form_has_its_own_words(read):
    report = read("收到政府信息公开申请5件,答复5件,其中同意公开3件,信息不存在2件。", year=2017, form="G1")
    assert [(f.indicator, f.readings) for f in report.figures] == [
        ("rq_new_received", ("rq_new_received",)),
        ("rq_replied_total", ("rq_replied_total", "rq_closed_total")),
        ("rq_reply_granted", ("rq_reply_granted", "rq_reply_granted+rq_reply_partial")),
        ("rq_reply_not_exist", ("rq_reply_not_exist",)),
    ]


FEES_2014 = [
    ("全年收取检索费、复制费460元。", "sv_request_fee_wan"),
    ("依申请公开信息共收取费用0.05万元。", "sv_request_fee_wan"),
    ("收取检索费300元。", "-"),
]


@pytest.mark.parametrize(("text", "expected"), FEES_2014)
def test_fees_in_the_2014_form(text, expected, read):
    assert " ".join(map(address, read(text, year=2016, form="G1").figures)) == expected


HEADED_2014 = [
    ("六、行政复议、诉讼和举报投诉情况", "全年收到举报投诉14件。", "sv_complaints"),
    ("六、行政复议、诉讼和举报投诉情况", "受理消费者举报投诉1400件。", "-"),
    ("六、举报投诉情况", "举报投诉3件,复议2件,诉讼1件。", "sv_complaints rl_review_total rl_litigation_total"),
    ("七、工作机构、人员和经费情况", "专项经费5万元,召开会议3次。", "sv_budget_wan tr_meetings"),
    ("七、工作机构、人员和经费情况", "投入网站建设专项经费20万元。", "-"),
    ("七、工作机构、人员和经费情况", "召开工作会议4次,安全生产专题会议9次。", "tr_meetings -"),
    ("一、概述", "安排专项经费5万元,召开会议3次。", "- -"),
    ("一、概述", "为做好政府信息公开工作,安排专项经费5万元。", "sv_budget_wan"),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "text", "expected"), HEADED_2014)
def test_bare_words_of_the_2014_form_take_their_meaning_from_the_heading(heading, text, expected, read):
    report = read(text, year=2016, form="G1", path=(heading,))
    assert " ".join(map(address, report.figures)) == expected


def test_money_that_was_spent_on_something_else_is_no_whole_budget(read):
    text = "政府信息公开专项经费5万元,主要用于网站维护。"
    (figure,) = read(text, year=2016, form="G1").figures
    assert figure.partial


def test_the_2014_form_counts_what_was_closed_in_time(read):
    report = read("办结申请25件,其中按时办结23件、延期办结2件。", year=2017, form="G1", path=REQUESTS)
    assert [f.indicator for f in report.figures] == ["rq_closed_total", "rq_closed_on_time", "rq_closed_extended"]


def test_what_the_form_counts_in_one_row_is_only_a_part(read):
    report = read("属于已主动公开范围4件,同意公开6件。", path=REQUESTS)
    assert [(f.indicator, f.partial) for f in report.figures] == [
        ("rq_reply_already_public", False),
        ("rq_granted", True),
    ]


def test_information_on_one_subject_is_a_part_of_a_channel(read):
    report = read("政府网站公开招生信息126条,政府网站公开政府信息540条。", form="G1", year=2017)
    assert [(f.indicator, f.partial) for f in report.figures] == [("ch_website", True), ("ch_website", False)]


def test_an_unusable_wording_names_its_cue():
    from nlp.catalog.specs import CueSpec
    from nlp.errors import CatalogError
    from nlp.values.cues import Finder

    with pytest.raises(CatalogError, match="odd"):
        Finder((CueSpec("odd", "noun", ("[^,]公开",)),))


def test_every_address_of_the_catalog_is_known_to_a_form():
    from nlp import catalog

    known = catalog.load()
    for phrase in known.phrases:
        for reading in (*phrase.readings, *phrase.old):
            assert any(form.expand(reading) for form in known.forms.values()), (phrase.id, reading)
        for indicator in (phrase.indicator, phrase.old_indicator):
            assert not indicator or indicator in known.indicators, (phrase.id, indicator)


def test_every_key_of_a_phrase_is_a_cue():
    from nlp import catalog

    known = catalog.load()
    keys = {cue.key for cue in known.cues} | {"money", "people", "disclosure", "ruling"}
    assert {key for phrase in known.phrases for key in phrase.when} <= keys
