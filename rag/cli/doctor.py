"""What is installed and whole, what the indexes are, what goes over the network. Loads no model and writes nothing."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rag.answer.models.address import address_of, key_of, listening
from rag.cli import page, platforms
from rag.cli.rates import rate_lines, rates
from rag.cli.spoken import building
from rag.corpus.recognition import recogniser_version, require
from rag.encode.files import BUILT_IN, SUMS, altered
from rag.errors import IndexCorruptError, IndexNotFoundError, RagError
from rag.index import generation
from rag.mends import in_commands
from rag.model_folder import available, unfit
from rag.records import Hint
from rag.settings import ROOT, Settings, unknown
from rag.text.equivalents import Synonyms
from rag.text.handwritten import entries
from rag.text.words import own_words

Object = dict[str, Any]
_READS = {"relevance": "给段落重新排序", "span": "给段落重新排序，并参与判断能否作答", "inference": "参与核对每句话"}


def examine(settings: Settings) -> Object:
    """Return what was found, ready for ``json.dumps``.

    ``ok`` says whether questions can be answered: everything pinned is installed in the version pinned, the models
    are here and whole, and there is an index whose files are as they were written.
    """
    packages = [_package(name, wanted) for name, wanted in _pins().items()]
    models = _models(settings)
    index = _index(settings.index)
    own = {"dictionary": _dictionary(settings.dictionary), "synonyms": _synonyms(settings.synonyms)}
    ready = all(p["installed"] == p["pinned"] for p in packages) and models["embedder"]["here"] and index["ok"]
    whole = all(models["built_in"].values()) and all(file["hint"] is None for file in own.values())
    whole = whole and models["reranker"]["hint"] is None
    return {
        "ok": bool(ready and whole),
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "platform": _platform(),
        "free_bytes": {"index": _free(settings.index), "data": _free(settings.data)},
        "packages": packages,
        "models": models,
        "generator": settings.generator,
        "endpoint": _endpoint(settings),
        "ocr": _ocr(settings),
        "index": index,
        "other_indexes": [_index(folder) for folder in _others(settings.index)],
        "rates": rates(settings),
        "own_files": own,
        "port": _port(settings),
        "unknown_variables": unknown(),
        "network": _network(settings),
    }


# ---------------------------------------------------------------- to read


def readable(found: Object) -> str:
    """Return what was found as text for people."""
    return "\n".join(
        [
            *_system_lines(found),
            *_package_lines(found["packages"]),
            *_model_lines(found["models"]),
            _ocr_line(found["ocr"]),
            _index_line(found["index"], "索引"),
            *(_index_line(other, "另一个索引") for other in found["other_indexes"]),
            *rate_lines(found["rates"]),
            *(_own_line(file) for file in found["own_files"].values()),
            found["port"]["line"],
            *(
                f"! 变量 {name} 不是设置项" + (f"；是不是想写 {near}？" if near else "，不起作用。")
                for name, near in found["unknown_variables"].items()
            ),
            *_endpoint_lines(found["endpoint"]),
            *(_network_lines(found["network"]) or ["✓ 网络：不联网，资料和问题都不离开这台机器"]),
        ]
    )


def _system_lines(found: Object) -> list[str]:
    row, free = found["platform"], found["free_bytes"]
    tried = "不在试过的系统之列" if row is None else f"{row['name']}，{row['tried'] or '没有试过'}"
    note = f"；{row['note']}" if row and row["note"] else ""
    index, data = (f"{free[name] / 2**30:.1f} GB" if free[name] is not None else "不详" for name in ("index", "data"))
    return [
        f"Python {found['python']}，{found['system']}（{tried}{note}）",
        f"– 磁盘剩余：索引所在 {index}，数据所在 {data}",
    ]


def _package_lines(packages: list[Object]) -> list[str]:
    wrong = [
        f"✗ {package['name']}：{package['installed'] or '没有安装'}，需要 {package['pinned']}；"
        "请运行 python setup_env.py setup"
        for package in packages
        if package["installed"] != package["pinned"]
    ]
    return wrong or [f"✓ 依赖：{len(packages)} 个，版本都对"]


def _model_lines(models: Object) -> list[str]:
    broken = [name for name, whole in models["built_in"].items() if not whole]
    lines = [
        f"✗ 内置模型：{'、'.join(broken)} 缺失或损坏；请运行 git checkout models，或重新下载本程序"
        if broken
        else f"✓ 内置模型：{'、'.join(models['built_in'])}，与发布时相同"
        if models["signed"]
        else f"– 内置模型：没有 {SUMS}，无法核对"
    ]
    embedder, llm = models["embedder"], models["language_model"]
    lines.append(f"{_mark(embedder['here'])} 向量模型：{embedder['folder']}")
    reranker = models["reranker"]
    if reranker["hint"]:
        lines.append(f"✗ 重排模型：{reranker['hint']}")
    elif reranker["model"]:
        lines.append(f"– 重排模型：{reranker['model']}，{_READS[reranker['kind']]}")
    if llm["hint"]:
        lines.append(f"! 语言模型：{llm['hint']}")
    else:
        lines.append(f"– 语言模型：{llm['folder'] if llm['here'] else '没有放置，用内置作答'}")
    return lines


def _endpoint_lines(endpoint: Object) -> list[str]:
    if endpoint["hint"]:
        return [f"✗ 语言模型服务：{endpoint['hint']}"]
    if endpoint["address"]:
        key = "有密钥" if endpoint["key"] else "没有密钥"
        model = endpoint["model"] or "没有指定，服务上只有一个时用它"
        used = "" if endpoint["used"] else "；设置 generator 没有用它"
        return [f"– 语言模型服务：{endpoint['address']}，模型：{model}，{key}{used}"]
    return [
        f"– 本机可能有 {name} 在运行；要由它作答，请设 RAG_ENDPOINT={address}（没有设置时不会联系它）"
        for name, address in endpoint["offered"]
    ]


def _network_lines(network: list[Object]) -> list[str]:
    return [
        f"! 网络：每次提问，问题、前几轮对话和找到的段落会发往 {one['host']}，离开这台机器"
        + ("" if one["encrypted"] else "，而且不加密")
        for one in network
    ]


def _ocr_line(ocr: Object) -> str:
    if ocr["hint"]:
        return f"✗ 文字识别：{ocr['hint']}"
    return f"✓ 文字识别：开启，rapidocr {ocr['version']}" if ocr["on"] else "– 文字识别：没有开启（RAG_OCR）"


def _index_line(index: Object, label: str) -> str:
    if not index["ok"]:
        return f"✗ {label}：{index['hint']}（{index['folder']}）"
    gone = "" if index["documents_here"] else "，资料文件夹已不在"
    return (
        f"{'!' if index['hint'] else '✓'} {label}：{index['documents']} 个文件，{index['chunks']} 段，"
        f"{index['created']}，{index['folder']}，资料在 {index['documents_folder']}{gone}"
        + (f"；{index['hint']}" if index["hint"] else "")
    )


def _own_line(file: Object) -> str:
    if file["hint"]:
        return f"✗ {file['name']}：{file['hint']}"
    if not file["here"]:
        return f"– {file['name']}：没有；示例在 docs/examples/"
    return f"✓ {file['name']}：{file['count']} {file['unit']}（{file['path']}）"


def _mark(good: bool) -> str:
    return "✓" if good else "✗"


# ---------------------------------------------------------------- looked up


def _platform() -> Object | None:
    row = platforms.here()
    return {"name": row.name, "tried": row.tried, "installs": row.installs, "note": row.note} if row else None


def _free(folder: Path) -> int | None:
    """Return the bytes that are free where a folder is or would be."""
    with suppress(OSError, StopIteration):
        return shutil.disk_usage(next(path for path in (folder, *folder.absolute().parents) if path.exists())).free
    return None


def _pins() -> dict[str, str]:
    """The pinned versions of what the product imports."""
    path = ROOT / "requirements.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    pairs = (line.partition("#")[0].strip().partition("==") for line in lines)
    return {name: wanted for name, equals, wanted in pairs if equals}


def _package(name: str, wanted: str) -> Object:
    try:
        # A local build of the version (2.13.0+cpu) is that version.
        here: str | None = version(name).partition("+")[0]
    except PackageNotFoundError:
        here = None
    return {"name": name, "pinned": wanted, "installed": here}


def _models(settings: Settings) -> Object:
    """Which models are here, and which of the built-in ones are as they were released."""
    embedder = Path(settings.embedder).expanduser() if settings.embedder else settings.models / "embedder"
    folders = {name: settings.models / name for name in BUILT_IN}
    return {
        "embedder": _model(embedder),
        "language_model": _language_model(settings),
        "reranker": _reranker(settings),
        "built_in": {name: folder.is_dir() and altered(folder) is None for name, folder in folders.items()},
        "signed": (settings.models / SUMS).is_file(),
    }


def _ocr(settings: Settings) -> Object:
    """Whether scanned pages are recognised, with which version, and what is wrong with it."""
    found: Object = {"on": settings.recognises, "version": recogniser_version() or None, "hint": None}
    try:
        if settings.recognises:
            require()
    except RagError as error:
        return found | {"hint": error.hint}
    return found


def _language_model(settings: Settings) -> Object:
    """Whether a language model is here whole, and what is wrong with one that was named or put there."""
    flaw = unfit(replace(settings, generator="auto"))
    folder = str(Path(settings.llm).expanduser())
    return {"folder": folder, "here": available(settings.llm), "hint": in_commands(flaw, "zh") if flaw else None}


def _reranker(settings: Settings) -> Object:
    """Which cross-encoder is set, of which kind, and what is wrong with it."""
    found: Object = {"model": settings.reranker, "kind": None, "hint": None}
    if not settings.reranker:
        return found
    # Imports NumPy, which no other line of this command needs.
    from rag.encode.pair_reader import PairReader

    try:
        return found | {"kind": PairReader(settings.reranker).kind}
    except RagError as error:
        return found | {"hint": error.hint}


def _endpoint(settings: Settings) -> Object:
    """Which server of language models is set, and what is wrong with that; which ones may run here where none is."""
    found: Object = {"address": None, "model": settings.endpoint_model, "key": False, "used": False, "hint": None}
    used = settings.generator == "endpoint" or (settings.generator == "auto" and bool(settings.endpoint))
    if not settings.endpoint and not used:
        return found | {"offered": listening()}
    try:
        address = address_of(settings)
        return found | {"address": address.base, "key": bool(key_of()), "used": used, "offered": []}
    except RagError as error:
        return found | {"used": used, "hint": error.hint, "offered": []}


def _network(settings: Settings) -> list[Object]:
    """Where text goes that leaves this machine: to the server of a language model, where one is set and not here."""
    if settings.generator not in ("auto", "endpoint") or not settings.endpoint:
        return []
    with suppress(RagError):
        address = address_of(settings)
        if not address.near:
            return [{"host": address.host, "what": "question, history, passages", "encrypted": address.secret}]
    return []


def _model(folder: Path) -> Object:
    """Whether a folder holds a model's weights."""
    here = folder.is_dir() and any(folder.rglob("*.safetensors"))
    return {"folder": str(folder), "here": here}


def _others(index: Path) -> list[Path]:
    """Return the other index folders beside one."""
    with suppress(OSError):
        return sorted(path for path in index.parent.iterdir() if path != index and (path / "generations").is_dir())
    return []


def _index(folder: Path) -> Object:
    """What the first generation that is whole says of itself; every file is compared with its hash."""
    damaged: list[Hint] = []
    try:
        for name in generation.candidates(folder):
            try:
                manifest = generation.verified(folder, name)
            except IndexCorruptError as error:
                damaged.append(error.told)
                continue
            return _described(folder, manifest, damaged)
    except RagError as error:
        hint = error.told if isinstance(error, IndexNotFoundError) or not damaged else damaged[0]
        return {"ok": False, "folder": str(folder), "code": error.code, "hint": _for(folder, hint)}
    return {"ok": False, "folder": str(folder), "code": IndexCorruptError.code, "hint": _for(folder, damaged[0])}


def _for(folder: Path, hint: Hint) -> str:
    """Return what is said of an index, with the command that builds this one."""
    return in_commands(hint, "zh", build=building(replace(Settings(), index=folder)))


def _described(folder: Path, manifest: generation.Manifest, damaged: list[Hint]) -> Object:
    documents = [file for file in manifest.documents if not file.failed]
    return {
        "ok": True,
        "folder": str(folder),
        "generation": manifest.generation,
        "created": manifest.created,
        "documents_folder": manifest.folder,
        "documents_here": (ROOT / manifest.folder).is_dir(),
        "documents": len(documents),
        "failed": len(manifest.documents) - len(documents),
        "chunks": manifest.chunks,
        "embedder": manifest.embedder,
        # A newer generation is damaged, and this one serves in its place.
        "hint": _for(folder, damaged[0]) if damaged else None,
    }


def _dictionary(path: Path) -> Object:
    return _own("词典", path, "个词", lambda: len(own_words(path)))


def _synonyms(path: Path) -> Object:
    return _own("同义词", path, "行", lambda: len(entries(path)) if Synonyms.read(path).rules else 0)


def _own(name: str, path: Path, unit: str, count: Callable[[], int]) -> Object:
    """What is in a file that the reader writes, or what is wrong with it."""
    found: Object = {"name": name, "path": str(path), "here": path.exists(), "count": 0, "unit": unit, "hint": None}
    try:
        return found | {"count": count()}
    except RagError as error:
        return found | {"hint": error.hint}


def _port(settings: Settings) -> Object:
    """Who is at the port that the page is served at first."""
    url = f"http://{page.HOST}:{page.PORT}"
    if page.is_free(page.PORT):
        return {"port": page.PORT, "state": "free", "line": f"✓ 端口 {page.PORT}：空闲"}
    if page.is_ours(page.PORT, settings.data / "pages"):
        return {"port": page.PORT, "state": "ours", "line": f"✓ 端口 {page.PORT}：问据的网页正开着，{url}"}
    line = f"! 端口 {page.PORT}：被另一个程序占用；网页会改用后面的端口"
    return {"port": page.PORT, "state": "taken", "line": line}
