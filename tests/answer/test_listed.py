"""What stands for a list is answered by a sentence that spells it out, and by no other."""

import pytest

from rag.answer.builtin import BuiltIn
from rag.answer.passages.listed import listed_term, spells_out
from rag.answer.question.reading import read
from rag.answer.question.terms import Rarity, plain
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.search.question import understand
from rag.settings import ROOT
from tests.answer.evidence_of import evidence_of


@pytest.fixture(scope="module")
def composer():
    return BuiltIn(LateInteraction(StaticEmbedder(ROOT / "models" / "embedder")))


@pytest.fixture(scope="module")
def rarity():
    return Rarity.load(ROOT / "models" / "composer" / "rarity.npz")


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("“四港联动”是什么？", "四港联动"),
        ("五地五区具体指什么？", "五地五区"),
        ("全市的三牛精神是哪三牛？", "三牛"),
        ("“两个先行”包括哪些内容？", "两个先行"),
        ("三块牌子是什么？", None),
        ("两个项目分别是什么？", None),
        ("三门县的县长是谁？", None),
        ("“十四五”期间要建几座桥？", None),
        ("“四港联动”是哪次会上提出来的？", None),
    ],
)
def test_what_stands_for_a_list_is_known_by_its_number(rarity, question, term):
    found = listed_term(read(question, rarity, understand(question).constraints))
    assert (found.text if found else None) == term


@pytest.mark.parametrize(
    ("sentence", "spelt"),
    [
        ("大力实施“三链工程”，加快转型步伐。", False),
        ("“三链工程”即强链、补链、延链。", True),
        ("推进强链、补链、延链“三链工程”。", True),
        ("“三链工程”：强链、补链和延链。", True),
        ("各镇、村要认真落实“三链工程”。", False),
        ("一是强链，二是补链，三是延链。", True),
        ("积极作为、创新实践，落实“三链工程”。", False),
    ],
)
def test_a_sentence_that_only_names_it_does_not_spell_it_out(rarity, sentence, spelt):
    question = "“三链工程”是什么？"
    term = listed_term(read(question, rarity, understand(question).constraints))
    assert term is not None
    assert spells_out(term, plain(sentence)) is spelt


def test_a_term_that_is_only_named_is_refused_with_the_sentence_that_names_it(composer):
    said = composer.compose(
        understand("“三链工程”是什么？"), evidence_of("全县上下要大力实施“三链工程”，加快转型步伐，争当排头兵。")
    )
    assert said.refused
    assert [draft.gap for draft in said.drafts] == [True, False]
    assert "三链工程" in said.drafts[0].text
    assert "加快转型步伐" in said.drafts[1].text


def test_a_sentence_that_spells_it_out_comes_before_those_that_name_it(composer):
    said = composer.compose(
        understand("“三链工程”是什么？"),
        evidence_of("“三链工程”是什么，要弄明白。", "今年县里推出了“三链工程”，即强链、补链、延链，涉及项目40个。"),
    )
    assert not said.refused
    assert "强链、补链、延链" in said.drafts[0].text


def test_a_numbered_list_below_the_term_spells_it_out(composer):
    text = "把握“三链工程”的内容。\n（一）强化主链。主链为本。\n（二）补齐短链。\n（三）延伸长链。"
    said = composer.compose(understand("“三链工程”是什么？"), evidence_of(text))
    assert not said.refused
    assert [draft.text[:3] for draft in said.drafts] == ["（一）", "（二）", "（三）"]


def test_a_slogan_is_told_with_the_question_that_names_it(composer):
    said = composer.compose(
        understand("全县的“五亮”都亮啥"),
        evidence_of(
            "下面讲“五亮、三比、两提”三个关键词，这是全县动员的重点。",
            "二、把握“五亮”内容，谱写新篇\n“五亮”亮什么？就是亮身份、亮承诺、亮标准、亮进度、亮成绩。",
        ),
    )
    assert [draft.text for draft in said.drafts] == ["“五亮”亮什么？就是亮身份、亮承诺、亮标准、亮进度、亮成绩。"]


def test_a_summary_of_a_slogan_is_what_it_stands_for(composer):
    text = "一、产业提质。先强链。\n二、城市提质。先补路。\n三、环境提质。先治水。\n四、民生提质。先建校。"
    said = composer.compose(
        understand("归纳一下青山县的“四大提质”"), evidence_of(text, article="“四大提质”推动青山县新发展")
    )
    assert [draft.text[2:] for draft in said.drafts] == ["产业提质。", "城市提质。", "环境提质。", "民生提质。"]


def test_a_slogan_in_quotation_marks_that_nothing_spells_out_is_refused(composer):
    said = composer.compose(
        understand("“两个健康”是什么？"), evidence_of("全力推进“两个健康”先行区、示范县创建，为企业松绑。")
    )
    assert said.refused
    assert "两个健康" in said.drafts[0].text and said.drafts[0].gap


def test_of_two_ranks_the_one_asked_for_is_told(composer):
    text = "全省考核排名中，网信、司法、财政、水利、审计、医保等部门排名全省第一，改革、统计、海事等部门排名全省第二。"
    said = composer.compose(understand("哪几个部门排全省第二？"), evidence_of(text))
    assert "改革、统计、海事等部门排名全省第二" in said.drafts[0].text


def test_a_list_is_no_answer_to_when(composer):
    text = "（一）办好春季书展。每年三次，分别安排在4月、8月、11月。\n（二）办好夏季书展。\n（三）办好秋季书展。"
    said = composer.compose(understand("春季书展一年分别在哪几个月办？"), evidence_of(text))
    assert "4月、8月、11月" in "".join(draft.text for draft in said.drafts)


def test_two_things_side_by_side_are_no_answer_to_which_two(composer):
    said = composer.compose(
        understand("世界杯决赛是哪两个队踢的？"), evidence_of("要把学习贯彻同落实部署、推动发展结合起来，走在前列。")
    )
    assert said.refused
