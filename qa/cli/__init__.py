"""The command line: `onrecord index|ask|search|serve|status|show|eval|models`.

It parses, calls `qa`'s public API and prints; it decides nothing about answers. Anything slow to import is imported
where it is used: `onrecord ask` is started afresh for each question.
"""

from qa.cli.application import EPILOG, app
from qa.cli.exits import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_NOT_FOUND
from qa.cli.start import main, run

__all__ = ["EPILOG", "EXIT_FAILED", "EXIT_INTERRUPTED", "EXIT_NOT_FOUND", "app", "main", "run"]
