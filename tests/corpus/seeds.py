"""The five seed documents, loaded once. For tests only."""

from functools import cache
from pathlib import Path

from rag.corpus.load import load_document

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@cache
def documents():
    return tuple(load_document(path, SEEDS) for path in sorted(SEEDS.glob("*.txt")))


def seed(number):
    return next(d for d in documents() if d.source.name.startswith(f"{number:03}_"))


def paragraphs(document):
    """Return the texts of a document's paragraphs with their kinds, in reading order."""
    return [(document.text[p.start : p.end], p.kind) for a in document.articles for p in a.paragraphs]
