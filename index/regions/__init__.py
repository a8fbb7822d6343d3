"""Which line of an article is what: title, byline, body, reader comment or boilerplate.

`mark` reads the structure, `comments` finds where readers speak, `patterns` and `phrases` say what a line shows by
itself.
"""

from index.regions.mark import line_key, mark_regions, repeated_lines, title_of

__all__ = ["line_key", "mark_regions", "repeated_lines", "title_of"]
