"""The file of what people make: led to its present form, set aside where damaged, never in the way."""

import os
import shutil
import sqlite3
import threading

import pytest

from rag.errors import DataFolderError
from rag.library.database import Database

STEPS = ("CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a)", "ALTER TABLE t ADD COLUMN b TEXT NOT NULL DEFAULT 'x'")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "t.sqlite"


def add(database, *values):
    return database.write([("INSERT INTO t (a) VALUES (?)", (value,)) for value in values])


def held(database):
    return [a for (a,) in database.read("SELECT a FROM t ORDER BY rowid")]


def test_a_file_is_made_with_its_folder_and_safely_written(path):
    database = Database(path, STEPS)
    assert not path.parent.exists(), "nothing before the first use"
    assert add(database, "甲") == 1
    assert [database.read(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "busy_timeout")] == [
        *("wal", 2, 5000)
    ]
    database.close()


def test_an_older_file_is_led_to_the_present_form_with_its_rows(path):
    old = Database(path, STEPS[:1])
    add(old, "甲")
    old.close()
    new = Database(path, STEPS)
    assert new.read("SELECT a, b FROM t") == [("甲", "x")]
    assert new.read("PRAGMA user_version") == [(2,)]
    new.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(path):
    old = Database(path, STEPS[:1])
    add(old, "甲")
    old.close()
    with pytest.raises(DataFolderError):
        Database(path, (STEPS[0], "CREATE TABLE u (c TEXT); CREATE NONSENSE")).read("SELECT 1")
    assert held(old) == ["甲"] and old.read("PRAGMA user_version") == [(1,)]
    assert old.read("SELECT name FROM sqlite_master WHERE name = 'u'") == []
    old.close()


def test_a_file_of_a_newer_version_is_left_alone(path):
    new = Database(path, STEPS)
    add(new, "甲")
    new.close()
    with pytest.raises(DataFolderError, match="newer program"):
        Database(path, STEPS[:1]).read("SELECT 1")
    assert held(new) == ["甲"]
    new.close()


def test_statements_are_written_all_or_none(path):
    database = Database(path, STEPS)
    with pytest.raises(DataFolderError):
        database.write([("INSERT INTO t (a) VALUES ('甲')", ()), ("INSERT INTO nowhere VALUES (1)", ())])
    assert held(database) == []
    add(database, "乙")
    assert held(database) == ["乙"]
    database.close()


@pytest.mark.parametrize(
    "content", [b"no database at all, but some text" * 200, b"", b"SQLite format 3\x00" + bytes(5000)]
)
def test_what_is_no_database_is_set_aside_with_all_its_bytes(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    database = Database(path, STEPS)
    add(database, "甲")
    assert held(database) == ["甲"]
    if content:  # an empty file is an empty database
        assert database.set_aside.name.startswith("t.damaged-")
        assert database.set_aside.read_bytes() == content
    database.close()


def test_a_file_damaged_while_it_is_open_is_set_aside_too(path):
    database = Database(path, STEPS)
    add(database, *map(str, range(3000)))
    database.settle()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    database.close()
    assert held(database) == []
    assert database.set_aside.stat().st_size == size
    add(database, "甲")
    first = database.set_aside
    database.settle()
    database.close()
    with path.open("r+b") as file:
        file.write(b"x" * 200)
    assert held(database) == []
    assert database.set_aside != first and first.exists()
    database.close()


def test_two_that_find_the_same_damage_keep_what_the_first_wrote_after_it(path):
    path.parent.mkdir()
    path.write_bytes(b"x" * 9000)
    one, other = Database(path, STEPS), Database(path, STEPS)
    add(one, "甲")
    add(other, "乙")
    assert held(one) == held(other) == ["甲", "乙"]
    assert len(list(path.parent.glob("t.damaged-*.sqlite"))) == 1
    one.close()
    other.close()


def test_a_folder_that_was_deleted_is_made_anew(path):
    if os.name == "nt":
        pytest.skip("an open file cannot be deleted there")
    database = Database(path, STEPS)
    add(database, "甲")
    shutil.rmtree(path.parent)
    add(database, "乙")
    other = sqlite3.connect(path)
    assert other.execute("SELECT a FROM t").fetchall() == [("乙",)], "not into a file that nobody can see"
    other.close()
    database.close()


def test_a_folder_that_cannot_be_is_an_error_that_says_why(tmp_path):
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    with pytest.raises(DataFolderError) as caught:
        Database(tmp_path / "data" / "t.sqlite", STEPS).read("SELECT 1")
    assert "不能写入" in caught.value.hint


def test_a_file_that_another_program_holds_is_an_error_once_the_patience_is_over(path, monkeypatch):
    monkeypatch.setattr("rag.library.database._BUSY_MS", 100)
    database = Database(path, STEPS)
    add(database, "甲")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DataFolderError) as caught:
        add(database, "乙")
    assert "正被另一个程序占用" in caught.value.hint
    assert held(database) == ["甲"]
    holder.execute("ROLLBACK")
    holder.close()
    add(database, "乙")
    assert held(database) == ["甲", "乙"]
    database.close()


def test_threads_share_it(path):
    database = Database(path, STEPS)
    threads = [threading.Thread(target=add, args=(database, f"{n}")) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(held(database), key=int) == [str(n) for n in range(20)]
    database.close()
