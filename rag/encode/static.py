"""The built-in embedder: a static sentence-transformers folder read without torch.

A text's vector is the mean of its pieces' vectors, brought to unit length; values equal those of
``SentenceTransformer`` on the same folder. Also gives what late interaction needs: the pieces of a
text with their places, unit piece vectors and piece weights. Knows nothing of indexes or questions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from rag.encode.embedder import Vectors
from rag.encode.files import model_hash
from rag.errors import ModelNotFoundError
from rag.text.fold import scalars

Ids = npt.NDArray[np.int32]
_STATIC, _NORMALIZE = "StaticEmbedding", "Normalize"
_FREQUENCIES = "piece_idf.npy"
_MEND = "内置的请用 git checkout models 恢复，别的请检查 RAG_EMBEDDER 并重新下载。"


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text, in order.

    Attributes:
        ids: int32 of shape ``(n,)``.
        places: int32 of shape ``(n, 2)``: start and end of each piece in the text, in code points.
    """

    ids: Ids
    places: npt.NDArray[np.int32]


def is_static(folder: Path) -> bool:
    """Return whether a folder holds a sentence-transformers model of a static embedding and perhaps a normalisation."""
    return _part(folder) is not None


def _part(folder: Path) -> Path | None:
    """Return where the static embedding lies; None for any other model."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
        at = folder / str(modules[0]["path"])
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None
    if kinds not in ([_STATIC], [_STATIC, _NORMALIZE]) or not (at / "model.safetensors").is_file():
        return None
    return at


class StaticEmbedder:
    """An ``Embedder`` of a static folder; safe to call from several threads.

    Attributes:
        name: The folder's name.
        folder: Where it lies.
        model_hash: SHA-256 over the model's files, in hex.
        dim: Length of a vector.
        vectors: Unit piece vectors, float32 of shape ``(n_pieces, dim)``, read-only; zero rows stay zero.
        idf: Inverse document frequency of each piece, float32 of shape ``(n_pieces,)``, read-only; the
            natural logarithm, counted over the training text. All one where the folder has none.
    """

    def __init__(self, folder: Path) -> None:
        """Read a folder.

        Args:
            folder: As written by ``SentenceTransformer.save``: a static embedding, perhaps a normalisation.

        Raises:
            ModelNotFoundError: The folder is not there, holds another kind of model, or a file is damaged.
        """
        at = _part(folder)
        if at is None:
            hint = f"文件夹 {folder} 里没有可用的向量模型；{_MEND}"
            raise ModelNotFoundError(str(folder), "no static sentence-transformers model", hint=hint)
        self.model_hash = model_hash(folder)
        try:
            read = _read(at, self.model_hash)
        # The tokenizer's reader raises plain Exception, the others a handful of kinds: all mean a damaged file.
        except Exception as exc:
            hint = f"模型文件夹 {folder} 已损坏；{_MEND}"
            raise ModelNotFoundError(str(folder), f"damaged model: {exc}", hint=hint) from exc
        self.name = folder.name
        self.folder = folder
        self._tokenizer, self._norms = read.tokenizer, read.norms
        self.vectors, self.idf = read.vectors, read.idf
        self.dim = self.vectors.shape[1]

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text: float32 of shape ``(len(texts), dim)``, of unit length.

        A row is all zero for a text without pieces.
        """
        return self.encoded(texts)[0]

    def encoded(self, texts: Sequence[str]) -> tuple[Vectors, list[Ids]]:
        """Return what ``passages`` and ``ids`` do, cutting the texts into pieces once."""
        out = np.zeros((len(texts), self.dim), np.float32)
        pieces_of = self.ids(texts)
        for row, ids in zip(out, pieces_of, strict=True):
            # Text by text, so that the rows that are gathered stay in the processor's cache.
            if len(ids):
                pieces = self.vectors[ids]
                pieces *= self._norms[ids, None]
                np.add.reduce(pieces, axis=0, out=row)
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
        return out, pieces_of

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row a query, as ``passages`` does: the model knows no difference."""
        return self.passages(texts)

    def ids(self, texts: Sequence[str]) -> list[Ids]:
        """Return the piece ids of each text, int32 of shape ``(n,)``; empty for a text without pieces."""
        encoded = self._tokenizer.encode_batch_fast([scalars(text) for text in texts], add_special_tokens=False)
        return [np.array(e.ids, np.int32) for e in encoded]

    def piece(self, number: int) -> str:
        """Return the characters of a piece."""
        return self._tokenizer.id_to_token(number) or ""

    def pieces(self, text: str) -> Pieces:
        """Return the pieces of one text with their places."""
        encoded = self._tokenizer.encode(scalars(text), add_special_tokens=False)
        return Pieces(np.array(encoded.ids, np.int32), np.array(encoded.offsets, np.int32).reshape(-1, 2))


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a folder; its arrays are read-only, as the attributes of ``StaticEmbedder``."""

    tokenizer: Tokenizer
    norms: Vectors
    vectors: Vectors
    idf: Vectors


@lru_cache(maxsize=2)
def _read(at: Path, digest: str) -> _Read:  # the hash tells the files as they are now
    """Return what a folder holds: read once in a process for all that rests on it, as long as its hash is the same."""
    tokenizer = Tokenizer.from_file(str(at / "tokenizer.json"))
    rows = _rows(load_file(at / "model.safetensors"))
    idf = np.load(at / _FREQUENCIES, allow_pickle=False) if (at / _FREQUENCIES).is_file() else None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    norms = np.linalg.norm(rows, axis=1).astype(np.float32, copy=False)
    vectors: Vectors = rows / np.maximum(norms, np.float32(1e-12))[:, None]
    frequencies: Vectors = np.ones(len(rows), np.float32) if idf is None else idf.astype(np.float32)
    for made in (norms, vectors, frequencies):
        made.flags.writeable = False
    return _Read(tokenizer, norms, vectors, frequencies)


def _rows(weights: dict[str, npt.NDArray[np.generic]]) -> Vectors:
    """Return the piece vectors of a weights file as float32.

    Two forms are read: sentence-transformers' own (``embedding.weight``), and model2vec's
    (``embeddings`` with, perhaps, a ``mapping`` from pieces to rows and ``weights``, a factor a piece).
    """
    if "embedding.weight" in weights:
        return weights["embedding.weight"].astype(np.float32)
    rows: Vectors = weights["embeddings"].astype(np.float32)
    if "mapping" in weights:
        rows = rows[weights["mapping"].astype(np.int64)]
    if "weights" in weights:
        rows *= weights["weights"].astype(np.float32)[:, None]
    return rows
