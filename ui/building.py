"""Bringing the index up to date: the two buttons, how a build is doing, and what became of the last one.

A build is a process of its own; the index in use goes on answering meanwhile. The whole page is drawn anew, and with
it the new generation opened, as soon as the build is over.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import IndexNotFoundError, IndexStoreError
from rag.index.generation import current_generation
from rag.jobs import Job, Jobs
from rag.library.folders import short
from rag.settings import Settings
from ui import folders
from ui.texts import Texts

if TYPE_CHECKING:
    from rag.library.collections import Collection

_POLL_S = 0.5
_IDLE_POLL_S = 10.0


def controls(settings: Settings, built: Collection | None, texts: Texts, *, serving: bool) -> None:
    """Draw 更新 and 全部重建, which rest while a build is running or its folder is gone, and how the build is doing.

    Args:
        settings: Whose index.
        built: What is indexed.
        texts: The words of the page.
        serving: Whether an index answers; where none does, ``missing`` shows the build.
    """
    jobs = Jobs(settings)
    running = is_running(jobs.status())
    there = settings.docs.is_dir()
    with st.container(horizontal=True, key="build-buttons"):
        st.button(texts.update, key="update", disabled=running or not there, on_click=_start, args=(jobs,))
        st.button(
            texts.rebuild,
            key="rebuild",
            type="tertiary",
            disabled=running or not there,
            on_click=_start,
            args=(jobs, True),
            help=texts.rebuild_help if there else texts.folder_gone,
        )
    if serving:
        progress(settings, built, texts)


def missing(given: Settings, settings: Settings, error: IndexStoreError, texts: Texts) -> None:
    """Draw that no index serves, why, and the button that mends it.

    Args:
        given: The settings that the server was started with.
        settings: Those of the collection.
        error: Why no index could be opened.
        texts: The words of the page.
    """
    jobs = Jobs(settings)
    none_yet = isinstance(error, IndexNotFoundError)
    with st.container(border=True, key="no-index"):
        st.text(texts.no_index if none_yet else texts.no_usable_index)
        if settings.docs.is_dir():
            st.text(short(settings.docs) if none_yet else texts.hint(error))
            st.button(
                texts.build_now if none_yet else texts.rebuild,
                key="build",
                type="primary",
                disabled=is_running(jobs.status()),
                on_click=_start,
                args=(jobs, not none_yet),
            )
        else:
            st.text(texts.folder_not_found.format(folder=short(settings.docs)))
            folders.control(given, settings, texts, key="choose-folder")
        progress(settings, None, texts)


def progress(settings: Settings, built: Collection | None, texts: Texts) -> None:
    """Draw how the build is doing, or what became of the last one.

    Args:
        settings: Whose builds.
        built: What is indexed and answers meanwhile; None where nothing does.
        texts: The words of the page.
    """
    running = is_running(Jobs(settings).status())
    # Often while something goes on; now and then else, since another page may begin something.
    poll = st.fragment(_job, run_every=_POLL_S if running else _IDLE_POLL_S)
    poll(settings, built, texts, running)


def is_running(job: Job | None) -> bool:
    """Whether a build is going on."""
    return job is not None and job.state == "running"


def _start(jobs: Jobs, replace: bool = False) -> None:
    jobs.start(replace=replace)


def _job(settings: Settings, built: Collection | None, texts: Texts, was_running: bool) -> None:
    job = Jobs(settings).status()
    if is_running(job) != was_running:
        st.rerun()
    if job is None:
        return
    if is_running(job):
        _advance(job, texts, serving=built is not None)
    elif job.report is not None:
        if job.report.generation == current_generation(settings.index):
            with st.container(key="job"):
                st.text(_outcome(job, texts))
    elif built is None or job.started > datetime.fromisoformat(built.created).timestamp():
        with st.container(key="job"):
            st.caption(texts.build_failed if built else texts.build_failed_first)
            st.text(job.hint or "")


def _advance(job: Job, texts: Texts, *, serving: bool) -> None:
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
