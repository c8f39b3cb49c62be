"""The side bar: whose page this is, what it answers from, and bringing that up to date."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.build import is_stale
from rag.errors import RagError
from rag.jobs import Job, Jobs
from rag.settings import ROOT, Settings
from ui import components
from ui.evidence import file_name
from ui.state import open_place
from ui.texts import TEXTS, Language, Texts, language_for

if TYPE_CHECKING:
    from rag.index.index import Index

_NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}
_POLL_S = 0.5
_MOST_LISTED = 200


def head(settings: Settings) -> Texts:
    """Draw the name; return the words of the language chosen in ``foot``, else of the setting or the browser."""
    chosen: Language | None = st.session_state.get("language")
    texts = TEXTS[chosen or language_for(settings.language, st.context.locale)]
    with st.sidebar, st.container(key="brand"):
        st.title(texts.name, anchor=False)
    return texts


def foot(texts: Texts) -> None:
    """Draw the language switch."""
    with st.sidebar, st.container(key="foot"):
        st.segmented_control(
            texts.language_label,
            list(TEXTS),
            default=texts.language,
            format_func=_NAMES.__getitem__,
            required=True,
            key="language",
            label_visibility="collapsed",
        )


def library(settings: Settings, index: Index | None, texts: Texts) -> DeltaGenerator:
    """Draw what is indexed, its documents, and the buttons that bring it up to date; return the place of ``freshness``.

    Args:
        settings: Which index is built.
        index: The index in use; None where none serves, which leaves a single button.
        texts: The words of the page.
    """
    jobs = Jobs(settings)
    job = jobs.status()
    running = job is not None and job.state == "running"
    st.caption(texts.documents)
    if index is None:
        st.text(str(settings.docs))
        st.button(
            texts.build_now,
            key="build",
            type="primary",
            disabled=running,
            on_click=_start,
            args=(jobs,),
            width="stretch",
        )
    else:
        _describe(index, texts)
    fresh = st.container(key="fresh")
    if index is not None:
        with st.container(horizontal=True, key="build-buttons"):
            st.button(texts.update, key="update", disabled=running, on_click=_start, args=(jobs,))
            st.button(
                texts.rebuild,
                key="rebuild",
                type="tertiary",
                disabled=running,
                on_click=_start,
                args=(jobs, True),
                help=texts.rebuild_help,
            )
    # Asking every half second only while something goes on; its end draws the whole page anew.
    st.fragment(_job, run_every=_POLL_S if running else None)(jobs, texts, index is not None, running)
    if index is not None:
        _documents(index, texts)
    return fresh


def documents_folder(index: Index) -> Path:
    """Return the folder that an index was made of."""
    return ROOT / index.manifest.folder


@st.cache_data(ttl=15, max_entries=8, show_spinner=False, hash_funcs={Settings: repr})
def stale(settings: Settings, generation: str) -> bool:
    """Return whether the folder holds what the index does not; looked at anew every 15 s and for each generation."""
    try:
        return is_stale(settings)
    except RagError:
        return True


def freshness(settings: Settings, index: Index, texts: Texts) -> None:
    """Draw whether the files are still as they were indexed."""
    if stale(settings, index.generation):
        st.caption(f":orange[●] {texts.stale}")
    else:
        st.caption(f":green[●] {texts.fresh}")


def _describe(index: Index, texts: Texts) -> None:
    manifest = index.manifest
    with st.container(key="folder"):
        st.text(str(documents_folder(index)))
    st.text(texts.counts.format(documents=len(index.names()), passages=manifest.chunks))
    if manifest.created:
        st.text(texts.built_at.format(time=_local(manifest.created)), help=f"{texts.generation} {index.generation}")
    if index.warning:
        with st.container(border=True, key="warning"):
            st.text(index.warning)


def _local(created: str) -> str:
    """Return a time of the manifest in the clock of this computer.

    >>> len(_local("2026-11-21T06:40:00Z"))
    16
    """
    return datetime.fromisoformat(created).astimezone().strftime("%Y-%m-%d %H:%M")


def _start(jobs: Jobs, anew: bool = False) -> None:
    jobs.start(replace=anew)


def _job(jobs: Jobs, texts: Texts, serving: bool, was_running: bool) -> None:
    """Draw how the build is doing, or what became of the last one."""
    job = jobs.status()
    if job is None:
        return
    if job.state == "running":
        _progress(job, texts, serving)
        return
    if was_running:
        st.rerun()
    with st.container(key="job"):
        if job.state == "failed":
            st.caption(texts.build_failed if serving else texts.failed)
            st.text(job.hint or "")
        elif job.report is not None:
            report = job.report
            st.text(
                texts.built.format(
                    documents=report.documents,
                    new=report.new,
                    changed=report.changed,
                    removed=report.removed,
                    failed=len(report.failed),
                    passages=report.chunks,
                    seconds=f"{report.seconds:.1f}",
                )
            )


def _progress(job: Job, texts: Texts, serving: bool) -> None:
    progress = job.progress
    done, total = (progress.done, max(progress.total, 1)) if progress else (0, 1)
    phase = texts.phases[progress.phase] if progress else texts.building
    words = f"{phase} {done}/{total}" if total > 1 else phase
    st.progress(min(done / total, 1.0), text=words)
    if serving:
        st.caption(texts.still_answering)


def _documents(index: Index, texts: Texts) -> None:
    """Draw the documents, each to be opened, and those that could not be read, with the mend."""
    names = index.names()[:_MOST_LISTED]
    failed = [file for file in index.manifest.documents if file.failed]
    if failed:
        with st.container(border=True, key="not-read"):
            st.caption(texts.not_read)
            for file in failed[:_MOST_LISTED]:
                st.text(f"{file_name(file.path)}：{file.failed}")
    with st.expander(texts.all_documents, key="documents"):
        components.choices(
            [(title, file_name(name)) for name, title in zip(names, _titles(index.generation, index), strict=True)],
            key="open-document",
            label=texts.all_documents,
            look="list",
            on_choose=lambda at: open_place(names[at]),
        )


@st.cache_data(max_entries=2, show_spinner=False)
def _titles(generation: str, _index: Index) -> list[str]:
    """Return the titles of the documents that are listed; read once for each generation."""
    found = (_index.document(name) for name in _index.names()[:_MOST_LISTED])
    return [document.title if document else "" for document in found]
