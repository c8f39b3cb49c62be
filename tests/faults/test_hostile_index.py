"""An index that was altered and signed anew serves, or is refused with the mend; no child takes its parent along."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def opened(home, mutations):
    program = Path(__file__).with_name("hostile.py")
    run = subprocess.run(
        [sys.executable, program, home, "--mutations", str(mutations)], capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode("utf-8", "replace")
    told = json.loads(run.stdout)
    assert told["tried"] == mutations == told["served"] + told["refused"] + told["crashed"], told
    assert told["refused"] > mutations / 4, "what was altered must be seen to matter"
    # tantivy trusts its own lengths: now and then one of them asks for more memory than the child is given.
    assert told["crashed"] <= max(1, mutations / 50), told
    assert told["whole"] == "new"


def test_an_index_that_was_altered_and_signed_anew(tmp_path):
    opened(tmp_path, 60)


@pytest.mark.slow
def test_ten_thousand_alterations(tmp_path):
    opened(tmp_path, 10_000)
