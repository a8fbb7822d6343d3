"""A GGUF file run in this process. The real one is tried where `make local-model` has put it, and else left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import qa
from qa.errors import ModelMissing
from qa.models import Request, open_model
from qa.settings import GGUF_FOLDER, default_cache_dir

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


@pytest.fixture(scope="module")
def gguf() -> Path:
    """Return the file of a small model; GGUF names another."""
    file = Path(os.environ.get("GGUF") or default_cache_dir() / GGUF_FOLDER / FILE)
    if not file.is_file():
        pytest.skip(f"there is no {file}: 'make local-model' gets it")
    return file


def test_what_is_no_model_is_told_when_it_is_first_asked(tmp_path: Path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF and then nothing")
    model = open_model(qa.Settings(model=f"local/{tmp_path}/broken.gguf"))
    assert model
    with pytest.raises(ModelMissing, match=r"broken\.gguf can't be loaded"):
        list(model.reply(Request(system="", user="Well?")))


def test_a_file_is_found_in_the_cache_folder_too(tmp_path: Path) -> None:
    folder = tmp_path / GGUF_FOLDER
    folder.mkdir()
    (folder / "small.gguf").write_bytes(b"GGUF")
    model = open_model(qa.Settings(model="local/small.gguf", cache_dir=tmp_path))
    assert model
    assert (model.name, model.sent_to) == ("local/small.gguf", None)


def test_a_real_model_keeps_to_the_schema_and_leaves_the_process_quietly(gguf: Path) -> None:
    code = """if True:
        import json, sys
        import qa
        from qa.models import Request, open_model
        model = open_model(qa.Settings(model=sys.argv[1]))
        schema = {"type": "object", "properties": {"evidence": {"enum": ["e1", "e2"]}},
                  "required": ["evidence"], "additionalProperties": False}
        asked = Request("Answer.", "[e1] The ferry left at nine.\\nWhich line?", schema, most_tokens=40, seconds=200)
        print(json.dumps("".join(model.reply(asked))))
        pieces = model.reply(Request("Tell a story.", "Tell a story.", most_tokens=400, seconds=200))
        next(pieces)
    """
    command = [sys.executable, "-c", code, f"local/{gguf}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=250)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(json.loads(done.stdout))["evidence"] in ("e1", "e2")
