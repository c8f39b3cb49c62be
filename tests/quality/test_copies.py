"""Each seed document there again under another name, as a Word file and as a PDF: no figure falls by a point."""

import json
import re
import shutil

import pytest

from bench import copies
from rag.settings import ROOT

pytestmark = [pytest.mark.quality, pytest.mark.slow]


def test_copies_cost_nothing_and_no_passage_stands_twice(tmp_path):
    pytest.importorskip("docx")
    pytest.importorskip("reportlab")
    lines = [json.loads(x) for x in (ROOT / "evals" / "seeds.jsonl").read_text(encoding="utf-8").splitlines() if x]
    found = {}
    for name, forms in (("alone", ()), ("copies", ("renamed", "docx", "pdf"))):
        docs = tmp_path / name / "docs"
        docs.mkdir(parents=True)
        for path in sorted((ROOT / "seeds").glob("*.txt")):
            shutil.copyfile(path, docs / path.name)
            for form in forms:
                copies.FORMS[form](path, docs)
        counted, figures, doubled, _ = copies.measured(docs, docs.parent, lines)
        found[name] = json.loads(figures)
        assert counted.startswith("5 documents" if name == "alone" else "20 documents")
        assert re.search(r"twice in one evidence: 0;", doubled)
        assert found[name]["exact"] == 100
    for figure in ("hit@5", "solved", "refused"):
        assert found["copies"][figure] >= found["alone"][figure] - 1, figure
