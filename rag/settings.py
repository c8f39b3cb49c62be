"""One frozen ``Settings``, from built-in values, ``rag.toml``, what was chosen on the page, and ``RAG_*`` variables.

Later ones win. Nothing is read when this module is imported and nothing is made; ``load`` does the reading and
``choose`` keeps what was chosen on the page, in ``data/settings.toml``.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path

from rag.errors import ConfigError, ConfigFileError, DataFolderError, reason

ROOT = Path(__file__).resolve().parent.parent
GENERATORS = ("auto", "built-in", "local", "endpoint")
# A secret is no setting: it is read where it is used, and stands in no file of ours.
ENDPOINT_KEY = "RAG_ENDPOINT_KEY"
MILVUS_TOKEN = "RAG_MILVUS_TOKEN"
PASSWORD = "RAG_PASSWORD"
# Who may change what all read from, where people log in: a password of their own, or their addresses by OIDC.
OWNER_PASSWORD, OWNERS = "RAG_OWNER_PASSWORD", "RAG_OWNERS"
# Set where the program itself keeps its libraries from asking around, so that a download asked for may undo it.
OFFLINE_BY_US = "WENJU_OFFLINE"
LANGUAGES = ("auto", "zh", "en")
# What can be chosen on the page; all else is for whoever starts the program.
CHOSEN = ("generator", "llm", "endpoint", "endpoint_model")
OCR = ("off", "on")
# A Milvus server that keeps vectors and words of an index: how it is written, and how its index folder is called.
_ADDRESS = re.compile(r"milvus:[/\\]{1,2}([A-Za-z0-9][A-Za-z0-9.-]*):(\d{1,5})[/\\]([A-Za-z_]\w{0,99})", re.ASCII)
SERVED = re.compile(r"milvus~([A-Za-z0-9][A-Za-z0-9.-]*)~(\d{1,5})~([A-Za-z_]\w{0,99})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set.

    Attributes:
        docs: The documents folder of a first build.
        index: The index folder; written ``milvus://HOST:PORT/NAME``, one in ``indexes`` whose vectors and words a
            server keeps.
        indexes: Where the indexes of folders given by hand are kept, one each.
        data: What people make: uploads, conversations, dictionary, jobs.
        models: The built-in models.
        embedder: A folder or hub name of a sentence-transformers model; empty for the built-in one.
        reranker: A folder or hub-cache name of a cross-encoder that reads the first passages again; empty for none.
        generator: ``auto`` (the ``endpoint`` if one is set, else a model in ``llm`` if one is there, else built-in),
            ``built-in``, ``local`` or ``endpoint``.
        llm: Folder or hub-cache name of a causal language model.
        hubs: Addresses that models are fetched from when that is asked for, tried in turn, blanks or commas between
            them; empty for ``HF_ENDPOINT`` or else huggingface.co.
        endpoint: Address of a server that speaks as OpenAI's does, such as ``http://127.0.0.1:8080/v1``; its key, if
            it needs one, comes from ``RAG_ENDPOINT_KEY``.
        endpoint_model: Which of its models; may be empty where it has one only.
        endpoint_connect_s: Seconds until the server must have taken a call.
        endpoint_first_s: Seconds until its first word.
        endpoint_idle_s: Seconds from one word to the next.
        ocr: ``on`` recognises text in scanned pages of PDF files, with what ``requirements-ocr.txt`` names; or ``off``.
        language: Of the page: ``auto`` follows the browser.
        evidence: Passages shown with an answer.
        question_chars: Longest question taken.
        max_new_tokens: Longest answer of a language model, in tokens.
        threads: Threads of numeric libraries.
    """

    docs: Path = ROOT / "seeds"
    index: Path = ROOT / "indexes" / "default"
    indexes: Path = ROOT / "indexes"
    data: Path = ROOT / "data"
    models: Path = ROOT / "models"
    embedder: str = ""
    reranker: str = ""
    generator: str = "auto"
    llm: str = str(ROOT / "models" / "llm")
    hubs: str = ""
    endpoint: str = ""
    endpoint_model: str = ""
    endpoint_connect_s: int = 5
    endpoint_first_s: int = 60
    endpoint_idle_s: int = 30
    ocr: str = "off"
    language: str = "auto"
    evidence: int = 10
    question_chars: int = 4000
    max_new_tokens: int = 400
    threads: int = 2

    @property
    def recognises(self) -> bool:
        """Whether scanned pages are recognised."""
        return self.ocr == "on"

    @property
    def dictionary(self) -> Path:
        """The reader's own words, for cutting texts into words; may be missing."""
        return self.data / "dictionary.txt"

    @property
    def synonyms(self) -> Path:
        """The reader's own words that mean the same; may be missing."""
        return self.data / "synonyms.txt"

    @property
    def chosen(self) -> Path:
        """What was chosen on the page; may be missing."""
        return self.data / "settings.toml"


_NAMES = tuple(field.name for field in fields(Settings))
_CHOICES = {"generator": GENERATORS, "ocr": OCR, "language": LANGUAGES}


# What may stand where ``~`` leads nowhere.
_NO_HOME = "不以 ~ 开头的完整路径（这里找不到用户主目录）", "a whole path without ~ (no home folder is known here)"


def load(environ: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Return the settings in force.

    What was chosen on the page stands in the data folder that these name, and gives way to variables only.

    Args:
        environ: Variables to read ``RAG_*`` from; the process's own by default. Other names are ignored,
            see ``unknown``.
        file: A TOML file with the fields of ``Settings`` as keys; ``rag.toml`` beside the
            package by default, and no error if that one is missing.

    Raises:
        ConfigError: A key is unknown, a value is of the wrong kind or not among those allowed.
        ConfigFileError: A file cannot be read.
    """
    environ = os.environ if environ is None else environ
    path = file or ROOT / "rag.toml"
    given = {name: (value, f"{path.name} 里的 {name}") for name, value in _table(path, must_exist=file is not None)}
    variables = {name: (environ[var], var) for name in _NAMES if environ.get(var := _variable(name))}
    settings = _with(Settings(), given | variables)
    chosen = {n: (v, f"{settings.chosen} 里的 {n}") for n, v in _table(settings.chosen, must_exist=False, names=CHOSEN)}
    return _with(settings, chosen | variables) if chosen else settings


def choose(data: Path, **values: str) -> None:
    """Keep what was chosen on the page, beside what was chosen before; it is in force at the next ``load``.

    Args:
        data: The data folder of the settings in force.
        values: Settings of ``CHOSEN`` by name.

    Raises:
        ConfigError: A value is not among those allowed.
        ConfigFileError: What was chosen before cannot be read.
        DataFolderError: The folder cannot be written.
    """
    path = Settings(data=data).chosen
    kept = dict(_table(path, must_exist=False, names=CHOSEN))
    for name, value in values.items():
        if name not in CHOSEN:
            raise ValueError(f"{name} is not chosen on the page")
        kept[name] = _typed(name, value, "", name)
    # Strings of JSON are strings of TOML, but for one control character that neither a path nor an address has.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in kept.items()]
    aside = path.with_name(f"settings.{os.getpid()}.new")
    try:
        data.mkdir(parents=True, exist_ok=True)
        aside.write_text("".join(lines), encoding="utf-8")
        aside.replace(path)
    except (OSError, UnicodeEncodeError) as exc:
        raise DataFolderError(data, exc if isinstance(exc, OSError) else OSError(str(exc))) from exc


def fixed(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the variables that set what else could be chosen on the page: they win, whatever is chosen there."""
    environ = os.environ if environ is None else environ
    return tuple(var for name in CHOSEN if environ.get(var := _variable(name)))


def _with(settings: Settings, given: Mapping[str, tuple[object, str]]) -> Settings:
    """Return settings with some set anew; each value comes with what the reader wrote it as."""
    # Where an index lies that a server keeps depends on the other settings.
    for name, (value, where) in sorted(given.items(), key=lambda pair: pair[0] == "index"):
        typed = _typed(name, value, getattr(settings, name), where)
        if name == "index":
            typed = index_folder(str(value), settings.indexes, where)
        settings = replace(settings, **{name: typed})  # type: ignore[arg-type]
    return settings


def index_folder(given: str, indexes: Path, where: str = "--index") -> Path:
    """Return the folder of an index that is given by its folder or as ``milvus://HOST:PORT/NAME``.

    Args:
        given: As it was written.
        indexes: Where the folders of the latter lie: records and manifests are here, vectors and words there.
        where: What it was written as.

    Raises:
        ConfigError: The address is malformed, or nobody knows where ``~`` is.

    >>> index_folder("milvus://db.local:19530/papers", Path("indexes")).name
    'milvus~db.local~19530~papers'
    """
    if not given.startswith("milvus:"):
        return expanded(Path(given))
    found = _ADDRESS.fullmatch(given)
    if found is None or int(found[2]) > 65535:
        allowed = "milvus://主机:端口/名称（名称由字母、数字和下划线组成，不以数字开头）"
        allowed_en = "milvus://host:port/name (letters, digits and underscores, no digit first)"
        raise ConfigError("index", given, allowed, allowed_en, where=where)
    return indexes / "~".join(("milvus", *found.groups()))


def unknown(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the ``RAG_*`` variables that are no settings, each with the one whose name is nearest or ``""``.

    They may belong to another program, so they are no error.
    """
    environ = os.environ if environ is None else environ
    known = {_variable(name) for name in _NAMES} | {ENDPOINT_KEY, MILVUS_TOKEN, PASSWORD, OWNER_PASSWORD, OWNERS}
    strange = sorted(name for name in environ if name.startswith("RAG_") and name not in known)
    return {name: next(iter(get_close_matches(name, sorted(known), 1)), "") for name in strange}


def expanded(path: Path) -> Path:
    """Return a path with a leading ``~`` as the home folder.

    Raises:
        ConfigError: Nobody knows where that is.
    """
    try:
        return path.expanduser()
    except RuntimeError as exc:
        raise ConfigError("path", path, *_NO_HOME, where="路径 path") from exc


def _variable(name: str) -> str:
    return f"RAG_{name.upper()}"


def _table(path: Path, *, must_exist: bool, names: Sequence[str] = _NAMES) -> list[tuple[str, object]]:
    """Return the keys and values of a TOML file, of some names only; none where it is missing and need not exist."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError) as exc:
        if not must_exist:
            return []
        raise ConfigFileError(path, "missing", hint=f"找不到设置文件 {path}；请检查路径。") from exc
    except UnicodeDecodeError as exc:
        hint = f"{path} 不是 UTF-8 编码；请用记事本打开它，另存为 UTF-8。"
        raise ConfigFileError(path, "not UTF-8", hint=hint) from exc
    except OSError as exc:
        hint = f"{path} 无法读取（{reason(exc)}）；请检查权限，或把它移开。"
        raise ConfigFileError(path, str(exc), hint=hint) from exc
    except tomllib.TOMLDecodeError as exc:
        raise ConfigFileError(path, str(exc), hint=_miswritten(path, text, str(exc))) from exc
    for name in table:
        if name not in names:
            near = next(iter(get_close_matches(name, names, 1)), "")
            if "key" in name.lower():
                hint = f"{path} 里的 {name} 不是设置项；密钥只放在环境变量 {ENDPOINT_KEY} 里，请从文件中删去。"
                raise ConfigFileError(path, f"a key in a file: {name!r}", hint=hint)
            mend = f"是不是想写 {near}？" if near else f"可用的有：{'、'.join(names)}。"
            raise ConfigFileError(path, f"unknown key {name!r}", hint=f"{path} 里的 {name} 不是设置项；{mend}")
    return list(table.items())


def _miswritten(path: Path, text: str, said: str) -> str:
    """Return in Chinese where a TOML file is miswritten, and how it is written."""
    found = re.search(r"at line (\d+)", said)
    line = text.splitlines()[int(found[1]) - 1] if found and int(found[1]) <= len(text.splitlines()) else ""
    where = f" 第 {found[1]} 行" if found else "末尾"
    if "\\" in line:
        return f"{path}{where}写法有误；Windows 路径请放在单引号里，例如 docs = 'D:\\资料'。"
    return f'{path}{where}写法有误；请写成 名称 = 值，文字要放在引号里，例如 docs = "资料"。'


def _typed(name: str, value: object, default: object, where: str) -> object:
    """Return a value in the type of its default; of variables all are strings."""
    if isinstance(default, int):
        # True is an int to Python, and its text is none here.
        if not re.fullmatch(r"\s*0*[1-9]\d{0,8}\s*", str(value)):
            raise ConfigError(name, value, "大于 0 的整数", "a whole number above 0", where=where)
        return int(str(value))
    if not isinstance(value, str):
        raise ConfigError(name, value, "放在引号里的文字", "a text in quotation marks", where=where)
    if isinstance(default, Path):
        try:
            return Path(value).expanduser()
        except RuntimeError as exc:
            raise ConfigError(name, value, *_NO_HOME, where=where) from exc
    if name in _CHOICES and value not in _CHOICES[name]:
        raise ConfigError(name, value, "、".join(_CHOICES[name]), ", ".join(_CHOICES[name]), where=where)
    return value
