import statistics

import pytest

from bench.retrieval import ours, questions_of, sources
from rag.encode.load import load_static
from rag.evaluate import found
from rag.settings import ROOT, Settings
from rag.text.words import Segmenter


@pytest.mark.quality
def test_the_passages_of_the_seed_questions_are_found():
    texts = list(sources(ROOT / "seeds"))
    search, _ = ours(texts, load_static(Settings()), Segmenter())
    by_name = {source.name: source.text for source in texts}
    rows = []
    for asked in questions_of(ROOT / "evals" / "seeds.jsonl"):
        passages = [
            {"doc": e.chunk.doc, "text": e.chunk.text, "spans": [list(s) for s in e.chunk.spans]} for e in search(asked)
        ]
        rows.append((asked.gold.is_held_out, 100 * found(asked.gold, passages, 5, by_name)))
    assert len(rows) == 78
    assert statistics.mean(hit for _, hit in rows) >= 94
    assert statistics.mean(hit for held_out, hit in rows if held_out) >= 90
