"""Makes all built-in models one after another, each only where something it is made from has changed.

What a stage was made from stands in ``made.json`` beside the models: hashes of the data, of the scripts, of its
settings and of the models it rests on, and of what came out. A run that was cut off goes on with the stage it was in.
Knows stages; nothing of how a model is made.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.encode.files import SUMS, model_hash, sums
from training import composer, refusal, repair
from training.data import questions
from training.embedder import Recipe, train_embedder
from training.recipes import NeuralRecipes

MADE = "made.json"
STANDARD, DAMAGED = Recipe(), repair.Recipe()
_SCRIPTS = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Stage:
    """One model.

    Attributes:
        name: Of its folder.
        rests_on: Names of the models it is made with.
        settings: What else decides what comes out, as text.
        make: Makes it in a folder.
    """

    name: str
    rests_on: tuple[str, ...]
    settings: str
    make: Callable[[Path], None]


def train_all(
    data: Path,
    out: Path,
    *,
    recipe: Recipe = STANDARD,
    damaged: repair.Recipe | None = DAMAGED,
    neural: NeuralRecipes | None = None,
    processes: int = 2,
    seed: int = composer.SEED,
) -> list[str]:
    """Make every model that is not up to date, and write their sums; return the names of those that were made.

    Args:
        data: The data folder.
        out: Folder to write a folder for each model to.
        recipe: Of the embedder.
        damaged: Of the model that repairs paragraphs, which is learned from news; None leaves it out.
        neural: Of the encoder and what begins with it; None leaves them out.
        processes: That compute features.
        seed: Of what the composer's cases are drawn by; the recipes have their own.
    """
    embedder = out / "embedder"
    stages = [
        Stage("embedder", (), repr(recipe), lambda at: train_embedder(data, at, recipe)),
        Stage("composer", ("embedder",), repr(seed), lambda at: _composer(data, embedder, at, processes, seed)),
    ]
    if damaged is not None:
        stages.append(Stage("repair", (), repr(damaged), lambda at: _repair(data, at, damaged)))
    if neural is not None:
        stages += _neural(data, out / "encoder", neural)
    out.mkdir(parents=True, exist_ok=True)
    of_data, done = _of_files(data.iterdir()), []
    for number, stage in enumerate(stages, 1):
        inputs = {"data": of_data, "scripts": _of_files(_SCRIPTS.glob("*.py")), "settings": stage.settings}
        inputs |= {name: model_hash(out / name) for name in stage.rests_on}
        if _is_made(out, stage.name, inputs):
            print(f"{number}/{len(stages)} {stage.name}: up to date", flush=True)
            continue
        print(f"{number}/{len(stages)} {stage.name}", flush=True)
        began = time.perf_counter()
        stage.make(out / stage.name)
        _note(out, stage.name, inputs)
        done.append(stage.name)
        print(f"{number}/{len(stages)} {stage.name}: made in {time.perf_counter() - began:.0f} s", flush=True)
    (out / SUMS).write_text(sums(out), encoding="utf-8", newline="\n")
    return done


def _neural(data: Path, encoder: Path, recipes: NeuralRecipes) -> list[Stage]:
    """Return the stages of the models that want a GPU; transformers is imported only where they are made."""
    from training.biencoder import train_biencoder
    from training.crossencoder import train_crossencoder
    from training.encoder import train_encoder
    from training.writer import train_writer

    def begun(name: str, recipe: object, train: Callable[..., None]) -> Stage:
        return Stage(name, ("encoder",), repr(recipe), lambda at: train(data, encoder, at, recipe))

    return [
        Stage("encoder", (), repr(recipes.encoder), lambda at: train_encoder(data, at, recipes.encoder)),
        begun("biencoder", recipes.biencoder, train_biencoder),
        begun("crossencoder", recipes.crossencoder, train_crossencoder),
        begun("writer", recipes.writer, train_writer),
    ]


def _composer(data: Path, embedder: Path, at: Path, processes: int, seed: int) -> None:
    """Make the composer's weights, and then when it had better refuse, which rests on them."""
    composer.train(data, embedder, at, processes=processes, seed=seed)
    refusal.train(data, embedder, at, processes=processes, seed=seed)


def _repair(data: Path, at: Path, recipe: repair.Recipe) -> None:
    """Make the model that repairs paragraphs in a folder that may not be there."""
    at.mkdir(parents=True, exist_ok=True)
    repair.train(data, at, recipe)


def licensed_only(data: Path, out: Path) -> Path:
    """Write a data folder without the news, and return it: encyclopaedia paragraphs stand for articles.

    Args:
        data: The data folder.
        out: Folder of the models; the data is written to ``licensed`` in it.
    """
    folder = out / "licensed"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("drcd_dev.json.xz", "cmrc_trial.json.xz"):
        (folder / name).write_bytes((data / name).read_bytes())
    # Paragraphs of held-out questions are no articles to learn from.
    texts = dict.fromkeys(q.paragraph for q in questions(data) if q.source != "news" and not q.held_out)
    lines = "\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in texts)
    (folder / "news_train.jsonl.xz").write_bytes(lzma.compress(lines.encode()))
    (folder / "news_qa_train.jsonl").write_text("", encoding="utf-8")
    return folder


def _of_files(paths: object) -> str:
    """Return a hash over names and contents of files, in the order of their names."""
    whole = hashlib.sha256()
    for path in sorted(p for p in paths if p.is_file()):  # type: ignore[attr-defined]
        whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _read(out: Path) -> dict[str, dict[str, object]]:
    """Return what was made so far; nothing where the file is missing or damaged."""
    try:
        return dict(json.loads((out / MADE).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _is_made(out: Path, name: str, inputs: Mapping[str, str]) -> bool:
    """Whether a model lies there as it came out of the same inputs."""
    known = _read(out).get(name, {})
    return (out / name).is_dir() and known == {"from": dict(inputs), "came out": model_hash(out / name)}


def _note(out: Path, name: str, inputs: Mapping[str, str]) -> None:
    """Write down what a model was made from."""
    known = _read(out) | {name: {"from": dict(inputs), "came out": model_hash(out / name)}}
    (out / MADE).write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
