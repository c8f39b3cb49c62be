"""A collection that nobody wants any more: its index put aside, to be brought back for ten minutes, and then deleted.

    indexes/.forgotten/<time>-<index>       the index
    data/uploads/.forgotten/<time>-<group>  the files of a group of uploads, copies all of them
    data/{jobs,quality,examples}/.forgotten what was noted about the index

Renamed and not copied, so that a large one takes no longer than a small one. Nothing in a folder of somebody's own is
touched; conversations stay, for they quote what they rest on.
"""

from __future__ import annotations

import errno
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rag.errors import DataFolderError
from rag.index.generation import building
from rag.library import uploads
from rag.library.collections import index_name, is_index
from rag.settings import SERVED, Settings

UNDO_S = 600.0
_ASIDE = ".forgotten"
_NOTED = ("jobs", "quality")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A collection that was put aside.

    Attributes:
        index: Where its index was.
        folder: Its documents folder.
        moved: What was renamed, and to what; those without which it is not whole first.
        needed: How many these are.
        at: When, Unix time in seconds.
    """

    index: Path
    folder: Path
    moved: tuple[tuple[Path, Path], ...]
    needed: int
    at: float

    @property
    def can_be_restored(self) -> bool:
        """Whether it is still there, and nothing else in its place."""
        young = time.time() - self.at < UNDO_S
        return young and all(aside.exists() and not path.exists() for path, aside in self.moved[: self.needed])


def can_be_forgotten(index: Path) -> bool:
    """Whether all of an index lies in its folder; one of a server of vectors does not."""
    return is_index(index) and not SERVED.fullmatch(index.name)


def forget(settings: Settings) -> Forgotten:
    """Put a collection aside: its index and what was noted about it, and the files of a group of uploads.

    Args:
        settings: Those of the collection.

    Raises:
        IndexBusyError: It is being built.
        DataFolderError: Something cannot be renamed, and nothing was.
    """
    with building(settings.index):
        pass
    needed = [settings.index]
    if uploads.is_group(settings.data, settings.docs) and settings.docs.is_dir():
        needed.append(settings.docs)
    name, stamp = index_name(settings.index), time.time_ns()
    noted = [settings.data / kind / name for kind in _NOTED] + [settings.data / "examples" / f"{name}.json"]
    moved = [(path, path.parent / _ASIDE / f"{stamp}-{path.name}") for path in [*needed, *noted] if path.exists()]
    _rename(moved)
    return Forgotten(settings.index, settings.docs, tuple(moved), len(needed), stamp / 1e9)


def restore(forgotten: Forgotten) -> None:
    """Bring back a collection that was put aside; what was noted about it only where nothing was noted anew.

    Raises:
        DataFolderError: It is deleted by now, another has its place, or it cannot be renamed; then nothing was.
    """
    needed, noted = forgotten.moved[: forgotten.needed], forgotten.moved[forgotten.needed :]
    back = [(aside, path) for path, aside in needed]
    back += [(aside, path) for path, aside in noted if aside.exists() and not path.exists()]
    _rename(back)


def purge(settings: Settings, older_s: float = UNDO_S) -> None:
    """Delete what was put aside so long ago; what cannot be deleted now is the next time. Never fails."""
    before = (time.time() - older_s) * 1e9
    homes = [settings.index.parent, settings.indexes]
    for home in homes + [settings.data / kind for kind in (*_NOTED, "examples", "uploads")]:
        with suppress(OSError):
            for path in list((home / _ASIDE).iterdir()):
                stamp = path.name.partition("-")[0]
                if stamp.isdecimal() and int(stamp) <= before:
                    _delete(path)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _rename(moves: list[tuple[Path, Path]]) -> None:
    """Rename all or nothing; a place that is taken is left as it is."""
    done: list[tuple[Path, Path]] = []
    for path, to in moves:
        try:
            if to.exists():  # an empty folder would be replaced without a word
                raise FileExistsError(errno.EEXIST, "there is something else by now", str(to))
            to.parent.mkdir(parents=True, exist_ok=True)
            path.rename(to)
        except OSError as exc:
            for was, now in reversed(done):
                with suppress(OSError):
                    now.rename(was)
            raise DataFolderError(path.parent if path.exists() else path, exc) from exc
        done.append((path, to))
