"""Pictures of pages → lines of text, by RapidOCR: an optional extra, off unless asked for.

RapidOCR and ONNX Runtime are imported with the first picture. The models are those that lie in RapidOCR's own wheel;
nothing is fetched, and an attempt of the library to do so is refused. Knows pictures; nothing of PDF.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from rag.corpus.recognition import models, require

Picture = npt.NDArray[np.uint8]
_LONGEST_SIDE, _THREADS = 2400, 2


class Line(NamedTuple):
    """A line of text in a picture, its box in pixels from the upper left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Recogniser(Protocol):
    """What recognises text; the lines of a picture in any order."""

    def __call__(self, picture: Picture, /) -> list[Line]:
        """Return the lines of a picture (height, width, 3), red, green, blue."""
        ...


@cache
def recogniser() -> Recogniser:
    """Return what recognises, its models loaded; takes seconds and most of a gigabyte. For one thread.

    Raises:
        BackendUnavailableError: As ``require`` says.
        RuntimeError: The library wants to download something.
    """
    require()
    _refuse_downloads()
    options = {name: str(file) for name, file in models().items()}
    engine: Callable[..., Any] = importlib.import_module("rapidocr").RapidOCR(
        params={
            **options,
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "Global.max_side_len": _LONGEST_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )

    def recognise(picture: Picture) -> list[Line]:
        found = engine(picture[:, :, ::-1])
        if found.boxes is None or found.txts is None:
            return []
        boxes = np.asarray(found.boxes, np.float64)
        low, high = boxes.min(axis=1), boxes.max(axis=1)
        return [
            Line(str(text), *map(float, (*a, *b)))
            for text, a, b in zip(found.txts, low, high, strict=True)
            if text.strip()
        ]

    return recognise


def _refuse_downloads() -> None:
    """Have the library fail where it would fetch a file."""

    def refuse(*_: object) -> None:
        raise RuntimeError("nothing is downloaded")

    importlib.import_module("rapidocr.utils.download_file").DownloadFile.run = refuse
