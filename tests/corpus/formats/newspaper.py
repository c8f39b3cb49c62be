"""Newspaper pages from known articles by reportlab, set line by line.

Each layout is a function of its name, drawn at random within: sizes, columns, gutters, what stands where. A page says
what a reader should find: pieces, each whole and unmixed, in whatever order they come.
"""

import io
import random
from dataclasses import dataclass, field

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A3
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.formats.score import prose

FONT = "STSong-Light"
registerFont(UnicodeCIDFont(FONT))
_HEADS = (
    "老城区供水管网改造提前完工", "百名退休教师下乡办夏令营", "港口新航线首月运货三万吨", "山区茶农卖茶不再等客上门",
    "夜间公交延长到零点以后", "湿地公园记录到九种新鸟", "小微企业贷款手续减到三步", "古桥修缮采用原来的石料",
    "中学食堂公开每日菜价", "社区医院开出慢病长处方", "秋粮收购价格比去年略高", "渔民转行当起海上向导",
    "旧厂房里办起工业博物馆", "河长制实行三年水质变清", "消防演练走进二十个村庄", "残疾人就业服务站揭牌",
    "图书馆把书送到工地上", "高新区引进五个研发中心", "冬小麦播种面积稳中有增", "市民可在手机上补办证件",
)  # fmt: skip
_DECKS = ("——来自基层一线的报告", "三年投入资金四亿多元", "惠及沿线六个乡镇十二万人", "记者走访五个县区看变化")
_CAPTIONS = (
    "图为工人们在新建的厂房里检查设备。", "图为村民在合作社里挑选今年的新茶。", "图为学生们在图书馆里阅读。", 
    "图为码头上正在装船的货物。",
    "图为改造以后的老街一角。", "图为志愿者在河边清理垃圾。",
)  # fmt: skip
_NAMES = ("王晓明", "李红", "张国强", "陈一帆", "周敏", "吴建华", "郑海燕", "孙涛", "钱丽", "赵文博")
_ROWS = ("永安镇", "白沙乡", "高桥街道", "柳河镇", "青田村", "石板桥乡")


@dataclass
class Article:
    """What is to be set, and then what was: a headline, what stands below it, and paragraphs."""

    headline: str
    deck: str = ""
    byline: str = ""
    paragraphs: list = field(default_factory=list)
    subheads: dict = field(default_factory=dict)

    def head(self):
        return [text for text in (self.headline, self.deck, self.byline) if text]


@dataclass
class Made:
    """A page: its name, its file, and its pieces, each a kind and the paragraphs that it holds."""

    name: str
    data: bytes
    pieces: list


class Source:
    """Deals out headlines, captions and paragraphs, none of them twice on a page."""

    def __init__(self, draw):
        self.draw = draw
        texts = [*prose("001", count=60), *prose("003", count=60), *prose("004", count=40)]
        self._paragraphs = draw.sample(texts, len(texts))
        self._heads = draw.sample(_HEADS, len(_HEADS))
        self._captions = draw.sample(_CAPTIONS, len(_CAPTIONS))
        self._decks = draw.sample(_DECKS, len(_DECKS))

    def article(self, count=60, *, deck=None, byline=None):
        paragraphs = [self._paragraphs.pop() for _ in range(min(count, len(self._paragraphs)))]
        deck = self.draw.random() < 0.3 if deck is None else deck
        byline = self.draw.random() < 0.5 if byline is None else byline
        return Article(
            self._heads.pop(),
            self._decks.pop() if deck and self._decks else "",
            f"本报记者 {self.draw.choice(_NAMES)}" if byline else "",
            paragraphs,
        )

    def give_back(self, paragraphs):
        self._paragraphs = [*paragraphs, *self._paragraphs]

    def caption(self):
        return self._captions.pop()

    def rows(self):
        names = self.draw.sample(_ROWS, 4)
        head = ["乡镇", "面积（亩）", "产量（吨）"]
        return [head, *([name, str(self.draw.randint(100, 999)), str(self.draw.randint(1000, 9999))] for name in names)]


@dataclass
class Style:
    """How running text is set, in points."""

    size: float
    lead: float
    gutter: float
    hang: bool = False
    indent: int = 2


class Setter:
    """Sets articles into areas of one page; an area is (left, top, width, height), the top counted from below."""

    def __init__(self, draw, *, paper=A3):
        self.draw, self.made = draw, io.BytesIO()
        self.canvas = Canvas(self.made, pagesize=paper)
        self.width, self.height = paper
        self.source = Source(draw)
        self.pieces = []
        size = draw.choice((8.5, 9, 9.5, 10.5))
        self.style = Style(size, size * draw.choice((1.3, 1.45, 1.6)), size * draw.choice((1.3, 1.6, 2.0)))
        self.style.hang = draw.random() < 0.3

    def page(self, name):
        self.canvas.showPage()
        self.canvas.save()
        return Made(name, self.made.getvalue(), self.pieces)

    def columns(self, area, count, gutter=None):
        """The columns of an area."""
        left, top, width, height = area
        gutter = self.style.gutter if gutter is None else gutter
        each = (width - gutter * (count - 1)) / count
        return [(left + i * (each + gutter), top, each, height) for i in range(count)]

    def line(self, x, y, text, size, *, width=None, spread=False):
        """A line, its characters spread over a width where asked."""
        self.canvas.saveState()
        drawn = self.canvas.beginText(x, y)
        drawn.setFont(FONT, size)
        if spread and len(text) > 1:
            drawn.setCharSpace((width - stringWidth(text, FONT, size)) / (len(text) - 1))
        drawn.textOut(text)
        self.canvas.drawText(drawn)
        self.canvas.restoreState()

    def broken(self, text, width, size, *, indent=0, first=0, deep=0, hang=False):
        """A paragraph's lines with the place each begins at: indented, or beside a drop cap ``first`` wide."""
        lines, rest = [], text
        while rest:
            left = indent * size if not lines and not first else first if len(lines) < deep else 0
            room, end, used = width - left, 0, 0.0
            while end < len(rest) and used + stringWidth(rest[end], FONT, size) <= room + 0.01:
                used += stringWidth(rest[end], FONT, size)
                end += 1
            if end < len(rest) and rest[end] in "，。、；：”）？！》":
                end += 1 if hang else -1
            if 1 < end < len(rest) and rest[end - 1] in "“（《":
                end -= 1
            lines.append((left, rest[:end]))
            rest = rest[end:]
        return lines

    def flow(self, columns, article, *, style=None, drop=False):
        """Set an article's paragraphs into columns until these are full; what is left is given back."""
        style = style or self.style
        at, y, set_ = 0, columns[0][1] - style.size, []
        rest = list(article.paragraphs)

        def room():
            nonlocal at, y
            while at < len(columns) and y < columns[at][1] - columns[at][3]:
                at += 1
                y = columns[at][1] - style.size if at < len(columns) else 0
            return at < len(columns)

        number = 0
        while rest and room():
            if number and number in article.subheads and y - 3 * style.lead > columns[at][1] - columns[at][3]:
                sub = article.subheads[number]
                size = style.size * 1.2
                y -= 0.3 * style.lead
                self.line(columns[at][0] + (columns[at][2] - size * len(sub)) / 2, y, sub, size)
                y -= 1.3 * style.lead
                set_.append(sub)
                if not room():
                    break
            paragraph = rest.pop(0)
            left, _, width, _ = columns[at]
            lines = self.broken(paragraph, width, style.size, indent=style.indent, hang=style.hang)
            if drop and not number:
                cap = style.size + 2 * style.lead - 0.1 * style.size
                self.line(left, y - 2 * style.lead, paragraph[0], cap)
                lines = self.broken(
                    paragraph[1:], width, style.size, first=cap + 0.3 * style.size, deep=3, hang=style.hang
                )
            done, stopped = paragraph[:1] if drop and not number else "", False
            for n, (indent, text) in enumerate(lines):
                if not room():
                    stopped = True
                    break
                left, _, width, _ = columns[at]
                last = n == len(lines) - 1
                hung = style.hang and text[-1] in "，。、；：”）？！》" and not last
                spread = (
                    width
                    - indent
                    + (style.size if hung and stringWidth(text, FONT, style.size) > width - indent + 1 else 0)
                )
                self.line(left + indent, y, text, style.size, width=spread, spread=not last)
                y -= style.lead
                done += text
            if done:
                set_.append(done)
            number += 1
            if stopped:
                break
        self.source.give_back(rest)
        article.paragraphs = set_
        return at, y

    def head(self, area, article, size, *, centred=True):
        """Set what stands above an article; the height it takes."""
        left, top, width, _ = area
        y = top
        for text, own in ((article.headline, size), (article.deck, size * 0.6)):
            if not text:
                continue
            own = min(own, width / 6)
            per_line = max(1, int(width // own))
            for i in range(0, len(text), per_line):
                part = text[i : i + per_line]
                y -= own * (1.0 if i == 0 else 1.25)
                self.line(left + ((width - own * len(part)) / 2 if centred else 0), y, part, own)
            y -= own * 0.5
        if article.byline:
            y -= self.style.size
            own = stringWidth(article.byline, FONT, self.style.size)
            self.line(left + ((width - own) / 2 if centred else 0), y, article.byline, self.style.size)
            y -= 0.6 * self.style.size
        return top - y + 0.4 * self.style.size

    def article(
        self, area, columns, *, size=None, span=None, article=None, drop=False, centred=True, above=0, subs=False
    ):
        """Set an article into an area: its head over ``span`` columns, room for ``above`` below it, and its text."""
        article = article or self.source.article()
        size = size or self.draw.choice((16, 20, 24)) * (1 if columns > 1 else 0.8)
        parts = self.columns(area, columns)
        span = columns if span is None else span
        width = parts[span - 1][0] + parts[span - 1][2] - area[0]
        taken = self.head((area[0], area[1], width, area[3]), article, size, centred=centred) + above
        if subs:
            article.subheads = {
                n: text for n, text in zip((2, 4), ("科学谋划长远发展", "久久为功务求实效"), strict=True)
            }
        parts = [(x, y - taken, w, h - taken) if i < span else (x, y, w, h) for i, (x, y, w, h) in enumerate(parts)]
        self.flow(parts, article, drop=drop)
        self.pieces.append(("article", [*article.head(), *article.paragraphs]))
        return article

    def picture(self, area, caption, *, size=None):
        """A grey picture with its caption below; the height it takes is that of the area."""
        left, top, width, height = area
        size = size or self.style.size * 0.9
        lines = self.broken(caption, width, size)
        below = 1.4 * size * len(lines) + 0.5 * size
        self.canvas.setFillColor(Color(0.8, 0.82, 0.85))
        self.canvas.rect(left, top - height + below, width, height - below, stroke=0, fill=1)
        self.canvas.setFillColor(Color(0, 0, 0))
        for n, (_, text) in enumerate(lines):
            self.line(left, top - height + below - 1.3 * size - 1.4 * size * n, text, size)
        self.pieces.append(("caption", [caption]))

    def frame(self, area, pad=6.0):
        """A drawn frame; the area inside it."""
        left, top, width, height = area
        self.canvas.setLineWidth(0.6)
        self.canvas.rect(left, top - height, width, height, stroke=1, fill=0)
        return left + pad, top - pad, width - 2 * pad, height - 2 * pad

    def rule(self, x0, y0, x1, y1):
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, y0, x1, y1)


def _cut(setter, area, share, *, level, gap=None):
    """Two areas of one, cut level or upright at a share, to whole columns where upright."""
    left, top, width, height = area
    gap = gap if gap is not None else (2.2 * setter.style.lead if level else setter.style.gutter)
    if level:
        first = height * share
        return (left, top, width, first - gap / 2), (left, top - first - gap / 2, width, height - first - gap / 2)
    first = width * share
    return (left, top, first - gap / 2, height), (left + first + gap / 2, top, width - first - gap / 2, height)


def _sheet(setter, margin=50):
    return margin, setter.height - margin, setter.width - 2 * margin, setter.height - 2 * margin


def spanning(s):
    """One article below a headline over all columns; two side by side below it."""
    draw = s.draw
    top, below = _cut(s, _sheet(s), draw.uniform(0.4, 0.6), level=True)
    s.article(top, draw.choice((3, 4)), size=30)
    left, right = _cut(s, below, 0.5, level=False)
    s.article(left, 2)
    s.article(right, 2)


def four(s):
    """Four articles, two by two, each of two columns with its headline over both."""
    left, right = _cut(s, _sheet(s), 0.5, level=False)
    for side in (left, right):
        for part in _cut(s, side, s.draw.uniform(0.35, 0.65), level=True):
            s.article(part, 2)


def guillotine(s):
    """Articles in an area cut at random, three to seven of them."""
    areas = [_sheet(s)]
    wanted = s.draw.randint(3, 6)
    while len(areas) < wanted:
        areas.sort(key=lambda a: -a[2] * a[3])
        area = areas.pop(0)
        level = s.draw.random() < (0.3 if area[2] > area[3] else 0.7)
        areas += _cut(s, area, s.draw.uniform(0.4, 0.6), level=level)
    for area in areas:
        s.article(area, max(1, min(4, round(area[2] / s.draw.uniform(120, 170)))), centred=s.draw.random() < 0.7)


def beside_box(s):
    """An article of two or three columns with a framed one beside it, as high as a part of it."""
    top, below = _cut(s, _sheet(s), 0.55, level=True)
    left, right = _cut(s, top, 0.66, level=False)
    s.article(left, 3, size=26)
    s.article(s.frame(right), 1, size=15)
    s.article(below, 4)


def box_inside(s):
    """A framed article that interrupts one column of a larger one, or two."""
    top, below = _cut(s, _sheet(s), 0.6, level=True)
    article = s.source.article()
    head = s.head(top, article, 26)
    parts = s.columns((top[0], top[1] - head, top[2], top[3] - head), 4)
    at, span = s.draw.choice((1, 2)), s.draw.choice((1, 2))
    height = parts[0][3]
    y0, tall = height * 0.3, height * 0.4
    columns, boxed = [], None
    for i, (x, top_, width, h) in enumerate(parts):
        if at <= i < at + span:
            columns += [
                (x, top_, width, y0 - s.style.lead),
                (x, top_ - y0 - tall - s.style.lead, width, h - y0 - tall - s.style.lead),
            ]
            right = x + width
            boxed = boxed or (x, top_ - y0, width, tall)
        else:
            columns.append((x, top_, width, h))
    s.flow(columns, article)
    s.pieces.append(("article", [*article.head(), *article.paragraphs]))
    s.article(
        s.frame((boxed[0], boxed[1], right - boxed[0], tall)), span, size=14, article=s.source.article(deck=False)
    )
    s.article(below, 3)


def pictured(s):
    """A picture with its caption below the headline over some of the columns."""
    top, below = _cut(s, _sheet(s), 0.6, level=True)
    article = s.source.article()
    head = s.head(top, article, 28)
    parts = s.columns((top[0], top[1] - head, top[2], top[3] - head), 3)
    over, first = s.draw.choice((1, 2)), s.draw.choice((0, 1))
    tall = 180
    right = parts[first + over - 1][0] + parts[first + over - 1][2]
    s.picture((parts[first][0], parts[first][1], right - parts[first][0], tall), s.source.caption())
    gone = tall + s.style.lead
    columns = [
        (x, y - gone, w, h - gone) if first <= i < first + over else (x, y, w, h)
        for i, (x, y, w, h) in enumerate(parts)
    ]
    s.flow(columns, article)
    s.pieces.append(("article", [*article.head(), *article.paragraphs]))
    s.article(below, 4)


def drop_caps(s):
    """Articles whose first character is as high as three lines."""
    top, below = _cut(s, _sheet(s), 0.5, level=True)
    s.article(top, s.draw.choice((2, 3, 4)), drop=True)
    left, right = _cut(s, below, 0.5, level=False)
    s.article(left, 2, drop=True)
    s.article(right, s.draw.choice((1, 2)), drop=True)


def part_span(s):
    """A headline over some of its article's columns, the others beginning beside it; subheads between paragraphs."""
    top, below = _cut(s, _sheet(s), s.draw.uniform(0.45, 0.6), level=True)
    s.article(top, 4, span=s.draw.choice((2, 3)), size=26, subs=True)
    s.article(below, 3, subs=True)


def ruled(s):
    """Narrow columns with upright lines between them, level lines between articles."""
    s.style.gutter, s.style.hang = s.style.size * s.draw.choice((0.95, 1.1)), False
    top, below = _cut(s, _sheet(s), 0.5, level=True, gap=2.4 * s.style.lead)
    for area, count in ((top, 4), (below, 3)):
        article = s.source.article()
        taken = s.head(area, article, 22)
        parts = s.columns((area[0], area[1] - taken, area[2], area[3] - taken), count)
        for x, y, w, h in parts[:-1]:
            s.rule(x + w + s.style.gutter / 2, y, x + w + s.style.gutter / 2, y - h)
        s.flow(parts, article)
        s.pieces.append(("article", [*article.head(), *article.paragraphs]))
    s.rule(top[0], below[1] + 1.2 * s.style.lead, top[0] + top[2], below[1] + 1.2 * s.style.lead)


def corner(s):
    """An article around another that takes the lower right corner from its columns."""
    area = _sheet(s)
    article = s.source.article()
    head = s.head(area, article, 30)
    parts = s.columns((area[0], area[1] - head, area[2], area[3] - head), 4)
    tall = parts[0][3] * s.draw.uniform(0.35, 0.55)
    gone = tall + 2.2 * s.style.lead
    s.flow([(x, y, w, h - gone) if i >= 2 else (x, y, w, h) for i, (x, y, w, h) in enumerate(parts)], article)
    s.pieces.append(("article", [*article.head(), *article.paragraphs]))
    left, width = parts[2][0], parts[3][0] + parts[3][2] - parts[2][0]
    s.article((left, parts[0][1] - parts[0][3] + tall, width, tall), 2)


def sidebar(s):
    """A sidebar in smaller print on another grid of lines, apart by a gap alone; a table without lines below it."""
    left, right = _cut(s, _sheet(s), 0.72, level=False, gap=2.2 * s.style.gutter)
    if s.draw.random() < 0.5:
        left, right = (right[0] - (right[0] - left[0]), left[1], left[2], left[3]), right
    top, below = _cut(s, left, 0.5, level=True)
    s.article(top, 3)
    s.article(below, s.draw.choice((2, 3)))
    article = s.source.article(deck=False)
    small = Style(s.style.size * 0.88, s.style.lead * 0.93, s.style.gutter)
    upper, lower = _cut(s, right, 0.75, level=True)
    taken = s.head(upper, article, 15)
    s.flow([(upper[0], upper[1] - taken, upper[2], upper[3] - taken)], article, style=small)
    s.pieces.append(("article", [*article.head(), *article.paragraphs]))
    _table(s, lower)


def _table(s, area):
    rows = s.source.rows()
    left, top, width, _ = area
    for n, row in enumerate(rows):
        for i, cell in enumerate(row):
            s.line(left + i * width / 3, top - 20 - 1.6 * s.style.size * n, cell, s.style.size * 0.9)
    s.pieces.append(("table", ["".join(row) for row in rows]))


def tabled(s):
    """A table without lines between two articles of several columns, as wide as one column or as all."""
    top, rest = _cut(s, _sheet(s), 0.4, level=True)
    middle, below = _cut(s, rest, 0.3, level=True)
    s.article(top, 3)
    wide = s.draw.random() < 0.5
    if wide:
        _table(s, middle)
    else:
        left, right = _cut(s, middle, 0.5, level=False)
        s.article(left, 2, size=14, article=s.source.article(deck=False))
        _table(s, right)
    s.article(below, 4)


def ledger(s):
    """Tables without lines: at the foot of one of two articles, and over both columns of another, inside its area."""
    upper, lower = _cut(s, _sheet(s), 0.5, level=True)
    left, right = _cut(s, upper, 0.5, level=False)
    s.article(left, 2)
    tall = s.style.size * 13
    s.article((right[0], right[1], right[2], right[3] - tall), 2)
    _table(s, (right[0], right[1] - right[3] + tall, right[2], tall))
    wide, narrow = _cut(s, lower, 0.62, level=False)
    _table(s, (wide[0], wide[1], wide[2], tall))
    s.article((wide[0], wide[1] - tall, wide[2], wide[3] - tall), 3)
    s.article(narrow, s.draw.choice((1, 2)))


def tight(s):
    """A page with a running head and a foot, little white between articles, headlines hardly larger than subheads."""
    area = _sheet(s)
    s.line(area[0], s.height - 34, "临江日报", 14)
    s.line(area[0] + 300, s.height - 34, "2020年5月12日 星期二  责任编辑 李红", 9)
    s.line(s.width / 2, 24, "第3版", 9)
    gap = s.draw.uniform(0.9, 1.3) * s.style.lead
    top, rest = _cut(s, area, 0.34, level=True, gap=gap)
    middle, below = _cut(s, rest, 0.5, level=True, gap=gap)
    s.article(top, 4, size=1.6 * s.style.size, centred=False, article=s.source.article(deck=False))
    left, right = _cut(s, middle, s.draw.choice((0.4, 0.6)), level=False)
    s.article(left, 2, size=1.5 * s.style.size, article=s.source.article(deck=False))
    s.article(right, 3, size=1.5 * s.style.size, article=s.source.article(deck=False))
    s.article(below, 5, size=1.7 * s.style.size, article=s.source.article(deck=False))


def spaced(s):
    """Headlines and bylines whose characters are set apart, by one to two characters."""
    top, below = _cut(s, _sheet(s), 0.5, level=True)
    for area, count in ((top, 3), (below, 2)):
        article = s.source.article(deck=False, byline=False)
        article.headline = article.headline[:7]
        size = 22
        wide = size * len(article.headline) * s.draw.uniform(1.6, 2.6)
        s.line(area[0] + (area[2] - wide) / 2, area[1] - size, article.headline, size, width=wide, spread=True)
        taken = 2 * size
        s.flow(s.columns((area[0], area[1] - taken, area[2], area[3] - taken), count), article)
        s.pieces.append(("article", [article.headline, *article.paragraphs]))


BY_REPORTLAB = {
    f.__name__: f
    for f in (
        *(spanning, four, guillotine, beside_box, box_inside, pictured, drop_caps, part_span),
        *(ruled, corner, sidebar, ledger, tabled, tight, spaced),
    )
}


def drawn(name, seed):
    """A page by reportlab."""
    setter = Setter(random.Random(f"{name}{seed}"), paper=A3)
    BY_REPORTLAB[name](setter)
    return setter.page(name)
