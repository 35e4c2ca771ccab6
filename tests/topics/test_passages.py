"""What the model sees of a unit: figures, markers and quotes out, place and neighbors in."""

from nlp.topics.passages import Passage, Standing, passages

PATH = ("一、总体情况", "(四)平台建设")


def see(*units: Standing) -> list[Passage]:
    return passages([units])[0]


def sentence(text: str, role: str = "overview", path: tuple[str, ...] = PATH) -> Standing:
    return Standing(text, "sentence", role, path)


def test_figures_blanks_quotes_and_markers_do_not_tell_units_apart() -> None:
    one, other = see(sentence("一是“网站”发布 1,234条;"), sentence("二是网站发布98条;"))
    assert one.characters == other.characters == "网站发布0条;"
    assert one.words == other.words


def test_role_size_and_heading_are_told() -> None:
    place = see(sentence("网站改版上线。"))[0].place
    assert {"role:overview", "size:0", "h:平台建设"} <= set(place)


def test_the_lead_of_an_item_is_told_to_its_sentences_and_they_to_it() -> None:
    lead, text, other = see(sentence("一是抓好业务培训。"), sentence("请专家来局里讲课。"), sentence("二是改进网站。"))
    assert "l~train" in text.near
    assert not [token for token in other.near if token.startswith("l~")]
    assert "marked" in lead.place


def test_a_sentence_says_first_what_it_is_about() -> None:
    near = see(sentence("邀请专家举办培训,并请网站开设专栏。"))[0].near
    assert "f~train" in near
    assert "f~website" not in near


def test_neighbors_under_another_heading_are_not_told() -> None:
    before = sentence("举办培训班两期。", path=("一、总体情况", "(五)监督保障"))
    assert see(before, sentence("某句。"))[1].near.count("p~train") == 0
    assert "p~train" in see(sentence("举办培训班两期。"), sentence("某句。"))[1].near


def test_a_lead_says_whether_problems_or_plans_follow() -> None:
    role, path = "problems", ("五、存在的主要问题及改进情况",)
    lacks, plans = Standing("还有以下不足:", "lead", role, path), Standing("下一步打算:", "lead", role, path)
    made = see(lacks, sentence("力量不强。", role, path), plans, sentence("充实力量。", role, path))
    assert "after:lacks" in made[1].place
    assert "after:plans" in made[3].place


def test_a_slogan_is_short_plain_and_followed_by_more() -> None:
    more = sentence("全年举办业务培训班四期,参训三百二十人次,现场答疑。")
    assert see(sentence("抓好能力建设。"), more)[0].slogan
    assert not see(more, more)[0].slogan
    assert not see(sentence("举办培训班2期。"), more)[0].slogan
    assert not see(sentence("抓好能力建设。"), sentence("二是改进政府网站的栏目设置和检索功能,方便查询。"))[0].slogan
    assert not see(sentence("抓好能力建设。"))[0].slogan
