"""The list of faults in `docs/reliability.md` is true: each names a public report and tests that are there."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs" / "reliability.md").read_text(encoding="utf-8")
FAULTS = [line for line in PAGE.split("## Faults", 1)[1].splitlines() if line.startswith("| ")][1:]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_fault_has_a_public_report_and_a_test() -> None:
    assert len(FAULTS) > 15
    for fault in FAULTS:
        _, reported, held = fault.strip("| ").split(" | ")
        assert "](https://github.com/" in reported, fault
        assert NAMED.search(held) or held.startswith("every test"), fault


def test_every_test_that_is_named_is_there() -> None:
    for file, name in NAMED.findall(PAGE):
        assert f"def {name}(" in (REPOSITORY / file).read_text(encoding="utf-8"), f"{file}::{name}"


def test_no_test_of_a_peers_fault_is_left_out_of_the_page() -> None:
    file = "tests/test_peer_faults.py"
    written = re.findall(r"^def (test_\w+)\(", (REPOSITORY / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert written
    assert set(written) <= {name for named, name in NAMED.findall(PAGE) if named == file}
