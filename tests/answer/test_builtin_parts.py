"""What the composer is made of: terms, units, designators, mentions, trimming, enumerations, weights."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.passages.candidates import FEATURES, candidates, kind_group
from rag.answer.passages.select import alike, ranked
from rag.answer.passages.trim import CLAUSE_FEATURES, around, balanced, shorten, tidy
from rag.answer.question.asked import Unit, asked, fit
from rag.answer.question.designators import agree, clash, designators, number_of
from rag.answer.question.mentions import mentions
from rag.answer.question.reading import read
from rag.answer.question.terms import UNKNOWN, Rarity, plain, question_terms
from rag.answer.refusing.doubts import DOUBTS
from rag.answer.refusing.refuse import SIGNS, missing, probability, signs
from rag.answer.weights import Doubt, Weights
from rag.errors import ModelNotFoundError
from rag.records import Constraints
from rag.settings import ROOT
from rag.text.enumerations import enumerated
from rag.text.equivalents import equivalents
from rag.text.numbers import quantities
from tests.answer.evidence_of import evidence_of

COMPOSER = ROOT / "models" / "composer"


@pytest.fixture(scope="module")
def rarity():
    return Rarity.load(COMPOSER / "rarity.npz")


# ---------------------------------------------------------------- terms


def test_common_pairs_weigh_less_than_rare_ones(rarity):
    assert rarity.of("中国") < rarity.of("温州") < rarity.of("伯温")
    assert rarity.of("龘龘") == UNKNOWN
    assert rarity.of("😀😀") == UNKNOWN


def test_the_table_is_sorted_and_small(rarity):
    assert rarity.pairs.dtype == np.uint32
    assert rarity.weights.dtype == np.uint8
    assert (np.diff(rarity.pairs.astype(np.int64)) > 0).all()


def test_words_that_ask_are_no_terms(rarity):
    terms = question_terms("2019年温州的经济总量是多少？", rarity)
    assert "多少" not in terms.weights
    assert {"温州", "经济", "总量", "2019"} <= set(terms.weights)


def test_a_question_of_function_words_only_keeps_its_characters(rarity):
    assert question_terms("多少？", rarity).weights


def test_traditional_questions_meet_simplified_texts(rarity):
    terms = question_terms("溫州的經濟總量", rarity)
    assert terms.share(t for _, t in terms.occurrences(plain("温州经济总量"))) == pytest.approx(1.0)


def test_latin_runs_count_whole(rarity):
    terms = question_terms("hui服务系统", rarity)
    assert [t for _, t in terms.occurrences("“hui服务”")][0] == "hui"
    assert "hui" not in {t for _, t in terms.occurrences("华服务")}


def test_what_documents_say_otherwise_is_met(rarity):
    terms = question_terms("GDP涨了几个点", rarity)
    assert "gdp" in {t for _, t in terms.occurrences("地区生产总值增长8.2%")}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("经信局局长", "市经济和信息化局"),
        ("市委政策研究室负责人", "市委政研室"),
        ("前六个月的产值", "上半年产值"),
    ],
)
def test_abbreviations_and_full_names_stand_for_one_another(question, text):
    assert any(pattern.search(text) for _, pattern in equivalents(question))


# ---------------------------------------------------------------- what is asked


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("完成了几家企业的改造？", Unit("count", "家")),
        ("投资多少亿？", Unit("money", "元")),
        ("全县经济总量有多大？", Unit("money", "元")),
        ("超过了几个省会城市？", Unit("count", "个")),
        ("来了几个人？", Unit("count", "人")),
        ("确诊了多少例？", Unit("count", "例")),
        ("占比是多少？", Unit("percent", "%")),
        ("涨了几个百分点？", Unit("percent", "%")),
        ("全长多少公里？", Unit("measure", "米")),
        ("这条路全长多少？", Unit("measure", "米")),
        ("厂房一共多少平？", Unit("measure", "平方米")),
        ("一共多少娃报了名？", Unit("count", "人")),
        ("去年农村公路投了多少？", Unit("money", "元")),
        ("物业费一个月几块？", Unit("money", "元")),
        ("排名第几？", Unit("rank", "")),
    ],
)
def test_units_are_read_off_the_question(question, unit):
    assert asked(question, ("number",)).units == (unit,)


def test_a_number_in_the_unit_asked_for_fits_best():
    units = asked("投资多少亿元？", ("number",)).units
    by_text = {q.text: fit(q, units) for q in quantities("共12家企业投资3.5亿元，增长8%")}
    assert by_text["3.5亿元"] > by_text["12家"]
    assert by_text["3.5亿元"] > by_text["8%"]


@pytest.mark.parametrize(
    ("question", "wanted", "noun"),
    [
        ("是哪六个“大”？", 6, ""),
        ("要擦亮的三块牌子是哪三块？", 3, ""),
        ("有哪些重点工程？", None, "重点工程"),
        ("谁？", None, ""),
    ],
)
def test_how_many_items_and_what_they_are_called(question, wanted, noun):
    found = asked(question, ("list",))
    assert found.wanted == wanted
    if noun:
        assert found.noun == noun


def test_kinds_count_in_groups():
    assert kind_group(asked("多少亿元？", ("number",))) == "measured"
    assert kind_group(asked("有多少？", ("number",))) == "number"
    assert kind_group(asked("谁？", ("person",))) == "person"
    assert kind_group(asked("为什么？", ("reason",))) == "other"


# ---------------------------------------------------------------- designators


@pytest.mark.parametrize(
    ("question", "text", "class_"),
    [
        ("第四届诗歌奖", "第五届诗歌奖", "届"),
        ("2018年的产值", "2019年产值", "year"),
        ("全年增长", "上半年增长", "part"),
        ("第二季度", "一季度", "季度"),
        ("十三五规划", "“十四五”规划", "plan"),
    ],
)
def test_different_designators_clash(question, text, class_):
    assert clash(designators(question), designators(text)) == {class_}
    assert not clash(designators(question), designators(question))
    assert class_ in agree(designators(question), designators(question))


def test_a_span_of_years_stands_for_all_of_them():
    assert not clash(designators("2020年"), designators("2018-2022年"))


@pytest.mark.parametrize(
    ("numeral", "value"), [("十", 10), ("二十一", 21), ("一百二十", 120), ("二〇二〇", 2020), ("万", None)]
)
def test_numerals(numeral, value):
    assert number_of(numeral) == value


# ---------------------------------------------------------------- mentions


@pytest.mark.parametrize(
    ("kind", "text", "mention"),
    [
        ("date", "于2020年5月竣工", "2020年5月"),
        ("person", "市委书记李建国主持会议", "书记李建国"),
        ("name", "播放了《春天的故事》", "《春天的故事》"),
        ("organisation", "由东海集团承建", "由东海集团"),
        ("place", "位于东湖区", "位于东湖"),
    ],
)
def test_things_of_a_kind_are_found(kind, text, mention):
    found = mentions(text, asked("？", (kind,)))
    assert mention in {text[m.start : m.end] for m in found}


# ---------------------------------------------------------------- trimming


def cut(text, span):
    return text[span[0] : span[1]]


def test_leading_connectives_and_commas_go():
    text = "其中，新增绿地12公顷，"
    assert cut(text, tidy(text, 0, len(text))) == "新增绿地12公顷"


def test_a_connective_that_is_all_there_is_stays():
    assert tidy("但，", 0, 2) == (0, 2)


def test_the_lines_that_frame_a_row_of_a_table_are_left_out_and_those_between_its_cells_stay():
    text = "| 停泊费 | 每日100元 |"
    assert cut(text, tidy(text, 0, len(text))) == "停泊费 | 每日100元"
    assert tidy("| |", 0, 3) == (0, 3)


@pytest.mark.parametrize("opener", ["比如，", "对此，", "但是，", "其中"])
def test_what_leans_on_the_sentence_before_opens_no_answer(opener):
    text = f"{opener}每亩投资至少350万元。"
    assert cut(text, tidy(text, 0, len(text))) == "每亩投资至少350万元。"


def test_shortening_ends_at_a_clause():
    text = "新增绿地12公顷，建成健身步道5.6公里，种树三千棵。"
    assert cut(text, shorten(text, 0, len(text), 12)) == "新增绿地12公顷"


@pytest.mark.parametrize(
    ("sentence", "most", "kept"),
    [
        # What only leads up to the predicate is not shown alone, the predicate is.
        ("在全县工作会议上，县委书记作了重要讲话，给出了全新定义。", 12, "在全县工作会议上，县委书记作了重要讲话"),
        ("围绕省委关于高质量发展建设的一系列重大决策和重大部署，我们要先行。", 8, "我们要先行。"),
        ("去年以来,全县在县委的领导下,各项任务落实落细,走在前列。", 16, "去年以来,全县在县委的领导下,各项任务落实落细"),
        ("立足新起点，街道将以奋进的姿态，推进建设，打造样板。", 16, "立足新起点，街道将以奋进的姿态，推进建设"),
        ("加快建设城市客厅，引进三家企业，打造商圈。", 16, "加快建设城市客厅，引进三家企业"),
        # Who reports from where is left out; when, and who says it, brings what happened and what is said.
        ("本报讯（记者 李明）7月21日下午，我县召开推进会。", 16, "7月21日下午，我县召开推进会。"),
        ("县长赵立平在会上强调，平台是主战场，要加快建设。", 16, "县长赵立平在会上强调，平台是主战场"),
        (
            "会上，北新区作为平台代表，围绕下步举措作了发言，受到好评。",
            16,
            "会上，北新区作为平台代表，围绕下步举措作了发言",
        ),
        ("各村完成了清理，按照全县的统一决策部署，形成长效机制。", 18, "各村完成了清理"),
    ],
)
def test_shortened_sentences_say_something(sentence, most, kept):
    start, end = shorten(sentence, 0, len(sentence), most)
    assert sentence[start:end] == kept


def test_the_clause_around_a_place_is_kept_with_those_before_it():
    text = "会议指出，要大力弘扬“求真、务实”的精神，不断前进。"
    at = text.index("“")
    assert cut(text, around(text, 0, len(text), (at, at + 5), 40)) == "会议指出，要大力弘扬“求真、务实”的精神"


@given(st.text(alphabet="甲乙，。；“”（）但其中并", max_size=30), st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=80)
def test_tidying_never_leaves_its_stretch_nor_unbalances_it(text, a, b):
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    low, high = tidy(text, start, end)
    assert start <= low <= high <= end
    assert balanced(text[low:high]) or not balanced(text[start:end]) or (low, high) == (start, end)


# ---------------------------------------------------------------- enumerations


@pytest.mark.parametrize(
    ("sentence", "count"),
    [("由甲项目、乙项目以及丙项目组成", 3), ("擦亮“甲外事”“乙外事”“丙外事”三大品牌", 3), ("市委书记、局长李明", 2)],
)
def test_items_are_counted(sentence, count):
    assert count in {n for n, _ in enumerated(sentence)}


def test_a_sentence_without_enumeration():
    assert not list(enumerated("公园已经完工。"))


# ---------------------------------------------------------------- candidates, refusal, weights


def test_each_sentence_is_a_candidate_with_every_feature(rarity):
    found = candidates(read("公园投资多少元？", rarity), evidence_of("公园完工。投资3元；种树。", "别的事。"))
    assert [c.text for c in found] == ["公园完工。", "投资3元；", "种树。", "别的事。"]
    assert all(len(c.features) == len(FEATURES) for c in found)
    assert all(-1e-6 <= value <= 1.0 + 1e-6 for c in found for value in c.features)


def test_what_the_question_names_itself_is_no_answer(rarity):
    constraints = Constraints(kind=("date",))
    found = candidates(read("2019年的大会何时召开？", rarity, constraints), evidence_of("2019年的大会于5月召开。"))
    assert {found[0].evidence.chunk.text[m.start : m.end] for m in found[0].mentions} == {"5月"}


def test_no_evidence_has_no_candidates(rarity):
    assert candidates(read("谁？", rarity), ()) == []


def test_ties_keep_their_order(rarity):
    found = candidates(read("公园？", rarity), evidence_of("甲。乙。"))
    assert [c.text for _, c in ranked(found, (0.0,) * len(FEATURES))] == ["甲。", "乙。"]


def test_alike_sentences():
    assert alike("公园改造工程已经完工。", "公园改造工程已经全部完工。")
    assert not alike("公园改造工程已经完工。", "全市早稻面积四十五万亩。")


def test_signs_are_named_and_bounded(rarity):
    reading = read("青石镇的书记是谁？", rarity, Constraints(place=("青石镇",), kind=("person",)))
    ranking = ranked(candidates(reading, evidence_of("公园完工。")), (1.0,) * len(FEATURES))
    row = dict(zip(SIGNS, signs(reading, ranking), strict=True))
    assert row["name_nowhere"] == 1.0
    assert row["unfit"] == 1.0
    assert probability(list(row.values()), (0.0,) * len(SIGNS), 0.0) == 0.5


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("哪一年建成？", {"去年": 0.16, "3月5日": 0.4, "2026年": 1.0}),
        ("哪个月建成？", {"去年": 0.16, "3月5日": 1.0, "2026年": 0.4}),
        ("什么时候建成？", {"去年": 0.4, "3月5日": 1.0, "2026年": 1.0}),
    ],
)
def test_dates_fit_as_finely_as_they_are_asked_for(question, fits):
    text = "去年开工，3月5日验收，2026年投产"
    found = mentions(text, asked(question, ("date",)))
    assert {text[m.start : m.end]: pytest.approx(m.fit) for m in found} == fits


def test_the_day_of_a_report_fits_less_than_the_day_of_what_it_reports():
    text = "新华社温州7月26日电 大桥26日通车"
    line, day = mentions(text, asked("大桥什么时候通车？", ("date",)))
    assert line.fit < 0.5 < day.fit


def test_a_single_character_is_not_named_as_missing(rarity):
    evidence = evidence_of("市域铁路建成试运行。")
    assert missing(read("市域铁路S1线哪年通车？", rarity), evidence) != "线"


def test_what_no_passage_mentions_is_named(rarity):
    reading = read("火星探测器何时发射？", rarity)
    assert missing(reading, evidence_of("公园完工。")) == "火星探测器"
    assert missing(read("公园何时完工？", rarity), evidence_of("公园完工。")) == ""


def test_the_weights_that_are_shipped():
    weights = Weights.load(COMPOSER / "weights.toml")
    assert len(weights.sentence) == len(FEATURES)
    assert len(weights.clause) == len(CLAUSE_FEATURES)
    assert len(weights.answerable) == len(SIGNS)
    assert 0.0 < weights.least < 0.5
    assert replace(weights, least=0.2).least == 0.2


@pytest.mark.parametrize("text", ["", "[sentence]\n", "not toml ["])
def test_damaged_weights_name_the_mend(tmp_path, text):
    file = tmp_path / "composer" / "weights.toml"
    file.parent.mkdir()
    if text:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(ModelNotFoundError) as caught:
        Weights.load(file)
    assert "git checkout models" in caught.value.hint


def test_the_line_below_which_is_refused_is_a_weighted_sum(tmp_path):
    line = Doubt.load(COMPOSER / "doubt.toml")
    assert len(line.signs) == len(DOUBTS)
    best = [float(weight > 0) for weight in line.signs]
    assert not line.doubts(best)
    assert line.doubts([1.0 - value for value in best])
    damaged = tmp_path / "doubt.toml"
    damaged.write_text("least = 0.0\nintercept = 0.0\n[signs]\nmeaning = 1.0\n", encoding="utf-8")
    with pytest.raises(ModelNotFoundError):
        Doubt.load(damaged)
