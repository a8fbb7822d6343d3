"""An archive as the tool of a llama-index agent: the model chooses what to ask, only the archive answers.

    ONRECORD_MODEL=openai-like/NAME ONRECORD_MODEL_URL=http://127.0.0.1:8080/v1 \
        python examples/agent.py examples/gazette "I heard there was a march. How many people came?"

Any OpenAI-like server does (llama.cpp, vLLM, LM Studio, Ollama's /v1), and a model without function calling. The
tool's answer is shown as it is (`return_direct`): an agent that retold it would say what no line vouches for.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

from llama_index.core.agent.workflow import ReActAgent
from llama_index.core.base.response.schema import Response
from llama_index.core.tools import QueryEngineTool
from llama_index.llms.openai_like import OpenAILike

import qa
from qa.settings import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llama_index.core.llms import LLM

TOOL = (
    "Searches the archive of newspaper articles and answers a whole question from it, with the lines it rests on. Ask"
    " one question at a time, in full sentences, with the names and dates it is about."
)


def build_llm(settings: qa.Settings) -> LLM:
    """Return the model of Onrecord's own settings for llama-index's agents; `SettingsError` where it can't be used."""
    provider, _, name = settings.model.partition("/")
    if provider != "openai-like":
        raise qa.SettingsError("this example needs ONRECORD_MODEL=openai-like/NAME and ONRECORD_MODEL_URL")
    key = key_of(settings) or "none"
    return OpenAILike(
        model=name, api_base=settings.model_url, api_key=key, is_chat_model=True, timeout=settings.model_timeout
    )


async def ask(archive: qa.Archive, llm: LLM, request: str) -> Response | str:
    """Return what the agent ends with: the archive's `Response`, or the model's own words where it asked nothing."""
    tool = QueryEngineTool.from_defaults(archive.as_query_engine(), "archive", TOOL, return_direct=True)
    output: Any = await ReActAgent(tools=[tool], llm=llm).run(request, max_iterations=4)
    return output.raw if isinstance(output.raw, Response) else str(output)


def told(outcome: Response | str) -> Iterator[str]:
    """Yield the lines to print: an answer with file and line of each source, or a warning that there is none."""
    if isinstance(outcome, str):
        yield "The agent did not ask the archive. Nothing vouches for what it says:"
        yield outcome
        return
    yield str(outcome)
    for number, source in enumerate(outcome.source_nodes, 1):
        yield f"[{number}] {source.metadata['path']}:{source.metadata['start_line']}  {source.text}"


def main(arguments: Sequence[str]) -> int:
    """Ask the archive in a folder through an agent and print what comes of it; return the exit code."""
    if len(arguments) != 2:
        sys.stderr.write("usage: python examples/agent.py FOLDER REQUEST\n")
        return 2
    try:
        settings = qa.load_settings()
        llm = build_llm(settings)
        with qa.open_archive(arguments[0], settings=settings) as archive:
            archive.refresh()
            lines = told(asyncio.run(ask(archive, llm, arguments[1])))
            sys.stdout.write("".join(f"{line}\n" for line in lines))
    except qa.OnrecordError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
