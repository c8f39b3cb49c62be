"""The figures over evals/everyday.jsonl, documents of the kinds that people keep, do not fall."""

import json
from dataclasses import replace

import pytest

from rag.build import build
from rag.cli.scoring import score
from rag.settings import ROOT, Settings

pytestmark = [pytest.mark.quality, pytest.mark.slow]

# A little below what was measured (evals/LOG.md).
FLOORS = {
    "hit@5": 92,
    "solved": 78,
    "wrong": 14,
    "cited": 100,
    "exact": 100,
    "refused": 55,
    "wellformed": 98,
    "p90": 80,
}


def test_everyday_documents(tmp_path, capsys):
    settings = replace(Settings(), index=tmp_path / "index", data=tmp_path / "data")
    build(settings, docs=ROOT / "evals" / "everyday")
    done = score(settings, ROOT / "evals" / "everyday.jsonl", as_json=True, misses=False, floors=FLOORS.items())
    assert done == 0, json.loads(capsys.readouterr().out)
