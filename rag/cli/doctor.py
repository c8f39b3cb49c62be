"""What is installed, which models are here, what the index is, what would go over the network. Loads no model."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rag.errors import RagError
from rag.index import generation
from rag.settings import ROOT, Settings

Object = dict[str, Any]


def examine(settings: Settings) -> Object:
    """Return what was found, ready for ``json.dumps``.

    ``ok`` says whether questions can be answered: everything pinned is installed in the version pinned, the
    embedder is here, and there is an index whose manifest can be read.
    """
    packages = [_package(name, wanted) for name, wanted in _pins().items()]
    embedder = Path(settings.embedder).expanduser() if settings.embedder else settings.models / "embedder"
    index = _index(settings.index)
    models = {"embedder": _model(embedder), "language_model": _model(Path(settings.llm).expanduser())}
    return {
        "ok": all(p["installed"] == p["pinned"] for p in packages) and models["embedder"]["here"] and index["ok"],
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "packages": packages,
        "models": models,
        "generator": settings.generator,
        "index": index,
        # Settings name folders and models on this machine only; nothing here speaks to another one.
        "network": [],
    }


def readable(found: Object) -> str:
    """Return what was found as text for people."""
    lines = [f"Python {found['python']}，{found['system']}"]
    for package in found["packages"]:
        if package["installed"] != package["pinned"]:
            here = package["installed"] or "没有安装"
            lines.append(f"✗ {package['name']}：{here}，需要 {package['pinned']}；请运行 make setup")
    if all(package["installed"] == package["pinned"] for package in found["packages"]):
        lines.append(f"✓ 依赖：{len(found['packages'])} 个，版本都对")
    embedder, llm, index = found["models"]["embedder"], found["models"]["language_model"], found["index"]
    lines.append(f"{_mark(embedder['here'])} 向量模型：{embedder['folder']}")
    lines.append(f"– 语言模型：{llm['folder'] if llm['here'] else '没有放置，用内置作答'}")
    if index["ok"]:
        lines.append(
            f"✓ 索引：{index['documents']} 个文件，{index['chunks']} 段，{index['created']}，{index['folder']}"
        )
    else:
        lines.append(f"✗ 索引：{index['hint']}")
    lines.append("✓ 网络：不联网，资料和问题都不离开这台机器")
    return "\n".join(lines)


def _mark(good: bool) -> str:
    return "✓" if good else "✗"


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


def _model(folder: Path) -> Object:
    """Whether a folder holds a model's weights."""
    here = folder.is_dir() and any(folder.rglob("*.safetensors"))
    return {"folder": str(folder), "here": here}


def _index(folder: Path) -> Object:
    """What the manifest of the index in use says; its files are verified when it is opened."""
    try:
        manifest = generation.read_manifest(folder, generation.candidates(folder)[0])
    except RagError as error:
        return {"ok": False, "folder": str(folder), "code": error.code, "hint": error.hint}
    documents = [file for file in manifest.documents if not file.failed]
    return {
        "ok": True,
        "folder": str(folder),
        "generation": manifest.generation,
        "created": manifest.created,
        "documents_folder": manifest.folder,
        "documents": len(documents),
        "failed": len(manifest.documents) - len(documents),
        "chunks": manifest.chunks,
        "embedder": manifest.embedder,
    }
