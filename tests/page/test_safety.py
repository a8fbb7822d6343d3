"""The page as it is served, against those who would read, run or reach more than they may. On hostile files."""

import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import app
import qa
from qa.passwords import Users, hash_password
from qa.web.conversation import Turn, conversation_html
from qa.web.login import Doorkeeper
from qa.web.origin import Place
from qa.web.safety import READER, Gate
from qa.web.source import line_span, source_html
from tests import hostile
from tests.page.browsing import DESKTOP, PHONE, ask, free_port, loops_let_go, served, visit
from tests.page.gates import CHEAP, JOIN, PASSWORD
from tests.shelf import write_files

SECRET = "the combination is 41 7 12"
OPENED = 24  # articles whose source is looked at, of the 200; each payload stands in several


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("safety")
    (place / "secret.txt").write_text(SECRET, encoding="utf-8")
    folder = place / "Vell & <b class=hurt>Courier<∕b>"
    write_files(folder, hostile.articles())
    (folder / "link.txt").symlink_to(place / "secret.txt")
    (folder / "ignored.key").write_text(SECRET, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def archive(folder: Path) -> Iterator[qa.Archive]:
    with qa.open_archive(folder) as archive:
        archive.refresh()
        yield archive


@pytest.fixture(scope="module")
def address(archive: qa.Archive) -> Iterator[str]:
    with served(archive) as (address, _):
        yield address


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    yield from unhurt(browser, address)


def unhurt(browser: Browser, address: str, size: tuple[int, int] = DESKTOP) -> Iterator[Page]:
    """Open the page, and see to it that nothing in it ever runs, speaks up or reaches out."""
    spoken: list[str] = []
    for page in visit(browser, address, size):
        page.on("dialog", lambda dialog: spoken.append(dialog.message))
        yield page
        expect_unhurt(page)
        assert spoken == []


def expect_unhurt(page: Page) -> None:
    assert page.evaluate("typeof hurt") == "undefined"
    assert page.locator(".hurt").count() == 0
    assert page.locator("iframe, object, embed, math, base[href*=hurt], link[href*=hurt]").count() == 0
    assert urlsplit(page.url).hostname == "127.0.0.1"


def shown(place: Locator) -> list[str]:
    return [hostile.without_marks(text) for text in place.all_text_contents()]


# What is read


PLACES = (
    *("secret.txt", "../secret.txt", "link.txt", "ignored.key", ".onrecord/catalog.sqlite3", ".onrecord", ".", ""),
    *("/etc/passwd", "/proc/self/environ", "/proc/self/cwd/app.py", "~/.ssh/id_rsa", "C:\\boot.ini", "long.txt/"),
    *("\\\\host\\share\\a.txt", "file:///etc/passwd", "long.txt\x00.md", "\x00", "./long.txt", "a/../long.txt"),
)


@pytest.mark.parametrize("name", PLACES)
def test_only_articles_of_the_index_are_read_by_programs(address: str, name: str) -> None:
    begun = httpx.post(f"{address}/gradio_api/call/read_lines", json={"data": [name, 1, 5]})
    told = httpx.get(f"{address}/gradio_api/call/read_lines/{begun.json()['event_id']}")
    assert "event: error" in told.text
    assert "the index has no article" in told.text
    assert SECRET not in told.text
    assert "Traceback" not in told.text


WAYS = (
    "/gradio_api/file=",
    "/gradio_api/file/",
    "/static/",
    "/assets/",
    "/svelte/",
    "/theme.css/",
    "/",
    "/gradio_api/",
)


@pytest.mark.parametrize("way", WAYS)
def test_no_path_leads_to_a_file(address: str, folder: Path, way: str) -> None:
    climbs = "../" * 12
    wanted = [*PLACES, *(climbs + name.lstrip("/") for name in PLACES), str(folder / "long.txt"), str(folder.parent)]
    with httpx.Client(base_url=address) as client:
        for name in filter(None, wanted):
            for coded in (raw_quoted(name), raw_quoted(raw_quoted(name))):
                answer = client.get(httpx.URL(address).copy_with(raw_path=(way + coded).encode()))
                assert answer.status_code >= 400, (way, coded)
                assert SECRET not in answer.text
                assert "root:" not in answer.text


def raw_quoted(name: str) -> str:
    """Return a path with everything that a client would tidy up written as %xx."""
    return "".join(
        letter if letter.isalnum() else "".join(f"%{byte:02x}" for byte in letter.encode()) for letter in name
    )


def test_an_event_that_names_a_file_gets_none_of_it(address: str) -> None:
    wanted = ("/etc/passwd", "/proc/self/environ", app.__file__)
    files = [{"path": path, "meta": {"_type": "gradio.FileData"}} for path in wanted]
    begun = 0
    with httpx.Client(base_url=address) as client:
        for fn in client.get("/config").json()["dependencies"]:
            data = [files[0] if number % 2 else files for number in range(len(fn["inputs"]))]
            if data:
                sent = {"fn_index": fn["id"], "session_hash": "files", "data": data, "event_data": files[1]}
                begun += client.post(JOIN, json=sent).status_code == 200
        assert begun > 4
        with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "files"}) as stream:
            told = "\n".join(until_done(stream.iter_lines(), begun))
    for held in ("root:", "PATH=", "The chat page: ask on the left"):
        assert held not in told


def until_done(lines: Iterator[str], events: int) -> Iterator[str]:
    for line in lines:
        yield line
        events -= '"process_completed"' in line
        if not events:
            return


def test_what_is_uploaded_lies_in_a_folder_of_its_own_and_is_given_to_nobody(address: str) -> None:
    sent = httpx.post(f"{address}/gradio_api/upload", files=[("files", ("a.txt", SECRET.encode()))])
    (place,) = sent.json()
    folder = Path(os.environ["GRADIO_TEMP_DIR"])
    assert Path(place).is_relative_to(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for way in ("/gradio_api/file=", "/gradio_api/file/", "/file="):
        assert httpx.get(f"{address}{way}{place}").status_code == 404
    too_large = httpx.post(f"{address}/gradio_api/upload", files=[("files", ("b.txt", b"x" * 20_000_001))])
    assert too_large.status_code == 413
    assert httpx.post(f"{address}/gradio_api/upload", files=[("files", ("b.html.exe", b"x"))]).status_code == 415


def test_another_name_for_this_machine_and_another_sites_page_are_refused(address: str) -> None:
    assert httpx.get(address, headers={"host": "rebound.example"}).status_code == 403
    sent = {"fn_index": 0, "session_hash": "a", "data": []}
    assert httpx.post(f"{address}{JOIN}", json=sent, headers={"origin": "http://evil.example"}).status_code == 403
    preflight = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    allowed = httpx.options(f"{address}{JOIN}", headers=preflight).headers.get("access-control-allow-origin")
    assert allowed != "http://evil.example"


# What is shown


class Elements(HTMLParser):
    """The elements of a piece of HTML, with their classes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.classes: set[str] = set()
        self.attributes: set[str] = set()
        self.names: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.classes.update(word for name, value in attrs if name == "class" for word in (value or "").split())

    def handle_data(self, data: str) -> None:
        self.text += data


def expect_plain(html: str) -> Elements:
    found = Elements(html)
    assert "hurt" not in found.classes
    assert not [name for name in found.attributes if name.startswith("on")]
    assert not found.names & {
        "script",
        "iframe",
        "img",
        "svg",
        "object",
        "embed",
        "link",
        "base",
        "meta",
        "form",
        "style",
    }
    return found


def test_every_one_of_the_articles_is_shown_as_text_by_the_source_pane(archive: qa.Archive) -> None:
    for number in range(hostile.COUNT):
        source = archive.source(hostile.path_of(number, hostile.PAYLOADS[number % len(hostile.PAYLOADS)]))
        found = expect_plain(source_html(source, line_span(source, 3, 1), turn=0, kind="citation", opening=1))
        assert hostile.without_marks(hostile.sentence(number, hostile.payload_of(number))) in hostile.without_marks(
            found.text
        )


def test_every_payload_that_is_cited_is_shown_as_text_by_the_conversation(archive: qa.Archive) -> None:
    for number in range(len(hostile.PAYLOADS)):
        question = f"What did the clerk of Vell write into ledger number {number}? {hostile.payload_of(number)}"
        answer = archive.query(question)
        turn = Turn(question, answer=answer, claims=answer.claims, citations=answer.citations)
        found = expect_plain(conversation_html((turn,)))
        assert hostile.without_marks(question) in hostile.without_marks(found.text)


def test_in_a_browser_answers_and_their_sources_show_hostile_lines_as_they_stand(reader: Page) -> None:
    for number in (2, 17, 31, 50):
        turn = ask(reader, f"What did the clerk of Vell write into ledger number {number}?")
        said = turn.locator(".claim", has_text=f"ledger number {number} on Friday").first
        assert hostile.without_marks(hostile.payload_of(number)) in hostile.without_marks(said.text_content() or "")
        for chip in turn.locator(".citation[data-kind]").all()[:3]:
            chip.click()
            line = reader.locator(f"#source li[data-line='{chip.get_attribute('data-line')}']")
            expect(line.locator("mark").first).to_be_visible()
        expect_unhurt(reader)
    turn = ask(reader, "<img class=hurt src=x onerror=hurt=1> Who painted the opera house {{hurt=1}}?")
    expect(turn.locator(".asked")).to_have_text(
        "<img class=hurt src=x onerror=hurt=1> Who painted the opera house {{hurt=1}}?"
    )


def test_on_a_phone_nothing_hostile_widens_the_page(browser: Browser, address: str) -> None:
    for page in unhurt(browser, address, PHONE):
        turn = ask(page, "What did the clerk of Vell write into ledger number 39?")
        turn.locator(".citation[data-kind]").first.click()
        expect(page.locator("#source mark").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_line_of_a_million_characters_is_shown_without_a_long_pause(reader: Page) -> None:
    turn = ask(reader, "Which clerk wrote all day?")
    chips = turn.locator(".citation[data-path='long.txt'], [data-kind][data-path='long.txt']")
    if chips.count():
        chips.first.click()
        expect(reader.locator("#source h2")).to_have_text("A long line")


def test_in_the_archive_view_hostile_names_and_titles_are_text(reader: Page) -> None:
    views = reader.locator("#views [data-view=archive]")
    if not views.count():
        pytest.skip("there is no such view yet")
    views.click()
    listed = reader.locator("#shelf .article, #shelf [data-path]")
    expect(listed.first).to_be_visible()
    names = {number: hostile.PAYLOADS[number % len(hostile.PAYLOADS)] for number in range(hostile.COUNT)}
    paths = {hostile.path_of(number, name) for number, name in names.items()}
    assert {path for path in map(path_shown, listed.all()) if path} <= paths | {"long.txt"}
    for chosen in range(min(OPENED, listed.count())):
        button = listed.nth(chosen)
        (button if button.evaluate("(e) => e.matches('button, a')") else button.locator("button").first).click()
        expect(reader.locator("#source .lines li").first).to_be_visible()
    reader.locator("#shelf input[name=text], #shelf input[type=search]").first.fill("clerk <script class=hurt>")
    reader.keyboard.press("Enter")
    expect(reader.locator("#shelf")).to_contain_text("clerk")


def path_shown(place: Locator) -> str:
    return place.get_attribute("data-path") or ""


def test_the_policy_stops_what_would_slip_through(browser: Browser, address: str) -> None:
    with browser.new_context() as context, context.new_page() as page:
        reached: list[str] = []
        page.on("requestfinished", lambda request: reached.append(request.url))
        page.goto(address)
        expect(page.locator(".welcome")).to_be_visible()
        page.locator(".welcome").evaluate(
            "(e) => { e.insertAdjacentHTML('beforeend', '<img src=/nothing.png onerror=window.hurt=1>"
            "<iframe srcdoc=x></iframe><img src=http://hurt.example/a.png>'); }"
        )
        said = page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', (error) => error.message)")
        page.wait_for_timeout(300)
        assert said == "Failed to fetch"
        assert page.evaluate("typeof hurt") == "undefined"
        assert {urlsplit(url).port for url in reached if url.startswith("http")} == {urlsplit(address).port}


def test_readers_are_told_apart_by_a_cookie_that_scripts_cannot_see(browser: Browser, address: str) -> None:
    tokens = set()
    for _ in range(2):
        for page in visit(browser, address, DESKTOP):
            (cookie,) = [each for each in page.context.cookies() if each.get("name") == READER]
            assert cookie.get("httpOnly") is True
            assert READER not in page.evaluate("document.cookie")
            page.context.new_page().goto(address)
            tokens.add(cookie.get("value"))
            assert [each.get("value") for each in page.context.cookies()] == [cookie.get("value")]
    assert len(tokens) == 2


# Who may open it


@pytest.fixture(scope="module")
def guarded(archive: qa.Archive) -> Iterator[str]:
    users = Users({"ada": hash_password(PASSWORD, CHEAP)})
    gate = Gate(Place(), Doorkeeper(users, "Vell Courier"))
    with loops_let_go():
        blocks = app.build_page(archive)
        address = app.launch(blocks, "127.0.0.1", free_port(), gate)
    yield address
    blocks.close(verbose=False)


def test_a_reader_signs_in_asks_and_signs_out(browser: Browser, guarded: str) -> None:
    with browser.new_context() as context, context.new_page() as page:
        page.set_default_timeout(10_000)
        page.goto(f"{guarded}/?a=1")
        expect(page.get_by_label("Name")).to_be_focused()
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("not the password")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("That name and password don't fit.")
        expect(page.get_by_label("Name")).to_have_value("ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator(".welcome")).to_be_visible()
        assert page.url == f"{guarded}/?a=1"
        expect(
            ask(page, "What did the clerk of Vell write into ledger number 17?").locator(".citation").first
        ).to_be_visible()
        page.goto(f"{guarded}/logout")
        expect(page.get_by_label("Password")).to_be_visible()
        page.goto(guarded)
        expect(page.get_by_label("Password")).to_be_visible()


def test_a_program_signs_in_with_gradio_client(guarded: str) -> None:
    from gradio_client import Client
    from gradio_client.exceptions import AuthenticationError

    client = Client(guarded, auth=("ada", PASSWORD), download_files=False, verbose=False)
    assert client.predict(api_name="/status")["articles"] == hostile.COUNT + 1
    with pytest.raises(AuthenticationError):
        Client(guarded, auth=("ada", "not the password"), download_files=False, verbose=False)
    with pytest.raises(AuthenticationError):
        Client(guarded, download_files=False, verbose=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_without_a_password_other_machines_are_not_served(
    folder: Path, host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from qa.cli import run

    assert run(["serve", str(folder), "--host", host]) == 1
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "--password-file" in said
    assert "ONRECORD_PASSWORD" in said


def test_a_user_is_added_by_the_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "qa.cli", "password", str(tmp_path / "users"), "ada"]
    done = subprocess.run(command, input=f"{PASSWORD}\n", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "users").read_text(encoding="utf-8")
    assert re.fullmatch(r"ada:scrypt\$15\$8\$3\$[\w+/=]+\$[\w+/=]+\n", text)
    assert stat.S_IMODE((tmp_path / "users").stat().st_mode) == 0o600
    assert PASSWORD not in done.stdout + done.stderr + text


def test_told_to_end_the_page_stops_cleanly_and_leaves_no_upload_behind(folder: Path, tmp_path: Path) -> None:
    port = str(free_port())
    environ = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, app.__file__, str(folder), port], stderr=subprocess.PIPE, text=True, env=environ
    )
    assert process.stderr is not None
    assert f"http://127.0.0.1:{port}" in process.stderr.readline()
    sent = httpx.post(f"http://127.0.0.1:{port}/gradio_api/upload", files=[("files", ("a.txt", b"x"))])
    assert Path(sent.json()[0]).is_relative_to(tmp_path)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "Stopped.\n")
    assert list(tmp_path.glob("onrecord-page-*")) == []
