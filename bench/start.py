"""How long it takes from `make run` to a page that is seen, and to one that has answered, in a real browser.

    python -m bench.start [--runs 5] [--chromium PATH]

A start as the second one is: environment and index are there. The browser is open beforehand, as a user's is.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep

from playwright.sync_api import Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "2019年温州的经济总量是多少？"
LIMIT_MS = 60_000


def main() -> None:
    """Start, ask, stop, several times; print medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="default: the system's, else Playwright's")
    args = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=args.chromium, args=["--no-sandbox"])
        runs = []
        for number in range(args.runs + 1):
            page = browser.new_page(locale="zh-CN")
            runs.append(timed(page))
            page.close()
            print(f"{'warm-up' if number == 0 else f'run {number}'}: {shown(runs[-1])}", flush=True)
        browser.close()
    medians = [statistics.median(values) for values in zip(*runs[1:], strict=True)]
    print("median:  " + shown(medians))


def timed(page: Page) -> tuple[float, float, float]:
    """Return the seconds from the command to the page, to an answer, and from asking to that answer."""
    port = free_port()
    with served(port) as began:
        while True:
            try:
                page.goto(f"http://127.0.0.1:{port}", wait_until="commit")
                break
            except Error:
                sleep(0.02)
        box = page.locator(".st-key-ask textarea")
        box.wait_for(state="visible", timeout=LIMIT_MS)
        seen = perf_counter()
        box.fill(QUESTION)
        box.press("Enter")
        asked = perf_counter()
        page.locator(".st-key-foot-0").wait_for(state="visible", timeout=LIMIT_MS)
        answered = perf_counter()
        if not page.locator("p.line").count():
            raise RuntimeError("the page shows no sentence for an answer")
    return seen - began, answered - began, answered - asked


@contextmanager
def served(port: int) -> Iterator[float]:
    """Run the command of `make run` and stop it in the end; give the time at which it was called."""
    command = [sys.executable, "setup_env.py", "run", "--no-browser", "--port", str(port)]
    began = perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield began
    finally:
        # As Ctrl-C does: to the command and all it has started.
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=30)


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def shown(values: tuple[float, ...] | list[float]) -> str:
    """Return the times for reading."""
    visible, answering, asking = values
    return f"page visible {visible:.2f} s, answered {answering:.2f} s ({asking:.2f} s after asking)"


if __name__ == "__main__":
    sys.exit(main())
