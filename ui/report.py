"""What became of each file in the last build: a table that opens over the page."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from rag.index.generation import Manifest
from rag.index.report import FileReport, file_reports
from ui import components
from ui.index_texts import index_texts
from ui.texts import Texts

_MOST_LISTED = 2_000


def button(manifest: Manifest, texts: Texts) -> None:
    """Draw the button that opens the report of the build that made an index; nothing for an index in memory."""
    words = index_texts(texts)
    if manifest.generation and st.button(words.report, key="report", type="tertiary"):
        st.dialog(words.report, width="large")(_dialog)(manifest, texts)


def _dialog(manifest: Manifest, texts: Texts) -> None:
    """Draw how many files had which outcome, and every file: those that are not in the index first."""
    words = index_texts(texts)
    files = file_reports(manifest)
    counts = Counter(file.outcome for file in files)
    st.caption(texts.listed.join(f"{words.outcomes[outcome]} {n}" for outcome, n in counts.most_common()))
    rows = [_row(file, texts) for file in files[:_MOST_LISTED]]
    components.table(list(words.report_columns), rows, key="report-table", label=words.report)
    if len(files) > _MOST_LISTED:
        st.caption(words.report_cut.format(total=len(files), listed=_MOST_LISTED))


def _row(file: FileReport, texts: Texts) -> components.TableRow:
    """Return a file's line; numbers only where it is in the index."""
    there = file.outcome in ("indexed", "unchanged")
    numbers = [f"{n:,}" if there else "" for n in (file.characters, file.articles, file.chunks)]
    said = [texts.either(file.hint, file.hint_en), *file.warnings]
    return {
        "look": "bad" if file.outcome == "failed" else "warn" if file.warnings else "",
        "cells": [
            file.path,
            index_texts(texts).outcomes[file.outcome],
            file.encoding,
            *numbers,
            "\n".join(filter(None, said)),
        ],
    }
