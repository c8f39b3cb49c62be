"""The language models that are on this machine, and those that may be fetched: what each costs, and how far it is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from rag.answer.models.recommended import RECOMMENDED, Recommended, estimate
from rag.fetch import PART, home_of, sources
from rag.fetching import Download, Downloads
from rag.library.folders import short
from rag.machine import Machine, free_disk
from rag.model_folder import kept
from rag.settings import Settings
from ui import choosing, edge, gate, offer
from ui.settings_texts import SettingsTexts
from ui.texts import Texts

_POLL_S, _IDLE_POLL_S = 1.0, 10.0
_MEASURED_S = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """A model in the list.

    Attributes:
        name: What its folder is called.
        known: What the table of recommended models says of it; None for another one.
        folder: Where it is; None where it is not here, or in part only.
        here: Bytes of it that are here.
    """

    name: str
    known: Recommended | None
    folder: Path | None
    here: int


def draw(settings: Settings, now: Settings, held: tuple[str, ...], texts: Texts, words: SettingsTexts) -> None:
    """Draw the models, and the download that is going on.

    Args:
        settings: Those in force.
        now: The same, with who composes decided.
        held: Variables of the environment that have the last word.
        texts: The words of the page.
        words: Those of the settings.
    """
    downloads = Downloads(settings)
    running = _running(downloads.status())
    measuring = offer.measuring(settings)
    measuring.done.wait(_MEASURED_S)
    listed = rows(settings)
    if not any(row.folder for row in listed):
        st.caption(words.local_none)
    for n, row in enumerate(listed):
        with st.container(key=f"llm-{n}", horizontal=True, vertical_alignment="center"):
            with st.container(key=f"llm-said-{n}", width="stretch"):
                st.text(row.name)
                for line in _about(row, measuring.found, settings, texts, words):
                    st.text(line)
            if row.folder is not None and now.generator == "local" and Path(now.llm) == row.folder:
                st.badge(words.in_use, color="green", icon=":material/check:")
            elif row.folder is not None:
                values = {"generator": "local", "llm": str(row.folder)}
                choosing.use(words.use, settings, held, key=f"use-llm-{n}", **values)
            elif row.known is not None:
                st.button(
                    words.go_on if row.here else words.fetch,
                    key=f"fetch-{n}",
                    disabled=running or not _has_room(row, settings),
                    on_click=_start,
                    args=(downloads, row.known.hub),
                )
    poll = st.fragment(_progress, run_every=_POLL_S if running else _IDLE_POLL_S)
    poll(settings, texts, words, running)
    home = short(home_of(settings))
    host = urlsplit(sources(settings)[0]).netloc or sources(settings)[0]
    st.caption(words.fetch_from.format(host=_plain(host), folder=_plain(home)))
    st.caption(words.in_files.format(folder=_plain(home)))
    st.caption(words.not_tried)


def rows(settings: Settings) -> list[Row]:
    """Return the recommended models in the order of their table, then the others that are here by name."""
    home = home_of(settings)
    here = {folder.name: folder for folder in kept(home)}
    found = [
        Row(model.name, model, here.get(model.name), _bytes(home / model.hub.rpartition("/")[2]))
        for model in RECOMMENDED
    ]
    listed = {row.name for row in found}
    return found + [Row(name, None, folder, _bytes(folder)) for name, folder in here.items() if name not in listed]


def _about(row: Row, machine: Machine | None, settings: Settings, texts: Texts, words: SettingsTexts) -> list[str]:
    """Return the lines below a model's name: what it costs, and what of it is here or does not fit."""
    lines = []
    if row.known is not None and machine is None:
        lines = [words.about_unmeasured.format(size=offer.gigabytes(row.known.download), licence=row.known.licence)]
    elif row.known is not None and machine is not None:
        one = estimate(row.known, machine)
        lines = [
            words.about.format(
                size=offer.gigabytes(row.known.download),
                memory=offer.gigabytes(one.memory),
                duration=offer.duration(one.answer_s, texts),
                licence=row.known.licence,
            )
        ]
        if one.memory > machine.memory:
            need, free = offer.gigabytes(one.memory), offer.gigabytes(machine.memory)
            lines.append(words.no_memory.format(need=need, free=free))
    if row.folder is not None:
        lines.append(words.about_here.format(size=size(row.here), folder=short(row.folder)))
    elif row.here:
        lines.append(words.half.format(here=size(row.here)))
    if not _has_room(row, settings) and row.known is not None:
        need, free = offer.gigabytes(row.known.download - row.here), offer.gigabytes(free_disk(home_of(settings)))
        lines.append(words.no_disk.format(need=need, free=free))
    return lines


def _has_room(row: Row, settings: Settings) -> bool:
    if row.known is None or row.folder is not None:
        return True
    return row.known.download - row.here <= free_disk(home_of(settings))


@gate.owners
@edge.told
def _start(downloads: Downloads, hub: str) -> None:
    downloads.start(hub)


@gate.owners
@edge.told
def _stop(settings: Settings) -> None:
    Downloads(settings).stop()


def _running(download: Download | None) -> bool:
    return download is not None and download.state == "running"


def _progress(settings: Settings, texts: Texts, words: SettingsTexts, was_running: bool) -> None:
    """Draw how the download is doing, or what became of the last one."""
    download = Downloads(settings).status()
    if _running(download) != was_running:
        st.rerun()
    if download is None:
        return
    name = download.model.rpartition("/")[2]
    with st.container(key="download"):
        if download.state == "running":
            _advance(download, name, texts, words)
            st.button(words.stop_fetch, key="stop-fetch", type="tertiary", on_click=_stop, args=(settings,))
        elif download.state == "done":
            st.text(words.fetched.format(model=name))
        elif download.state == "stopped":
            st.text(words.fetch_stopped.format(model=name))
        else:
            st.text(words.fetch_failed.format(model=name))
            st.text(texts.either(download.hint, download.hint_en))


def _advance(download: Download, name: str, texts: Texts, words: SettingsTexts) -> None:
    """Draw the bar; its words are Markdown, in which the name of a model of the table is none."""
    title = words.fetching.format(model=name)
    if download.step is None:
        st.progress(0.0, text=title)
        st.caption(words.asking_hub)
        return
    step = download.step
    st.progress(min(step.done / max(step.total, 1), 1.0), text=title)
    left = download.left_s(time.time())
    pace = words.pace.format(done=size(step.done), total=size(step.total))
    st.caption(pace if left is None else f"{pace} · {offer.duration(left, texts)}")


def size(n: int) -> str:
    """Return bytes as people say them.

    >>> size(1_520_000_000), size(2_340_000), size(900)
    ('1.52 GB', '2.3 MB', '0.0 MB')
    """
    return f"{n / 1e9:.2f} GB" if n >= 1e9 else f"{n / 1e6:.1f} MB"


def _bytes(folder: Path) -> int:
    """Return the bytes of a model's files, halves of them too; 0 where there is nothing."""
    try:
        files = [path for path in folder.iterdir() if path.is_file()]
        wanted = (path for path in files if not path.name.startswith(".") or path.name.endswith(PART))
        return sum(path.stat().st_size for path in wanted)
    except OSError:
        return 0


def _plain(name: str) -> str:
    """Return a name as Markdown shows it unread: captions are Markdown, and a path may hold anything."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]()#+-.!|~$<>:" else char for char in name)
