"""docs/licences.md says of each package what the package says of itself, and names every part of the repository."""

import re
import subprocess

import pytest

import setup_env
from rag.encode.files import BUILT_IN
from tests import licences

PAGE = licences.PAGE.read_text(encoding="utf-8")


def told():
    """Licence and need by package, as the page has them."""
    rows = re.findall(r"(?m)^\| ([\w.-]+) \| (.*?) \| (.*?) \|$", licences.written(PAGE))
    return {name: (needed, licence) for name, needed, licence in rows if name not in ("package", "---")}


def test_every_package_of_the_lock_is_told_and_no_other():
    """Where this fails: python -m tests.licences, and read what is new."""
    assert set(told()) == set(setup_env.pins(licences.ROOT / setup_env.LOCK))


def test_what_is_told_is_what_the_package_says():
    known, seen = told(), 0
    for name, needed, licence in licences.rows():
        # Some packages are there on some systems only.
        if licence:
            assert known[name] == (needed, licence), name
            seen += 1
    assert seen > 50


def test_nothing_is_under_a_licence_that_nobody_has_read():
    strange = {name: licence for name, (_, licence) in told().items() if not licences.parts(licence) <= licences.KNOWN}
    assert strange == {}


def test_those_that_ask_for_more_are_named_in_the_text():
    demanding = {name for name, (_, licence) in told().items() if "MPL-2.0" in licence}
    line = re.search(r"(?s)- MPL-2\.0 \((.*?)\)", PAGE)[1]
    assert demanding == set(re.findall(r"\b(?!and\b|in\b|part\b)[a-z-]+\b", line))
    tests_only = {name for name in demanding if told()[name][0].startswith("tests")}
    assert tests_only == {"hypothesis", "pytest-rerunfailures"}
    assert "hypothesis is for tests only" in PAGE.replace("\n  ", " ")


@pytest.mark.parametrize(
    ("line", "licence"),
    [
        ({"License-Expression": "MIT"}, "MIT"),
        ({"License": "Apache License 2.0"}, "Apache-2.0"),
        ({"License": "Copyright (c) somebody. " * 20, "Classifier": ["License :: OSI Approved :: BSD License"]}, "BSD"),
        ({"Classifier": ["License :: DFSG approved", "License :: OSI Approved :: MIT License"]}, "MIT"),
        ({"License": "Beerware"}, "Beerware"),
        ({}, ""),
    ],
)
def test_what_a_package_says_is_read(line, licence):
    class Metadata(dict):
        def get_all(self, name):
            return self.get(name)

    class Package:
        metadata = Metadata(line)

    assert licences.licence_of(Package) == licence


def test_every_part_of_the_repository_has_its_terms():
    done = subprocess.run(
        ["git", "-c", "core.quotePath=false", "ls-files"], cwd=licences.ROOT, capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    folders = {path.split("/")[0] for path in done.stdout.decode("utf-8").splitlines() if "/" in path}
    hidden = {name for name in folders if name.startswith(".")} | {"indexes"}
    assert {name for name in folders - hidden if f"`{name}/" not in PAGE} == set()
    assert all(f"models/{name}" in PAGE for name in BUILT_IN)


def test_no_font_is_brought_along():
    fonts = [p for p in licences.ROOT.glob("ui/**/*") if p.suffix in (".woff", ".woff2", ".ttf", ".otf", ".ttc")]
    assert fonts == []


def test_what_the_cards_say_the_models_were_made_from_is_told():
    for name in BUILT_IN:
        card = (licences.ROOT / "models" / name / "README.md").read_text(encoding="utf-8")
        for data in ("DRCD", "CMRC", "CRUD_RAG"):
            assert (data in card) <= (data in PAGE)
    assert "CC BY-SA 3.0" in PAGE
    assert "CC BY-SA 4.0" in PAGE
