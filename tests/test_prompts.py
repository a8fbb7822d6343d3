"""Wordings: each loads with its names, and with no others."""

from pathlib import Path

import pytest

import prompts
from prompts import PromptError


def test_a_wording_loads_with_exactly_its_names() -> None:
    wording = prompts.load("not_found", names=["articles", "passages", "published", "reason"])
    assert set(wording.get_identifiers()) == {"articles", "passages", "published", "reason"}
    assert not wording.template.endswith("\n")


def test_a_name_that_nobody_fills_is_refused() -> None:
    with pytest.raises(PromptError, match=r"not_found\.txt has \$published, \$reason, which nothing fills"):
        prompts.load("not_found", names={"passages", "articles"})


def test_a_name_that_is_lost_is_refused() -> None:
    with pytest.raises(PromptError, match=r"not_found\.txt lacks \$mood"):
        prompts.load("not_found", names={"passages", "articles", "published", "reason", "mood"})


def test_a_wording_that_is_missing_is_named() -> None:
    with pytest.raises(PromptError, match=r"no wording prompts/farewell\.txt"):
        prompts.load("farewell", names=())


def test_a_prompt_error_is_a_value_error() -> None:
    assert issubclass(PromptError, ValueError)


def test_every_wording_for_a_model_loads_with_its_names() -> None:
    wordings = prompts.load_for_models()
    assert wordings.keys() == prompts.FOR_MODELS.keys()
    assert {"compose", "compose_system"} <= wordings.keys()
    assert '"sentences"' in wordings["compose_system"].template


def test_every_wording_is_either_for_a_model_or_the_product_s_own() -> None:
    files = {file.stem for file in Path(prompts.__file__).parent.glob("*.txt")}
    assert files == {*prompts.FOR_MODELS, "not_found"}


def test_a_folder_of_the_user_s_own_replaces_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "compose.txt").write_text("\ufeff$evidence\n$question in $$\n\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("why")
    wordings = prompts.load_for_models(tmp_path)
    assert wordings["compose"].substitute(evidence="A", question="B") == "A\nB in $"
    assert wordings["compose_system"] == prompts.load_for_models()["compose_system"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("compose.txt", b"$evidence", r"compose\.txt lacks \$question"),
        ("compose.txt", b"$evidence $question $tone", r"compose\.txt has \$tone, which nothing fills"),
        ("compose.txt", b"$evidence $question for 5 $", r"compose\.txt holds a '\$' that starts no name"),
        ("compose_system.txt", b" \n", r"compose_system\.txt holds 2 characters: write between 1 and 20,000"),
        ("compose_system.txt", b"a" * 20_001, r"compose_system\.txt holds 20,001 characters"),
        ("compose_system.txt", b"\xff\xfe\xfa", r"compose_system\.txt can't be read .*: save it as UTF-8 text"),
        ("composse.txt", b"$evidence", r"composse\.txt replaces no wording: rename it to one of compose_system\.txt, "),
        ("not_found.txt", b"Nothing.", r"not_found\.txt replaces no wording"),
    ],
)
def test_a_bad_file_in_it_is_told_with_its_place(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PromptError, match=message) as raised:
        prompts.load_for_models(tmp_path)
    assert str(tmp_path) in str(raised.value)


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match=r"the folder of wordings .*missing can't be read \(No such file"):
        prompts.load_for_models(tmp_path / "missing")
