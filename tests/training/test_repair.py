"""A tiny run of what learns where paragraphs end, through the same code that makes the model, and its way back."""

import json
import lzma
import random

import numpy as np
import pytest
import torch

pytest.importorskip("lightgbm")

from rag.corpus import bounds
from rag.corpus.features import features
from rag.corpus.furniture import furniture
from rag.corpus.lines import lines
from rag.corpus.net import LineNet
from rag.corpus.repair import repair
from rag.corpus.view import View
from tests.corpus.formats.score import prose
from training.pages import words
from training.repair import Net, Recipe, cases, packed, pairs_of, train

pytestmark = pytest.mark.training
TINY = Recipe(pages=100, size=12, epochs=6)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """News of paragraphs of the seed documents, blanks between them; every fifth is one long paragraph."""
    folder = tmp_path_factory.mktemp("训练 数据")
    chance = random.Random(3)
    stock = [*prose("001", count=60), *prose("003", count=60), *prose("004", count=60)]
    articles = []
    for number in range(200):
        chosen = chance.sample(stock, chance.randint(3, 8))
        between = "" if number % 5 == 2 else "　　"
        articles.append({"text": f"原标题：{chosen[0][:14]}　　" * (number % 3 == 0) + between.join(chosen)})
    dumped = "\n".join(json.dumps(article, ensure_ascii=False) for article in articles)
    (folder / "news_train.jsonl.xz").write_bytes(lzma.compress(dumped.encode()))
    return folder


@pytest.fixture(scope="module")
def made(data, tmp_path_factory):
    """The folder of a model made in seconds."""
    out = tmp_path_factory.mktemp("模型") / "repair"
    train(data, out, TINY)
    return out


def test_the_model_is_read_back_as_it_was_trained(made, data, tmp_path):
    net = LineNet(made)
    stock = words(data / "news_train.jsonl.xz")
    pairs = pairs_of(data / "news_train.jsonl.xz", stock)
    names, texts = cases(stock, Recipe(pages=12, seed=11), pairs)
    assert net.features == names and len(texts) > 5
    assert np.array_equal(net.pairs.follow, pairs.follow) and np.array_equal(net.pairs.opening, pairs.opening)
    matrix, _ = texts[0]
    ours = net.logits(matrix.astype(np.float32))
    theirs = _restored(net, len(names))(
        torch.from_numpy(matrix.astype(np.float32))[None], torch.ones(1, len(matrix), 1)
    )
    np.testing.assert_allclose(ours, theirs.detach().numpy()[0], atol=1e-3)


def _restored(net, inputs):
    """The net as it is trained, with the weights that were written."""
    # A layer is one matrix, its bias in the last column.
    (first, shift), *blocks, (last, end) = ((layer[:, :-1].T, layer[:, -1]) for layer in net._layers)
    made = Net(inputs, first.shape[1])
    with torch.no_grad():
        made.first.weight.copy_(torch.from_numpy(first.T.copy()))
        made.first.bias.copy_(torch.from_numpy(shift))
        for block, (weight, bias) in zip(made.blocks, blocks, strict=True):
            block.weight.copy_(
                torch.from_numpy(weight.reshape(3, *made.first.weight.shape[:1], -1).transpose(2, 1, 0).copy())
            )
            block.bias.copy_(torch.from_numpy(bias))
        made.last.weight.copy_(torch.from_numpy(last.T.copy()))
        made.last.bias.copy_(torch.from_numpy(end))
    return made


def test_repair_reads_with_it(made, monkeypatch):
    monkeypatch.setattr(bounds, "_net", lambda: LineNet(made))
    text = (
        "全市研发投入占比达到了百分之\n二点九，新认定的企业一百家。\n\n今年的目标是超过百分之三点一\n，继续引进人才。\n"
    )
    blocks, _ = repair(text)
    assert "".join("".join(block.text.split()) for block in blocks) == "".join(text.split())


def test_texts_are_put_behind_each_other_with_blank_rows_between():
    made = [(np.ones((300, 2), np.float16), np.ones((300, 3), np.float32))] * 4
    rows, wanted, inside = packed(made, length=256)
    assert rows.shape[1:] == (256, 2) and wanted.shape[1:] == (256, 3)
    assert torch.equal(inside[..., 0] > 0, rows[..., 0] > 0)
    assert (inside == 0).any()


def test_features_are_those_of_the_product(made):
    found, _ = lines("第一行的文字写满了一整行\n第二行。\n")
    found, _ = furniture("第一行的文字写满了一整行\n第二行。\n", found)
    names, matrix = features(View(found), LineNet(made).pairs)
    assert names == LineNet(made).features and matrix.shape == (len(found), len(names))
