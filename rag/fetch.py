"""A language model, fetched from a hub because somebody asked for it, or found where it was put by hand.

Knows which files of a model are wanted (weights as safetensors, tables, the tokenizer; never a pickle, never code),
that a hub may break off, stall or say something else than it sends, and how a half that is here is gone on with. The
hub's own library lists the files, with sizes and hashes; their bytes are moved here, since it keeps no half of a file
from one run to the next. Nothing is in use before all of it has the hash that was announced.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from filelock import FileLock, Timeout

from rag.answer.models.recommended import RECOMMENDED, Recommended
from rag.errors import FetchError
from rag.machine import free_disk
from rag.model_folder import flaws, put_in_use
from rag.settings import Settings

if TYPE_CHECKING:
    import httpx2

OFFICIAL = "https://huggingface.co"
PART = ".part"
_SUMS = "SHA256SUMS"
_WEIGHTS = re.compile(r"model(?:-\d+-of-\d+)?\.safetensors")
_BESIDE = re.compile(
    r"[\w.-]+\.json|[\w.-]+\.jinja|tokenizer\.model|merges\.txt|vocab\.txt|LICENSE(?:\.\w+)?", re.ASCII
)
_REPO = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_SPARE_BYTES = 200_000_000
_LARGEST_BESIDE = 100_000_000
_BLOCK = 1 << 20
# How long a source may be silent, and what is waited before it is tried again.
STALL_S, PAUSE_S = 15.0, 1.0
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Remote:
    """A file on a hub: its name, its bytes, and its hash: of itself, or as git has it where ``is_git``."""

    name: str
    size: int
    digest: str
    is_git: bool


@dataclass(frozen=True, slots=True)
class Step:
    """How far a download is: bytes that are here of all bytes, and the file that is coming."""

    file: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A model that is here and in use.

    Attributes:
        name: What its folder is called.
        folder: Where it is.
        size: Bytes of its files.
        source: Where it came from; empty where it was here already.
    """

    name: str
    folder: Path
    size: int
    source: str


class _ElsewhereError(Exception):
    """A source cannot be reached or broke off: another one may do better."""


def repository(model: str) -> str:
    """Return the name on the hub of a model, given by that or as people call it.

    Raises:
        FetchError: It is neither.
    """
    for known in RECOMMENDED:
        if model.lower() in (known.name.lower(), known.hub.lower()):
            return known.hub
    if _REPO.fullmatch(model) and ".." not in model:
        return model
    names = "、".join(known.name for known in RECOMMENDED)
    raise FetchError(
        model,
        "is no model's name",
        hint=f"没有名为 {model} 的模型；可用的有 {names}，或写完整的名字，例如 {RECOMMENDED[0].hub}。",
        hint_en=f"There is no model called {model}. Name one of {', '.join(known.name for known in RECOMMENDED)}, or "
        f"the whole name of one on the hub, such as {RECOMMENDED[0].hub}.",
    )


def home_of(settings: Settings) -> Path:
    """Return the folder that models are kept in, one folder each."""
    named = Path(settings.llm).expanduser()
    if not named.is_absolute():
        return settings.models / "llm"
    return named.parent if (named / "config.json").exists() else named


def sources(settings: Settings) -> tuple[str, ...]:
    """Return the addresses to fetch from, in the order in which they are tried."""
    given = [address.rstrip("/") for address in re.split(r"[\s,，]+", settings.hubs) if address]
    return tuple(given) or ((os.environ.get("HF_ENDPOINT") or OFFICIAL).rstrip("/"),)


def known(repo: str) -> Recommended | None:
    """Return what the table of recommended models says of one; None where it is not in it."""
    return next((model for model in RECOMMENDED if model.hub == repo), None)


def fetch(settings: Settings, model: str, tell: Callable[[Step], None] = lambda _: None) -> Fetched:
    """Bring a model here and put it in use; what is here of it already is not fetched again.

    Args:
        settings: Where models are kept, and the sources.
        model: Its name, or that of any model of the hub.
        tell: Told before the first byte (``done`` is what is here already) and as bytes come.

    Raises:
        FetchError: No source has it whole, it is no language model in safetensors, or there is no room for it.
        OSError: The folder cannot be written.
    """
    repo = repository(model)
    folder = home_of(settings) / repo.rpartition("/")[2]
    if _is_whole(folder):
        put_in_use(folder)
        return Fetched(folder.name, folder, _size(folder), "")
    failures = []
    for source in sources(settings):
        try:
            size = _from(source, repo, folder, tell)
        except _ElsewhereError as error:
            failures.append(f"{source}（{error}）")
            continue
        put_in_use(folder)
        return Fetched(folder.name, folder, size, source)
    raise FetchError(
        repo,
        f"no source could give it: {'; '.join(failures)}",
        hint=f"下载 {repo} 没有完成：{'；'.join(failures)}。请检查网络后再运行一次，会接着已下载的部分继续；"
        "也可把环境变量 HF_ENDPOINT 或设置 hubs 改为能连上的镜像。",
        hint_en=f"{repo} was not fetched: {'; '.join(failures)}. Check the network and run it again, it goes on where "
        "it stopped; or set HF_ENDPOINT, or hubs, to a mirror that can be reached.",
        retryable=True,
    )


def _from(source: str, repo: str, folder: Path, tell: Callable[[Step], None]) -> int:
    """Fetch a model from one source and return its bytes.

    Raises:
        _ElsewhereError: The source cannot be reached, or broke off again and again.
        FetchError: It has no such model, or sends what it did not announce.
    """
    revision, files = _listed(source, repo)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".fetching", timeout=0):
            return _filled(source, repo, revision, files, folder, tell)
    except Timeout as exc:
        hint = f"{repo} 正在另一个窗口里下载；请等它完成。"
        raise FetchError(
            repo, "is being fetched already", hint=hint, hint_en=f"{repo} is being fetched already."
        ) from exc


def _filled(
    source: str, repo: str, revision: str, files: list[Remote], folder: Path, tell: Callable[[Step], None]
) -> int:
    """Fetch what a folder lacks of a model and return the model's bytes; errors as for ``_from``."""
    total = sum(file.size for file in files)
    lacking = [file for file in files if not _is(folder / file.name, file)]
    here = {file.name: file.size for file in files if file not in lacking}
    here |= {file.name: _bytes(_part(folder, file)) for file in lacking}
    tell(Step("", sum(here.values()), total))
    missing = total - sum(here.values())
    if missing + _SPARE_BYTES > free_disk(folder):
        raise FetchError(
            repo,
            f"needs {missing} bytes, {free_disk(folder)} are free",
            hint=f"{folder} 所在的磁盘只剩 {free_disk(folder) / 1e9:.1f} GB，{repo} 还要 {missing / 1e9:.1f} GB；"
            "请腾出空间后再试。",
            hint_en=f"{repo} takes {missing / 1e9:.1f} GB more, {free_disk(folder) / 1e9:.1f} GB are free. Make room.",
        )
    for file in lacking:
        before = Step(file.name, sum(size for name, size in here.items() if name != file.name), total)
        _bring(source, repo, revision, file, folder, partial(_tell_on, tell, before))
        here[file.name] = file.size
        if file.name == "config.json":
            _must_be_a_language_model(repo, folder / file.name)
    sums = "".join(f"{_sha256(folder / file.name)}  {file.name}\n" for file in files)
    (folder / _SUMS).write_text(sums, encoding="utf-8")
    found = flaws(folder)
    if found:
        raise FetchError(
            repo,
            f"is not whole: {', '.join(en for _, en in found)}",
            hint=f"{repo} 下载完了，但文件不全（{'、'.join(zh for zh, _ in found)}）；请换一个模型。",
        )
    return total


def _tell_on(tell: Callable[[Step], None], before: Step, n: int) -> None:
    """Tell of the bytes of one file beside those of the others."""
    tell(Step(before.file, before.done + n, before.total))


def _listed(source: str, repo: str) -> tuple[str, list[Remote]]:
    """Return the revision of a model and the files wanted of it, small ones first.

    Raises:
        _ElsewhereError: The source cannot be reached.
        FetchError: It has no such model, does not give it away, or has no weights in safetensors.
    """
    import httpx2
    from huggingface_hub import HfApi
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, OfflineModeIsEnabled, RepositoryNotFoundError

    try:
        info = HfApi(endpoint=source, token=_token(source)).model_info(repo, files_metadata=True, timeout=STALL_S)
        remotes = [_remote(one, repo) for one in info.siblings or () if _is_wanted(one.rfilename)]
    except OfflineModeIsEnabled as exc:
        hint = "环境变量 HF_HUB_OFFLINE 或 TRANSFORMERS_OFFLINE 禁止联网；请去掉它再下载。"
        raise FetchError(repo, "offline mode is set", hint=hint, hint_en="Unset HF_HUB_OFFLINE to fetch.") from exc
    except GatedRepoError as exc:
        hint = f"{repo} 要先在 {source} 上同意条款；请同意后把访问令牌放进环境变量 HF_TOKEN，或换一个模型。"
        raise FetchError(repo, "access is restricted", hint=hint) from exc
    except RepositoryNotFoundError as exc:
        raise FetchError(repo, f"not at {source}", hint=f"{source} 上没有 {repo}；请检查名字。") from exc
    except (HfHubHTTPError, httpx2.HTTPError, httpx2.InvalidURL, OSError) as exc:
        raise _ElsewhereError(_said(exc)) from exc
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise _ElsewhereError("答非所问") from exc
    if not any(_WEIGHTS.fullmatch(file.name) for file in remotes):
        hint = f"{repo} 没有 safetensors 格式的权重，其他格式可能夹带程序，不下载；请换一个模型。"
        raise FetchError(repo, "has no weights in safetensors", hint=hint)
    return str(info.sha or "main"), sorted(remotes, key=lambda file: (file.name != "config.json", file.size, file.name))


def _is_wanted(name: str) -> bool:
    """Whether a file belongs to what is run here; none of a subfolder does."""
    return bool(_WEIGHTS.fullmatch(name) or _BESIDE.fullmatch(name))


def _remote(file: object, repo: str) -> Remote:
    """Return what a hub announces of a file.

    Raises:
        FetchError: It does not say how large the file is, or gives no hash.
    """
    name, size, lfs = str(file.rfilename), file.size, file.lfs  # type: ignore[attr-defined]
    digest = str(lfs.sha256 if lfs is not None else file.blob_id or "")  # type: ignore[attr-defined]
    is_weights = _WEIGHTS.fullmatch(name)
    if not isinstance(size, int) or size < 0 or not re.fullmatch(r"[0-9a-f]{64}" if lfs else r"[0-9a-f]{40}", digest):
        raise FetchError(
            repo,
            f"{name} comes without size or hash",
            hint=f"{repo} 的 {name} 没有大小或校验值，不下载；请换一个来源。",
        )
    if not is_weights and size > _LARGEST_BESIDE:
        raise FetchError(repo, f"{name} has {size} bytes", hint=f"{repo} 的 {name} 大得不正常；请换一个模型。")
    return Remote(name, size, digest, lfs is None)


def _bring(source: str, repo: str, revision: str, file: Remote, folder: Path, tell: Callable[[int], None]) -> None:
    """Fetch one file, going on where a half of it is here; it gets its name once its hash is right.

    Raises:
        _ElsewhereError: The source breaks off again and again.
        FetchError: What came is not what was announced; it is thrown away.
    """
    import httpx2
    from huggingface_hub import hf_hub_url
    from huggingface_hub.utils._headers import build_hf_headers

    part = _part(folder, file)
    # Packed on its way, a file has another length than the one announced, and cannot be gone on with.
    headers = build_hf_headers(token=_token(source)) | {"Accept-Encoding": "identity"}
    url = hf_hub_url(repo, file.name, revision=revision, endpoint=source)
    failures = 0
    with httpx2.Client(headers=headers, timeout=STALL_S, follow_redirects=True) as client:
        while (here := _bytes(part)) < file.size:
            why = "连接中断"
            try:
                _received(client, url, part, file, tell)
            except httpx2.HTTPStatusError as exc:
                if exc.response.status_code == 416:  # it ends there before what is here does
                    part.unlink()
                    raise _other(repo, file, source) from exc
                why = _said(exc)
            except (httpx2.HTTPError, httpx2.InvalidURL) as exc:
                why = _said(exc)
            except _TooMuchError as exc:
                part.unlink()
                raise _other(repo, file, source) from exc
            failures = 0 if _bytes(part) > here else failures + 1
            if failures > _TRIES:
                raise _ElsewhereError(why)
            if _bytes(part) < file.size:
                time.sleep(PAUSE_S)
    if not _is(part, file):
        part.unlink()
        raise _other(repo, file, source)
    part.replace(folder / file.name)


def _received(client: httpx2.Client, url: str, part: Path, file: Remote, tell: Callable[[int], None]) -> None:
    """Add what a source sends of a file to the half of it that is here; nothing that came is lost when it breaks off.

    Raises:
        httpx2.HTTPError: It cannot be reached, broke off, or does not give the file.
        _TooMuchError: It sends more than it announced.
    """
    here = _bytes(part)
    with client.stream("GET", url, headers={"Range": f"bytes={here}-"} if here else {}) as response:
        response.raise_for_status()
        goes_on = here > 0 and response.headers.get("content-range", "").startswith(f"bytes {here}-")
        with part.open("ab" if goes_on else "wb") as out:
            done = here if goes_on else 0
            for block in response.iter_raw():
                done += len(block)
                if done > file.size:
                    raise _TooMuchError(file.name)
                out.write(block)
                tell(done)
            out.flush()
            os.fsync(out.fileno())


class _TooMuchError(Exception):
    """A source sends more bytes than it announced."""


def _other(repo: str, file: Remote, source: str) -> FetchError:
    return FetchError(
        repo,
        f"{source} sent another {file.name} than it announced",
        hint=f"从 {source} 下载的 {file.name} 与公布的大小或校验值不符，已丢弃；"
        "请再试一次，或换一个来源（设置 hubs）。",
        hint_en=f"The {file.name} that {source} sent is not the one announced, and was thrown away. Try again, or set "
        "hubs to another source.",
        retryable=True,
    )


def _must_be_a_language_model(repo: str, config: Path) -> None:
    """Look at what a model is before its weights are fetched.

    Raises:
        FetchError: It is no causal language model, or needs code of its own.
    """
    try:
        table = json.loads(config.read_text(encoding="utf-8"))
        architectures = [str(name) for name in table.get("architectures") or ()]
    except (ValueError, AttributeError, TypeError) as exc:
        raise FetchError(repo, "config.json is damaged", hint=f"{repo} 的 config.json 已损坏；请换一个来源。") from exc
    if not any(name.endswith("ForCausalLM") for name in architectures) or "auto_map" in table:
        why = "需要运行它自带的程序" if "auto_map" in table else "不是生成文字的语言模型"
        raise FetchError(repo, f"cannot be used: {architectures}", hint=f"{repo} {why}，这里用不了；请换一个模型。")


def _token(source: str) -> str | bool:
    """Return the reader's own token for the official hub; no mirror gets to see it."""
    return os.environ.get("HF_TOKEN") or False if source == OFFICIAL else False


def _said(exc: Exception) -> str:
    """Return in a few words why a source could not be reached."""
    status = getattr(getattr(exc, "response", None), "status_code", None)
    if status is not None:
        return f"回应 {status}"
    return "超时" if "Timeout" in type(exc).__name__ else "连接中断" if "Protocol" in type(exc).__name__ else "连不上"


def _part(folder: Path, file: Remote) -> Path:
    """Return where the half of a file is kept; of another version of it, elsewhere."""
    return folder / f".{file.name}.{file.digest[:12]}{PART}"


def _bytes(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _is(path: Path, file: Remote) -> bool:
    """Whether a file is the one announced."""
    if _bytes(path) != file.size or not path.is_file():
        return False
    if not file.is_git:
        return _sha256(path) == file.digest
    digest = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
    with path.open("rb") as source:
        for block in _blocks(source):
            digest.update(block)
    return digest.hexdigest() == file.digest


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        for block in _blocks(source):
            digest.update(block)
    return digest.hexdigest()


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    while block := source.read(_BLOCK):
        yield block


def _is_whole(folder: Path) -> bool:
    """Whether a model that was fetched before is as it came; False for one that was put there by hand."""
    try:
        lines = (folder / _SUMS).read_text(encoding="utf-8").splitlines()
        pairs: Sequence[tuple[str, str]] = [(line[:64], line[66:]) for line in lines]
        return bool(pairs) and not flaws(folder) and all(_sha256(folder / name) == digest for digest, name in pairs)
    except OSError:
        return False


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
