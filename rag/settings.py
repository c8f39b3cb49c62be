"""One frozen ``Settings``, from built-in values, ``rag.toml`` and ``RAG_*`` variables, later ones winning.

Nothing is read when this module is imported and nothing is made; ``load`` does the reading.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from rag.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent
GENERATORS = ("auto", "built-in", "local")
LANGUAGES = ("auto", "zh", "en")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set.

    Attributes:
        docs: The documents folder of a first build.
        index: The index folder.
        data: What people make: uploads, conversations, dictionary, jobs.
        models: The built-in models.
        embedder: A folder or hub name of a sentence-transformers model; empty for the built-in one.
        generator: ``auto`` (a model in ``llm`` if one is there, else built-in), ``built-in`` or ``local``.
        llm: Folder or hub-cache name of a causal language model.
        language: Of the page: ``auto`` follows the browser.
        evidence: Passages shown with an answer.
        question_chars: Longest question taken.
        max_new_tokens: Longest answer of a language model, in tokens.
        threads: Threads of numeric libraries.
    """

    docs: Path = ROOT / "seeds"
    index: Path = ROOT / "indexes" / "default"
    data: Path = ROOT / "data"
    models: Path = ROOT / "models"
    embedder: str = ""
    generator: str = "auto"
    llm: str = str(ROOT / "models" / "llm")
    language: str = "auto"
    evidence: int = 10
    question_chars: int = 4000
    max_new_tokens: int = 400
    threads: int = 2

    @property
    def dictionary(self) -> Path:
        """The reader's own words, for cutting texts into words; may be missing."""
        return self.data / "dictionary.txt"

    @property
    def synonyms(self) -> Path:
        """The reader's own words that mean the same; may be missing."""
        return self.data / "synonyms.txt"


def load(environ: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Return the settings in force.

    Args:
        environ: Variables to read ``RAG_*`` from; the process's own by default.
        file: A TOML file with the fields of ``Settings`` as keys; ``rag.toml`` beside the
            package by default, and no error if that one is missing.

    Raises:
        ConfigError: A key is unknown, a value is of the wrong kind or not among those allowed.
    """
    environ = os.environ if environ is None else environ
    path = file or ROOT / "rag.toml"
    given: dict[str, object] = {}
    if file is not None or path.is_file():
        try:
            given |= tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as exc:
            raise ConfigError(str(path), str(exc), "一个可读的 TOML 文件") from exc
    names = {f.name for f in fields(Settings)}
    given |= {n: environ[f"RAG_{n.upper()}"] for n in names if environ.get(f"RAG_{n.upper()}")}
    settings = Settings()
    for name, value in given.items():
        if name not in names:
            raise ConfigError(name, value, "、".join(sorted(names)))
        settings = replace(settings, **{name: _typed(name, value, getattr(settings, name))})  # type: ignore[arg-type]
    for name, allowed in (("generator", GENERATORS), ("language", LANGUAGES)):
        if getattr(settings, name) not in allowed:
            raise ConfigError(name, getattr(settings, name), "、".join(allowed))
    return settings


def _typed(name: str, value: object, default: object) -> object:
    """Return a value in the type of its default."""
    if isinstance(default, Path):
        return Path(str(value)).expanduser()
    if isinstance(default, int):
        try:
            number = int(str(value))
        except ValueError as exc:
            raise ConfigError(name, value, "整数") from exc
        if number < 1:
            raise ConfigError(name, value, "大于 0 的整数")
        return number
    return str(value)
