"""What stands before the page: which requests pass, and what is added to the answers. No browser, no archive."""

import json
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import SettingsError
from qa.passwords import Users, hash_password, is_hash_of, read_users, users_for, with_user
from qa.settings import Settings
from qa.web.limits import MOST_FILES, Meter, Rate
from qa.web.login import COOKIE
from qa.web.origin import Place, refused_origin
from qa.web.policy import POLICY
from qa.web.safety import ASKED, READER, STREAMS
from tests.page.gates import BROWSER, CHEAP, JOIN, PASSWORD, event, gate_of, gated

HOME = "http://127.0.0.1:7860"
OPEN = gated(gate_of())


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "LOCALHOST", "[::1]:7860", "127.0.0.1"])
def test_this_machine_is_served_under_each_of_its_names(host: str) -> None:
    assert gated(gate_of()).get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.1.7"),
        *("", "localhost@evil.example", "evil.example/localhost", "[::1", "127.0.0.1 evil.example"),
    ],
)
def test_another_name_that_points_here_is_refused(host: str) -> None:
    refused = gated(gate_of()).get("/", headers={"host": host})
    assert refused.status_code == 403
    assert "--allowed-host" in refused.json()["detail"]


def test_a_name_that_a_proxy_was_called_by_is_checked_as_well() -> None:
    assert gated(gate_of()).get("/", headers={"x-forwarded-host": "evil.example"}).status_code == 403


def test_a_name_that_is_allowed_is_served() -> None:
    client = gated(gate_of(allowed=("archive.example",)), base="http://archive.example")
    assert client.get("/").status_code == 200
    assert client.post(JOIN, json=event(), headers={"origin": "https://archive.example"}).status_code == 200


def test_where_every_address_is_listened_on_numbers_are_served_and_names_are_not() -> None:
    place = Place("0.0.0.0")
    assert place.serves("192.168.1.7:7860")
    assert place.serves("[fe80::1]:7860")
    assert not place.serves("archive.example")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "https://localhost", "x"])
def test_a_page_of_another_origin_may_neither_ask_nor_read(origin: str) -> None:
    client = gated(gate_of())
    assert client.post(JOIN, json=event(), headers={"origin": origin}).status_code == 403
    assert client.get("/config", headers={"origin": origin}).status_code == 403
    assert client.options(JOIN, headers={"origin": origin, "access-control-request-method": "POST"}).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_makes_a_browser_fetch_is_refused_but_a_link_may_be_followed(site: str) -> None:
    fetched = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
    framed = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    followed = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    client = gated(gate_of())
    assert client.get("/config", headers=fetched).status_code == 403
    assert client.get("/", headers=framed).status_code == 403
    assert client.get("/", headers=followed).status_code == 200
    assert client.post(JOIN, json=event(), headers=followed).status_code == 403


def test_the_page_itself_and_programs_may_ask() -> None:
    client = gated(gate_of())
    own = {"origin": HOME, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}
    assert client.post(JOIN, json=event(), headers=own).status_code == 200
    assert client.post(JOIN, json=event()).status_code == 200
    assert refused_origin(Place(), "POST", {"host": "localhost:80", "origin": "http://localhost"}) is None


def test_a_websocket_is_never_opened() -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), gated(gate_of()).websocket_connect("/gradio_api/queue/join"):
        pass


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", f"/gradio_api/file={name}") for name in ("/etc/passwd", "a.txt", "http://evil.example/")),
        ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://evil.example/"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/gradio_api/custom_component/a/client/b/c"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/stream/a/b/1/playlist.m3u8"),
        ("GET", "/gradio_api/dev/reload"),
        ("GET", "/monitoring"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/vibe-code"),
        ("POST", "/gradio_api/stream/a"),
        ("POST", "/gradio_api/run/ask"),
        ("POST", "/gradio_api/call/private"),
        ("POST", "/"),
        ("PUT", "/gradio_api/queue/join"),
        ("DELETE", "/"),
        ("GET", "/static/../app.py"),
        ("GET", "/static/..%5c..%5capp.py"),
        ("GET", "/assets/%2e%2e/%2e%2e/etc/passwd"),
        ("GET", "/static/%00"),
        ("GET", "//etc/passwd"),
    ],
)
def test_what_the_page_does_not_need_is_not_there(method: str, path: str) -> None:
    assert gated(gate_of()).request(method, path).status_code == 404


@given(st.text(max_size=40))
def test_no_odd_path_ever_reaches_gradios_files(path: str) -> None:
    for prefix in ("/static/", "/gradio_api/"):
        answer = OPEN.get(prefix + quote(path))
        if answer.status_code == 200:
            assert ".." not in answer.json()["path"]
            assert not answer.json()["path"].startswith("/gradio_api/file")


def test_every_answer_tells_the_browser_what_it_may_do() -> None:
    client = gated(gate_of())
    for answer in (client.get("/"), client.get("/nothing"), client.post(JOIN, json=event())):
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert answer.headers["cache-control"] == "no-store"
    for rule in ("object-src 'none'", "frame-ancestors 'none'", "script-src-attr 'none'", "connect-src 'self'"):
        assert rule in POLICY
    assert "http" not in POLICY


def test_a_reader_is_given_a_name_once_that_no_script_can_read() -> None:
    client = gated(gate_of())
    given = client.get("/").headers["set-cookie"]
    assert given.startswith(f"{READER}=")
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given
    assert len(client.cookies[READER]) == 32
    assert "set-cookie" not in client.get("/").headers
    client.cookies.set(READER, "made up", domain="127.0.0.1")
    assert "set-cookie" in client.get("/").headers
    assert gated(gate_of()).get("/").headers["set-cookie"] != given


def test_one_readers_session_is_closed_to_another() -> None:
    gate = gate_of()
    one, other, program = gated(gate), gated(gate), gated(gate)
    one.get("/")
    other.get("/")
    assert one.post(JOIN, json=event(session="mine")).status_code == 200
    assert one.get("/gradio_api/queue/data?session_hash=mine").status_code == 200
    for stranger in (other, program):
        assert stranger.get("/gradio_api/queue/data?session_hash=mine").status_code == 403
        assert stranger.get("/gradio_api/heartbeat/mine").status_code == 403
        assert stranger.post(JOIN, json=event(session="mine")).status_code == 403
        assert stranger.post("/gradio_api/cancel", json=event(session="mine")).status_code == 403
    assert program.post(JOIN, json=event(session="theirs")).status_code == 200
    assert gated(gate).get("/gradio_api/queue/data?session_hash=theirs").status_code == 200


def test_questions_are_limited_for_a_reader_and_other_events_less() -> None:
    gate = gate_of()
    client, other = gated(gate), gated(gate)
    client.get("/")
    other.get("/")
    asked = [client.post(JOIN, json=event(7)).status_code for _ in range(ASKED.burst + 2)]
    assert asked[: ASKED.burst] == [200] * ASKED.burst
    refused = client.post(JOIN, json=event("7"))  # type: ignore[arg-type]  # gradio takes a text for its number
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert "try again in" in refused.json()["detail"]
    assert client.post(JOIN, json=event(3)).status_code == 200
    assert client.post("/gradio_api/call/ask", json={"data": []}).status_code == 429
    assert client.post("/gradio_api/call/status", json={"data": []}).status_code == 200
    assert other.post(JOIN, json=event(7, session="other")).status_code == 200


def test_who_takes_many_names_is_limited_by_address() -> None:
    gate = gate_of()
    client = gated(gate)
    while not gate._asked_from.take("127.0.0.1", time.monotonic()):
        pass
    for number in range(3):
        client.cookies.set(READER, f"{number:032x}", domain="127.0.0.1")
        refused = client.post(JOIN, json=event(7, session=str(number)))
    assert refused.status_code == 429
    assert gated(gate, address="127.0.0.2").post(JOIN, json=event(7, session="x")).status_code == 200


def test_a_meter_gives_back_what_time_gives() -> None:
    meter = Meter(Rate(minute=60, burst=2))
    assert [meter.take("a", 0.0), meter.take("a", 0.0), meter.take("a", 0.0)] == [0.0, 0.0, 1.0]
    assert meter.take("a", 1.0) == 0.0
    assert meter.take("a", 1.0) > 0
    assert meter.take("b", 1.0) == 0.0


def test_a_flood_of_names_leaves_the_meter_small() -> None:
    meter = Meter(Rate(minute=60, burst=2))
    for number in range(30_000):
        meter.take(str(number), number / 1e6)
    assert len(meter._buckets) <= 10_000


def test_a_request_that_is_too_large_or_no_event_is_refused() -> None:
    client = gated(gate_of())
    assert client.post(JOIN, content=b'{"data": "' + b"a" * (3 << 20) + b'"}').status_code == 413
    assert client.post(JOIN, content=b"[]").status_code == 400
    assert client.post(JOIN, content=b"{").status_code == 400
    assert client.post(JOIN, content=b"[" * 100_000).status_code == 400


def test_no_event_makes_the_server_fetch_an_address() -> None:
    sent = {"path": "http://evil.example/a", "meta": {"_type": "gradio.FileData"}}
    for data in ([sent], [{"deep": [{"in": sent}]}], [{**sent, "path": "a", "url": "https://evil.example"}]):
        refused = gated(gate_of()).post(JOIN, json=event(data=data))
        assert refused.status_code == 400
    assert gated(gate_of()).post(JOIN, json=event(data=["see http://evil.example"])).status_code == 200


def upload(*names: str, size: int = 10) -> tuple[int, str]:
    files = [("files", (name, b"x" * size)) for name in names]
    answer = gated(gate_of()).post("/gradio_api/upload", files=files)
    return answer.status_code, answer.text


def test_uploads_are_limited_in_kind_and_number() -> None:
    assert upload("a.txt", "b.MD")[0] == 200
    assert upload("a.txt", "b.exe")[0] == 415
    assert upload("a.txt.js")[0] == 415
    assert upload("page.svg")[0] == 415
    assert upload(*(f"{n}.txt" for n in range(MOST_FILES)))[0] == 200
    code, said = upload(*(f"{n}.txt" for n in range(MOST_FILES + 1)))
    assert code == 413
    assert f"At most {MOST_FILES} files" in said


def test_an_upload_must_be_one() -> None:
    client = gated(gate_of())
    assert client.post("/gradio_api/upload", content=b"x").status_code == 400
    broken = {"content-type": "multipart/form-data; boundary=b"}
    assert client.post("/gradio_api/upload", content=b"--c\r\n\r\n", headers=broken).status_code == 400


def test_open_streams_are_limited_and_counted_off_again() -> None:
    gate = gate_of()
    client = gated(gate)
    codes = [client.get(f"/gradio_api/heartbeat/{n}").status_code for n in range(STREAMS + 5)]
    assert set(codes) == {200}
    for _ in range(STREAMS):
        assert gate._streams.enter("address 127.0.0.1")
    assert client.get("/gradio_api/heartbeat/more").status_code == 429


def test_a_page_that_is_being_stopped_takes_no_more_events() -> None:
    gate = gate_of()
    gate.close(0)
    refused = gated(gate).post(JOIN, json=event())
    assert (refused.status_code, refused.json()) == (503, {"detail": "The page is being stopped."})


def test_stopping_waits_for_answers_under_way_but_not_for_ever() -> None:
    gate = gate_of()
    gate._working.enter("")
    began = time.monotonic()
    gate.close(0.2)
    assert 0.2 <= time.monotonic() - began < 2
    threading.Timer(0.1, gate._working.leave, ("",)).start()
    began = time.monotonic()
    gate.close(30)
    assert time.monotonic() - began < 5


# Passwords


def sign_in(client: object, name: str = "ada", password: str = PASSWORD, **more: str) -> object:
    form = {"username": name, "password": password, **more}
    return client.post("/login", data=form, headers=BROWSER)  # type: ignore[attr-defined]


def test_without_the_password_there_is_nothing_but_its_form() -> None:
    client = gated(gate_of({"ada": PASSWORD}))
    assert client.get("/config").status_code == 401
    assert client.post(JOIN, json=event()).status_code == 401
    assert client.post("/gradio_api/call/ask", json={"data": ["?"]}).status_code == 401
    assert client.post("/gradio_api/upload", files=[("files", ("a.txt", b"x"))]).status_code == 401
    assert client.get("/gradio_api/queue/data?session_hash=a").status_code == 401
    led = client.get("/?answer=12ab", headers=BROWSER)
    assert (led.status_code, led.headers["location"]) == (303, "/login?next=%2F%3Fanswer%3D12ab")
    form = client.get(led.headers["location"], headers=BROWSER)
    assert 'name="password"' in form.text
    assert 'value="/?answer=12ab"' in form.text
    assert "Vell &lt;Courier&gt;" in form.text
    assert form.headers["content-security-policy"].startswith("default-src 'none'")


def test_with_the_password_the_page_opens_and_its_user_is_known() -> None:
    client = gated(gate_of({"ada": PASSWORD}))
    entered = client.post(
        "/login", data={"username": "ada", "password": PASSWORD, "next": "/?answer=1"}, headers=BROWSER
    )
    assert (entered.status_code, entered.headers["location"]) == (303, "/?answer=1")
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert client.get("/").json()["user"] == "ada"
    assert client.get("/logout").headers["location"] == "/login"
    assert client.get("/config").status_code == 401


def test_behind_https_the_cookies_are_never_sent_without() -> None:
    client = gated(gate_of({"ada": PASSWORD}), base="https://127.0.0.1:7860")
    assert "Secure" in client.post("/login", data={"username": "ada", "password": PASSWORD}).headers["set-cookie"]
    assert "Secure" in client.get("/").headers["set-cookie"]


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong password"), ("eve", PASSWORD), ("", PASSWORD), ("ada", "")]
)
def test_a_wrong_name_or_password_is_refused_without_saying_which(name: str, password: str) -> None:
    client = gated(gate_of({"ada": PASSWORD}))
    refused = client.post("/login", data={"username": name, "password": password}, headers=BROWSER)
    assert refused.status_code == 401
    assert "That name and password don&#x27;t fit." in refused.text
    assert COOKIE not in client.cookies
    assert password not in refused.text or not password


def test_a_password_that_all_share_needs_no_name_and_leaves_readers_apart() -> None:
    client = gated(gate_of({"": PASSWORD}))
    assert 'name="username"' not in client.get("/login").text
    assert client.post("/login", data={"username": "anyone", "password": PASSWORD}).status_code == 200
    assert client.get("/").json()["user"] is None
    assert READER in client.cookies


def test_guessing_is_slowed_down() -> None:
    gate = gate_of({"ada": PASSWORD})
    client = gated(gate)
    codes = [client.post("/login", data={"username": "ada", "password": f"guess {n}"}).status_code for n in range(12)]
    assert codes == [401] * 10 + [429] * 2
    assert client.post("/login", data={"username": "ada", "password": PASSWORD}).status_code == 429
    assert gated(gate, address="10.0.0.9").post(
        "/login", data={"username": "ada", "password": PASSWORD}
    ).status_code == 200  # fmt: skip


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/config", "/?a\r\nb: c"]
)
def test_after_signing_in_nobody_is_led_elsewhere(wanted: str) -> None:
    client = gated(gate_of({"ada": PASSWORD}))
    led = client.post("/login", data={"username": "ada", "password": PASSWORD, "next": wanted}, headers=BROWSER)
    assert led.headers["location"] == "/"


def test_a_session_that_nobody_began_opens_nothing() -> None:
    client = gated(gate_of({"ada": PASSWORD}))
    for made_up in ("", "ada", "0" * 43):
        client.cookies.set(COOKIE, made_up, domain="127.0.0.1")
        assert client.get("/config").status_code == 401


def test_a_users_sessions_are_theirs_in_every_browser_and_nobody_elses() -> None:
    gate = gate_of({"ada": PASSWORD, "bo": PASSWORD})
    clients = [gated(gate) for _ in range(3)]
    for client, name in zip(clients, ("ada", "ada", "bo"), strict=True):
        client.post("/login", data={"username": name, "password": PASSWORD})
    codes = [client.post(JOIN, json=event(session="one")).status_code for client in clients]
    assert codes == [200, 200, 403]


def test_a_hash_fits_its_password_alone() -> None:
    hashed = hash_password(PASSWORD, CHEAP)
    assert is_hash_of(PASSWORD, hashed)
    assert not is_hash_of(PASSWORD + " ", hashed)
    assert not is_hash_of(PASSWORD, "scrypt$10$1$1$!!!$!!!")
    assert not is_hash_of(PASSWORD, "scrypt$19$99$99$AAAA$AAAA")
    assert hash_password(PASSWORD, CHEAP) != hashed
    assert PASSWORD not in hashed


def test_a_file_of_users_is_read_and_changed(tmp_path: Path) -> None:
    file = tmp_path / "users"
    file.write_text("# our readers\n" + with_user("", "ada", PASSWORD, CHEAP), encoding="utf-8")
    file.chmod(0o600)
    assert read_users(file).admits("ada", PASSWORD) == "ada"
    file.write_text(with_user(file.read_text(encoding="utf-8"), "bo", "another password", CHEAP), encoding="utf-8")
    file.write_text(with_user(file.read_text(encoding="utf-8"), "ada", "a new password", CHEAP), encoding="utf-8")
    users = read_users(file)
    assert users.admits("ada", PASSWORD) is None
    assert users.admits("ada", "a new password") == "ada"
    assert users.admits("bo", "another password") == "bo"


@pytest.mark.parametrize("text", ["", "# nobody\n", "ada\n", "ada:plain text\n", "a:b:c\n", "ada:scrypt$1$1$1$a$b\n"])
def test_a_file_that_names_nobody_rightly_is_refused_without_telling_what_is_in_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "users"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(SettingsError, match="onrecord password") as raised:
        read_users(file)
    assert "plain text" not in str(raised.value)


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "users"
    file.write_text(with_user("", "ada", PASSWORD, CHEAP), encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_users(file)


@pytest.mark.parametrize(("name", "password"), [("ada", "short"), ("a b", PASSWORD), ("a:b", PASSWORD), ("", PASSWORD)])
def test_a_user_without_a_fit_name_or_password_is_not_added(name: str, password: str) -> None:
    with pytest.raises(SettingsError):
        with_user("", name, password, CHEAP)


def test_other_machines_are_only_served_with_a_password(tmp_path: Path) -> None:
    assert users_for("127.0.0.1", Settings()) is None
    assert isinstance(users_for("0.0.0.0", Settings(password=PASSWORD)), Users)
    for host in ("0.0.0.0", "192.168.1.7", "::", "archive.example"):
        with pytest.raises(SettingsError, match="ONRECORD_PASSWORD"):
            users_for(host, Settings())
    with pytest.raises(SettingsError, match="8 to"):
        users_for("0.0.0.0", Settings(password="short"))


def test_a_password_is_never_shown_nor_read_from_a_shared_file(tmp_path: Path) -> None:
    from qa.settings import load_settings

    assert PASSWORD not in repr(Settings(password=PASSWORD))
    (tmp_path / "onrecord.toml").write_text(f"password = {json.dumps(PASSWORD)}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="ONRECORD_PASSWORD") as raised:
        load_settings({}, tmp_path)
    assert PASSWORD not in str(raised.value)
