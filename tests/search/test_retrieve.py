import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.index.index import Index
from rag.records import Constraints, Hit, Scope, SubQuestion, Turn, Understood
from rag.search.question import understand
from rag.search.retrieve import Retriever, Weights, _hits, is_named, is_of_other_year
from rag.settings import Settings
from rag.text.sameness import is_covered, passage_marks
from rag.text.words import Segmenter

SPEECH = """# 在全市科技创新大会上的讲话

市委书记 赵大伟

去年全市研发投入占比达到2.9%，新认定高新技术企业186家。今年围绕“抓平台、抓人才、抓转化”三件大事，推动科技创新再上台阶。

一、抓平台。加快建设北湖实验室，年内引进院士团队两个，建成中试基地五个，把创新平台做大做强。
各地要把平台建设摆在突出位置，列出清单、倒排工期、挂图作战，确保按期投入使用。要强化要素保障，土地指标优先安排，资金优先拨付，审批优先办理。

二、抓人才。实施“归雁计划”，吸引青年人才三万名，建设人才公寓两万套，让人才引得进、留得住、用得好。
要办好人才大会，完善评价机制，落实住房、子女入学、医疗保障等政策，营造识才爱才敬才用才的浓厚氛围。

三、抓转化。完善技术市场，全年技术交易额达到120亿元，让更多成果走出实验室、走上生产线。
要建强转化平台，培育一批技术经理人，推动高校院所与企业深度对接，打通成果转化最后一公里。
"""

PARK = """# 城市公园改造工程完工

本报讯（记者 王小明）3月5日，记者从市住建局获悉，城东公园改造工程已经全部完工。
工程总投资3200万元，新增绿地12公顷，建成健身步道5.6公里。

市住建局局长李建国表示，公园将于4月1日起向市民免费开放，每天开放时间为早上6时至晚上10时。
"""

FISHING = """# 渔业转型升级

市农业农村局局长 周海

渔业要迈向深远海。全市新建深水网箱600只，养殖产量达到9万吨，渔民人均收入提高到4.2万元。

要做好三方面工作：一是造大船。淘汰老旧渔船300艘，更新改造大型渔船80艘，鼓励渔民组建捕捞公司。要落实更新补贴，
简化审批手续，让渔民少跑路、快拿钱，同时加强船员培训，严守安全底线，确保渔船适航、船员适任。

二是拓市场。建设中心渔港冷链基地，培育水产品牌20个，让鲜货当天上岸、次日上桌。要打通线上线下渠道，
支持龙头企业开设直营门店，组织渔获参加各类展销会，扩大知名度和影响力，提升产品附加值。

三是护海洋。严格执行休渔制度，增殖放流鱼苗5亿尾，恢复近海渔场生机。要加强海上执法，
严厉打击非法捕捞，清理整治违规渔具，建立海洋生态补偿机制，守护好蓝色家园。
"""

TEXTS = {"2021/讲话.txt": SPEECH, "news/公园.txt": PARK, "news/公园 副本.txt": PARK, "渔业.txt": FISHING}


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter()


@pytest.fixture(scope="module")
def interaction():
    return LateInteraction(load_static(Settings()))


@pytest.fixture(scope="module")
def index(segmenter, interaction):
    documents = [document_of(read_string(name, text)) for name, text in TEXTS.items()]
    passages = [chunk for document in documents for chunk in chunks(document)]
    return Index.in_memory(documents, passages, interaction.static, segmenter)


@pytest.fixture(scope="module")
def retriever(index, interaction, segmenter):
    return Retriever(index, interaction, segmenter)


def ask(retriever, question, *messages, **how):
    history = [Turn(("user", "assistant")[i % 2], message) for i, message in enumerate(messages)]
    return retriever.retrieve(understand(question, history), **how)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("城东公园改造花了多少钱？", "3200万元"),
        ("技术交易额的目标是多少", "120亿元"),
        ("网箱 新建 多少只", "600只"),
        ("人才公寓要建多少套？", "两万套"),
        ("健身步道有几公里长", "5.6公里"),
        ("休渔期间放流了多少鱼苗", "5亿尾"),
        ("公園幾點關門？", "晚上10时"),
    ],
)
def test_the_passage_that_answers_is_among_the_first_two(retriever, question, answer):
    assert any(answer in e.chunk.text for e in ask(retriever, question)[:2])


def test_ranks_count_from_one_and_scores_never_rise(retriever):
    found = ask(retriever, "全市今年要做哪些工作？")
    assert [e.rank for e in found] == list(range(1, len(found) + 1))
    assert all(a.score >= b.score for a, b in zip(found, found[1:], strict=False))
    assert len({e.chunk.chunk_id for e in found}) == len(found)


def test_the_same_text_in_two_documents_is_one_passage(retriever):
    found = ask(retriever, "城东公园改造工程总投资多少？")
    best = next(e for e in found if "3200万元" in e.chunk.text)
    assert {best.chunk.doc, *(place.doc for place in best.also)} == {"news/公园.txt", "news/公园 副本.txt"}
    assert all(place.start < place.end for place in best.also)
    texts = ["".join(e.chunk.text.split()) for e in found]
    assert len(set(texts)) == len(texts)


def test_k_bounds_what_is_returned(retriever):
    assert len(ask(retriever, "公园", k=1)) == 1
    assert len(ask(retriever, "公园", k=500)) <= 500
    with pytest.raises(ValueError, match="k is 0"):
        ask(retriever, "公园", k=0)


def test_a_scope_is_kept(retriever):
    found = ask(retriever, "要抓好哪些工作？", scope=Scope(docs=("渔业",)))
    assert found
    assert {e.chunk.doc for e in found} == {"渔业.txt"}
    assert ask(retriever, "公园", scope=Scope(docs=("没有这个",))) == ()


def test_a_question_without_any_known_word_finds_nothing_or_passages_of_low_score(retriever):
    assert all(e.score < 1.5 for e in ask(retriever, "量子色动力学拉格朗日量"))


def test_several_things_asked_take_turns(retriever):
    found = ask(retriever, "城东公园总投资是多少？渔业养殖产量达到多少？")
    assert {"news/公园.txt", "渔业.txt"} <= {
        "news/公园.txt" if "公园" in e.chunk.doc else e.chunk.doc for e in found[:2]
    }


def test_an_enumeration_comes_together(retriever):
    lead = " ".join(e.chunk.text for e in ask(retriever, "渔业要做好哪三方面工作？")[:4])
    assert all(item in lead for item in ("造大船", "拓市场", "护海洋"))


def test_a_summary_brings_the_openings_of_the_sections(retriever):
    lead = " ".join(e.chunk.text for e in ask(retriever, "概括一下赵大伟在科技创新大会上讲话的主要内容")[:5])
    assert all(item in lead for item in ("抓平台", "抓人才", "抓转化"))


def test_who_wrote_it_brings_the_head_lines(retriever):
    found = ask(retriever, "谁是市农业农村局的局长？")[:3]
    assert any("周海" in e.chunk.text for e in found)


def test_the_head_lines_come_first_where_only_they_answer(retriever):
    first, second, *_ = ask(retriever, "渔民人均收入提高到4.2万元，这篇文章的作者是谁？")
    assert first.chunk.kind == "head"
    assert "周海" in first.chunk.text
    assert "4.2万元" in second.chunk.text


def test_at_most_one_head_among_the_first_five(retriever):
    for question in ("公园改造工程", "渔业转型升级", "科技创新大会讲话", "全市工作"):
        found = ask(retriever, question)[:5]
        assert sum(e.chunk.kind == "head" for e in found) <= 1


def test_a_follow_up_is_searched_with_its_topic(retriever):
    (first, *_) = ask(retriever, "它新增了多少绿地？", "城东公园改造什么时候完工？", "已经完工。[1]")
    assert "12公顷" in first.chunk.text


def test_authors_and_offices_are_recognised(index):
    fishing = next(c for c in index.chunks_of("渔业.txt") if c.byline)
    assert is_named(fishing, Constraints(person=("周海",)))
    assert is_named(fishing, Constraints(organisation=("瑞安市农业农村局",)))
    assert not is_named(fishing, Constraints(person=("王小明",), organisation=("市公安局",)))


def test_another_year_counts_against_a_passage(index):
    chunk = index.chunks_of("渔业.txt")[0]
    dated = type(chunk)(**{f: getattr(chunk, f) for f in chunk.__slots__} | {"date": "2020-04", "text": "产量增长。"})
    assert is_of_other_year(dated, Constraints(year=("2019",)))
    assert not is_of_other_year(dated, Constraints(year=("2020",)))
    assert not is_of_other_year(dated, Constraints())
    assert not is_of_other_year(chunk, Constraints(year=("2019",)))


def test_weights_matter(index, interaction, segmenter):
    question = understand("渔民收入有多少")
    usual = Retriever(index, interaction, segmenter).retrieve(question)
    other = Retriever(index, interaction, segmenter, Weights(dense=5.0)).retrieve(question)
    assert [e.score for e in usual] != [e.score for e in other]


def test_answers_do_not_change_from_call_to_call(retriever):
    assert ask(retriever, "要做好哪些工作？") == ask(retriever, "要做好哪些工作？")


def test_an_empty_index_finds_nothing(interaction, segmenter):
    empty = Retriever(Index.in_memory([], [], interaction.static, segmenter), interaction, segmenter)
    assert ask(empty, "什么？") == ()


@given(st.text(min_size=1, max_size=40), st.integers(1, 12))
@settings(max_examples=40)
def test_any_question_can_be_searched(retriever, question, k):
    found = retriever.retrieve(Understood(question, (SubQuestion(question),)), k=k)
    assert len(found) <= k


def test_of_copies_the_one_in_scope_is_shown_and_none_stands_twice(retriever):
    asked = "城东公园改造工程总投资多少？"
    for name in ("news/公园.txt", "news/公园 副本.txt"):
        found = retriever.retrieve(understand(asked), Scope(docs=(name,)))
        best = next(e for e in found if "3200万元" in e.chunk.text)
        assert best.chunk.doc == name and len(best.also) == 1 and best.also[0].doc != name
    for evidence in (ask(retriever, asked), found):
        own = [passage_marks(e.chunk.text) for e in evidence]
        for i, one in enumerate(own):
            others = [{m.value for m in other} for j, other in enumerate(own) if i != j]
            assert not any(is_covered(one, other) for other in others)


class Counting:
    """A leg of a hundred hits that counts how often it is searched."""

    def __init__(self):
        self.asked = []

    def search(self, query, k, among=None):
        self.asked.append(k)
        return [Hit(f"{n:03}", 1 / (n + 1), n + 1) for n in range(min(k, 100))]


@pytest.mark.parametrize(
    ("hidden", "searches"), [([], 1), ([0], 1), ([3, 9, 39, 45], 1), (range(30), 2), (range(90), 3)]
)
def test_hidden_hits_are_made_up_for_and_a_few_cost_no_second_search(hidden, searches):
    leg = Counting()
    away = frozenset(f"{n:03}" for n in hidden)
    found = _hits(leg, "问", 40, None, away)
    assert found == {f"{n:03}": 1 / (n + 1) for n in [n for n in range(100) if f"{n:03}" not in away][:40]}
    assert len(leg.asked) == searches
