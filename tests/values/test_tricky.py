"""Sentences that are easily misread: what each number states, of whom and of when.

Notation: the quote, its indicator (`~` the first reading where the wording only resembles one, `-` for none), then
scope, the year where it is not that of the report (2022), and `part` for a selection.
"""

import pytest

SCOPE = [  # whose number it is
    ("全县收到申请120件,本机关收到10件,答复9件。",
     "120件 rq_new_received@total area; 10件 rq_new_received@total own; 9件 rq_total_processed@total own"),
    ("县直各部门共收到申请50件,其中我局8件。", "50件 rq_new_received@total area; 8件 rq_new_received@total own part"),
    ("不含各乡镇,本级主动公开信息120条。", "120条 ad_info_total own"),
    ("云泽县公安局收到申请45件,我局收到申请3件。", "45件 rq_new_received@total other; 3件 rq_new_received@total own"),
    ("代县政府答复申请5件,以本机关名义答复申请8件。",
     "5件 rq_total_processed@total other; 8件 rq_total_processed@total own"),
    ("协助县政府办公室答复申请2件。", "2件 - other part"),
    ("除本机关外,全县其他单位共收到申请60件。", "60件 rq_new_received@total other"),
    ("全县信息公开行政复议14件,涉及我局2件。", "14件 rl_review_total area; 2件 rl_review_total own part"),
    ("全市信息公开行政诉讼20件,其中我局作为被告3件。",
     "20件 rl_litigation_total area; 3件 rl_litigation_total own part"),
    ("所属单位公开信息500条,局机关公开信息300条。", "500条 ad_info_total area; 300条 ad_info_total own"),
    ("本级收到申请6件。", "6件 rq_new_received@total own"),
]  # fmt: skip

PERIOD = [  # of which time
    ("2021年收到申请30件,2022年收到申请25件。", "30件 rq_new_received@total 2021; 25件 rq_new_received@total"),
    ("收到申请25件,较2021年的30件减少5件,下降16.7%。",
     "25件 rq_new_received@total; 30件 rq_new_received@total 2021; 减少5件 -; 下降16.7% -"),
    ("上半年收到申请10件,下半年收到申请15件,全年共25件。",
     "10件 rq_new_received@total part; 15件 rq_new_received@total part; 25件 rq_new_received@total"),
    ("1至11月收到申请20件。", "20件 rq_new_received@total part"),
    ("近三年分别收到申请10件、12件、15件。", "10件 -; 12件 -; 15件 -"),
    ("收到申请25件(2021年为30件)。", "25件 rq_new_received@total; 30件 rq_new_received@total 2021"),
    ("2021年结转的2件申请均已答复。", "2件 rq_carried_in@total"),
    ("自2019年以来累计收到申请200件。", "200件 rq_new_received@total 2019 part"),
    ("截至2022年底,累计公开信息3万条,本年新增1200条。", "3万条 ad_info_total part; 1200条 -"),
    ("上年度收到申请30件,本年度收到申请25件。", "30件 rq_new_received@total 2021; 25件 rq_new_received@total"),
    ("去年同期收到申请30件,今年收到25件。", "30件 rq_new_received@total 2021; 25件 rq_new_received@total"),
    ("2018—2019学年收到申请5件,2021—2022学年收到申请7件。",
     "5件 rq_new_received@total 2019; 7件 rq_new_received@total"),
    ("上学年收到申请5件,本学年收到申请7件。", "5件 rq_new_received@total 2021; 7件 rq_new_received@total"),
    ("由上年的30件降至25件。", "30件 - 2021; 25件 -"),
    ("2022年度(1月1日至12月31日)收到申请25件。", "25件 rq_new_received@total"),
    ("结转至2023年继续办理2件。", "2件 rq_carried_out@total"),
]  # fmt: skip

PARTS = [  # 其中, 另外, 含, 不含
    ("收到申请25件,其中自然人20件、法人5件;另外,转办3件。",
     "25件 rq_new_received@total; 20件 rq_new_received@natural; 5件 rq_new_received@org_total; 3件 -"),
    ("收到申请25件(含上年结转2件),不含撤回1件。",
     "25件 rq_new_received@total; 2件 rq_carried_in@total; 1件 rq_other_misc@total part"),
    ("收到申请25件,其中网络申请20件,含重复申请3件。",
     "25件 rq_new_received@total; 20件 rq_channel_online; 3件 rq_refused_duplicate@total part"),
    ("主动公开信息1200条,其中网站800条、微信300条。", "1200条 ad_info_total; 800条 -; 300条 -"),
    ("予以公开15件(其中部分公开4件)。", "15件 rq_disclosed_total@total; 4件 rq_partial@total"),
    ("予以公开15件,另部分公开4件。", "15件 rq_granted@total; 4件 rq_partial@total"),
    ("不予公开7件(其中国家秘密1件、过程性信息2件)。",
     "7件 rq_denied_total@total; 1件 rq_denied_state_secret@total; 2件 rq_denied_process_info@total"),
    ("答复申请20件,其中:予以公开和部分公开15件,不予公开5件。",
     "20件 rq_total_processed@total; 15件 rq_disclosed_total@total; 5件 rq_denied_total@total"),
    ("收到申请18件,均已按时办结,其中予以公开12件。",
     "18件 rq_new_received@total; 均已按时办结 ~rq_carried_out@total; 12件 rq_granted@total"),
    ("收到申请18件,除1件外均已办结。", "18件 rq_new_received@total; 1件 -"),
    ("收到申请18件,结转下年1件,其余均已办结。", "18件 rq_new_received@total; 1件 rq_carried_out@total"),
    ("收到申请18件,加上上年结转的1件,共需办理19件,无一件结转下年度。",
     "18件 rq_new_received@total; 1件 rq_carried_in@total; 19件 rq_workload_total@total;"
     " 无一件结转下年度 rq_carried_out@total"),
    ("无法提供8件,含本机关不掌握5件、没有现成信息1件。",
     "8件 rq_unable_total@total; 5件 rq_unable_not_held@total; 1件 rq_unable_needs_creation@total"),
    ("其他处理(不含撤回)2件,撤回1件。", "2件 rq_other@total part; 1件 rq_other_misc@total"),
    ("除3件结转下年度外,其余22件均已答复。", "3件 rq_carried_out@total; 22件 -"),
    ("收到行政复议3件,其中维持2件、纠正1件。",
     "3件 rl_review_total; 2件 rl_review_maintained; 1件 rl_review_corrected"),
    ("复议2件,诉讼1件,共3件。",
     "2件 rl_review_total; 1件 rl_litigation_total; 3件 ~rl_review_total+rl_litigation_total"),
    ("复议3件、诉讼2件,其中复议维持2件、撤销0件。",
     "3件 rl_review_total; 2件 rl_litigation_total; 2件 rl_review_maintained; 0件 rl_review_corrected"),
    ("行政复议3件,复议机关维持2件。被起诉2件,法院判决维持1件、正在审理1件。",
     "3件 rl_review_total; 2件 rl_review_maintained; 2件 rl_litigation_total;"
     " 1件 ~rl_direct_maintained+rl_postreview_maintained; 1件 ~rl_direct_pending+rl_postreview_pending"),
    ("复议维持2件,诉讼维持1件,合计3件。", 
     "2件 rl_review_maintained; 1件 ~rl_direct_maintained+rl_postreview_maintained; 3件 -"),
    ("现行有效规范性文件30件,其中本年制发5件。", "30件 ad_normdoc_in_force; 5件 ad_normdoc_issued part"),
]  # fmt: skip

VERBS = [  # what was done
    ("公示行政许可30件,作出行政许可决定25件。", "30件 ~ad_license_decisions; 25件 ad_license_decisions"),
    ("受理行政许可30件,办结28件。", "30件 -; 28件 -"),
    ("公开行政处罚信息16条。", "16条 ~ad_penalty_decisions"),
    ("印发规范性文件5件,废止2件,现行有效30件。",
     "5件 ad_normdoc_issued; 2件 ad_normdoc_repealed; 30件 ad_normdoc_in_force"),
    ("公开规范性文件5件。", "5件 ad_normdoc_newly_public"),
    ("清理规范性文件40件,修订3件。", "40件 -; 3件 -"),
    ("收到申请25件,答复24件,结转1件。",
     "25件 rq_new_received@total; 24件 rq_total_processed@total; 1件 ~rq_carried_out@total"),
    ("办理申请25件,办结申请24件。", "25件 rq_workload_total@total; 24件 rq_total_processed@total"),
    ("延期答复申请3件,补正申请2件。", "3件 -; 2件 -"),
    ("立案查处行政处罚案件18件。", "18件 -"),
    ("审理行政复议案件120件。", "120件 -"),
    ("被提起行政复议2件。", "2件 rl_review_total"),
    ("收取行政事业性收费3项,收费120万元。", "3项 -; 120万元 -"),
]  # fmt: skip

DENIALS = [  # one denial over several things
    ("未发生行政复议、行政诉讼和举报投诉。",
     "未发生行政复议 rl_review_total; 行政诉讼 rl_litigation_total; 举报投诉 -"),
    ("无依申请公开、无行政复议、无行政诉讼。",
     "无依申请公开 rq_new_received@total; 无行政复议 rl_review_total; 无行政诉讼 rl_litigation_total"),
    ("没有因信息公开被提起行政复议或行政诉讼,也没有收取费用。",
     "没有因信息公开被提起行政复议 rl_review_total; 行政诉讼 rl_litigation_total; 没有收取费用 -"),
    ("未收到申请,也无结转件。", "未收到申请 rq_new_received@total; 无结转件 -"),
    ("未因信息公开引发复议、诉讼。", "未因信息公开引发复议 rl_review_total; 诉讼 rl_litigation_total"),
    ("确保不发生行政复议和诉讼。", ""),
    ("未发生被行政复议机关纠正的情形。", "未发生被行政复议 -"),
    ("未发生行政复议、行政诉讼被纠错或败诉的情形。", "未发生行政复议 -; 行政诉讼 -"),
    ("没有一件复议案件被纠正。", "没有一件复议案件 -"),
    ("无因未按期答复引起的复议、诉讼。", "无因未按期答复引起的复议 -; 诉讼 -"),
    ("个别单位未发生行政复议、行政诉讼。", "未发生行政复议 -; 行政诉讼 -"),
    ("没有因依申请公开申请引发的行政复议。", "没有因依申请公开申请引发的行政复议 rl_review_total"),
    ("未收到投诉、行政复议申请均已办结。", "未收到投诉 -"),
    ("上年无结转申请。", "无结转申请 -"),
    ("未发生因逾期答复引发的行政复议。", "未发生因逾期答复引发的行政复议 -"),
    ("零申请、零复议、零诉讼。", "零申请 rq_new_received@total; 零复议 rl_review_total; 零诉讼 rl_litigation_total"),
    ("行政复议和行政诉讼均未发生。", "行政复议 rl_review_total; 行政诉讼均未发生 rl_litigation_total"),
    ("未按规定答复的申请没有。", ""),
    ("无法提供3件。", "3件 rq_unable_total@total"),
    ("不存在申请逾期未答复的问题。", "不存在申请 -"),
    ("未制定规章,规范性文件2件。", "未制定规章 -; 2件 -"),
    ("无新增行政复议。", ""),
    ("没有收到申请,收到咨询12件。", "没有收到申请 rq_new_received@total; 12件 -"),
]  # fmt: skip

SHARED = [  # one number for several things, 分别, 各, 均
    ("行政复议、行政诉讼均为0件。", "0件 rl_review_total; 0件 rl_litigation_total"),
    ("行政处罚、行政强制0项。", "0项 ~ad_penalty_decisions; 0项 ~ad_coercion_decisions"),
    ("行政复议、行政诉讼各1件。", "1件 rl_review_total; 1件 rl_litigation_total"),
    ("复议、诉讼共3件。", "3件 ~rl_review_total+rl_litigation_total"),
    ("不予公开、无法提供、不予处理分别为3件、2件、1件。",
     "3件 rq_denied_total@total; 2件 rq_unable_total@total; 1件 rq_refused_total@total"),
    ("当面申请、网络申请、信函申请分别为1件、5件、2件。",
     "1件 rq_channel_inperson; 5件 rq_channel_online; 2件 rq_channel_mail"),
    ("当面、网络分别收到申请1件、5件。", "1件 -; 5件 -"),
    ("予以公开和部分公开各3件,均按期答复。", "3件 rq_granted@total; 3件 rq_partial@total"),
    ("传真、信函申请3件。", "3件 ~rq_channel_fax+rq_channel_mail"),
    ("自然人、法人申请分别为20件和5件。", "20件 rq_new_received@natural; 5件 rq_new_received@org_total"),
    ("行政许可、行政处罚决定分别为25件、16件、3件。", "25件 -; 16件 -; 3件 -"),
    ("复议3件,均获维持;诉讼2件,均在审理。",
     "3件 rl_review_total; 均获维持 ~rl_review_corrected+rl_review_other+rl_review_pending; "
     "2件 rl_litigation_total"),
    ("行政复议3件,结果均为维持。",
     "3件 rl_review_total; 均为维持 ~rl_review_corrected+rl_review_other+rl_review_pending"),
    ("共收到申请18件,均为自然人申请。", "18件 rq_new_received@total"),
    ("制发、废止规范性文件各2件。", "2件 ad_normdoc_issued; 2件 ad_normdoc_repealed"),
    ("行政许可、处罚、强制事项各公开12条。", "12条 -"),
]  # fmt: skip

CASES = [*SCOPE, *PERIOD, *PARTS, *VERBS, *DENIALS, *SHARED]


def noted(report, figure):
    """The notation of one figure."""
    address = "~" + figure.readings[0] if figure.readings else "-"
    if figure.indicator:
        address = f"{figure.indicator}@{figure.applicant}" if figure.applicant else figure.indicator
    year = str(figure.year) if figure.year != report.year else ""
    said = (report.quote(figure.span), address, figure.scope or "", year, "part" if figure.partial else "")
    return " ".join(word for word in said if word)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_what_a_number_states(text, expected, read):
    report = read(text, path=("依申请公开情况",), issuer="云泽县林业局")
    assert "; ".join(noted(report, figure) for figure in report.figures) == expected
