"""In which language the command line speaks, and how the mend of an error is worded there.

Chinese, unless the setting ``language`` is ``en``. Knows errors and settings.
"""

from __future__ import annotations

import os

from rag.errors import BUILD, IndexStoreError, RagError
from rag.records import Language
from rag.settings import Settings


def language(settings: Settings | None) -> Language:
    """Return the language of our words; before the settings are read, that of ``RAG_LANGUAGE``."""
    chosen = settings.language if settings else os.environ.get("RAG_LANGUAGE")
    return "en" if chosen == "en" else "zh"


def either(settings: Settings | None, zh: str, en: str) -> str:
    """Return the one of two texts that is in the language."""
    return en if language(settings) == "en" else zh


def mend(error: RagError, settings: Settings | None) -> str:
    """Return what went wrong and its mend, in one line; the command that builds names the index that is meant."""
    if language(settings) == "zh":
        return commanding(" ".join(error.hint.split()), settings)
    hint = " ".join(error.hint_en.split())
    builds = isinstance(error, IndexStoreError) and BUILD in error.hint and BUILD not in hint
    return commanding(f"{hint} ({BUILD})" if builds else hint, settings)


def commanding(text: str, settings: Settings | None) -> str:
    """Return a text in which the command that builds names the index, where it is another than the usual one.

    >>> from pathlib import Path
    >>> commanding("请先运行 python -m rag build。", Settings(index=Path("/tmp/x")))
    '请先运行 python -m rag build --index /tmp/x。'
    """
    if settings is None or settings.index == Settings().index:
        return text
    named = f'"{settings.index}"' if " " in str(settings.index) else str(settings.index)
    return text.replace(BUILD, f"{BUILD} --index {named}")
