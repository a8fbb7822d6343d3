"""Break an index on purpose and check all that is left: `python -m benchmarks.faults [PART ...] [--write FILE]`.

PARTS: `kills` (SIGKILL at chosen moments of every run that writes), `command` (the same for the real command with the
real model), `damage` (each file of an index truncated, deleted, overwritten), `disks` (full, read-only, broken). The
soak is `python -m benchmarks.soak`. A round that is named in a fault, as "mixed 7003", is seen again by
`kills --kinds mixed --round 7003`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Protocol

from benchmarks.fault_archive import CHANGES
from benchmarks.fault_check import Count
from benchmarks.fault_damage import DAMAGES, Damages, damage
from benchmarks.fault_full import Disks, refuse
from benchmarks.fault_kills import KINDS, USUAL, Size, Tally, campaign, hows
from benchmarks.fault_process import can_break_disk, preload, warm

PARTS = ("kills", "command", "damage", "disks")
_USUAL_KINDS = ("build", *CHANGES, "compact", "repair", "full")
_LARGE: Size = (64, 40)  # more than 1,000 passages: Chroma writes a graph to disk only then
_SMALL: Size = (12, 2)


Done = tuple[str, int, list[str]]
"""A part's section, how often something was broken, and what was wrong."""


class Run(Protocol):
    """A part: it takes the first round's seed, how often, which kinds, and whether a few seconds must do."""

    def __call__(self, first: int, times: int, kinds: Sequence[str] | None, /, *, quick: bool) -> Done:
        """Break and check; return what came of it."""


def _say(line: str) -> None:
    print(line[:2000], flush=True)


def run_kills(first: int, kills: int, kinds: Sequence[str] | None, *, quick: bool = False) -> Done:
    """Kill every kind of run with the fake model, a tenth of the times in large archives."""
    tally = Tally()
    large = 0 if kinds or quick else kills // 10
    campaign(kinds or _USUAL_KINDS, kills - large, 3 if quick else 12, first, tally, _say, _SMALL if quick else USUAL)
    if large:
        campaign(("build", "mixed", "compact", "repair"), large, 6, first + 500, tally, _say, _LARGE)
    return _kill_section(tally, f"rounds {first} up, large archives {first + 500} up"), tally.kills.total(), tally.wrong


def run_command(first: int, kills: int, kinds: Sequence[str] | None, *, quick: bool = False) -> Done:
    """Kill the real command with the real model."""
    tally = Tally()
    campaign(kinds or ("command build", "command mixed"), kills, 3 if quick else 10, first, tally, _say, _SMALL)
    return _kill_section(tally, f"rounds {first} up"), tally.kills.total(), tally.wrong


def run_damage(first: int, rounds: int, kinds: Sequence[str] | None, *, quick: bool = False) -> Done:
    """Damage each file of some indexes in every way; `quick`: some files of each store."""
    tally = Damages()
    damage(first, rounds, kinds or tuple(DAMAGES), tally, _say, _SMALL, each=not quick)
    ways = sorted({way for _, way in tally.done})
    rows = [
        f"| `{file}` | " + " | ".join(str(tally.done[file, way] or "") for way in ways) + " |"
        for file in sorted({file for file, _ in tally.done})
    ]
    told = (
        f"{tally.done.total()} files or folders damaged (rounds {first} up), asked in a fresh process, then repaired: "
        f"{tally.answered} answered as before, {tally.named} named the damage, {tally.unseen} times nothing that is "
        f"read was hurt, {tally.mended} mended without embedding; **{len(tally.wrong)} faults**.\n\n"
    )
    return told + _table(["file", *ways], rows) + _compared(tally.compared), tally.done.total(), tally.wrong


def run_disks(first: int, rounds: int, kinds: Sequence[str] | None, *, quick: bool = False) -> Done:
    """Let the disk refuse at random points of builds, refreshes and compactions."""
    disks = Disks()
    refuse(tuple(kinds or ("build", "mixed", "add", "compact")), rounds, 1 if quick else 3, first, disks, _say, _SMALL)
    ways = sorted({way for _, way in disks.refused} | set(disks.went_on))
    rows = [
        f"| {kind} | " + " | ".join(str(disks.refused[kind, way] or "") for way in ways) + " |"
        for kind in sorted({kind for kind, _ in disks.refused})
    ]
    rows.append("| ended well all the same | " + " | ".join(str(disks.went_on[way] or "") for way in ways) + " |")
    tally = disks.tally
    told = (
        f"{disks.refused.total()} runs were refused by the disk (rounds {first} up), {disks.told} said so with the "
        f"cure; {tally.looks} looks and {tally.checks} exhaustive checks on that disk, and after a refresh once it "
        f"could be written again; {tally.embedded_again} passages embedded again; **{len(tally.wrong)} faults**.\n\n"
    )
    return told + _table(["run", *ways], rows) + _compared(tally.compared), disks.refused.total(), tally.wrong


def _kill_section(tally: Tally, seeds: str) -> str:
    ways = hows()
    rows = [
        f"| {kind} | " + " | ".join(str(tally.kills[kind, how] or "") for how in ways) + " |"
        for kind in KINDS
        if any(tally.kills[kind, how] for how in ways)
    ]
    reached = ", ".join(f"{name} {times}" for name, times in sorted(tally.reached.items()))
    left = ", ".join(f"{name} {times}" for name, times in sorted(tally.left.items()))
    told = (
        f"{tally.kills.total()} kills ({seeds}), {tally.recoveries} of them of a recovery; {tally.escaped} runs more "
        f"ended before their moment. {tally.looks} looks by a reader, {tally.answers} answers, {tally.checks} "
        f"exhaustive checks; {tally.embedded_again} passages embedded again; **{len(tally.wrong)} lost or wrong**. "
        f"{tally.otherwise} answers were others than a fresh index's until the index was compacted.\n\n"
    )
    where = f"\nKilled at: {reached}. A reader found {left}.\n"
    return told + _table(["run", *(f"by {how}" for how in ways)], rows) + where + _compared(tally.compared)


def _table(heads: Sequence[str], rows: Sequence[str]) -> str:
    return "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *rows, ""])


def _compared(count: Count) -> str:
    told = ", ".join(f"{value:,} {name}" for name, value in vars(count).items())
    return f"\nCompared, one by one: {told}.\n"


def write_section(file: Path, title: str, text: str) -> None:
    """Put a section into a Markdown file in place of the one with its title, or at the end."""
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    head, *sections = old.split("\n## ")
    kept = [section for section in sections if not section.startswith(f"{title}\n")]
    places = [section.partition("\n")[0] for section in sections]
    at = places.index(title) if title in places else len(kept)
    kept.insert(at, f"{title}\n\n{text.rstrip()}\n")
    file.write_text("\n## ".join([head, *kept]), encoding="utf-8")


RUNS: Mapping[str, tuple[str, int, Run]] = {
    "kills": ("Kills", 300, run_kills),
    "command": ("Kills of the real command, with the real model", 30, run_command),
    "damage": ("Damaged files", 4, run_damage),
    "disks": ("Full, read-only and broken disks", 12, run_disks),
}
"""The title of each part's section, how often it is done unless told otherwise, and what does it."""


def main() -> None:
    """Run the parts asked for, print what was found, and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=list(PARTS))
    parser.add_argument("--seed", type=int, help="drawn, and printed, where it is not given")
    parser.add_argument("--round", type=int, help="one round again, by its own seed")
    parser.add_argument("--times", type=int, help="kills, or rounds of the other parts")
    parser.add_argument("--kinds", nargs="+", help="only these kinds of runs, or of damage")
    parser.add_argument("--quick", action="store_true", help="small archives, and little done in each")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--json", action="store_true", help="print what was wrong as JSON at the end")
    given = parser.parse_args()
    preload()
    warm()
    seed = given.seed if given.seed is not None else Random().randrange(1, 10_000)
    first = given.round if given.round is not None else 1000 * seed
    found: list[str] = []
    broken = 0
    for part in given.parts:
        title, usual, run = RUNS[part]
        times, started = given.times or (usual if given.round is None else 12), time.perf_counter()
        _say(f"{part} --seed {seed} --times {times}, moments by {', '.join(hows())}")
        text, done, wrong = run(first, times, given.kinds, quick=given.quick)
        chosen = f" --kinds {' '.join(given.kinds)}" if given.kinds else ""
        command = f"python -m benchmarks.faults {part} --seed {seed} --times {times}{chosen}{' --quick' * given.quick}"
        text += f"\n`{command}`: {time.perf_counter() - started:,.0f} s.\n"
        text += "".join(f"\n- {what[:500]}" for what in wrong[:10])
        print(f"\n{text}")
        found += wrong
        broken += done
        if given.write:
            write_section(given.write, title, text)
    if given.json:
        print(json.dumps({"done": broken, "wrong": found, "operations": can_break_disk()}))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
