"""Answers as plain text: how a value is printed, for the answer's `text`, the command line and logs.

Pure functions over values: nothing is read, looked up or decided here, and nothing here is HTML. The printed
"[1]" is made from claims' citation numbers; it is never parsed back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import prompts
from qa.suspicion import warning_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index import CompactReport, RefreshReport
    from qa.checks import Correction
    from qa.types import AlsoIn, Answer, ArchiveStatus, Citation, Claim, Searched, SearchPage

# What a terminal obeys instead of showing: C0 and C1 controls, and the marks that turn the direction of text.
# Line ends are among them, for what is made safe is a line or less.
_OBEYED = [*range(0x20), *range(0x7F, 0xA0), 0x061C, *range(0x2028, 0x202F), *range(0x2066, 0x206A)]
_SHOWN = {code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" for code in _OBEYED} | {0x09: " "}
_JSON_ESCAPED = {code: f"\\u{code:04x}" for code in _OBEYED if code >= 0x7F}


def render_text(answer: Answer) -> str:
    """Return the answer as text: its claims with markers, or what was searched in vain."""
    if answer.not_found is not None:
        return not_found_text(answer.not_found.searched, answer.not_found.reason)
    return answer_text(answer.claims)


def answer_text(claims: Sequence[Claim]) -> str:
    """Return one claim a line, each followed by its citations' numbers: `The ferry sailed. [1][2]`."""
    return "\n".join(f"{claim.text} {markers(claim.citations)}".rstrip() for claim in claims)


def markers(numbers: Sequence[int]) -> str:
    """Return citation numbers as they are printed: `[1][2]`."""
    return "".join(f"[{number}]" for number in numbers)


def not_found_text(searched: Searched, reason: str = "") -> str:
    """Return the sentences that say nothing was found, why, and what was searched.

    `reason` is a sentence, with or without its full stop, or empty.
    """
    why = reason.strip().rstrip(".")
    wording = prompts.load("not_found", names=("reason", "passages", "articles", "published"))
    return wording.substitute(
        reason=f" {why[0].upper()}{why[1:]}." if why else "",
        passages=counted(searched.passages, "passage"),
        articles=counted(searched.articles, "article"),
        published=_span(searched.published),
    )


def _span(published: tuple[str, str] | None) -> str:
    if published is None:
        return ""
    first, last = published
    return f" published on {first}" if first == last else f" published from {first} to {last}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 article`, `12,000 articles`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def citation_label(citation: Citation | AlsoIn) -> str:
    """Return where a citation, or a reprint of it, stands: `path:15`, or `path:15-16` where it runs over lines."""
    if citation.start_line == citation.end_line:
        return f"{citation.path}:{citation.start_line}"
    return f"{citation.path}:{citation.start_line}-{citation.end_line}"


def correction_label(correction: Correction) -> str:
    """Return where what sets a citation right stands, and of which day it is: `path:9 (2031-03-24)`."""
    lines = f"{correction.path}:{correction.start_line}"
    if correction.end_line != correction.start_line:
        lines += f"-{correction.end_line}"
    return f"{lines} ({correction.published})" if correction.published else lines


def citation_note(citation: Citation) -> str:
    """Return what a reader should know of a citation: title, date, speaker, kind of text, state, what to beware of."""
    parts = [citation.title] if citation.title else []
    if citation.published:
        parts.append(f"{citation.published} (inferred)" if citation.published_inferred else citation.published)
    if citation.attributed_to:
        parts.append(f"according to {citation.attributed_to}")
    if citation.region == "comment":
        parts.append("a reader's comment")
    if citation.state == "gone":
        parts.append("the file is gone")
    elif citation.state == "stored":
        parts.append("not read again: its file is not on this machine")
    elif citation.state != "intact":
        parts.append("the file has changed since it was indexed")
    if warning := warning_for(citation):
        parts.append(warning)
    return ", ".join(parts)


def terminal_safe(text: str) -> str:
    r"""Return `text` as one line that a terminal only shows, never obeys.

    Control characters (so ESC), line ends and direction overrides are printed as `\x1b` or `\u202e`; a tab
    becomes a space; lone surrogates, as undecodable file names have them, are printed as numbers too.
    """
    return text.translate(_SHOWN).encode("utf-8", "backslashreplace").decode("utf-8")


def json_safe(text: str) -> str:
    """Return a JSON text, the same to whoever reads it, in which a terminal finds nothing to obey."""
    return text.translate(_JSON_ESCAPED)


def answer_lines(answer: Answer) -> Iterator[str]:
    """Yield the lines that the command line prints for an answer: its claims, where accounts differ, what is cited."""
    if answer.not_found is None:
        yield from answer_text(answer.claims).split("\n")
        for disagreement in answer.disagreements:
            yield ""
            yield f"Accounts differ: {disagreement.subject}"
            yield from (f"  - {account.text} {markers(account.citations)}" for account in disagreement.accounts)
        yield ""
        yield from _citation_lines(answer.citations)
        yield from _model_lines(answer)
        return
    yield render_text(answer)
    if answer.not_found.nearest:
        yield ""
        yield "The nearest lines, which do not answer it:"
        yield from _citation_lines(answer.not_found.nearest)


def _model_lines(answer: Answer) -> Iterator[str]:
    """Yield what a reader should know of the language model's part, apart from the answer."""
    if answer.withheld:
        yield ""
        yield f"Withheld, as no cited line carries {'it' if len(answer.withheld) == 1 else 'them'}:"
        yield from (f"  - {each.text} ({each.reason})" for each in answer.withheld)
    if answer.notes:
        yield ""
        yield from (f"note: {note}" for note in answer.notes)


def page_lines(page: SearchPage) -> Iterator[str]:
    """Yield the lines that the command line prints for a page of search results."""
    if not page.total:
        yield f"No line of the archive matches: {page.query}"
        return
    yield _page_heading(page)
    yield from _spelling_lines(page)
    yield ""
    yield from _citation_lines(page.hits)
    seen = page.offset + len(page)
    if page.hits and seen < page.total:
        yield ""
        yield f"{page.total - seen:,} more: --offset {seen}"


def count_lines(page: SearchPage) -> Iterator[str]:
    """Yield the lines that the command line prints for the counts of a search, in place of its hits."""
    if not page.total:
        yield f"No line of the archive matches: {page.query}"
        return
    yield _held(page)
    yield from _spelling_lines(page)
    width = len(f"{max(count.lines for count in page.by_article + page.by_month):,}")
    for heading, counts in (("By month", page.by_month), ("By article", page.by_article)):
        yield ""
        yield heading
        for count in counts:
            yield f"{count.lines:>{width},}  {count.value or 'undated'}"


def _spelling_lines(page: SearchPage) -> Iterator[str]:
    if page.spellings:
        yield f"Also looked for: {', '.join(page.spellings)}"


def _held(page: SearchPage) -> str:
    held = "every word" if page.matched == "all" else "some of the words; no line holds every one"
    return f"{counted(page.total, 'line')} with {held}"


def _page_heading(page: SearchPage) -> str:
    if page.total == len(page):
        return _held(page)
    first, last = page.offset + 1, page.offset + len(page)
    shown = f"{first:,} to {last:,} shown" if page.hits else f"none left after {page.offset:,}"
    return f"{_held(page)}; {shown}"


def _citation_lines(citations: Sequence[Citation]) -> Iterator[str]:
    for citation in citations:
        yield f'[{citation.number}] {citation_label(citation)}  "{citation.quote}"'
        if note := citation_note(citation):
            yield f"    {note}"
        for each in citation.corrections:
            said = "a later version says" if each.kind == "later version" else "a correction says"
            yield f'    {said}, {correction_label(each)}: "{each.quote}"'
        if citation.also_in:
            yield f"    also in {', '.join(map(citation_label, citation.also_in))}"


def report_lines(report: RefreshReport, index_dir: str) -> Iterator[str]:
    """Yield the lines that the command line prints for a refresh; those of its failures are apart."""
    kinds = {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "failed": report.failed,
    }
    counts = ", ".join(f"{len(paths):,} {kind}" for kind, paths in kinds.items())
    yield f"Articles: {counts}; {counted(report.passages, 'passage')} in {report.seconds:.1f} s"
    yield f"Index: {index_dir}"
    for note in report.notes:
        yield f"note: {note}"


def compact_lines(report: CompactReport) -> Iterator[str]:
    """Yield the lines that the command line prints for a compaction: what the index took and takes."""
    before, after = report.before, report.after
    yield f"Index: {before.bytes / 1e6:,.1f} MB, now {after.bytes / 1e6:,.1f} MB, in {report.seconds:.1f} s"
    kinds = ("generations", "collections", "articles", "vectors")
    yield "; ".join(f"{kind}: {getattr(before, kind):,}, now {getattr(after, kind):,}" for kind in kinds)
    for note in report.notes:
        yield f"note: {note}"


def failure_lines(failed: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield one line for each file that could not be indexed, with the reason and the cure."""
    for path, reason in failed:
        yield f"failed: {path}: {reason}"


def status_lines(status: ArchiveStatus) -> Iterator[str]:
    """Yield the lines that the command line prints for an archive's status."""
    yield f"Archive    {status.archive}"
    if not status.generation:
        yield f"Index      none yet: run 'onrecord index {status.archive}'"
        return
    yield f"Index      {status.index_dir}, generation {status.generation}, {status.bytes / 1e6:,.1f} MB"
    yield f"Published  {status.published_at}, embedder {status.embedder}"
    yield (
        f"Holds      {counted(status.articles, 'article')}, {counted(status.passages, 'passage')},"
        f" {counted(status.sentences, 'sentence')}, {counted(status.comments, 'comment')}"
    )
    yield from (f"Trouble    {trouble}" for trouble in status.troubles)
    if status.pending:
        yield f"Changed    {counted(status.pending, 'file')} since: run 'onrecord index {status.archive}'"
    yield from failure_lines(status.failed)


def suspicion_lines(rows: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """Yield the lines that the command line prints for suspicious lines: how many, then each with its place."""
    yield f"Suspicious {counted(len(rows), 'line')}; they are quoted like any other, and obeyed by nothing"
    for row in rows:
        yield f"{row['path']}:{row['line']}  {row['reason']}"
