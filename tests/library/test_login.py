"""A password lets in, is slowed down where it is guessed at, and what a browser keeps of it cannot be made up."""

import os

import pytest

from rag.errors import ConfigError, DataFolderError
from rag.library.login import LASTS_S, Door, owner_password_of, owners_of, password_of

RIGHT, OWNERS = "开门见山 open-123", "管资料的人 own-456"


@pytest.fixture
def door(tmp_path):
    return Door(RIGHT, tmp_path / "data")


def test_the_right_password_makes_a_reader_whom_the_token_names(door, tmp_path):
    token = door.admitted(RIGHT, "1.2.3.4", 100.0)
    reader = door.reader(token, 101.0)
    assert reader.name and not reader.owns
    assert Door(RIGHT, tmp_path / "data").reader(token, 101.0) == reader, "after a restart, too"
    assert door.reader(door.admitted(RIGHT, "1.2.3.4", 100.0), 101.0) != reader, "each login is a reader of its own"
    if os.name != "nt":
        assert (tmp_path / "data" / "login.key").stat().st_mode & 0o077 == 0


def test_a_token_that_is_forged_over_or_of_another_password_names_nobody(door, tmp_path):
    token = door.admitted(RIGHT, "", 100.0)
    name, end, signature = token.split(".")
    assert door.reader(token, 100.0 + LASTS_S + 1) is None
    for forged in ("", ".", "..", f"other.{end}.{signature}", f"{name}.{int(end) + 9}.{signature}", f"{name}.x.é"):
        assert door.reader(forged, 101.0) is None
    assert Door("another password", tmp_path / "data").reader(token, 101.0) is None
    assert Door(RIGHT, tmp_path / "elsewhere").reader(token, 101.0) is None


def test_guessing_is_slowed_down_where_it_comes_from(door):
    now = 1000.0
    for _ in range(2):
        assert door.admitted("wrong", "evil", now) is None and door.wait_s("evil", now) == 0
    waits = []
    for _ in range(8):
        assert door.admitted("wrong", "evil", now) is None
        waits.append(door.wait_s("evil", now))
        assert door.admitted(RIGHT, "evil", now + waits[-1] - 0.01) is None, "too soon, though it is right"
        now += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert door.admitted(RIGHT, "elsewhere", now) is not None
    assert door.admitted(RIGHT, "evil", now) is not None and door.wait_s("evil", now) == 0


def test_a_short_password_is_refused_and_not_repeated():
    assert password_of({}) == "" and password_of({"RAG_PASSWORD": RIGHT}) == RIGHT
    with pytest.raises(ConfigError) as told:
        password_of({"RAG_PASSWORD": "geheim"})
    assert "geheim" not in told.value.hint + str(told.value)


def test_the_owners_password_lets_in_an_owner_and_no_token_of_a_reader_does(tmp_path):
    door = Door(RIGHT, tmp_path / "data", OWNERS)
    assert door.reader(door.admitted(OWNERS, "", 100.0), 101.0).owns
    token = door.admitted(RIGHT, "", 100.0)
    assert not door.reader(token, 101.0).owns
    assert door.admitted(RIGHT + OWNERS, "", 100.0) is None
    # Another password of the owner ends the owner's logins alone.
    other, owned = Door(RIGHT, tmp_path / "data", "another of the owner"), door.admitted(OWNERS, "", 100.0)
    assert other.reader(owned, 101.0) is None and other.reader(token, 101.0) == door.reader(token, 101.0)
    assert Door(RIGHT, tmp_path / "data").reader(owned, 101.0) is None


@pytest.mark.parametrize(
    "environ",
    [
        {"RAG_OWNER_PASSWORD": OWNERS},
        {"RAG_PASSWORD": OWNERS, "RAG_OWNER_PASSWORD": OWNERS},
        {"RAG_PASSWORD": RIGHT, "RAG_OWNER_PASSWORD": "kurz"},
    ],
)
def test_a_password_of_the_owner_that_is_none_of_its_own_is_refused(environ):
    with pytest.raises(ConfigError) as told:
        owner_password_of(environ)
    assert "RAG_OWNER_PASSWORD" in told.value.hint and not {OWNERS, "kurz"} & {told.value.hint, str(told.value)}


def test_owners_are_named_by_address():
    assert owner_password_of({"RAG_PASSWORD": RIGHT}) == "" and owners_of({}) == frozenset()
    assert owners_of({"RAG_OWNERS": "Her@Example.org， his@example.org"}) == {"her@example.org", "his@example.org"}


def test_a_key_that_cannot_be_is_said(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataFolderError):
        Door(RIGHT, tmp_path / "file")
    (tmp_path / "login.key").write_bytes(b"short")
    with pytest.raises(DataFolderError):
        Door(RIGHT, tmp_path)
