"""Page numbers and running heads that hold a number, between generated pages; and what only looks like them."""

import random

import pytest

from bench.damage import Style, printed
from bench.repair import SHAPES, score_repair, shaped
from rag.corpus.repair import repair

CHARS = "各级水务部门巡查河道堤防并记录水位流量变化情况遇到险情立即上报同时组织群众转移安置做好物资调配工作"
NUMBERS = "一二三四五六七八九十"


def lines_of(rng, paragraphs, wide, indent="\u3000\u3000"):
    """Return paragraphs of random prose, and the lines that they are printed in."""
    texts, lines = [], []
    for _ in range(paragraphs):
        text = "，".join("".join(rng.choices(CHARS, k=rng.randint(9, 22))) for _ in range(rng.randint(3, 8))) + "。"
        texts.append(text)
        printed = indent + text
        lines += [printed[at : at + wide] for at in range(0, len(printed), wide)]
    return texts, lines


def paged(lines, head, page):
    """Return lines with a head behind every so many of them; the head is made from the number of its page."""
    out, on = [], 0
    for line in lines:
        out.append(line)
        on += 1
        if on >= page(len(out)):
            out.append(head(sum(line.startswith("\0") for line in out) + 1))
            out[-1] = "\0" + out[-1]
            on = 0
    return "\n".join(out).replace("\0", "") + "\n"


HEADS = [
    "{n}　　　云岭县志",
    "云岭县志　第五章　交通　　{n}",
    "P{n}",
    "p. {n}",
    "Page {n} of 20",
    "~ {n} ~",
    "〔{n}〕",
    "-   {n}   -",
    "- {n} -",
    "{n}.",
    "第{n}页（共20页）",
    "云岭县防汛预案（第{n}页）",
]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("wide", [16, 30])
@pytest.mark.parametrize("first", [1, 87])
def test_a_head_that_holds_the_number_of_its_page_goes(head, wide, first):
    rng = random.Random(f"{head}{wide}")
    texts, lines = lines_of(rng, 40, wide)
    source = paged(lines, lambda n: head.format(n=first + n), lambda _: 17)
    blocks, dropped = repair(source)
    assert [block.text for block in blocks] == texts
    assert {d.why for d in dropped} <= {"页码", "页眉"} and len(dropped) >= len(lines) // 17


def test_pages_of_uneven_length_odd_and_even_heads_and_chapters_that_change():
    rng = random.Random(4)
    texts, lines = lines_of(rng, 90, 22)
    chapters = ["水系", "堤防", "电站", "灌区", "航运"]
    source = paged(
        lines,
        lambda n: f"{n}　云岭水利志" if n % 2 == 0 else f"{chapters[n // 7 % 5]}篇　{n}",
        lambda at: 14 + at % 6,
    )
    blocks, _ = repair(source)
    left = [block.text for block in blocks if "云岭" in block.text or any(f"{c}篇" in block.text for c in chapters)]
    assert left == [] and sum(block.text in texts for block in blocks) >= len(texts) - 2


@pytest.mark.parametrize(
    "head",
    [
        "案例{n}",
        "第{n}题",
        "{n}.",
        "{h}、工作任务",
        "{n}. 工作任务",
        "表{n}",
        "附件{n}",
        "20{n:02}年",
        "第{h}条",
        "{n} 巡查",
    ],
)
@pytest.mark.parametrize("wide", [18, 400])
def test_headings_and_numbered_lists_stay(head, wide):
    rng = random.Random(head)
    source, heads = [], []
    for n in range(1, 10):
        heads.append(head.format(n=n, h=NUMBERS[n - 1]))
        source += [heads[-1], *lines_of(rng, rng.randint(5, 7), wide, "")[1]]
    blocks, dropped = repair("\n".join(source) + "\n")
    assert dropped == []
    assert sum(block.text.startswith(h) for block in blocks for h in heads) >= 9


def test_a_numbered_list_without_marks_stays():
    source = "\n".join(f"{n} 号闸门\n材质为钢\n宽三米\n高两米\n启闭机一台\n状况良好" for n in range(1, 12))
    assert repair(source)[1] == []


def test_a_head_beside_the_page_number_goes_though_the_text_comes_back():
    rng = random.Random(8)
    texts, lines = lines_of(rng, 5, 9)
    texts, lines = texts * 5, lines * 5
    out = []
    for n, at in enumerate(range(0, len(lines), 21), 1):
        out += [*lines[at : at + 21], f"- {n} -", "云岭晚报"]
    blocks, dropped = repair("\n".join(out))
    assert not any("云岭晚报" in block.text for block in blocks)
    assert sum(d.why == "页眉" for d in dropped) == out.count("云岭晚报")
    assert "".join(block.text for block in blocks) == "".join(texts)


def test_rows_of_figures_that_come_back_and_grow_by_leaps_stay():
    source = "\n".join(f"{n % 20} 号站 {n % 77}" for n in range(600))
    assert repair(source)[1] == []


SECTION = ["一、基本情况", "二、存在问题", "三、工作建议", "四、下步打算", "五、有关要求"]


def short_pages(rng, count, head, foot):
    """Return pages that end with paragraphs, as short papers do, and their paragraphs."""
    out, texts = [], []
    for n in range(count):
        body, lines = lines_of(rng, 3, 25)
        out += [head(n + 1)] + (["关于全县水库除险情况的调研报告"] if n == 0 else [])
        out += [f"\u3000\u3000{SECTION[n]}", *lines, *([foot(n + 1)] if foot else [])]
        texts += (["关于全县水库除险情况的调研报告"] if n == 0 else []) + [SECTION[n], *body]
    return "\n".join(out) + "\n", texts


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("head", ["云岭县人大常委会会议文件（十四）", "云岭调研\u30002021年第9期", "内部资料 注意保存"])
@pytest.mark.parametrize("foot", ["— {} —", "第 {} 页 共 9 页", "- {} -"])
def test_heads_beside_page_numbers_go_though_no_sentence_is_cut(count, head, foot):
    source, texts = short_pages(random.Random(f"{count}{head}"), count, lambda _: head, foot.format)
    blocks, dropped = repair(source)
    assert [block.text for block in blocks] == texts
    assert len(dropped) == 2 * count


@pytest.mark.parametrize("count", [3, 5])
@pytest.mark.parametrize(
    "head", ["云岭县人民政府公报　2023年第2期　　{}", "- {} -　云岭县人民政府公报", "{}　　　云岭调研"]
)
def test_heads_with_their_number_set_apart_go_though_no_sentence_is_cut(count, head):
    source, texts = short_pages(random.Random(f"{count}{head}"), count, head.format, None)
    assert [block.text for block in repair(source)[0]] == texts


def test_a_title_that_pages_repeat_is_kept_once():
    rng = random.Random(2)
    source, texts = short_pages(rng, 3, lambda _: "云岭县水库管理条例", "— {} —".format)
    source = source.replace("关于全县水库除险情况的调研报告\n", "")
    kept = [block.text for block in repair(source)[0]]
    assert kept == ["云岭县水库管理条例", *texts[1:]]


def text_of(source):
    """Return what repair makes of a text, and what it dropped."""
    blocks, dropped = repair(source)
    return [block.text for block in blocks], [source[d.start : d.end] for d in dropped]


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["今年全县共改造老旧小区", "128", "个，惠及居民", "9600", "户，更换管网", "72", "公里。"], 1),
        (["全县有卫生院二十一所、村卫生室二百所，在岗的乡村医生共有", "1435", "人，比上年增加", "38", "人。"], 1),
        (["大桥于", "2019", "年建成通车，全长", "860", "米，总投资", "3.2", "亿元。"], 1),
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_numbers_on_lines_of_their_own_inside_a_sentence_stay_in_it(lines, whole, between):
    assert text_of(between.join(lines) + "\n") == (["".join(lines)], [])


@pytest.mark.parametrize("wide", range(9, 34))
def test_the_rest_of_a_long_number_on_a_line_of_its_own_stays(wide):
    texts = [
        "云岭县水务集团有限公司，纳税人识别号：91330381145022387",
        "云岭县第二建筑工程公司，纳税人识别号：91330381704339152",
        "请各单位核对开票信息后，于月底前将增值税发票送交财务科。",
    ]
    source = "\n".join(text[at : at + wide] for text in texts for at in range(0, len(text), wide)) + "\n"
    blocks, dropped = text_of(source)
    assert dropped == [] and "".join(blocks) == "".join(texts)


def test_numbers_of_sections_rows_and_questions_stay():
    rng = random.Random(11)
    sections, rows, asked = [], ["序号", "名称", "厂家", "型号", "单价", "数量"], []
    for n in range(1, 6):
        sections += [str(n), *lines_of(rng, rng.randint(4, 7), 20)[1]]
        rows += [str(n), "闸门", "县水工厂", f"ZM{n}", "840", "6"]
        asked += [str(n), "水库防汛的责任人是谁？", "A 县长", "B 局长", "C 站长", "D 村长"]
    for source in ("\n".join(sections), "\n".join(rows), "\n".join(asked)):
        assert repair(source + "\n")[1] == []


@pytest.mark.parametrize("first", [1, 46])
def test_bare_numbers_count_pages_where_one_cuts_a_sentence_or_pages_are_of_one_length(first):
    rng = random.Random(first)
    texts, lines = lines_of(rng, 24, 22)
    for page in (lambda _: 19, lambda at: 13 + at % 7):
        blocks, dropped = text_of(paged(lines, lambda n: str(first + n), page))
        assert blocks == texts and dropped[:2] == [str(first + 1), str(first + 2)]


def test_fractions_stay_and_pages_of_a_total_go():
    assert text_of("合格的占\n3/4\n以上\n优秀的占\n1/4\n")[1] == []
    rng = random.Random(3)
    texts, lines = lines_of(rng, 20, 22)
    blocks, dropped = text_of(paged(lines, lambda n: f"{n}/9", lambda _: 17))
    assert blocks == texts and dropped[0] == "1/9"


@pytest.mark.parametrize("blank", ["__________", "____"])
def test_a_blank_to_be_filled_in_is_no_rule_and_stays_with_its_label(blank):
    blocks, dropped = repair(f"出租方（甲方）：\n{blank}\n承租方（乙方）：__\n{blank}\n\n双方就下列事项达成协议。\n")
    assert [block.text for block in blocks][:2] == [f"出租方（甲方）：{blank}", f"承租方（乙方）：__{blank}"]
    assert not dropped


def test_a_sentence_that_comes_back_far_away_with_the_next_number_is_no_running_head():
    filler = "\n".join(f"甲乙丙丁戊己庚辛第{chr(0x4E00 + n)}{chr(0x5E00 + n)}号，" for n in range(1200))
    parts = [f"根据有关规定，该行业早先\n雇用了{n}万名工人，如今有\n所减少，但仍然不少。" for n in (3, 4, 5, 6)]
    _, dropped = repair(f"\n{filler}\n".join(parts))
    assert not dropped


def report(rng, number):
    """Return a report whose words come back from report to report, but for its figures."""
    filler = "".join(rng.choices(CHARS, k=rng.randint(5, 60)))
    price, change = rng.randint(1000, 9999), rng.randint(10, 99)
    return (
        f"{filler}，豆粕期货主力合约收于每吨{price}元，较前一交易日结算价下跌{change}元，"
        f"属于上市公司股东的扣除非经常性损益的净利润为{rng.randint(10, 999)}万元（第{number}号特稿）。（完）"
    )


@pytest.mark.parametrize("wide", [11, 12, 20, 28])
def test_lines_of_running_text_that_come_back_in_a_long_file_stay(wide):
    rng = random.Random(wide)
    texts = [report(rng, n) for n in range(600)]
    # Alike but for a figure that grows, and by chance at even distances.
    for n in range(4):
        texts[100 + 3 * n] = f"当地时间上半场结束时，黄金期货共有{n + 4}个合约成交，共{texts[100 + 3 * n]}"
    source = "".join(text[at : at + wide] + "\n" for text in texts for at in range(0, len(text), wide))
    assert repair(source)[1] == []


def test_a_short_end_that_stands_beside_a_page_number_now_and_then_stays():
    rng = random.Random(5)
    lines = []
    for _ in range(300):
        _, more = lines_of(rng, 1, 18)
        lines += [*more, "（完）"]
    source = paged(lines, "— {} —".format, lambda _: 23)
    assert {source[d.start : d.end][0] for d in repair(source)[1]} == {"—"}


def test_text_that_is_printed_again_stays_though_both_times_a_page_turns_beside_it():
    pieces = shaped(SHAPES.with_name("more_shapes.txt"))["contacts"]
    style = Style(width=38, apart=1, rows=7, gap=1, head="第三章 经济发展", foot=2, feed=True)
    assert score_repair(printed([*pieces, *pieces], style, 1)).dropped == 0


def test_page_numbers_that_cut_a_line_for_each_paragraph_go_though_pages_are_but_lines():
    rng = random.Random(6)
    texts, source = [], []
    for n in range(1, 8):
        text = "，".join("".join(rng.choices(CHARS, k=rng.randint(9, 22))) for _ in range(5)) + "。"
        at = text.index("，", 12) + 4
        texts += [text, "会议还听取了有关部门的汇报，研究了下一步工作。"]
        source += [text[:at], str(n), text[at:], texts[-1]]
    blocks, dropped = repair("\n\n".join(source) + "\n")
    assert [block.text for block in blocks] == texts and len(dropped) == 7
