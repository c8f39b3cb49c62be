"""A cross-encoder by setting: found without loading it, told apart by its configuration, read, refused with a hint."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from rag.encode.pair_reader import PairReader, best_span
from rag.errors import BackendError, ModelNotFoundError
from tests.encode import pair_models
from tests.encode.pair_models import CLAIMS, PAIRS

KINDS = ("relevance", "two", "span", "inference")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    home = tmp_path_factory.mktemp("重排 模型")
    return {kind: pair_models.saved(home / kind, kind) for kind in KINDS}


@pytest.mark.parametrize("kind", ["relevance", "two", "span"])
def test_the_passage_that_answers_scores_higher(folders, kind):
    reader = PairReader(str(folders[kind]), threads=1)
    assert reader.kind == ("span" if kind == "span" else "relevance")
    for question, text, words in PAIRS:
        if words:
            other = next(b for a, b, w in PAIRS if a == question and not w)
            answering, absent = reader.scores(question, [text, other]).tolist()
            assert answering > 0 > absent
    # As many scores as texts, whatever they are.
    odd = reader.scores("谁是局长" * 40, ["", "李建国任局长。" * 60, "好"])
    assert odd.shape == (3,)
    assert odd.dtype == np.float32
    assert reader.scores("谁", []).shape == (0,)
    assert np.isfinite(odd).all()


def test_a_model_of_inference_says_what_a_premise_makes_of_a_claim(folders):
    reader = PairReader(str(folders["inference"]), threads=1)
    assert reader.kind == "inference"
    told = {"entailment": "entailed", "contradiction": "contradicted", "neutral": "neutral"}
    assert [reader.stance(a, b) for a, b, _ in CLAIMS] == [told[label] for _, _, label in CLAIMS]


def test_it_is_found_without_torch(folders):
    script = (
        "import sys; from rag.encode.pair_reader import PairReader; "
        f"print(PairReader({str(folders['span'])!r}).kind, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["span", "False"]


def test_what_is_no_cross_encoder_is_refused_with_its_mend(folders, tmp_path):
    for name in ("没有/这个", str(tmp_path / "无")):
        with pytest.raises(ModelNotFoundError) as caught:
            PairReader(name)
        assert "没有这个文件夹" in caught.value.hint and "RAG_RERANKER" in caught.value.hint
    causal = shutil.copytree(folders["relevance"], tmp_path / "causal")
    config = json.loads((causal / "config.json").read_text(encoding="utf-8")) | {"architectures": ["BertForMaskedLM"]}
    (causal / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelNotFoundError) as caught:
        PairReader(str(causal))
    assert "不是交叉编码器" in caught.value.hint
    assert "no cross-encoder" in caught.value.hint_en


def test_damaged_files_are_told_when_they_are_read(folders, tmp_path):
    for kind in ("span", "relevance"):
        broken = shutil.copytree(folders[kind], tmp_path / f"broken {kind}")
        (broken / "tokenizer.json").write_text('{"model": {"type": "Nobody"}}', encoding="utf-8")
        with pytest.raises(BackendError) as caught:
            PairReader(str(broken)).scores("谁", ["甲"])
        assert "RAG_RERANKER" in caught.value.hint and "RAG_RERANKER" in caught.value.hint_en


def test_the_best_span_lies_in_the_passage_and_runs_forward():
    begin, end = np.array([1.0, 9, 2, 5, 0]), np.array([1.0, 9, 6, 3, 0])
    inside = np.array([False, False, True, True, False])
    assert best_span(begin, end, inside) == (2 + 6 - 2, 2, 2)
    end[2] = 0
    assert best_span(begin, end, inside) == (5 + 3 - 2, 3, 3)
    # A span of more than 40 pieces is none.
    begin, end, inside = np.zeros(90), np.zeros(90), np.ones(90, bool)
    inside[0] = False
    begin[5], end[80], end[20] = 9, 9, 1
    assert best_span(begin, end, inside) == (10, 5, 20)
