"""Child processes: kept for the next file, ended where they hang, swell or die; the parent never is."""

import threading

import pytest

from rag.corpus.formats import pool
from rag.corpus.formats.child import answer_to, packed
from rag.corpus.formats.pool import Bounds, Child, extracted, unpacked
from rag.corpus.formats.refusal import DAMAGED, SLOW, SWOLLEN, RefusedError
from rag.records import Dropped, Extracted, Shaped

PAGE = "<p>市委召开会议。</p>".encode()


@pytest.fixture(autouse=True)
def no_children_kept():
    pool.close()
    yield
    pool.close()


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("import time; time.sleep(600)", SLOW),
        ("sys.stdin.buffer.read(1); import os; os._exit(3)", DAMAGED),
        ("import os, signal; os.kill(os.getpid(), getattr(signal, 'SIGKILL', signal.SIGTERM))", DAMAGED),
        ("held = bytearray(b'x' * (300 << 20)); import time; time.sleep(600)", SWOLLEN),
        # It goes on giving signs of life, but no answer.
        ("import time\nfor _ in range(3): print(flush=True); time.sleep(0.2)\ntime.sleep(600)", SLOW),
    ],
)
def test_a_process_that_misbehaves_costs_its_own_message(code, refusal):
    child = Child(f"exec({code!r})")
    # Where it is not time that runs out, there is enough of it for a busy machine to start a process.
    assert child.ask("html", PAGE, Bounds(1.0 if refusal == SLOW else 300.0, 600.0, 200 << 20)) == refusal
    assert not child.serves


def test_signs_of_life_keep_a_long_file_going():
    for patience_s in (1.0, 6.0, 36.0):
        code = f"import time\nfor _ in range(8): print(flush=True); time.sleep({patience_s / 6})"
        code += '\nprint(\'{"text": ""}\', flush=True)'
        child = Child(f"exec({code!r})")
        answer = child.ask("pdf", b"", Bounds(time_s=patience_s))
        child.end()
        if answer != SLOW:
            break  # otherwise the machine is too busy to start a process in that time
    assert answer == {"text": ""}


def test_one_child_takes_one_file_after_another():
    for _ in range(3):
        assert extracted("html", PAGE).text == "市委召开会议。\n"
    (child,) = pool._idle
    assert child.files == 3


def test_a_child_goes_on_after_a_damaged_file():
    with pytest.raises(RefusedError) as caught:
        extracted("pdf", b"%PDF-1.7 nothing")
    assert caught.value.refusal == DAMAGED
    assert extracted("html", PAGE).text
    assert len(pool._idle) == 1 and pool._idle[0].files == 2


def test_two_threads_have_a_child_each():
    found = []
    threads = [threading.Thread(target=lambda: found.append(extracted("html", PAGE).text)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["市委召开会议。\n"] * 4
    assert len(pool._idle) <= 2


def test_what_is_sent_comes_back():
    made = Extracted(
        "第一行\n页眉\n\ud800",
        (Shaped(((0, 1), (2, 3)), "heading", 2, opens=True),),
        ((0, 3), (3, 8)),
        (Dropped(4, 6, "页眉"),),
        "题",
        ("第2页为扫描，未识别",),
    )
    assert unpacked({**packed(made), "shaped": [["heading", 2, True, [[0, 1], [2, 3]]]]}) == made


def test_a_parser_that_raises_is_told_with_its_cause():
    told = answer_to("docx", b"PK\x03\x04 nothing")
    assert told["refused"] == [DAMAGED.kind, DAMAGED.zh, DAMAGED.en]
