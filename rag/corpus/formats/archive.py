"""A ZIP archive from a stranger: its members read within bounds, whatever it says of itself. Writes nothing."""

from __future__ import annotations

import io
import zipfile
import zlib

from rag.corpus.formats.refusal import DAMAGED, LOCKED, SWOLLEN, RefusedError

MOST_MEMBERS = 2_000
MOST_BYTES = 200 << 20
MOST_MEMBER_BYTES = 64 << 20
# Text compresses ten to thirty times; where little is at stake any ratio will do.
MOST_SWELLING, _HARMLESS_BYTES = 100, 1 << 20
_ENCRYPTED = 0x1


class Archive:
    """An archive whose directory is within bounds."""

    def __init__(self, data: bytes) -> None:
        """Read the directory.

        Raises:
            RefusedError: It is broken, encrypted, or would swell beyond the bounds.
        """
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as exc:
            raise RefusedError(DAMAGED) from exc
        members = self._zip.infolist()
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise RefusedError(LOCKED)
        if any(name.startswith("/") or ".." in name.split("/") for name in self._zip.namelist()):
            raise RefusedError(DAMAGED)
        total = sum(member.file_size for member in members)
        swelling = any(m.file_size > _HARMLESS_BYTES and m.file_size > MOST_SWELLING * m.compress_size for m in members)
        if len(members) > MOST_MEMBERS or total > MOST_BYTES or swelling:
            raise RefusedError(SWOLLEN)

    def read(self, name: str) -> bytes | None:
        """Return a member; None where there is none of that name.

        Raises:
            RefusedError: It is broken, or larger than it may be, whatever the directory says.
        """
        try:
            with self._zip.open(name) as member:
                data = member.read(MOST_MEMBER_BYTES + 1)
        except KeyError:
            return None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as exc:
            raise RefusedError(DAMAGED) from exc
        if len(data) > MOST_MEMBER_BYTES:
            raise RefusedError(SWOLLEN)
        return data
