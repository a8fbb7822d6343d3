"""The page's HTML, built from the values of `qa` by plain functions.

Every text that comes from an article, a file name or a reader goes through `html.escape` here, once, and
never through Markdown. Nothing here knows gradio, opens a file of the archive or answers a question.
"""

from importlib.resources import files


def asset(name: str) -> str:
    """Return the text of `page.css` or `page.js`."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
