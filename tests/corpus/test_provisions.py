"""Regulations and annexes: 编, 章, 节, 条 and 款 in the path of headings, no 条 parted from its number."""

import random
from time import process_time

import pytest

from rag.corpus.chunks import chunks
from rag.corpus.lengths import DEFAULT, ChunkSettings
from rag.corpus.load import document_of
from rag.corpus.provisions import provisions
from rag.corpus.read import read_string
from rag.corpus.repair import repair
from rag.corpus.sidecar import Sidecar
from tests.corpus import pages

REGULATION = """海州市养犬管理办法

第一编 养犬

第一章　总则

第一条　为了规范养犬行为，保障公民健康，制定本办法。

第二条　本市行政区域内养犬适用本办法。
军用、警用犬只不适用本办法。

第三条　有下列情形之一的，不予登记：
（一）烈性犬；
（二）大型犬。
前款规定的名录由公安机关公布。

第二章　登记
第一节 一般规定
第四条【登记】养犬应当登记。违反第三条规定的，不予登记。

第四条之一 登记每年办理一次，由登记机关通知。

第五条
养犬人应当遵守下列规定。

第三章 附则
第六条 本办法自2022年5月1日起施行。
"""

NOTICE = """海州市人民政府关于印发《海州市养犬管理办法》的通知

海政发〔2022〕8号

各县（市、区）人民政府：

现将《海州市养犬管理办法》印发给你们，请认真贯彻执行。

附件：1.海州市禁养犬名录
2.养犬登记表

海州市人民政府

2022年4月6日

"""

ANNEXES = """
附件1

海州市禁养犬名录

藏獒、比特犬、高加索犬等烈性犬，以及成年体高超过六十一厘米的大型犬。

附表2 养犬登记表

姓名和住址、犬只的品种和毛色，由登记机关填写，一式两份。
"""


def loaded(text, name="办法.txt", sidecar=None):
    return document_of(read_string(name, text), sidecar)


def paths(document):
    """The headings above each paragraph, by how it begins."""
    text = document.text
    return {text[p.start : p.start + 4]: p.headings for a in document.articles for p in a.paragraphs}


def test_the_path_of_a_provision():
    found = paths(loaded(REGULATION))
    general = ("第一编 养犬", "第一章 总则")
    assert found["第一条 "] == (*general, "第一条")
    assert found["军用、警"] == (*general, "第二条", "第二款")
    assert found["（一）烈"] == found["（二）大"] == found["第三条 "] == (*general, "第三条")
    assert found["前款规定"] == (*general, "第三条", "第二款")
    within = ("第一编 养犬", "第二章 登记", "第一节 一般规定")
    assert found["第四条【"] == (*within, "第四条")
    assert found["第四条之"] == (*within, "第四条之一")
    assert found["养犬人应"] == found["第五条\n"] == (*within, "第五条")
    assert found["第三章 "] == ("第一编 养犬",) and found["第六条 "] == ("第一编 养犬", "第三章 附则", "第六条")
    kinds = {p.kind for a in loaded(REGULATION).articles for p in a.paragraphs if p.headings[-1:] == ("第三条",)}
    assert kinds == {"body", "list"}


def test_no_passage_holds_two_provisions_and_none_loses_its_number():
    found = chunks(loaded(REGULATION))
    bodies = [c for c in found if c.kind == "body"]
    texts = {c.headings: c.text for c in bodies}
    assert any(t.startswith("第二条") and t.endswith("军用、警用犬只不适用本办法。") for t in texts.values())
    assert any(t.startswith("第三条") and "（二）大型犬。" in t and "前款" in t for t in texts.values())
    assert any("第五条\n养犬人应当遵守下列规定。" in c.text for c in bodies)
    assert all("第五条" in c.indexed for c in bodies if "养犬人应当" in c.text)


def regulation(draw):
    """A made-up regulation: its text and its provisions by label."""
    held, lines, number = {}, ["海州市停车管理条例"], 0
    numerals = "一二三四五六七八九十"
    for chapter in range(draw.randint(1, 4)):
        lines.append(f"第{numerals[chapter]}章 {draw.choice(['总则', '规划', '管理', '责任'])}")
        for _ in range(draw.randint(3, 6)):
            label = f"第{ordinal(number := number + 1)}条"
            text = "".join(f"{'停车场' * draw.randint(2, 9)}应当开放，{number}。" for _ in range(draw.randint(1, 30)))
            own = [f"{label} {text}"]
            own += [f"（{numerals[i]}）{'车位' * draw.randint(2, 30)}；" for i in range(draw.randint(0, 9))]
            own += [f"违反规定的，处{draw.randint(1, 99)}元罚款。"] * draw.randint(0, 1)
            held[label] = own
            lines += own
    return "\n\n".join(lines) + "\n", held


def ordinal(n):
    digits = "一二三四五六七八九"
    if n < 10:
        return digits[n - 1]
    tens, ones = divmod(n, 10)
    return ("" if tens == 1 else digits[tens - 1]) + "十" + (digits[ones - 1] if ones else "")


@pytest.mark.parametrize("seed", range(12))
def test_made_up_regulations_of_any_size(seed):
    text, held = regulation(random.Random(seed))
    found = [c for c in chunks(loaded(text)) if c.kind == "body"]
    for label, own in held.items():
        (opening,) = [c for c in found if any(line.startswith(label + " ") for line in c.text.splitlines())]
        of_it = [c for c in found if label in c.headings or c is opening]
        joined = "".join(c.text for c in of_it).replace("\n", "").replace(" ", "")
        assert all(line.replace(" ", "") in joined for line in own)
    for chunk in found:
        assert sum(line.startswith(label + " ") for label in held for line in chunk.text.splitlines()) <= 1
        assert len(chunk.text.replace("\n", "")) <= DEFAULT.long


@pytest.mark.parametrize(
    "text",
    [
        "工作总结\n\n第五条规定的要求，我们已经落实。\n\n第六条规定也是如此，全部落实到位。\n",
        "工作总结\n\n第一条 道路已经建成通车。\n\n第二条 道路明年开工建设，工期两年。\n",
        "工作总结\n\n第三条 经验值得推广。\n\n第九条 经验也值得推广，各地可以借鉴。\n\n第二条 道路已经建成。\n",
    ],
)
def test_prose_is_no_regulation(text):
    document = loaded(text)
    assert all("条" not in "".join(p.headings) for a in document.articles for p in a.paragraphs)


# ---------------------------------------------------------------- annexes


def test_annexes_are_articles_of_their_own():
    document = loaded(NOTICE + REGULATION + ANNEXES)
    found = [(a.headline and a.headline.value, a.annex) for a in document.articles]
    assert found == [
        ("海州市人民政府关于印发《海州市养犬管理办法》的通知", False),
        ("海州市养犬管理办法", True),
        ("附件1 海州市禁养犬名录", True),
        ("附表2 养犬登记表", True),
    ]
    assert document.title == "海州市人民政府关于印发《海州市养犬管理办法》的通知"
    for article in document.articles:
        assert (article.date.value, article.number.value, article.issuer.value) == (
            "2022-04-06",
            "海政发〔2022〕8号",
            "海州市人民政府",
        )
    assert [a.date.inferred for a in document.articles] == [False, True, True, True]
    assert document.text.endswith("一式两份。") and "附件：1.海州市禁养犬名录" in document.text
    listed = document.articles[0].paragraphs[-4]
    assert document.text[listed.start : listed.end] == "附件：1.海州市禁养犬名录"


def test_a_sidecar_is_of_the_paper_and_not_of_its_annexes():
    document = loaded(NOTICE + ANNEXES, sidecar=Sidecar(author="王小明", date="2022-05-01", number="海政发〔2022〕9号"))
    assert document.warnings == ()
    assert [a.byline and a.byline.value for a in document.articles] == ["王小明", None, None]
    assert {(a.date.value, a.number.value) for a in document.articles} == {("2022-05-01", "海政发〔2022〕9号")}


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        (pages.CIRCULAR, 1),
        # A chapter of its own name goes on with the numbering.
        (REGULATION.replace("第三章 附则", "附则"), 1),
        (REGULATION + "\n附则\n\n本办法由市公安局负责解释，自发布之日起施行。\n", 2),
        # A list of annexes is none.
        ("养犬通知\n\n请认真执行本通知。\n\n附件：\n\n1. 名录\n\n2. 登记表\n\n海州市公安局\n\n2022年4月6日\n", 1),
        ("关于养犬的通知\n\n请认真执行，详见附件1。\n\n附件1所列的犬只不得饲养，违者依法处理。\n", 1),
        ("关于养犬的通知\n\n请认真贯彻执行。\n\n附件\n\n禁养犬名录\n\n藏獒和比特犬等烈性犬不得饲养。\n", 2),
    ],
)
def test_what_begins_an_annex(text, articles):
    assert len(loaded(text).articles) == articles


# ---------------------------------------------------------------- settings


def test_chunks_are_a_function_of_their_settings():
    document = loaded(REGULATION + "\n\n" + "海州港全年完成货物吞吐量一亿二千万吨，同比增长百分之六。" * 60)
    small = ChunkSettings(tiny=20, short=50, aim=90, long=120)
    made = chunks(document, small)
    assert made == chunks(document, small) != chunks(document)
    assert max(len(c.text.replace("\n", "")) for c in made) <= 120
    held = [
        {at for c in one for _, start, n in c.offsets.runs for at in range(start, start + n)}
        for one in (made, chunks(document))
    ]
    assert held[0] == held[1]
    assert small.version != DEFAULT.version == ChunkSettings().version
    with pytest.raises(ValueError, match="rise"):
        ChunkSettings(aim=500)


def labels(text):
    """The 条 under which the paragraphs of a text stand, each once, in order."""
    document = loaded(text)
    found = [
        h for a in document.articles for p in a.paragraphs for h in p.headings[-2:] if h.endswith("条") or "条之" in h
    ]
    return list(dict.fromkeys(found))


def law(numbers, *, opening="第{}条　"):
    return "\n\n".join(f"{opening.format(n)}单位和个人应当依照本条的规定办理登记，并接受监督检查。" for n in numbers)


def test_a_law_may_leave_numbers_out():
    assert labels("某某条例\n\n" + law("一二三五六八")) == [f"第{n}条" for n in "一二三五六八"]


def test_an_excerpt_begins_anywhere():
    numbers = ("二十", "二十一", "二十三")
    assert labels("某某条例（节选）\n\n" + law(numbers)) == [f"第{n}条" for n in numbers]


def test_a_provision_of_another_law_that_is_quoted_breaks_nothing():
    text = "某某条例\n\n" + law("一二三") + "\n\n第三十条　其他法律另有规定的，从其规定办理。\n\n" + law("四五六七")
    assert labels(text) == [f"第{n}条" for n in "一二三四五六七"]


def test_a_second_regulation_counts_anew():
    text = "甲条例\n\n" + law("一二三四") + "\n\n乙条例\n\n" + law("一二三")
    document = loaded(text)
    under = [p.headings[-1] for a in document.articles for p in a.paragraphs if p.headings and "条" in p.headings[-1]]
    assert under == [f"第{n}条" for n in "一二三四一二三"]


def test_a_provision_named_in_running_text_is_none():
    text = "关于某事的说明\n\n" + law("二五九", opening="第{}条规定")
    assert labels(text) == []


def test_many_provisions_take_time_in_proportion():
    def work(count):
        blocks, _ = repair("\n\n".join(f"第{n}条　应当依照规定办理登记。" for n in range(1, count)))
        began = process_time()
        assert len(provisions(blocks)) == count - 1
        return process_time() - began

    assert min(work(2000) for _ in range(3)) < 8 * min(work(500) for _ in range(3)) + 0.05


RECORD = "\n抄送：市委各部门，市人大常委会办公室。\n\n海州市人民政府办公室　　2022年4月8日印发\n"
TABLE = "\n附件3\n\n犬只收容点分布\n\n东港区\t4\t120\n\n南屿县\t3\t85\n\n合计\t7\t205\n"


@pytest.mark.parametrize("released", ["", "\n（此件公开发布）\n"])
@pytest.mark.parametrize("table", ["", TABLE])
def test_the_record_behind_annexes_belongs_to_the_circular(released, table):
    plain = loaded(NOTICE + released + ANNEXES + table)
    document = loaded(NOTICE + released + ANNEXES + table + RECORD)
    kinds = [[(document.text[p.start : p.end], p.kind) for p in a.paragraphs] for a in document.articles]
    assert kinds[1:] == [[(plain.text[p.start : p.end], p.kind) for p in a.paragraphs] for a in plain.articles][1:]
    assert [a.annex for a in document.articles] == [False, True, True, *([True] if table else [])]
    assert [kind for _, kind in kinds[0][-2:]] == ["byline"] * 2 and kinds[0][-1][0].endswith("2022年4月8日印发")
    assert not table or [kind for _, kind in kinds[3]] == ["heading", "heading", "table", "table", "table"]
    assert {a.date.value for a in document.articles} == {"2022-04-06"}
    assert [a.date.inferred for a in document.articles] == [False, *[True] * (len(kinds) - 1)]


def test_short_lines_of_an_annex_above_a_date_sign_nothing():
    text = NOTICE + "\n附件1\n\n值班安排\n\n星期一 李明\n\n星期二 周洁\n\n海州市城市管理局\n\n2022年4月6日\n"
    annex = loaded(text).articles[-1]
    assert annex.annex and [p.kind for p in annex.paragraphs][-4:] == ["body", "body", "byline", "byline"]
