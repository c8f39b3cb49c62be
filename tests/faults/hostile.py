"""An index whose files were altered and signed anew, opened in children; prints a JSON object.

    python hostile.py HOME --mutations N

Hashes vouch for bytes, not for sense: whoever may write the folder may sign it. Each child has bounded memory and time.
``refused`` counts errors of ours, ``served`` indexes that opened and answered, ``other`` errors of another kind,
``crashed`` children that a signal ended, by file. Run by test_hostile_index.py in a process of its own.
"""

import json
import os
import random
import resource
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from kills import forked
from traced import QUESTIONS, Bench, Toy

from rag.errors import IndexStoreError
from rag.index import generation as generations
from rag.index.hashes import sha256
from rag.index.index import Index
from rag.index.lexical import LOCKS
from rag.text.words import Segmenter

SERVED, REFUSED, OTHER = 0, 4, 6
MEMORY, SECONDS = 3 << 30, 60


def altered(data, chance):
    """Some bytes changed, cut off, put in or repeated."""
    data = bytearray(data)
    kind = chance.choice(("flip", "flip", "number", "cut", "insert", "repeat"))
    at = chance.randrange(len(data))
    if kind == "flip":
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif kind == "number":
        size = chance.choice((1, 2, 4, 8))
        data[at : at + size] = chance.choice((b"\xff", b"\x7f", b"\0")) * size
    elif kind == "cut":
        del data[at:]
    elif kind == "insert":
        data[at:at] = chance.randbytes(chance.randint(1, 64))
    else:
        data[at:at] = data[: chance.randrange(len(data))]
    return bytes(data)


def sign(index, manifest):
    """Make the hashes of the generation those of its files as they are, and of nothing else."""
    home = generations.folder_of(index, manifest.generation)
    files = tuple(
        generations.FileHash(file.path, sha256(home / file.path), (home / file.path).stat().st_size)
        for file in manifest.files
    )
    (home / "manifest.json").write_bytes(generations._signed(replace(manifest, files=files)))


def asked(index):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        opened = Index.open(index, Toy(), Segmenter())
        for question in QUESTIONS[:4]:
            for leg in (opened.lexical, opened.dense):
                opened.chunks([hit.chunk_id for hit in leg.search(question, 5)])
        for name in opened.names():
            opened.document(name)
    except IndexStoreError as error:
        return REFUSED if error.hint else OTHER
    except BaseException as error:
        Path(index).with_name("error.txt").write_text(f"{type(error).__name__}: {error}"[:200], encoding="utf-8")
        return OTHER
    return SERVED


def main():
    home, mutations = Path(sys.argv[1]), int(sys.argv[sys.argv.index("--mutations") + 1])
    bench, chance = Bench(home, None), random.Random(11)
    index = bench.settings.index
    current = generations.current_generation(index)
    generations.keep_only(index, {current})
    manifest = generations.read_manifest(index, current)
    folder = generations.folder_of(index, current)
    told = {"tried": 0, "served": 0, "refused": 0, "other": 0, "crashed": 0, "where": {}, "errors": {}}
    for n in range(mutations):
        file = folder / manifest.files[n % len(manifest.files)].path
        whole = file.read_bytes()
        file.write_bytes(altered(whole, chance) if whole else b"x")
        sign(index, manifest)
        status = forked(lambda: asked(index))
        kind = {SERVED: "served", REFUSED: "refused", OTHER: "other"}.get(status, "crashed")
        told["tried"] += 1
        told[kind] += 1
        if kind in ("other", "crashed"):
            suffix = file.suffix or file.name
            told["where"][f"{kind} {suffix}"] = told["where"].get(f"{kind} {suffix}", 0) + 1
        said = home / "error.txt"
        if said.exists():
            text = said.read_text(encoding="utf-8")[:90]
            told["errors"][text] = told["errors"].get(text, 0) + 1
            said.unlink()
        file.write_bytes(whole)
        for lock in LOCKS:
            (folder / "lexical" / lock).unlink(missing_ok=True)
    sign(index, manifest)
    shutil.rmtree(home / "kept")
    print(json.dumps(told | {"whole": bench.state()}, ensure_ascii=False))


if __name__ == "__main__":
    main()
