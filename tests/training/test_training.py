"""Tiny runs of the training scripts on made-up data, through the same code that makes the models."""

import json
import lzma
import shutil
from dataclasses import replace

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

pytest.importorskip("opencc")
pytest.importorskip("lightgbm")

from rag.answer.builtin import BuiltIn
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.search.question import understand
from rag.settings import ROOT
from training.adapt import adapt
from training.data import apart, held_out, news, passages, questions, runs_of, shares_a_run, simplified
from training.embedder import Recipe
from training.everything import licensed_only, train_all
from training.vocabulary import readable

pytestmark = pytest.mark.training
TINY = Recipe(pieces=400, dim=16, batch=32, steps=150, window=40)
SETTINGS = {"recipe": TINY, "damaged": None, "processes": 1}
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
        lines = [f"{city}在{year}年，{thing}为{random.integers(10, 999)}{unit}。" for thing, unit in THINGS.items()]
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
    (folder / "drcd_dev.json.xz").write_bytes(lzma.compress(json.dumps({"data": squad[:80]}).encode()))
    (folder / "cmrc_trial.json.xz").write_bytes(lzma.compress(json.dumps({"data": squad[80:120]}).encode()))
    (folder / "news_qa_train.jsonl").write_text(dump(asked[:120:4]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def models(data, tmp_path_factory):
    """All models, made in one run; the whole table of characters takes ten seconds, and has a test of its own."""
    out = tmp_path_factory.mktemp("模型")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("training.embedder.script_map", lambda: {"灣": "湾", "遊": "游", "萬": "万"})
        assert train_all(data, out, **SETTINGS) == ["embedder", "composer"]
    return out


@pytest.fixture
def embedder(models):
    return models / "embedder"


def test_the_embedder_learns_and_is_read_back(embedder):
    from sentence_transformers import SentenceTransformer

    ours = StaticEmbedder(embedder)
    texts = ["2003年湖州的游客", "湖州在2003年，游客为12万人次。", "郴州在2009年，学校为33所。"]
    rows = ours.passages(texts)
    np.testing.assert_allclose(rows, SentenceTransformer(str(embedder), device="cpu").encode(texts), atol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert ours.idf.shape == (len(ours.vectors),)
    assert not any(
        "+" in part for part in (embedder / "config_sentence_transformers.json").read_text(encoding="utf-8").split('"')
    )


def test_the_composer_is_read_back(models, embedder):
    composer = BuiltIn(LateInteraction(StaticEmbedder(embedder)), models / "composer")
    assert composer.compose(understand("湖州有多少游客？"), ()).refused


def test_only_what_has_changed_is_made_again(data, models, tmp_path):
    again = tmp_path / "again"
    shutil.copytree(models, again)
    assert train_all(data, again, **SETTINGS) == []
    (again / "composer" / "weights.toml").unlink()
    assert train_all(data, again, **SETTINGS) == ["composer"]
    for name in ("weights.toml", "refusal.safetensors"):
        first, second = ((folder / "composer" / name).read_bytes() for folder in (models, again))
        assert first == second, f"{name} comes out alike each time"
    assert (again / "SHA256SUMS").read_text(encoding="utf-8").count("\n") >= 8


def test_a_set_without_the_news_holds_no_held_out_paragraph(data, tmp_path):
    folder = licensed_only(data, tmp_path)
    learned = {"".join(article) for article in news(folder)}
    every = [q for q in questions(data) if q.source != "news"]
    assert learned == {q.paragraph for q in every if not q.held_out}
    assert {q.source for q in questions(folder)} == {"drcd", "cmrc"}


def test_an_adapted_embedder_is_written_only_where_it_is_better(data, embedder, tmp_path, capsys):
    docs = tmp_path / "文档"
    docs.mkdir()
    for number, paragraphs in enumerate(news(data)):
        if number < 60:
            (docs / f"{number}.txt").write_text("\n\n".join(["统计公报", *paragraphs]), encoding="utf-8")
    written = adapt(docs, embedder, tmp_path / "own", replace(TINY, steps=20, question_every=1000))
    assert ("written to" in capsys.readouterr().out) is written
    assert (tmp_path / "own").is_dir() is written
    if written:
        assert StaticEmbedder(tmp_path / "own").model_hash != StaticEmbedder(embedder).model_hash
    with pytest.raises(ValueError, match="folder of its own"):
        adapt(docs, embedder, embedder)


def test_no_run_of_training_text_can_be_read_out_of_the_vocabulary(data, embedder):
    tokenizer = Tokenizer.from_file(str(embedder / "tokenizer.json"))
    texts = ["".join(paragraphs) for paragraphs in news(data)]
    assert readable(tokenizer, texts) == []
    # A vocabulary of whole sentences would be found out.
    whole = Tokenizer(WordLevel({texts[0][:40]: 0, "[UNK]": 1}, "[UNK]"))
    whole.normalizer = tokenizer.normalizer
    assert readable(whole, texts)


def test_no_piece_of_the_built_in_vocabulary_is_longer_than_a_word():
    tokenizer = Tokenizer.from_file(str(ROOT / "models" / "embedder" / "tokenizer.json"))
    assert max(map(len, set(tokenizer.get_vocab()) - {"[UNK]"})) == 4


def test_held_out_questions_share_no_article_with_the_others(data):
    asked = questions(data)
    assert 0 < sum(q.held_out for q in asked) < len(asked) / 2
    for source in ("drcd", "cmrc", "news"):
        kept, learned = ({q.paragraph for q in asked if q.source == source and q.held_out is h} for h in (True, False))
        assert learned
        assert not kept & learned
    assert held_out("甲") == held_out("甲")


def test_nothing_is_learned_from_that_shares_a_sentence_with_what_is_measured(data):
    said = "其中新增的数字在此前公布的一季度公报里已经写明，并由统计部门核对过两次，与上年同期相比变化不大。"
    asked = questions(data)
    kept = next(q for q in asked if q.held_out)
    again = replace(kept, paragraph="另一篇报道。" + said, held_out=False)
    measured = [replace(kept, paragraph=kept.paragraph + said), *(q for q in asked if q is not kept)]
    assert again in apart([*asked, again])
    assert again not in apart([*measured, again])
    assert again not in apart([*asked, again], [f"开头不同。{said}"])
    # What is measured on stays whole, and no paragraph to learn from shares a run with it.
    left = apart([*measured, again])
    assert [q for q in left if q.held_out] == [q for q in measured if q.held_out]
    runs = runs_of(q.paragraph for q in left if q.held_out)
    assert runs
    assert not any(shares_a_run(q.paragraph, runs) for q in left if not q.held_out)


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
    from training.trees import save_trees

    random = np.random.default_rng(2)
    matrix = random.standard_normal((400, 5)).astype(np.float32).round(1)
    target = (matrix[:, 0] * matrix[:, 1] > 0).astype(int)
    data = lightgbm.Dataset(matrix, target, feature_name=list("abcde"))
    grown = lightgbm.train({"objective": "binary", "num_leaves": 15, "verbose": -1, "num_threads": 1}, data, 25)
    save_trees(grown, tmp_path / "trees.safetensors", {"slope": 1.5})
    read = Trees(tmp_path / "trees.safetensors")
    assert read.features == tuple("abcde")
    assert read.about == {"slope": 1.5}
    save_trees(grown, tmp_path / "again.safetensors", {"slope": 1.5})
    assert (tmp_path / "again.safetensors").read_bytes() == (tmp_path / "trees.safetensors").read_bytes()
    np.testing.assert_allclose(read.score(matrix), grown.predict(matrix, raw_score=True), atol=1e-5)
