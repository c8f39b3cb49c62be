"""Headlines on made-up newspaper pages: above their bodies, below, at the page's end, or in a mixture."""

import random

import pytest

from rag.corpus.cuts import cuts
from rag.corpus.headlines import Group, assign
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.corpus.repair import repair
from rag.text.fold import content

# Headline lines, and an article that shares words with them.
TOPICS = [
    (
        ["海州港吞吐量突破亿吨", "集装箱航线增至四十二条"],
        "海州港货物吞吐量日前突破一亿吨，同比增长百分之九，创下历史新高。港口新开通两条集装箱航线，航线总数增至四十二条，"
        "通达二十多个国家和地区。港务部门表示，明年还将新建两座深水泊位。",
    ),
    (
        ["市图书馆新馆开放", "少儿借阅区受欢迎"],
        "市图书馆新馆昨日正式开放，馆藏图书达到一百二十万册。开放首日，前来借书的读者排起长队，少儿借阅区尤其受到家长和孩子的欢迎，"
        "绘本被借走三千多册。图书馆还将举办十场读书会。",
    ),
    (
        ["老旧小区加装电梯再提速", "居民不出门就能申请"],
        "今年以来，全市老旧小区加装电梯工作再提速，已有两百多个单元完成安装。住建部门开通网上申请通道，居民不出门就能提交材料，"
        "审批时间由三十天缩短到七天。家住三楼的陈阿姨说，有了电梯，上下楼方便多了。",
    ),
    (
        ["杨梅节吸引游客十万人次", "果农增收笑开颜"],
        "为期半个月的杨梅节日前落幕，共吸引游客十万人次，带动餐饮住宿消费八千多万元。今年雨水适中，杨梅个大味甜，"
        "果农每亩增收三千元。镇里还办起了杨梅酒加工厂，让鲜果变成全年可卖的商品。",
    ),
    (
        ["消防演练走进校园", "学生学会逃生自救"],
        "消防救援支队昨天走进第三中学，与师生一起开展消防演练。警报拉响后，学生用湿毛巾捂住口鼻，弯腰沿着疏散通道快速撤离，"
        "用时不到三分钟。消防员还教大家使用灭火器，讲解逃生自救知识。",
    ),
    (
        ["城市公交新增夜班线路", "末班车延至零点"],
        "从下周一起，城市公交将新增六条夜班线路，末班车由晚上九点延至零点，覆盖火车站、医院和主要商圈。公交公司负责人介绍，"
        "夜班线路每二十分钟发一班车，票价与白天相同。",
    ),
    (
        ["污水处理厂扩建工程投运", "日处理能力翻一番"],
        "城北污水处理厂扩建工程近日投运，日处理能力由五万吨提高到十万吨，翻了一番。出水水质达到地表四类标准，可用于河道补水和绿化浇灌。"
        "工程投资三亿元，历时两年建成。",
    ),
    (
        ["非遗传承人收徒传艺", "百年竹编焕发新生"],
        "竹编传承人林师傅上周举行收徒仪式，六名年轻人拜师学艺。林家竹编已有一百多年历史，曾经面临失传。如今，"
        "徒弟们把竹编做成灯具和提包，在网上销售，百年手艺焕发新生。",
    ),
]
NAMES = ["王小明", "李建国", "周文", "吴晓", "陈静", "林海", "赵强", "孙丽"]
OFFICES = ["市港务局局长", "市教育局局长", "城东街道党工委书记", "市住建局局长"]
LAYOUTS = ("above", "below", "end", "mixed")


def clear_width(topics, marked, draw):
    """Return a width at which no article ends with a line as wide as the column: that would give no sign of its end."""
    added = 0 if marked else len("本报讯（记者 某某）")
    widths = draw.sample(range(13, 23), 10)
    return max(widths, key=lambda w: min((w - (len(body) + added + n) % w) % w for _, body in topics for n in (0, 1)))


def page(seed, layout):
    """Return a printed page, and headline by byline."""
    draw = random.Random(f"{layout}{seed}")
    marked = draw.random() < 0.4
    topics, names = draw.sample(TOPICS, draw.randint(2, 6)), draw.sample(NAMES, 6)
    width = clear_width(topics, marked, draw)
    lines, last, known = [], [], {}
    for (headline, body), name in zip(topics, names, strict=False):
        who = f"{draw.choice(OFFICES)} {name}" if marked else f"记者 {name}"
        known[who] = content("".join(headline))
        where = draw.choice(LAYOUTS[:3]) if layout == "mixed" else layout
        block = [part for line in headline for part in (line, "")]
        text = body if marked else f"本报讯（{who}）{body}"
        lines += block if where == "above" else []
        lines += [f"■{who}", ""] if marked else []
        lines += [part for at in range(0, len(text), width) for part in (text[at : at + width], "")]
        lines += block if where == "below" else []
        last += [block] if where == "end" else []
    draw.shuffle(last)
    return "\n".join([*lines, *(line for block in last for line in block)]), known


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pages_nobody_has_seen(layout):
    right = wrong = total = 0
    for seed in range(40):
        text, known = page(seed, layout)
        articles = document_of(read_string("页.txt", text)).articles
        made = {a.byline.value: content(a.headline.value if a.headline else "") for a in articles if a.byline}
        assert set(made) == set(known), (layout, seed)
        total += len(known)
        right += sum(made[who] == title for who, title in known.items())
        wrong += sum(bool(made[who]) and made[who] not in title for who, title in known.items())
    assert wrong == 0 or wrong / total <= 0.01, f"{wrong} of {total} wrong"
    assert right / total >= {"above": 0.99, "below": 0.99, "end": 0.9, "mixed": 0.9}[layout], f"{right} of {total}"


def test_lines_left_over_go_with_the_headline_beside_them():
    bodies = ["海州港货物吞吐量突破一亿吨，集装箱航线增加。", "市图书馆新馆藏书一百万册，读者排队借阅。"]
    groups = [Group("海州港吞吐量创新高", 0), Group("再上台阶", 0), Group("集装箱航线增加", 0), Group("百花齐放", 1)]
    assert assign(groups, bodies, regular=False) == [0, 0, 0, None]
    apart = [Group("海州港吞吐量创新高", 0), Group("再上台阶", 1), Group("集装箱航线增加", 2)]
    assert assign(apart, bodies, regular=False)[1] is None


def test_on_a_page_that_prints_headlines_below_the_one_above_has_it():
    bodies = ["全市造林八千亩，比去年多一千亩。", "全市修路三百公里，村村通车。"]
    groups = [Group("喜讯频传", 1, below=0), Group("再传佳音", 2, below=1)]
    assert assign(groups, bodies, regular=False) == [0, 1]


def test_short_lines_that_say_nothing_open_the_headline_below_them():
    bodies = [body for _, body in TOPICS[:3]]
    texts = ["外媒", *TOPICS[1][0], "突发", *TOPICS[0][0], "春风送暖", "最新"]
    groups = [Group(text, 3, place=3) for text in texts]
    assert assign(groups, bodies, regular=False) == [1, 1, 1, 0, 0, 0, None, None]


def test_a_line_of_the_papers_own_report_begins_an_article_and_goes_on_to_the_end_of_its_sentence():
    text = (
        "受到家长和孩子的欢迎，绘本被借走三千多册。\n\n本报讯（记者 王小明）台风“海燕”\n\n（HAIYAN）将于我省南部\n\n"
        "沿海登陆，请注意防范。\n\n城东开通夜班公交线路\n\n本报讯（记者 周文）7月\n\n27日起夜班公交\n\n开到零点。\n\n"
    )
    document = document_of(read_string("页.txt", text))
    assert [document.text[p.start : p.end] for article in document.articles for p in article.paragraphs] == [
        "受到家长和孩子的欢迎，绘本被借走三千多册。",
        "本报讯（记者 王小明）台风“海燕”（HAIYAN）将于我省南部沿海登陆，请注意防范。",
        "城东开通夜班公交线路",
        "本报讯（记者 周文）7月27日起夜班公交开到零点。",
    ]
    assert [article.byline and article.byline.value for article in document.articles][-2:] == [
        "记者 王小明",
        "记者 周文",
    ]


def test_below_a_marked_byline_the_first_line_may_be_parted_from_the_text():
    above, below = "■市港务局局长 李建国\n海州港吞吐量突破亿吨，创下新高。\n", "■市教育局局长 陈静\n新学期新气象\n"
    blocks, _ = repair(f"{above}{below}全市中小学昨日开学，一切顺利。\n")
    assert [block.kind for block in blocks] == ["byline", "body", "byline", "heading", "body"]
    _, found = cuts(blocks)
    assert [cut.blocks[0].text for cut in found] == ["市港务局局长 李建国", "市教育局局长 陈静"]
