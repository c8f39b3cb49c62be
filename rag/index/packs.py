"""Bytes in packs: files of many documents each, which are written once and never changed.

A document's bytes stand in one pack, side by side. Packs that lost nothing are in the next generation, too: copies of
them, or, where much is kept, the very same files. A pack that lost a document is written anew without it, and so is one
that is small, with what came: nothing that went stays, and there are never many.

Knows bytes and places; nothing of what they say.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Set
from io import FileIO
from pathlib import Path

# A pack holds so many bytes at the most, but for a single document that is larger.
MOST_BYTES = 32 << 20
# A generation of so many bytes has packs in common with the one before; smaller ones share no byte.
SHARED_FROM_BYTES = 500 << 20


class Packs:
    """Bytes by pack, place and size; what is put in goes to a pack that is in memory until it is full.

    For one thread at a time. Files are open from the beginning, so that they can be read when they are removed; they
    are not mapped, since one that is cut short while it is read would end the program, not the reading.

    Attributes:
        sizes: How many bytes there are in each pack that is written.
    """

    def __init__(self, folder: Path | None = None, lost: Collection[int] = ()) -> None:
        """Open the packs of a folder, which is made with the first one; without a folder all is kept in memory.

        Args:
            folder: The folder.
            lost: Numbers of packs that are damaged, and not touched.

        Raises:
            OSError: One of the others cannot be read.
        """
        self.sizes: dict[int, int] = {}
        self._folder = folder
        self._files: dict[int, FileIO] = {}
        self._last = 1
        self._due = bytearray()
        for path in folder.iterdir() if folder and folder.is_dir() else ():
            if path.name.isdecimal() and int(path.name) not in lost:
                self._open(path)

    def small(self) -> frozenset[int]:
        """Return which of those that are written would find room in another one, as small as they are."""
        return frozenset(number for number, size in self.sizes.items() if 2 * size < MOST_BYTES)

    def get(self, pack: int, at: int, size: int) -> bytes:
        """Return so many bytes of a pack from a place on.

        Raises:
            KeyError: There is no such pack.
            ValueError: It is not that long.
            OSError: It cannot be read.
        """
        if pack == self._last:
            return bytes(self._due[at : at + size])
        if not 0 <= at <= at + size <= self.sizes[pack]:
            raise ValueError(f"bytes {at} to {at + size} of {self.sizes[pack]}")
        file = self._files[pack]
        if hasattr(os, "pread"):
            return os.pread(file.fileno(), size, at)
        file.seek(at)
        return file.read(size)

    def put(self, data: bytes) -> tuple[int, int]:
        """Add bytes, and return in which pack and where they are.

        Raises:
            OSError: The pack before, which is full, cannot be written.
        """
        if self._due and len(self._due) + len(data) > MOST_BYTES:
            self.write()
        place = self._last, len(self._due)
        self._due += data
        return place

    def take_back(self, size: int) -> None:
        """Take the last bytes out again that were put in."""
        del self._due[len(self._due) - size :]

    def take_over(self, before: Packs, numbers: Set[int], *, shared: bool) -> frozenset[str]:
        """Have packs of another folder here as they are, and return their names; call it before anything is put in.

        Args:
            before: The packs of the other folder.
            numbers: Which of them.
            shared: Whether they may be the very same files; where the system knows no such thing, they are copied.

        Raises:
            OSError: One cannot be read or written.
        """
        if self._folder is None or before._folder is None:
            raise TypeError("packs in memory have no files")
        self._last = 1 + max(before.sizes, default=0)
        self._folder.mkdir()
        for number in sorted(numbers):
            name = _name(number)
            _brought(before._folder / name, self._folder / name, shared=shared)
            self._open(self._folder / name)
        return frozenset(f"{self._folder.name}/{_name(number)}" for number in numbers)

    def write(self) -> None:
        """Write what was put in since the last pack was full into a file; it is not synced.

        Raises:
            OSError: It cannot be written.
        """
        if not self._due or self._folder is None:
            return
        self._folder.mkdir(exist_ok=True)
        path = self._folder / _name(self._last)
        with path.open("xb") as file:
            try:
                file.write(self._due)
                file.flush()
            except OSError:
                path.unlink(missing_ok=True)
                raise
        self._due = bytearray()
        self._open(path)

    def close(self) -> None:
        """Give up the files."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _open(self, path: Path) -> None:
        number = int(path.name)
        self._files[number] = FileIO(path)
        self.sizes[number] = path.stat().st_size
        self._last = max(self._last, number + 1)


def folder_of(records: Path) -> Path:
    """Return the folder of the packs that belong to a file of records."""
    return records.with_suffix(".packs")


def numbers_of(paths: Collection[str]) -> frozenset[int]:
    """Return the numbers of packs that are named by their paths."""
    return frozenset(int(path.rpartition("/")[2]) for path in paths)


def _name(number: int) -> str:
    return f"{number:06}"


def _brought(source: Path, target: Path, *, shared: bool) -> None:
    """Have a file in another place, too."""
    if shared:
        try:
            os.link(source, target)
        except OSError:
            # Not every disk knows files of two names, and not every reader may give them some.
            shutil.copyfile(source, target)
    else:
        # Contents only: modes and owners that forbid writing must not come along.
        shutil.copyfile(source, target)
