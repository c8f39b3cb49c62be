"""The command line: ``python -m training all|embedder|composer|…|encoder|biencoder|crossencoder|writer …``."""

from __future__ import annotations

import argparse
from dataclasses import fields, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from rag.encode.files import BUILT_IN, SUMS, sums
from rag.settings import ROOT


def main() -> None:
    """Read the arguments and make one model."""
    from training.embedder import Recipe, train_embedder
    from training.recipes import KeeperRecipe, NeuralRecipes

    neural: dict[str, Any] = {part.name: part.default_factory for part in fields(NeuralRecipes)}  # type: ignore[misc]
    neural["keeper"] = KeeperRecipe
    begins_with = dict.fromkeys(neural, "encoder") | {"encoder": "", "keeper": "embedder"}
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    embedder = kinds.add_parser("embedder", help="the static embedder")
    embedder.add_argument("--data", type=Path, required=True, help="folder with the training data")
    embedder.add_argument("--out", type=Path, required=True, help="folder to write the model to")
    _settings(embedder, Recipe)
    measure = kinds.add_parser("measure", help="figures of an embedder: question to passage")
    measure.add_argument("--data", type=Path, required=True, help="folder with the training data")
    measure.add_argument("--embedder", type=Path, required=True, help="folder of the static embedder")
    composer = kinds.add_parser("composer", help="the numbers of the built-in composer")
    composer.add_argument("--data", type=Path, required=True, help="folder with the training data")
    composer.add_argument("--embedder", type=Path, required=True, help="folder of the static embedder")
    composer.add_argument("--out", type=Path, required=True, help="folder to write the tables to")
    refusing = kinds.add_parser("refusal", help="when the built-in composer had better refuse")
    refusing.add_argument("--data", type=Path, required=True, help="folder with the training data")
    refusing.add_argument("--embedder", type=Path, required=True, help="folder of the static embedder")
    refusing.add_argument("--out", type=Path, required=True, help="folder of the composer, which it joins")
    doubting = kinds.add_parser("doubt", help="the line below which the built-in composer refuses")
    doubting.add_argument("--data", type=Path, required=True, help="folder with the training data")
    doubting.add_argument("--out", type=Path, required=True, help="folder of the composer, which it joins")
    lines = kinds.add_parser("repair", help="which line ends are paragraph ends")
    lines.add_argument("--data", type=Path, required=True, help="folder with the training data")
    lines.add_argument("--out", type=Path, required=True, help="folder to write the model to")
    every = kinds.add_parser("all", help="every model, each only where something it is made from has changed")
    every.add_argument("--data", type=Path, required=True, help="folder with the training data")
    every.add_argument("--out", type=Path, required=True, help="folder to write the models to")
    every.add_argument("--only-licensed", action="store_true", help="without the news, whose licence is a badge only")
    every.add_argument("--seed", type=int, help="of everything drawn, for a set beside the one in use")
    every.add_argument("--with-encoder", action="store_true", help="also the four models that want a GPU")
    for name, recipe_of in neural.items():
        said = (
            "an experiment: which words of a sentence answer" if name == "keeper" else f"the {name}, which wants a GPU"
        )
        one = kinds.add_parser(name, help=said)
        one.add_argument("--data", type=Path, required=True, help="folder with the training data")
        if below := begins_with[name]:
            one.add_argument(
                f"--{below}", type=Path, required=True, help=f"folder of the {below}, which it begins with"
            )
        one.add_argument("--out", type=Path, required=True, help="folder to write the model to")
        _settings(one, recipe_of)
    adapting = kinds.add_parser("adapt", help="an embedder adapted to your own documents")
    adapting.add_argument("--docs", type=Path, required=True, help="folder with your documents")
    adapting.add_argument("--embedder", type=Path, default=ROOT / "models" / "embedder", help="the one to begin with")
    adapting.add_argument("--out", type=Path, required=True, help="folder to write the adapted embedder to")
    given = parser.parse_args()
    if given.kind == "embedder":
        train_embedder(given.data, given.out, _set(given, Recipe))
    elif given.kind in neural:
        script = import_module(f"training.{given.kind}")
        begun = [getattr(given, below)] if (below := begins_with[given.kind]) else []
        getattr(script, f"train_{given.kind}")(given.data, *begun, given.out, _set(given, neural[given.kind]))
    elif given.kind == "measure":
        _measure(given)
    elif given.kind == "refusal":
        from training.refusal import train as train_refusal

        train_refusal(given.data, given.embedder, given.out)
    elif given.kind == "doubt":
        from training.doubt import train as train_doubt

        train_doubt(given.data, given.out)
    elif given.kind == "repair":
        from training import repair as of_repair

        of_repair.train(given.data, given.out, of_repair.Recipe())
    elif given.kind == "all":
        _all(given)
    elif given.kind == "adapt":
        from training.adapt import adapt

        adapt(given.docs, given.embedder, given.out)
    else:
        from training import composer as of_composer

        of_composer.train(given.data, given.embedder, given.out)
    if given.kind in (*BUILT_IN, "refusal", "doubt"):
        _sign(given.out)


def _measure(given: argparse.Namespace) -> None:
    """Print the figures of an embedder, and how many runs of text can be read out of its vocabulary."""
    from tokenizers import Tokenizer

    from rag.encode.static import StaticEmbedder
    from training.data import news
    from training.measure import measure_embedder
    from training.vocabulary import readable

    measure_embedder(StaticEmbedder(given.embedder), given.data)
    runs = readable(Tokenizer.from_file(str(given.embedder / "tokenizer.json")), map("".join, news(given.data)))
    print(f"runs of 30 characters of the news that can be read out of the vocabulary: {len(runs)}")


def _all(given: argparse.Namespace) -> None:
    """Make every model, or those that need no news."""
    from training.everything import DAMAGED, STANDARD, licensed_only, train_all
    from training.recipes import NeuralRecipes

    drawn = {} if given.seed is None else {"recipe": replace(STANDARD, seed=given.seed), "seed": given.seed}
    data = licensed_only(given.data, given.out) if given.only_licensed else given.data
    damaged = None if given.only_licensed else DAMAGED
    neural = NeuralRecipes() if given.with_encoder else None
    train_all(data, given.out, damaged=damaged, neural=neural, **drawn)


def _settings(parser: argparse.ArgumentParser, recipe: Any) -> None:  # noqa: ANN401 - a dataclass
    """Give a parser an option for each setting of a recipe."""
    for part in fields(recipe):
        parser.add_argument(f"--{part.name.replace('_', '-')}", type=type(part.default), default=part.default)


def _set(given: argparse.Namespace, recipe: Any) -> Any:  # noqa: ANN401 - a dataclass
    """Return a recipe with what was given."""
    return recipe(**{part.name: getattr(given, part.name) for part in fields(recipe)})


def _sign(model: Path) -> None:
    """Write anew what ``models/`` says of its files, where a built-in model was made anew."""
    if model.name in BUILT_IN and (model.parent / SUMS).is_file():
        (model.parent / SUMS).write_text(sums(model.parent), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
