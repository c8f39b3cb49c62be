"""An assistant that says what a test tells it to, over a document of the test's own."""

import time
from itertools import count

from rag.encode.load import load_static
from rag.errors import BackendTimeoutError
from rag.index.index import Index
from rag.records import (
    Answer,
    AnswerReady,
    Article,
    Chunk,
    Citation,
    Document,
    DroppedSentence,
    Evidence,
    EvidenceFound,
    OffsetMap,
    Paragraph,
    Printed,
    Sentence,
    SentenceReady,
    SourceText,
    SubQuestion,
    Understood,
    Writing,
)
from rag.search.find import Finder
from rag.text.words import Segmenter

LINES = (
    [
        "2019年全市国民经济运行情况",
        "市统计局 王小明",
        "一、综合",
        "2019年，全市生产总值6606亿元，比上年增长8.2%。其中第三产业增加值3700亿元，增长8.8%。",
        "二、农业",
    ]
    + [
        f"第{n}段：这一年，全市粮食播种面积保持稳定，蔬菜、水果和水产品供应充足，农民收入继续增加。"
        for n in range(1, 30)
    ]
    + [
        "全年常住居民人均可支配收入51490元，比上年名义增长8.7%，城乡收入比缩小到1.93。",
    ]
)
ASKED = ("2019年的生产总值？", "没有的事")
KINDS = {0: "heading", 1: "byline", 2: "heading", 4: "heading"}


def document(name="2019年统计公报.txt", lines=LINES):
    text = "\n".join(lines)
    paragraphs, at = [], 0
    for i, line in enumerate(lines):
        paragraphs.append(Paragraph(KINDS.get(i, "body"), at, at + len(line)))
        at += len(line) + 1
    head, by = paragraphs[0], paragraphs[1]
    article = Article(
        Printed(lines[0], (head.start, head.end)), Printed(lines[1], (by.start, by.end)), None, None, tuple(paragraphs)
    )
    source = SourceText(name, "0" * 64, "utf-8", text)
    return Document("d" * 16, source, lines[0], text, OffsetMap(((0, 0, len(text)),)), (article,))


def chunk(doc, line, ordinal):
    start = doc.text.index(line)
    end = start + len(line)
    return Chunk(
        chunk_id=f"{doc.doc_id}:{start}-{end}",
        doc_id=doc.doc_id,
        doc=doc.source.name,
        title=doc.title,
        article=doc.title,
        byline="市统计局 王小明",
        date="2020-03-20",
        date_inferred=True,
        headings=("一、综合",),
        kind="body",
        ordinal=ordinal,
        text=line,
        indexed=line,
        offsets=OffsetMap(((0, start, len(line)),)),
        spans=((start, end),),
    )


class Scripted:
    """Yields the events of one answer: quick, or slowly as a language model does, or none found.

    As a language model it writes 12 sentences, but never more than ``allowed()`` of them: it waits until there may be
    more, or it is stopped.
    """

    def __init__(self, settings, pause_s=0.1, allowed=lambda: 12):
        self.settings = settings
        self.pause_s = pause_s
        self.allowed = allowed
        self.document = document()
        self._index = None

    @property
    def index(self):
        self.load()
        return self._index

    @property
    def finder(self):
        return Finder(self.index)

    def load(self):
        if self._index is None:
            found = [chunk(self.document, line, i) for i, line in enumerate(LINES) if len(line) > 20]
            self._index = Index.in_memory([self.document], found, load_static(self.settings), Segmenter())

    def refresh(self):
        return False

    def examples(self):
        return ASKED

    def cite(self, n, found, words):
        c = found.chunk
        at = c.start + c.text.index(words)
        return Citation(
            n,
            c.doc,
            c.title,
            c.article,
            c.byline,
            c.date,
            True,
            c.headings,
            None,
            at,
            at + len(words),
            ((at, at + len(words)),),
            words,
            "0" * 64,
            c.chunk_id,
        )

    def ask(self, question, history=(), scope=None, stop=None, *, language=None):
        if question == "你好":
            yield Understood(question, ())
            yield EvidenceFound(())
            said = {"zh": "你好。", "en": "Hello."}[language]
            yield AnswerReady(Answer(question, Understood(question, ()), "notice", notice=said, suggestions=ASKED))
            return
        doc = self.document
        lines = [p for p in doc.text.split("\n") if len(p) > 20]
        found = tuple(
            Evidence(i + 1, 1 - i / 10, chunk(doc, line, i))
            for i, line in enumerate([lines[0], lines[-1], *lines[1:9]])
        )
        understood = Understood(question, (SubQuestion(question),))
        if "超时" in question:
            yield understood
            raise BackendTimeoutError("slow", "no answer", hint="语言模型没有及时应答，请稍后再试。")
        yield understood
        yield EvidenceFound(found)
        seconds = {"understand": 0.004, "retrieve": 0.03, "compose": 0.04}
        if "没有" in question:
            gap = Sentence("资料中没有查到能回答这个问题的内容。", (), "gap")
            yield SentenceReady(gap, ())
            yield AnswerReady(Answer(question, understood, "no_evidence", (gap,), (), found, seconds=seconds))
            return
        cites = (
            self.cite(1, found[0], "2019年，全市生产总值6606亿元，比上年增长8.2%。"),
            self.cite(2, found[1], "人均可支配收入51490元，比上年名义增长8.7%"),
        )
        said = (
            Sentence("2019年，全市生产总值6606亿元，比上年增长8.2%。", (1,), "supported", ((0, 6),)),
            Sentence(
                "全年常住居民人均可支配收入51490元，比上年名义增长8.7%，城乡收入比缩小到1.93。", (2,), "supported"
            ),
        )
        first = Answer(question, understood, "answered", said, cites, found, seconds=seconds)
        if "模型" not in question:
            for s, c in zip(said, cites, strict=True):
                yield SentenceReady(s, (c,))
            yield AnswerReady(first)
            return
        yield AnswerReady(first, final=False)
        yield Writing(generator="Qwen3-0.6B")
        written, used = [], []
        for i in range(12):
            for n in count():
                if (stop is not None and stop.is_set()) or (n >= 5 and self.allowed() > i):
                    break
                time.sleep(self.pause_s)
            if stop is not None and stop.is_set():
                break
            s = Sentence(f"第{i + 1}句：全市生产总值为6606亿元。", (1,), "partial" if i == 1 else "supported")
            new = (cites[0],) if not used else ()
            used += new
            written.append(s)
            yield SentenceReady(s, new)
        dropped = (DroppedSentence("全市生产总值为7000亿元。", ("7000亿元",)),)
        final = Answer(
            question,
            understood,
            "answered",
            tuple(written),
            tuple(used),
            found,
            generator="Qwen3-0.6B",
            dropped=dropped,
            seconds=seconds,
        )
        yield AnswerReady(final if written else first)
