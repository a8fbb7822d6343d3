"""Lay out where one asks and reads: the conversation, the question box and the source; wire their events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import gradio as gr

from qa.web.source import EMPTY
from qa.web.wiring import ASKING, QUIET, WATCHING, scripted

if TYPE_CHECKING:
    from qa.web.events import Page


@dataclass(frozen=True, slots=True)
class Desk:
    """The components that other parts of the page write to; `turns` holds a reader's own conversation."""

    turns: gr.State
    welcome: gr.HTML
    conversation: gr.HTML
    question: gr.Textbox
    source: gr.HTML


def build_chat(turns: gr.State, source: gr.HTML, page: Page) -> Desk:
    """Build the column in which one asks; `source` is rendered elsewhere."""
    with gr.Column(elem_id="chat"):
        # Apart from the conversation, lest a late welcome be written over a first answer.
        welcome = gr.HTML(elem_id="welcome", **scripted("welcome(element, trigger)", "example"))
        conversation = gr.HTML(
            elem_id="conversation", **scripted("conversation(element, trigger, watch)", "open", "retry")
        )
        with gr.Row(elem_id="composer"):
            question = gr.Textbox(
                elem_id="question",
                label="Question",
                placeholder="Ask about what was reported",
                show_label=False,
                container=False,
                lines=1,
                max_lines=5,
                autofocus=True,
            )
            send = gr.Button("Ask", elem_id="send", variant="primary", size="sm")
            # It stands in the other's place while an answer is being made; the page's styles see to that.
            stop = gr.Button("Stop", elem_id="stop", size="sm")
    answered = [question, conversation, source, turns]
    gr.on([question.submit, send.click], page.ask, [question, turns], answered, **ASKING)
    welcome.example(page.ask_example, [turns], answered, **ASKING)
    conversation.retry(page.retry, [turns], answered, **ASKING)
    stop.click(page.stop, None, None, **WATCHING)
    conversation.open(page.reading.open, [turns], [source], **QUIET)
    source.open(page.reading.open, [turns], [source], **QUIET)
    source.compare(page.reading.compare, [turns], [source], **QUIET)
    # What is fetched for the open article comes by itself, so that the article needn't be drawn again under a reader.
    fetched = gr.HTML(elem_id="fetched", **scripted("fetched(element, watch)"))
    source.elsewhere(page.reading.elsewhere, None, [fetched], **QUIET)
    source.original(page.reading.original, None, [fetched], **QUIET)
    return Desk(turns, welcome, conversation, question, source)


def source_pane() -> gr.HTML:
    """Return the pane that shows an article, not rendered yet."""
    events = ("open", "compare", "elsewhere", "original", "reopen")
    return gr.HTML(EMPTY, elem_id="source", render=False, **scripted("source(element, trigger, watch)", *events))
