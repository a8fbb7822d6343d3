"""Truncate, delete and overwrite each file of an index in turn, and hold what a fresh process then says of it.

What was published must be answered as before, the damage named, and mended without embedding anything.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.fault_archive import world
from benchmarks.fault_check import Count
from benchmarks.fault_kills import USUAL, Size, State, build_state, check_copy, copied, differing_answers, write_archive
from benchmarks.fault_look import differ, look, refresh, repair
from benchmarks.fault_process import Moment, run_child
from index import FOLDER

Damage = Callable[[Path, Random], str]
"""What damages a file, and says how."""


@dataclass
class Damages:
    """What was damaged and what came of it."""

    done: Counter[tuple[str, str]] = field(default_factory=Counter)  # by kind of file and of damage
    answered: int = 0
    named: int = 0
    unseen: int = 0  # changed no published byte that is ever read: the exhaustive check found nothing wrong either
    mended: int = 0
    compared: Count = field(default_factory=Count)
    wrong: list[str] = field(default_factory=list)


def _truncate(file: Path, chance: Random) -> str:
    size = file.stat().st_size
    kept = chance.randrange(size) if size else 0
    with file.open("r+b") as opened:
        opened.truncate(kept)
    return f"cut to {kept} of {size} bytes"


def _empty(file: Path, _: Random) -> str:
    with file.open("r+b") as opened:
        opened.truncate(0)
    return "emptied"


def _delete(file: Path, _: Random) -> str:
    file.unlink()
    return "deleted"


def _noise(file: Path, chance: Random) -> str:
    return _overwrite(file, chance, chance.randbytes)


def _zeros(file: Path, chance: Random) -> str:
    return _overwrite(file, chance, bytes)


def _overwrite(file: Path, chance: Random, make: Callable[[int], bytes]) -> str:
    size = file.stat().st_size
    start = chance.randrange(size) if size else 0
    length = min(size - start, chance.choice([1, 16, 512, 4096, size])) if size else 64
    with file.open("r+b") as opened:
        opened.seek(start)
        opened.write(make(length))
    return f"{length} bytes overwritten at {start} of {size}"


def _flip(file: Path, chance: Random) -> str:
    data = bytearray(file.read_bytes() or b"\0")
    at, bit = chance.randrange(len(data)), chance.randrange(8)
    data[at] ^= 1 << bit
    file.write_bytes(data)
    return f"bit {bit} of byte {at} flipped"


DAMAGES: Mapping[str, Damage] = {
    "truncated": _truncate,
    "emptied": _empty,
    "deleted": _delete,
    "noise": _noise,
    "zeros": _zeros,
    "flipped": _flip,
}


def kind_of(relative: Path) -> str:
    """Return what kind of file it is, without the random names that Chroma and tantivy give."""
    first = relative.parts[0]
    if first.startswith("chroma") and len(relative.parts) > 2:
        return f"chroma/*/{relative.name}"
    if (
        first.startswith("lexical")
        and relative.suffix
        and not relative.name.startswith(".")
        and relative.stem != "meta"
    ):
        return f"lexical/*{relative.suffix}"
    return relative.as_posix()


@dataclass(frozen=True, slots=True)
class Published:
    """An index that was published several times, with its log still unmerged or not, and what it holds and says."""

    base: Path
    asked: Sequence[str]
    state: State


def publish(place: Path, seed: int, *, with_log: bool, size: Size = USUAL) -> Published:
    """Build a seed's archive and its changes; `with_log` ends as a process that was killed after it published."""
    made = world(seed, "mixed", *size)
    base = place / "base"
    base.mkdir(parents=True)
    steps = [*made.steps, made.now]
    for step in steps:
        write_archive(base, step)
        last = with_log and step is steps[-1]
        ended = run_child(
            lambda tell: refresh(base, base / FOLDER, tell), Moment("stage", 0.0, "write 4") if last else None
        )
        if ended.error:
            raise RuntimeError(f"without any fault: {ended.error}")
    fresh = build_state(place / "now", made.now, made.asked)
    with copied(base, place) as folder:
        seen = run_child(lambda _: look(folder, folder / FOLDER, made.asked)).value
    return Published(base, made.asked, State(fresh.files, fresh.contents, seen))


def files_of(index_dir: Path) -> list[Path]:
    """Return every file of an index, relative to it, in order."""
    return sorted(path.relative_to(index_dir) for path in index_dir.rglob("*") if path.is_file())


def damage_each(
    made: Published, kinds: Sequence[str], seed: int, tally: Damages, files: Sequence[Path]
) -> Iterator[str]:
    """Damage these files in each of these ways, one at a time, then each folder; yield what came of it, in words."""
    for relative in files:
        for kind in kinds:
            chance = Random(f"{seed} {kind} {kind_of(relative)}")
            yield _damage_one(made, relative, kind, chance, f"damage {seed}: {relative}", tally)
    for folder in sorted({path.parts[0] for path in files_of(made.base / FOLDER) if len(path.parts) > 1}):
        yield _damage_one(made, Path(folder), "folder deleted", Random(seed), f"damage {seed}: {folder}", tally)


def _damage_one(made: Published, relative: Path, kind: str, chance: Random, where: str, tally: Damages) -> str:
    with copied(made.base, made.base.parent) as folder:
        index_dir = folder / FOLDER
        target = index_dir / relative
        if kind == "folder deleted":
            shutil.rmtree(target)
            how = "deleted"
        else:
            how = DAMAGES[kind](target, chance)
        where = f"{where}, {how}"
        tally.done[kind_of(relative), kind] += 1
        before = len(tally.wrong)
        found_wrong = check_copy(index_dir, made.state, settled=False).wrong
        troubles = _ask(made, folder, where, found_wrong, tally)
        _mend(made, folder, where, tally)
        wrong = [what.removeprefix(f"{where}") for what in tally.wrong[before:]]
        return f"{where}: {'WRONG ' + ' | '.join(wrong) if wrong else 'held'} (named: {troubles})"


def _ask(made: Published, folder: Path, where: str, found_wrong: Sequence[str], tally: Damages) -> Sequence[str]:
    looked = run_child(lambda _: look(folder, folder / FOLDER, made.asked))
    if looked.error:
        crash = f" (signal {looked.crashed})" if looked.crashed else ""
        tally.wrong.append(f"{where}: a reader fails{crash}: {looked.error[-400:]}")
        return ()
    seen, state = looked.value, made.state
    wrong = []
    if seen["texts"] != state.seen["texts"]:
        wrong.append(f"{where}: {'nothing is published' if seen['texts'] is None else 'the texts differ'}")
    elif differ(seen["found"], state.seen["found"]) or seen["searched"] != state.seen["searched"]:
        wrong.append(f"{where}: what is found differs")
    else:
        wrong += [f"{where}: {what}" for what in differing_answers(seen["answers"], state.seen["answers"])]
    named = [*seen["troubles"], *seen["notes"]]
    if not wrong:
        tally.answered += 1
    if named:
        tally.named += 1
    elif found_wrong:
        wrong.append(f"{where}: not named, though {found_wrong[0][:200]}")
    else:
        tally.unseen += 1
    tally.wrong += wrong
    return named


def _mend(made: Published, folder: Path, where: str, tally: Damages) -> None:
    ended = run_child(lambda tell: repair(folder, folder / FOLDER, tell))
    if ended.error:
        tally.wrong.append(f"{where}: repair fails: {ended.error[-400:]}")
        return
    if ended.value:
        tally.wrong.append(f"{where}: {ended.value} passages were embedded again by the repair")
    verdict = check_copy(folder / FOLDER, made.state, settled=False)
    looked = run_child(lambda _: look(folder, folder / FOLDER, made.asked))
    wrong = [*verdict.wrong, *([looked.error[-400:]] if looked.error else [])]
    if not looked.error:
        wrong += [f"{name} differ" for name in ("texts", "searched") if looked.value[name] != made.state.seen[name]]
        wrong += ["found differs"] if differ(looked.value["found"], made.state.seen["found"]) else []
        wrong += differing_answers(looked.value["answers"], made.state.seen["answers"])
        wrong += [trouble for trouble in looked.value["troubles"] if "may be deleted" not in trouble]
    tally.compared.add(verdict.count)
    tally.mended += not wrong
    tally.wrong += [f"{where}, after the repair: {what}" for what in wrong]


def _some(files: Sequence[Path], chance: Random) -> list[Path]:
    kinds = list({kind_of(file): file for file in files}.values())
    stores = {file.parts[0] for file in kinds if len(file.parts) > 1}
    some = [chance.sample(held, min(3, len(held))) for s in sorted(stores) if (held := _below(kinds, s))]
    return [*(file for file in kinds if len(file.parts) == 1), *(file for held in some for file in held)]


def _below(files: Sequence[Path], store: str) -> list[Path]:
    return [file for file in files if file.parts[0] == store and len(file.parts) > 1]


def damage(
    first: int,
    rounds: int,
    kinds: Sequence[str],
    tally: Damages,
    say: Callable[[str], None],
    size: Size = USUAL,
    *,
    each: bool = True,
) -> None:
    """Damage every file of `rounds` indexes, each of a seed of its own; every second one has an unmerged log.

    Unless `each`, those beside the stores are, and a few of each store's.
    """
    for number in range(rounds):
        with tempfile.TemporaryDirectory(prefix="onrecord-faults-") as place:
            made = publish(Path(place), first + number, with_log=bool(number % 2), size=size)
            files = files_of(made.base / FOLDER)
            if not each:
                files = _some(files, Random(first + number))
            for line in damage_each(made, kinds, first + number, tally, files):
                say(line)
