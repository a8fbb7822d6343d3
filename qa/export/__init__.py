"""Answers as files that stand by themselves: to read, to check, to cite from. Pure functions over values.

Nothing here opens an archive but `facts_of`, which asks it what an article's head states.
"""

from qa.export.document import Document, Entry, Facts, document_of
from qa.export.forms import FORMS, Form, file_name
from qa.export.questions import drafts, question_rows
from qa.export.reading import Saved, read_saved
from qa.export.sources import facts_of

__all__ = [
    "FORMS",
    "Document",
    "Entry",
    "Facts",
    "Form",
    "Saved",
    "document_of",
    "drafts",
    "facts_of",
    "file_name",
    "question_rows",
    "read_saved",
]
