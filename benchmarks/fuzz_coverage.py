"""One kind of file tried by atheris, which follows the code's branches; benchmarks.fuzz starts a process a kind.

Its arguments: the suffix, how many inputs, the seed, and a folder for findings or nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import atheris

FOLLOWED = ["index", "feedparser", "pypdf", "docx", "email", "csv"]

with atheris.instrument_imports(include=FOLLOWED, enable_loader_override=False):
    from benchmarks.fuzz_checks import check_article, check_reason
    from benchmarks.fuzz_files import TOKENS, docx_of, part_of, seeds
    from index.decode import decode
    from index.errors import ReadError
    from index.formats import kind_of, row_path
    from index.formats.child import convert
    from index.types import Article

HANG = 10.0


def main() -> None:
    """Try a kind of file so many times, and print what came of it as JSON."""
    suffix, runs, number, keep = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), "".join(sys.argv[4:])
    warnings.simplefilter("ignore")
    valid = [part_of(each) for each in seeds(suffix)] if suffix == ".docx" else seeds(suffix)
    for seed in valid:  # so that what is loaded when it is first needed is not taken for slow
        with contextlib.suppress(ReadError):
            _try(suffix, seed, Counter())
    counts: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    slowest = 0.0

    def end() -> None:
        print(json.dumps({**counts, "findings": dict(findings), "slowest": round(slowest, 2)}), flush=True)
        shutil.rmtree(folder)
        os._exit(0)  # atheris would go on

    def attempt(data: bytes) -> None:
        nonlocal slowest
        counts["tried"] += 1
        started = time.perf_counter()
        finding = ""
        try:
            _try(suffix, data, counts)
        except ReadError:
            counts["refused"] += 1
        except Exception as error:  # noqa: BLE001 - what is looked for
            finding = f"{type(error).__name__}: {error}"[:160]
        seconds = time.perf_counter() - started
        slowest = max(slowest, seconds)
        if seconds > HANG:
            finding = f"took {seconds:.0f} seconds"
        if finding:
            findings[finding] += 1
            if keep:
                Path(keep, f"{hashlib.sha256(data).hexdigest()[:12]}-coverage{suffix}").write_bytes(data)
        if counts["tried"] >= runs:
            end()

    folder = Path(tempfile.mkdtemp())
    options = [f"-runs={runs + 100}", f"-seed={number}", "-max_len=6000", "-verbosity=0"]
    random.seed(number)
    atheris.Setup([sys.argv[0], *options, *_laid_out(folder, valid)], attempt)
    atheris.Fuzz()


def _laid_out(folder: Path, valid: Iterable[bytes]) -> list[str]:
    """Write what atheris starts from into `folder`; return the options that name it."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for each, seed in enumerate(valid):
        (corpus / str(each)).write_bytes(seed)
    escaped = ("".join(f"\\x{byte:02x}" for byte in token) for token in TOKENS)
    (folder / "words").write_text("".join(f'"{word}"\n' for word in escaped))
    # By its own measure it takes some inputs for slow, and writes them where the last option says.
    return [f"-dict={folder}/words", f"-artifact_prefix={folder}/", str(corpus)]


def _try(suffix: str, data: bytes, counts: Counter[str]) -> None:
    kind = kind_of(suffix)
    assert kind is not None
    if kind == "docx":
        data = docx_of(data)
    if kind == "plain":
        text, encoding = decode(data)
        if not text.strip():
            raise ReadError("holds only white space")
        assert data.decode(encoding) == text
        check_article(Article("tried" + suffix, text, "", encoding))
        counts["read"] += 1
        return
    read = False
    for reply in convert(kind, data):
        if "text" in reply:
            path = "tried" + suffix if reply["row"] is None else row_path("tried" + suffix, reply["row"])
            if reply["text"].strip():
                check_article(Article(path, reply["text"], "", "utf-8", reply["comments_from"], tuple(reply["pages"])))
                read = True
        elif reply.get("ended"):
            check_reason(reply["ended"])
            if not read:
                raise ReadError(reply["ended"])
        elif "row" in reply:
            check_reason(reply["reason"])
    counts["read" if read else "refused"] += 1


if __name__ == "__main__":
    main()
