"""The reader's dictionary and synonyms as texts that can be edited: read, checked, and kept whole.

Knows the files and who checks them; what a line means is the business of ``rag.text``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from rag.errors import ConfigFileError, DataFolderError, RagError
from rag.index import generation as generations
from rag.settings import Settings
from rag.text.equivalents import Synonyms
from rag.text.words import Segmenter, own_words


class ChangedElsewhereError(ConfigFileError):
    """A file is another one than the one that was edited."""

    code = "changed_elsewhere"


def read(path: Path) -> str:
    """Return the text of a file, its line ends made one; ``""`` for a missing one.

    Raises:
        ConfigFileError: It is not UTF-8, or cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as exc:
        raise ConfigFileError(path, "not UTF-8", hint=f"{path} 不是 UTF-8 编码；请另存为 UTF-8，或把它移开。") from exc
    except OSError as exc:
        raise ConfigFileError(path, str(exc), hint=f"{path} 无法读取；请检查权限，或把它移开。") from exc


def is_behind(settings: Settings) -> bool:
    """Return whether the index in use was built with another dictionary; False where none can be read."""
    current = generations.current_generation(settings.index)
    if current is None:
        return False
    try:
        return generations.read_manifest(settings.index, current).words != Segmenter(settings.dictionary).version
    except RagError:
        return False


def with_words(text: str, words: Iterable[str]) -> str:
    """Return a dictionary with some words more, a line each.

    >>> with_words("甲乙", ["丙丁"]).splitlines(), with_words("", ["丙丁"]).splitlines()
    (['甲乙', '丙丁'], ['丙丁'])
    """
    before = f"{text.rstrip()}\n" if text.strip() else ""
    return before + "".join(f"{word}\n" for word in words)


def save_dictionary(path: Path, text: str, before: str) -> None:
    """Keep a dictionary; arguments and errors as for ``save``."""
    save(path, text, before, own_words)


def save_synonyms(path: Path, text: str, before: str) -> None:
    """Keep synonyms; arguments and errors as for ``save``."""
    save(path, text, before, Synonyms.read)


def save(path: Path, text: str, before: str, check: Callable[[Path], object]) -> None:
    """Keep a text in place of what a file holds, all of it or none.

    Args:
        path: The file; made with its folder where it is missing.
        text: What it is to hold.
        before: What it held when editing began.
        check: Reads the file and raises ``ConfigFileError`` where it cannot be read.

    Raises:
        ChangedElsewhereError: The file holds something else than ``before`` by now.
        ConfigFileError: The new text is malformed; the line is named.
        DataFolderError: The folder cannot be written.
    """
    if read(path) != before:
        hint = f"{path.name} 刚才在别处改过；请重新载入后再改。"
        raise ChangedElsewhereError(path, "changed elsewhere", hint=hint)
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8", errors="replace")
        check(aside)
        aside.replace(path)
    except ConfigFileError as exc:
        hint = exc.hint.replace(str(aside), path.name)
        raise ConfigFileError(path, str(exc.value), hint=hint) from exc
    except OSError as exc:
        raise DataFolderError(path.parent, exc) from exc
    finally:
        aside.unlink(missing_ok=True)
