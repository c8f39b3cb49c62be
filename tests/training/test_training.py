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
from training.data import apart, articles_from, held_out, news, passages, questions, runs_of, shares_a_run, simplified
from training.embedder import Recipe, train_embedder
from training.everything import licensed_only, train_all
from training.recipes import (
    BiencoderRecipe,
    CrossencoderRecipe,
    EncoderRecipe,
    KeeperRecipe,
    NeuralRecipes,
    WriterRecipe,
)
from training.vocabulary import readable

pytestmark = pytest.mark.training
TINY = Recipe(pieces=400, dim=16, batch=32, steps=150, window=40)
SETTINGS = {"recipe": TINY, "damaged": None, "processes": 1}
NEURAL = NeuralRecipes(
    EncoderRecipe(
        pieces=420,
        hidden=32,
        layers=2,
        heads=2,
        inner=48,
        window=32,
        measured=64,
        batch=16,
        steps=40,
        minutes=0,
        rate=0.01,
    ),
    BiencoderRecipe(batch=16, window=40, steps=12, minutes=0, rate=0.002),
    CrossencoderRecipe(batch=8, window=80, steps=12, minutes=0, rate=0.002, measured=8),
    WriterRecipe(
        layers=2,
        heads=2,
        inner=64,
        window=48,
        batch=8,
        steps=20,
        minutes=0,
        rate=0.005,
        prompts=4,
        prompt_steps=6,
        prompt_minutes=0,
        measured=3,
        processes=1,
    ),
)
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_set_without_the_news_is_made_whole_and_answers(data, tmp_path):
    folder, out = licensed_only(data, tmp_path / "data"), tmp_path / "models"
    settings = SETTINGS | {"recipe": replace(TINY, steps=20, batch=16)}
    assert train_all(folder, out, **settings) == ["embedder", "composer"]
    assert not (out / "repair").exists()
    tokenizer = Tokenizer.from_file(str(out / "embedder" / "tokenizer.json"))
    assert readable(tokenizer, ["".join(article) for article in news(data)]) == []
    composer = BuiltIn(LateInteraction(StaticEmbedder(out / "embedder")), out / "composer")
    assert composer.compose(understand("湖州有多少游客？"), ()).refused
    assert train_all(folder, out, **settings) == []
    assert train_all(folder, out, **settings, seed=6) == ["composer"]


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


def test_no_article_is_read_that_shares_a_sentence_with_what_is_measured(data, tmp_path, monkeypatch):
    said = "其中新增的数字在此前公布的一季度公报里已经写明，并由统计部门核对过两次，与上年同期相比变化不大。"
    folder = tmp_path / "data"
    shutil.copytree(data, folder)
    held = next(q for q in questions(data) if q.held_out and q.source == "news")
    articles = [
        {"text": text}
        for text in (f"另一篇报道在此。  {said}", f"开头不同。{said}", held.paragraph, "无关的报道一则。")
    ]
    (folder / "news_train.jsonl.xz").write_bytes(
        lzma.compress("\n".join(json.dumps(one, ensure_ascii=False) for one in articles).encode())
    )
    assert [a[0][:4] for a in articles_from(folder)] == ["另一篇报", "开头不同", "无关的报"]
    (folder / "news_dev_docs.jsonl.xz").write_bytes(
        lzma.compress(json.dumps({"name": "甲", "text": f"发展报道，{said}"}, ensure_ascii=False).encode())
    )
    (folder / "news_dev_questions.jsonl").write_text("", encoding="utf-8")
    assert [a[0][:4] for a in articles_from(folder)] == ["无关的报"]
    # The embedder reads these and no others, nor questions over what shares a sentence with the measured ones.
    read = {}

    def seen(texts, **_):
        read["texts"] = list(texts)
        raise InterruptedError

    monkeypatch.setattr("training.embedder.learn_tokenizer", seen)
    with pytest.raises(InterruptedError):
        train_embedder(folder, tmp_path / "out", TINY)
    assert read["texts"] == ["无关的报道一则。"]


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


# ---------------------------------------------------------------- the models that want a GPU


@pytest.fixture(scope="module")
def neural(data, models, tmp_path_factory):
    """The encoder and what begins with it, made beside the others in one run, on one thread."""
    torch = pytest.importorskip("torch")
    out, threads = tmp_path_factory.mktemp("神经") / "模型", torch.get_num_threads()
    shutil.copytree(models, out)
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("training.encoder.script_map", lambda: {"灣": "湾", "遊": "游", "萬": "万"})
        made = train_all(data, out, neural=NEURAL, **SETTINGS)
    torch.set_num_threads(threads)
    assert made == ["encoder", "biencoder", "crossencoder", "writer"]
    return out


def tokenizer_of(folder):
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder)


def test_what_was_made_is_plain_and_nothing_of_the_run_is_left(neural):
    for name in ("encoder", "biencoder", "crossencoder", "writer"):
        assert not list((neural / name).glob(".*"))
        assert json.loads((neural / name / "config.json").read_text(encoding="utf-8"))["dtype"] == "float32"
        suffixes = {path.suffix for path in (neural / name).rglob("*") if path.is_file()}
        assert suffixes <= {".json", ".safetensors", ".jinja"}


def test_characters_come_back_as_they_were(neural, data):
    tokenizer = tokenizer_of(neural / "encoder")
    for text in ("湖州在2003年，游客为12万人次。", "“𠮷”与GDP Ａ１\n龘靐", ""):
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        assert tokenizer.decode(ids) == text.replace("Ａ１", "A1")
    assert tokenizer("遊客")["input_ids"] == tokenizer("游客")["input_ids"]
    assert readable(tokenizer.backend_tokenizer, ["".join(paragraphs) for paragraphs in news(data)]) == []


def test_hidden_are_runs_and_no_marks(neural):
    from training.encoder import hide

    tokenizer = tokenizer_of(neural / "encoder")
    windows = np.random.default_rng(5).integers(0, len(tokenizer), size=(64, 128))
    shown, told = hide(windows, tokenizer, 0.3, np.random.default_rng(6))
    hidden = told >= 0
    assert 0.27 < hidden.mean() < 0.33
    assert (told[hidden] == windows[hidden]).all()
    assert (windows[hidden] >= 9).all()
    assert (shown[~hidden][shown[~hidden] != tokenizer.cls_token_id] == windows[~hidden][shown[~hidden] != 2]).all()
    assert 0.7 < (shown[hidden] == tokenizer.mask_token_id).mean() < 0.9
    # Hidden pieces stand beside hidden ones far more often than by chance.
    assert hidden[:, 1:][hidden[:, :-1]].mean() > 0.5


def test_the_encoder_tells_more_than_one_drawn_at_random(neural, data):
    from transformers import AutoConfig, AutoModelForMaskedLM

    from training.encoder import told_rightly

    texts = ["".join(paragraphs) for paragraphs in news(data)][:40]
    learned = AutoModelForMaskedLM.from_pretrained(neural / "encoder").eval()
    drawn = AutoModelForMaskedLM.from_config(AutoConfig.from_pretrained(neural / "encoder")).eval()
    tokenizer = tokenizer_of(neural / "encoder")
    ours, chance = (told_rightly(model, tokenizer, texts, NEURAL.encoder) for model in (learned, drawn))
    assert ours > chance + 0.1


def test_the_bi_encoder_serves_as_an_embedder(neural):
    from rag.encode.sentence_transformer import SentenceTransformerEmbedder

    rows = SentenceTransformerEmbedder(str(neural / "biencoder"), threads=1).passages(["湖州的游客", "泉州的学校"])
    assert rows.shape == (2, NEURAL.encoder.hidden)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] < 0.9999


def test_the_cross_encoder_is_taught_the_words_that_answer(neural, data):
    from training.cases import make_cases
    from training.crossencoder import encoded, pair_of, read

    tokenizer = tokenizer_of(neural / "crossencoder")
    case = next(c for c in make_cases(questions(data), np.random.default_rng(1)) if c.kind == "answered")
    pairs = [pair_of(case, number, 40) for number in range(len(case.passages))]
    inputs, starts, ends = encoded(tokenizer, pairs)
    for number, pair in enumerate(pairs):
        first, last = int(starts[number]), int(ends[number])
        if number == case.gold:
            assert pair.passage[pair.start : pair.end] == case.answer
            assert tokenizer.decode(inputs["input_ids"][number][first : last + 1]) == case.answer
        else:
            assert (first, last) == (0, 0)
    from transformers import AutoModelForQuestionAnswering

    model = AutoModelForQuestionAnswering.from_pretrained(neural / "crossencoder").eval()
    for (_, words), pair in zip(read(model, tokenizer, pairs), pairs, strict=True):
        assert words
        assert words in pair.passage


def test_the_writer_is_taught_what_its_prompt_shows_and_is_a_language_model(neural, data):
    from threading import Event

    from rag.answer.models.local_model import LocalModel
    from rag.settings import Settings
    from training.cases import make_cases
    from training.writer import NOT_HERE, request_of, row

    tokenizer = tokenizer_of(neural / "writer")
    cases = make_cases(questions(data), np.random.default_rng(1))
    answered = next(c for c in cases if c.kind == "answered")
    absent = next(c for c in cases if c.gold < 0)
    ids, at = row(tokenizer, answered, np.random.default_rng(2))
    rank = request_of(answered, np.random.default_rng(2))[1]
    answer = tokenizer.decode(ids[at:])
    assert answer.endswith(f"[{rank}]。<|end|>")
    assert answered.answer in answer
    assert answer.split("[")[0] in tokenizer.decode(ids[:at])
    ids, at = row(tokenizer, absent, np.random.default_rng(2))
    assert tokenizer.decode(ids[at:]) == NOT_HERE + "<|end|>"
    # What the prompt leaves out is not taught: its sentence shares nothing with the question.
    text = "甲乙丙丁。" + "".join(f"游客为{n}人，游客很多。" for n in range(9))
    passage = replace(answered.passages[answered.gold], text=text)
    lost = replace(answered, passages=(passage,), gold=0, start=0, answer="甲乙丙丁", question="游客为多少人？")
    assert row(tokenizer, lost, np.random.default_rng(2)) is None
    model = LocalModel(neural / "writer", Settings(threads=1, max_new_tokens=4))
    assert list(model.stream(request_of(answered, np.random.default_rng(2))[0], Event())) != []


def test_a_run_that_was_cut_off_goes_on_as_if_it_had_not_been(tmp_path):
    import torch

    from training.loop import Course, learn

    course = Course(steps=12, minutes=0, rate=0.1, keep_s=0)
    random = np.random.default_rng(3)
    made = [torch.from_numpy(random.standard_normal((8, 4)).astype(np.float32)) for _ in range(20)]

    def run(kept, course, fails_at=-1):
        torch.manual_seed(0)
        module = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Dropout(0.5), torch.nn.Linear(3, 1))
        seen = []

        def loss_of(batch):
            if len(seen) == fails_at:
                raise KeyboardInterrupt
            seen.append(1)
            return (module(batch) - batch.sum(dim=1, keepdim=True)).square().mean()

        try:
            learn(module, made.__getitem__, loss_of, course, kept)
        except KeyboardInterrupt:
            return None, len(seen)
        return torch.cat([p.detach().flatten() for p in module.parameters()]), len(seen)

    whole, steps = run(tmp_path / "whole", course)
    assert steps == 12
    assert run(tmp_path / "cut", course, fails_at=7) == (None, 7)
    on, steps = run(tmp_path / "cut", course)
    assert steps == 5
    assert torch.equal(on, whole)
    # What is done is not done again, and another course begins anew.
    assert run(tmp_path / "cut", course)[1] == 0
    assert run(tmp_path / "cut", replace(course, rate=0.2))[1] == 12
    # Time ends a run as steps do.
    assert 0 < run(tmp_path / "timed", replace(course, steps=20, minutes=1e-9))[1] + 1 < 20


def test_large_weights_are_written_in_parts_and_read_back(tmp_path, monkeypatch):
    import torch
    from transformers import AutoModel, ModernBertConfig

    from training.loop import save_half

    monkeypatch.setattr("training.loop.SHARD", "20KB")
    sizes = {"vocab_size": 90, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2}
    marks = {"pad_token_id": 0, "cls_token_id": 1, "sep_token_id": 2, "bos_token_id": 1, "eos_token_id": 2}
    model = AutoModel.from_config(ModernBertConfig(**sizes, **marks, num_attention_heads=2)).eval()
    ids = torch.arange(3, 20)[None]
    before = model(input_ids=ids).last_hidden_state
    (tmp_path / ".kept").write_bytes(b"")
    save_half(model, tmp_path)
    files = sorted(tmp_path.glob("*.safetensors"))
    assert len(files) > 1
    assert all(path.stat().st_size < 21_000 for path in files)
    assert not (tmp_path / ".kept").exists()
    again = AutoModel.from_pretrained(tmp_path).eval()
    assert again.dtype == torch.float32
    torch.testing.assert_close(again(input_ids=ids).last_hidden_state, before, atol=0.02, rtol=0.02)


# ---------------------------------------------------------------- the keeper, an experiment


def test_the_keeper_learns_which_clause_answers(data, embedder, tmp_path):
    import torch
    from transformers import AutoModelForTokenClassification

    from training.keeper import train_keeper

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    tiny = KeeperRecipe(pieces=150, hidden=32, layers=1, headlines=5, batch=16, steps=60, rate=0.01)
    figures = train_keeper(data, embedder, tmp_path, tiny)
    torch.set_num_threads(threads)
    # The second clause of each sentence answers; all of it is longer than that.
    assert figures["clauses 0 keeps"] > 0.9
    assert figures["clauses 0 chars"] < 0.75 * figures["trim 72 chars"]
    assert AutoModelForTokenClassification.from_pretrained(tmp_path).config.num_labels == 2


def test_what_is_kept_and_what_never_goes(embedder):
    from training.keeper import Tokens, kept_clauses, kept_words, of_headlines, of_questions, reads

    static = StaticEmbedder(embedder)
    asked = replace(next_question(), paragraph="前言。湖州在2003年，游客约12万人次，学校多。", answer="12万", start=15)
    (example,) = of_questions([asked])
    assert example.sentence[slice(*example.kept[0])] == "游客约12万人次，"
    tokens = Tokens(static, range(40))
    numbers, pieces, places = tokens.of(example.sentence)
    assert "".join(example.sentence[a:b] for a, b in places) == example.sentence
    assert len(numbers) == len(pieces) == len(places)
    signs = np.array([1.0 if 9 <= a < 18 else -1.0 for a, _ in places], np.float32)
    kept = kept_clauses(example.sentence, signs, places, 0.0)
    assert example.sentence[slice(*kept)] == "游客约12万人次"
    assert kept_words(example.sentence, kept, np.full(len(places), -9, np.float32), places, 0.0) == "约12万人次"
    assert reads("学校有33所。")
    assert not reads("的学校有33所，，")
    article = [
        "湖州2003年游客粮食产量学校公路里程",
        "湖州在2003年，游客、粮食产量、学校、公路里程都有，后面还有别的话。",
        "完",
    ]
    (found,) = of_headlines([article], static, 5)
    assert "后面" not in "".join(found.sentence[a:b] for a, b in found.kept)


def next_question():
    from training.data import Question

    return Question("湖州有多少游客？", "", "", -1, "news", False)
