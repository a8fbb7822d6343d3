"""Run one command: every error ends here, as one line and an exit code."""

from __future__ import annotations

import gc
import io
import sys
from logging import ERROR
from typing import TYPE_CHECKING

from qa.cli.application import app
from qa.cli.exits import EXIT_FAILED, EXIT_INTERRUPTED
from qa.cli.output import note
from qa.errors import OnrecordError
from qa.settings import debug_wanted

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error ends here, as one line on standard error."""
    try:
        app(arguments, prog_name="onrecord")
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else EXIT_FAILED if stop.code else 0
        if code == EXIT_INTERRUPTED:
            note(["onrecord: stopped; the index is still the one that was last published"])
        return code
    except OnrecordError as error:
        _report(str(error))
    except Exception as error:  # noqa: BLE001 - the edge: what nobody foresaw is one line too
        _report(f"{type(error).__name__}: {error} (unexpected: ONRECORD_DEBUG=1 shows where it happened)")
    return EXIT_FAILED


def _report(message: str) -> None:
    if debug_wanted():
        from traceback import print_exc

        print_exc()
    note([f"onrecord: {' '.join(message.split())}"], "error", level=ERROR)


def main() -> None:
    """Run the console script `onrecord`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # A command allocates much and drops little: looking for garbage as often as by default takes a tenth of its time.
    gc.set_threshold(50_000, 20, 20)
    sys.exit(run(sys.argv[1:]))
