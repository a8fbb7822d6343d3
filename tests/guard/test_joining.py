"""Two lines told as one sentence, and whom "it" and "the mill" mean in it. Everything is made up."""

import pytest

from qa.verify import Quoted, opens_with_pronoun, verify

BRIDGE = "The bridge in Sund was built by Danish monks in 1912."
CLOSED = "It was closed in 1960 and its piers were blown up."


def carried(text: str, *lines: str, before: str | None = None) -> bool:
    """Return whether the lines, one after the other in a file, carry the text."""
    return verify(text, [Quoted(line, follows=at > 0) for at, line in enumerate(lines)], before).supported


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("The bridge in Sund, built by Danish monks in 1912, was closed in 1960.", (BRIDGE, CLOSED)),
        ("The bridge in Sund was built by Danish monks in 1912 and was closed in 1960.", (BRIDGE, CLOSED)),
        ("Built by Danish monks in 1912, the bridge in Sund was closed in 1960.", (BRIDGE, CLOSED)),
        (
            "Ada Holm, a geologist at the University of Sund, said the slope was safe.",
            ("Ada Holm is a geologist at the University of Sund.", "She said the slope was safe."),
        ),
        (
            "Ada Holm was elected mayor on Monday, defeating Per Lind by 20 votes.",
            ("Ada Holm was elected mayor on Monday.", "She defeated Per Lind by 20 votes in a second ballot."),
        ),
        (
            "Farmers who blocked the road on Monday are demanding that the council repair the dam.",
            ("Farmers blocked the road on Monday.", "They are demanding that the council repair the dam."),
        ),
        (
            "Work on the Arne tunnel, which is 8 kilometres long, began in 1962.",
            ("The Arne tunnel, beneath the Vann hills, is 8 kilometres long.", "Work on it began in 1962."),
        ),
        (
            "Police added that eleven people were missing.",
            ("Police said on Monday that the dam had burst.", "They added that eleven people were missing."),
        ),
        (
            "Thomas Lind received no payment.",
            ("The lamp was patented by Thomas Lind in 1831.", "Lind received no payment."),
        ),
    ],
)
def test_two_lines_may_be_joined(text: str, lines: tuple[str, ...]) -> None:
    assert carried(text, *lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("The bridge in Sund, built by Danish monks in 1912, was closed in 1980.", (BRIDGE, CLOSED)),
        ("The Danish monks was closed in 1960.", (BRIDGE, CLOSED)),
        (
            "Ada Holm was elected mayor on Monday, defeating Per Lind by 20 votes.",
            ("Ada Holm was elected mayor on Monday.", "Mia Vann defeated Per Lind by 20 votes."),
        ),
        # "It" may be the ministry, the dam or neither, and "it is thought" is nothing at all.
        ("The ministry killed 40 people.", ("The ministry built a dam near Sund.", "It killed 40 people.")),
        ("The dam is thought that it leaks.", ("The dam was built in 1912.", "It is thought that it leaks.")),
        # A second verb takes its subject along, and not another line's.
        (
            "Route 12 heads east to Holm and comes into Sund from the south.",
            ("Route 12 heads east to Holm.", "Route 41 comes into Sund from the south."),
        ),
        (
            "The rebels only gave up when the fort fell and also sent 40 carts.",
            ("The rebels only gave up when the fort fell.", "It also sent 40 carts."),
        ),
        ("No farmer blocked the road.", ("No farmer who blocked the road was fined.",)),
    ],
)
def test_what_belongs_to_another_is_not_joined(text: str, lines: tuple[str, ...]) -> None:
    assert not carried(text, *lines)


def test_an_opening_pronoun_may_mean_what_the_line_and_the_sentence_before_are_about() -> None:
    line = "The Orren canal, dug in 1794, carried lime until 1868."
    assert carried("It carried lime until 1868.", line)
    assert carried("It carried lime until 1868.", line, before="The Orren canal was dug in 1794.")
    assert not carried("It carried lime until 1868.", line, before="The Sund railway opened in 1850.")
    assert not carried("It carried lime until 1868.", line, before="")
    assert not carried("She carried lime until 1868.", line)
    assert not carried("She sent 40 men.", "Governor Per Lind sent 40 men to his fort.")
    assert opens_with_pronoun("It closed in 1990.")
    assert not opens_with_pronoun("The mill closed in 1990.")


def test_a_person_may_be_credited_with_a_line_in_which_a_thing_shows_something() -> None:
    line = Quoted("The tests showed no trace of the virus in the barns.", "Mia Vann, veterinary officer")
    assert verify(
        "Veterinary officer Mia Vann said the tests showed no trace of the virus in the barns.", [line]
    ).supported
    assert not verify("Mayor Ada Holm said the tests showed no trace of the virus in the barns.", [line]).supported
