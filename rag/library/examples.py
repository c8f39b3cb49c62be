"""Questions to begin with, kept for the generation of an index that they were tried on.

    data/examples/<index>.json   a generation and its questions

To find them takes as long as to answer a dozen questions, once the models are loaded; a page has these before that.
A memory and nothing else: where it cannot be read or written they are found again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rag.library.collections import index_name
from rag.settings import Settings

_MOST = 20


def kept(settings: Settings, generation: str | None) -> tuple[str, ...]:
    """Return the questions kept for a generation; none where none are."""
    try:
        value = json.loads(_path(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ()
    if not isinstance(value, dict) or not generation:
        return ()
    found = value.get("questions") if value.get("generation") == generation else None
    return tuple(one for one in found[:_MOST] if isinstance(one, str)) if isinstance(found, list) else ()


def keep(settings: Settings, generation: str, questions: Sequence[str]) -> None:
    """Keep questions in place of those of an older generation; nothing where there are none, or no disk takes them."""
    if not generation or not questions:
        return
    path = _path(settings)
    value = {"generation": generation, "questions": list(questions)}
    aside = path.with_suffix(f".{os.getpid()}.new")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8", errors="replace")
        aside.replace(path)


def _path(settings: Settings) -> Path:
    return settings.data / "examples" / f"{index_name(settings.index)}.json"
