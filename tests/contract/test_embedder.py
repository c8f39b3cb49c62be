"""One suite over every embedder: values equal a plain NumPy computation from the folder's own files."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save
from tokenizers import Tokenizer

from rag.encode.load import load_embedder
from rag.encode.sentence_transformer import SentenceTransformerEmbedder
from rag.encode.static import StaticEmbedder
from rag.errors import ModelNotFoundError
from rag.settings import Settings

FOLDER = Settings().models / "embedder"
TEXTS = [
    "2019年温州的经济总量是多少？",
    "",
    "２０１９年溫州的經濟總量，ＧＤＰ",
    "𪚥\ufffd\u200b",
    "。！？  \n",
    "市委书记李坚在瓯海区召开会议 Artificial Intelligence 8.2%",
    "温州" * 3000,
    "温州",
]


def plain(folder: Path, texts):
    """The mean of the pieces' rows, to unit length, one text after another."""
    weights = load_file(folder / "model.safetensors")
    rows = weights["embeddings"].astype(np.float64) * weights["weights"].astype(np.float64)[:, None]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    out = np.zeros((len(texts), rows.shape[1]))
    for i, text in enumerate(texts):
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        total = rows[ids].sum(axis=0) if ids else np.zeros(rows.shape[1])
        out[i] = total / max(np.linalg.norm(total), 1e-12)
    return out


@pytest.fixture(scope="module", params=[StaticEmbedder, lambda folder: SentenceTransformerEmbedder(str(folder))])
def embedder(request):
    return request.param(FOLDER)


def test_values_equal_the_plain_computation(embedder):
    found = embedder.passages(TEXTS)
    assert found.dtype == np.float32
    assert found.shape == (len(TEXTS), embedder.dim)
    np.testing.assert_allclose(found, plain(FOLDER, TEXTS), atol=1e-5)
    np.testing.assert_allclose(embedder.queries(TEXTS), plain(FOLDER, TEXTS), atol=1e-5)


def test_rows_have_unit_length_or_are_zero(embedder):
    norms = np.linalg.norm(embedder.passages(TEXTS), axis=1)
    np.testing.assert_allclose(norms, [1, 0, 1, 0, 0, 1, 1, 1], atol=1e-5)


def test_nothing_in_nothing_out(embedder):
    assert embedder.passages([]).shape == (0, embedder.dim)
    assert embedder.queries(()).shape == (0, embedder.dim)


def test_a_text_alone_is_as_in_company(embedder):
    np.testing.assert_allclose(embedder.passages(TEXTS)[5], embedder.passages([TEXTS[5]])[0], atol=1e-6)


def test_threads_do_not_disturb_each_other(embedder):
    alone = embedder.passages(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: embedder.passages(TEXTS), range(8)):
            np.testing.assert_array_equal(found, alone)


def test_it_says_what_it_is(embedder):
    assert embedder.name == "embedder"
    assert len(embedder.model_hash) == 64
    assert embedder.model_hash == StaticEmbedder(FOLDER).model_hash


def copy(folder: Path, to: Path, weights: bytes, modules=None):
    """Another static model with the built-in tokenizer."""
    to.mkdir(parents=True)
    (to / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())
    (to / "model.safetensors").write_bytes(weights)
    listed = modules or json.loads((folder / "modules.json").read_text(encoding="utf-8"))[:1]
    (to / "modules.json").write_text(json.dumps(listed), encoding="utf-8")
    return to


@pytest.mark.parametrize("kind", [StaticEmbedder, lambda folder: SentenceTransformerEmbedder(str(folder))])
def test_an_unnormalised_float16_model_in_a_chinese_folder(kind, tmp_path):
    random = np.random.default_rng(3)
    rows = (random.standard_normal((48000, 8)) * 5).astype(np.float16)
    folder = copy(FOLDER, tmp_path / "向量 模型😀", save({"embedding.weight": rows}))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ids = tokenizer.encode(TEXTS[0]).ids
    mean = rows[ids].astype(np.float64).mean(axis=0)
    found = kind(folder).passages([TEXTS[0], ""])
    assert found.dtype == np.float32
    # sentence-transformers adds up in half precision here; ours does not.
    np.testing.assert_allclose(found[0], mean / np.linalg.norm(mean), atol=2e-3)
    assert not found[1].any()


def test_settings_choose_the_adapter(tmp_path):
    assert isinstance(load_embedder(Settings()), StaticEmbedder)
    assert isinstance(load_embedder(Settings(embedder=str(FOLDER))), StaticEmbedder)
    with pytest.raises(ModelNotFoundError, match="nobody/such-a-model") as caught:
        load_embedder(Settings(embedder="nobody/such-a-model"))
    assert "本机没有" in caught.value.hint
    with pytest.raises(ModelNotFoundError):
        load_embedder(Settings(models=tmp_path))


def test_a_damaged_folder_is_named(tmp_path):
    folder = copy(FOLDER, tmp_path / "short", (FOLDER / "model.safetensors").read_bytes()[:5000])
    with pytest.raises(ModelNotFoundError, match="damaged") as caught:
        StaticEmbedder(folder)
    assert str(folder) in caught.value.hint


def test_the_hash_changes_with_the_bytes_and_not_with_the_card(tmp_path):
    weights = save({"embedding.weight": np.ones((48000, 2), np.float32)})
    one = copy(FOLDER, tmp_path / "a", weights)
    two = copy(FOLDER, tmp_path / "b", weights)
    (two / "README.md").write_text("card", encoding="utf-8")
    same = StaticEmbedder(one).model_hash
    assert StaticEmbedder(two).model_hash == same
    (two / "model.safetensors").write_bytes(save({"embedding.weight": np.full((48000, 2), 2, np.float32)}))
    assert StaticEmbedder(two).model_hash != same
