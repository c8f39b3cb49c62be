"""What this computer could do for a language model: how fast it reads and multiplies, what memory and disk are free.

A language model on a processor is bound by two things: before its first word it multiplies all its weights with the
whole prompt, then for each word it reads them all from memory once. Both are measured here with NumPy in a fraction of
a second, and kept, since they do not change from day to day. Knows no model and imports none of their libraries.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_KEPT_S, _TRUSTED_S = 30 * 24 * 3600.0, 24 * 3600.0
_SPENT_S = 0.07  # on each of the two measurements, once their matrices are there
_BF16_FLAGS = ("avx512_bf16", "amx_bf16")


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast weights in single precision go through some threads of this computer.

    Attributes:
        reads: Bytes a second, a large matrix with one vector: a word being written.
        multiplies: Floating-point operations a second, a matrix with many vectors: a prompt being read.
        threads: With how many threads.
    """

    reads: float
    multiplies: float
    threads: int


@dataclass(frozen=True, slots=True)
class Machine:
    """This computer, as far as a language model is concerned.

    Attributes:
        speed: Of its processor.
        memory: Bytes that are free for programs.
        disk: Bytes that are free where models are kept.
        bf16: Whether the processor computes in half precision, so that a model is kept in it.
        gpu: Whether there is an NVIDIA card, which is faster than any figure here.
    """

    speed: Speed
    memory: int
    disk: int
    bf16: bool
    gpu: bool


def machine(data: Path, models: Path, threads: int) -> Machine:
    """Return what this computer is, measuring its speed where that is not known.

    Takes up to 0.3 s once a day, milliseconds else; safe in any thread. Whatever else the computer was doing made it
    look slower, never faster: of several days the best counts.

    Args:
        data: Where the speed is kept; it is measured every time where that cannot be written.
        models: Where models are kept; the folder need not be there.
        threads: How many threads a model may use.
    """
    speed, age_s = known_speed(data, threads)
    if speed is None or age_s > _TRUSTED_S:
        now = measured(threads)
        if speed is not None:
            now = Speed(max(now.reads, speed.reads), max(now.multiplies, speed.multiplies), now.threads)
        speed = now
        with suppress(OSError):
            _keep(data, speed, threads)
    return Machine(speed, free_memory(), free_disk(models), computes_bf16(), has_nvidia())


def known_speed(data: Path, threads: int) -> tuple[Speed | None, float]:
    """Return the speed that was measured on this computer, and how many seconds ago; None where there is none."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads((data / "machine.json").read_text(encoding="utf-8"))
        age_s = time.time() - kept["at"]
        if kept["of"] == _identity(threads) and 0 <= age_s < _KEPT_S:
            return Speed(**kept["speed"]), age_s
    return None, 0.0


def measured(threads: int, clock: Callable[[], float] = time.perf_counter) -> Speed:
    """Return how fast this computer is now: the best of a few tries, other programs being as busy as they are.

    Args:
        threads: How many may be used; no more than there are processors are.
        clock: Tells seconds; that of the process, for one thread, leaves out what other programs take.
    """
    import numpy as np
    from threadpoolctl import threadpool_limits

    used = max(1, min(threads, os.cpu_count() or 1))
    with threadpool_limits(used):
        # Larger than any cache; filled, since memory that was never written is not read either.
        wide = np.full((4096, 8192), 0.5, np.float32)
        one, many = np.ones(8192, np.float32), np.full((2048, 256), 0.5, np.float32)
        square = np.full((2048, 2048), 0.5, np.float32)
        reads = wide.nbytes / _best(lambda: wide @ one, clock)
        multiplies = 2 * square.size * many.shape[1] / _best(lambda: square @ many, clock)
    return Speed(reads, multiplies, used)


def free_memory() -> int:
    """Return the bytes of memory that programs may still take."""
    import psutil

    return int(psutil.virtual_memory().available)


def free_disk(folder: Path) -> int:
    """Return the bytes that are free where a folder is or would be; 0 where that cannot be told."""
    for place in (folder, *folder.absolute().parents):
        with suppress(OSError):
            return shutil.disk_usage(place).free
    return 0


def computes_bf16() -> bool:
    """Whether the processor computes in bfloat16 itself; told on Linux only, elsewhere taken not to."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False
    return any(flag in flags for flag in _BF16_FLAGS)


def has_nvidia() -> bool:
    """Whether the driver of an NVIDIA card is there."""
    return Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None


def _best(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """Return the shortest time that some work took, in seconds: of at least two tries, and as many as there is time."""
    times: list[float] = []
    began = clock()
    while len(times) < 2 or (len(times) < 8 and clock() - began < _SPENT_S):
        at = clock()
        work()
        times.append(clock() - at)
    return min(times)


def _identity(threads: int) -> list[str | int | None]:
    """Return what a measurement belongs to: the same folder may be used on another computer."""
    return [platform.node(), platform.machine(), os.cpu_count(), threads]


def _keep(data: Path, speed: Speed, threads: int) -> None:
    """Keep a measurement, whole or not at all."""
    data.mkdir(parents=True, exist_ok=True)
    aside = data / f"machine.{os.getpid()}.new"
    kept = {"of": _identity(threads), "at": time.time(), "speed": asdict(speed)}
    aside.write_text(json.dumps(kept), encoding="utf-8")
    aside.replace(data / "machine.json")
