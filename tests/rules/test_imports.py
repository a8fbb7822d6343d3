"""Who may import what, who owns which library, and how long a file may be."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = ("index", "qa", "prompts")
SOURCES = sorted([REPOSITORY / "app.py", *(file for name in PACKAGES for file in (REPOSITORY / name).rglob("*.py"))])

OWNERS = {
    "gradio": ("app.py", "qa/web/"),
    "chromadb": ("index/vectors.py", "index/vector_server.py"),
    "sentence_transformers": ("index/export.py", "index/embed.py", "qa/rerank.py"),
    "torch": ("index/export.py",),
    "tiktoken": ("index/chunk.py",),
    "llama_index": ("qa/models/", "qa/adapters.py"),
    "tantivy": ("index/lexical.py",),
    "sqlalchemy": (
        *("index/schema.py", "index/database.py", "index/lookup.py", "index/retention.py", "index/catalog.py"),
        *("index/heads.py", "index/refresh.py", "index/segments.py", "index/clusters.py", "index/documents.py"),
        *("index/exact.py", "index/repair.py", "index/checking.py", "index/postgres.py", "index/name_totals.py"),
        "qa/keeping/",
    ),
    "typer": ("qa/cli/",),
    "watchfiles": ("index/watch.py",),
    "starlette": ("app.py", "qa/web/"),
    "mcp": ("qa/mcp_server.py",),
    "prometheus_client": ("qa/metrics.py",),
    "opentelemetry": ("qa/traces.py",),
    "rich": ("qa/cli/progress.py",),
    "trafilatura": ("index/formats/page.py",),
    "lxml": ("index/formats/page.py", "index/formats/docx.py"),
    "pypdf": ("index/formats/pdf.py",),
    "docx": ("index/formats/docx.py",),
    "feedparser": ("index/formats/feed.py",),
    "ray": ("index/ray_encoder.py",),
}
"""The files, or folders, that may import each library."""

ENVIRONMENT = {
    "qa/settings.py": "the one place where settings are read",
    "index/chunk.py": "tiktoken finds its tables by a variable alone",
    "index/models.py": "the child process that exports the model inherits the environment",
    "app.py": "gradio's analytics are turned off by variables, before it is imported",
}

LONGEST = 300
LONGER = {
    "index/dates/published.py": "one question, when an article appeared, answered in ten ways of a few lines each",
    "qa/archive.py": "the public API's methods, with what each takes, gives and raises",
    "qa/settings.py": "every setting, what it may be, and what is said of one that can't be used",
    "index/regions/patterns.py": "tables of patterns more than code",
}


def name_of(file: Path) -> str:
    return file.relative_to(REPOSITORY).as_posix()


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def walk(tree: ast.AST, *, types: bool) -> Iterator[ast.AST]:
    """Yield every node; those under `if TYPE_CHECKING:` only where `types` is true."""
    for node in ast.iter_child_nodes(tree):
        if types or not is_type_checking(node):
            yield node
            yield from walk(node, types=types)


def imported(file: Path, *, types: bool = True) -> set[str]:
    """Return the dotted names of the modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in walk(ast.parse(file.read_text(encoding="utf-8")), types=types):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name_of(file)}: imports are absolute here"
            found.add(node.module or "")
    return found


def below(package: str, *, types: bool = True) -> dict[str, set[str]]:
    return {name_of(file): imported(file, types=types) for file in SOURCES if name_of(file).startswith(package)}


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def test_there_is_something_to_check() -> None:
    assert len(SOURCES) > 20


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("index/", ("qa", "app", "prompts", "tests")),
        ("prompts/", ("qa", "app", "index", "tests")),
        ("qa/", ("app", "tests", "benchmarks")),
        ("qa/web/", ("index",)),
        ("app.py", ("index", "tests")),
    ],
)
def test_no_layer_imports_one_above_it(package: str, forbidden: tuple[str, ...]) -> None:
    found = below(package)
    assert found
    assert not [
        (file, module) for file, modules in found.items() for module in modules for name in forbidden
        if within(module, name)
    ]  # fmt: skip


def test_qa_uses_index_only_through_its_root() -> None:
    inner = {(file, module) for file, modules in below("qa/").items() for module in modules if within(module, "index")}
    assert inner - {(file, "index") for file, _ in inner} <= {("qa/errors.py", "index.errors")}  # one tree, one roof


@pytest.mark.parametrize("library", OWNERS)
def test_each_library_has_one_owner(library: str) -> None:
    owners = OWNERS[library]
    users = {
        name_of(file) for file in SOURCES if any(within(module, library) for module in imported(file, types=False))
    }
    assert users
    assert not [user for user in users if not any(user == owner or user.startswith(owner) for owner in owners)]


def test_the_environment_is_read_where_settings_are_and_by_named_exceptions() -> None:
    users = {
        name_of(file)
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}
        if isinstance(node.value, ast.Name) and node.value.id == "os"
    }
    assert users == set(ENVIRONMENT)


def test_no_file_is_too_long_but_for_named_exceptions() -> None:
    lengths = {name_of(file): len(file.read_text(encoding="utf-8").splitlines()) for file in SOURCES}
    assert {file for file, length in lengths.items() if length > LONGEST} == set(LONGER)


LONGEST_FUNCTION = 50
LONGER_FUNCTIONS = {
    ("app.py", "serve"): "what is opened for the page is closed in the same order, to be seen at once",
    ("qa/extract.py", "answer_events"): "an answer's steps in order; a third is what it takes and means",
    ("qa/mcp_server.py", "build_server"): "three tools, whose signatures are what a program is told of them",
}


def test_no_function_is_too_long_but_for_named_exceptions() -> None:
    found = {
        (name_of(file), node.name)
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    }
    assert found == set(LONGER_FUNCTIONS)


def test_no_module_imports_itself_in_the_end() -> None:
    """Imports within functions count, too: they only hide that two modules need one another."""
    modules = {module_of(file): file for file in SOURCES}
    waiting = {name: {each for each in needed(file) if each in modules} - {name} for name, file in modules.items()}
    assert sum(map(len, waiting.values())) > len(modules)
    while leaves := {name for name, others in waiting.items() if not others}:
        waiting = {name: others - leaves for name, others in waiting.items() if name not in leaves}
    assert not waiting


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")


def needed(file: Path) -> set[str]:
    """Return the modules, or names in them, that a file imports when it runs."""
    found: set[str] = set()
    for node in walk(ast.parse(file.read_text(encoding="utf-8")), types=False):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            below = {f"{node.module}.{alias.name}" for alias in node.names}
            inner = {name for name in below if (REPOSITORY / name.replace(".", "/")).with_suffix(".py").is_file()}
            inner |= {name for name in below if (REPOSITORY / name.replace(".", "/") / "__init__.py").is_file()}
            found |= inner if inner == below else inner | {node.module}
    return found


def test_nothing_is_printed_but_by_the_command_line() -> None:
    printing = {
        name_of(file)
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert printing == set()


def test_only_the_edges_catch_everything() -> None:
    broad = {
        name_of(file)
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        if node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        if not any(isinstance(inner, ast.Raise) and inner.cause is not None for inner in ast.walk(node))
    }
    assert broad <= {"index/formats/child.py", "app.py", "qa/cli/start.py", "qa/web/events.py", "qa/web/rebuild.py"}
