"""Kill a refresh, a build or another run at chosen moments, and hold what is left before everything that is known.

After each kill: a reader's look at what was published, and an exhaustive check of it; then perhaps kills of the
recovery; then a refresh, a look and an exhaustive check again, with nothing embedded that was stored before.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.fault_archive import CHANGES, Texts, World, world
from benchmarks.fault_check import (
    Contents,
    Count,
    Verdict,
    check_catalog,
    check_chroma,
    check_lexical,
    read_catalog,
    stored_keys,
)
from benchmarks.fault_look import (
    command_line,
    compact,
    differ,
    false_citations,
    look,
    refresh,
    refresh_fully,
    refresh_really,
    repair,
)
from benchmarks.fault_process import Ended, Fault, How, Mark, Tell, can_break_disk, draw, run_child
from index import FOLDER

Run = Callable[[Path, Path, Tell], Any]
"""What is killed: it takes the archive's folder, the index's, and what to tell its progress to."""


Size = tuple[int | None, int | None]
"""How many articles, of how many paragraphs; None: some dozens, of a few."""
USUAL: Size = (None, None)

_FEW = 2  # of the questions, which are asked at once after a kill; all of them after the refresh
_CONFIDENCE = 0.05  # rarity of words counts lines of the generation before, as long as that is kept


@dataclass(frozen=True, slots=True)
class State:
    """One state of an archive, and what an index made of it in peace holds and says.

    `others` are the answers of indexes that came to the state in peace by another way: what was removed still takes
    places among the nearest passages, so that a line that hardly counts can be another one than in a fresh index.
    """

    files: Mapping[str, bytes]
    contents: Contents
    seen: Mapping[str, Any]
    others: tuple[Sequence[Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """What is killed: `run`, over what became of an archive; `recover` is the run that must mend it.

    `world` is "build" or a change of the archive; where the run is `of_published`, that change is published before, and
    `harm` may damage the index then. `really`: with the real model.
    """

    name: str
    world: str
    run: Run = refresh
    recover: Run = refresh
    of_published: bool = False
    harm: Callable[[Path], None] | None = None
    really: bool = False


def harm_stores(index_dir: Path) -> None:
    """Cut a file of each derived store in half, so that both must be rebuilt."""
    for file in (next(index_dir.rglob("data_level0.bin"), None), next(index_dir.rglob("*.idx"), None)):
        if file is not None:
            with file.open("r+b") as opened:
                opened.truncate(file.stat().st_size // 2)


KINDS: Mapping[str, Kind] = {
    **{name: Kind(name, name) for name in ("build", *CHANGES)},
    "compact": Kind("compact", "mixed", run=compact, of_published=True),
    "repair": Kind("repair", "mixed", run=repair, recover=repair, of_published=True, harm=harm_stores),
    "full": Kind("full", "edit", run=refresh_fully),
    "command build": Kind("command build", "build", run=command_line, recover=refresh_really, really=True),
    "command mixed": Kind("command mixed", "mixed", run=command_line, recover=refresh_really, really=True),
}


@dataclass(frozen=True, slots=True)
class Round:
    """A world with what was measured of it in peace; each kill works on a copy of `base`."""

    kind: Kind
    seed: int
    base: Path
    world: World
    before: State | None
    now: State
    marks: tuple[Mark, ...]


@dataclass
class Tally:
    """What was done and what came of it."""

    kills: Counter[tuple[str, str]] = field(default_factory=Counter)  # by kind and how
    reached: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)  # what was published then
    recoveries: int = 0  # kills among them that hit a recovery
    escaped: int = 0  # runs that ended before their moment
    looks: int = 0
    answers: int = 0
    otherwise: int = 0  # answers that are not a fresh index's until the index is compacted
    checks: int = 0
    embedded_again: int = 0
    compared: Count = field(default_factory=Count)
    wrong: list[str] = field(default_factory=list)


def write_archive(folder: Path, files: Texts) -> Mapping[str, bytes]:
    """Make `folder` hold just these files beside its index; return their bytes."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if FOLDER not in path.parts and path.is_file():
            path.unlink()
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return {name: text.encode() for name, text in files.items()}


def build_state(place: Path, files: Texts, asked: Sequence[str], *, really: bool = False) -> State:
    """Index files in peace and return what that index holds and says."""
    place.mkdir(parents=True)
    data = write_archive(place, files)
    build = refresh_really if really else refresh
    _in_peace(lambda tell: build(place, place / FOLDER, tell))
    seen = _in_peace(lambda _: look(place, place / FOLDER, asked, really=really))
    contents = read_catalog(place / FOLDER)
    if contents is None:
        raise AssertionError("a build in peace published nothing")
    return State(data, contents, seen)


def _in_peace(work: Callable[[Tell], Any]) -> Any:  # noqa: ANN401 - whatever the work returns
    ended = run_child(work)
    if ended.error:
        raise RuntimeError(f"without any fault: {ended.error}")
    return ended.value


def prepare_round(place: Path, kind: Kind, seed: int, size: Size = USUAL) -> Round:
    """Build a seed's world: the published index, what is expected before and after, and how long a run takes."""
    made = world(seed, kind.world, *size)
    base = place / "base"
    base.mkdir(parents=True)
    build = refresh_really if kind.really else refresh
    for step in (*made.steps, made.now) if kind.of_published else made.steps:
        write_archive(base, step)
        _in_peace(lambda tell: build(base, base / FOLDER, tell))
    now = build_state(place / "now", made.now, made.asked, really=kind.really)
    before = now if kind.of_published else None
    if made.before is not None and not kind.of_published:
        before = build_state(place / "before", made.before, made.asked, really=kind.really)
    write_archive(base, made.now)
    if kind.harm is not None:
        kind.harm(base / FOLDER)
    if before is not None:
        before = replace(before, others=(_answers_of(base, place, before, made.asked, kind.really),))
    marks: tuple[Mark, ...] = ()
    for _ in range(2):  # the first run warms the disk
        with copied(base, place) as folder:
            ended = run_child(lambda tell: kind.run(folder, folder / FOLDER, tell), below=folder / FOLDER)
            marks = tuple(ended.marks)
            if ended.error:
                raise RuntimeError(f"without any fault: {ended.error}")
            seen = _in_peace(lambda _: look(folder, folder / FOLDER, made.asked, really=kind.really))
    now = replace(now, others=(seen["answers"], *(before.others if before is not None and kind.of_published else ())))
    return Round(kind, seed, base, made, before, now, marks)


def _answers_of(base: Path, place: Path, state: State, asked: Sequence[str], really: bool) -> Sequence[Any]:
    """Return the answers of the index in `base` while the files are those of its published state."""
    with copied(base, place) as folder:
        write_archive(folder, {path: data.decode() for path, data in state.files.items()})
        answers: Sequence[Any] = _in_peace(lambda _: look(folder, folder / FOLDER, asked, really=really))["answers"]
    return answers


@contextmanager
def copied(base: Path, place: Path) -> Iterator[Path]:
    """Yield a copy of a folder, always under the same name, that goes with its use."""
    copy = place / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(base, copy)
    yield copy
    shutil.rmtree(copy)


def kill_once(made: Round, number: int, how: How, tally: Tally) -> None:
    """Kill one run of a round, and its recovery now and then; check all that is left and all that comes of it."""
    kind = made.kind
    chance = Random(f"{kind.name} {made.seed} {number} {how}")
    where = f"{kind.name} {made.seed} kill {number}"
    with copied(made.base, made.base.parent) as folder:
        index_dir = folder / FOLDER
        times = 1 + chance.choice([0, 0, 0, 1, 1, 3])
        for turn in range(times):
            moment = draw(chance, made.marks, how if not turn or how == "time" else chance.choice(["stage", how]))
            run = kind.recover if turn and not kind.really else kind.run
            ended = run_child(lambda tell: run(folder, index_dir, tell), moment, below=index_dir)  # noqa: B023
            where = f"{where}{', recovery' * bool(turn)} ({moment}, at {ended.reached!r})"
            tally.recoveries += ended.killed and turn > 0
            _note_kill(tally, made, how, ended, where)
            hold(made, folder, tally, where, now=made.now, settled=False)
            if not ended.killed:
                break
        final = made.now
        if made.before is not None and chance.random() < 0.2:
            final = made.before
            write_archive(folder, made.world.now if kind.of_published else made.world.before or {})
            where += ", then undone"
        recover(made, folder, tally, where, final)


def _note_kill(tally: Tally, made: Round, how: How, ended: Ended, where: str) -> None:
    if ended.error:
        tally.wrong.append(f"{where}: {ended.error}")
    if not ended.killed:
        tally.escaped += 1
        return
    tally.kills[made.kind.name, how] += 1
    tally.reached[ended.reached] += 1


def recover(made: Round, folder: Path, tally: Tally, where: str, final: State) -> None:
    """Refresh after a fault, and check that all is as if it had never been."""
    missing = final.contents.vector_keys - stored_keys_of_copy(folder / FOLDER)
    ended = run_child(lambda tell: made.kind.recover(folder, folder / FOLDER, tell))
    if ended.error:
        tally.wrong.append(f"{where}: the next refresh fails: {ended.error}")
        return
    if ended.value != len(missing):
        tally.embedded_again += ended.value - len(missing)
        tally.wrong.append(f"{where}: {ended.value} passages embedded, {len(missing)} were missing")
    hold(made, folder, tally, where, now=final, settled=True)


def hold(
    made: Round, folder: Path, tally: Tally, where: str, *, now: State, settled: bool, fault: Fault | None = None
) -> None:
    """Look at an index as a reader does, then check it to the last vector, against the state it claims to hold."""
    index_dir = folder / FOLDER
    asked = made.world.asked if settled else made.world.asked[:_FEW]
    looked = run_child(lambda _: look(folder, index_dir, asked, really=made.kind.really), fault=fault, below=index_dir)
    tally.looks += 1
    wrong: list[str] = []
    if looked.error:
        tally.wrong.append(f"{where}: a reader fails: {looked.error}")
        return
    texts = looked.value["texts"]
    state = next((each for each in _possible(made, now, settled) if _texts_of(each) == texts), None)
    if texts is None:
        tally.left["nothing"] += 1
        if made.before is not None or settled:
            tally.wrong.append(f"{where}: nothing is published")
        return
    if state is None:
        tally.wrong.append(f"{where}: the texts are those of no state: {_nearest(made, texts)}")
        return
    tally.left["the new state" if state is made.now else "the old state"] += 1
    if differ(looked.value["found"], state.seen["found"][: len(asked)]):
        differing = _first_difference(looked.value["found"], state.seen["found"][: len(asked)])
        wrong.append(f"what is found differs from a fresh index: {differing}")
    if settled and looked.value["searched"] != state.seen["searched"]:  # a search reads files, which may be newer
        differing = _first_difference(looked.value["searched"], state.seen["searched"])
        wrong.append(f"what is searched for differs from a fresh index: {differing}")
    verdict = check_copy(index_dir, state, settled)  # before it is compacted
    if settled:
        ways = (state.seen["answers"], *state.others)
        different = min((differing_answers(looked.value["answers"], way) for way in ways), key=len)
        # Removed sentences count as long as they lie in the index: how rare a word is, who is among the nearest.
        if different and not (lasting := _differing_once_compacted(made, folder, state)):
            tally.otherwise += len(different)
        elif different:
            wrong += lasting
    tally.answers += len(looked.value["answers"])
    wrong += false_citations(looked.value["answers"], now.files)
    tally.checks += 1
    tally.compared.add(verdict.count)
    tally.wrong += [f"{where}{', after the refresh' * settled}: {what}" for what in [*wrong, *verdict.wrong]]


def _differing_once_compacted(made: Round, folder: Path, state: State) -> list[str]:
    """Return where the answers of an index that was compacted differ from those of a fresh one."""
    asked, really = made.world.asked, made.kind.really
    _in_peace(lambda tell: compact(folder, folder / FOLDER, tell))
    seen = _in_peace(lambda _: look(folder, folder / FOLDER, asked, really=really))
    return differing_answers(seen["answers"], state.seen["answers"])


def differing_answers(found: Sequence[Any], wanted: Sequence[Any]) -> list[str]:
    """Return where answers say or cite anything else than those of a fresh index."""
    wrong = []
    for one, other in zip(found, wanted, strict=True):
        near = abs(one["confidence"] - other["confidence"]) <= _CONFIDENCE
        if not near or {**one, "confidence": 0} != {**other, "confidence": 0}:
            wrong.append(f"an answer differs from a fresh index's: {_first_difference(one, other)}")
    return wrong


def _possible(made: Round, now: State, settled: bool) -> list[State]:
    return [now] if settled else [each for each in (made.before, made.now) if each is not None]


def _texts_of(state: State) -> Mapping[str, str]:
    return state.seen["texts"]  # type: ignore[no-any-return]


def _nearest(made: Round, texts: Mapping[str, str]) -> str:
    told = []
    for name, state in (("before", made.before), ("after", made.now)):
        if state is not None:
            wanted = _texts_of(state)
            differing = [path for path in wanted.keys() | texts.keys() if wanted.get(path) != texts.get(path)]
            told.append(f"{len(differing)} articles differ from {name}: {sorted(differing)[:4]}")
    return "; ".join(told)


def _first_difference(found: Any, wanted: Any, path: str = "") -> str:  # noqa: ANN401 - any JSON
    if isinstance(found, dict) and isinstance(wanted, dict):
        for key in found.keys() | wanted.keys():
            if found.get(key) != wanted.get(key):
                return _first_difference(found.get(key), wanted.get(key), f"{path}.{key}")
    if isinstance(found, list) and isinstance(wanted, list):
        if len(found) != len(wanted):
            extra = [each for each in found if each not in wanted][:2]
            lost = [each for each in wanted if each not in found][:2]
            return f"{path}: {len(found)} against {len(wanted)}, extra {str(extra)[:300]}, lost {str(lost)[:300]}"
        for at, (one, other) in enumerate(zip(found, wanted, strict=True)):
            if one != other:
                return _first_difference(one, other, f"{path}[{at}]")
    return f"{path}: {str(found)[:200]} against {str(wanted)[:200]}"


def check_copy(index_dir: Path, state: State, settled: bool) -> Verdict:
    """Check a copy of an index to its last vector, in a child that may crash."""
    with tempfile.TemporaryDirectory(prefix="onrecord-faults-") as place:
        copy = Path(place) / "index"
        shutil.copytree(index_dir, copy)
        ended = run_child(lambda _: _check(copy, state, settled))
    verdict = Verdict()
    if ended.error:
        verdict.wrong.append(
            f"the index can't be opened{f' (signal {ended.crashed})' * bool(ended.crashed)}: {ended.error}"
        )
    else:
        verdict.wrong, verdict.count = ended.value[0], Count(**ended.value[1])
    return verdict


def _check(copy: Path, state: State, settled: bool) -> Any:  # noqa: ANN401 - JSON
    verdict = Verdict()
    found = read_catalog(copy)
    if found is None:
        return [["the catalog holds nothing"], vars(Count())]
    check_catalog(found, state.contents, state.files, verdict)
    verdict.expect(not settled or not found.orphans, f"{found.orphans} rows of an unpublished generation are left")
    check_chroma(copy, found, verdict, settled)
    check_lexical(copy, found, verdict, settled)
    return [verdict.wrong, vars(verdict.count)]


def stored_keys_of_copy(index_dir: Path) -> frozenset[str]:
    """Return the keys of the vectors that the catalog holds, and one that was to take its place; read from a copy."""
    found: set[str] = set()
    for catalog in index_dir.rglob("catalog.sqlite3"):
        with tempfile.TemporaryDirectory() as place:  # opening it would tidy it
            for file in catalog.parent.glob("catalog.sqlite3*"):
                shutil.copy(file, place)
            found |= stored_keys(Path(place))
    return frozenset(found)


def hows() -> tuple[How, ...]:
    """Return the ways of choosing a moment that this machine has."""
    return ("time", "stage", "operation") if can_break_disk() else ("time", "stage")


def campaign(
    kinds: Sequence[str],
    kills: int,
    each: int,
    first: int,
    tally: Tally,
    say: Callable[[str], None],
    size: Size = USUAL,
) -> None:
    """Kill until there were so many kills, `each` a round, the kinds in turn; print each round's seed."""
    number = 0
    begun = sum(tally.kills.values())
    while (done := sum(tally.kills.values()) - begun) < kills:
        kind, chosen = kinds[number % len(kinds)], first + number
        started, faults = time.perf_counter(), len(tally.wrong)
        with tempfile.TemporaryDirectory(prefix="onrecord-faults-") as place:
            made = prepare_round(Path(place), KINDS[kind], chosen, size)
            for kill in range(min(each, kills - done)):
                kill_once(made, kill, hows()[kill % len(hows())], tally)
        number += 1
        say(
            f"{kind:<13} {chosen}: {sum(tally.kills.values()) - begun} of {kills} kills,"
            f" {len(made.now.files)} files, a run takes {made.marks[-1].seconds:.2f} s and"
            f" {made.marks[-1].operations} operations, {time.perf_counter() - started:.0f} s"
        )
        for what in tally.wrong[faults:]:
            say(f"  WRONG {what}")
