"""Measure words: what makes a numeral a figure, and which kind of figure it is.

A closed list seeded from the domain. A unit that also begins other words carries a guard: 本 is no
measure in 本局, 起 none in 起诉.
"""

import re

_PERCENT = "% ‰ 个百分点"
_MONEY = "元 美元 欧元 港元 元人民币 块钱"
_PEOPLE = "人 名 位 人次"
_DURATION = """个工作日 工作日 个自然日 自然日 个日历日 个月 个小时 小时 个季度 个学期 分钟 秒钟 天 周
课时 学时"""

_DIGIT_UNITS = """件次 条次 篇次 户次 家次 场次 批次 班次 台次 例次 宗次 件·次 项次 车次 册次 份次
平方公里 平方米 平方千米 立方米 公里 千米 公顷 公斤 千克 吨 亩 米 ㎡ m² KB MB GB TB 千字 倍
小项 子项 大项 大类 小类 类别 类 期 条 件 篇 份 项 个 次 例 封 宗 起 册 本 部门 单位 部分 方面 领域
环节 板块 版块 模块 栏目 专栏 阶段 步骤 渠道 场 则 幅 张 户 家 所 批 套 组 台 块 处 座 支 辆 笔 单 版
页 字 种 轮 门 节 集 部 卷 段 句 枚 款 分 省 市 县区 县 区 镇 乡 村 街道 社区 事 站
题 讲 课 通 问"""

# fewer after Chinese numerals, where more words begin with the same characters (三审, 两级, 十分)
_HAN_UNITS = """件次 条次 小项 子项 大类 小类 类别 类 方面 部分 领域 环节 板块 版块 阶段 步骤 倍
期 条 件 篇 份 项 个 次 例 封 宗 起 册 本 场 则 户 家 所 批 套 组 台 处 座 支 辆 笔 种 轮 部 省 市 县 区
幅 平方米 公里 吨"""

_GUARDS = {
    "件": "套",
    "条": "例",
    "次": "[日年月要序]",
    "起": "[诉草来到步点始源止]|因(?!不|征|信|政|行)",
    "分": "[类别管局为析行布钟期工级批配解享院组门]|公司|阶段",
    "名": "[称录义优牌誉]|单(?!位)|师(?!生)",
    "位": "[于置列居次]",
    "人": "[大民社事才口员防工文力物]",
    "期": "[间限满盼待望刊]|工程|项目|建设",
    "份": "额",
    "批": "[准复示评发办次]",
    "处": "[理罚置分室于长]",
    "部": "[署分门委长级队属件位]",
    "本": "[局年级市县区着办院校报行次质人部身地省镇乡委厅站所]|单位|机关|街道|中心|条例",
    "个": "[多余别性体案]|半|人信息|人隐私",
    "家": "[庭园属具电乡]|长(?!期)",
    "场": "[所地景馆合]",
    "所": "[有属在需以列述指示涉得]",
    "台": "[账州风湾]",
    "套": "件",
    "段": "落",
    "组": "[织长成建员合]",
    "节": "[约能日点假]",
    "类": "[似型]",
    "站": "[点长位]",
    "种": "[类植子养]",
    "门": "[户口诊店前]",
    "版": "[面块本权]",
    "项": "目标|次",
    "天": "[气然津地水门]",
    "周": "[期边年围报转到密知末]",
    "元": "[旦素首月]",
    "省": "[政委级份直厅内外里略去会]",
    "市": "[场民政委级直长内外容局]",
    "县": "[政委级直长局]",
    "区": "[别政委级直长域间块局]",
    "镇": "[政党级]",
    "乡": "[村镇政级愁]",
    "村": "[民委级务]",
    "字": "[号段样幕节]",
    "页": "面",
    "支": "[持付部撑出教援]|队(?!伍)",
    "座": "[谈位落]",
    "户": "[外籍口]",
    "单": "[位独一元项个纯据向页列]",
    "幅": "度",
    "张": "[贴榜家]",
    "篇": "[幅章]",
    "事": "[项务件业前后中宜故实关]",
    "例": "[行会如外]",
    "封": "[闭面存锁]",
    "宗": "[旨教]",
    "集": "[中体成约团聚合市]",
    "笔": "[记者试录]",
    "款": "项",
    "单位": "负责",
    "题": "[目材为]",
    "讲": "[解座话述究政]",
    "课": "[题程时堂件]",
    "通": "[知过报告道用行信办]",
    "问": "[题询卷答政责需计]",
}

# 6大事项类别, 8大类; a bare 大 is no measure (十九大)
_BIG = (
    r"大(?:[\u4e00-\u9fff]{0,4}(?:类别|领域|板块|版块|方面|环节|栏目|专栏|任务|行动|体系|平台|渠道|系统|事项|举措"
    r"|模块|主题|专题|措施)|类|项)"
)


def _blanks(word: str) -> str:
    """The word as a pattern; a blank may stand in 个 工作日 and 人 次."""
    if len(word) > 1 and (word[0] == "个" or word[-1] == "次"):
        return re.escape(word[0]) + " ?" + re.escape(word[1:])
    return re.escape(word)


def _pattern(units: str) -> str:
    words = f"{units} {_DURATION} {_PERCENT} {_MONEY} {_PEOPLE}".split()
    return f"(?:{_BIG}|日(?=内|之内|以内)|{_alternatives(words)})"


def _alternatives(words: list[str]) -> str:
    """The words, longest first, each with its guard."""
    longest = sorted(set(words), key=lambda w: (-len(w), w))
    return "|".join(_blanks(word) + (f"(?!{_GUARDS[word]})" if word in _GUARDS else "") for word in longest)


_PLAIN_FIRST = frozenset("%件条份项个次期篇人名场家类封起册本部批套组户宗例种轮则")  # no date, floor or score


def _plain(units: str) -> str:
    """The measure words that begin with a character of `_PLAIN_FIRST`, for the figures nothing speaks against."""
    words = f"{units} {_DURATION} {_PERCENT} {_MONEY} {_PEOPLE}".split()
    return _alternatives([word for word in words if word[0] in _PLAIN_FIRST])


AFTER_DIGITS = _pattern(_DIGIT_UNITS)
PLAIN = _plain(_DIGIT_UNITS)
AFTER_HAN = _pattern(_HAN_UNITS)
PERIOD = r"(?:半年|年|季度|季|月|周|天|日|学期|星期|旬)"  # 每季度一期

_KINDS = (
    dict.fromkeys(_MONEY.split(), "money")
    | dict.fromkeys(_PEOPLE.split(), "people")
    | dict.fromkeys([*_DURATION.split(), "日", "年"], "duration")
    | {"%": "percent", "‰": "percent", "个百分点": "change_percent"}
)


def kind(unit: str | None) -> str:
    """count | money | people | duration | percent | change_percent, before the context is looked at."""
    return _KINDS.get(unit or "", "count")
