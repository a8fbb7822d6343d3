"""Whom a line means that stands behind another, and what no line means by it. Everything is made up."""

import pytest

from qa.verify import Quoted, verify

CANAL = "The Orrel Canal, a waterway dug by hand, was closed in 1868."
HOLM = "The engineer Ada Holm designed the dam at Sund."
TALKS = "The ministry said on Monday that the envoy had left."
LIND = "The rescue team found the climber Tor Lind below the Arl glacier."


def carried(text: str, *lines: str, follows: bool | None = True) -> bool:
    """Return whether the lines, one after the other in a file, carry the text."""
    return verify(text, [Quoted(line, follows=at > 0 and follows) for at, line in enumerate(lines)]).supported


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Holm was born in Vann.", (HOLM, "She was born in Vann.")),
        ("The engineer's plans were lost in the war.", (HOLM, "Her plans were lost in the war.")),
        ("The waterway had two locks.", (CANAL, "It had two locks.")),
        ("The canal had two locks.", (CANAL, "It had two locks.")),
        ("The canal was closed in 1868.", (CANAL,)),
        ("The canal, which was closed in 1868, had two locks.", (CANAL, "It had two locks.")),
        ("Lind was flown to Vann on Tuesday.", (LIND, "He was flown to Vann on Tuesday.")),
        ("Critics have accused Lind of carelessness.", (LIND, "Critics have accused him of carelessness.")),
        ("The ministry recommended that he be replaced.", (TALKS, "It recommended that he be replaced.")),
        (
            "The Sund Alliance's leader, Mia Vann, resigned.",
            ("The small Sund Alliance lost the vote on the pension.", "Its leader, Mia Vann, resigned."),
        ),
        (
            "One of the two possible buyers is Arl Steel.",
            ("The owners talked to two possible buyers.", "One of the buyers is Arl Steel."),
        ),
        (
            "Orrel Foods said that 90 workers would be affected.",
            (
                "Orrel Foods said it would close its mill in Sund.",
                "The company said that 90 workers would be affected.",
            ),
        ),
        (
            "The barque left Sund in May, but a lifebuoy bearing her name was found off Vann.",
            (
                "The barque Lady Arl left Sund in May with a cargo of grain.",
                "A lifebuoy bearing her name was found off Vann, far from her route.",
            ),
        ),
    ],
)
def test_what_the_next_line_calls_he_or_it_may_be_named(text: str, lines: tuple[str, ...]) -> None:
    assert carried(text, *lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        # Two people: "she" may be either.
        ("Holm was born in Vann.", ("Ada Holm met Mia Vann in Sund.", "She was born in Vann.")),
        ("Vann was born in Sund.", ("Ada Holm met Mia Vann in Sund.", "She was born in Sund.")),
        # The sentence before is itself about a "she" who is not named.
        ("Holm was born in Vann.", ("She sold the house to Ada Holm.", "She was born in Vann.")),
        ("The mother was born in Vann.", ("Her mother died early.", "Her songs are still sung.")),
        ("The mother's songs are still sung.", ("Her mother died early.", "Her songs are still sung.")),
        # A woman is no "he".
        ("Queen Ada was born in Vann.", ("Queen Ada left Sund in May.", "He was born in Vann.")),
        # Another thing may be meant, or is the subject.
        ("The railway had two locks.", ("The Orrel Canal was closed after the railway opened.", "It had two locks.")),
        ("The canal had two locks.", ("The Orrel Canal was closed after the railway opened.", "It had two locks.")),
        ("The width was 900 tonnes.", ("The width of the tower is 2 metres.", "Its weight was 900 tonnes.")),
        ("The festival fell on 9 June.", ("The calendar is lunar, so the festival moves.", "It fell on 9 June.")),
        ("The council was pulled down.", ("The council sold it in May.", "It was pulled down.")),
        # "It" stands for nothing.
        ("The dam is estimated that it leaks.", ("The dam was built in 1912.", "It is estimated that it leaks.")),
        ("The match was the first time.", ("The match was played in May.", "It was the first time.")),
        # Number.
        ("The guards had two locks.", ("The canal was closed by guards.", "It had two locks.")),
        ("The canal were paid in coin.", (CANAL, "They were paid in coin.")),
        # Police who say it are not who fled, nor who are fled from.
        ("Thieves arrested two men.", ("Thieves took a painting, police said.", "They arrested two men.")),
        # Another body's leader, another company.
        ("The pension's leader resigned.", ("The Sund Alliance lost the vote on the pension.", "Its leader resigned.")),
        (
            "Orrel Foods said that 90 workers would go.",
            ("Orrel Foods said it had sued Arl Steel.", "The company said that 90 workers would go."),
        ),
        # What came first and what came last are not told apart.
        ("The canal was filled in.", ("The canal and the dam were sold.", "The latter was filled in.")),
        ("The dam was filled in.", ("The canal and the dam were sold.", "The former was filled in.")),
        # A former or a second one is another.
        ("The dam was never built.", ("The proposed Arl dam was criticised in the Sund dam report.",)),
        ("The treasurer was sentenced.", ("Tor Lind, a former treasurer, was sentenced.",)),
        # Whoever stands nearer in the second line is meant there.
        ("A friend of Mia said Holm was late.", (HOLM, "A friend of Mia said she was late.")),
    ],
)
def test_where_two_may_be_meant_neither_is_named(text: str, lines: tuple[str, ...]) -> None:
    assert not carried(text, *lines)


def test_a_line_from_elsewhere_does_not_tell_who_he_is() -> None:
    assert carried("Holm was born in Vann.", HOLM, "She was born in Vann.", follows=None)
    assert not carried("Holm was born in Vann.", HOLM, "She was born in Vann.", follows=False)
    assert not carried("The canal had two locks.", CANAL, "It had two locks.", follows=False)
