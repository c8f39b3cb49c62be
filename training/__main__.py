"""The command line: ``python -m training embedder --data DIR --out models/embedder``."""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path


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
    given = parser.parse_args()
    if given.kind == "embedder":
        recipe = Recipe(**{field.name: getattr(given, field.name) for field in fields(Recipe)})
        train_embedder(given.data, given.out, recipe)


if __name__ == "__main__":
    main()
