"""Any other sentence-transformers model as an ``Embedder``: a local folder, or a hub model that is on this machine.

Never goes to the network: a model that is not here is an error with its mend. torch and
sentence_transformers are imported when a model is made, not before.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.encode.embedder import Vectors
from rag.encode.files import model_hash
from rag.errors import ModelNotFoundError


class SentenceTransformerEmbedder:
    """An ``Embedder`` on ``SentenceTransformer``; calls from several threads wait for each other.

    Prompts saved with the model are used: ``encode_query`` for queries, ``encode_document`` for passages.

    Attributes:
        name: The folder's name, or the hub name as given.
        model_hash: SHA-256 over the model's files, in hex.
        dim: Length of a vector.
    """

    def __init__(self, model: str, *, batch: int = 32, threads: int = 2) -> None:
        """Load a model.

        Args:
            model: A folder, or a hub name such as ``BAAI/bge-small-zh-v1.5`` that lies in the hub cache.
            batch: Texts encoded at once.
            threads: Of torch, on the processor.

        Raises:
            ModelNotFoundError: The model is not on this machine, or cannot be read.
        """
        folder = _folder(model)
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(threads)
        try:
            self._model = SentenceTransformer(str(folder), local_files_only=True)
        except Exception as exc:
            raise ModelNotFoundError(
                model, f"cannot be loaded: {exc}", hint=f"向量模型 {model} 无法读取；请检查这个文件夹是否完整。"
            ) from exc
        self.name = folder.name if Path(model).is_dir() else model
        self.model_hash = model_hash(folder)
        self.dim = int(self._model.get_embedding_dimension() or 0)
        self._batch = batch
        self._lock = threading.Lock()

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a text: float32 of shape ``(len(texts), dim)``; all zero where the model gives zero."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        with self._lock:
            rows = self._model.encode_document(list(texts), batch_size=self._batch, show_progress_bar=False)
        return _unit(np.asarray(rows, np.float32))

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a query, as ``passages`` does, with the model's query prompt."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        with self._lock:
            rows = self._model.encode_query(list(texts), batch_size=self._batch, show_progress_bar=False)
        return _unit(np.asarray(rows, np.float32))


def _folder(model: str) -> Path:
    """Return the folder of a model: itself, or its snapshot in the hub cache."""
    if Path(model).expanduser().is_dir():
        return Path(model).expanduser()
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model, local_files_only=True))
    # The hub raises its own kinds, and ValueError for a name that can be no repository.
    except (OSError, ValueError) as exc:
        raise ModelNotFoundError(
            model,
            "not on this machine",
            hint=f"本机没有向量模型 {model}；请填写它的文件夹，或先下载到 Hugging Face 缓存。",
        ) from exc


def _unit(rows: Vectors) -> Vectors:
    """Return rows of unit length; zero rows stay zero."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-12), np.float32)
