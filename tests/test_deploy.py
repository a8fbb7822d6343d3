"""What deploy/ names is there: settings, commands with their options, files, extras, ports. Nothing of it is run."""

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
import uvicorn
import yaml  # type: ignore[import-untyped]

import app
from qa import cli
from qa.settings import DEBUG_VARIABLE, VARIABLES, load_settings
from qa.web.health import PATH as HEALTH
from qa.web.measures import PATH as METRICS

REPOSITORY = Path(__file__).resolve().parents[1]
DEPLOY = REPOSITORY / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
UNIT = (DEPLOY / "onrecord.service").read_text(encoding="utf-8")
CADDYFILE = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "onrecord"}
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
GIVEN = {"ONRECORD_HOST"}  # compose.yaml's own, which is no setting


def instructions(name: str) -> list[str]:
    return [line.split(maxsplit=1)[1] for line in DOCKERFILE.splitlines() if line.startswith(f"{name} ")]


def listed(instruction: str) -> list[str]:
    value = yaml.safe_load(instructions(instruction)[-1])
    assert isinstance(value, list)
    return value


def copied() -> list[str]:
    """Return what the Dockerfile takes from the repository."""
    lines = [line.split() for line in instructions("COPY") if not line.startswith("--from")]
    return [source for line in lines for source in line[:-1]]


def commands() -> dict[str, list[str]]:
    started = re.search(r"^ExecStart=\S+/onrecord (.*)$", UNIT, re.MULTILINE)
    assert started
    return {"Dockerfile": listed("CMD"), "unit": shlex.split(started[1])} | {
        name: [str(word) for word in service["command"]] for name, service in OURS.items()
    }


@pytest.mark.parametrize("file", sorted(path.name for path in DEPLOY.iterdir()))
def test_every_setting_is_one(file: str) -> None:
    named = set(re.findall(r"ONRECORD_[A-Z_]+", (DEPLOY / file).read_text(encoding="utf-8")))
    assert named <= {*VARIABLES.values(), DEBUG_VARIABLE, *GIVEN}


@pytest.mark.parametrize("where", commands())
def test_every_command_and_its_options_are_there(where: str) -> None:
    name, *arguments = commands()[where]
    command = typer.main.get_command(cli.app)
    context = command.make_context("onrecord", [], resilient_parsing=True)
    chosen = command.get_command(context, name)  # type: ignore[attr-defined]
    taken = chosen.make_context(name, arguments)
    assert taken.params["directory"].is_absolute()


def test_the_command_lies_where_the_image_has_it() -> None:
    (entry,) = listed("ENTRYPOINT")
    assert entry == "/opt/onrecord/bin/onrecord"
    assert "COPY --from=build /opt/onrecord /opt/onrecord" in DOCKERFILE
    assert "onrecord" in PROJECT["project"]["scripts"]


def test_all_that_the_image_is_made_of_is_there_and_reaches_it() -> None:
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert all((REPOSITORY / source).exists() for source in copied())
    assert {f"!{source}" for source in copied()} == {line for line in kept if line.startswith("!")}
    roots = {package.partition(".")[0] for package in PROJECT["tool"]["setuptools"]["packages"]}
    assert {*roots, *(f"{name}.py" for name in PROJECT["tool"]["setuptools"]["py-modules"])} <= set(copied())


def test_the_image_has_the_pinned_torch_and_extras_that_are_there() -> None:
    said = re.search(r"sed -n 's/(.*)/\\1/p' pyproject.toml", DOCKERFILE)
    assert said
    pattern = said[1].replace(r"\(", "(").replace(r"\)", ")")
    pinned = re.findall(pattern, (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert [each.partition("==")[0] for each in pinned] == ["torch"]
    extras = re.findall(r'EXTRAS="(.*)"', DOCKERFILE) + [each["build"]["args"]["EXTRAS"] for each in OURS.values()]
    assert len(extras) > 3
    assert {name for each in extras for name in each.split(",")} <= set(PROJECT["project"]["optional-dependencies"])


def test_probes_ask_what_is_served_where_it_is_served() -> None:
    assert f"http://127.0.0.1:{app.PORT}{HEALTH}" in DOCKERFILE
    assert instructions("EXPOSE") == [str(app.PORT)]
    assert f"health_uri {HEALTH}\n" in CADDYFILE
    assert f"respond {METRICS} 404\n" in CADDYFILE
    pages = [name for name, service in OURS.items() if service["command"][0] == "serve"]
    assert f"reverse_proxy {' '.join(f'{name}:{app.PORT}' for name in pages)} {{" in CADDYFILE
    port = re.search(r"^:(\d+) \{", CADDYFILE, re.MULTILINE)
    assert port
    assert SERVICES["proxy"]["ports"] == [f"127.0.0.1:{port[1]}:{port[1]}"]


def test_nothing_but_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert [name for name, service in SERVICES.items() if "front" in service["networks"]] == ["page1", "page2", "proxy"]


@pytest.mark.parametrize("name", OURS)
def test_the_archive_is_read_only_and_nothing_is_written_outside_of_the_volume(name: str) -> None:
    service = OURS[name]
    archive, own = service["volumes"]
    assert archive.endswith(":/archive:ro")
    assert own == f"{name}:/var/lib/onrecord"
    assert service["read_only"] is True
    written = re.findall(r"=(/[\w/.]+)", instructions("ENV")[-1])
    assert written
    assert all(path.startswith("/var/lib/onrecord") for path in [*written, *instructions("VOLUME")])
    assert instructions("USER")[-1] != "0"


def test_the_settings_of_every_container_can_be_used(tmp_path: Path) -> None:
    stated = dict(re.findall(r"(ONRECORD_\w+)=(\S+)", instructions("ENV")[-1]))
    for service in OURS.values():
        filled = {name: re.sub(r"\$\{\w+:?[-?]?(.*?)\}", r"value-of-16-chars", text)
                  for name, text in service["environment"].items()}  # fmt: skip
        settings = load_settings({**stated, **filled, "ONRECORD_ARCHIVE_NAME": "archive"}, tmp_path)
        assert settings.database_url
        assert settings.shutdown_seconds < 10, "what Docker waits before it kills"
        assert float(service["stop_grace_period"].removesuffix("s")) > settings.shutdown_seconds


def test_compose_names_nothing_that_it_does_not_hold() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", ())) <= set(SERVICES)
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        for volume in service["volumes"]:
            source = volume.partition(":")[0] if not volume.startswith("${") else None
            known = source is None or source in COMPOSE["volumes"] or (DEPLOY / source).is_file()
            assert known, volume
    assert (DEPLOY / COMPOSE["x-onrecord"]["build"]["context"]).resolve() == REPOSITORY
    assert (REPOSITORY / COMPOSE["x-onrecord"]["build"]["dockerfile"]).is_file()


def test_no_secret_stands_in_a_file() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    told = re.findall(r"^ +\w*(?:PASSWORD|TOKEN): (.*)$", text, re.MULTILINE) + re.findall(r"onrecord:([^@\n]*)@", text)
    assert len(told) > 4
    assert all(value.startswith("${") for value in told)


def test_chromas_server_has_the_version_of_its_client() -> None:
    locked = re.search(
        r"^chromadb==(\S+)", (REPOSITORY / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert locked
    assert SERVICES["chroma"]["image"] == f"chromadb/chroma:{locked[1]}"


def test_the_pages_server_believes_the_proxy_where_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", SERVICES["page1"]["environment"]["FORWARDED_ALLOW_IPS"])
    assert uvicorn.Config(app.__file__, log_config=None).forwarded_allow_ips == "*"


def test_the_operations_page_names_every_file_of_deploy() -> None:
    told = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
    assert not [path.name for path in DEPLOY.iterdir() if f"deploy/{path.name}" not in told]
