"""A repaired document for the terminal: its paragraphs, and the source under each that repair changed."""

from __future__ import annotations

from collections.abc import Iterator

from rag.corpus.aligned import aligned, counted
from rag.corpus.read import shown
from rag.records import Article, Document, Link, Row, Stretch

_TEXT, _SOURCE = " " * 4, " " * 4 + "原文│ "
_JOINED, _CLOSED, _MOVED = "⏎", "␣", "⋯"
_LEGEND = f"原文里的记号：{_JOINED} 行末，已接上；{_CLOSED} 空格，已合拢；⟦⟧ 已略去；{_MOVED} 中间隔着别处的文字"


def readable(document: Document) -> Iterator[str]:
    """Yield the lines that ``show`` prints: articles, paragraphs, what repair changed in them, and a summary."""
    rows = aligned(document)
    last = -1
    marked = False
    for row in rows:
        if row.article != last:
            last = row.article
            yield _head(last + 1, document.articles[last])
        if row.paragraph is not None:
            where = "〔印在别处〕" if row.displaced else ""
            yield f"{_TEXT}{where}{document.text[row.paragraph.start : row.paragraph.end]}"
        if row.paragraph is None or any(stretch.change for stretch in row.source):
            marked = True
            yield _SOURCE + _source(document, row)
    done = counted(rows)
    if marked:
        yield _LEGEND
    yield (
        f"{shown(document.source.name)}：{document.source.encoding}，{len(document.articles)} 篇；"
        f"接上行末 {done['joined']} 处、合拢空格 {done['closed']} 处、"
        f"略去 {done['dropped']} 处、移动 {done['moved']} 段"
    )


def link_line(link: Link) -> str:
    """Return a line that says what one document is to another."""
    share = f"{link.share:.0%}"
    said = {
        "copy": f"{link.doc} 与 {link.other} 相同",
        "version": f"{link.doc} 与 {link.other} 为同一文件的不同版本（相同 {share}）",
        "part": f"{link.doc} 收在 {link.other} 之内（{share}）",
        "whole": f"{link.doc} 收有 {link.other}（其中的 {share}）",
    }
    return said[link.kind]


def _head(number: int, article: Article) -> str:
    printed = (article.headline, article.byline, article.issuer, article.number, article.date)
    values = (f"{p.value}（推断）" if p.inferred else p.value for p in printed if p)
    return " · ".join([f"〔第 {number} 篇〕", *values])


def _source(document: Document, row: Row) -> str:
    """Return the source of a row on one line, what became of it marked."""
    return "".join(_marked(document.source.text, stretch) for stretch in row.source)


def _marked(source: str, stretch: Stretch) -> str:
    text = source[stretch.start : stretch.end]
    match stretch.change:
        case "joined":
            return _JOINED
        case "closed":
            return _CLOSED * len(text)
        case "moved":
            return _MOVED
        case "dropped":
            return f"⟦{' '.join(text.split())}⟧"
    return text
