"""Several processes on one archive: a reader follows what another one publishes, and asking stays light."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import qa
from tests.conftest import ArchiveOf
from tests.shelf import write_files

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 412 passengers to the mainland.\n"
WALL = "Flood wall\n\nOSTE, 6 May 2041 - The council will build a flood wall. It will be 2.4 metres high at the quay.\n"
PEARS = "Few pears\n\nOSTE, 4 May 2041 - Frost killed the pear blossom. Growers picked only nine tonnes of pears.\n"
PASSENGERS = "How many passengers did the ferry carry?"
HEIGHT = "How high will the flood wall be?"
TONNES = "How many tonnes of pears did growers pick?"


def run(*arguments: str, cwd: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    env = {**os.environ, **environ}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=cwd, env=env)
    assert done.returncode == 0, done.stderr
    return done


def test_a_process_that_serves_sees_what_another_one_indexed(archive_of: ArchiveOf) -> None:
    archive = archive_of({"ferry.txt": FERRY, "wall.txt": WALL})
    assert "412 passengers" in archive.query(PASSENGERS).text
    assert "2.4 metres" in archive.query(HEIGHT).text
    (archive.path / "ferry.txt").unlink()
    write_files(archive.path, {"pears.txt": PEARS, "wall.txt": WALL.replace("2.4", "3.1")})
    run("-m", "qa.cli", "index", str(archive.path), "--quiet")

    assert archive.status().generation == 2
    assert "nine tonnes" in archive.query(TONNES).text
    assert "3.1 metres" in archive.query(HEIGHT).text
    gone = archive.query(PASSENGERS)
    assert all(citation.path != "ferry.txt" for citation in gone.citations)
    assert archive.search("passengers").total == 0
    with pytest.raises(qa.SourceError):
        archive.source("ferry.txt")

    write_files(archive.path, {"ferry.txt": FERRY.replace("412", "511")})
    assert archive.refresh().added == ("ferry.txt",)  # the first process writes after the second one did
    assert "511 passengers" in archive.query(PASSENGERS).text
    found = run("-m", "qa.cli", "ask", PASSENGERS, "--archive", str(archive.path), "--json")
    assert "511 passengers" in json.loads(found.stdout)["text"]


READER = """
import json, re, sys, time
from pathlib import Path
import qa

folder, question = Path(sys.argv[1]), sys.argv[2]

def files():
    found = {}
    for path in folder.glob("*.txt"):
        found[path.name] = path.read_bytes().decode()
    return found

with qa.open_archive(folder) as archive:
    archive.query(question)
    print("reading", flush=True)
    while not (folder / "stop").exists():
        began, before = time.monotonic(), files()
        answer = archive.query(question)
        after = files()
        wrong = [
            citation.quote
            for citation in answer.citations
            if all(
                held.get(citation.path, "")[citation.start_char : citation.end_char] != citation.quote
                or held[citation.path].split("\\n")[citation.start_line - 1].find(citation.quote) < 0
                for held in (before, after)
            )
        ]
        quotes = " ".join(citation.quote for citation in answer.citations)
        told = [began, time.monotonic(), re.findall(r"carried (\\d+) passengers", quotes), wrong, list(answer.notes)]
        print(json.dumps(told), flush=True)
"""


def replace_file(path: Path, text: str) -> None:
    """Put a file in another one's place in one step, as editors do."""
    path.with_name("written.part").write_text(text)
    path.with_name("written.part").replace(path)


def test_a_reader_follows_each_publication_at_once_and_never_cites_what_is_not_there(archive_of: ArchiveOf) -> None:
    archive = archive_of({"ferry.txt": FERRY, "wall.txt": WALL})
    command = [sys.executable, "-c", READER, str(archive.path), PASSENGERS]
    spans: list[tuple[str, float, float]] = []  # from when to when just this figure is on disk and published
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
        for number in range(600, 606):
            replace_file(archive.path / "ferry.txt", ("\n" * (number % 3)) + FERRY.replace("412", str(number)))
            if number == 603:
                (archive.path / "wall.txt").unlink()
            archive.refresh()
            if number == 604:
                archive._index.compact(reading=0.5)
            published = time.monotonic()
            time.sleep(0.7)
            spans.append((str(number), published, time.monotonic()))
        (archive.path / "stop").touch()
        out, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    asked = [json.loads(line) for line in out.splitlines()]
    assert [wrong for *_, wrong, _ in asked if wrong] == []
    for figure, published, ended in spans:
        within = [found for began, done, found, *_ in asked if began > published and done < ended]
        assert within, figure
        assert all(found == [figure] for found in within), (figure, within)
    assert {note for *_, notes in asked for note in notes} == set()


LOADED = """
import json, sys
import qa
at_import = sorted(sys.modules)
if len(sys.argv) > 1:
    answer = qa.query(sys.argv[2], sys.argv[1])
    assert answer.citations, answer
    assert "chromadb" not in sys.modules
    with qa.open_archive(sys.argv[1]) as archive:
        again = archive.query(sys.argv[2])
    assert (again.citations, again.confidence) == (answer.citations, answer.confidence)
print(json.dumps([at_import, sorted(sys.modules)]))
"""
NEVER = ("torch", "gradio", "llama_index", "sentence_transformers", "transformers", "onnx", "sklearn")


def test_asking_loads_neither_torch_nor_gradio_nor_llama_index_and_asking_once_not_even_chroma(
    archive_of: ArchiveOf, tmp_path: Path
) -> None:
    archive = archive_of({"ferry.txt": FERRY, "wall.txt": WALL})
    done = run("-c", LOADED, str(archive.path), PASSENGERS, cwd=tmp_path)
    at_import, at_end = json.loads(done.stdout)
    assert not [name for name in NEVER if name in at_end]
    assert not [name for name in ("chromadb", "onnxruntime", "tokenizers", "tiktoken") if name in at_import]
    assert {"chromadb", "onnxruntime"} <= set(at_end)


EXPORTED = """
import sys
from pathlib import Path
from index.errors import EmbedderError
from index.models import exported_model, find_model
folder = Path(sys.argv[1])
try:
    exported_model(find_model(str(folder), folder), folder)
except EmbedderError as error:
    print(error)
"""


def test_a_file_named_like_our_package_is_not_taken_for_it_when_the_model_is_exported(tmp_path: Path) -> None:
    write_files(tmp_path, {"index.py": "raise RuntimeError('not ours')\n", "model/model.safetensors": b"no weights"})
    write_files(tmp_path, {"first/torch.py": "raise RuntimeError('stands for torch, to be quick')\n"})
    done = run("-P", "-c", EXPORTED, str(tmp_path / "model"), cwd=tmp_path, PYTHONPATH=str(tmp_path / "first"))
    assert done.stdout.endswith("can't be exported to ONNX: RuntimeError: stands for torch, to be quick\n")
