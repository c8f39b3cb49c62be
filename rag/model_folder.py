"""Where a language model lies, and whether its files are whole as far as that can be told without loading it.

Reads names, sizes, headers and small files; imports nothing heavy and loads nothing.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path

from rag.records import Hint
from rag.settings import Settings

_TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt")
_LONGEST_HEADER = 100_000_000  # bytes, as the format has it
# Which of several models beside each other composes.
IN_USE = "IN_USE"
_NO_PART = ("README.md", "SHA256SUMS", IN_USE)

Flaw = tuple[str, str]  # in Chinese and in English


def available(name: str | Path) -> bool:
    """Whether a folder, or a hub name in the local cache, holds a causal model whose files are whole.

    Never raises.
    """
    folder = folder_of(str(name))
    return folder is not None and not flaws(folder)


def folder_of(name: str) -> Path | None:
    """Return a model's folder: the path itself, the one in use of several in it, or a hub name's local snapshot."""
    path = Path(name).expanduser()
    if path.is_dir():
        return _chosen(path)
    if path.is_absolute() or name.count("/") != 1:
        return None
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    cache = Path(os.environ.get("HF_HUB_CACHE") or home / "hub") / f"models--{name.replace('/', '--')}"
    try:
        revision = (cache / "refs" / "main").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    snapshot = cache / "snapshots" / revision
    return snapshot if revision and snapshot.is_dir() else None


def put_in_use(folder: Path) -> None:
    """Make a model the one in use of those that lie beside each other.

    Raises:
        OSError: The folder above cannot be written.
    """
    aside = folder.parent / f".{IN_USE}.{os.getpid()}.new"
    aside.write_text(folder.name + "\n", encoding="utf-8")
    aside.replace(folder.parent / IN_USE)


def kept(home: Path) -> list[Path]:
    """Return the models that lie in a folder, each in one of its own, whole ones only; by name."""
    try:
        return sorted(one for one in home.iterdir() if one.is_dir() and not one.name.startswith(".") and not flaws(one))
    except OSError:
        return []


def _chosen(home: Path) -> Path:
    """Return the model of a folder: the folder itself, else the one in use below it, else the first whole one."""
    if (home / "config.json").exists():
        return home
    try:
        named = (home / IN_USE).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        named = ""
    if named and named == Path(named).name and (home / named).is_dir():
        return home / named
    return next(iter(kept(home)), home)


def flaws(folder: Path) -> list[Flaw]:
    """Return what a model folder lacks, and which of its files are damaged; empty where all is well."""
    found: list[Flaw] = []
    config = folder / "config.json"
    if not config.is_file():
        found.append(_lacks("config.json"))
    elif not _is_table(config):
        found.append(_damaged("config.json"))
    tokenizers = [name for name in _TOKENIZERS if (folder / name).is_file()]
    if not tokenizers:
        found.append(("缺少分词器 tokenizer.json", "a tokenizer is missing"))
    elif not _is_tokenizer(folder / tokenizers[0]):
        found.append(_damaged(tokenizers[0]))
    index = folder / "model.safetensors.index.json"
    try:
        shards = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()) if index.is_file() else set()
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return [*found, _damaged(index.name)]
    for shard in sorted(map(str, shards or {"model.safetensors"})):
        if not (folder / shard).is_file():
            found.append(_lacks(shard))
        elif not _is_whole(folder / shard):
            found.append(_damaged(shard))
    return found


def unfit(settings: Settings) -> Hint | None:
    """Return why a language model that was named, or put where one is looked for, is not used; None where all is well.

    Nothing was named where ``llm`` is as it is built in and its folder holds nothing.
    """
    if settings.generator != "auto":
        return None
    folder, named = folder_of(settings.llm), settings.llm != Settings().llm
    if folder is None:
        return _unusable(settings.llm, [("没有这个文件夹", "there is no such folder")]) if named else None
    try:
        empty = all(path.name.startswith(".") or path.name in _NO_PART for path in folder.iterdir())
    except OSError:
        empty = False
    if empty:
        return _unusable(settings.llm, [("文件夹是空的", "the folder is empty")]) if named else None
    found = flaws(folder)
    if found and (half := next((part.parent.name for part in folder.glob("*/.*.part")), None)):
        return Hint(
            f"语言模型 {half} 还没有下载完，现在用内置作答",
            f"The language model {half} is fetched in part only; the built-in composer answers",
            ("go_on",),
            half,
        )
    return _unusable(settings.llm, found) if found else None


def _unusable(llm: str, found: list[Flaw]) -> Hint:
    zh, en = (separator.join(one) for separator, one in zip(("、", ", "), zip(*found, strict=True), strict=True))
    return Hint(
        f"语言模型 {llm} 用不了（{zh}），现在用内置作答；请补全模型文件",
        f"The language model {llm} cannot be used ({en}); the built-in composer answers. Complete its files",
        ("built_in",),
    )


def _lacks(name: str) -> Flaw:
    return f"缺少 {name}", f"{name} is missing"


def _damaged(name: str) -> Flaw:
    return f"{name} 已损坏或不完整", f"{name} is damaged or incomplete"


def _is_table(path: Path) -> bool:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(table, dict) and bool(table)


def _is_tokenizer(path: Path) -> bool:
    """Whether a tokenizer's file is not empty, and one in JSON has a model and an end."""
    try:
        status = path.stat()
        return _looks_whole(path, status.st_size, status.st_mtime_ns)
    except OSError:
        return False


@lru_cache(maxsize=8)
def _looks_whole(path: Path, size: int, mtime_ns: int) -> bool:
    """Return whether a file is whole; size and time are there for the cache, since vocabularies take megabytes."""
    data = path.read_bytes().strip()
    if path.name == "tokenizer.json":
        return data[:1] == b"{" and data[-1:] == b"}" and b'"model"' in data
    return data[:1] == b"{" and data[-1:] == b"}" if path.suffix == ".json" else bool(data)


def _is_whole(path: Path) -> bool:
    """Whether a file of weights is as long as its header says."""
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 0 < length <= min(_LONGEST_HEADER, path.stat().st_size):
                return False
            header = json.loads(file.read(length))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        return bool(ends) and path.stat().st_size == 8 + length + max(ends)
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError):
        return False
