"""Slogans that count what they stand for are spelled out once; the other places only name them."""

import pytest

from rag.text.slogans import Slogan, slogans, spellings

NAMED = "全县要大力推进“四大提质”行动，开展“五亮”活动，落实“三区联动”。"


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("“五亮”都亮啥", ["五亮"]),
        ("五亮活动到底亮些什么", ["五亮活动"]),
        ("县里的四大提质是哪四个？", ["四大提质"]),
        ("归纳一下四大提质", ["四大提质"]),
        ("“三区联动”具体内容", ["三区联动"]),
        ("五亮和四大提质分别是什么", ["五亮", "四大提质"]),
        ("县里靠哪四大提质富民", ["四大提质"]),
        ("三个“优”总结下", ["三个优"]),
        ("“五亮”活动什么时候开始", []),
        ("五亮活动第一名是哪个镇", []),
        ("五亮活动发挥什么作用", []),
        ("五亮和四大提质是什么关系，总结一下", []),
        ("做到了哪四个方面的联动", []),
        ("县里第三产业是什么", []),
        ("八月五日是什么日子", []),
        ("试点是哪三个村", []),
    ],
)
def test_a_question_asks_what_a_slogan_stands_for(question, called):
    assert [slogan.text for slogan in slogans(question, [NAMED])] == called


def test_two_slogans_that_passages_write_as_one_are_none():
    assert slogans("四地四区是什么", ["紧扣“四地四区”目标"]) == []


def items(question, passages, above=()):
    (slogan,) = slogans(question, passages)
    found = spellings(slogan, passages, above or [""] * len(passages))
    return [[passages[n][start:end] for n, start, end in one.items] for one in found]


def test_a_sentence_that_enumerates_as_many_called_alike():
    text = "“五亮”亮什么？就是亮身份、亮承诺、亮标准、亮进度、亮成绩。要把“五亮”做实、做细、做深。"
    assert items("五亮是什么", [text]) == [["就是亮身份、亮承诺、亮标准、亮进度、亮成绩。"]]
    (slogan,) = slogans("五亮是什么", [text])
    (found,) = spellings(slogan, [text], [""])
    assert text[slice(*found.sentence)].startswith("“五亮”亮什么？就是")


@pytest.mark.parametrize(
    "text",
    [
        "擦亮“古城”“古渡”“古街”三大文旅名片。",
        "擦亮古城、古渡、古街三大文旅名片。",
        "“三大文旅名片”即古城、古渡、古街。",
        "古城、古渡、古街是最鲜明的特色，要用好、打好这“三大文旅名片”。",
    ],
)
def test_beside_its_name_whatever_the_things_are_called(text):
    ((one,),) = items("三大文旅名片是什么", [text])
    assert "古渡" in one


def test_things_beside_which_it_is_only_pointed_at_are_not_meant():
    assert items("三大文旅名片是什么", ["要用好、打好、丰富好这“三大文旅名片”。"]) == []
    assert items("三场是什么", ["讲“三场、六看、十学”三个关键词。"]) == []


def test_numbered_sections_below_a_line_that_names_it():
    passages = [
        "把握“四大提质”方法",
        "（一）要产业提质。先强链。",
        "先说一句。（二）要城市提质。",
        "（三）要环境提质；（四）要民生提质。",
    ]
    found = items("四大提质是哪四个", passages)
    assert found == [["（一）要产业提质。", "（二）要城市提质。", "（三）要环境提质；", "（四）要民生提质。"]]
    longer = [*passages, "（五）要作风提质。"]
    assert items("四大提质是哪四个", longer) == []
    unnamed = ["要产业提质。", *passages[1:]]
    (slogan,) = slogans("四大提质是哪四个", passages)
    assert spellings(slogan, unnamed, [""] * 4) == []
    assert len(spellings(slogan, unnamed, ["", "二、抓好“四大提质”", "", ""])[0].items) == 4


def test_what_only_the_asker_counts_is_found_by_how_it_is_called():
    passages = [
        "要有抢先一步的“头雁精神”。现在不进则退。",
        "要有咬定不放的“青松精神”。再难也要办。要有日积月累的“水滴精神”。",
    ]
    assert items("讲话里三种精神概括一下", passages) == [
        ["要有抢先一步的“头雁精神”。", "要有咬定不放的“青松精神”。", "要有日积月累的“水滴精神”。"]
    ]
    assert items("讲话里四种精神概括一下", passages) == []


def test_three_things_called_alike_are_a_slogans_only_where_it_is_named():
    slogan = Slogan("三大攻坚改革", 3, ("攻坚改革", "改革"))
    other = "金融改革、农村改革、教育改革走在前列。"
    assert spellings(slogan, [other], [""]) == []
    assert len(spellings(slogan, [other, "攻坚“三大攻坚改革”不动摇。"], ["", ""])) == 1


def test_nothing_in_is_nothing_out():
    assert slogans("", []) == []
    assert spellings(Slogan("五亮", 5, ("亮",)), [], []) == []


def test_a_sentence_beside_its_name_comes_before_numbered_sections_below_it():
    passages = ["古城、古渡、古街是最鲜明的特色，打好这“三张名片”。", "一要修古城。", "二要通古渡。", "三要活古街。"]
    (slogan,) = slogans("三张名片是什么", passages)
    found = spellings(slogan, passages, ["打好“三张名片”"] * 4)
    assert [one.sentence is not None for one in found] == [True, False]


@pytest.mark.parametrize("words", ["是指", "的", "指的", "分别", "什么", "五亮"])
def test_no_repetition_is_a_trap(words):
    assert len(slogans(f"五亮{words * 200}", [NAMED])) <= 200
