"""Under which licence each package is, by its own metadata; ``python -m tests.licences`` writes docs/licences.md anew.

Knows what packages say of themselves; whether that is so, nobody here has examined.
"""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import setup_env

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
BEGIN, END = "<!-- packages: python -m tests.licences -->\n", "<!-- end -->\n"
# What older packages call the licences that have a short name today.
SHORT = {
    "MIT License": "MIT",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache 2.0 License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD License": "BSD",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "BSD license (see license.txt for details), Copyright (c) 2000-2025, ReportLab Inc.": "BSD",
}
# What may be among them without anybody looking: these ask for their notice to be kept, MPL also that changes to its
# own files be shown. A package under anything else fails the test until it has been read.
KNOWN = {
    *(
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "BSD",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "0BSD",
        "ISC",
        "Zlib",
        "PSF-2.0",
        "CNRI-Python",
        "BSL-1.0",
    ),
    *("Apache-2.0", "Apache-2.0 WITH LLVM-exception", "CC0-1.0", "MPL-2.0"),
}
GROUPS = {"requirements.txt": "to run", "requirements-test.txt": "tests", "requirements-train.txt": "training"}


def found(name: str) -> Distribution | None:
    """The installed distribution of a name."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence_of(package: Distribution) -> str:
    """What a package says its licence is, by short names where it has one."""
    metadata = package.metadata
    named = metadata.get("License-Expression") or metadata.get("License") or ""
    classified = [
        c.rpartition("::")[2].strip() for c in metadata.get_all("Classifier") or () if c.startswith("License ::")
    ]
    # Some put the whole text of the licence into the field.
    line = named if named and len(named) < 100 else next((c for c in classified if c in SHORT), "")
    if line == "BSD" or (line in ("", "BSD License") and classified):
        line = next((c for c in classified if c in SHORT), line)
    return SHORT.get(line, line)


def parts(expression: str) -> set[str]:
    """The single licences of an expression."""
    return {part.strip(" ()") for part in re.split(r"\s+(?:AND|OR)\s+", expression)}


def needed_by(roots: set[str]) -> set[str]:
    """What some packages bring, themselves included, as far as it is installed."""
    reached, waiting = set(), set(roots)
    while waiting:
        name = waiting.pop()
        package = found(name)
        if name in reached or package is None:
            continue
        reached.add(name)
        for wanted in package.requires or ():
            if "extra ==" not in wanted:
                waiting.add(setup_env.normal(re.match(r"[\w.-]+", wanted)[0]))
    return reached


def rows() -> list[tuple[str, str, str]]:
    """Name, what it is needed for, and licence of every package of the lock; an unknown one has ``""``."""
    direct = {file: set(setup_env.pins(ROOT / file)) for file in GROUPS}
    reached = {file: needed_by(names) for file, names in direct.items()}
    table = []
    for name in setup_env.pins(ROOT / setup_env.LOCK):
        group = next((file for file in GROUPS if name in reached[file]), "")
        how = GROUPS.get(group, "")
        if group and name not in direct[group]:
            how += ", brought along"
        package = found(name)
        table.append((name, how, licence_of(package) if package else ""))
    return table


def table() -> str:
    """The table of the page."""
    lines = ["| package | needed | licence |", "|---|---|---|", *(f"| {n} | {h} | {li} |" for n, h, li in rows())]
    return "\n".join(lines) + "\n"


def written(page: str) -> str:
    """The table that stands in the page."""
    return page[page.index(BEGIN) + len(BEGIN) : page.index(END)]


if __name__ == "__main__":
    before, after = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(before + BEGIN + table() + END + after.partition(END)[2], encoding="utf-8", newline="\n")
