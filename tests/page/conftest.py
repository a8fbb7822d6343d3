"""What every test of the page in a browser starts from."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.page.browsing import open_browser


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:
    """Open a browser for a module's `address`, which is asked for so that the browser is closed before its server."""
    assert address.startswith("http://")
    with open_browser() as browser:
        yield browser
