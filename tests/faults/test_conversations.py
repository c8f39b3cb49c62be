"""R8: conversations through kills, two writers at once and damaged bytes; nothing that was said to be kept is lost.

The quick part runs a tenth of what the whole, marked slow, runs.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.library.conversations import FILE, Conversations, open_database
from tests.library.exchanges import exchange

WRITER = Path(__file__).with_name("talk_writer.py")


def writer(data, name, count, *more):
    command = [sys.executable, WRITER, data, name, count, *more]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(list(map(str, command)), **pipes, text=True, encoding="utf-8")


def said_until_killed(data, name, words, seconds, *more):
    """What a writer said it had kept before it was killed, words and seconds on: the last word on each exchange.

    One that waits is let on word by word, and is killed as soon as it said the last of them.
    """
    process = writer(data, name, 100_000, *more)
    assert process.stdout.readline() == "begun\n", process.stderr.read()
    heard = [process.stdout.readline()]
    while len(heard) < words:
        if "--waiting" in more:
            process.stdin.write("\n")
            process.stdin.flush()
        heard.append(process.stdout.readline())
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    lines = "".join(heard) + process.communicate()[0]
    assert process.returncode != 0, "it was killed, it did not end"
    # A line that was cut was not said.
    return {exchange: word for word, exchange in (line.split() for line in lines.splitlines(True)[:-1] or [])}


def lost(data, said):
    """What was said to be kept and is not there, or less of it."""
    database = open_database(data)
    assert database.read("PRAGMA integrity_check") == [("ok",)]
    assert database.set_aside is None
    found = {}
    for (conversation,) in database.read("SELECT id FROM conversations"):
        opened = Conversations(database).opened(conversation)
        assert opened.damaged == 0
        found |= {e.exchange: e.state for e in opened.exchanges}
    database.close()
    assert "writing" not in found.values(), "what was cut is marked"
    enough = {"half": ("cut", "done"), "whole": ("done",)}
    return [name for name, word in said.items() if found.get(name) not in enough[word]]


def kill(data, times):
    """Kill writers on one file that grows; return everything that they said and how many exchanges were cut.

    Three of four are killed at a random moment, every fourth in mid-answer for certain: its words are odd in number.
    """
    chance, said = random.Random(8), {}
    for n in range(times):
        if n % 4:
            said |= said_until_killed(data, n, chance.randrange(1, 12), chance.uniform(0.0, 0.02))
        else:
            said |= said_until_killed(data, n, chance.randrange(1, 12, 2), 0.0, "--waiting")
        assert lost(data, said) == []
    database = open_database(data)
    ((cut,),) = database.read("SELECT count(*) FROM exchanges WHERE state = 'cut'")
    database.close()
    return said, cut


def write_together(data, each):
    writers = [writer(data, name, each) for name in "甲乙"]
    for process in writers:
        lines, errors = process.communicate(timeout=900)
        assert process.returncode == 0, errors
        assert lines.count("whole") == each
    assert lost(data, {f"{name}-{n}": "whole" for name in "甲乙" for n in range(each)}) == []


def damage(data, times):
    """Flip single bits of a file of conversations; return how often each way was taken."""
    database = open_database(data)
    kept = {f"e{n}": exchange(f"e{n}", f"第{n}问", f"第{n}答。" * 30, asked=float(n)) for n in range(60)}
    for n, one in enumerate(kept.values()):
        Conversations(database).save(f"c{n % 4}", "default", one)
    whole = {e.exchange: e for n in range(4) for e in Conversations(database).opened(f"c{n}").exchanges}
    database.settle()
    database.close()
    path, chance = data / FILE, random.Random(8)
    content = path.read_bytes()
    ways = {"set aside": 0, "told": 0, "harmless": 0}
    for _ in range(times):
        at = chance.randrange(len(content))
        spoiled = content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
        path.write_bytes(spoiled)
        damaged = open_database(data)
        opened = [found for n in range(4) if (found := Conversations(damaged).opened(f"c{n}"))]
        for found in opened:
            for one in found.exchanges:
                assert one.answer == whole[one.exchange].answer, "never other words than were kept"
        Conversations(damaged).save("new", "default", exchange("new"))
        assert Conversations(damaged).opened("new"), "whatever was damaged, what comes is kept"
        damaged.close()
        if damaged.set_aside:
            ways["set aside"] += 1
            assert damaged.set_aside.stat().st_size == len(spoiled), "not deleted"
        else:
            ways["told" if any(found.damaged for found in opened) else "harmless"] += 1
        for left in data.iterdir():
            left.unlink()
    return ways


def test_writers_killed_at_any_moment_lose_nothing_that_they_said_was_kept(tmp_path):
    said, cut = kill(tmp_path / "data", 12)
    assert len(said) >= 12
    assert cut >= 3, "every fourth was killed in mid-answer"


def test_the_harness_sees_a_writer_that_speaks_too_early(tmp_path):
    said = said_until_killed(tmp_path / "data", "早", 30, 0.1, "--early")
    assert said
    assert lost(tmp_path / "data", said) != []


def test_two_writers_at_once_keep_all_and_find_nothing_locked(tmp_path):
    write_together(tmp_path / "data", 100)


def test_single_flipped_bits_change_no_word_and_stop_nothing(tmp_path):
    ways = damage(tmp_path / "data", 20)
    assert ways["set aside"] + ways["told"] > 0


def test_the_check_sees_that_sqlite_alone_would_let_flipped_words_pass(tmp_path):
    database = open_database(tmp_path)
    Conversations(database).save("c", "default", exchange("e"))
    database.settle()
    database.close()
    path = tmp_path / FILE
    content = path.read_bytes()
    ((record,),) = sqlite3.connect(path).execute("SELECT record FROM exchanges").fetchall()
    at = content.index(record) + 40
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert Conversations(open_database(tmp_path)).opened("c").damaged == 1


@pytest.mark.slow
def test_the_whole_of_r8(tmp_path):
    said, cut = kill(tmp_path / "kills", 500)
    assert len(said) >= 500 and cut >= 125
    write_together(tmp_path / "together", 1000)
    ways = damage(tmp_path / "flips", 100)
    assert sum(ways.values()) == 100 and ways["set aside"] + ways["told"] >= 10
