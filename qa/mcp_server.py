"""The archive as a server of the Model Context Protocol, on standard input and output: ask, search, read lines.

An assistant on the same machine starts it and talks to it; it opens no port and needs no network. It only translates:
what is offered is in `qa.programs`. Standard output belongs to the protocol alone.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated, Any, Final

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from qa import programs
from qa.archive import Archive
from qa.errors import IndexMissing, OnrecordError
from qa.render import answer_lines, page_lines
from qa.types import Order
from qa.web.rebuild import Rebuild

HINTS: Final = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

Question = Annotated[str, Field(description="The question, as one would ask a colleague; English works best.")]
History = Annotated[
    list[list[str]] | None,
    Field(description='What was asked and answered before, oldest first: [["question", "answer"], ...].'),
]
After = Annotated[str | None, Field(description="Only articles published on this day or later, as 2031-03-24.")]
Before = Annotated[str | None, Field(description="Only articles published on this day or earlier.")]
Comments = Annotated[
    bool | None, Field(description="Readers' comments: true, also; false, never; left out, where they are asked for.")
]
Words = Annotated[
    str, Field(description='Words or names, in any spelling of the archive; "in quotation marks", just so.')
]
Limit = Annotated[int, Field(description="So many lines at most.", ge=1, le=programs.MOST_HITS)]
Offset = Annotated[int, Field(description="Leave out so many of the first.", ge=0)]
Within = Annotated[str | None, Field(description="Only this file or folder, or a pattern: 2031-*/courier-*")]
FilePath = Annotated[str, Field(description="The article's path, as a citation gives it.")]
Start = Annotated[int, Field(description="The first line, counted from 1.", ge=1)]
End = Annotated[int | None, Field(description="The last line.")]

ASK: Final = (
    "Answer a question out of an archive of articles. Each sentence of the answer cites the exact lines that say it, "
    "and each citation was read again on disk; 'not_found' means that the archive doesn't say it. Keep the citations "
    f"(path and line) with whatever you make of the answer. {programs.NOTICE}"
)
SEARCH: Final = f"List every line of the archive that matches some words, ranked and paged. {programs.NOTICE}"
READ: Final = (
    f"Read lines of one article of the archive as they were indexed, as around a cited line. {programs.NOTICE}"
)


def build_server(archive: Archive) -> MCPServer:
    """Return the server for one open archive, not running yet."""
    name = archive.path.resolve().name
    sent = archive.model_disclosure
    server = MCPServer(
        "onrecord",
        title=f"Onrecord: {name}",
        instructions=f"Asks the archive {name!r} of articles. {programs.NOTICE}{f' {sent}' if sent else ''}",
        version=version("onrecord"),
        log_level="WARNING",
    )

    def ask(
        question: Question,
        history: History = None,
        published_after: After = None,
        published_before: Before = None,
        include_comments: Comments = None,
    ) -> CallToolResult:
        def answered() -> CallToolResult:
            found = programs.ask(archive, question, history, published_after, published_before, include_comments)
            return _result("\n".join(answer_lines(found)), found.to_dict())

        return _told(answered)

    def search(
        text: Words,
        limit: Limit = 20,
        offset: Offset = 0,
        order: Order = "relevance",
        published_after: After = None,
        published_before: Before = None,
        within: Within = None,
        include_comments: Comments = None,
    ) -> CallToolResult:
        def searched() -> CallToolResult:
            page = programs.search(
                archive, text, limit, offset, order, published_after, published_before, within, include_comments
            )
            return _result("\n".join(page_lines(page)), page.to_dict())

        return _told(searched)

    def read_lines(path: FilePath, start: Start = 1, end: End = None) -> CallToolResult:
        def read() -> CallToolResult:
            found = programs.read_lines(archive, path, start, end)
            heading = f"{found['path']}, lines {found['start']} to {found['end']} of {found['last_line']}"
            return _result(
                "\n".join([heading, *(f"{line['number']}  {line['text']}" for line in found["lines"])]), found
            )

        return _told(read)

    for tool, title, description in ((ask, "Ask", ASK), (search, "Search", SEARCH), (read_lines, "Read lines", READ)):
        server.add_tool(tool, title=f"{title}: {name}", description=description, annotations=HINTS)
    return server


def serve_stdio(archive: Archive) -> None:
    """Serve until standard input ends; the index is brought up to date meanwhile, in a thread of its own."""
    refresh = Rebuild(archive.refresh)
    refresh.start()
    try:
        build_server(archive).run("stdio")
    finally:
        refresh.stop()


def _told(answer: Callable[[], CallToolResult]) -> CallToolResult:
    try:
        return answer()
    except IndexMissing as error:
        raise ToolError("the archive is being indexed for the first time: ask again in a moment") from error
    except OnrecordError as error:
        raise ToolError(str(error)) from error


def _result(text: str, value: dict[str, Any]) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], structured_content=value)
