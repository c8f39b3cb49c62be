"""How quick the page is, and what a user costs after many turns; over ``seeds/``, built-in composer, a real browser.

    python -m bench.page [--tries 5] [--turns 200]

Prints the median of several tries, each on a page loaded anew, in seconds: *painted* (first contentful paint), *usable*
(a question box takes words: the early one, whose words move on), *drawn* (the page's own box is there), *examples*
(questions to begin with are there), *asked at once* (a question typed and sent as soon as the page is usable has its
whole answer), *first words* and *whole answer* from Enter on in a page that stands, *reader* from the click on a
citation to the marked words. Then the memory of the server (resident, MB) before and after one page has asked so many
questions, and its growth; beside it how long its first and its last ten answers took. *framework* is how long a page of
Streamlit with a question box and nothing else takes to be drawn, each try in turn with ours. *first visit* is the first
one of a server that was started just now, measured of three servers: as a page that stands, over an index that nobody
had the page of and once more, and with a question typed as soon as it is usable. The load of the machine is printed
beside, since it makes all of them longer.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Page, sync_playwright

from bench.used import load
from rag.build import build
from rag.settings import ROOT
from tests.browser.conftest import CHROMIUM
from tests.browser.page_server import Server

QUESTIONS = ("2019年温州的经济总量是多少？", "瓯海区委书记是谁？", "洞头区委书记是谁？", "刘伯温诗歌奖什么时候颁奖？")
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"


BARE = """import streamlit as st
st.chat_input("ask", key="ask")
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=5)
    parser.add_argument("--turns", type=int, default=200)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        home = Path(folder)
        shutil.copytree(ROOT / "seeds", home / "docs")
        server = Server(home, home / "docs")
        build(server.settings)
        (home / "bare.py").write_text(BARE, encoding="utf-8")
        (home / "bare").mkdir()
        bare = Server(home / "bare", home / "docs", app=home / "bare.py")
        server.wait()
        bare.wait()
        print(f"load {load():.1f} on {os.cpu_count()} processors")
        print(f"server up {timed(server.kill_and_start):.2f} s after its start")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        try:
            print(f"first visit: {_line(visit(browser.new_page(), server.url))}")
            # A server is new once only: nobody had the page from this one before.
            server.kill_and_start()
            print(f"first visit, server started once more: {_line(visit(browser.new_page(), server.url))}")
            server.kill_and_start()
            print(f"first visit, asked at once: {_line(asked_at_once(browser.new_page(), server.url))}")
            found = []
            for _ in range(args.tries):
                framework = drawn(browser.new_page(), bare.url)
                at_once = asked_at_once(browser.new_page(), server.url)
                found.append(visit(browser.new_page(), server.url) | at_once | {"framework": framework})
            middle = {name: statistics.median(one[name] for one in found) for name in found[0]}
            print(f"median of {args.tries}: {_line(middle)}")
            print(grown(browser.new_page(), server, args.turns))
        finally:
            browser.close()
            server.stop()
            bare.stop()
            print(f"load {load():.1f}")


def drawn(page: Page, url: str) -> float:
    """Return after how many seconds a page has a box of Streamlit to type in; the page is closed."""
    page.set_default_timeout(120_000)
    box = page.locator(".st-key-ask textarea")
    seconds = timed(lambda: (page.goto(url, wait_until="commit"), box.wait_for()))
    page.close()
    return seconds


def visit(page: Page, url: str) -> dict[str, float]:
    """Return the seconds of one visit; the page is closed."""
    page.set_default_timeout(120_000)
    box = page.locator(".st-key-ask textarea")
    opened = time.perf_counter()
    times = {"drawn": timed(lambda: (page.goto(url, wait_until="commit"), box.wait_for()))}
    times["painted"] = float(page.evaluate(PAINTED))
    page.locator(".st-key-examples button").first.wait_for()
    times["examples"] = time.perf_counter() - opened
    box.fill(QUESTIONS[0])
    began = time.perf_counter()
    box.press("Enter")
    page.locator("p.line").first.wait_for()
    times["first words"] = time.perf_counter() - began
    page.locator("[class*='st-key-foot-']").first.wait_for()
    times["whole answer"] = time.perf_counter() - began
    mark = page.locator("button.mark").first
    mark.wait_for()
    times["reader"] = timed(lambda: (mark.click(), page.locator("section.reader mark").first.wait_for()))
    page.close()
    return times


def asked_at_once(page: Page, url: str) -> dict[str, float]:
    """Return the seconds until words can be typed, and until a question typed and sent then is answered; closes it."""
    page.set_default_timeout(120_000)
    early = page.locator("#early textarea")
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    early.wait_for()
    usable = time.perf_counter() - began
    early.fill(QUESTIONS[0])
    early.press("Enter")
    page.locator("[class*='st-key-foot-']").first.wait_for()
    times = {"usable": usable, "asked at once": time.perf_counter() - began}
    page.close()
    return times


def grown(page: Page, server: Server, turns: int) -> str:
    """Return how the server's memory grows while one page asks."""
    page.set_default_timeout(120_000)
    page.goto(server.url)
    box = page.locator(".st-key-ask textarea")
    sizes, waited = {}, []
    for turn in range(turns):
        box.fill(QUESTIONS[turn % len(QUESTIONS)])
        began = time.perf_counter()
        box.press("Enter")
        page.locator(f".st-key-foot-{turn}").wait_for()
        waited.append(time.perf_counter() - began)
        if turn in (4, turns - 1):
            sizes[turn] = psutil.Process(server.pid).memory_info().rss / 1e6
    page.close()
    first, last = sizes[4], sizes[turns - 1]
    memory = f"memory after 5 turns {first:.0f} MB, after {turns} {last:.0f} MB: {100 * (last - first) / first:+.1f} %"
    early, late = statistics.median(waited[:10]), statistics.median(waited[-10:])
    return f"{memory}; whole answer {early:.2f} s at first, {late:.2f} s at last"


def timed(work: Callable[[], Any]) -> float:
    """Return how many seconds some work took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _line(times: dict[str, float]) -> str:
    return ", ".join(f"{name} {seconds:.2f} s" for name, seconds in times.items())


if __name__ == "__main__":
    main()
