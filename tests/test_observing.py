"""What an archive did is told: to listeners, as log lines, as counts, as spans; and nothing that a reader wrote."""

import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

import qa
from index import Progress
from qa.errors import IndexBusy, IndexDamaged, QuestionError, SettingsError
from qa.logs import Lines, activity_log, cause_of
from qa.metrics import Metrics
from qa.observing import open_metrics
from qa.settings import load_settings, traces_wanted
from qa.telemetry import OUTCOMES, Activity, Asking, Refreshing
from qa.traces import Traces
from tests.shelf import write_files

TEXT = "The Tessel bridge was closed on Monday, the council said.\n"
QUESTION = "When was the Tessel bridge closed?"
STAGES = ["embed", "search", "select", "verify"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("observed") / "courier"
    write_files(folder, {"bridge.txt": TEXT})
    with qa.open_archive(folder) as archive:
        archive.refresh()
    return folder


@pytest.fixture
def archive(folder: Path) -> Iterator[qa.Archive]:
    with qa.open_archive(folder) as archive:
        yield archive


@pytest.fixture
def told(archive: qa.Archive) -> list[Activity]:
    heard: list[Activity] = []
    archive.listen(heard.append)
    return heard


def test_an_answer_is_told_with_its_stages_and_its_generation(archive: qa.Archive, told: list[Activity]) -> None:
    answer = archive.query(QUESTION)
    (asked,) = told
    assert (asked.kind, asked.outcome, asked.generation) == ("question", "answered", archive.generation)
    assert [name for name, _ in asked.stages] == STAGES
    assert sum(seconds for _, seconds in asked.stages) <= asked.seconds
    assert asked.facts["citations"] == len(answer.citations) == 1
    assert asked.texts == {"question": QUESTION, "answer": answer.text}


def test_a_question_that_the_archive_does_not_answer_is_told_as_such(
    archive: qa.Archive, told: list[Activity]
) -> None:  # fmt: skip
    archive.query("Who won the chess tournament in Ostrava?")
    assert (told[0].outcome, told[0].facts["citations"]) == ("not_found", 0)


def test_a_question_that_cannot_be_asked_is_told_as_refused(archive: qa.Archive, told: list[Activity]) -> None:
    with pytest.raises(QuestionError):
        archive.query(" ")
    assert told[0].outcome == "refused"
    assert isinstance(told[0].error, QuestionError)


def test_a_failure_is_told_and_raised(tmp_path: Path) -> None:
    write_files(tmp_path / "new", {"a.txt": TEXT})
    heard: list[Activity] = []
    with qa.open_archive(tmp_path / "new") as archive:
        archive.listen(heard.append)
        with pytest.raises(qa.IndexMissing):
            archive.query(QUESTION)
    assert (heard[0].outcome, type(heard[0].error)) == ("failed", qa.IndexMissing)


def test_an_answer_that_nobody_waits_for_is_told_as_stopped(archive: qa.Archive, told: list[Activity]) -> None:
    events = archive.stream(QUESTION)
    next(events)
    events.close()
    assert [each.outcome for each in told] == ["stopped"]


def test_a_refresh_is_told_with_its_stages_and_its_counts(tmp_path: Path) -> None:
    write_files(tmp_path / "new", {"a.txt": TEXT})
    heard: list[Activity] = []
    stages: list[Progress] = []
    with qa.open_archive(tmp_path / "new") as archive:
        archive.listen(heard.append)
        report = archive.refresh(stages.append)
    (done,) = heard
    assert (done.kind, done.outcome, done.generation) == ("refresh", "done", 1)
    assert [name for name, _ in done.stages] == ["open", "scan", "read", "embed", "write"]
    assert sum(seconds for _, seconds in done.stages) == pytest.approx(done.seconds)
    assert stages, "whoever shows progress is still told"
    assert (done.facts["added"], done.facts["passages"]) == (len(report.added), report.passages) == (1, 1)


def test_a_refresh_that_its_watcher_ends_is_stopped_and_has_not_failed(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop(_: Progress) -> None:
        raise Enough

    write_files(tmp_path / "new", {"a.txt": TEXT})
    heard: list[Activity] = []
    with qa.open_archive(tmp_path / "new") as archive:
        archive.listen(heard.append)
        with pytest.raises(Enough):
            archive.refresh(stop)
    assert heard[0].outcome == "stopped"


@pytest.mark.parametrize(("error", "outcome"), [(IndexBusy("x"), "busy"), (IndexDamaged("x"), "failed")])
def test_a_busy_index_is_no_failure(error: qa.OnrecordError, outcome: str) -> None:
    heard: list[Activity] = []
    with pytest.raises(qa.OnrecordError), Refreshing((heard.append,), None):
        raise error
    assert heard[0].outcome == outcome


def test_where_nobody_listens_a_question_pays_microseconds() -> None:
    rounds, taken = 2_000, []
    for _ in range(5):
        started = time.perf_counter()
        for _ in range(rounds):
            with Asking((), QUESTION, started) as asking:
                asking.generation = 1
        taken.append((time.perf_counter() - started) / rounds)
    assert min(taken) < 20e-6


def test_asking_loads_nothing_that_is_not_switched_on() -> None:
    code = "import sys, qa; print([name for name in sys.modules if name.split('.')[0] in ('prometheus_client',)])"
    code += "; print([name for name in ('qa.logs', 'qa.metrics', 'qa.traces') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n[]\n"


# Log lines


def logged(activity: Activity, *, texts: bool = False, as_json: bool = True) -> list[str]:
    """Return the lines that an activity becomes."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(Lines(as_json=as_json).format(record))

    logger, kept = logging.getLogger("onrecord"), Kept()
    before = logger.level
    logger.addHandler(kept)
    logger.setLevel(logging.DEBUG)
    try:
        activity_log(texts=texts)(activity)
    finally:
        logger.removeHandler(kept)
        logger.setLevel(before)
    return lines


def record(message: str, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("qa.web.events", logging.ERROR, "events.py", 1, message, None, None)
    vars(made).update(more)
    return made


def test_a_question_is_one_line_without_its_text(archive: qa.Archive, told: list[Activity]) -> None:
    archive.query(QUESTION)
    for as_json in (True, False):
        (line,) = logged(told[0], as_json=as_json)
        assert "\n" not in line
        assert "Tessel" not in line
    said = json.loads(logged(told[0])[0])
    assert (said["level"], said["event"], said["outcome"], said["generation"]) == ("info", "question", "answered", 1)
    assert said["citations"] == 1
    assert all(said[f"{name}_ms"] <= said["ms"] for name in STAGES)


def test_texts_are_logged_where_that_is_switched_on(archive: qa.Archive, told: list[Activity]) -> None:
    archive.query(QUESTION)
    said = json.loads(logged(told[0], texts=True)[0])
    assert (said["question"], TEXT.strip() in said["answer"]) == (QUESTION, True)


def test_an_error_that_may_hold_what_a_reader_wrote_is_told_by_its_name() -> None:
    assert cause_of(QuestionError("'the secret day' is no day"), texts=False) == "QuestionError"
    assert cause_of(ValueError("the secret"), texts=False) == "ValueError"
    assert cause_of(ValueError("the secret"), texts=True) == "ValueError: the secret"
    assert cause_of(IndexDamaged("a collection\nis lost"), texts=False) == "IndexDamaged: a collection is lost"


def test_how_grave_a_line_is_follows_from_how_it_ended() -> None:
    levels = {each: json.loads(logged(Activity("question", each, 0.1))[0])["level"] for each in OUTCOMES["question"]}
    assert levels.pop("refused") == "warning"
    assert levels.pop("failed") == "error"
    assert set(levels.values()) == {"info"}


@pytest.mark.parametrize("as_json", [True, False])
def test_no_message_can_forge_a_line_or_speak_to_a_terminal(as_json: bool) -> None:
    hostile = "lost\n2031-01-01T00:00:00.000+00:00 info question outcome=answered\x1b[2J\u202e"
    line = Lines(as_json=as_json).format(record(hostile, facts={"cause": hostile}))
    assert "\n" not in line
    assert "\x1b" not in line
    assert "\u202e" not in line


def test_a_traceback_is_part_of_its_line_or_indented_below_it() -> None:
    try:
        int("first\n2031-01-01 info question")
    except ValueError:
        failed = record("It failed", exc_info=sys.exc_info())
    assert "ValueError" in json.loads(Lines(as_json=True).format(failed))["traceback"]
    first, *rest = Lines(as_json=False).format(failed).splitlines()
    assert first.endswith("error note logger=qa.web.events It failed")
    assert rest
    assert all(line.startswith("    ") for line in rest)


def test_everything_on_standard_error_is_a_log_line_once_that_is_set(folder: Path) -> None:
    code = """
import logging, sys, threading, traceback, warnings
import uvicorn
from qa.logs import adopt_server, write_logs
from qa.settings import Settings
write_logs(Settings(log="json"))
print("what a reader wrote", file=sys.stderr)
try:
    raise ValueError("what a reader wrote")
except ValueError:
    traceback.print_exc()
logging.getLogger("httpx").info("a whole prompt")
logging.getLogger("httpx").warning("a library warns")
warnings.warn("deprecated")
uvicorn.Config(print, log_level="warning")
adopt_server()
logging.getLogger("uvicorn.error").error("the server fails")
thread = threading.Thread(target=lambda: 1 / 0)
thread.start(); thread.join()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"], line["message"].split("\n")[0][:15]) for line in lines[:2]] == [
        ("printed", "ValueError"),
        ("note", "a library warns"),
    ]
    assert "deprecated" in lines[2]["message"]
    assert (lines[3]["logger"], lines[3]["message"]) == ("uvicorn.error", "the server fails")
    assert "ZeroDivisionError" in lines[4]["traceback"]
    assert "reader wrote" not in done.stderr
    assert "prompt" not in done.stderr


@pytest.mark.parametrize(("folder_name", "code", "event"), [("courier", 0, "refresh"), ("nowhere", 1, "error")])
def test_the_command_logs_a_refresh_or_why_there_was_none(
    folder: Path, folder_name: str, code: int, event: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_LOG", "json")
    command = [sys.executable, "-m", "qa.cli", "index", str(folder.with_name(folder_name))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == [event]


# Metrics


def test_questions_refreshes_and_the_index_are_counted(archive: qa.Archive) -> None:
    metrics = Metrics(archive)
    archive.listen(metrics.listen)
    archive.query(QUESTION)
    archive.refresh()
    with pytest.raises(QuestionError):
        archive.query("")
    shown = metrics.exposition().decode()
    assert "Tessel" not in shown
    samples = dict(line.rsplit(" ", 1) for line in shown.splitlines() if not line.startswith("#"))
    assert samples['onrecord_questions_total{outcome="answered"}'] == "1.0"
    assert samples['onrecord_questions_total{outcome="refused"}'] == "1.0"
    assert samples['onrecord_questions_total{outcome="failed"}'] == "0.0"
    assert samples["onrecord_question_seconds_count"] == "1.0"
    assert samples['onrecord_stage_seconds_count{stage="search"}'] == "1.0"
    assert samples['onrecord_refreshes_total{outcome="done"}'] == "1.0"
    counted = [float(samples[f"onrecord_{name}"]) for name in ("index_up", "generation", "articles", "passages")]
    assert counted == [1, archive.generation, 1, 1]
    assert float(samples["process_resident_memory_bytes"]) > 1e6


def test_an_index_that_is_down_is_counted_as_such(tmp_path: Path) -> None:
    write_files(tmp_path / "new", {"a.txt": TEXT})
    with qa.open_archive(tmp_path / "new") as archive:
        shown = Metrics(archive).exposition().decode()
    assert "onrecord_index_up 0.0" in shown
    assert "onrecord_articles" not in shown


def test_nothing_is_counted_unless_that_is_set(archive: qa.Archive, folder: Path) -> None:
    assert open_metrics(archive) is None
    with qa.open_archive(folder, settings=qa.Settings(metrics=True)) as counting:
        assert open_metrics(counting) is not None


# Traces


def spans_of(*activities: Activity) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    traces = Traces(SimpleSpanProcessor(exporter))
    for activity in activities:
        traces.listen(activity)
    return exporter


def test_a_question_is_a_span_and_each_stage_one_within_it(archive: qa.Archive, told: list[Activity]) -> None:
    archive.query(QUESTION)
    *stages, question = spans_of(told[0]).get_finished_spans()
    assert [span.name for span in stages] == STAGES
    assert question.name == "question"
    assert question.parent is None
    times = [(span.start_time or 0, span.end_time or 0) for span in stages]
    assert all(span.parent is not None and span.parent.span_id == question.context.span_id for span in stages)
    assert all(before[1] == after[0] for before, after in pairwise(times))
    assert (question.start_time or 0) == times[0][0]
    assert times[-1][1] <= (question.end_time or 0)
    assert dict(question.attributes or {})["onrecord.outcome"] == "answered"
    assert question.resource.attributes["service.name"] == "onrecord"
    assert "Tessel" not in question.to_json()


def test_a_failure_marks_its_span_by_the_errors_name_alone() -> None:
    (span,) = spans_of(Activity("question", "failed", 0.1, error=ValueError("the secret"))).get_finished_spans()
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "ValueError")
    assert "secret" not in span.to_json()


def test_a_process_that_ends_does_not_wait_long_for_a_collector_that_hangs() -> None:
    class Hangs(SimpleSpanProcessor):
        def shutdown(self) -> None:
            time.sleep(30)

    traces = Traces(Hangs(InMemorySpanExporter()))
    started = time.monotonic()
    traces.close()
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "onrecord"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_nothing_is_sent_unless_an_endpoint_is_set(environ: dict[str, str], wanted: bool) -> None:
    assert traces_wanted(environ) is wanted


# Settings


@pytest.mark.parametrize(
    ("variable", "value", "cure"),
    [
        ("ONRECORD_LOG", "loud", "none, text, json"),
        ("ONRECORD_LOG_LEVEL", "chatty", "debug, info, warning, error"),
        ("ONRECORD_LOG_TEXTS", "perhaps", "1 or 0"),
        ("ONRECORD_METRICS", "on fire", "1 or 0"),
        ("ONRECORD_METRICS_TOKEN", "short", "16 plain characters"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(variable: str, value: str, cure: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"{variable}.*{cure}"):
        load_settings({variable: value}, tmp_path)


def test_a_switch_is_read_from_the_file_and_a_token_is_refused_there(tmp_path: Path) -> None:
    (tmp_path / "onrecord.toml").write_text('log = "json"\nmetrics = true\n', encoding="utf-8")
    settings = load_settings({"ONRECORD_LOG_LEVEL": "Warning"}, tmp_path)
    assert (settings.log, settings.log_level, settings.metrics, settings.log_texts) == ("json", "warning", True, False)
    (tmp_path / "onrecord.toml").write_text('metrics_token = "0123456789abcdef"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="ONRECORD_METRICS_TOKEN instead"):
        load_settings({}, tmp_path)
