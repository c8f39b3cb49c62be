"""Bringing the index up to date: the two buttons, how a build is doing, and what became of the last one.

A build is a process of its own; the index in use goes on answering meanwhile. The whole page is drawn anew, and with
it the new generation opened, as soon as the build is over.
"""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from rag import measuring
from rag.build import rollback
from rag.corpus.folder import has_documents
from rag.corpus.read import SUFFIXES
from rag.errors import IndexNotFoundError, IndexStoreError
from rag.index.generation import candidates, current_generation, read_manifest
from rag.jobs import Job, Jobs
from rag.library import uploads
from rag.library.collections import Collection, collection_of
from rag.library.folders import short
from rag.settings import Settings
from ui import edge, folders, gate, state
from ui.index_texts import index_texts
from ui.library_texts import library_texts
from ui.plurals import Count
from ui.quality_texts import quality_texts
from ui.talk_texts import talk_texts
from ui.texts import Texts

_POLL_S = 0.5
_IDLE_POLL_S = 10.0
_SEEN_S = 2.0  # of a step before its pace is told


def buttons(settings: Settings, texts: Texts) -> None:
    """Draw 更新 and 全部重建, or 建立索引 where there is no index yet.

    They rest while a build is running, or while there is no folder to build from.

    Nothing for whoever may not change it: one index answers all who read it.
    """
    words = index_texts(texts)
    if not gate.manages():
        return
    jobs, ours = Jobs(settings), uploads.is_group(settings.data, settings.docs)
    there, first = settings.docs.is_dir(), current_generation(settings.index) is None
    resting = is_running(jobs.status()) or not there
    with st.container(horizontal=True, key="build-buttons"):
        # Before there is an index one act is left, and has one name wherever it stands.
        name = words.build_now if first else words.update
        st.button(name, key="update", disabled=resting, on_click=_start, args=(jobs, False, ours))
        if first:
            return
        st.button(
            words.rebuild,
            key="rebuild",
            type="tertiary",
            disabled=resting,
            on_click=_start,
            args=(jobs, True, ours),
            help=words.rebuild_help if there else words.folder_lost,
        )


def way_back(settings: Settings, texts: Texts) -> None:
    """Draw the button that puts the index before this one in use again; nothing where there is none."""
    words, current = library_texts(texts), current_generation(settings.index)
    other = _other(settings.index, current)
    said = st.session_state.pop("went-back", None)
    if said is not None:
        with st.container(key="way-back"):
            st.text(said)
    if not gate.manages() or current is None or other is None or is_running(Jobs(settings).status()):
        return
    made = local_time(_made(settings.index, other))
    st.button(
        words.forward if other > current else words.back,  # they are named by the time they were made
        key="back-to-last",
        type="tertiary",
        help=words.back_help.format(time=made),
        on_click=_go_back,
        args=(settings, texts, made),
    )


@gate.owners
@edge.told
def _go_back(settings: Settings, texts: Texts, time: str) -> None:
    rollback(settings)
    st.session_state["went-back"] = library_texts(texts).back_done.format(time=time)


def _other(index: Path, generation: str | None) -> str | None:
    """Return the generation that is kept beside the one in use; None where there is none that can be read."""
    if generation is None:
        return None
    try:
        other = next((other for other in candidates(index) if other != generation), None)
        if other is not None:
            _made(index, other)
        return other
    except IndexStoreError:
        return None


@st.cache_data(max_entries=16, show_spinner=False)
def _made(index: Path, generation: str) -> str:
    """Return when a generation was made, UTC, ISO form; read once."""
    return read_manifest(index, generation).created


def missing(given: Settings, settings: Settings, error: IndexStoreError, texts: Texts) -> None:
    """Draw that no index serves, why, and the button that mends it.

    Args:
        given: The settings that the server was started with.
        settings: Those of the collection.
        error: Why no index could be opened.
        texts: The words of the page.
    """
    words = index_texts(texts)
    jobs, folder = Jobs(settings), short(settings.docs)
    none_yet = isinstance(error, IndexNotFoundError)
    running = is_running(jobs.status())
    with st.container(border=True, key="no-index"):
        if not gate.manages():
            st.text(words.building_first if running else library_texts(texts).ask_owner)
        elif running:
            st.text(words.building_first)
            st.text(folder)
        elif not settings.docs.is_dir():
            st.text(words.folder_not_found.format(folder=folder))
            folders.control(given, settings, texts, key="choose-folder")
        elif none_yet and not has_documents(settings.docs):
            st.text(words.folder_without.format(folder=folder, kinds=" ".join(SUFFIXES)))
            folders.control(given, settings, texts, key="choose-folder")
        else:
            st.text(words.no_index if none_yet else words.no_usable_index)
            st.text(folder if none_yet else texts.hint(error))
            st.button(
                words.build_now if none_yet else words.rebuild,
                key="build",
                type="primary",
                on_click=_start,
                args=(jobs, not none_yet),
            )
        progress(settings, collection_of(settings.index), texts, serving=False)


def progress(settings: Settings, built: Collection | None, texts: Texts, *, serving: bool) -> None:
    """Draw how the build is doing, or what became of the last one.

    Args:
        settings: Whose builds.
        built: What is indexed.
        texts: The words of the page.
        serving: Whether an index answers meanwhile.
    """
    job = Jobs(settings).status()
    running = is_running(job)
    if job is not None and job.stopped:
        # Whoever stopped it sees that it has stopped; with the next thing that is done it goes.
        if st.session_state.get("stopped-seen") == job.started:
            return
        st.session_state["stopped-seen"] = job.started
    # Often while something goes on; now and then else, since another page may begin something.
    poll = st.fragment(_job, run_every=_POLL_S if running else _IDLE_POLL_S)
    poll(settings, built, texts, serving, running)


def is_running(job: Job | None) -> bool:
    """Whether a build is going on."""
    return job is not None and job.state == "running"


def none_left(given: Settings, settings: Settings, texts: Texts) -> None:
    """Draw that the index holds no document any more, for they were removed, and what to do."""
    with st.container(border=True, key="none-left"):
        st.text(talk_texts(texts).none_left)
        folders.control(given, settings, texts, key="choose-folder")


@gate.owners
@edge.told
def _start(jobs: Jobs, replace: bool = False, ours: bool = False) -> None:
    """Build; ``ours`` where nobody but this page puts files into the folder, and takes them out."""
    jobs.start(replace=replace, emptied=ours)


@gate.owners
@edge.told
def _stop(settings: Settings) -> None:
    Jobs(settings).stop()


def local_time(created: str, *, seconds: bool = False) -> str:
    """Return a time of a manifest by the clock of whoever reads the page; by that of this computer where none is known.

    >>> len(local_time("2026-11-21T06:40:00Z")), len(local_time("2026-11-21T06:40:00Z", seconds=True))
    (16, 19)
    """
    moment = datetime.fromisoformat(created).astimezone(_zone())
    return moment.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def _zone() -> ZoneInfo | None:
    """Return the time zone of the browser; None where it names none, or one that this computer does not know."""
    named = st.context.timezone
    try:
        return ZoneInfo(named) if named else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _job(settings: Settings, built: Collection | None, texts: Texts, serving: bool, was_running: bool) -> None:
    words = index_texts(texts)
    job = Jobs(settings).status()
    if is_running(job) != was_running:
        st.rerun()
    if job is None:
        return
    if is_running(job):
        _advance(job, texts, serving=serving)
        if gate.manages():
            st.button(texts.stop, key="stop-build", type="tertiary", on_click=_stop, args=(settings,))
    elif job.report is not None:
        if job.report.generation == current_generation(settings.index):
            with st.container(key="job"):
                st.text(_outcome(job, texts))
                _figures(settings, job.report.generation, texts)
    elif gate.manages() and (built is None or job.started > datetime.fromisoformat(built.created).timestamp()):
        with st.container(key="job"):
            st.caption(words.build_failed if serving else words.build_failed_first)
            st.text(texts.either(job.hint, job.hint_en, job.mends))


def _advance(job: Job, texts: Texts, *, serving: bool) -> None:
    words = index_texts(texts)
    step = job.progress
    done, total = (step.done, max(step.total, 1)) if step else (0, 1)
    phase = words.phases[step.phase] if step else words.building
    said = [f"{phase} {done}/{total}" if total > 1 else phase, _left(job, done, total, texts) if step else ""]
    st.progress(min(done / total, 1.0), text=" · ".join(filter(None, said)))
    if serving:
        st.caption(words.still_answering)


def _left(job: Job, done: int, total: int, texts: Texts) -> str:
    """Return how long the present step will take at the pace seen by this page; ``""`` before that can be told."""
    phase, now = job.progress.phase if job.progress else "", time.monotonic()
    seen: tuple[float, str, int, float] = st.session_state.get("pace", (0.0, "", 0, 0.0))
    if seen[:2] != (job.started, phase):
        seen = st.session_state["pace"] = (job.started, phase, done, now)
    seconds = left_s(done - seen[2], now - seen[3], total - done)
    if seconds is None:
        return ""
    words = library_texts(texts)
    if seconds < 90:
        return words.left_seconds.format(total=max(1, round(seconds)))
    return words.left_minutes.format(total=round(seconds / 60))


def left_s(done: int, seconds: float, left: int) -> float | None:
    """Return how many seconds what is left takes at a pace; None where nothing was done yet, or too little was seen.

    >>> left_s(10, 5.0, 30), left_s(0, 9.0, 30), left_s(1, 0.5, 30)
    (15.0, None, None)
    """
    return left * seconds / done if done > 0 and seconds >= _SEEN_S else None


def _figures(settings: Settings, generation: str, texts: Texts) -> None:
    """Draw how the gold questions were answered before a build and after it; nothing where they were not asked."""
    words = quality_texts(texts)
    both = measuring.before_and_after(settings, generation)
    if both is not None:
        before, after = (dict(one.figures) for one in both)
        said = [
            words.change.format(name=words.figures[name], before=f"{before[name]:g}", after=f"{after[name]:g}")
            for name in ("solved", "wrong", "refused")
            if name in before and name in after
        ]
        st.text(words.compared.format(total=both[1].questions, changes=" · ".join(said)))
        if gate.manages():
            st.button(words.look, key="look-at-quality", type="tertiary", on_click=state.open_room, args=("quality",))
        return
    now = measuring.status(settings)
    if now is not None and now.state == "running":
        st.caption(words.comparing.format(done=now.done, total=max(now.total, 1)))


def _outcome(job: Job, texts: Texts) -> str:
    """Return the line that stays after a build that was done."""
    report = job.report
    if report is None:
        return ""
    # Built anew, nothing was compared with what was there before, which may have been damaged.
    return (library_texts(texts).rebuilt if job.anew else index_texts(texts).built).format(
        documents=Count(report.documents),
        new=report.new,
        changed=report.changed,
        removed=report.removed,
        failed=len(report.failed),
        passages=Count(report.chunks),
        seconds=f"{report.seconds:.1f}",
    )
