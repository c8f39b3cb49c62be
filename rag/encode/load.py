"""Which embedder the settings ask for. Knows the two adapters; imports the heavy one only when it is needed."""

from __future__ import annotations

from pathlib import Path

from rag.encode.embedder import Embedder
from rag.encode.files import check_whole
from rag.encode.static import StaticEmbedder, is_static
from rag.settings import Settings


def load_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name: the built-in one, a folder, or a hub model on this machine.

    A static folder is read without torch, whatever its name.

    Raises:
        ModelNotFoundError: It is not on this machine, or damaged.
    """
    if not settings.embedder:
        return load_static(settings)
    folder = Path(settings.embedder).expanduser()
    if is_static(folder):
        return StaticEmbedder(folder)
    from rag.encode.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings.embedder, threads=settings.threads)


def load_static(settings: Settings) -> StaticEmbedder:
    """Return the built-in static embedder, whichever model makes the index: late interaction rests on it.

    Raises:
        ModelNotFoundError: ``models/embedder`` is missing or damaged.
    """
    check_whole(settings.models / "embedder")
    return StaticEmbedder(settings.models / "embedder")
