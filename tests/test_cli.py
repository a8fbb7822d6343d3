"""The command line, on a small invented archive: what each command prints, where, and its exit code."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qa import cli

ARTICLES = {
    "observatory.txt": (
        "Observatory reopens after storm\n"
        "\n"
        "KELDRA, 4 March 2046 - The observatory reopened on Saturday after a storm tore off its dome.\n"
        "The repair took eleven weeks and cost 340,000 crowns, director Ilse Marrow said.\n"
    ),
    "valley/orchards.txt": (
        "Frost spares the orchards\n"
        "\n"
        "KELDRA, 19 April 2046 - Growers in the lower valley lost fewer than one apple blossom in ten.\n"
        "The cooperative had lit 600 oil lamps between the rows before dawn.\n"
    ),
    "terminal.txt": (
        "A line that tries the terminal\n"
        "\n"
        "KELDRA, 2 May 2046 - The lighthouse keeper \x1b[31mpainted\x1b[0m the [bold]lantern[/bold] red.\n"
    ),
}


def write_articles(folder: Path) -> Path:
    for name, text in ARTICLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = write_articles(tmp_path_factory.mktemp("archive"))
    assert cli.run(["index", str(folder), "--quiet"]) == 0
    return str(folder)


def onrecord(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qa.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **environ},
    )


def test_ask_prints_claims_and_then_the_lines_they_cite(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["ask", "How much did the repair of the observatory cost?", "--archive", archive]) == 0
    claims, cited = capsys.readouterr().out.split("\n\n", 1)
    quote = "The repair took eleven weeks and cost 340,000 crowns, director Ilse Marrow said."
    assert f"{quote} [1]" in claims
    assert cited.startswith(f'[1] observatory.txt:4  "{quote}"\n    Observatory reopens after storm')


def test_ask_json_prints_the_answer_and_nothing_else(archive: str) -> None:
    import qa

    question = "How many oil lamps did the cooperative light?"
    run = onrecord("ask", question, "--archive", archive, "--json")
    answer = json.loads(run.stdout)
    expected = qa.query(question, archive).to_dict()
    assert {**answer, "timings_ms": {}} == {**expected, "timings_ms": {}}
    assert answer["citations"][0]["path"] == "valley/orchards.txt"
    assert (run.returncode, run.stderr) == (0, "")


def test_ask_exits_with_3_where_the_archive_does_not_answer(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["ask", "Which senator vetoed the submarine treaty?", "-a", archive]) == 3
    assert capsys.readouterr().out.startswith("The archive does not answer this")


def test_ask_builds_the_index_of_a_new_folder_first(tmp_path: Path) -> None:
    run = onrecord("ask", "Who runs the observatory?", "-a", str(write_articles(tmp_path)), "--json")
    assert json.loads(run.stdout)["question"] == "Who runs the observatory?"
    assert "Articles: 3 added" in run.stderr
    assert "\x1b" not in run.stderr


def test_a_folder_with_an_index_is_the_archive_when_none_is_named(
    archive: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(archive)
    assert cli.run(["search", "apple blossom"]) == 0
    monkeypatch.chdir(tmp_path)
    assert cli.run(["search", "apple blossom"]) == 2
    assert "--archive DIR" in capsys.readouterr().err


def test_what_an_article_says_to_the_terminal_is_shown_not_obeyed(
    archive: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["search", "lighthouse keeper", "-a", archive]) == 0
    assert cli.run(["show", "terminal.txt:1-3", "-a", archive]) == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert printed.count(r"\x1b[31mpainted\x1b[0m the [bold]lantern[/bold]") == 2


def test_search_pages_through_every_matching_line(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["search", "KELDRA", "-a", archive, "--json"]) == 0
    everything = json.loads(capsys.readouterr().out)
    assert cli.run(["search", "KELDRA", "-a", archive, "--json", "--limit", "1", "--offset", "1"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert everything["total"] == second["total"] >= 3
    assert second["hits"] == everything["hits"][1:2]


def printed_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert cli.run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_search_takes_an_order_days_and_a_place(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    search = ["search", "KELDRA", "-a", archive]
    by_date = printed_json(capsys, *search, "--order", "date")
    assert [hit["published"] for hit in by_date["hits"]] == ["2046-03-04", "2046-04-19", "2046-05-02"]
    newest = printed_json(capsys, *search, "--order", "newest", "--limit", "1")
    assert [hit["path"] for hit in newest["hits"]] == ["terminal.txt"]
    april = printed_json(capsys, *search, "--after", "2046-04-01", "--before", "2046-04-30")
    assert april["by_month"] == [{"value": "2046-04", "lines": 1}]
    valley = printed_json(capsys, *search, "--in", "val*")
    assert valley["by_article"] == [{"value": "valley/orchards.txt", "lines": 1}]


def test_search_prints_counts_in_place_of_lines(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["search", '"on Saturday" observatory', "-a", archive, "--counts"]) == 0
    assert capsys.readouterr().out == (
        "1 line with every word\n\nBy month\n1  2046-03\n\nBy article\n1  observatory.txt\n"
    )


def test_ask_takes_days_and_what_was_asked_before(
    archive: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = tmp_path / "history.json"
    history.write_text('[["How much did the repair of the observatory cost?", "340,000 crowns."]]', encoding="utf-8")
    follow_up = printed_json(capsys, "ask", "And who said so?", "-a", archive, "--history", str(history))
    assert "observatory" in follow_up["question"]
    assert follow_up["citations"][0]["path"] == "observatory.txt"
    question = ["ask", "How many oil lamps did the cooperative light?", "-a", archive, "--json"]
    assert cli.run([*question, "--after", "2046-04-19", "--before", "2046-04-19"]) == 0
    assert {each["path"] for each in json.loads(capsys.readouterr().out)["citations"]} == {"valley/orchards.txt"}
    assert cli.run([*question, "--after", "2047-01-01"]) == 3


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (["ask", "Who?", "--after", "soon"], "write it as 2031-03-24"),
        (["search", "mill", "--before", "2046-02-30"], "write it as 2031-03-24"),
        (["search", "mill", "--order", "best"], "'relevance', 'date', 'newest'"),
        (["ask", "Who?", "--history", "HERE/missing.json"], "does not exist"),
        (["ask", "Who?", "--history", "HERE/odd.json"], 'write it as [["question", "answer"], ...]'),
        (["ask", "Who?", "--history", "HERE/torn.json"], 'write it as [["question", "answer"], ...]'),
    ],
)
def test_an_option_that_can_t_be_read_is_wrong_usage_and_names_the_cure(
    archive: str, tmp_path: Path, arguments: list[str], cure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd.json").write_text('[["question", 3]]', encoding="utf-8")
    (tmp_path / "torn.json").write_text('[["question"', encoding="utf-8")
    given = [argument.replace("HERE", str(tmp_path)) for argument in arguments]
    assert cli.run([*given, "-a", archive]) == 2
    assert cure in " ".join(capsys.readouterr().err.split())


def test_days_in_the_wrong_order_are_told_in_one_line(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["search", "mill", "-a", archive, "--after", "2047-01-01", "--before", "2046-01-01"]) == 1
    assert "exchange them" in capsys.readouterr().err


def test_search_without_a_hit_exits_with_3(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["search", "xylophone", "-a", archive]) == 3
    assert capsys.readouterr().out == "No line of the archive matches: xylophone\n"


def test_index_reports_what_it_did_and_lists_what_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (write_articles(tmp_path) / "noise.txt").write_bytes(bytes(range(256)) * 8)
    assert cli.run(["index", str(tmp_path)]) == 0
    first = capsys.readouterr()
    assert first.out.startswith("Articles: 3 added, 0 changed, 0 removed, 0 unchanged, 1 failed; ")
    assert f"Index: {tmp_path / '.onrecord'}" in first.out
    assert first.err.startswith("failed: noise.txt: ")
    (tmp_path / "observatory.txt").unlink()
    assert cli.run(["index", str(tmp_path)]) == 0
    assert "0 added, 0 changed, 1 removed, 2 unchanged, 1 failed" in capsys.readouterr().out


def test_index_keeps_the_index_where_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_articles(tmp_path / "articles")
    where = ["--index-dir", str(tmp_path / "kept")]
    assert cli.run(["index", str(folder), *where]) == 0
    assert not (folder / ".onrecord").exists()
    assert cli.run(["search", "blossom", "-a", str(folder), *where]) == 0
    assert "orchards.txt" in capsys.readouterr().out


def test_a_folder_in_which_nothing_can_be_read_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "noise.txt").write_bytes(bytes(range(256)) * 8)
    assert cli.run(["index", str(tmp_path)]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("onrecord: ")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["index", "no-such-folder"], id="missing folder"),
        pytest.param(["ask", "Who?", "-a", "no-such-folder"], id="missing archive"),
        pytest.param(["ask", "  ", "-a", "ARCHIVE"], id="empty question"),
        pytest.param(["ask", "why " * 25_000, "-a", "ARCHIVE"], id="question of 100,000 characters"),
        pytest.param(["show", "no-such-file.txt:1", "-a", "ARCHIVE"], id="no such article"),
        pytest.param(["show", "terminal.txt:999", "-a", "ARCHIVE"], id="no such line"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    archive: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([archive if argument == "ARCHIVE" else argument for argument in arguments]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("onrecord: ")
    assert printed.err.count("\n") == 1
    assert len(printed.err) < 500


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["asq"], id="unknown command"),
        pytest.param(["ask"], id="no question"),
        pytest.param(["search", "x", "--limit", "0"], id="limit of nothing"),
        pytest.param(["show", "terminal.txt", "-a", "."], id="no line"),
        pytest.param(["show", "terminal.txt:9-3", "-a", "."], id="lines backwards"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(arguments) == 2
    assert "Error: " in capsys.readouterr().err


def test_show_prints_numbered_lines_and_says_where_a_file_ends(
    archive: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["show", "valley/orchards.txt:3-90", "-a", archive]) == 0
    printed = capsys.readouterr()
    third, fourth = ARTICLES["valley/orchards.txt"].splitlines()[2:]
    assert printed.out.startswith(f"3  {third}\n4  {fourth}\n")
    assert printed.err.startswith("valley/orchards.txt ends at line ")


def test_status_says_what_the_index_holds(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["status", archive, "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert {"articles", "passages", "sentences", "generation", "failed"} <= status.keys()
    assert (status["articles"], status["generation"], status["failed"]) == (3, 1, [])
    assert cli.run(["status", archive]) == 0
    assert "Holds      3 articles" in capsys.readouterr().out


def test_status_of_a_folder_without_an_index_says_how_to_make_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["status", str(write_articles(tmp_path))]) == 0
    assert "run 'onrecord index" in capsys.readouterr().out
    assert not (tmp_path / ".onrecord").exists()


def test_a_setting_that_cannot_be_used_is_named(archive: str) -> None:
    run = onrecord("ask", "Who runs it?", "-a", archive, ONRECORD_MODEL="small")
    assert run.returncode == 1
    assert run.stderr.startswith("onrecord: the setting model (ONRECORD_MODEL) is 'small'")


def test_a_first_answer_waits_for_no_import_that_only_indexing_needs(archive: str) -> None:
    program = (
        "import sys\n"
        "from qa import cli\n"
        f"assert cli.run(['ask', 'Who runs the observatory?', '-a', {archive!r}]) in (0, 3)\n"
        "heavy = {'torch', 'gradio', 'llama_index', 'sentence_transformers', 'transformers', 'datasketch', 'scipy',"
        " 'chromadb'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert run.stderr == "[]\n"


def test_help_documents_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "Exit codes: 0 done; 1 failed, with one line that says why; 2 wrong usage; 3 not found in" in printed
    for command in ("index", "ask", "search", "serve", "mcp", "status", "show", "password"):
        assert f" {command} " in printed


def test_the_version_is_that_of_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    from importlib.metadata import version

    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"onrecord {version('onrecord')}\n"


def test_a_reader_that_closes_early_is_met_with_silence(archive: str) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        run = subprocess.run(
            [sys.executable, "-m", "qa.cli", "search", "KELDRA", "-a", archive],
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
    assert run.stderr == ""


@pytest.fixture
def page(tmp_path: Path) -> str:
    """A folder that, first on the path, offers a page of its own: it prints its arguments, or breaks."""
    (tmp_path / "pretend_page.py").write_text(
        "def serve(path, *, host, port, index_dir, password_file, allowed_hosts, watch):\n"
        "    if host == 'localhost': raise RuntimeError('the page\\nbroke')\n"
        "    print(f'page of {path} at {host} {port}, index {index_dir}')\n",
        encoding="utf-8",
    )
    info = tmp_path / "pretend_page-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pretend-page\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[onrecord.page]\nserve = pretend_page:serve\n", encoding="utf-8")
    return str(tmp_path)


def test_serve_refreshes_the_index_and_hands_over_to_the_page(archive: str, page: str) -> None:
    run = onrecord("serve", archive, "--port", "7999", PYTHONPATH=page)
    assert (run.returncode, run.stdout) == (0, f"page of {archive} at 127.0.0.1 7999, index None\n")
    assert "3 unchanged" in run.stderr


@pytest.mark.parametrize("debug", ["", "1"])
def test_an_unforeseen_error_is_one_line_unless_debugging(archive: str, page: str, debug: str) -> None:
    run = onrecord("serve", archive, "--host", "localhost", PYTHONPATH=page, ONRECORD_DEBUG=debug)
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1].startswith("onrecord: RuntimeError: the page broke (unexpected")
    assert ("Traceback" in run.stderr) is bool(debug)


def run_in_terminal(arguments: list[str], *, interrupt_at: bytes | None = None) -> tuple[int, str]:
    """Run a command whose every stream is a terminal; send it Ctrl-C when it has printed `interrupt_at`."""
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "qa.cli", *arguments],
        stdin=its,
        stdout=its,
        stderr=its,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(its)
    printed, interrupted = b"", False
    while chunk := read_terminal(ours):
        printed += chunk
        if interrupt_at and interrupt_at in printed and not interrupted:
            process.send_signal(signal.SIGINT)
            interrupted = True
    os.close(ours)
    return process.wait(timeout=60), printed.decode("utf-8")


def read_terminal(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # how Linux says that the other end is closed
        return b""


def test_in_a_terminal_a_bar_shows_the_stage_and_long_lines_are_wrapped(tmp_path: Path) -> None:
    folder = str(write_articles(tmp_path))
    code, printed = run_in_terminal(["index", folder])
    assert code == 0
    assert "Embedding passages" in printed
    code, printed = run_in_terminal(["search", "lighthouse keeper", "-a", folder])
    assert code == 0
    assert max(len(line) for line in printed.splitlines()) <= 100


def test_ctrl_c_while_indexing_leaves_the_published_index(tmp_path: Path) -> None:
    folder = write_articles(tmp_path)
    assert cli.run(["index", str(folder), "--quiet"]) == 0
    for number in range(400):
        sentences = (f"Crate {number}-{part} held {part + 3} brass instruments." for part in range(40))
        (folder / f"crate-{number}.txt").write_text("\n".join(sentences), encoding="utf-8")
    code, printed = run_in_terminal(["index", str(folder)], interrupt_at=b"Embedding")
    assert code == 130
    assert "onrecord: stopped; the index is still the one that was last published" in printed
    assert "Traceback" not in printed
    run = onrecord("status", str(folder), "--json")
    assert json.loads(run.stdout)["articles"] == 3
    assert onrecord("search", "apple blossom", "-a", str(folder)).returncode == 0
