"""Keeps exchanges until it is killed, and says each once it is on the disk: ``python talk_writer.py DATA NAME COUNT``.

Of each exchange first a half is kept, then the whole; ``half ID`` and ``whole ID`` are said after them. With
``--waiting`` it goes on only when it is given a line, so that it can be killed between two words for certain.
``--early`` is the control: a writer that has never yet written the last ten of what it said.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rag.library.conversations import Conversations, open_database
from rag.text.script import simplified
from tests.library.exchanges import exchange

data, name, count, *more = sys.argv[1:]
talks = Conversations(open_database(Path(data)))
early, unsaved = "--early" in more, []
simplified("國")  # what takes its time the first time is not what is tested
print("begun", flush=True)
for n in range(int(count)):
    kept = exchange(f"{name}-{n}", f"第{n}问", f"第{n}答。" * 40, asked=time.time())
    for said, state in (("half", "writing"), ("whole", "done")):
        unsaved.append(replace(kept, state=state))
        if early:
            print(said, kept.exchange, flush=True)
        while len(unsaved) > (10 if early else 0):
            talks.save(f"talk-{name}", "default", unsaved.pop(0))
        if not early:
            print(said, kept.exchange, flush=True)
        if "--waiting" in more:
            sys.stdin.readline()
