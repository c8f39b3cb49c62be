"""What processes used, as far as the system tells: on Windows, nothing."""

from __future__ import annotations

import math
import os
import re
import sys
from pathlib import Path

try:
    import resource
except ImportError:
    TOLD = False
else:
    TOLD = True


def peaks() -> tuple[float, float]:
    """Return the most memory in MB that this process held, and the largest of its children that have ended.

    On Linux the system's own figure begins with what the process that started this one held; there its status tells.
    """
    if not TOLD:
        return math.nan, math.nan
    # In bytes on macOS, in kilobytes elsewhere.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, child = (resource.getrusage(one).ru_maxrss / unit for one in who)
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))):
        own = int(found[1]) / (1 << 10)
    return own, child


def load() -> float:
    """Return how many processes wanted a processor within the last minute, on average; on Windows no number."""
    average = getattr(os, "getloadavg", None)
    return float(average()[0]) if average else math.nan


def resident() -> float:
    """Return the memory in MB that this process holds now; on every system."""
    import psutil

    return float(psutil.Process().memory_info().rss) / (1 << 20)


def child_seconds() -> float:
    """Return the processor time of the children of this process that have ended."""
    if not TOLD:
        return math.nan
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
