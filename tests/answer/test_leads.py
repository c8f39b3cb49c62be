"""Lines that head what follows: which they are, what stands under them, and that it is told in its order."""

import pytest

from rag.answer.builtin import BuiltIn
from rag.answer.passages.leads import leads
from rag.answer.passages.trim import tidy
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.search.question import understand
from rag.settings import ROOT
from rag.text.sentences import sentences
from tests.answer.evidence_of import evidence_of

RULES = (
    "三、借阅须知\n1. 每证限借图书10册，借期30天。\n2. 可续借一次，续借期15天。\n3. 遗失图书须照价赔偿。\n"
    "四、开放时间\n周一闭馆，周二至周日9:00至20:30开放。"
)
ASKED = (
    "问：借书证怎么办理？\n答：凭身份证到一楼服务台办理，押金100元。当场领证，次日可用。\n"
    "问：可以带宠物入馆吗？\n答：不可以。导盲犬除外。"
)
NOTICE = "一、参观对象。本市居民和外地游客均可参观。\n二、门票。成人票30元，学生凭证半价。"


def headed(text):
    """Return each sentence that is headed, with the lines above it, and the set of those lines."""
    spans = sentences(text, semicolons=True)
    found = leads(text, spans)
    shown = [text[a:b] for a, b in spans]
    over = {shown[i]: [shown[n] for n in above] for i, above in enumerate(found.over) if above}
    return over, {shown[n] for n in found.leading}


def test_a_heading_heads_its_numbered_lines_until_the_next():
    over, leading = headed(RULES)
    assert leading == {"三、借阅须知", "四、开放时间"}
    assert over["3. 遗失图书须照价赔偿。"] == ["三、借阅须知"]
    assert over["周一闭馆，周二至周日9:00至20:30开放。"] == ["四、开放时间"]


def test_a_question_heads_its_answer_and_not_the_next_one():
    over, leading = headed(ASKED)
    assert leading == {"问：借书证怎么办理？", "问：可以带宠物入馆吗？"}
    assert over["当场领证，次日可用。"] == ["问：借书证怎么办理？"]
    assert over["导盲犬除外。"] == ["问：可以带宠物入馆吗？"]


def test_a_heading_in_its_paragraph_heads_the_rest_of_it():
    over, leading = headed(NOTICE)
    assert leading == {"一、参观对象。", "二、门票。"}
    assert over == {
        "本市居民和外地游客均可参观。": ["一、参观对象。"],
        "成人票30元，学生凭证半价。": ["二、门票。"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "一、审议旧区改造\n二、研究年度预算\n三、听取工作汇报",  # an agenda: items, no headings
        "全市早稻种植面积不少于45万亩。\n要提前做好抗旱准备。",
        "一、完成投资3200万元。新增绿地12公顷。",
        "难道不该反思？我们要迎头赶上。",
    ],
)
def test_what_says_something_itself_heads_nothing(text):
    assert headed(text) == ({}, set())


def test_what_follows_an_announcement_stands_under_it():
    over, leading = headed("有关事项通知如下：\n一、6月1日放假。\n二、6月2日上班。")
    assert leading == {"有关事项通知如下："}
    assert over["二、6月2日上班。"] == ["有关事项通知如下："]


def test_a_question_whose_answer_stands_elsewhere_answers_nothing():
    assert headed("外地游客免费。\n问：几点闭馆？")[1] == {"问：几点闭馆？"}


@pytest.fixture(scope="module")
def composer():
    return BuiltIn(LateInteraction(StaticEmbedder(ROOT / "models" / "embedder")), doubts=False)


def told(composer, question, *texts):
    composition = composer.compose(understand(question), evidence_of(*texts, article="市图书馆读者手册"))
    for draft in composition.drafts:
        assert draft.gap or draft.places
    return [draft.text for draft in composition.drafts]


def test_the_points_under_the_heading_that_is_asked_for_are_told_in_order(composer):
    assert told(composer, "图书馆借阅须知有什么内容", RULES, NOTICE) == [
        "1. 每证限借图书10册，借期30天。",
        "2. 可续借一次，续借期15天。",
        "3. 遗失图书须照价赔偿。",
    ]


def test_the_answer_below_a_question_is_told_from_its_beginning(composer):
    assert told(composer, "怎么办理借书证？", ASKED, RULES) == [
        "凭身份证到一楼服务台办理，押金100元。当场领证，次日可用。"
    ]


def test_a_number_asked_for_is_one_sentence_and_not_the_section(composer):
    assert told(composer, "续借期多少天？", RULES, ASKED) == ["2. 可续借一次，续借期15天。"]


def test_a_question_of_the_document_is_never_the_answer(composer):
    for question in ("可以带宠物入馆吗？", "借书证怎么办理？", "带宠物入馆有什么规定？"):
        assert not any("问：" in text or text.startswith("答") for text in told(composer, question, ASKED, RULES))


RATES = "第八条 停车不满1小时的，不收费；满1小时不满4小时的，收费5元；超过4小时的，每小时加收2元。夜间停车减半。"


def test_the_other_cases_of_a_sentence_are_told_with_the_one_that_fits(composer):
    (text,) = told(composer, "停车超过4小时怎么收费？", RATES)[:1]
    assert text == RATES[: RATES.index("夜间")]


def test_cases_that_do_not_fit_stay_apart(composer):
    long = RATES.replace("不收费；", f"不收费{'，车主先登记姓名和车牌号码' * 8}；")
    (text,) = told(composer, "停车超过4小时怎么收费？", long)[:1]
    assert text.startswith("超过4小时的，每小时加收2元")


def test_two_figures_of_one_thing_are_both_told(composer):
    report = "上半年全厂生产水泵3.2万台，产量增长8%。受出口带动，销量增长2.5%。"
    said = "".join(told(composer, "水泵厂产量和销量分别增长多少？", report))
    assert "8%" in said and "2.5%" in said


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("书法大赛设一等奖1名；二等奖2名；三等奖5名。另设优秀奖。", (0, 0, 0, 3)),
        ("坚持规划引领；全年完成投资3200万元。", (0, 1)),  # a clause that says its own
        ("设一等奖1名；\n二等奖2名。", (0, 1)),  # a paragraph of its own
    ],
)
def test_figures_of_one_sentence_are_of_what_it_begins_with(text, begun):
    assert leads(text, sentences(text, semicolons=True)).begun == begun


def test_a_headline_does_not_say_where(composer):
    where = composer.compose(
        understand("书香节在哪里举办？"),
        evidence_of(
            "一、活动地点\n主会场设在柳河村文化礼堂。\n二、活动内容\n诵读、书法、猜谜。",
            article="柳河镇第三届书香节活动方案",
        ),
    )
    assert where.drafts[0].text == "主会场设在柳河村文化礼堂。"


def test_a_word_that_only_begins_as_a_connective_does_is_kept():
    text = "其中文名称是海州港。"
    assert tidy(text, 0, len(text)) == (0, len(text))
    assert tidy("其中，出口下降2%。", 0, 10)[0] == 3
