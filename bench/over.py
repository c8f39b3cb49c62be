"""An assistant over documents of a benchmark, indexed anew, the built-in composer writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from rag.assistant import Assistant
from rag.build import build
from rag.index.report import BuildReport
from rag.settings import Settings


def written(texts: Mapping[str, str], folder: Path) -> Path:
    """Write texts by file name into a folder, made where it is missing, and return it."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def over(docs: Path, home: Path) -> tuple[Assistant, BuildReport]:
    """Return an assistant over a folder, its models loaded, and what its build told.

    Args:
        docs: The documents.
        home: Where index and data go.
    """
    settings = replace(Settings(), docs=docs, index=home / "index", data=home / "data", generator="built-in")
    report = build(settings, docs=docs)
    assistant = Assistant(settings)
    assistant.load()
    return assistant, report
