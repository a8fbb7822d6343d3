"""Try every reader with thousands of strange and broken files, and write what came of it to benchmarks/fuzz.md.

    python -m benchmarks.fuzz [--files 22000] [--coverage 66000] [--seed 1] [--keep FOLDER]

Each file is written to a folder and read as a refresh reads it, converting process included, then prepared as it is
indexed. It must be refused in one line, or read with every line, sentence, region, passage and date in its place, the
same twice and in another process. What breaks a rule, or takes longer than 10 seconds, is a finding: counted, and kept
in FOLDER. `--coverage` inputs are tried in-process by atheris, which follows the branches (`.[fuzz]` installs it).
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from benchmarks.fuzz_checks import check_contents, check_reason, digest_of
from benchmarks.fuzz_files import MAKERS, files
from index.errors import ReadError
from index.read import read_file

HANG = 10.0
_SAMPLE = 10  # every so manieth file is read again in another process
REPORT = Path(__file__).with_suffix(".md")
MENDED = (
    "a table whose head is one endless field ended the whole refresh with an error",
    "messages nested deep, or with a header of brackets, ended the whole refresh with a RecursionError",
    "a feed's entry with an empty content, or a character reference that is none, cost the whole feed unexplained",
    "a document with an injury in its packed bytes was refused with nothing but the name of an exception",
    "the articles of a row file with a line break in its name could never be read again",
    "a path with a null byte in a foreign catalog ended an answer with an error",
    "an old encoding in one endless line took 23 s to tell, now 1 s",
    "the lines of a long PDF were joined in a time that grew with its square",
    "a paragraph of a letter with a hundred thousand lines likewise",
    "what a parser says of a file may quote it, so that a reason held characters that no line should",
    "a cell of a Word table that claims to span a billion columns took all memory",
    "a message or an entry without a text was left out without a word",
    "a number of 400 digits in a sentence ended the search for accounts that differ with an error",
    "a pattern that looks for who says something took minutes where 2,000 spaces followed",
)
"""What these runs and the traps of tests/test_traps.py found while they were written; each has a test."""


@dataclass
class Tally:
    """What came of the files of one kind so far."""

    tried: int = 0
    read: int = 0
    articles: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, int]] = field(default_factory=list)
    seconds: float = 0.0
    again: int = 0


def try_file(folder: Path, name: str, data: bytes, tally: Tally, keep: Path | None) -> str | None:
    """Read and check one file; return a digest of what was made of it, None where it was refused or is a finding."""
    (folder / name).write_bytes(data)
    tally.tried += 1
    started = time.perf_counter()
    digest = None
    finding = ""
    try:
        contents = read_file(folder, name)
        prepared = check_contents(name, data, contents)
        digest = digest_of(prepared)
        tally.read += 1
        tally.articles += len(prepared)
    except ReadError as error:
        try:
            check_reason(str(error))
        except AssertionError as broken:
            finding = str(broken)
        tally.refused[_short(str(error))] += 1
        if "reader down" in str(error) or "took more than" in str(error):
            finding = str(error)
    except Exception as error:  # noqa: BLE001 - anything else is what is looked for
        finding = f"{type(error).__name__}: {error}"
    seconds = time.perf_counter() - started
    tally.slowest = sorted([*tally.slowest, (seconds, len(data))], reverse=True)[:3]
    if seconds > HANG:
        finding = f"took {seconds:.0f} seconds"
    if finding:
        tally.findings[finding[:160]] += 1
        if keep is not None:
            (keep / f"{hashlib.sha256(data).hexdigest()[:12]}-{name}").write_bytes(data)
    return digest


def _short(reason: str) -> str:
    """Return a reason without what differs from file to file, to be counted."""
    if not reason.startswith("could not be converted"):
        reason = reason.partition(" (")[0]
    return re.sub(r"(?<![-\w])\d[\d,]*", "N", reason.partition(":")[0])[:60]


def try_kind(suffix: str, count: int, number: int, keep: Path | None, *, elsewhere: bool = True) -> Tally:
    """Try so many files of one kind; with `elsewhere`, read some of them again in another process."""
    tally = Tally()
    sample: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as sampled:
        folder, again = Path(made), Path(sampled)

        @seed(number)
        @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(files(suffix))
        def run(file: tuple[str, bytes]) -> None:
            name, data = file
            digest = try_file(folder, name, data, tally, keep)
            if digest and tally.tried % _SAMPLE == 0:
                kept = f"{tally.tried}-{name}"
                (again / kept).write_bytes(data)
                sample[kept] = digest

        started = time.perf_counter()
        run()
        tally.seconds = time.perf_counter() - started
        if not elsewhere:
            return tally
        tally.again = len(sample)
        other = _digests_elsewhere(again)
        for name, path in ((name, again / name) for name in sample):
            own = _digest(again, path.name)
            if own != other.get(name):
                tally.findings["read otherwise by another process"] += 1
                if keep is not None:
                    (keep / f"again-{name}").write_bytes((again / name).read_bytes())
    return tally


def _digest(folder: Path, name: str) -> str:
    try:
        return digest_of(check_contents(name, (folder / name).read_bytes(), read_file(folder, name)))
    except ReadError as error:
        return str(error)


def _digests_elsewhere(folder: Path) -> dict[str, str]:
    """Return what another process, in which sets have another order, makes of the files."""
    environment = os.environ | {"PYTHONHASHSEED": "12345"}
    command = [sys.executable, "-m", "benchmarks.fuzz", "--digest", str(folder)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def try_by_coverage(suffix: str, runs: int, number: int, keep: Path | None) -> dict[str, object] | None:
    """Let atheris try a kind in a process of its own; None where it isn't installed."""
    command = [sys.executable, "-m", "benchmarks.fuzz_coverage", suffix, str(runs), str(number), str(keep or "")]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        return {"findings": {done.stderr.strip().splitlines()[-1][:160]: 1}} if "atheris" not in done.stderr else None
    found: dict[str, object] = json.loads(lines[-1])
    return found


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=22_000)
    parser.add_argument("--coverage", type=int, default=66_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", default=list(MAKERS))
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", type=Path, default=REPORT)
    parser.add_argument("--digest", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    if asked.digest:
        with contextlib.redirect_stdout(sys.stderr):
            found = {path.name: _digest(asked.digest, path.name) for path in sorted(asked.digest.iterdir())}
        print(json.dumps(found))
        return
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
    tallies: dict[str, Tally] = {}
    coverage: dict[str, dict[str, object]] = {}
    for suffix in asked.kinds:
        tallies[suffix] = try_kind(suffix, asked.files // len(asked.kinds), asked.seed, asked.keep)
        print(suffix, tallies[suffix], flush=True)
        if asked.coverage:
            tried = try_by_coverage(suffix, asked.coverage // len(asked.kinds), asked.seed, asked.keep)
            coverage |= {} if tried is None else {suffix: tried}
            print(suffix, tried, flush=True)
    command = f"python -m benchmarks.fuzz --files {asked.files} --coverage {asked.coverage} --seed {asked.seed}"
    asked.write.write_text(_report(command, tallies, coverage), encoding="utf-8")


def _report(command: str, tallies: dict[str, Tally], coverage: dict[str, dict[str, object]]) -> str:
    tried = sum(tally.tried for tally in tallies.values())
    findings = sum(sum(tally.findings.values()) for tally in tallies.values())
    lines = [
        "# Strange and broken files, read\n",
        f"Made by `{command}` ([how](fuzz.py), [what is checked of each](fuzz_checks.py)). Files are",
        "built or broken by code from the seed (hypothesis), an eighth of them packed by gzip, and read as a refresh",
        "reads them, converting process included.\n",
        f"**{tried:,} files: {findings} findings** (a crash, a hang over {HANG:.0f} s, an error that is no single",
        "line, a span that is not exact, a text that another process reads otherwise).\n",
        "| kind | files | read | articles | refused in one line | also read elsewhere | findings | slowest | seconds |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for suffix, tally in tallies.items():
        slow, size = tally.slowest[0]
        lines.append(
            f"| `{suffix}` | {tally.tried:,} | {tally.read:,} | {tally.articles:,} | {sum(tally.refused.values()):,} |"
            f" {tally.again:,} | {sum(tally.findings.values())} | {slow:.2f} s ({size:,} bytes) | {tally.seconds:.0f} |"
        )
    found = [(suffix, *each) for suffix, tally in tallies.items() for each in tally.findings.items()]
    if found:
        lines += ["\n## Findings\n", *(f"- `{suffix}`: {what} ({count})" for suffix, what, count in found)]
    lines += ["\n## Found while this was written, and mended, each with a test\n", *(f"- {each}" for each in MENDED)]
    lines += ["\n## Why files were refused\n"]
    for suffix, tally in tallies.items():
        reasons = ", ".join(f"{reason} ({count})" for reason, count in tally.refused.most_common(6))
        lines.append(f"- `{suffix}`: {reasons}")
    if coverage:
        lines += [
            "\n## By coverage (atheris 3.0.0)\n",
            "The same checks in one process, without the converting process's limits; inputs follow the branches of",
            "the readers, of the parsers that are Python, and of everything that prepares a text.\n",
            "| kind | inputs | read | refused | findings | slowest |",
            "|---|---|---|---|---|---|",
        ]
        for suffix, each in coverage.items():
            lines.append(
                f"| `{suffix}` | {each.get('tried', 0):,} | {each.get('read', 0):,} | {each.get('refused', 0):,} |"
                f" {each.get('findings') or 0} | {each.get('slowest', 0)} s |"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
