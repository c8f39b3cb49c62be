"""The command line: ``python -m training embedder|ranker|composer|repair|measure --data DIR …``; see ``--help``."""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path

from rag.encode.files import BUILT_IN, SUMS, sums


def main() -> None:
    """Read the arguments and make one model."""
    from training.embedder import Recipe, train_embedder

    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    embedder = kinds.add_parser("embedder", help="the static embedder")
    embedder.add_argument("--data", type=Path, required=True, help="folder with the training data")
    embedder.add_argument("--out", type=Path, required=True, help="folder to write the model to")
    for field in fields(Recipe):
        embedder.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)
    ranker = kinds.add_parser("ranker", help="the sentence ranker and the answerability model")
    ranker.add_argument("--data", type=Path, required=True, help="folder with the training data")
    ranker.add_argument("--embedder", type=Path, required=True, help="folder of the static embedder")
    ranker.add_argument("--out", type=Path, required=True, help="folder to write the models to")
    measure = kinds.add_parser("measure", help="figures of an embedder: question to passage")
    measure.add_argument("--data", type=Path, required=True, help="folder with the training data")
    measure.add_argument("--embedder", type=Path, required=True, help="folder of the static embedder")
    composer = kinds.add_parser("composer", help="the numbers of the built-in composer")
    composer.add_argument("--data", type=Path, required=True, help="folder with the training data")
    composer.add_argument("--embedder", type=Path, required=True, help="folder of the static embedder")
    composer.add_argument("--out", type=Path, required=True, help="folder to write the tables to")
    lines = kinds.add_parser("repair", help="which line ends are paragraph ends")
    lines.add_argument("--data", type=Path, required=True, help="folder with the training data")
    lines.add_argument("--out", type=Path, required=True, help="folder to write the model to")
    given = parser.parse_args()
    if given.kind == "embedder":
        recipe = Recipe(**{field.name: getattr(given, field.name) for field in fields(Recipe)})
        train_embedder(given.data, given.out, recipe)
    elif given.kind == "measure":
        from rag.encode.static import StaticEmbedder
        from training.measure import measure_embedder

        measure_embedder(StaticEmbedder(given.embedder), given.data)
    elif given.kind == "ranker":
        from training.ranker import train

        train(given.data, given.embedder, given.out)
    elif given.kind == "repair":
        from training import repair as of_repair

        of_repair.train(given.data, given.out, of_repair.Recipe())
    else:
        from training import composer as of_composer

        of_composer.train(given.data, given.embedder, given.out)
    if given.kind != "measure":
        _sign(given.out)


def _sign(model: Path) -> None:
    """Write anew what ``models/`` says of its files, where a built-in model was made anew."""
    if model.name in BUILT_IN and (model.parent / SUMS).is_file():
        (model.parent / SUMS).write_text(sums(model.parent), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
