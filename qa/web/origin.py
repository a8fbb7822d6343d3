"""Which requests come from this page's own readers: Host, Origin and what a browser says of a request's site.

A page elsewhere may make a reader's browser send requests here, or give its own name this machine's address (DNS
rebinding). Pure functions of a request's head; nothing here knows what is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
ANY: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not listened on
READING: Final = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page is served: the address that is listened on, and the names under which it may be reached."""

    host: str = "127.0.0.1"
    allowed: frozenset[str] = frozenset()

    def serves(self, host: str | None) -> bool:
        """Return whether a Host header, with its port or without, names this page.

        Where every address is listened on, any number is right: only a name can be made to point here.
        """
        name = host_name(host)
        if name is None:
            return False
        return name in LOOPBACK or name == self.host.lower() or name in self.allowed or (
            self.host in ANY and _is_number(name)
        )  # fmt: skip


def refused_origin(place: Place, method: str, headers: Mapping[str, str]) -> str | None:
    """Return why a request is refused for where it comes from; None where it isn't.

    Programs send neither header that is looked at. What a reader opens by a link elsewhere is let through.
    """
    site = headers.get("sec-fetch-site", "none")
    opened = method in READING and headers.get("sec-fetch-mode") == "navigate"
    if site not in {"none", "same-origin"} and not (opened and headers.get("sec-fetch-dest") == "document"):
        return "Another site's page may not ask here."
    origin = headers.get("origin")
    if origin is None or (opened and origin == "null"):
        return None
    scheme = origin.partition(":")[0]
    asked = {netloc(f"{scheme}://{headers.get(name, '')}") for name in ("host", "x-forwarded-host")} - {None}
    if netloc(origin) in asked or host_name(origin_host(origin)) in place.allowed:
        return None
    return "Another site's page may not ask here."


def host_name(host: str | None) -> str | None:
    """Return the name or number in a Host header, in lower case and without port and brackets; None without any."""
    try:
        return urlsplit(f"//{host}").hostname if host and not set(host) & set("/?#@\\ ") else None
    except ValueError:  # half a bracket
        return None


def origin_host(origin: str) -> str | None:
    """Return the host of an origin, as a Host header would give it; None where it has none, as "null" has."""
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None


def netloc(address: str) -> str | None:
    """Return the host and the port of an address, without the port that its scheme has anyway."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname:
        return None
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.hostname if port in {None, usual} else f"{parts.hostname}:{port}"


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
