"""The built-in composer: what it picks, how it cuts, when it refuses; on tiny passages of every kind of question."""

import re
import shutil
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.builtin import BuiltIn, Composition
from rag.answer.passages.trim import balanced
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.records import Chunk, Evidence, OffsetMap
from rag.search.question import understand
from rag.settings import ROOT

PARK = (
    "3月5日，记者从市住建局获悉，城东公园改造工程已经全部完工。工程总投资3200万元，新增绿地12公顷，建成健身步道5.6公里。"
    "市住建局局长李建国表示，公园将于4月1日起向市民免费开放，每天开放时间为早上6时至晚上10时。"
)
HARVEST = (
    "全市早稻种植面积不少于45万亩，比上年增加2万亩。市供销社要储备化肥6万吨、种子3000吨，确保供应不断档、价格不上涨。"
    "由于去年秋冬连旱，部分山塘蓄水不足，各地要提前做好抗旱准备。"
)
SPEECH = (
    "今后五年要重点抓好三件大事。一是建设北湖实验室，引进院士团队。二是实施“归雁计划”，吸引青年人才。"
    "三是打造滨江科创走廊，培育高新技术企业。"
)
AWARD = (
    "第五届丁香文学奖即日起面向全国征稿，截稿时间为2022年6月30日。"
    "评出特等奖2名，奖金各30000元；一等奖5名，奖金各8000元。"
)
SPIRIT = "会议提出，要大力弘扬“求真务实、敢闯敢试、开放包容、追求卓越”的城市精神，让它成为全市人民的共同追求。"


def chunk(text, ordinal=0, **fields):
    given_fields = {"title": "城市日报", "article": "", "byline": "", "headings": (), "kind": "body", "doc": "报.txt"}
    given_fields |= fields
    return Chunk(
        chunk_id=f"{given_fields['doc']}:{ordinal}",
        doc_id=given_fields["doc"],
        doc=given_fields["doc"],
        title=given_fields["title"],
        article=given_fields["article"],
        byline=given_fields["byline"],
        date="",
        date_inferred=False,
        headings=given_fields["headings"],
        kind=given_fields["kind"],
        ordinal=ordinal,
        text=text,
        indexed=text,
        offsets=OffsetMap(((0, 0, len(text)),)),
        spans=((0, len(text)),),
    )


def evidence(*chunks):
    found = [c if isinstance(c, Chunk) else chunk(c, n) for n, c in enumerate(chunks)]
    return tuple(Evidence(n, 1.0 / n, c) for n, c in enumerate(found, start=1))


@pytest.fixture(scope="module")
def composer():
    return BuiltIn(LateInteraction(StaticEmbedder(ROOT / "models" / "embedder")))


def said(composition):
    return "".join(d.text for d in composition.drafts)


def literal(draft):
    text = draft.text
    for start, end in sorted(draft.added, reverse=True):
        text = text[:start] + text[end:]
    return text


def hold(composition):
    """What every composition promises."""
    for draft in composition.drafts:
        assert draft.gap or draft.places
        for place in draft.places:
            assert 0 <= place.start < place.end <= len(place.chunk.text)
        if draft.places:
            assert literal(draft) == "".join(p.quote for p in draft.places)
            assert balanced(draft.text)
            assert "\n" not in draft.text
    if composition.refused:
        assert all(d.gap for d in composition.drafts)
    assert 0.0 <= composition.confidence <= 1.0
    return composition


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("城东公园改造工程总投资多少钱？", ["3200万元"]),
        ("城东公园什么时候免费开放？", ["4月1日"]),
        ("市住建局局长是谁？", ["李建国"]),
        ("城东公园建了多长的健身步道？", ["5.6公里"]),
        ("早稻要种多少万亩？", ["45万亩"]),
        ("为什么要提前做好抗旱准备？", ["连旱"]),
        ("丁香文学奖什么时候截稿？", ["2022年6月30日"]),
        ("丁香文学奖特等奖有几名，奖金各多少元？", ["2名", "30000元"]),
        ("滨江科创走廊要培育什么企业？", ["高新技术企业"]),
    ],
)
def test_a_fact_is_the_clause_that_holds_it(composer, question, keys):
    found = hold(composer.compose(understand(question), evidence(HARVEST, SPEECH, PARK, AWARD)))
    assert not found.refused
    for key in keys:
        assert key in said(found)
    assert len(said(found)) <= 120


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("徐老师中间离开去做什么了", "木匠"),
        ("团体20人去能打几折", "八五折"),
        ("高粱和大麦几比几", "三成"),
    ],
)
def test_what_somebody_asks_is_no_answer_and_shares_are_numbers(composer, question, key):
    talk = (
        "何知远：徐老师，您是什么时候开始学酿酒的？\n徐广：1978年。\n何知远：徐老师中间离开过，去做什么了？\n"
        "徐广：1992年去外地做了六年木匠。\n何知远：高粱和大麦怎么配？\n徐广：高粱七成，大麦三成。\n"
        "参观酒坊10人以上打九折，20人以上打八五折。"
    )
    found = hold(composer.compose(understand(question), evidence(talk)))
    assert key in said(found)
    assert "？" not in said(found)


def test_a_long_sentence_is_cut_to_what_was_asked(composer):
    long = (
        "会议听取了今年以来全市交通建设情况汇报，研究部署下一阶段重点工作，要求各部门主动对接、靠前服务，"
        "确保环湖大道二期工程在9月底前建成通车，同时启动南站综合枢纽前期研究，加快推进农村公路提升改造，不断改善群众出行条件。"
    )
    found = hold(composer.compose(understand("环湖大道二期工程什么时候通车？"), evidence(long)))
    assert "9月底前" in said(found)
    assert len(said(found)) < 80
    assert found.drafts[0].added
    assert said(found).endswith("。")


def test_numbered_items_are_set_one_a_line(composer):
    found = hold(composer.compose(understand("今后五年要重点抓好哪三件大事？"), evidence(PARK, SPEECH)))
    assert [d.item for d in found.drafts] == [True] * 3
    assert [d.text[:2] for d in found.drafts] == ["一是", "二是", "三是"]


@pytest.mark.parametrize("question", ["市长要求干部强化哪些意识？", "概括一下要强化的三种意识，是哪三种意识"])
def test_items_that_are_called_alike_are_gathered(composer, question):
    text = (
        "市长周平要求，干部要敢于担当。强化规矩意识，按程序办事。上半年项目投资增长8%。"
        "强化效率意识，今天的事今天办完。这三种意识缺一不可。强化底线意识，守住安全和廉洁。"
    )
    found = hold(composer.compose(understand(question), evidence(text, PARK)))
    assert [d.text[:6] for d in found.drafts] == ["强化规矩意识", "强化效率意识", "强化底线意识"]


def test_items_spread_over_passages_are_gathered_in_order(composer):
    first = chunk("凝心聚力要做到四个联动。一是市县要联动。算大账、算长远账。", 3, article="讲话")
    second = chunk("二是部门要联动。各司其职、密切配合。三是政企要联动。坚持统一。", 4, article="讲话")
    third = chunk("四是内外要联动。形成共建共享氛围。", 5, article="讲话")
    found = hold(
        composer.compose(understand("凝心聚力要做到哪四个联动？"), evidence(third, first, chunk(PARK, 9), second))
    )
    assert [d.text[:4] for d in found.drafts] == ["一是市县", "二是部门", "三是政企", "四是内外"]


def test_an_enumeration_within_a_sentence_is_one_sentence(composer):
    found = hold(composer.compose(understand("会议提出的城市精神有哪些内容？"), evidence(HARVEST, SPIRIT)))
    assert "求真务实、敢闯敢试、开放包容、追求卓越" in said(found)
    assert len(found.drafts) == 1


def test_each_part_is_answered_from_its_own_source(composer):
    east = chunk(
        "狠抓亩均税收5万元以下企业整治提升。", 0, byline="东湖街道党工委书记 张明", article="东湖文章", doc="甲.txt"
    )
    city = chunk("整治提升亩均税收1万元以下低效企业。", 0, article="市委全会报告", title="市委全会报告", doc="乙.txt")
    question = "整治低效企业，市委全会报告划的亩均税收线是多少？东湖街道划的线是多少？"
    found = hold(composer.compose(understand(question), evidence(city, east)))
    assert "1万元" in said(found)
    assert "5万元" in said(found)
    assert {p.chunk.doc for d in found.drafts for p in d.places} == {"甲.txt", "乙.txt"}


def test_of_two_parts_the_one_that_is_there_is_answered_and_the_other_named(composer):
    question = "桃源镇新建管线多少公里？桃源镇的镇长是谁？"
    said = composer.compose(
        understand(question), evidence("桃源镇全力推进供水改造，今年新建管线35公里。", "桃源镇召开会议，部署防汛工作。")
    )
    assert not said.refused
    assert "35公里" in said.drafts[0].text
    assert [draft.gap for draft in said.drafts] == [False, True]
    assert "镇长是谁" in said.drafts[1].text


def test_no_part_that_is_there_is_a_refusal(composer):
    question = "桃源镇新建管线多少公里？桃源镇的镇长是谁？"
    said = composer.compose(understand(question), evidence("桃源镇召开会议，部署防汛工作，要求各村落实责任。"))
    assert said.refused


def test_an_answer_does_not_end_where_somebody_begins_to_speak(composer):
    text = (
        "据新华社报道，柳溪镇镇长孙小芳8月1日晚在全镇干部大会的讲话中，结合今年以来的汛情和前三次巡查发现的问题，明确表示，"
        "镇里正在准备转移低洼地带的全部居民，并将开放六处避灾场所，保障群众生活。"
    )
    said = composer.compose(understand("柳溪镇镇长孙小芳正在准备做什么？"), evidence(text))
    assert not re.search("表示。?$", said.drafts[0].text)
    assert "准备转移" in said.drafts[0].text


def test_who_reports_is_not_who_did_it(composer):
    text = (
        "本报7月5日电（记者鲁小珍）近期，部分地区因强降雨引发洪涝，为保障重要民生商品和服务市场价格基本稳定，制止哄抬价格等违法行为，"
        "维护消费者合法权益和市场秩序，县市场监管局局长钱大同发布《关于维护市场价格秩序的公告》，提出“七不得”要求。"
    )
    said = composer.compose(understand("谁发布了《关于维护市场价格秩序的公告》？"), evidence(text))
    assert "钱大同" in said.drafts[0].text


def test_who_holds_an_office_of_what_was_spoken_of_is_found(composer):
    line = chunk("南滨街道党工委书记 徐晓静", 0, kind="head", article="抓牢小升规")
    found = hold(composer.compose(understand("南滨街道规上工业产值，那书记是谁？"), evidence(line, HARVEST)))
    assert not found.refused
    assert "徐晓静" in said(found)


def test_one_sentence_that_answers_two_parts_is_shown_once(composer):
    found = hold(composer.compose(understand("城东公园新增绿地多少公顷？建成健身步道多少公里？"), evidence(PARK)))
    assert said(found).count("5.6公里") == 1
    assert "12公顷" in said(found)


def test_an_office_holder_is_read_off_the_head_lines(composer):
    head = chunk(
        "市经济和信息化局党委书记、局长 陈大力", 0, kind="head", byline="市经济和信息化局党委书记、局长 陈大力"
    )
    body = chunk("坚持创新为魂，推动企业数字化改造。", 1, byline="市经济和信息化局党委书记、局长 陈大力")
    found = hold(composer.compose(understand("市经信局的局长是谁？"), evidence(body, head, chunk(PARK, 7))))
    assert "陈大力" in said(found)


def test_a_summary_gives_the_points_in_order(composer):
    parts = [
        chunk("全市科技创新大会总结了去年工作，部署今年任务。", 0, article="科技创新大会讲话"),
        chunk("第一，要建好平台，夯实创新底座。平台是创新的载体。", 1, article="科技创新大会讲话"),
        chunk("第二，要引育人才，激发创新活力。人才是第一资源。", 2, article="科技创新大会讲话"),
        chunk("第三，要优化生态，营造创新氛围。生态决定成败。", 3, article="科技创新大会讲话"),
    ]
    found = hold(
        composer.compose(understand("概括一下科技创新大会讲话的要点"), evidence(parts[2], parts[0], parts[3], parts[1]))
    )
    text = said(found)
    assert text.index("建好平台") < text.index("引育人才") < text.index("优化生态")
    assert len(text) <= 600


def test_a_summary_of_one_section_tells_that_section(composer):
    texts = (
        ("一、办好学校。校舍年内完工。", ()),
        ("一要招老师。二要添课桌。", ("一、办好学校",)),
        ("二、修好道路。规划已经批复。", ()),
        ("一要拓宽路面。二要加装路灯。三要整治占道。", ("二、修好道路",)),
    )
    found = tuple(
        Evidence(n, 1 / n, replace(chunk(text, n, article="全县大会讲话"), headings=above))
        for n, (text, above) in enumerate(texts, start=1)
    )
    text = said(hold(composer.compose(understand("总结一下全县大会讲话第二部分"), found)))
    assert all(point in text for point in ("拓宽路面", "加装路灯", "整治占道"))
    assert "老师" not in text and "课桌" not in text
    whole = said(hold(composer.compose(understand("总结一下全县大会讲话"), found)))
    assert "学校" in whole and "道路" in whole


def test_the_names_of_sections_are_no_summary(composer):
    sections = ("综合", "农业和农村", "工业和建筑业", "教育和卫生")
    facts = (
        "全县生产总值186亿元，增长3.1%。",
        "粮食总产量15.3万吨，增长1.9%。",
        "工业增加值66.9亿元，增长2.9%。",
        "普通高中在校学生1.2万人，医院病床3000张。",
    )
    parts = [
        chunk(f"{n}、{name}\n{fact}", at, article="2020年统计公报")
        for at, (n, name, fact) in enumerate(zip("一二三四", sections, facts, strict=True))
    ]
    text = said(hold(composer.compose(understand("概括一下2020年统计公报的要点"), evidence(*parts))))
    assert all(fact.split("，")[0] in text for fact in facts)
    assert not any(f"、{name}" in text for name in sections)


@pytest.mark.parametrize(
    "question",
    [
        "火星探测器什么时候发射？",
        "青石镇的党委书记叫什么名字？",
        "第三届丁香文学奖的得主是谁？",
        "全市累计接种疫苗多少万剂次？",
    ],
)
def test_what_is_not_there_is_refused(composer, question):
    found = hold(composer.compose(understand(question), evidence(HARVEST, AWARD, PARK)))
    assert found.refused
    assert found.reason


def test_a_refusal_names_what_no_passage_mentions(composer):
    found = composer.compose(understand("火星探测器什么时候发射？"), evidence(HARVEST, PARK))
    assert found.refused
    assert "没有" in said(found)
    assert "火星探测器" in said(found)
    assert len(said(found)) <= 60


def test_without_passages_there_is_no_answer(composer):
    assert composer.compose(understand("有多少人？"), ()) == Composition(
        (), refused=True, reason="no passage was found"
    )


def test_passages_of_nothing_but_white_space(composer):
    assert composer.compose(understand("有多少人？"), evidence(" \n ")).refused


def test_the_same_question_has_the_same_answer(composer):
    asked, found = understand("城东公园改造工程总投资多少钱？"), evidence(HARVEST, PARK)
    assert composer.compose(asked, found) == composer.compose(asked, found)


def test_without_late_interaction_shared_characters_decide():
    found = hold(BuiltIn().compose(understand("城东公园改造工程总投资多少钱？"), evidence(HARVEST, PARK)))
    assert "3200万元" in said(found) or found.refused


_PIECES = st.sampled_from(
    ["总投资3200万元", "“求真、务实”", "《通知》", "（一）要干", "一是抓平台", "二是抓人才",
    "，", "。", "；", "：", "\n", "、", "…", "”", "（", "李建国", "8.2%",
     "其中", "该项目于2020年5月竣工", "😀", " ", "a+b", "第五届"]
)  # fmt: skip
_QUESTIONS = st.sampled_from(
    [
        "总投资多少？",
        "有哪三项？",
        "谁？",
        "概括要点",
        "第五届什么时候竣工？",
        "该项目哪年竣工，投资多少，由谁负责？",
        "平台和人才呢？",
        "?",
        "a+b",
    ]
)


@settings(max_examples=60)
@given(
    texts=st.lists(st.lists(_PIECES, min_size=1, max_size=24).map("".join), min_size=1, max_size=4), question=_QUESTIONS
)
def test_drafts_are_literal_places_whatever_the_passages(composer, texts, question):
    found = composer.compose(understand(question), evidence(*texts))
    for draft in found.drafts:
        for place in draft.places:
            assert 0 <= place.start < place.end <= len(place.chunk.text)
        if draft.places:
            assert literal(draft) == "".join(p.quote for p in draft.places)
            assert "\n" not in draft.text


def test_a_dateline_is_left_out_unless_it_is_asked_for(composer):
    text = "本报讯（记者 王小明）昨日，城东公园改造工程全部完工，总投资3200万元。"
    assert "王小明" not in said(composer.compose(understand("城东公园改造工程总投资多少钱？"), evidence(text)))
    assert "王小明" in said(composer.compose(understand("城东公园改造工程完工的新闻是哪个记者写的？"), evidence(text)))


@pytest.mark.parametrize(("least", "refused"), [(-100.0, False), (100.0, True)])
def test_a_question_for_one_thing_is_refused_below_the_line(composer, monkeypatch, least, refused):
    monkeypatch.setattr(composer, "_line", replace(composer._line, least=least))
    one = composer.compose(understand("城东公园改造工程总投资多少？"), evidence(PARK, HARVEST))
    assert one.refused is refused
    assert one.reason == ("doubt" if refused else "")
    # Lists that a passage enumerates are not judged by the line.
    listed = composer.compose(understand("要抓好哪三件大事？"), evidence(SPEECH))
    assert not listed.refused


@pytest.mark.parametrize(("least", "refused"), [(-100.0, False), (100.0, True)])
def test_where_no_line_was_learned_the_trees_judge(tmp_path, monkeypatch, least, refused):
    own = tmp_path / "composer"
    shutil.copytree(ROOT / "models" / "composer", own)
    (own / "doubt.toml").unlink()
    composer = BuiltIn(LateInteraction(StaticEmbedder(ROOT / "models" / "embedder")), own)
    monkeypatch.setitem(composer._trees.about, "least", least)
    assert composer.compose(understand("城东公园改造工程总投资多少？"), evidence(PARK)).refused is refused
    assert not composer.compose(understand("要抓好哪三件大事？"), evidence(SPEECH)).refused
