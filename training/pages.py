"""Texts of many shapes with known paragraphs, made by rules from the sentences of news: what repair learns from.

Regulations, circulars, letters, speeches, minutes, lists, tables, verse, addresses, interviews and pages of several
articles; the words come from news articles, the frames are written here.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.damage import Piece

_ODD = re.compile(r"[^\x20-\x7e·×—-…\u3000-\u9fff\uff00-\uffef]")
_SENTENCE = re.compile(r"[^。！？]*[。！？]”?")
_CLAUSE = re.compile(r"[^，。；！？、：,;:（）()“”《》\s]{4,22}")
_PARTED = re.compile(r"[ \u3000\xa0]{2,}")
_TITLE = re.compile(r"原标题：(\S{8,40}?)(?=[ \u3000\xa0]{2,})")
_HAN = "一二三四五六七八九十"
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰建国志文海波晓东红梅春燕鹏飞雪松子涵雨欣思远一鸣浩然嘉怡"
_OFFICES = (
    "局长",
    "书记",
    "主任",
    "市长",
    "镇长",
    "处长",
    "校长",
    "院长",
    "党组书记、局长",
    "党工委书记",
    "常务副主任",
    "研究员",
)
_ENGLISH = [
    "the",
    "of",
    "and",
    "in",
    "to",
    "a",
    "for",
    "with",
    "on",
    "by",
    "from",
    "as",
    "is",
    "are",
    "was",
    "that",
    "this",
    "it",
    "their",
    "city",
    "data",
    "model",
    "school",
    "report",
    "year",
    "public",
    "water",
    "energy",
    "research",
    "system",
    "project",
    "company",
    "people",
    "market",
    "health",
    "growth",
    "road",
    "local",
    "first",
    "new",
    "major",
    "national",
    "research",
    "development",
    "between",
    "under",
    "after",
    "before",
    "during",
    "several",
    "industrial",
    "programme",
    "agreement",
    "University",
    "Institute",
    "China",
    "Shanghai",
    "Europe",
    "January",
    "March",
    "2019",
    "2021",
    "35",
    "percent",
    "million",
    "AI",
    "GDP",
    "which",
    "has",
    "have",
    "been",
    "will",
    "more",
    "than",
    "most",
    "also",
]
_ROADS = [
    "人民路",
    "解放街",
    "中山大道",
    "文化路",
    "滨江路",
    "学院路",
    "新华街",
    "建设大道",
    "迎宾路",
    "环城东路",
    "工业一路",
    "湖滨路",
]
_LABELS = [
    "地址",
    "电话",
    "时间",
    "地点",
    "联系人",
    "邮编",
    "主办单位",
    "承办单位",
    "票价",
    "开放时间",
    "报名方式",
    "参加人员",
    "主持人",
    "记录",
    "姓名",
    "性别",
    "职务",
    "规格",
    "产地",
    "价格",
    "用法",
    "注意事项",
    "项目名称",
    "建设地点",
    "总投资",
    "邮箱",
    "网址",
    "作者",
    "出版社",
    "页数",
    "定价",
    "交通",
]
_UNITS = ["万元", "人", "吨", "公里", "平方米", "亿元", "%", "个", "家", "项"]


@dataclass(frozen=True, slots=True)
class Words:
    """What texts are made of.

    Attributes:
        articles: Articles with their natural paragraphs.
        sentences: Whole sentences.
        clauses: Stretches without a mark, 4 to 22 characters.
        titles: Headlines of news.
    """

    articles: tuple[tuple[str, ...], ...]
    sentences: tuple[str, ...]
    clauses: tuple[str, ...]
    titles: tuple[str, ...]


def closed(text: str) -> str:
    """Return a text without blanks that no reader needs: all but those between words of Latin letters."""
    return re.sub(r"(?<![A-Za-z,.;:])\s+|\s+(?![A-Za-z])", "", text.strip())


def words(path: Path, held: int = 10) -> Words:
    """Return the words of news articles, those with every ``held``-th number left out for measuring."""
    articles, sentences, clauses, titles = [], [], [], []
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number % held == 0:
                continue
            text = json.loads(line)["text"].strip()
            titles += [t for t in _TITLE.findall(text) if not _ODD.search(t)]
            whole = [closed(p) for p in _PARTED.split(text)]
            good = [p for p in whole if len(p) >= 12 and p[-1] in "。！？”)）" and not _ODD.search(p)]
            if len(good) >= 3 and sum(map(len, good)) > 0.7 * sum(map(len, whole)):
                articles.append(tuple(good))
            elif number % 7 == 0:
                found = [closed(s) for s in _SENTENCE.findall(text)[1:-1]]
                sentences += [s for s in found if 8 <= len(s) <= 160 and not _ODD.search(s)][:12]
                clauses += [c for c in _CLAUSE.findall(text)[3:40:3] if not _ODD.search(c)]
    return Words(tuple(articles), tuple(sentences), tuple(clauses), tuple(titles))


class Pages:
    """Makes texts of a random shape; the same seed gives the same texts."""

    def __init__(self, stock: Words, seed: int) -> None:
        """Take the words and a seed."""
        self.stock = stock
        self.chance = random.Random(seed)
        self._shapes: tuple[Callable[[], list[Piece]], ...] = (
            self.newspaper,
            self.newspaper,
            self.regulation,
            self.circular,
            self.letter,
            self.speech,
            self.minutes,
            self.items,
            self.table,
            self.verse,
            self.addresses,
            self.interview,
            self.chronicle,
            self.outline,
            self.paper,
            self.english,
        )

    def __iter__(self) -> Iterator[list[Piece]]:
        while True:
            made = self.chance.choice(self._shapes)()
            if self.chance.random() < 0.3:
                made += self.chance.choice(self._shapes)()
            yield made

    # ------------------------------------------------------------ words

    def _of(self, stock: tuple[str, ...]) -> str:
        return self.chance.choice(stock)

    def _clause(self, low: int = 4, high: int = 22) -> str:
        for _ in range(20):
            clause = self._of(self.stock.clauses)
            if low <= len(clause) <= high:
                return clause
        return clause[:high]

    def _sentences(self, low: int = 1, high: int = 4) -> str:
        return "".join(self._of(self.stock.sentences) for _ in range(self.chance.randint(low, high)))

    def _body(self, low: int = 1, high: int = 4) -> list[Piece]:
        """Return natural paragraphs, or ones of a few sentences."""
        count = self.chance.randint(low, high)
        if self.chance.random() < 0.6:
            article = self.chance.choice(self.stock.articles)
            at = self.chance.randrange(len(article))
            return [Piece(p) for p in article[at : at + count]]
        return [Piece(self._sentences()) for _ in range(count)]

    def _heading(self) -> str:
        pick = self.chance.random()
        if pick < 0.4:
            return self._of(self.stock.titles)
        if pick < 0.75:
            return self._clause(4, 20)
        if pick < 0.85:
            return f"{self._clause(4, 12)}，{self._clause(4, 16)}"
        return f"{self._clause(4, 12)} {self._clause(4, 12)}"

    def _name(self) -> str:
        return self.chance.choice(_SURNAMES) + "".join(self.chance.sample(_GIVEN, self.chance.choice((1, 2, 2))))

    def _date(self) -> str:
        c = self.chance
        year, month, day = c.randint(1990, 2024), c.randint(1, 12), c.randint(1, 28)
        return c.choice(
            (
                f"{year}年{month}月{day}日",
                f"{year}年{month}月",
                f"（{year}年{month}月{day}日）",
                f"{year}-{month:02}-{day:02}",
            )
        )

    def _han(self, n: int) -> str:
        return _HAN[n] if n < 10 else f"十{_HAN[n - 10]}" if n < 20 else str(n)

    def _office(self) -> str:
        return self._clause(3, 8) + self.chance.choice(
            ("局", "委员会", "办公室", "人民政府", "有限公司", "学校", "协会")
        )

    def _phone(self) -> str:
        c = self.chance
        return (
            f"0{c.randint(100, 999)}-{c.randint(1000000, 89999999)}"
            if c.random() < 0.6
            else f"1{c.randint(3000000000, 8999999999)}"
        )

    def _number(self) -> str:
        c = self.chance
        return c.choice((str(c.randint(1, 9999)), f"{c.uniform(0, 900):.1f}", f"{c.uniform(-9, 30):.1f}%"))

    # ------------------------------------------------------------ shapes

    def newspaper(self) -> list[Piece]:
        """Return some articles with headlines and bylines."""
        made: list[Piece] = []
        for _ in range(self.chance.randint(1, 4)):
            made += self._headline()
            pick = self.chance.random()
            if pick < 0.3:
                made.append(Piece(f"{self._office()}{self.chance.choice(_OFFICES)} {self._name()}", "byline"))
            elif pick < 0.5:
                made.append(Piece(f"{self.chance.choice(('本报记者', '记者', '通讯员'))} {self._name()}", "byline"))
            article = self.chance.choice(self.stock.articles)
            body = list(article[: self.chance.randint(2, 8)])
            if self.chance.random() < 0.3:
                lead = self.chance.choice(("本报讯（记者 {}）", "本报讯 ", "新华社北京电 ", "（记者 {}）")).format(
                    self._name()
                )
                body[0] = closed(lead) + body[0] if "{" not in lead else lead + body[0]
            made += [Piece(p) for p in body]
            if self.chance.random() < 0.1:
                made.append(
                    Piece(
                        f"（{self.chance.choice(('完', '记者 ' + self._name(), '据新华社', '下转第二版'))}）", "byline"
                    )
                )
        return made

    def _headline(self) -> list[Piece]:
        """Return the lines of a headline: of one article, or short ones of about one length below each other."""
        if self.chance.random() < 0.6:
            return [Piece(self._heading(), "heading") for _ in range(self.chance.choice((0, 1, 1, 2, 3)))]
        size = self.chance.randint(5, 12)
        return [Piece(self._clause(size, size + 3), "heading") for _ in range(self.chance.choice((2, 2, 3)))]

    def regulation(self) -> list[Piece]:
        """Return a regulation of chapters and articles."""
        made = [Piece(self._clause(4, 14) + self.chance.choice(("条例", "办法", "规定", "细则", "章程")), "heading")]
        number = 1
        for chapter in range(self.chance.randint(1, 4)):
            if self.chance.random() < 0.8:
                made.append(Piece(f"第{self._han(chapter)}章 {self._clause(2, 8)}", "heading"))
            for _ in range(self.chance.randint(2, 6)):
                mark = f"第{self._han(number - 1)}条" if self.chance.random() < 0.8 else f"第{number}条"
                gap = self.chance.choice((" ", " ", "", "　")).replace("\u3000", " ")
                number += 1
                made.append(Piece(mark + gap + self._sentences(1, 3)))
                if self.chance.random() < 0.25:
                    made[-1] = Piece(mark + gap + self._clause(6, 20) + "：")
                    made += self._numbered("（{}）", "；")
                elif self.chance.random() < 0.3:
                    made.append(Piece(self._sentences(1, 2)))
        return made

    def _numbered(self, form: str, mark: str) -> list[Piece]:
        """Return a list of numbered clauses that end in a mark, the last one in 。."""
        count = self.chance.randint(2, 7)
        han = self.chance.random() < 0.5
        made = []
        for n in range(count):
            text = (
                self._clause(4, 20) if self.chance.random() < 0.6 else self._of(self.stock.sentences).rstrip("。！？”")
            )
            end = "。" if n == count - 1 and mark else mark
            made.append(Piece(form.format(self._han(n) if han else n + 1) + text + end, "list"))
        return made

    def circular(self) -> list[Piece]:
        """Return a circular with number, addressees, numbered parts, office and date."""
        c = self.chance
        title = f"关于{self._clause(6, 22)}的{c.choice(('通知', '意见', '通报', '函', '批复'))}"
        if c.random() < 0.5:
            title = self._office() + title
        made = [Piece(title, "heading")]
        if c.random() < 0.7:
            made.append(Piece(f"{self._clause(2, 4)}发〔{c.randint(1998, 2024)}〕{c.randint(1, 200)}号", "label"))
        made.append(
            Piece(c.choice((f"各{self._clause(2, 6)}，{self._office()}：", f"{self._office()}：", "各有关单位：")))
        )
        made += self._body(1, 2)
        for n in range(c.randint(1, 4)):
            made.append(Piece(f"{self._han(n)}、{self._clause(4, 16)}", "heading" if c.random() < 0.7 else "body"))
            if c.random() < 0.5:
                for k in range(c.randint(1, 4)):
                    made.append(Piece(f"（{self._han(k)}）{self._clause(4, 12)}。{self._sentences(1, 3)}"))
            else:
                made += self._body(1, 3)
        if c.random() < 0.3:
            made.append(Piece(f"附件：{self._clause(6, 20)}"))
        if c.random() < 0.3:
            made.append(Piece(f"联系人：{self._name()}，电话：{self._phone()}。"))
        return [*made, Piece(self._office(), "label"), Piece(self._date(), "label")]

    def letter(self) -> list[Piece]:
        """Return a letter."""
        c = self.chance
        made = [Piece(self._heading(), "heading")] if c.random() < 0.5 else []
        made.append(
            Piece(
                c.choice(
                    (f"尊敬的{self._clause(2, 8)}：", f"亲爱的{self._name()}：", f"{self._name()}同志：", "各位朋友：")
                )
            )
        )
        if c.random() < 0.5:
            made.append(Piece(c.choice(("您好！", "你们好！", "见字如面。", "来信收到了。"))))
        made += self._body(2, 5)
        if c.random() < 0.7:
            made += [Piece("此致"), Piece(c.choice(("敬礼！", "敬礼")), "label")]
        return [*made, Piece(c.choice((self._name(), self._office())), "label"), Piece(self._date(), "label")]

    def speech(self) -> list[Piece]:
        """Return a speech."""
        c = self.chance
        made = [Piece(f"在{self._clause(6, 18)}上的{c.choice(('讲话', '致辞', '发言', '报告'))}", "heading")]
        if c.random() < 0.6:
            made += [Piece(self._name(), "byline"), Piece(self._date(), "byline")][: c.randint(1, 2)]
        made.append(Piece(c.choice(("同志们：", "各位代表：", "各位来宾、女士们、先生们：", "同学们："))))
        made += self._body(1, 2)
        for n in range(c.randint(2, 4)):
            form = c.choice((f"{self._han(n)}、", f"第{self._han(n)}，", f"（{self._han(n)}）", f"{self._han(n)}要"))
            made.append(Piece(form + self._sentences(1, 4)))
            if c.random() < 0.4:
                made += self._body(1, 2)
            if c.random() < 0.3:
                made += [Piece(f"{self._han(k)}是{self._sentences(1, 2)}") for k in range(c.randint(2, 4))]
        return [*made, Piece(c.choice(("谢谢大家！", "谢谢！", "同志们，" + self._sentences(1, 1))))]

    def minutes(self) -> list[Piece]:
        """Return labelled lines above text."""
        c = self.chance
        made = [Piece(f"{self._clause(4, 12)}{c.choice(('会议纪要', '合同', '报名表', '介绍', '协议书'))}", "heading")]
        made += [self._labelled() for _ in range(c.randint(2, 6))]
        made += self._body(1, 2)
        made += [Piece(f"{self._han(n)}、{self._sentences(1, 3)}") for n in range(c.randint(1, 4))]
        if c.random() < 0.3:
            made += [Piece(f"{label}：", "label") for label in c.sample(("甲方", "乙方", "签字", "日期", "经办人"), 2)]
        return made

    def _labelled(self) -> Piece:
        """Return a label with its value."""
        c = self.chance
        value = c.choice(
            (
                lambda: f"{self._clause(3, 8)}{c.choice(_ROADS)}{c.randint(1, 999)}号",
                self._phone,
                lambda: self._clause(3, 16),
                self._name,
                self._date,
                lambda: f"{c.randint(6, 9)}:00—{c.randint(16, 22)}:{c.choice(('00', '30'))}",
                lambda: "、".join(self._name() for _ in range(c.randint(2, 6))),
                lambda: " ".join(self._name() for _ in range(c.randint(2, 6))),
                lambda: self._number() + c.choice(_UNITS),
                lambda: self._of(self.stock.sentences),
            )
        )()
        label = c.choice(_LABELS) if c.random() < 0.7 else self._clause(4, 6)
        return Piece(f"{label}：{value}", "label")

    def items(self) -> list[Piece]:
        """Return a text with lists."""
        c = self.chance
        made = [Piece(self._heading(), "heading")] if c.random() < 0.7 else []
        for _ in range(c.randint(1, 3)):
            made += self._body(1, 2) if c.random() < 0.7 else [Piece(self._clause(4, 12), "heading")]
            form = c.choice(("{}. ", "{}.", "{}、", "（{}）", "({})", "", "", "第{}，"))
            mark = c.choice(("", "", "；", "。"))
            made += self._numbered(form, mark)
        return made + (self._body(1, 2) if c.random() < 0.5 else [])

    def table(self) -> list[Piece]:
        """Return a table with a headline and what is said of it."""
        c = self.chance
        count = c.randint(2, 6)
        made = [Piece(self._clause(5, 18) + c.choice(("表", "统计", "一览", "情况")), "heading")]
        made.append(Piece(" ".join(self._clause(4, 5)[: c.randint(2, 4)] for _ in range(count)), "row"))
        for _ in range(c.randint(3, 12)):
            first = c.choice((self._name(), self._clause(4, 8), self._clause(4, 6)[:2] + "县"))
            made.append(Piece(" ".join([first, *(self._number() for _ in range(count - 1))]), "row"))
        return made + (self._body(1, 2) if c.random() < 0.7 else [])

    def verse(self) -> list[Piece]:
        """Return verse: lines of one length with marks, or free lines without."""
        c = self.chance
        made: list[Piece] = []
        for _ in range(c.randint(1, 3)):
            made += [Piece(self._clause(2, 10), "heading")] * (c.random() < 0.8)
            if c.random() < 0.3:
                made.append(Piece(self._name(), "byline"))
            size, free = c.choice((4, 5, 5, 7, 7)), c.random() < 0.5
            for n in range(c.choice((4, 4, 8, 6, 10))):
                if free:
                    made.append(Piece(self._clause(4, 16) + c.choice(("", "", "", "，", "。")), "verse"))
                elif c.random() < 0.15 and size == 5:
                    made.append(Piece(f"{self._clause(5, 12)[:size]}，{self._clause(5, 12)[:size]}。", "verse"))
                else:
                    made.append(Piece(self._clause(max(4, size), 22)[:size] + ("，" if n % 2 == 0 else "。"), "verse"))
        return made + (self._body(1, 2) if c.random() < 0.6 else [])

    def addresses(self) -> list[Piece]:
        """Return entries of a few labelled lines each."""
        c = self.chance
        labels = c.sample(_LABELS, c.randint(2, 4))
        made = [Piece(self._heading(), "heading")] if c.random() < 0.8 else []
        for _ in range(c.randint(2, 5)):
            if c.random() < 0.5:
                made.append(Piece(self._office(), "heading"))
            made += [Piece(f"{label}：{self._labelled().text.partition('：')[2]}", "label") for label in labels]
        return made

    def interview(self) -> list[Piece]:
        """Return questions and answers, or a dialogue."""
        c = self.chance
        who = c.choice(
            (("问", "答"), ("记者", self._name()), ("主持人", self._name()), (self._name(), self._name()), ("Q", "A"))
        )
        made = [Piece(self._heading(), "heading"), *(self._body(0, 2) if c.random() < 0.5 else [])]
        kind = "verse" if c.random() < 0.2 else "body"
        for n in range(c.randint(3, 10)):
            asked = n % 2 == 0
            text = f"{self._clause(5, 20)}？" if asked else self._sentences(1, 4)
            if kind == "verse":
                text = self._clause(4, 14) + c.choice("。！？")
            made.append(Piece(f"{who[n % 2]}：{text}", kind))
            if not asked and c.random() < 0.2 and kind == "body":
                made += self._body(1, 1)
        return made

    def chronicle(self) -> list[Piece]:
        """Return dated entries."""
        c = self.chance
        made = [Piece(self._heading(), "heading")]
        year = c.randint(1949, 2010)
        gap = c.choice((" ", "，", ""))
        for _ in range(c.randint(3, 9)):
            year += c.randint(0, 4)
            date = c.choice((f"{year}年", f"{year}年{c.randint(1, 12)}月", f"{c.randint(1, 12)}月{c.randint(1, 28)}日"))
            made.append(Piece(date + gap + self._sentences(1, 2)))
        return made

    def outline(self) -> list[Piece]:
        """Return a report with headings of several levels."""
        c = self.chance
        made = [Piece(self._heading(), "heading")]
        for n in range(c.randint(2, 4)):
            form = c.choice((f"{self._han(n)}、", f"第{self._han(n)}部分 ", f"{n + 1} ", f"{n + 1}. ", ""))
            more = f"，{self._clause(4, 18)}" if c.random() < 0.25 else ""
            made.append(Piece(form + self._clause(4, 18) + more, "heading"))
            for k in range(c.randint(1, 3)):
                if c.random() < 0.4:
                    made.append(
                        Piece(
                            c.choice((f"（{self._han(k)}）", f"{n + 1}.{k + 1} ", f"{k + 1}. ")) + self._clause(4, 16),
                            "heading",
                        )
                    )
                made += self._body(1, 3)
        return made

    def paper(self) -> list[Piece]:
        """Return a paper: title, authors, abstract, key words, sections."""
        c = self.chance
        made = [
            Piece(self._heading(), "heading"),
            Piece(" ".join(self._name() for _ in range(c.randint(1, 4))), "byline"),
        ]
        made.append(Piece(f"摘要：{self._sentences(2, 5)}"))
        made.append(
            Piece("关键词：" + "；".join(self._clause(4, 7)[: c.randint(2, 6)] for _ in range(c.randint(3, 5))))
        )
        return made + self.outline()[1:]

    def _latin(self) -> str:
        """Return some sentences of Latin words."""
        made = []
        for _ in range(self.chance.randint(1, 5)):
            said = [self.chance.choice(_ENGLISH) for _ in range(self.chance.randint(5, 22))]
            if len(said) > 9:
                said[4] += ","
            made.append((said[0][0].upper() + said[0][1:] + " " + " ".join(said[1:])).rstrip(",") + ".")
        return " ".join(made)

    def english(self) -> list[Piece]:
        """Return English text with Chinese text around it."""
        made = self._body(0, 2) + [Piece(self._latin()) for _ in range(self.chance.randint(1, 4))]
        return made + self._body(0, 2) or self._body(1, 2)
