"""What programs may call over HTTP: gradio's own named endpoints, for `gradio_client` and for plain requests.

Their names, arguments and results are a contract, documented in docs/api.md; the page's own events are private.
"""

# No annotations from the future: gradio reads those of results as they stand.
import logging
from collections.abc import Callable
from typing import Any, Final

import gradio as gr
from gradio.events import api

import qa
from qa import programs
from qa.web.wiring import ASKING, QUIET

log = logging.getLogger(__name__)

# Gradio reads these as the types of JSON that a program sends and gets.
Turns = list[list[str]]
Json = dict[str, Any]

UNFORESEEN: Final = "Something went wrong; the terminal that serves this page says what."


class Endpoints:
    """One archive, as programs may ask it. Arguments come from outside, and are checked by `qa.programs`."""

    def __init__(self, archive: qa.Archive) -> None:
        self._archive = archive

    def ask(
        self,
        question: str,
        history: Turns | None = None,
        published_after: str | None = None,
        published_before: str | None = None,
        include_comments: bool | None = None,
    ) -> Json:
        """Answer a question with sentences and their lines: Answer.to_dict()."""
        return _told(
            lambda: programs.ask(
                self._archive, question, history, published_after, published_before, include_comments
            ).to_dict()
        )

    def search(
        self,
        text: str,
        limit: int = 50,
        offset: int = 0,
        order: qa.Order = "relevance",
        published_after: str | None = None,
        published_before: str | None = None,
        within: str | None = None,
        include_comments: bool | None = None,
    ) -> Json:
        """List every line that matches, ranked and paged: SearchPage.to_dict()."""
        return _told(
            lambda: programs.search(
                self._archive, text, limit, offset, order, published_after, published_before, within, include_comments
            ).to_dict()
        )

    def read_lines(self, path: str, start: int = 1, end: int | None = None) -> Json:
        """Read lines of one article of the index, as they were indexed."""
        return _told(lambda: programs.read_lines(self._archive, path, start, end))

    def status(self) -> Json:
        """Tell what the index holds, in numbers."""
        return _told(lambda: programs.status(self._archive))


def offer(archive: qa.Archive) -> None:
    """Add the endpoints to the page that is being built."""
    offered = Endpoints(archive)
    limit = QUIET["concurrency_limit"]
    for asks in (offered.ask, offered.search):
        api(asks, api_name=asks.__name__, concurrency_limit=limit, concurrency_id=ASKING["concurrency_id"])
    for reads in (offered.read_lines, offered.status):
        api(reads, api_name=reads.__name__, concurrency_limit=limit)


def _told(answer: Callable[[], Json]) -> Json:
    """Return what `answer` returns; what goes wrong becomes one line for the program, without a traceback."""
    try:
        return answer()
    except qa.OnrecordError as error:
        raise gr.Error(str(error), print_exception=False) from error
    except Exception as error:
        # The page's edge: a program gets one line, the terminal the traceback.
        log.exception("A program could not be answered")
        raise gr.Error(UNFORESEEN, print_exception=False) from error
