"""Work that makes a million records and no cycles among them, without the search for cycles.

Python's collector looks through all records again and again as their number grows; of a long text that is an eighth of
the work. Knows nothing of texts.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def acyclic(work: Callable[P, R]) -> Callable[P, R]:
    """Return a function that does the same while the collector of cycles waits.

    It waits in all threads, and runs again afterwards if it ran before: of two threads that overlap the first to end
    lets it run.
    """

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        ran = gc.isenabled()
        gc.disable()
        try:
            return work(*args, **kwargs)
        finally:
            if ran:
                gc.enable()

    return run
