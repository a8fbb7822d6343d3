"""Let the disk refuse to be written amid a run: full, read-only or broken, at any operation; and really full ones.

What was published must be answered on that same disk, the message must name the cure, and once there is room again a
refresh must mend everything without embedding what was stored.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

from benchmarks.fault_kills import KINDS, USUAL, Round, Size, Tally, copied, hold, prepare_round, recover
from benchmarks.fault_process import Ended, Failing, Fault, Mark, Tell, can_break_disk, run_child
from index import FOLDER, Progress

FAILING: tuple[Failing, ...] = ("full", "read-only", "input/output")
_CURES = ("free some space", "allow writing", "--index-dir")


@dataclass
class Disks:
    """What was refused and what came of it; the checks stand in `tally`."""

    refused: Counter[tuple[str, str]] = field(default_factory=Counter)  # by kind of run and of disk
    told: int = 0
    went_on: Counter[str] = field(default_factory=Counter)  # runs that ended well all the same
    tally: Tally = field(default_factory=Tally)


def refuse_once(made: Round, number: int, failing: Failing, disks: Disks) -> None:
    """Let one run of a round meet a disk that refuses from some operation on; look at it there, then mend it."""
    chance = Random(f"{made.kind.name} {made.seed} {number} {failing}")
    begin, end = chance.choice(
        [pair for pair in pairwise([Mark("start", 0, 0), *made.marks]) if pair[1].operations > pair[0].operations]
    )
    fault = Fault(chance.randrange(begin.operations + 1, end.operations + 1), failing)
    where = f"{made.kind.name} {made.seed} disk {number} {failing} from operation {fault.operation} ({begin.name!r})"
    with copied(made.base, made.base.parent) as folder:
        index_dir = folder / FOLDER
        ended = run_child(lambda tell: made.kind.run(folder, index_dir, tell), fault=fault, below=index_dir)
        _note(disks, made, failing, ended, where)
        still = Fault(1, failing)
        hold(made, folder, disks.tally, f"{where}, on that disk", now=made.now, settled=False, fault=still)
        recover(made, folder, disks.tally, where, made.now)


def _note(disks: Disks, made: Round, failing: str, ended: Ended, where: str) -> None:
    if not ended.error:
        disks.went_on[failing] += 1
        return
    disks.refused[made.kind.name, failing] += 1
    if ended.crashed or not ended.error.startswith("IndexNotWritable"):
        disks.tally.wrong.append(f"{where}: {f'signal {ended.crashed}, ' * bool(ended.crashed)}{ended.error}")
    elif not any(cure in ended.error for cure in _CURES):
        disks.tally.wrong.append(f"{where}: no cure is named: {ended.error}")
    else:
        disks.told += 1


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk of its own of so many megabytes.

    Raises:
        PermissionError: this process may mount none.
    """
    folder = place / "disk"
    folder.mkdir(exist_ok=True)
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    done = None if mount is None else subprocess.run([mount, *options], check=False, capture_output=True)
    if done is None or done.returncode:
        raise PermissionError("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, leave: int) -> None:
    """Fill a disk but for `leave` bytes."""
    left = shutil.disk_usage(disk).free - leave
    with (disk / "ballast").open("ab", buffering=0) as ballast, suppress(OSError):
        while left > 0:
            left -= ballast.write(b"\0" * min(left, 1 << 16))


def fill_once(made: Round, place: Path, number: int, disks: Disks) -> None:
    """Fill a real disk at a mark of one run, but for a little; look at it there, then make room and mend it."""
    chance = Random(f"{made.kind.name} {made.seed} {number} filled")
    marks = [mark.name for mark in made.marks[:-1]]
    at, leave = chance.choice(marks), chance.choice([0, 4096, chance.randrange(1 << 21)])
    where = f"{made.kind.name} {made.seed} disk {number} filled at {at!r} but for {leave} bytes"
    size = sum(file.stat().st_size for file in made.base.rglob("*") if file.is_file())
    with small_disk(place, 8 + 3 * (size >> 20)) as disk:
        folder = disk / "copy"
        shutil.copytree(made.base, folder)
        seen: Counter[str] = Counter()

        def filling(tell: Tell) -> object:
            def tell_and_fill(progress: Progress) -> None:
                tell(progress)
                name = f"{progress.stage} {progress.done}" if progress.stage == "write" else progress.stage
                if not seen[name] and name == at:
                    fill(disk, leave)
                seen[name] += 1

            return made.kind.run(folder, folder / FOLDER, tell_and_fill)

        _note(disks, made, "filled", run_child(filling), where)
        fill(disk, 0)
        hold(made, folder, disks.tally, f"{where}, still full", now=made.now, settled=False)
        (disk / "ballast").unlink(missing_ok=True)
        recover(made, folder, disks.tally, where, made.now)


def freeze_once(made: Round, place: Path, number: int, disks: Disks) -> None:
    """Make a real disk read-only before a run; look at it there, then let it be written and mend it."""
    where = f"{made.kind.name} {made.seed} disk {number} remounted read-only"
    with small_disk(place, 64) as disk:
        folder = disk / "copy"
        shutil.copytree(made.base, folder)
        _remount(disk, "ro")
        _note(disks, made, "remounted", run_child(lambda tell: made.kind.run(folder, folder / FOLDER, tell)), where)
        hold(made, folder, disks.tally, f"{where}, still so", now=made.now, settled=False)
        _remount(disk, "rw")
        recover(made, folder, disks.tally, where, made.now)


def _remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


def may_mount(place: Path) -> bool:
    """Return whether this process can mount a disk."""
    if not hasattr(os, "geteuid") or os.geteuid():
        return False
    try:
        with small_disk(place, 1):
            return True
    except (PermissionError, OSError):
        return False


def refuse(
    kinds: tuple[str, ...],
    rounds: int,
    each: int,
    first: int,
    disks: Disks,
    say: Callable[[str], None],
    size: Size = USUAL,
) -> None:
    """Let `each` runs of every round meet each kind of failing disk."""
    for number in range(rounds):
        kind, chosen = kinds[number % len(kinds)], first + number
        faults = len(disks.tally.wrong)
        with tempfile.TemporaryDirectory(prefix="onrecord-faults-") as name:
            place = Path(name)
            made = prepare_round(place, KINDS[kind], chosen, size)
            for turn in range(each):
                for failing in FAILING if can_break_disk() else ():
                    refuse_once(made, turn, failing, disks)
                if may_mount(place):
                    fill_once(made, place, turn, disks)
            if may_mount(place) and made.before is not None:
                freeze_once(made, place, 0, disks)
        say(f"{kind:<13} {chosen}: {disks.refused.total()} refused, {disks.told} told with the cure")
        for what in disks.tally.wrong[faults:]:
            say(f"  WRONG {what}")
