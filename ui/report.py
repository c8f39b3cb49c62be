"""What became of each file in the last build: a table that opens over the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from rag.errors import IndexStoreError
from rag.index.generation import Manifest, candidates, read_manifest
from rag.index.report import FileReport, file_reports
from ui import components
from ui.index_texts import index_texts
from ui.texts import Texts

_MOST_LISTED = 2_000


def button(index: Path, manifest: Manifest, texts: Texts) -> None:
    """Draw the button that opens the report of the build that made an index; nothing for an index in memory."""
    words = index_texts(texts)
    if manifest.generation and st.button(words.report, key="report", type="tertiary"):
        st.dialog(words.report, width="large")(_dialog)(index, manifest, texts)


def _dialog(index: Path, manifest: Manifest, texts: Texts) -> None:
    """Draw how many files had which outcome, and every file: those that are not in the index first."""
    words = index_texts(texts)
    files, before = file_reports(manifest), _before(index, manifest.generation)
    bytes_of = {file.path: file.sha256 for file in manifest.documents} if before else {}
    outcomes = [_outcome(file, before, bytes_of, texts) for file in files]
    st.caption(texts.listed.join(f"{outcome} {n}" for outcome, n in Counter(outcomes).most_common()))
    rows = [_row(*row, texts) for row in list(zip(files, outcomes, strict=True))[:_MOST_LISTED]]
    components.table(list(words.report_columns), rows, key="report-table", label=words.report)
    if len(files) > _MOST_LISTED:
        st.caption(words.report_cut.format(total=len(files), listed=_MOST_LISTED))


def _before(index: Path, generation: str) -> dict[str, str]:
    """Return what the generation before one knew, path and hash; empty where it is no longer there."""
    try:
        older = next((one for one in candidates(index) if one < generation), None)
        return {file.path: file.sha256 for file in read_manifest(index, older).documents} if older else {}
    except IndexStoreError:
        return {}


def _outcome(file: FileReport, before: Mapping[str, str], now: Mapping[str, str], texts: Texts) -> str:
    """Return what became of a file, in words; of one that was taken in, whether it is new or was changed, if known."""
    words = index_texts(texts)
    if before and file.outcome == "indexed":
        word = (
            words.new if file.path not in before else words.changed if before[file.path] != now.get(file.path) else ""
        )
        if word:
            return word.format(total="").strip()
    return words.outcomes[file.outcome]


def _row(file: FileReport, outcome: str, texts: Texts) -> components.TableRow:
    """Return a file's line; numbers only where it is in the index."""
    there = file.outcome in ("indexed", "unchanged")
    numbers = [f"{n:,}" if there else "" for n in (file.characters, file.articles, file.chunks)]
    said = [texts.either(file.hint, file.hint_en), *file.warnings]
    return {
        "look": "bad" if file.outcome == "failed" else "warn" if file.warnings else "",
        "cells": [
            file.path,
            outcome,
            file.encoding,
            *numbers,
            "\n".join(filter(None, said)),
        ],
    }
