"""What the page answers from: the index, its documents, and building it in a process of its own.

Whatever is built, the index in use goes on answering; the whole page is drawn anew, and with it the
new generation opened, once the build is over.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from rag.build import is_stale
from rag.errors import IndexNotFoundError, IndexStoreError, RagError
from rag.jobs import Job, Jobs
from rag.library.folders import short
from rag.settings import Settings
from ui import components
from ui.evidence import file_name
from ui.state import open_place
from ui.texts import Texts

if TYPE_CHECKING:
    from rag.index.index import Index

_POLL_S = 0.5
_MOST_LISTED = 200


# ---------------------------------------------------------------- what is indexed


def describe(settings: Settings, index: Index, texts: Texts) -> None:
    """Draw the folder, how much is indexed, since when, and what the reader should know of the index."""
    manifest = index.manifest
    with st.container(key="folder"):
        st.text(short(settings.docs))
    st.text(texts.counts.format(documents=len(index.names()), passages=manifest.chunks))
    if manifest.created:
        st.text(texts.built_at.format(time=_local(manifest.created)), help=f"{texts.generation} {index.generation}")
    if index.warning:
        with st.container(border=True, key="warning"):
            st.text(index.warning)


def freshness(settings: Settings, index: Index, texts: Texts) -> None:
    """Draw whether the files are still as they were indexed."""
    if _stale(settings, index.generation):
        st.caption(f":orange[●] {texts.stale}")
    else:
        st.caption(f":green[●] {texts.fresh}")


def not_read(index: Index, texts: Texts) -> None:
    """Draw the files that could not be taken in, each with its mend."""
    failed = [file for file in index.manifest.documents if file.failed]
    if failed:
        with st.container(border=True, key="not-read"):
            st.caption(texts.not_read)
            for file in failed[:_MOST_LISTED]:
                st.text(f"{file_name(file.path)}：{file.failed}")


def documents(index: Index, texts: Texts) -> None:
    """Draw the documents, each to be opened."""
    names = index.names()[:_MOST_LISTED]
    items = [(title, file_name(name)) for name, title in zip(names, _titles(index.generation, index), strict=True)]
    with st.expander(texts.all_documents, key="documents"):
        components.choices(
            items,
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


@st.cache_data(ttl=5, max_entries=8, show_spinner=False, hash_funcs={Settings: repr})
def _stale(settings: Settings, generation: str) -> bool:
    """Return whether a build would change anything; looked at anew every 5 s and for each generation."""
    try:
        return is_stale(settings)
    except RagError:
        return True


def _local(created: str) -> str:
    """Return a time of the manifest in the clock of this computer.

    >>> len(_local("2026-11-21T06:40:00Z"))
    16
    """
    return datetime.fromisoformat(created).astimezone().strftime("%Y-%m-%d %H:%M")


# ---------------------------------------------------------------- building


def buttons(settings: Settings, texts: Texts) -> None:
    """Draw 更新 and 全部重建; both rest while a build is running."""
    jobs = Jobs(settings)
    running = _running(jobs.status())
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


def missing(settings: Settings, error: IndexStoreError, texts: Texts) -> None:
    """Draw that no index serves, why, and the button that builds one."""
    jobs = Jobs(settings)
    none_yet = isinstance(error, IndexNotFoundError)
    with st.container(border=True, key="no-index"):
        st.markdown(texts.no_index if none_yet else texts.no_usable_index)
        st.text(str(settings.docs) if none_yet else error.hint)
        st.button(
            texts.build_now if none_yet else texts.rebuild,
            key="build",
            type="primary",
            disabled=_running(jobs.status()),
            on_click=_start,
            args=(jobs, not none_yet),
        )
        progress(settings, texts, serving=False)


def progress(settings: Settings, texts: Texts, *, serving: bool) -> None:
    """Draw how the build is doing, or what became of the last one.

    Args:
        settings: Whose builds.
        texts: The words of the page.
        serving: Whether an index is in use meanwhile.
    """
    jobs = Jobs(settings)
    running = _running(jobs.status())
    # Asking every half second only while something goes on.
    st.fragment(_job, run_every=_POLL_S if running else None)(jobs, texts, serving, running)


def _start(jobs: Jobs, replace: bool = False) -> None:
    jobs.start(replace=replace)


def _running(job: Job | None) -> bool:
    return job is not None and job.state == "running"


def _job(jobs: Jobs, texts: Texts, serving: bool, was_running: bool) -> None:
    job = jobs.status()
    if job is None:
        return
    if _running(job):
        _advance(job, texts, serving)
        return
    if was_running:
        st.rerun()
    with st.container(key="job"):
        if job.report is not None:
            st.text(_outcome(job, texts))
        else:
            st.caption(texts.build_failed if serving else texts.failed)
            st.text(job.hint or "")


def _advance(job: Job, texts: Texts, serving: bool) -> None:
    step = job.progress
    done, total = (step.done, max(step.total, 1)) if step else (0, 1)
    phase = texts.phases[step.phase] if step else texts.building
    st.progress(min(done / total, 1.0), text=f"{phase} {done}/{total}" if total > 1 else phase)
    if serving:
        st.caption(texts.still_answering)


def _outcome(job: Job, texts: Texts) -> str:
    """Return the line that stays after a build that was done."""
    report = job.report
    if report is None:
        return ""
    return texts.built.format(
        documents=report.documents,
        new=report.new,
        changed=report.changed,
        removed=report.removed,
        failed=len(report.failed),
        passages=report.chunks,
        seconds=f"{report.seconds:.1f}",
    )
