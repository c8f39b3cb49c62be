"""A number that says its noun in English: one file, two files."""

from __future__ import annotations


class Count(int):
    """A number in a template; where that names two nouns, the one that fits follows it.

    >>> "{n:file|files}, {m:file|files}, {n}".format(n=Count(1), m=Count(1200))
    '1 file, 1200 files, 1'
    """

    def __format__(self, spec: str) -> str:
        """Return the number, behind it the first noun for one and the second for any other."""
        if "|" not in spec:
            return super().__format__(spec)
        one, many = spec.split("|")
        return f"{int(self)} {one if self == 1 else many}"
