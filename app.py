"""The chat page: ask on the left, read the cited line in its place on the right.

It calls `qa`'s public API and turns what comes back into HTML by `qa.web`; it decides nothing about answers.
Nothing it serves reaches out of the machine: no font, script or picture comes from elsewhere.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from pathlib import Path
from typing import Final

# Gradio reads these when it is imported. The second keeps it from summing up, with pandas and after every event,
# up to 10,000 events for a monitoring page that is off.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)

import gradio as gr

import qa
from qa.web.desk import build_chat, source_pane
from qa.web.events import Page
from qa.web.wiring import QUIET, WATCHING, scripted, styles

PORT: Final = 7860
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
HEADER_SECONDS: Final = 60
SYSTEM_FONTS: Final = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif")
SYSTEM_MONO: Final = ("ui-monospace", "Consolas", "Liberation Mono", "monospace")

# A line of text under a marker's stroke, in the page itself so that nothing is fetched for it.
ICON: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%231d2a33'/%3E%3Crect x='5' y='12' width='22' height='9' "
    "fill='%23ffd84d'/%3E%3Cpath d='M5 8h22M8 16.5h16M5 25h15' stroke='%23f4f2ec' stroke-width='2.4'/%3E"
    "%3Cpath d='M8 16.5h16' stroke='%231d2a33' stroke-width='2.4'/%3E%3C/svg%3E"
)


class PageError(qa.OnrecordError):
    """The page can't be served as asked."""


def build_page(archive: qa.Archive, page: Page | None = None) -> gr.Blocks:
    """Return the page for one archive; its looks are set when it is launched, as `serve` does."""
    page = page or Page(archive)
    title = f"Onrecord: {Path(archive.path).resolve().name}"
    blocks = gr.Blocks(title=title, analytics_enabled=False, fill_width=True)
    with blocks:
        turns = gr.State(())
        with gr.Row(elem_id="head"):
            header = gr.HTML(elem_id="masthead", apply_default_css=False)
            rebuild = gr.Button("Rebuild index", elem_id="rebuild", size="sm")
        progress = gr.HTML(elem_id="progress", **scripted("run(element, trigger)", "dismiss"))
        source = source_pane()
        with gr.Row(elem_id="desk"):
            desk = build_chat(turns, source, page)
            source.render()  # type: ignore[no-untyped-call]
        progress.dismiss(lambda: "", None, [progress], **QUIET)
        for begun in (
            rebuild.click(page.start, None, [progress, rebuild], **WATCHING),
            blocks.load(page.greet, None, [header, desk.welcome], **QUIET).then(
                page.follow, None, [progress, rebuild], **WATCHING
            ),
        ):
            begun.then(page.greet, None, [header, desk.welcome], **QUIET)
        gr.Timer(HEADER_SECONDS).tick(page.head, None, [header], **QUIET)
    return blocks


def serve(path: str | Path, *, host: str = "127.0.0.1", port: int = PORT, index_dir: str | Path | None = None) -> None:
    """Serve the page for the archive at `path` until it is interrupted.

    An archive that was never indexed is indexed while the page is already up. Raises `PageError` where the
    address can't be listened on, and what `qa.open_archive` raises.
    """
    with qa.open_archive(path, index_dir=index_dir) as archive:
        page = Page(archive)
        blocks = build_page(archive, page)
        if not archive.status().generation:
            page.rebuild.start()
        try:
            launch(blocks, host, port)
            _say(f"{Path(path).name or path} is served at {_url(host, port)} (Ctrl-C stops it)")
            if archive.model_disclosure:
                _say(archive.model_disclosure)
            if host not in LOOPBACK:
                _say(f"Warning: whoever can reach {host} can read the archive: there is no password.")
            threading.Event().wait()
        except KeyboardInterrupt:
            _say("Stopped.")
        finally:
            page.rebuild.stop()
            blocks.close(verbose=False)


def launch(blocks: gr.Blocks, host: str, port: int) -> str:
    """Listen on `host` and `port` in threads of its own, and return the page's address."""
    _require_free(host, port)
    try:
        blocks.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            pwa=False,
            run_history=False,
            enable_monitoring=False,
            footer_links=[],
            theme=_theme(),
            css=styles(),
            head=f'<link rel="icon" href="{ICON}">',
        )
    except OSError as error:
        raise PageError(f"{_url(host, port)} can't be served: {error}") from error
    return _url(host, port)


def main(arguments: list[str] | None = None) -> int:
    """Serve the folder named on the command line: `python app.py DIR [PORT]`."""
    folder, *rest = (sys.argv[1:] if arguments is None else arguments) or [""]
    if not folder or len(rest) > 1 or not all(port.isdecimal() for port in rest):
        _say("Usage: python app.py DIR [PORT] (or: onrecord serve DIR --host --port)")
        return 2
    try:
        serve(folder, port=int(rest[0]) if rest else PORT)
    except qa.OnrecordError as error:
        _say(str(error))
        return 1
    return 0


def _theme() -> gr.themes.Base:
    """Return gradio's plainest theme: the system's fonts, and our paper before our CSS is there."""
    return gr.themes.Base(font=SYSTEM_FONTS, font_mono=SYSTEM_MONO).set(
        body_background_fill="#f4f5f2",
        body_background_fill_dark="#14181b",
        body_text_color="#1b2227",
        body_text_color_dark="#e9e7e1",
    )


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise PageError(
                f"{_url(host, port)} can't be listened on ({error.strerror}): stop what uses it, "
                f"or name another port with --port"
            ) from error


def _url(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
