"""Exchanges to be kept, made of few words."""

from rag.records import (
    Answer,
    Chunk,
    Citation,
    Evidence,
    KeptExchange,
    OffsetMap,
    Sentence,
    SubQuestion,
    Understood,
)


def exchange(exchange_id, question="2019年的生产总值？", said="全市生产总值6606亿元。", *, state="done", asked=1.0):
    chunk = Chunk(
        chunk_id="d:0-11",
        doc_id="d",
        doc="公报.txt",
        title="公报",
        article="公报",
        byline="市统计局",
        date="2020-03-20",
        date_inferred=False,
        headings=(),
        kind="body",
        ordinal=0,
        text=said,
        indexed=f"公报\n{said}",
        offsets=OffsetMap(((0, 5, len(said)),)),
        spans=((5, 5 + len(said)),),
    )
    span = (5, 5 + len(said))
    citation = Citation(
        *(1, "公报.txt", "公报", "公报", "市统计局", "2020-03-20", False, (), None),
        *(*span, (span,), said, "a" * 64, "d:0-11"),
    )
    answer = Answer(
        question,
        Understood(question, (SubQuestion(question),)),
        "answered",
        (Sentence(said, (1,), "supported"),),
        (citation,),
        (Evidence(1, 0.9, chunk),),
        index="20261127-000000-000000",
        seconds={"compose": 0.1},
    )
    return KeptExchange(exchange_id, question, asked, state, answer)
