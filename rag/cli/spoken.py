"""In which language the command line speaks, and how the mend of an error is worded there.

Chinese, unless the setting ``language`` is ``en``. Knows hints and settings.
"""

from __future__ import annotations

import os

from rag.mends import BUILD, in_commands
from rag.records import Hint, Language
from rag.settings import Settings


def language(settings: Settings | None) -> Language:
    """Return the language of our words; before the settings are read, that of ``RAG_LANGUAGE``."""
    chosen = settings.language if settings else os.environ.get("RAG_LANGUAGE")
    return "en" if chosen == "en" else "zh"


def either(settings: Settings | None, zh: str, en: str) -> str:
    """Return the one of two texts that is in the language."""
    return en if language(settings) == "en" else zh


def told(hint: Hint, settings: Settings | None) -> str:
    """Return what went wrong and its mend, in one line; the command that builds names the index that is meant."""
    return " ".join(in_commands(hint, language(settings), build=building(settings)).split())


def building(settings: Settings | None) -> str:
    """Return the command that builds, which names the index where it is another than the usual one.

    >>> from pathlib import Path
    >>> building(Settings(index=Path("/tmp/x")))
    'python -m rag build --index /tmp/x'
    """
    if settings is None or settings.index == Settings().index:
        return BUILD
    named = f'"{settings.index}"' if " " in str(settings.index) else str(settings.index)
    return f"{BUILD} --index {named}"
