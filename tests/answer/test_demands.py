"""What a question demands of the sentence that answers it: near misses are no answers, right ones pass."""

from dataclasses import replace

import pytest

from rag.answer.builtin import BuiltIn
from rag.answer.refusing.demands import _spoken
from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.corpus.sidecar import Sidecar
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.records import Evidence
from rag.search.question import understand
from rag.settings import ROOT
from tests.answer.evidence_of import chunk_of


@pytest.fixture(scope="module")
def composer():
    return BuiltIn(LateInteraction(StaticEmbedder(ROOT / "models" / "embedder")))


def evidence(*passages):
    return tuple(Evidence(rank, 1 / rank, chunk) for rank, chunk in enumerate(passages, start=1))


def article(text, name, **head):
    return chunk_of(text, name, title="晚报", **head)


PRIZE = article("第三届青松散文奖评出一等奖2名，奖金各5000元，9月20日颁奖。", "奖.txt", article="第三届青松散文奖揭晓")
EXPORT = article("10月份，全市出口额达到36.2亿元，同比增长4.5%。", "出口.txt")
CAMPAIGN = article("开展“同心向前”主题讨论活动，把思想统一到部署上来。", "活动.txt")
LEADERS = article("市长赵立平出席会议，市委书记钱大同讲话。", "会议.txt")
WATER = article("全力推进供水管网改造，新建管线35公里。", "甲.txt", byline="柳溪镇党委书记 孙小芳")
ROADS = article("建设美丽乡村，改善出行条件，方便群众生活。", "乙.txt", byline="桃源镇党委书记 李大林")
REPORT = article("一年来，地区生产总值达到880亿元，增长6.1%。", "报告.txt", date="2020-02-11")
PLAN = article("力争“十四五”期间地区生产总值突破1200亿元。", "规划.txt")
PLANT = article("规上工业产值是衡量园区的重要指标，各园区要认真分析存在问题。", "工业.txt")
PLANS = article("企业版每月398元，供1000人使用。", "价格.txt")
WORKS = article("清江水务集团有限公司牵头供水工程，负责人介绍了进度。", "供水.txt")
SALES = article("上半年，一般公共预算收入增长15.3%，进出口总额增长14.3%。", "数据.txt")
CLASSES = article("拓展课报名，每班不超过35人，孩子自愿参加。", "拓展.txt")
FLATS = article("柳市镇青云公寓共98套，本月起接受申请。", "公寓.txt")
TARGET = article("今年的目标是修农村公路100公里，改造危桥9座。", "公路.txt")
RACE = article("本届龙舟赛的冠军是仙岩队，队员平均年龄41岁。", "龙舟.txt")
BANK = article("清江南岸的堤坝加固工程总投资9.6亿元。", "堤坝.txt")


def test_the_whole_city_may_be_the_city_that_is_asked_about(composer):
    own = article("青溪市要建好市图书馆。", "丙.txt", byline="青溪市委书记 孙小芳")
    asked = understand("10月份青溪市的出口额是多少？")
    assert not composer.compose(asked, evidence(own, EXPORT)).refused


@pytest.mark.parametrize(
    ("passages", "right", "key", "wrong"),
    [
        ([PRIZE], "第三届青松散文奖一等奖奖金多少？", "5000元", "第四届青松散文奖一等奖奖金多少？"),
        ([EXPORT], "10月份全市出口额是多少？", "36.2亿元", "9月份全市出口额是多少？"),
        ([LEADERS], "市长是谁？", "赵立平", "副市长是谁？"),
        ([CAMPAIGN], "主题讨论活动又叫什么？", "同心向前", "活动的监理是谁？"),
        ([WATER, ROADS], "柳溪镇新建多少公里管线？", "35公里", "桃源镇新建多少公里管线？"),
        ([REPORT], "2019年地区生产总值是多少？", "880亿元", "2015年地区生产总值是多少？"),
        ([WATER, EXPORT], "10月份全市出口额是多少？", "36.2亿元", "10月份柳溪镇的出口额是多少？"),
        ([PLAN], "2025年地区生产总值要突破多少？", "1200亿元", "2019年地区生产总值是多少？"),
        ([CLASSES], "每班不超过多少人？", "35人", "一共有多少孩子报名？"),
        ([FLATS], "青云公寓有多少套？", "98套", "青云公寓还剩多少套空的？"),
        ([TARGET], "农村公路的目标是修多少公里？", "100公里", "农村公路实际修了多少公里？"),
        ([RACE], "龙舟赛的冠军是谁？", "仙岩队", "上一届龙舟赛的冠军是谁？"),
        ([BANK], "清江南岸的堤要花多少钱？", "9.6亿元", "清江北岸的堤要花多少钱？"),
        ([PLANS], "企业版多少钱？", "398元", "教育版多少钱？"),
        ([WORKS], "水务集团牵头什么工程？", "供水工程", "供水工程由哪家公司承建？"),
        ([WORKS], "水务集团牵头什么工程？", "供水工程", "供水工程是哪家公司中标承建的？"),
        ([SALES], "上半年一般公共预算收入增长多少？", "15.3%", "上半年出口总额是多少？"),
        ([REPORT], "2019年地区生产总值是多少？", "880亿元", "泰顺2019年地区生产总值是多少？"),
    ],
)
def test_a_near_miss_is_no_answer(composer, passages, right, key, wrong):
    answered = composer.compose(understand(right), evidence(*passages))
    assert not answered.refused
    assert key in "".join(d.text for d in answered.drafts)
    assert composer.compose(understand(wrong), evidence(*passages)).refused


def test_the_figure_of_a_city_is_not_that_of_another_which_its_document_names_once(composer):
    home = article("宁波要学习杭州的经验。宁波港、宁波舟山一体化、宁波都市圈，都是宁波的优势。", "宁波.txt")
    figure = article("一年来，全市地区生产总值达到8800亿元，增长6.1%。", "宁波.txt", article="在全市大会上的讲话")
    assert not composer.compose(understand("宁波的地区生产总值是多少？"), evidence(figure, home)).refused
    found = composer.compose(understand("杭州的地区生产总值是多少？"), evidence(figure, home))
    assert (found.refused, found.reason) == (True, "place")


LOUD = article("赵立平要求，压实责任，健全机制，确保全市安全生产形势持续稳定，赵立平还走访了企业。", "要求.txt")


@pytest.mark.parametrize("question", ["赵立平是谁？", "赵立平是什么职务？", "赵立平的职务是什么"])
def test_who_somebody_is_tells_their_post(composer, question):
    found = composer.compose(understand(question), evidence(LOUD, LEADERS))
    assert [d.places[0].chunk.doc for d in found.drafts] == ["会议.txt"]


def test_a_sentence_without_a_number_does_not_say_how_much(composer):
    found = composer.compose(understand("规上工业产值完成了多少亿元？"), evidence(PLANT))
    assert (found.refused, found.reason) == (True, "kind")


def test_a_place_that_no_passage_names(composer):
    known = replace(REPORT, text="一年来，杭州地区生产总值达到880亿元。")
    assert composer.compose(understand("南京地区生产总值是多少？"), evidence(known)).reason in (
        "place",
        "no sentence fits",
    )
    assert not composer.compose(understand("杭州地区生产总值是多少？"), evidence(known)).refused


def test_fewer_items_than_asked_for_are_no_list(composer):
    vague = article("要开展环境整治，彻底整治“八乱”现象。", "整治.txt")
    assert composer.compose(understand("要整治的“八乱”是哪八乱？"), evidence(vague)).refused


@pytest.mark.parametrize(
    ("date", "text", "years"),
    [
        ("2020-04-16", "去年全市新建公园12个，2018年9个。", {"2018", "2019"}),
        ("2020-04-16", "全市新建公园12个。", set()),
        ("2020-01-05", "全市新建公园12个。", {"2019"}),
        ("2020", "去年全市新建公园12个。", {"2019"}),
        ("", "去年全市新建公园12个。", set()),
    ],
)
def test_the_years_by_which_a_passage_meets_a_year(date, text, years):
    (chunk,) = chunks(document_of(read_string("页.txt", text), Sidecar(date=date)))
    assert _spoken(chunk) == years


@pytest.mark.parametrize(
    ("question", "passage", "said"),
    [
        ("第四届青松散文奖一等奖奖金多少？", PRIZE, "查到的资料中有第3届的，没有第4届的。"),
        ("2015年地区生产总值是多少？", REPORT, "查到的资料中有2019年的，没有2015年的。"),
    ],
)
def test_what_there_is_instead_is_said(composer, question, passage, said):
    found = composer.compose(understand(question), evidence(passage))
    assert found.refused
    assert [draft.text for draft in found.drafts] == [said]
    assert found.drafts[0].gap


def test_a_fine_may_be_a_part_of_the_price(composer):
    found = composer.compose(
        understand("逾期一天罚多少？"), evidence(chunk_of("逾期付款的，每逾期一日按欠付金额的万分之五支付违约金。"))
    )
    assert not found.refused
    assert "万分之五" in found.drafts[0].text


def test_what_somebody_of_an_unheard_place_said_is_not_summed_up(composer):
    passage = chunk_of("大会上，书记说，要办好三件实事。一是修路，二是建校，三是通水。")
    assert composer.compose(understand("泰顺县委书记在大会上说了什么？"), evidence(passage)).refused
    assert not composer.compose(understand("书记在大会上说了什么？"), evidence(passage)).refused
