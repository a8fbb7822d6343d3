"""What the derived stores' files looked like when they were last known to be sound, compared before they are opened.

Opening a torn Chroma or tantivy store can crash the process, so nothing of theirs is imported here: files are looked
at, not read by their libraries. The seal lies outside both stores. It is derived, too, and may be lost: then the stores
are checked.

Measured with Chroma 1.5.9 and tantivy 0.27: asking changes nothing of tantivy's. Opening Chroma changes the counters in
the head of its SQLite file and the page of its table `acquire_write`, and with these the file's time; and a collection
that was never persisted (one of a single passage) has its files written anew. Everything else is written once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from index.digests import DATABASE, digest_of, spared_page
from index.errors import not_written

Store = Literal["chroma", "lexical"]
STORES: tuple[Store, ...] = ("chroma", "lexical")

_SEAL = "stores.json"
_LAYOUT = 2  # raise when a store is written otherwise: one of another layout is checked, and made anew where need be
_SEEN = "stores.seen"
_MARK = "stores.writing"
_PERSISTED = "index_metadata.pickle"  # Chroma's own, read by its Rust code; nothing in Python loads it
_CHANGING = {DATABASE, "meta.json", ".managed.json"}  # every publication writes these anew, the others never


class Stamp(NamedTuple):
    """A file's bytes, its time in ns, and the CRC-32 of its content: against accidents, not against a forger."""

    size: int
    modified: int
    digest: int


@dataclass(frozen=True, slots=True)
class Seal:
    """The files of both stores at one generation, by path below the index's folder; None where any content will do.

    `index` is the random name of the index, so that another one's stores, copied with their seal, are not believed.
    `spared` is the number, from 1, of the page of Chroma's database that opening it may change.
    """

    index: str
    generation: int
    folders: Mapping[Store, str]
    files: Mapping[str, Stamp | None]
    spared: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs from a seal in each store, in words: `broken` is sure to be damaged, `doubtful` has to be checked.

    `seal` has the times that files have now.
    """

    seal: Seal
    broken: Mapping[Store, str]
    doubtful: Mapping[Store, str]

    @property
    def is_equal(self) -> bool:
        """Return whether nothing differs."""
        return not (self.broken or self.doubtful)


def take_seal(
    index_dir: Path, index: str, generation: int, folders: Mapping[Store, str], known: Seal | None = None
) -> Seal:
    """Return the seal of the stores as they are now; files that are as in `known`, by size and time, aren't read."""
    spared = spared_page(index_dir / folders["chroma"] / DATABASE)
    kept = known.files if known is not None and known.spared == spared else {}
    files: dict[str, Stamp | None] = {}
    for path in _sealed_files(index_dir, folders):
        name = path.relative_to(index_dir).as_posix()
        if _is_rewritten(path):
            files[name] = None
            continue
        stat, old = path.stat(), kept.get(name)
        same = old is not None and (old.size, old.modified) == (stat.st_size, stat.st_mtime_ns)
        digest = old.digest if old is not None and same else digest_of(path, spared)
        files[name] = Stamp(stat.st_size, stat.st_mtime_ns, digest)
    return Seal(index, generation, dict(folders), files, spared)


def write_seal(index_dir: Path, seal: Seal) -> None:
    """Write the seal in one step; a folder that can't be written only costs a check the next time."""
    known = {"layout": _LAYOUT, "index": seal.index, "generation": seal.generation, "folders": seal.folders}
    _write(index_dir / _SEAL, {**known, "spared": seal.spared, "files": seal.files})


def read_seal(index_dir: Path) -> Seal | None:
    """Return the seal, or None where there is none or it can't be read."""
    try:
        stored = json.loads((index_dir / _SEAL).read_text(encoding="utf-8"))
        if stored["layout"] != _LAYOUT:
            return None
        files = {
            str(name): None if stamp is None else Stamp(*map(int, stamp)) for name, stamp in stored["files"].items()
        }
        folders: dict[Store, str] = {store: str(stored["folders"][store]) for store in STORES}
        return Seal(str(stored["index"]), int(stored["generation"]), folders, files, int(stored["spared"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def compare(index_dir: Path, seal: Seal, *, writing: bool = False) -> Comparison:
    """Compare the stores with their seal.

    While another process is `writing`, what it may change or delete is passed over. A file of which only the time
    differs, as after copying a folder, is read. One that is written once is broken where its content differs; one that
    every publication writes anew may have been changed by another version of its library.
    """
    seen = _read_seen(index_dir)
    broken: dict[Store, str] = {}
    doubtful: dict[Store, str] = {}
    files = dict(seal.files)
    for store in STORES:
        for name in _names_in(seal, seal.folders[store]):
            changing = Path(name).name in _CHANGING
            if writing and changing:
                continue
            problem, files[name] = _compare_file(index_dir / name, seal.files[name], seal.spared, seen)
            if problem and not (writing and problem == _GONE):
                (doubtful if changing else broken).setdefault(store, f"{name} {problem}")
        if store == "chroma" and not writing and (added := _added(index_dir, seal)):
            doubtful.setdefault(store, f"{added} was not there")
    return Comparison(replace(seal, files=files), broken, doubtful)


def is_as_sealed(index_dir: Path, seal: Seal) -> bool:
    """Return whether the files that are written once still have their size and time: asked for each question."""
    for name, stamp in seal.files.items():
        if stamp is None or Path(name).name in _CHANGING:
            continue
        try:
            stat = os.stat(f"{index_dir}/{name}")  # noqa: PTH116 - a third of the time of a Path's
        except OSError:
            return False
        if (stat.st_size, stat.st_mtime_ns) != (stamp.size, stamp.modified):
            return False
    return True


def remember_opening(index_dir: Path, seal: Seal) -> None:
    """Note the time that Chroma's database got by being opened, so that the next process need not read it."""
    name = f"{seal.folders['chroma']}/{DATABASE}"
    stamp = seal.files.get(name)
    if stamp is None:
        return
    try:
        stat = (index_dir / name).stat()
    except OSError:
        return
    # In this order: what a refresh that began meanwhile did to the file is not taken for what opening did.
    if stat.st_size == stamp.size and stat.st_mtime_ns != stamp.modified and not is_marked(index_dir):
        _write(index_dir / _SEEN, {"size": stat.st_size, "modified": stat.st_mtime_ns, "digest": stamp.digest})


def mark_writing(index_dir: Path) -> None:
    """Note that the stores are being written: while this is there and nobody writes, they are in doubt.

    Raises:
        IndexNotWritable: no space, no permission, or a disk that fails.
    """
    try:
        (index_dir / _MARK).touch()
    except OSError as error:
        raise not_written(f"the index folder {index_dir}", error) from error


def unmark(index_dir: Path) -> None:
    """Take the note back."""
    (index_dir / _MARK).unlink(missing_ok=True)


def is_marked(index_dir: Path) -> bool:
    """Return whether the note is there."""
    return (index_dir / _MARK).exists()


_GONE = "is gone"


def _compare_file(path: Path, stamp: Stamp | None, spared: int, seen: Stamp | None) -> tuple[str, Stamp | None]:
    try:
        stat = path.stat()
        if stamp is None:
            return "", None
        if stat.st_size != stamp.size:
            return f"has {stat.st_size:,} bytes, not {stamp.size:,}", stamp
        if stat.st_mtime_ns == stamp.modified:
            return "", stamp
        now = Stamp(stat.st_size, stat.st_mtime_ns, stamp.digest)
        if (path.name == DATABASE and now == seen) or digest_of(path, spared) == stamp.digest:
            return "", now
    except FileNotFoundError:
        return _GONE, stamp
    except OSError as error:
        return f"can't be read ({error.strerror})", stamp
    return "was altered", stamp


def _names_in(seal: Seal, folder: str) -> list[str]:
    return [name for name in seal.files if name.startswith(f"{folder}/")]


def _added(index_dir: Path, seal: Seal) -> str | None:
    """Return a file that lies in a sealed collection's folder and was not sealed, if there is one."""
    names = _names_in(seal, seal.folders["chroma"])
    for folder in {name.rpartition("/")[0] for name in names if name.count("/") > 1}:
        try:
            found = {f"{folder}/{entry}" for entry in os.listdir(index_dir / folder)}  # noqa: PTH208 - quicker
        except OSError:
            continue  # gone, which its files tell
        if found - seal.files.keys():
            return min(found - seal.files.keys())
    return None


def _sealed_files(index_dir: Path, folders: Mapping[Store, str]) -> Iterator[Path]:
    """Yield the files that the stores live on: no locks, no journals, nothing hidden that isn't theirs."""
    chroma, lexical = index_dir / folders["chroma"], index_dir / folders["lexical"]
    yield from (path for path in (chroma / DATABASE,) if path.is_file())
    yield from (path for folder in _folders_in(chroma) for path in _files_in(folder))
    yield from (path for path in _files_in(lexical) if path.name in _CHANGING or not path.name.startswith("."))


def _folders_in(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ()


def _files_in(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else ()


def _is_rewritten(path: Path) -> bool:
    """Return whether the file is of a collection that Chroma never persisted: it takes nothing from there."""
    return path.suffix == ".bin" and not (path.parent / _PERSISTED).exists()


def _read_seen(index_dir: Path) -> Stamp | None:
    try:
        stored = json.loads((index_dir / _SEEN).read_text(encoding="utf-8"))
        return Stamp(int(stored["size"]), int(stored["modified"]), int(stored["digest"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, value: Mapping[str, object]) -> None:
    scratch = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with scratch.open("w", encoding="utf-8") as stream:
            json.dump(value, stream)
            stream.flush()
            os.fsync(stream.fileno())
        scratch.replace(path)
    except OSError:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)
