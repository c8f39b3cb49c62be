"""Copies, versions and parts are found among others; the same passage is found once and named elsewhere."""

import random
from dataclasses import replace

import pytest

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.encode.load import load_embedder
from rag.index.copies import Sketches, clusters, links
from rag.index.index import Index
from rag.records import Link, Scope
from rag.settings import Settings
from rag.text.sameness import is_covered, mark_values, marks, said, shared
from rag.text.words import Segmenter

WORDS = [a + b for a in "海山林田湖草江河" for b in "州城镇乡路桥港站"]


def article(seed, sentences=30):
    """A made-up text, another one for each seed."""
    draw = random.Random(seed)
    clause = lambda: "".join(draw.choice(WORDS) for _ in range(draw.randint(4, 7)))  # noqa: E731
    return ["，".join(clause() for _ in range(3)) + f"达到{draw.randint(10, 999)}万元。" for _ in range(sentences)]


def text_of(sentences, per=3):
    return "\n\n".join("".join(sentences[i : i + per]) for i in range(0, len(sentences), per))


def found(texts):
    """The links of documents by name, each as (doc, other, kind)."""
    sketches = Sketches()
    for name, text in texts.items():
        sketches.add(name, text)
    return [(link.doc, link.other, link.kind) for link in links(sketches.alike(), texts.__getitem__)]


def index_of(texts, dates=None):
    settings = Settings()
    documents = [document_of(read_string(name, text)) for name, text in texts.items()]
    made = [replace(c, date=(dates or {}).get(d.source.name, "")) for d in documents for c in chunks(d)]
    return Index.in_memory(documents, made, load_embedder(settings), Segmenter())


# ---------------------------------------------------------------- marks


def test_marks_do_not_see_how_a_text_was_printed():
    plain = "温州市将加快发展，“六比争先”，投资１２亿元。"
    again = '温 州\n市将加快发展,"六比争先"，**投资12亿元**。'
    assert [m.value for m in marks(plain)] == [m.value for m in marks(again.replace("\n", ""))]
    for mark in marks(plain):
        assert plain[mark.start : mark.end].strip("，。")
    assert [m.figure for m in marks("投资规模扩大，增加到12亿元。")] == [False, True]
    for text in (plain, again, "好。", "", "* *", text_of(article(1))):
        assert mark_values(text) == {m.value for m in marks(text)}
    assert len(marks("好。")) == 1 and marks("*  *") == marks("") == ()


def test_a_passage_with_another_figure_says_something_new():
    text = "".join(article(1, 6))
    known = {m.value for m in marks(text)}
    assert is_covered(marks(text), known) and is_covered((), known)
    worded = text.replace(text[: marks(text)[0].end], "措辞完全改过的一句", 1)
    assert is_covered(marks(worded), known), "one clause in other words"
    other = text.replace("万元", "亿元", 1)
    assert not is_covered(marks(other), known) and shared(marks(other), known) > 0.9
    assert shared((), known) == 0.0


# ---------------------------------------------------------------- documents


def test_copies_versions_and_parts_among_many():
    base = article(1, 40)
    others = {f"他{n:03}.txt": text_of(article(100 + n)) for n in range(120)}
    texts = others | {
        "定稿.txt": text_of(base),
        "定稿 重排.txt": text_of(base, per=1),
        "草稿.txt": text_of(base[:8] + article(2, 14) + base[8:34]),
        "汇编.txt": text_of(article(3, 60) + base + article(4, 60)),
        "摘录.txt": text_of(base[10:20]),
    }
    assert found(others) == []
    assert set(found(texts)) == {
        ("定稿.txt", "定稿 重排.txt", "copy"),
        ("定稿 重排.txt", "定稿.txt", "copy"),
        ("定稿 重排.txt", "草稿.txt", "version"),
        ("草稿.txt", "定稿 重排.txt", "version"),
        ("定稿 重排.txt", "汇编.txt", "part"),
        ("汇编.txt", "定稿 重排.txt", "whole"),
        ("摘录.txt", "定稿 重排.txt", "part"),
        ("定稿 重排.txt", "摘录.txt", "whole"),
        ("摘录.txt", "草稿.txt", "part"),
        ("草稿.txt", "摘录.txt", "whole"),
        ("摘录.txt", "汇编.txt", "part"),
        ("汇编.txt", "摘录.txt", "whole"),
    }


def test_many_copies_are_linked_with_the_first():
    text = text_of(article(1))
    texts = {f"{n:03}.txt": text for n in range(60)}
    assert found(texts) == sorted(
        [("000.txt", name, "copy") for name in texts if name != "000.txt"]
        + [(name, "000.txt", "copy") for name in texts if name != "000.txt"]
    )
    group = clusters([Link(*pair, 1.0) for pair in found(texts)])
    assert set(group.values()) == {frozenset(texts)}


def test_a_formula_that_many_documents_share_links_none():
    formula = "请各地各部门认真贯彻执行，切实加强组织领导，确保各项任务落到实处。"
    texts = {f"{n}.txt": text_of([*article(n, 6), formula]) for n in range(80)}
    assert found(texts) == []


def test_short_documents():
    said = ["温州市统计局今日发布公告。", "温州市统计局今日发布公告！", "瑞安市统计局明日发布公告。"]
    assert found(dict(zip("abc", said, strict=True))) == [("a", "b", "copy"), ("b", "a", "copy")]
    assert found({}) == found({"a": "好"}) == []


def test_alike_is_nearly_linear():
    """Pairs looked at closely do not grow with the square of the documents."""
    pairs = []
    for size in (100, 400):
        sketches = Sketches()
        for n in range(size):
            sketches.add(f"{n}", text_of(article(n, 10)))
        pairs.append(len(list(sketches.alike())))
    assert pairs == [0, 0]


def contract(books, price, days):
    return (
        f"采购合同\n\n甲方为临江市图书馆，乙方为东海书店。甲方向乙方采购图书{books}册，总价款为人民币{price}元，"
        f"乙方应于合同签订之日起{days}日内将全部图书送达甲方指定地点，并负责上架。\n"
    )


def report(month, stock):
    return (
        f"河口县生猪存栏情况简报（{month}）\n\n截至{month}底，全县生猪存栏{stock}万头，其中规模场存栏占七成，较常年同期偏多，"
        "总体形势平稳，能够满足城乡居民消费需要。\n\n下一步，县农业局将继续加强疫病监测，密切关注价格行情，切实保障市场供应。\n"
    )


def notice(who, where, fine):
    return (
        f"行政处罚决定书\n\n当事人{who}在{where}擅自摆放广告牌占用人行道，影响行人通行。上述行为违反了城市管理条例的有关规定，"
        f"责令限期改正，决定处以罚款人民币{fine}元。如不服本决定，可以依法申请行政复议，也可以直接向人民法院提起诉讼。\n"
    )


@pytest.mark.parametrize(
    "texts",
    [
        {"甲.txt": contract("五千", "十二万", "三十"), "乙.txt": contract("八千", "二十万", "三十")},
        {f"{m}.txt": report(m, n) for m, n in (("三月", "4.21"), ("四月", "4.87"), ("五月", "5.32"), ("六月", "6.05"))},
        {"甲.txt": notice("王建国", "人民路", "五百"), "乙.txt": notice("李卫东", "解放街", "三百")},
    ],
)
def test_papers_of_one_form_are_no_versions_and_stand_nowhere_else(texts):
    assert found(texts) == []
    index = index_of(texts)
    hidden = index.hidden(Scope())
    for name in texts:
        first = next(c for c in index.chunks_of(name) if "。" in c.text)
        assert first.chunk_id not in hidden
        assert index.elsewhere(first) == ()


def test_a_draft_with_other_figures_too_is_a_version():
    base = [f"{'甲乙丙丁戊己庚辛'[n % 8]}项工作由牵头单位负责推进，第{n}批任务按期完成。" for n in range(16)]
    final = base.copy()
    final[3] = final[3].replace("第3批", "第13批")
    final[5:7] = ["这一段在征求意见之后整段重新写过，强调稳妥有序。"]
    final.append("本方案由领导小组办公室解释，各单位应当及时报送进展。")
    links_of = found({"草稿.txt": "\n\n".join(base), "定稿.txt": "\n\n".join(final)})
    assert [kind for _, _, kind in links_of] == ["version", "version"]
    titled = {year: f"{year}年统计公报\n\n{report('全年', n)}" for year, n in (("2021", "5"), ("2022", "6"))}
    assert found(titled) == []
    same = {name: f"2022年统计公报\n\n{report('全年', n)}" for name, n in (("稿.txt", "5"), ("定.txt", "6"))}
    assert {kind for _, _, kind in found(same)} == {"version"}


def test_also_names_only_what_says_the_same():
    base = "乐清湾跨海大桥工程于去年开工，总投资12.5亿元，预计三年建成通车。施工单位不得转包，监理单位应当驻场。"
    texts = {
        "原.txt": base,
        "印.txt": base.replace("，", ",").replace("12.5", "１２.５")[:30] + "\n" + base.replace("，", ",")[30:],
        "数.txt": base.replace("12.5", "125"),
        "否.txt": base.replace("不得转包", "可以转包"),
        "短.txt": base.replace("监理单位应当驻场", "监理单位驻场办公"),
    }
    index = index_of(texts)
    (first,) = index.chunks_of("原.txt")
    assert [place.doc for place in index.elsewhere(first)] == ["印.txt"]
    (place,) = index.elsewhere(first)
    assert said(texts["印.txt"][place.start : place.end])[0] == said(base)[0]


# ---------------------------------------------------------------- passages


@pytest.fixture(scope="module")
def copied():
    base, other = article(1), article(9)
    texts = {
        "a/旧.txt": text_of(base),
        "b/新.txt": text_of(base, per=2),
        "c/别.txt": text_of(other),
        "c/引.txt": text_of([*article(7, 5)]) + "\n\n" + text_of(other).split("\n\n")[2] + "\n",
    }
    dates = ["2019-01-01", "2020", "2018", "2021"]
    return index_of(texts, dict(zip(texts, dates, strict=True))), texts


def test_the_newest_copy_is_found_and_the_others_are_named(copied):
    index, texts = copied
    hidden = index.hidden(Scope())
    old = {chunk.chunk_id for chunk in index.chunks_of("a/旧.txt")}
    assert old <= hidden and not hidden & {chunk.chunk_id for chunk in index.chunks_of("b/新.txt")}
    for chunk in index.chunks_of("b/新.txt"):
        (place,) = index.elsewhere(chunk)
        assert place.doc == "a/旧.txt"
        held = texts["a/旧.txt"][place.start : place.end]
        assert shared(marks(chunk.text), {m.value for m in marks(held)}) >= 0.9


def test_within_a_scope_its_own_copy_is_found(copied):
    index, _ = copied
    scope = Scope(docs=("a/",))
    assert index.hidden(scope) == frozenset()
    assert index.hidden(Scope(years=(2019, 2019))) == frozenset()
    assert {place.doc for c in index.chunks_of("a/旧.txt") for place in index.elsewhere(c)} == {"b/新.txt"}


def test_an_equal_passage_of_another_document_is_one_too():
    paragraph = "".join(article(5, 4))
    first, last = "".join(article(6, 4)), "".join(article(8, 4))
    texts = {"甲.txt": f"{first}\n\n{paragraph}\n", "乙.txt": f"{paragraph}\n\n{last}\n"}
    index = index_of(texts, {"甲.txt": "2020", "乙.txt": "2021"})
    same = [c for name in texts for c in index.chunks_of(name) if c.text == paragraph]
    assert [c.doc for c in same] == ["甲.txt", "乙.txt"]
    assert index.links() == ()
    assert index.hidden(Scope()) == {same[0].chunk_id}
    assert [place.doc for place in index.elsewhere(same[1])] == ["甲.txt"]


def test_a_version_with_another_figure_keeps_its_passage():
    base = article(1)
    changed = [s.replace("达到", "达到约1", 1) if i == 0 else s for i, s in enumerate(base)]
    index = index_of({"旧.txt": text_of(base), "新.txt": text_of(changed)}, {"旧.txt": "2019", "新.txt": "2020"})
    hidden = index.hidden(Scope())
    seen = [c for c in index.chunks_of("旧.txt") if c.chunk_id not in hidden]
    assert len(seen) == 1 and seen[0].text.startswith(base[0])
    (link,) = index.links("旧.txt")
    assert (link.doc, link.other, link.kind) == ("旧.txt", "新.txt", "copy") and 0.97 <= link.share < 1
