"""The second way to vouch, by a dependency parser, where the guard's own grammar fails. Everything is made up."""

import subprocess
import sys

import pytest

from qa.guard.parsed.entailment import carries
from qa.guard.parsed.trees import is_installed
from qa.guard.reading.tokens import fold
from qa.verify import Quoted, verify

parsing = pytest.mark.skipif(not is_installed(), reason="the extra `parser` is not installed")


def carried(text: str, *lines: str) -> bool:
    """Return whether the parser alone finds the text in the lines, one after the other in a file."""
    sources = [(fold(line), ()) for line in lines]
    return carries(fold(text), sources, [at > 0 for at in range(len(lines))]) is not None


def test_the_guard_answers_without_loading_the_parser_where_its_own_grammar_carries_a_sentence() -> None:
    code = (
        "import sys\n"
        "from qa.verify import Quoted, verify\n"
        "assert verify('The mill closed.', [Quoted('The mill closed in May.')]).supported\n"
        "assert not {'spacy', 'thinc', 'torch'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_figure_that_no_line_holds_is_refused_before_anything_is_parsed() -> None:
    code = (
        "import sys\n"
        "from qa.verify import Quoted, verify\n"
        "assert not verify('The mill closed in 1990.', [Quoted('The mill closed in 1980.')]).supported\n"
        "assert 'spacy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@parsing
@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            "Two of the six towers lost their roofs in the storm, the harbour board said on Monday; nobody was hurt.",
            "Two of the six towers lost their roofs in the storm, the harbour board said.",
        ),
        (
            "The Orel bridge was designed by the engineer Petra Kolm, a pupil of Ivo Brandt, and opened in 1931.",
            "The Orel bridge was designed by the engineer Petra Kolm.",
        ),
        (
            "Masons repaired the north wall in 1840, and the chapel was given a slate roof three years later.",
            "The north wall was repaired by masons in 1840.",
        ),
        (
            "The museum, which was founded in 1914, has 300 paintings and draws many visitors.",
            "The museum was founded in 1914.",
        ),
        (
            "According to the port authority, the ferry carried 900 passengers in May.",
            "The ferry carried 900 passengers in May, the port authority said.",
        ),
    ],
)
def test_a_line_shortened_or_turned_is_carried(line: str, text: str) -> None:
    assert carried(text, line)


@parsing
@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Two of the six towers lost their roofs.", "The six towers lost their roofs."),
        ("The letters were written in Orel and posted in Sarn.", "The letters were written in Sarn."),
        ("The mayor of Orel accused the bishop of Sarn.", "The bishop of Sarn accused the mayor of Orel."),
        ("The bridge was probably built by Petra Kolm.", "The bridge was built by Petra Kolm."),
        ("The bridge is open except in wet weather.", "The bridge is open whatever the weather."),
        ("The tunnel is safe only when it is dry.", "The tunnel is safe."),
        ("The council may close the mill.", "The council will close the mill."),
        ("The council denied that the mill had closed.", "The mill had closed."),
        ("The engine was built by Carl Orel's partner, Ida Falk.", "The engine was built by Carl Orel."),
        ("The drug is approved for adults with severe asthma.", "The drug is approved for adults."),
        ("The court barred ships that had called at Orel.", "The court barred ships."),
        ("The mill did not close in 1990.", "The mill closed in 1990."),
        ("The mill closed in 1990 and burned in 1995.", "The mill burned in 1990."),
        ("The Fujan region of Sarn rebelled.", "The Sarn region of Fujan rebelled."),
        ("If the dam holds, the mill will stay open.", "The mill will stay open."),
    ],
)
def test_what_a_line_does_not_say_is_not_carried(line: str, text: str) -> None:
    assert not carried(text, line)


@parsing
def test_a_pronoun_in_the_next_line_may_be_named_where_it_can_mean_only_one() -> None:
    lines = ("The Merl mill was built in 1840.", "It burned down in 1902, and the owner sold the site.")
    assert carried("The Merl mill burned down in 1902.", *lines)
    assert not carried("The owner burned down in 1902.", *lines)


@parsing
def test_a_first_pronoun_counts_only_where_what_was_said_before_speaks_of_the_same() -> None:
    line = Quoted("The envoy, Runa Moe, described the talks in Orel as hard and said they would go on in May.")
    text = "She described the talks as hard."
    assert verify(text, [line], before="Runa Moe is the envoy.").supported
    assert not verify(text, [line], before="Ida Falk is the mayor.").supported


@parsing
def test_a_quotation_is_never_cut_short() -> None:
    line = '"The tunnel is safe for now," the engineer said.'
    assert not carried('"The tunnel is safe," the engineer said.', line)
