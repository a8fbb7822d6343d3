"""Sign in and out: who has a password, which cookie stands for whom, and the page that asks for them.

Sessions are kept in memory, by the hash of their token, and end with the process. No password is kept or logged.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from html import escape
from http.cookies import CookieError, SimpleCookie
from string import Template
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

import anyio
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from qa.web.limits import Meter, Rate
from qa.web.wiring import asset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import Headers

    from qa.passwords import Users

COOKIE: Final = "onrecord_session"
DAYS: Final = 30
MOST_SESSIONS: Final = 10_000
BODY_BYTES: Final = 10_000
# Guesses from one address, and of one user's password from anywhere.
FROM_ADDRESS: Final = Rate(minute=6, burst=10)
OF_USER: Final = Rate(minute=12, burst=30)
# Each check of a password takes 32 MiB and a core.
AT_ONCE: Final = 2

_NEXT: Final = re.compile(r"/(\?[\w=&%.+~-]*)?")
_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign in: $title</title>
<style>$styles</style>
</head>
<body>
<main>
<p class="name"><span>On</span>record</p>
<h1><span>Sign in to read</span> <bdi>$title</bdi></h1>
$problem
<form method="post" action="/login">
$name
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1000" required$focus>
<input type="hidden" name="next" value="$next">
<button>Sign in</button>
</form>
</main>
</body>
</html>
""")
_NAME_FIELD: Final = (
    '<label for="username">Name</label>\n<input id="username" name="username" autocomplete="username" '
    'autocapitalize="none" spellcheck="false" maxlength="64" value="{}" required{}>'
)


class Doorkeeper:
    """Who is signed in at one page, for a given set of users."""

    def __init__(self, users: Users, title: str) -> None:
        self.users = users
        self._title = title
        self._sessions: dict[str, tuple[str, float]] = {}
        self._from_address = Meter(FROM_ADDRESS)
        self._of_user = Meter(OF_USER)
        self._checking = anyio.Semaphore(AT_ONCE)

    def user(self, cookies: Mapping[str, str]) -> str | None:
        """Return who sent these cookies: a user's name, empty where all share a password; None for nobody."""
        name, until = self._sessions.get(_digest(cookies.get(COOKIE, "")), (None, 0.0))
        return name if until > time.time() else None

    def page(self, wanted: str = "/", problem: str = "", name: str = "", code: int = 200) -> Response:
        """Return the page that asks for a password, and leads to `wanted` from there."""
        # After a wrong password the name stands already.
        named, autofocus = self.users.are_named, " autofocus"
        html = _PAGE.substitute(
            title=escape(self._title),
            styles=asset("login.css"),
            problem=f'<p role="alert">{escape(problem)}</p>' if problem else "",
            name=_NAME_FIELD.format(escape(name), "" if name else autofocus) if named else "",
            focus=autofocus if name or not named else "",
            next=escape(wanted if _NEXT.fullmatch(wanted) else "/"),
        )
        return HTMLResponse(html, status_code=code)

    async def sign_in(self, body: bytes, address: str, *, secure: bool, browser: bool) -> Response:
        """Return the answer to a form with a name and a password: a session's cookie, or the form with the reason."""
        form = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace"), max_num_fields=10).items()}
        name, password, wanted = form.get("username", ""), form.get("password", ""), form.get("next", "/")
        now = time.monotonic()
        wait = max(self._from_address.take(address, now), self._of_user.take(name[:64], now))
        if wait:
            problem = f"Too many attempts: try again in {wait:.0f} seconds."
            return self._refused(problem, wanted, name, 429, browser=browser)
        async with self._checking:
            user = await anyio.to_thread.run_sync(self.users.admits, name, password)
        if user is None:
            problem = "That name and password don't fit." if self.users.are_named else "That is not the password."
            return self._refused(problem, wanted, name, 401, browser=browser)
        token = self._begin(user)
        response: Response = JSONResponse({"success": True})
        if browser:
            response = RedirectResponse(wanted if _NEXT.fullmatch(wanted) else "/", status_code=303)
        response.set_cookie(COOKIE, token, max_age=DAYS * 86_400, httponly=True, samesite="lax", secure=secure)
        return response

    def sign_out(self, cookies: Mapping[str, str]) -> Response:
        """End a session, and return the answer that leads to the form."""
        self._sessions.pop(_digest(cookies.get(COOKIE, "")), None)
        response = RedirectResponse("/login", status_code=303)
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response

    def _begin(self, user: str) -> str:
        now = time.time()
        kept = [(key, session) for key, session in self._sessions.items() if session[1] > now]
        token = secrets.token_urlsafe(32)
        self._sessions = dict(kept[1 - MOST_SESSIONS :]) | {_digest(token): (user, now + DAYS * 86_400)}
        return token

    def _refused(self, problem: str, wanted: str, name: str, code: int, *, browser: bool) -> Response:
        if browser:
            return self.page(wanted, problem, name[:64], code)
        return JSONResponse({"detail": problem}, status_code=code)


def cookies_of(headers: Headers) -> dict[str, str]:
    """Return the cookies of a request; none where they can't be read."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie("; ".join(headers.getlist("cookie"))).items()}
    except CookieError:
        return {}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
