"""The chat page: ask on the left, read the cited line in its place on the right.

It calls `qa`'s public API and turns what comes back into HTML by `qa.web`; it decides nothing about answers.
Nothing it serves reaches out of the machine: no font, script or picture comes from elsewhere.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Final

# Gradio reads these when it is imported. The second keeps it from summing up, with pandas and after every event,
# up to 10,000 events for a monitoring page that is off.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)

import gradio as gr
from gradio.block_function import BlockFunction
from starlette.middleware import Middleware

import qa
from qa.logs import adopt_server, is_on, note
from qa.observing import begin_logs, observe, open_metrics
from qa.passwords import users_for
from qa.settings import is_loopback, load_settings
from qa.watching import FolderWatch, Happened
from qa.web.desk import build_chat, source_pane
from qa.web.endpoints import offer
from qa.web.events import Page
from qa.web.guide import guide_html
from qa.web.health import Health
from qa.web.limits import FILE_BYTES
from qa.web.login import Doorkeeper
from qa.web.measures import Measures
from qa.web.origin import Place
from qa.web.rail import build_rail, build_toggle, wire_rail
from qa.web.safety import Gate, Guard, user_of
from qa.web.shelf import build_shelf, build_views
from qa.web.watching import refreshed
from qa.web.wiring import ASKING, QUIET, UNWAITING, WATCHING, scripted, styles

PORT: Final = 7860
HEADER_SECONDS: Final = 60
# How long the watch of the folder may still take once the page is stopped.
PARTING_SECONDS: Final = 5.0
# Uploads that nobody took into the archive are looked for every ten minutes, and go when they are an hour old.
LEFTOVERS: Final = (600, 3_600)
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
    os.environ["GRADIO_TEMP_DIR"] = _private_folder()
    page = page or Page(archive)
    title = f"Onrecord: {Path(archive.path).resolve().name}"
    blocks = gr.Blocks(title=title, analytics_enabled=False, fill_width=True, delete_cache=LEFTOVERS)
    with blocks:
        offer(archive)  # first, so that no event of the page takes a name that programs know
        turns = gr.State(())
        with gr.Row(elem_id="head"):
            build_toggle()
            header = gr.HTML(elem_id="masthead", **scripted("times(element, watch)"))
            build_views()
            rebuild = gr.Button("Rebuild index", elem_id="rebuild", size="sm")
            gr.HTML(guide_html(), elem_id="guide", **scripted("guide(element)"))
        progress = gr.HTML(elem_id="progress", **scripted("run(element, trigger)", "dismiss"))
        source = source_pane()
        with gr.Row(elem_id="desk"):
            rail = build_rail(page)
            desk = build_chat(turns, source, page)
            wire_rail(rail, desk)
            shelf = build_shelf(page, source, progress, rebuild, header)
            source.render()  # type: ignore[no-untyped-call]
        progress.dismiss(lambda: "", None, [progress], **QUIET)
        for begun in (
            rebuild.click(page.start, None, [progress, rebuild], **WATCHING),
            blocks.load(page.greet, None, [header, desk.welcome], **QUIET).then(
                page.follow, None, [progress, rebuild], **WATCHING
            ),
        ):
            begun.then(page.greet, None, [header, desk.welcome], **QUIET).then(
                shelf.shelf.stand, None, [shelf.standing], **QUIET
            ).then(rail.watched.watching.show, None, [rail.watched.shown], **QUIET)
        tick = gr.Timer(HEADER_SECONDS).tick(page.head, None, [header], **QUIET)
        tick.then(shelf.shelf.stand, None, [shelf.standing], **QUIET)
    if archive.model_name is None:
        for fn in _asking(blocks):
            fn.concurrency_limit = UNWAITING
    return blocks


def serve(
    path: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    index_dir: str | Path | None = None,
    password_file: Path | None = None,
    allowed_hosts: Sequence[str] = (),
    watch: bool = False,
) -> None:
    """Serve the page for the archive at `path` until it is interrupted or told to end.

    An archive that was never indexed is indexed while the page is already up; with `watch`, it is refreshed soon after
    each change of its folder. `allowed_hosts` are names besides `host` under which readers may reach it. Raises
    `PageError` where the address can't be listened on, `SettingsError` where others could reach it without a password,
    and what `qa.open_archive` raises.
    """
    settings = load_settings()
    begin_logs(settings)
    users = users_for(host, settings, password_file)
    _require_free(host, port)
    with qa.open_archive(path, index_dir=index_dir, settings=settings) as archive:
        observe(archive)
        began, metrics = time.monotonic(), open_metrics(archive)
        page = Page(archive)
        door = Doorkeeper(users, archive.path.resolve().name) if users is not None else None
        gate = Gate(Place(host, frozenset(name.lower() for name in allowed_hosts)), door, Health(archive))
        gate.measures = Measures(metrics.exposition, settings.metrics_token) if metrics is not None else None
        page.asks_for_password = door is not None
        blocks = build_page(archive, page)
        if not (watch or archive.status().generation):
            page.rebuild.start()
        stop = threading.Event()
        watching = threading.Thread(target=_watch, args=(archive, stop), name="watch", daemon=True)
        try:
            _heed_termination()
            launch(blocks, host, port, gate)
            adopt_server()
            if watch:
                watching.start()
            _say(
                f"{Path(path).name or path} is served at {_url(host, port)} (Ctrl-C stops it)", "start", pid=os.getpid()
            )
            if archive.model_disclosure:
                _say(archive.model_disclosure)
            if not is_loopback(host):
                _say("What is asked and answered is sent unencrypted: see docs/safety.md on networks you don't trust.")
            threading.Event().wait()
        except KeyboardInterrupt:
            _say("Stopped.", "stop", seconds=round(time.monotonic() - began, 1))
        finally:
            gate.refuse()
            stop.set()
            page.rebuild.stop()
            if watching.is_alive():
                watching.join(PARTING_SECONDS)
            gate.close(settings.shutdown_seconds)
            blocks.close(verbose=False)
            page.kept.close()


def _watch(archive: qa.Archive, stop: threading.Event) -> None:
    """Keep the index up to date until `stop` is set, and say each refresh in a line."""
    refresh = partial(refreshed, archive)
    FolderWatch(archive.path, archive.index_dir, refresh, _tell, stop).run()


def _tell(happened: Happened) -> None:
    if not is_on():
        _say(happened.line())
    elif happened.trouble is not None:  # a refresh has a line of its own in the log
        note(happened.trouble, "trouble", level=logging.WARNING)


def launch(blocks: gr.Blocks, host: str, port: int, gate: Gate | None = None) -> str:
    """Listen on `host` and `port` in threads of its own, and return the page's address; all goes through `gate`."""
    _require_free(host, port)
    gate = gate or Gate(Place(host))
    _teach(gate, blocks)
    named = gate.door is not None and gate.door.users.are_named
    try:
        blocks.launch(
            server_name=f"[{host}]" if ":" in host else host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            pwa=False,
            run_history=False,
            enable_monitoring=False,
            mcp_server=False,
            num_workers=0,
            footer_links=[],
            max_file_size=FILE_BYTES,
            app_kwargs={"middleware": [Middleware(Guard, gate=gate)]},
            auth_dependency=user_of if named else None,
            theme=_theme(),
            css=styles(),
            head=f'<link rel="icon" href="{ICON}">',
        )
    except OSError as error:
        raise PageError(f"{_url(host, port)} can't be served: {error}") from error
    return _url(host, port)


def _asking(blocks: gr.Blocks) -> list[BlockFunction]:
    """Return the events that ask a question."""
    return [fn for fn in blocks.fns.values() if fn.concurrency_id == ASKING["concurrency_id"]]


def _teach(gate: Gate, blocks: gr.Blocks) -> None:
    """Tell the gate which of the page's events ask a question, and which names programs may call."""
    asking = _asking(blocks)
    offered = {str(fn.api_name) for fn in blocks.fns.values() if fn.api_visibility == "public"}
    gate.learn([fn._id for fn in asking] + [fn.api_name for fn in asking if fn.api_name in offered], offered)  # noqa: SLF001 - the number that a browser sends


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


@cache
def _private_folder() -> str:
    """Make the folder into which gradio puts what is uploaded: closed to other users, gone when this process ends."""
    folder = tempfile.mkdtemp(prefix="onrecord-page-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _heed_termination() -> None:
    """Let a polite request to end, as from a service manager, stop the page as Ctrl-C does."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


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


def _say(text: str, event: str = "note", **facts: float | str) -> None:
    if is_on():
        note(text, event, facts)
    else:
        sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
