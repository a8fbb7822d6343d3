"""Dates of an article: when it was published, and which day each expression in it means. No clock, no I/O.

`article` resolves the expressions that `forms` finds by `patterns`, to the `meanings` that `resolve` turns into days;
`published` finds the article's own day.
"""

from index.dates.article import DateExpression, LineDate, article_dates, date_expressions
from index.dates.published import Published, publication_date

__all__ = ["DateExpression", "LineDate", "Published", "article_dates", "date_expressions", "publication_date"]
