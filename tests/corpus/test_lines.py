"""Lines: white space closed up or kept, markup and invisible characters taken out."""

import random
import re

import pytest

from rag.corpus.lines import lines
from rag.corpus.signs import width
from tests.corpus.test_bounds import pages


def texts(source):
    found, _ = lines(source)
    return [found.line(i) for i in range(len(found))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("激 励 着 温 州 人 民 励 精 图 治、勇 立 潮", "激励着温州人民励精图治、勇立潮"),
        ("神 ，赋 予 了“ 追 求 卓 越、守 正 出", "神，赋予了“追求卓越、守正出"),
        ("大“ 六 类 ”行 业 环 保 整 治 力 度 ，", "大“六类”行业环保整治力度，"),
        ("关　于　印　发", "关于印发"),
        ("温 办 通 报", "温办通报"),
        ("党工委书记 沈长城", "党工委书记 沈长城"),
        ("市委书记 李 坚", "市委书记 李坚"),
        ("坚定信心 激扬斗志", "坚定信心 激扬斗志"),
        ("坚定信心  激扬斗志", "坚定信心 激扬斗志"),
        ("坚定信心　激扬斗志", "坚定信心 激扬斗志"),
        ("当好“窗口” 争做先锋", "当好“窗口” 争做先锋"),
        ("7 月 21 日上午，13 公里", "7月21日上午，13公里"),
        ("“hui 服务”规范工程", "“hui服务”规范工程"),
        ("基于 deep learning 的方法", "基于deep learning的方法"),
        ("他说 ，今天 。明天", "他说，今天。明天"),
        ("选派 5400多名干部，", "选派5400多名干部，"),
        ("票价 2元", "票价 2元"),
        ("全长 13 公里", "全长13公里"),
        ("周三 8:30—11:00 六年级1至3班", "周三 8:30—11:00 六年级1至3班"),
        ("实施 5 大行动", "实施 5大行动"),
        ("投资 110 亿元", "投资110亿元"),
        ("草鱼（活） 9.0元", "草鱼（活） 9.0元"),
        ("遇到烟雾时，应当（ ）。", "遇到烟雾时，应当（ ）。"),
        ("1. 下列说法，正确的是", "1. 下列说法，正确的是"),
        ("第三组 陆小川，男，十二岁", "第三组 陆小川，男，十二岁"),
        ("第 十 二 条 乙 方 不 得 转 租", "第十二条 乙方不得转租"),
        ("春风 雨水 山川 鸟 虫", "春风 雨水 山川 鸟 虫"),
        ("番茄 3个 洋葱 半个", "番茄 3个 洋葱 半个"),
        ("20 21 年 全 市 接 待 游 客 3 450 万 人", "2021年全市接待游客3450万人"),
        ("元 ， 同 比 分 别 增 长 1 2 . 4 % 和", "元，同比分别增长12.4%和"),
        ("1 5 . 1 % 。 要 以 “ 秀 山 丽 水 、 养", "15.1%。要以“秀山丽水、养"),
        ("张 三 男 23 175", "张三男23 175"),
        ("王　芳　　李国栋　　张晓燕　　赵　磊", "王芳 李国栋 张晓燕 赵磊"),
        ("吴　倩　郑海涛　孙　悦", "吴倩 郑海涛 孙悦"),
        ("马 云  李 宁  王 小 明", "马云 李宁 王小明"),
        ("第 一 章　　总 则", "第一章 总则"),
        ("农业农村办　63210002", "农业农村办 63210002"),
        ("其中：食品烟酒　　8.1", "其中：食品烟酒 8.1"),
        ("今年　5月，全市", "今年5月，全市"),
        ("关　　于　　印　　发", "关于印发"),
        ("2 0 0 6 年 1 1 月 1 0 日", "2006年11月10日"),
        ("从 2 0 0 6 年 1 1 月 起 ， 共 3 . 5 万", "从2006年11月起，共3.5万"),
        ("1 2 3 4 5", "1 2 3 4 5"),
        ("用 好 App Store 和 Wi-Fi 等 智 慧 手 段", "用好App Store和Wi-Fi等智慧手段"),
        ("电话 0578 6812345 转 12 分机", "电话0578 6812345转12分机"),
        ("**二要让诚实守信**成为", "二要让诚实守信成为"),
        ("面积5*3平方米", "面积5*3平方米"),
        ("温\u200b州\ufeff人\u00ad精\x07神", "温州人精神"),
        ("　　段首缩进。  ", "段首缩进。"),
    ],
)
def test_closing_up(source, expected):
    assert texts(source) == [expected]


@pytest.mark.parametrize(
    ("source", "mark", "text"),
    [
        ("# 标题", "#", "标题"),
        ("### 标题 ###", "###", "标题"),
        ("■市长 王小明", "■", "市长 王小明"),
        ("◆ 亮点", "◆", "亮点"),
        ("- 煤炭；", "-", "煤炭；"),
        ("* 粮食", "*", "粮食"),
        ("-5度", "", "-5度"),
        ("**粗体**开头", "", "粗体开头"),
    ],
)
def test_marks_before_a_line(source, mark, text):
    found, dropped = lines(source)
    assert (len(found), found.mark(0), found.line(0)) == (1, mark, text)
    assert "".join(source[d.start : d.end] for d in dropped) == "".join(c for c in source if c not in text + " ")


def test_gaps_indents_and_breaks():
    found, _ = lines("甲\r\n\r\n\n　　乙\n\f 丙\u2028丁\x85戊")
    assert [(found.line(i), found.gap[i], found.indent[i], found.fresh[i]) for i in range(len(found))] == [
        ("甲", 0, 0, False),
        ("乙", 2, 4, False),
        ("丙", 1, 1, True),
        ("丁", 0, 0, False),
        ("戊", 0, 0, False),
    ]


def test_rows_of_a_table_have_cells():
    found, _ = lines("姓名\t职务\t电话\n甲  乙\n| 甲 | 乙 | 丙 |\n激  励  着  温  州")
    assert found.cells.tolist() == [3, 2, 4, 1]


def test_only_blanks_is_nothing():
    for source in (" \n\t\u3000\r\n", ""):
        found, dropped = lines(source)
        assert len(found) == 0 and dropped == []


def test_width_counts_latin_half():
    assert width("“温州2020”") == 6.0


@pytest.mark.parametrize("between", ["\u3000\u3000", "   ", "\t", "\u3000"])
def test_names_and_cells_side_by_side_never_run_together(between):
    chance = random.Random(between)
    surnames, given = "王李张刘陈杨黄赵周吴徐孙朱胡郭何高林", "国建志文海晓明秀丽春芳磊洋杰倩悦"
    for _ in range(200):
        people = [chance.choice(surnames) + "".join(chance.sample(given, chance.choice((1, 2)))) for _ in range(5)]
        printed = between.join(f"{p[0]}\u3000{p[1]}" if len(p) == 2 else p for p in people)
        if any(len(p) == 3 for p in people):
            assert texts(printed) == [" ".join(people)]
        cells = [chance.choice(("农业农村办", "食品烟酒", "派出所", "城镇居民")), f"{chance.randint(10, 99999999)}"]
        assert texts(between.join(cells)) == [" ".join(cells)]


@pytest.mark.parametrize(
    "text",
    [
        "婚否：□未婚 ■已婚",
        "■自取 □邮寄",
        "●同意　○不同意",
        "处理结果\n■已整改\n□整改中\n□未整改",
        "□未交\n□已交\n■免交",
        "☐ 甲班\n■ 乙班",
    ],
)
def test_ticked_boxes_stay(text):
    found, dropped = lines(text + "\n")
    assert dropped == []
    assert [found.line(i).replace(" ", "") for i in range(len(found))] == re.sub("[ \u3000]", "", text).split("\n")


@pytest.mark.parametrize(
    "text", ["■水利局长 王明", "■第一项\n■第二项", "□第一项\n\n■第二项", "■二○二○年工作", "●第一项\n○第二项"]
)
def test_print_ornaments_go(text):
    found, dropped = lines(text + "\n")
    assert [text[d.start : d.end] for d in dropped] == re.findall("^[■□●○]", text, re.M)


def test_blanks_of_few_lines_at_a_time_are_those_of_all(monkeypatch):
    source = "\n".join(page.source for page in pages(26, 5))
    whole, _ = lines(source)
    monkeypatch.setattr("rag.corpus.blanks._AT_ONCE", 7)
    found, _ = lines(source)
    assert found.text == whole.text and (found.runs.at == whole.runs.at).all()
    for name in ("cells", "spaced", "doubts"):
        assert (getattr(found, name) == getattr(whole, name)).all()
    assert whole.spaced.any() and len(whole.doubts)
