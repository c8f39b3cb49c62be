"""Whether text in pictures can be recognised on this machine: what is installed, and where its models lie.

Imports nothing of what recognises; ``formats/recognise.py`` does.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from rag.errors import BackendUnavailableError

# RapidOCR leaves the choice of what computes to whoever installs it.
PACKAGES = ("rapidocr", "onnxruntime")
_MODELS = {"Det.model_path": "PP-OCRv6_det_small.onnx", "Rec.model_path": "PP-OCRv6_rec_small.onnx"}
INSTALL = "pip install -r requirements-ocr.txt -c requirements.lock"


def recogniser_version() -> str:
    """Return the version of what recognises; ``""`` where it is not installed."""
    try:
        return version(PACKAGES[0])
    except PackageNotFoundError:
        return ""


def require() -> None:
    """Make sure that text can be recognised, without importing what does it.

    Raises:
        BackendUnavailableError: A package or a model is missing.
    """
    gone = [name for name in PACKAGES if find_spec(name) is None]
    files = [] if gone else [file.name for file in models().values() if not file.is_file()]
    if gone:
        raise BackendUnavailableError(
            "ocr",
            f"not installed: {', '.join(gone)}",
            hint=f"已开启文字识别（RAG_OCR=on），但没有安装 {'、'.join(gone)}；"
            f"请运行 {INSTALL}，或把 RAG_OCR 设为 off。",
            hint_en=f"Recognition is on (RAG_OCR=on), but {', '.join(gone)} is not installed: run {INSTALL}, or set "
            "RAG_OCR to off.",
        )
    if files:
        raise BackendUnavailableError(
            "ocr",
            f"models missing: {', '.join(files)}",
            hint=f"文字识别的模型 {'、'.join(files)} 不见了，本程序不会联网下载；"
            f"请运行 {INSTALL} --force-reinstall，或把 RAG_OCR 设为 off。",
            hint_en=f"The models {', '.join(files)} are missing, and nothing is downloaded: run {INSTALL} "
            "--force-reinstall, or set RAG_OCR to off.",
        )


def models() -> dict[str, Path]:
    """Return where the wheel keeps its models, by the name of the option that takes them."""
    spec = find_spec(PACKAGES[0])
    folder = Path(spec.origin or "").parent if spec else Path()
    return {name: folder / "models" / file for name, file in _MODELS.items()}
