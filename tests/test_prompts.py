"""Wordings: each loads with its names, and with no others."""

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
