import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import QuestionError
from rag.records import Turn
from rag.search.kinds import kinds, wanted_count
from rag.search.parts import parts, subject
from rag.search.query import search_words
from rag.search.question import clean, constraints, may_lean, terms, understand, validate


def talk(*messages):
    return [Turn(("user", "assistant")[i % 2], message) for i, message in enumerate(messages)]


# ---------------------------------------------------------------- what is asked for


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("去年全县造林多少亩？", "number"),
        ("第二产业占比是多少", "number"),
        ("工程排在全省第几？", "number"),
        ("项目什么时候竣工？", "date"),
        ("哪一年开始征集作品", "date"),
        ("现场会分别在哪几个月开？", "date"),
        ("图书馆是几月几号开馆的？", "date"),
        ("局长的文章讲了哪几点？", "summary"),
        ("会上县长提了哪些要求？", "summary"),
        ("要建几个月才完工", "number"),
        ("多长时间能办好", "number"),
        ("谁主持了会议？", "person"),
        ("镇党委书记叫什么名字？", "person"),
        ("这篇报道是哪个记者写的", "person"),
        ("项目落户在哪个镇？", "place"),
        ("活动在哪里举行", "place"),
        ("由哪家公司承建？", "organisation"),
        ("哪个部门发布了公告？", "organisation"),
        ("有哪些重点工程？", "list"),
        ("要做到哪四个联动", "list"),
        ("为什么要整治？", "reason"),
        ("概括一下讲话的主要内容", "summary"),
        ("这次会议讲了什么", "summary"),
        ("是否已经开工", "yes_no"),
        ("有没有补贴？", "yes_no"),
        ("系统叫什么名字？", "name"),
        ("两次报告的数字有什么不同？", "comparison"),
        ("誰主持了會議？", "person"),
        ("什麼時候開工", "date"),
    ],
)
def test_the_kind_asked_for_comes_first(question, expected):
    assert kinds(question)[0] == expected


def test_how_questions_have_no_kind():
    assert kinds("怎样申请补贴？") == ()


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("是哪六个“大”？", 6),
        ("要打响的三个品牌叫什么？", 3),
        ("总结三点", 3),
        ("分别是哪12个项目", 12),
        ("有哪些项目？", None),
        ("前六个月增长多少？", None),
        ("十二届五次全会讲了什么？", None),
        ("2019年增长多少", None),
    ],
)
def test_how_many_items_are_wanted(question, count):
    assert wanted_count(question) == count


# ---------------------------------------------------------------- cleaning


def test_validate_refuses_nothing_and_too_much():
    assert validate("  问题？\n", 10) == "问题？"
    for marks in ("？！", "😀", "…"):
        assert validate(marks, 10) == marks
    for empty in ("", "  \n", "\x00\x07", "\u200b", "\u200b\ufeff "):
        with pytest.raises(QuestionError) as caught:
            validate(empty, 10)
        assert "请输入" in caught.value.hint
    with pytest.raises(QuestionError) as caught:
        validate("长" * 11, 10)
    assert "11" in caught.value.hint
    assert "10" in caught.value.hint


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("请问 ＧＤＰ 是多少？", "GDP 是多少？"),
        ("  经 济 总 量 是多少", "经济总量是多少"),
        ("云周 物流项目 哪家", "云周 物流项目 哪家"),
        ("你好，我想知道谁主持了会议", "谁主持了会议"),
        ("帮我查一下1５２工程", "152工程"),
        ("请问", "请问"),
        ("温州的经济\x00总量\x07是多少", "温州的经济总量是多少"),
    ],
)
def test_cleaning_keeps_what_is_asked(typed, expected):
    assert clean(typed) == expected


def test_years_of_two_digits_are_written_out_and_spans_of_years_are_not():
    assert clean("门诊部23年看了多少病人") == "门诊部2023年看了多少病人"
    assert clean("98年的洪水淹了几天") == "1998年的洪水淹了几天"
    for spans in ("合同签了21年", "修了23年的路", "保修12年", "最长能贷28年吗", "工作满16年有几天假"):
        assert clean(spans) == spans
        assert understand(spans).corrections == ()


def test_years_that_were_written_out_are_told():
    understood = understand("请问98年的洪水淹了几天，１９年呢？")
    assert [(c.wrong, c.right) for c in understood.corrections] == [("98年", "1998年"), ("19年", "2019年")]
    follows = understand("20年呢", talk("2019年全市造林多少亩？", "三千亩。"))
    assert [(c.wrong, c.right) for c in follows.corrections] == [("20年", "2020年")]


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


# ---------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("谁主持了会议？", ("谁主持了会议？",)),
        ("去年全县造林多少亩，完成投资多少？", ("去年全县造林多少亩？", "去年全县造林完成投资多少？")),
        ("主任是谁？还兼什么职务？", ("主任是谁？", "主任兼什么职务？")),
        ("关于供水，平阳县怎么做，苍南县几月完工？", ("关于供水，平阳县怎么做？", "关于供水，苍南县几月完工？")),
        ("瓯海区和龙湾区的财政收入分别是多少？", ("瓯海区的财政收入是多少？", "龙湾区的财政收入是多少？")),
        ("甲厂上半年产量和销量分别是多少？", ("甲厂上半年产量是多少？", "甲厂上半年销量是多少？")),
        ("事假和病假各多少天？", ("事假多少天？", "病假多少天？")),
        ("宁波和绍兴的GDP各是多少？", ("宁波的GDP是多少？", "绍兴的GDP是多少？")),
        ("工作报告和统计公报里常住人口分别是多少？", ("工作报告里常住人口是多少？", "统计公报里常住人口是多少？")),
        ("全会是几号开的，会上作报告的是谁？", ("全会是几号开的？", "全会会上作报告的是谁？")),
        ("总结一下要点，讲了哪些事，是谁讲的", ("总结一下要点，讲了哪些事，是谁讲的",)),
        ("实验小学一年级几点到几点，三年级几点到几点", ("实验小学一年级几点到几点？", "实验小学三年级几点到几点？")),
        ("图书馆的开放时间是几点，少儿活动室又在哪层", ("图书馆的开放时间是几点？", "图书馆的少儿活动室又在哪层？")),
        ("云湖村2022年入住率多少，2023年想做到多少", ("云湖村2022年入住率多少？", "云湖村2023年入住率想做到多少？")),
        ("大桥开工时候说哪天通车，现在哪天通", ("大桥开工时候说哪天通车？", "大桥现在哪天通？")),
        ("环城骑行的奖牌啥颜色，健康跑的又是啥颜色", ("环城骑行的奖牌啥颜色？", "健康跑的奖牌又是啥颜色？")),
        ("报名表啥时候能领、哪天交", ("报名表啥时候能领？", "报名表哪天交？")),
        ("投票多少人同意多少人不同意", ("投票多少人同意多少人不同意",)),
        ("办证以前要几天，现在要多久", ("办证以前要几天？", "办证现在要多久？")),
        ("“两山”银行是谁提出的？它有什么作用？", ("“两山”银行是谁提出的？", "“两山”银行有什么作用？")),
    ],
)
def test_each_thing_asked_stands_by_itself(question, expected):
    assert parts(question) == expected


@pytest.mark.parametrize(
    ("question", "both"),
    [
        ("柳溪和桃源的GDP哪个高？", ("柳溪的GDP是多少？", "桃源的GDP是多少？")),
        ("洞头和瓯海谁的人口多？", ("洞头的人口是多少？", "瓯海的人口是多少？")),
        ("东湖街道和西湖街道哪个面积更大？", ("东湖街道的面积是多少？", "西湖街道的面积是多少？")),
    ],
)
def test_which_of_two_has_more_asks_for_the_figure_of_each(question, both):
    assert tuple(part.text for part in understand(question).parts) == both


def test_a_difference_between_two_sources_asks_both():
    found = parts("在外人数到底是多少？市政府工作报告和统计局公报里的数字好像不一样。")
    assert len(found) == 2
    assert "市政府工作报告" in found[0]
    assert "统计局公报" in found[1]
    assert all("在外人数" in part for part in found)


def test_the_subject_is_what_stands_before_the_asking():
    assert subject("峰会来了多少院士？") == "峰会"
    assert subject("平阳县怎么发展渔业？") == "平阳县发展渔业"


# ---------------------------------------------------------------- follow-ups


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (("平阳县的县委书记是谁？", "张三。[1]"), "苍南县呢？", "苍南县的县委书记是谁？"),
        (("2019年全市造林多少亩？", "三千亩。[1]"), "那2020年呢", "2020年全市造林多少亩？"),
        (("2019年温州的经济总量是多少？", "三千亿元。[1]"), "增速呢？", "2019年温州的经济总量的增速是多少？"),
        (("2019年温州的经济总量是多少？", "三千亿元。[1]"), "面积呢？", "2019年温州面积是多少？"),
        (("平阳县的县委书记是谁？", "张三。[1]"), "这些资料里有几篇是记者写的？", "这些资料里有几篇是记者写的？"),
        (("2019年温州造林多少亩？", "三千亩。[1]"), "财政总收入呢？", "2019年温州财政总收入多少亩？"),
        (("那篇文章是谁写的？", "是夏晓静写的。[1]"), "她是什么职务？", "夏晓静是谁？"),
        (("诗歌节来了多少诗人？", "109位。[1]"), "它在哪里举行？", "诗歌节在哪里举行？"),
        (("“擂台赛”有哪两种形式？", "一是现场比拼，二是媒体问政。[1]"), "后一种每年几次？", "媒体问政每年几次？"),
        (("诗歌节什么时候开幕？", "5月。[1]"), "谁主办的", "诗歌节，谁主办的"),
        (("王县长上午去了哪里？", "县文化馆。[1]"), "下午呢？", "王县长下午去了哪里？"),
        (("王县长上午去了哪里？", "县文化馆。[1]"), "该文化馆有多大？", "县文化馆有多大？"),
        (("李大山的讲话是什么时候印发的？", "5月。[1]"), "这个讲话讲了几点？", "李大山的讲话讲了几点？"),
        (("洞头区委书记林霞提出了哪些赋能？", "六大赋能。"), "瓯海区呢？", "瓯海区委书记提出了哪些赋能？"),
        (("你好", "你好。"), "温州呢？", "温州呢？"),
    ],
)
def test_follow_ups_take_from_the_conversation_what_they_leave_out(history, question, expected):
    assert understand(question, talk(*history)).queries == (expected,)


def test_the_question_before_may_itself_be_a_follow_up():
    history = talk("“擂台赛”有哪两种形式？", "一是现场比拼，二是媒体问政。", "前一种一年开几回？", "三回。")
    assert "现场比拼" in understand("头一次定在哪天？", history).queries[0]


def test_a_short_question_before_was_read_as_its_reply_says():
    said = ("年休假有几天？", "5天。", "押金多少钱", "押金为两个月租金，即7600元。")
    leaning = may_lean("退还期限多久", talk(*said))
    assert leaning is not None
    assert leaning.about == "押金"
    assert leaning.words == ("退还期限",)
    of_it = may_lean("退还期限多久", talk("年休假有几天？", "5天。", "工资多少", "年休假期间工资照发。"))
    assert of_it is not None
    assert of_it.about == "年休假"


@pytest.mark.parametrize(
    "question",
    [
        "桃源那边搞环境整治，最晚什么时候全部批下来？",
        "柳溪镇要修的那条生态绿道有多长？",
        "瑞安这边对干部提出了什么要求？",
    ],
)
def test_what_points_to_the_words_right_before_it_leans_on_nothing(question):
    asked = understand(question, talk("市经信局的局长是谁？", "陈大力。"))
    assert [part.text for part in asked.parts] == [question]


@pytest.mark.parametrize("question", ["那押金呢？", "他是谁？", "多少人？", "瓯海的押金是多少？"])
def test_what_a_question_leans_on_is_open_only_where_its_words_do_not_say(question):
    history = talk("年休假有几天？", "5天。")
    assert may_lean("押金多少钱", history) is not None
    assert may_lean("押金多少钱", ()) is None
    assert may_lean(question, history) is None


def test_a_change_of_means_keeps_the_topic():
    (query,) = understand("改成网上办以后呢？", talk("企业登记要几天？", "五天。")).queries
    assert "企业登记" in query
    assert "网上办" in query


def test_a_new_question_is_left_alone():
    question = "刘伯温诗歌奖什么时候截稿？"
    assert understand(question, talk("平阳县的县委书记是谁？", "张三。")).queries == (question,)


def test_marks_in_the_history_are_not_read():
    (query,) = understand("它在哪里？", talk("展馆[3]什么时候建成？", "去年。[1][2]")).queries
    assert "[" not in query


# ---------------------------------------------------------------- constraints


def test_constraints_are_read_off():
    found = constraints("市委书记李坚2023年上半年在瑞安市经信局调研时，第三届数字博览会来了多少人？")
    assert found.year == ("2023",)
    assert "上半年" in found.period
    assert found.person == ("李坚",)
    assert found.organisation == ("瑞安市经信局",)
    assert "第三届" in found.document
    assert found.kind[0] == "number"


def test_a_range_asks_for_each_of_its_years():
    assert constraints("2018-2020年投资多少？").year == ("2018", "2019", "2020")


def test_terms_are_what_is_quoted():
    assert terms("“三块牌子”和《条例》是什么") == ("三块牌子", "条例")


def test_search_words_leave_off_what_asks_and_add_what_documents_say():
    found = search_words("前六个月GDP到底是多少？")
    assert "多少" not in found
    assert "上半年" in found
    assert "地区生产总值" in found
    assert search_words("是谁？") == "是"
    assert search_words("？") == "？"


@given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=3))
@settings(max_examples=80)
def test_any_question_is_understood(question, messages):
    found = understand(question, talk(*messages))
    assert found.question == question
    assert found.parts


@pytest.mark.parametrize("text", ["一" * 4000, "哪" * 4000, "市" * 4000, "是谁？" * 1300, "甲和乙分别是多少，" * 400])
def test_the_longest_questions_are_no_trap(text):
    assert understand(text, talk(text, text)).parts


def test_there_are_few_parts_and_long_conversations_are_no_trap():
    many = "".join(f"第{n}项工程是谁负责的？" for n in range(40))
    assert len(understand(many).parts) <= 6
    history = talk(*(["它呢？", "是它。"] * 2000))
    assert understand("它呢？", history).parts


def test_of_a_conversation_only_the_last_messages_and_their_beginnings_count():
    said = talk("洞头区的区委书记是谁？", "林霞。" + "她说。" * 1000)
    asked = understand("瓯海呢？", said)
    assert asked.parts[0].text == "瓯海的区委书记是谁？"

    class Pasted(str):
        """A message that must not be read as a whole."""

        def __getitem__(self, cut):
            assert 0 < cut.stop <= 2000
            return super().__getitem__(cut)

        def __iter__(self):
            raise AssertionError("read as a whole")

    pasted = [*said[:1], Turn("assistant", Pasted(said[1].content))]
    assert understand("瓯海呢？", pasted).parts == asked.parts
    beyond = "啊" * 2000 + "李坚说：北湖实验室。"
    assert understand("他是谁？", talk("洞头区的区委书记是谁？", beyond)).parts[0].text.find("李坚") < 0
    long_ago = talk(*(["洞头区的区委书记是谁？", "林霞。"] + ["某某", "好的。"] * 8))
    assert understand("瓯海呢？", long_ago).parts[0].text == "瓯海呢？"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "2022年龙泉的竹笋产量比2021年高，两年分别是多少吨？",
            ("2022年龙泉的竹笋产量是多少吨？", "2021年龙泉的竹笋产量是多少吨？"),
        ),
        (
            "2018年和2022年全县的茶园面积分别是多少亩？",
            ("2018年全县的茶园面积是多少亩？", "2022年全县的茶园面积是多少亩？"),
        ),
        (
            "青田县2020年的游客人数是多少，2021年又是多少？",
            ("青田县2020年的游客人数是多少？", "青田县2021年的游客人数又是多少？"),
        ),
        ("法国、德国和意大利的入境人数分别是多少？", ("法国、德国和意大利的入境人数分别是多少？",)),
        ("和睦邻里节的承办单位是哪个？", ("和睦邻里节的承办单位是哪个？",)),
    ],
)
def test_years_and_three_and_more_are_told_apart(question, expected):
    assert parts(question) == expected


@pytest.mark.parametrize(
    "question", ["四梁八柱是什么？", "什么是三横四纵", "五美指什么", "六稳是哪六稳？", "什么是标准地？"]
)
def test_a_term_that_is_asked_for_stands_by_itself(question):
    history = (Turn("user", "2019年温州的经济总量是多少？"), Turn("assistant", "6606亿元。"))
    assert [part.text for part in understand(question, history).parts] == [question]


@pytest.mark.parametrize("question", ["两个分别是什么？", "三项包括哪些？", "一共有几家？"])
def test_a_count_of_what_was_named_leans_on_it(question):
    history = (Turn("user", "石帆街道有哪些专项行动？"), Turn("assistant", "有清污和护河。"))
    assert "石帆街道" in understand(question, history).parts[0].text
