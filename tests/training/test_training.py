"""Tiny runs of the training scripts on made-up data, through the same code that makes the models."""

import json
import lzma

import numpy as np
import pytest

pytest.importorskip("opencc")
pytest.importorskip("lightgbm")

from rag.encode.features import SentenceInContext
from rag.encode.interaction import LateInteraction
from rag.encode.ranker import SentenceRanker
from rag.encode.static import StaticEmbedder
from training.data import held_out, passages, questions, simplified
from training.embedder import Recipe, train_embedder
from training.ranker import train

pytestmark = pytest.mark.training
CITIES = ["湖州", "泉州", "赣州", "徐州", "郴州", "滁州", "沧州", "鄂州", "宿州", "梧州", "钦州", "忻州"]
THINGS = {"游客": "万人次", "粮食产量": "万吨", "森林覆盖率": "%", "公路里程": "公里", "学校": "所"}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Articles on twelve cities, and questions over them in the forms of the real files."""
    folder = tmp_path_factory.mktemp("训练 数据")
    random = np.random.default_rng(1)
    articles, squad, asked = [], [], []
    for number in range(240):
        city, year = CITIES[number % 12], 2000 + number // 12
        lines = [f"{city}在{year}年的{thing}为{random.integers(10, 999)}{unit}。" for thing, unit in THINGS.items()]
        text = f"{city}统计公报发布。" + "".join(random.permutation(lines))
        articles.append({"text": f"原标题：{text}"})
        thing = list(THINGS)[number % 5]
        answer = next(line for line in lines if thing in line).split("为")[1].rstrip("。")
        question = f"{year}年{city}的{thing}是多少？"
        qa = {"id": str(number), "question": question, "answers": [{"text": answer, "answer_start": text.find(answer)}]}
        squad.append({"title": f"{city}第{number}号", "paragraphs": [{"context": text, "qas": [qa]}]})
        asked.append({"question": question, "answer": answer, "text": f"原标题：{text}"})

    def dump(items):
        return "\n".join(json.dumps(item, ensure_ascii=False) for item in items)

    (folder / "news_train.jsonl.xz").write_bytes(lzma.compress(dump(articles).encode()))
    (folder / "drcd_dev.json.xz").write_bytes(lzma.compress(json.dumps({"data": squad[:160]}).encode()))
    (folder / "cmrc_trial.json.xz").write_bytes(lzma.compress(json.dumps({"data": squad[160:]}).encode()))
    (folder / "news_qa_train.jsonl").write_text(dump(asked[::4]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def embedder(data, tmp_path_factory):
    out = tmp_path_factory.mktemp("模型") / "embedder"
    train_embedder(data, out, Recipe(pieces=400, dim=16, batch=32, steps=60, window=40))
    return out


def test_the_embedder_learns_and_is_read_back(embedder):
    from sentence_transformers import SentenceTransformer

    ours = StaticEmbedder(embedder)
    texts = ["2003年湖州的游客", "湖州在2003年的游客为12万人次。", "郴州在2009年的学校为33所。"]
    rows = ours.passages(texts)
    np.testing.assert_allclose(rows, SentenceTransformer(str(embedder), device="cpu").encode(texts), atol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert ours.idf.shape == (len(ours.vectors),)
    assert not any(
        "+" in part for part in (embedder / "config_sentence_transformers.json").read_text(encoding="utf-8").split('"')
    )


def test_the_ranker_learns_and_is_read_back(data, embedder, tmp_path, capsys):
    train(data, embedder, tmp_path, processes=1, trees=20)
    assert "AUC" in capsys.readouterr().out
    ranker = SentenceRanker(tmp_path, LateInteraction(StaticEmbedder(embedder)))
    texts = ["湖州统计公报发布。", "湖州在2003年的游客为12万人次。", "湖州在2003年的学校为33所。"]
    rows = [SentenceInContext(t, position=i) for i, t in enumerate(texts)]
    assert ranker.score("2003年湖州的游客是多少？", (), rows).argmax() == 1


def test_held_out_questions_share_no_article_with_the_others(data):
    asked = questions(data)
    assert 0 < sum(q.held_out for q in asked) < len(asked) / 2
    for source in ("drcd", "cmrc", "news"):
        kept, learned = ({q.paragraph for q in asked if q.source == source and q.held_out is h} for h in (True, False))
        assert learned
        assert not kept & learned
    assert held_out("甲") == held_out("甲")


def test_texts_are_cut_at_sentences_and_nothing_is_lost():
    text = "甲说：“好。”乙走了！" * 60
    cut = passages(text, 100)
    assert "".join(cut) == text
    assert max(map(len, cut)) <= 100


def test_simplified_keeps_lengths():
    assert simplified("臺灣的記憶體與頭髮") == "台湾的记忆体与头发"


def test_trees_score_as_the_library_that_grew_them(tmp_path):
    import lightgbm

    from rag.encode.trees import Trees
    from training.ranker import save_trees

    random = np.random.default_rng(2)
    matrix = random.standard_normal((400, 5)).astype(np.float32).round(1)
    target = (matrix[:, 0] * matrix[:, 1] > 0).astype(int)
    data = lightgbm.Dataset(matrix, target, feature_name=list("abcde"))
    grown = lightgbm.train({"objective": "binary", "num_leaves": 15, "verbose": -1, "num_threads": 1}, data, 25)
    save_trees(grown, tmp_path / "trees.safetensors", {"slope": 1.5})
    read = Trees(tmp_path / "trees.safetensors")
    assert read.features == tuple("abcde")
    np.testing.assert_allclose(read.score(matrix), grown.predict(matrix, raw_score=True), atol=1e-5)
