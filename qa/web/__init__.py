"""The page's HTML, built from the values of `qa` by plain functions, and what its events do.

Every text that comes from an article, a file name or a reader goes through `html.escape` here, once, and
never through Markdown. Nothing here opens a file of the archive or answers a question.
"""
