"""Evidence made from plain strings, for tests: each string is a document of one chunk."""

from rag.records import Chunk, Evidence, OffsetMap, Place

INDENT = "  "


def chunk_of(text, name="甲.txt", *, article="", byline="", date="", title=None, page=None, headings=()):
    """Return a chunk whose source is the text behind two blanks, line breaks standing for nothing."""
    runs, at = [], 0
    for line in text.split("\n"):
        if line:
            runs.append((at, at + len(INDENT), len(line)))
        at += len(line) + 1
    end = len(INDENT) + len(text)
    return Chunk(
        chunk_id=f"{name}:{len(INDENT)}-{end}",
        doc_id=name,
        doc=name,
        title=name if title is None else title,
        article=article,
        byline=byline,
        date=date,
        date_inferred=False,
        headings=headings,
        kind="body",
        ordinal=0,
        text=text,
        indexed=text,
        offsets=OffsetMap(tuple(runs)),
        spans=((len(INDENT), end),),
        page=page,
    )


def evidence_of(*texts, **head):
    """Return the texts as evidence, ranked as given, in documents 甲1.txt, 甲2.txt, …"""
    return tuple(
        Evidence(rank, 1.0 / rank, chunk_of(text, f"甲{rank}.txt", **head)) for rank, text in enumerate(texts, start=1)
    )


def place_of(chunk, quote):
    """Return the place of a quote in a chunk."""
    start = chunk.text.index(quote)
    return Place(chunk, start, start + len(quote))


def whole(text, **head):
    """Return a text as a place of its own."""
    return Place(chunk_of(text, **head), 0, len(text))
