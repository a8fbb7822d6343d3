"""What can happen to the files of an archive, and what its index makes of it: always what lies in the folder."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.types import RefreshReport
from tests.shelf import FakeEncoder, Files, Shelf, assert_whole

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 40 passengers to the mainland.\n"
PEARS = "Few pears\n\nOSTE, 4 May 2041 - Growers picked few pears this year. Frost had killed the blossom.\n"
MAYOR = "Mayor resigns\n\nOSTE, 5 May 2041 - The mayor resigned over the flood wall. Nobody had seen it coming.\n"
BRIDGE = "Die Brücke bleibt gesperrt, weil größere Schäden entdeckt wurden. Das sagte der Bürgermeister.\n"
OLD = {"ferry.txt": FERRY, "fruit/pears.txt": PEARS}


def told(report: RefreshReport) -> dict[str, tuple[str, ...]]:
    """Return what a report lists, without what it leaves empty."""
    named = {name: getattr(report, name) for name in ("added", "changed", "removed", "unchanged")}
    named["failed"] = tuple(path for path, _ in report.failed)
    return {name: paths for name, paths in named.items() if paths}


def swap(folder: Path) -> None:
    (folder / "ferry.txt").rename(folder / "other.txt")
    (folder / "fruit/pears.txt").rename(folder / "ferry.txt")
    (folder / "other.txt").rename(folder / "fruit/pears.txt")


def edit_keeping_size_and_time(folder: Path) -> None:
    file = folder / "ferry.txt"
    before = file.stat()
    file.write_text(FERRY.replace("40", "60"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size


def to_folder(folder: Path) -> None:
    (folder / "ferry.txt").unlink()
    (folder / "ferry.txt").mkdir()
    (folder / "ferry.txt" / "inner.txt").write_text(MAYOR)


def move(folder: Path) -> None:
    (folder / "boats").mkdir()
    (folder / "ferry.txt").rename(folder / "boats/ferry.txt")


def write(name: str, data: str | bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


PEARS_PATH = "fruit/pears.txt"
STEPS: dict[str, tuple[Callable[[Path], object], dict[str, str], dict[str, tuple[str, ...]], int]] = {
    # what is done, what is then live, what the report says, how many passages are embedded
    "added": (
        write("mayor.md", MAYOR),
        {**OLD, "mayor.md": MAYOR},
        {"added": ("mayor.md",), "unchanged": ("ferry.txt", PEARS_PATH)},
        1,
    ),
    "edited": (
        write("ferry.txt", FERRY.replace("40", "41")),
        {**OLD, "ferry.txt": FERRY.replace("40", "41")},
        {"changed": ("ferry.txt",), "unchanged": (PEARS_PATH,)},
        1,
    ),
    "edited, with size and time kept": (
        edit_keeping_size_and_time,
        {**OLD, "ferry.txt": FERRY.replace("40", "60")},
        {"changed": ("ferry.txt",), "unchanged": (PEARS_PATH,)},
        1,
    ),
    "only touched": (
        lambda folder: os.utime(folder / "ferry.txt", (1, 1)),
        OLD,
        {"unchanged": ("ferry.txt", PEARS_PATH)},
        0,
    ),
    "renamed": (
        lambda folder: (folder / "ferry.txt").rename(folder / "boat.txt"),
        {"boat.txt": FERRY, PEARS_PATH: PEARS},
        {"added": ("boat.txt",), "removed": ("ferry.txt",), "unchanged": (PEARS_PATH,)},
        0,
    ),
    "renamed by case alone": (
        lambda folder: (folder / "ferry.txt").rename(folder / "Ferry.TXT"),
        {"Ferry.TXT": FERRY, PEARS_PATH: PEARS},
        {"added": ("Ferry.TXT",), "removed": ("ferry.txt",), "unchanged": (PEARS_PATH,)},
        0,
    ),
    "moved to another folder": (
        move,
        {"boats/ferry.txt": FERRY, PEARS_PATH: PEARS},
        {"added": ("boats/ferry.txt",), "removed": ("ferry.txt",), "unchanged": (PEARS_PATH,)},
        0,
    ),
    "names swapped": (swap, {"ferry.txt": PEARS, PEARS_PATH: FERRY}, {"changed": ("ferry.txt", PEARS_PATH)}, 0),
    "deleted": (
        lambda folder: shutil.rmtree(folder / "fruit"),
        {"ferry.txt": FERRY},
        {"removed": (PEARS_PATH,), "unchanged": ("ferry.txt",)},
        0,
    ),
    "copied under a second name": (
        write("again.txt", FERRY),
        {**OLD, "again.txt": FERRY},
        {"added": ("again.txt",), "unchanged": ("ferry.txt", PEARS_PATH)},
        0,
    ),
    "replaced by a folder of its name": (
        to_folder,
        {"ferry.txt/inner.txt": MAYOR, PEARS_PATH: PEARS},
        {"added": ("ferry.txt/inner.txt",), "removed": ("ferry.txt",), "unchanged": (PEARS_PATH,)},
        1,
    ),
    "lines ended otherwise": (
        write("ferry.txt", FERRY.replace("\n", "\r\n")),
        {**OLD, "ferry.txt": FERRY.replace("\n", "\r\n")},
        {"changed": ("ferry.txt",), "unchanged": (PEARS_PATH,)},
        0,
    ),
}


@pytest.mark.parametrize(("change", "live", "says", "embedded"), STEPS.values(), ids=list(STEPS))
def test_the_index_is_what_the_folder_is_and_what_was_before_comes_back_for_nothing(
    shelf: Shelf,
    change: Callable[[Path], object],
    live: dict[str, str],
    says: dict[str, tuple[str, ...]],
    embedded: int,
) -> None:
    shelf.add(OLD)
    before = len(shelf.encoder.encoded)
    change(shelf.folder)
    assert told(shelf.refresh()) == says
    assert_whole(shelf, live)
    assert len(shelf.encoder.encoded) == before + embedded
    for entry in list(shelf.folder.iterdir()):
        if entry.name != ".onrecord":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shelf.add(OLD)  # and back
    assert_whole(shelf, OLD)
    assert len(shelf.encoder.encoded) == before + embedded


def test_one_of_two_files_with_the_same_text_may_go(shelf: Shelf) -> None:
    shelf.add({"a.txt": FERRY, "b.txt": FERRY})
    (shelf.folder / "a.txt").unlink()
    for _ in range(3):
        shelf.age()
        shelf.add({"other.txt": PEARS + "x" * len(shelf.encoder.encoded)})
    assert set(shelf.texts()) == {"b.txt", "other.txt"}
    assert_whole(shelf, shelf.texts())


def test_only_the_encoding_changes_and_the_text_stays_without_embedding(shelf: Shelf) -> None:
    shelf.add({"bridge.txt": BRIDGE})
    before = len(shelf.encoder.encoded)
    for data in (BRIDGE.encode("cp1252"), BRIDGE.encode("utf-8-sig"), BRIDGE.encode("utf-16")):
        assert told(shelf.add({"bridge.txt": data})) == {"changed": ("bridge.txt",)}
        assert_whole(shelf, {"bridge.txt": BRIDGE})
    assert len(shelf.encoder.encoded) == before


SEEN = ["a heron by the lock", "two otters", "nobody at the quay", "smoke over the mill", "a red ferry", "a late swan"]


def row(number: int) -> str:
    text = f"OSTE - On that day {SEEN[number]} could be seen, as the harbour master wrote in his book."
    return json.dumps({"title": f"Sighting {number}", "date": "2041-05-03", "text": text})


def test_a_row_put_in_front_shifts_the_others_and_embeds_only_itself(shelf: Shelf) -> None:
    rows = [row(number) for number in range(1, 6)]
    shelf.add({"boats.jsonl": "\n".join(rows)})
    texts = shelf.texts()
    assert len(texts) == 5
    before = len(shelf.encoder.encoded)
    assert told(shelf.add({"boats.jsonl": "\n".join([row(0), *rows])})) == {"changed": ("boats.jsonl",)}
    assert len(shelf.encoder.encoded) == before + 1
    shifted = shelf.texts()
    assert [text for _, text in sorted(shifted.items())][1:] == [text for _, text in sorted(texts.items())]
    assert_whole(shelf, shifted)


def test_thousands_of_files_at_once_come_and_go(shelf: Shelf) -> None:
    shelf.add(OLD)
    many = {f"{n % 50}/{n}.txt": f"Boat {n}\n\nBoat {n} sailed.\n" for n in range(2500)}
    assert len(shelf.add(many).added) == 2500
    assert shelf.index.status().articles == 2502
    assert shelf.texts() == {**OLD, **many}
    for number in range(50):
        shutil.rmtree(shelf.folder / str(number))
    assert len(shelf.refresh().removed) == 2500
    assert_whole(shelf, OLD)


BROKEN = b"PK\x03\x04 no document"


def test_a_file_that_failed_is_not_tried_again_until_it_changes(shelf: Shelf) -> None:
    report = shelf.add({**OLD, "paper.docx": BROKEN})
    assert told(report) == {"added": ("ferry.txt", PEARS_PATH), "failed": ("paper.docx",)}
    number = shelf.index.status().number
    stages = []
    shelf.reopen()
    again = shelf.refresh(lambda progress: stages.append(progress.stage))
    assert again.failed == report.failed
    assert set(stages) == {"scan"}  # nothing was read
    assert shelf.index.status().number == number
    assert shelf.index.count_pending() == 0
    os.utime(shelf.folder / "paper.docx", (1, 1))
    assert shelf.refresh().failed == report.failed
    shelf.write({"paper.docx": BROKEN + b"!"})
    assert shelf.index.count_pending() == 1
    shelf.refresh(lambda progress: stages.append(progress.stage))
    assert "read" in stages


def test_a_failed_file_replaced_by_its_last_readable_text_is_live_again(shelf: Shelf) -> None:
    shelf.add(OLD)
    shelf.add({"ferry.txt": b"\x00\x01"})
    assert_whole(shelf, {PEARS_PATH: PEARS})
    assert told(shelf.add({"ferry.txt": FERRY})) == {"added": ("ferry.txt",), "unchanged": (PEARS_PATH,)}
    assert_whole(shelf, OLD)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_tried_each_time(shelf: Shelf) -> None:
    shelf.add(OLD)
    file = shelf.folder / "ferry.txt"
    file.chmod(0)
    assert told(shelf.refresh()) == {"failed": ("ferry.txt",), "unchanged": (PEARS_PATH,)}
    file.chmod(0o600)
    assert told(shelf.refresh()) == {"added": ("ferry.txt",), "unchanged": (PEARS_PATH,)}


def test_a_link_out_of_the_archive_is_told_each_time_and_read_once_it_is_a_file(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text(MAYOR)
    shelf.write(OLD)
    (shelf.folder / "mayor.txt").symlink_to(tmp_path / "outside.txt")
    for _ in range(2):
        assert told(shelf.refresh())["failed"] == ("mayor.txt",)
    (shelf.folder / "mayor.txt").unlink()
    assert told(shelf.add({"mayor.txt": MAYOR})) == {"added": ("mayor.txt",), "unchanged": ("ferry.txt", PEARS_PATH)}


def test_rows_that_failed_stay_in_the_report_while_their_file_is_the_same(shelf: Shelf) -> None:
    shelf.add({"boats.jsonl": f"{row(1)}\nnot JSON\n{row(2)}"})
    failed = shelf.index.status().failed
    assert len(failed) == 1
    assert shelf.refresh().failed == failed
    assert shelf.refresh(full=True).failed == failed
    assert shelf.add({"boats.jsonl": f"{row(1)}\n{row(3)}\n{row(2)}"}).failed == ()


def test_a_full_refresh_reads_everything_anew_and_embeds_nothing(shelf: Shelf) -> None:
    shelf.add({**OLD, "broken.txt": b"\x00"})
    shelf.add({"ferry.txt": FERRY.replace("40", "50")})
    before, number = len(shelf.encoder.encoded), shelf.index.status().number
    stages = []
    report = shelf.refresh(lambda progress: stages.append((progress.stage, progress.total)), full=True)
    assert told(report) == {"unchanged": ("ferry.txt", PEARS_PATH), "failed": ("broken.txt",)}
    assert ("read", 3) in stages
    assert ("embed", 2) in stages
    assert len(shelf.encoder.encoded) == before
    assert shelf.index.status().number == number + 1
    assert_whole(shelf, {**OLD, "ferry.txt": FERRY.replace("40", "50")})


def test_a_full_refresh_mends_what_the_catalog_holds_wrong(shelf: Shelf) -> None:
    shelf.add(OLD)
    catalog = Catalog.in_folder(shelf.index_dir)
    with catalog.writing() as connection:
        connection.exec_driver_sql("update articles set regions = replace(regions, 'b', 'p'), title = 'Wrong'")
    catalog.close()
    shelf.reopen()
    assert told(shelf.refresh()) == {"unchanged": ("ferry.txt", PEARS_PATH)}
    shelf.refresh(full=True)
    assert {record.title for record in shelf.index.snapshot().articles()} == {"Ferry returns", "Few pears"}
    assert_whole(shelf, OLD)


def count_vectors(shelf: Shelf) -> int:
    catalog = Catalog.in_folder(shelf.index_dir)
    found = catalog.count_rows()["vectors"]
    catalog.close()
    return found


class Killed(Exception):
    """Stands for a process that ends at this point."""


class Dying(FakeEncoder):
    """Ends with the article that says "calm"."""

    def encode_passages(self, passages):  # type: ignore[no-untyped-def]
        for found in super().encode_passages(passages):
            if "calm" in self.encoded[-1].text:
                raise Killed
            yield found


def test_vectors_of_a_killed_refresh_serve_the_next_one_and_go_when_nothing_uses_them(shelf: Shelf) -> None:
    shelf.add(OLD)
    boats: Files = {
        f"{n:03}.txt": f"Boat {n} sails\n\nBoat number {n} sailed on day {n} of the year.\n" for n in range(80)
    }
    shelf.write({**boats, "zzz.txt": "Calm\n\nIt was calm at sea.\n"})
    dying = Shelf(shelf.folder, Dying())
    with pytest.raises(Killed):
        dying.refresh()
    dying.close()
    stored = count_vectors(shelf) - 2
    assert stored == 64  # the first group
    for name in [*list(boats)[:60], "zzz.txt"]:
        (shelf.folder / name).unlink()
    before = len(shelf.encoder.encoded)
    shelf.reopen()
    shelf.refresh()
    assert len(shelf.encoder.encoded) == before + 16  # of the twenty boats left, four were stored
    assert count_vectors(shelf) == 22
