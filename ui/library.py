"""What the page answers from: the folder, how much of it is indexed and since when, and its documents."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from time import monotonic
from typing import TYPE_CHECKING

import streamlit as st

from rag.build import Pending, pending
from rag.errors import IndexNotFoundError, IndexStoreError, LoadError, RagError
from rag.index.generation import current_generation, verified
from rag.jobs import Jobs
from rag.library.collections import Collection, collection_of
from rag.library.folders import short
from rag.settings import Settings
from ui import building, components, gate
from ui.evidence import file_name
from ui.gate_texts import gate_texts
from ui.index_texts import index_texts
from ui.library_texts import library_texts
from ui.plurals import Count
from ui.state import open_place
from ui.texts import Texts

if TYPE_CHECKING:
    from rag.index.generation import SourceFile
    from rag.index.index import Index

_POLL_S, _COSTLY_S = 15.0, 0.5
_MOST_LISTED = 200
_MOST_AT_ONCE = 3


def built(settings: Settings) -> Collection | None:
    """Return what the index says of itself; None where there is none. Read once for each generation."""
    return _built(settings, current_generation(settings.index))


def folder(settings: Settings) -> None:
    """Draw the folder that the page is about: its name, and, to whoever manages it, where it is."""
    with st.container(key="folder"):
        st.text(components.unturned(settings.docs.name or str(settings.docs)))
        if gate.manages():
            st.text(components.unturned(short(settings.docs)))


def facts(found: Collection | None, texts: Texts) -> None:
    """Draw how much is indexed, and since when."""
    words = index_texts(texts)
    with st.container():
        if found is None:
            st.text(words.not_built)
            return
        st.text(words.counts.format(documents=Count(found.documents), passages=Count(found.chunks)))
        if found.created:
            st.text(words.built_at.format(time=building.local_time(found.created)))


def freshness(settings: Settings, error: RagError | None, texts: Texts) -> None:
    """Draw whether the files are still as they were indexed; looked at anew while the page is open.

    A folder that takes its time (many files, a slow disk) is looked at only when the page is drawn.

    Args:
        settings: Whose files and index.
        error: Why no index serves; None where one does.
        texts: The words of the page.
    """
    costly = st.session_state.get("look_s", 0.0) > _COSTLY_S
    st.fragment(_fresh, run_every=None if costly else _POLL_S)(settings, error, texts)


def warning(index: Index, texts: Texts) -> None:
    """Draw what the reader should know of the index."""
    if index.warning:
        with st.container(border=True, key="warning"):
            st.text(texts.told(index.warning))


def not_read(index: Index, texts: Texts) -> None:
    """Draw the files that could not be taken in, each with its mend."""
    words = index_texts(texts)
    failed = [file for file in index.manifest.documents if file.failed]
    if not failed:
        return
    with st.container(border=True, key="not-read"):
        st.caption(words.not_read.format(total=len(failed)))
        for file in failed[:_MOST_AT_ONCE]:
            st.text(_named(file, texts))
        if len(failed) > _MOST_AT_ONCE:
            with st.expander(words.all_of_them, key="not-read-all"):
                for file in failed[_MOST_AT_ONCE:_MOST_LISTED]:
                    st.text(_named(file, texts))


def documents(index: Index, texts: Texts) -> None:
    """Draw the documents, each to be opened."""
    words = index_texts(texts)
    names = index.names()[:_MOST_LISTED]
    items = [named(name, title) for name, title in zip(names, _titles(index.generation, index), strict=True)]
    with st.expander(words.all_documents, key="documents"):
        components.choices(
            items,
            key="open-document",
            label=words.all_documents,
            look="list",
            on_choose=lambda at: open_place(names[at]),
        )


def named(doc: str, title: str) -> tuple[str, str]:
    """Return what a document is listed by: its title and file; its file alone where it has no title of its own.

    >>> named("a/通报.txt", "通报"), named("a/通报.txt", "关于开放的通报")
    (('a/通报.txt', ''), ('关于开放的通报', 'a/通报.txt'))
    """
    file = file_name(doc)
    return (file, "") if title in ("", PurePosixPath(doc).stem) else (title, file)


def _fresh(settings: Settings, error: RagError | None, texts: Texts) -> None:
    if building.is_running(Jobs(settings).status()):
        return
    began = monotonic()
    good, words, files = _standing(settings, error, texts)
    st.session_state["look_s"] = monotonic() - began
    if not good and not gate.manages():
        words = gate_texts(texts).not_fresh  # the mend is another's, and may name folders
    with st.container(key="fresh" if good else "stale"):
        st.text(words)
    if files and gate.manages():
        _differing(files, texts)


def _differing(files: list[tuple[str, str]], texts: Texts) -> None:
    """Draw, folded, which files a build would take in anew, and why; a file by its whole path."""
    with st.expander(library_texts(texts).which, key="differing"):
        for how, path in files[:_MOST_LISTED]:
            st.text(f"{how} {file_name(path)}")
        if len(files) > _MOST_LISTED:
            st.caption("…")


def _standing(settings: Settings, error: RagError | None, texts: Texts) -> tuple[bool, str, list[tuple[str, str]]]:
    """Return whether all is well with folder and index, a line that says so or says the mend, and the files meant."""
    good, said, found = _state(settings, error, texts)
    if found is None:
        return good, said, []
    words = index_texts(texts)
    counted = (
        ("new", words.new, found.new),
        ("changed", words.changed, found.changed),
        ("removed", words.removed, found.removed),
    )
    said = words.stale + texts.listed.join(word.format(total=n) for _, word, n in counted if n)
    hows = {how: word.format(total="").strip() for how, word, _ in counted}
    return False, said, [(hows[how], path) for path, how in found.files]


def _state(settings: Settings, error: RagError | None, texts: Texts) -> tuple[bool, str, Pending | None]:
    """Return the same, but for files that differ: these are counted and named elsewhere."""
    words = index_texts(texts)
    if not settings.docs.is_dir():
        return False, words.folder_gone if error is None else words.folder_lost, None
    if error is not None and not isinstance(error, IndexNotFoundError):
        return False, words.mend_by_rebuild if isinstance(error, IndexStoreError) else texts.hint(error), None
    try:
        current = current_generation(settings.index)
        found = _pending(settings, current)
    except LoadError:
        return False, words.folder_empty, None
    except RagError as wrong:
        return False, texts.hint(wrong), None
    if error is not None:
        return False, words.mend_by_update, None
    if not _is_whole(settings.index, current):
        return False, library_texts(texts).damaged, None
    if found.nothing:
        return True, words.fresh, None
    if not (found.new or found.changed or found.removed):
        return False, words.outdated, None
    return False, "", found


def _named(file: SourceFile, texts: Texts) -> str:
    """Return why a file is not in the index; most of these sentences name it by themselves."""
    hint = texts.either(file.failed, file.failed_en)
    return hint if file.path in hint else f"{file_name(file.path)}{texts.colon}{hint}"


@st.cache_data(max_entries=2, show_spinner=False)
def _titles(generation: str, _index: Index) -> list[str]:
    """Return the titles of the documents that are listed; read once for each generation."""
    found = (_index.document(name) for name in _index.names()[:_MOST_LISTED])
    return [document.title if document else "" for document in found]


@st.cache_data(ttl=5, max_entries=8, show_spinner=False, hash_funcs={Settings: repr})
def _pending(settings: Settings, generation: str | None) -> Pending:
    """Return what a build would take in; looked at anew every 5 s and for each generation."""
    return pending(settings)


@st.cache_data(ttl=5, max_entries=8, show_spinner=False)
def _is_whole(index: Path, generation: str | None) -> bool:
    """Whether the generation in use is there with all its files, by their sizes."""
    try:
        return generation is not None and bool(verified(index, generation, hashes=False))
    except IndexStoreError:
        return False


@st.cache_data(ttl=60, max_entries=8, show_spinner=False, hash_funcs={Settings: repr})
def _built(settings: Settings, generation: str | None) -> Collection | None:
    return collection_of(settings.index)
