"""A line said in another fixed way, or told by another form of its account. Everything is made up."""

import pytest

from qa.guard.plainer import plainer
from qa.verify import Quoted, verify


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            "Mayor Ilse Kranz told reporters on Friday that the tram depot would reopen in March.",
            "Mayor Ilse Kranz said the tram depot would reopen in March.",
        ),
        (
            "Mayor Ilse Kranz told reporters on Friday that the tram depot would reopen in March.",
            "The tram depot would reopen in March, Mayor Ilse Kranz told reporters.",
        ),
        (
            "The tram depot will reopen in March, the mayor, Ilse Kranz, said on Friday.",
            "Mayor Ilse Kranz said the tram depot will reopen in March.",
        ),
        (
            "The tram depot will reopen in March, said the mayor, Ilse Kranz.",
            "According to the mayor, Ilse Kranz, the tram depot will reopen in March.",
        ),
        (
            "According to the harbour office, 14 barges were damaged in the storm.",
            "The harbour office said 14 barges were damaged in the storm.",
        ),
        (
            "The harbour office estimates that 14 barges were damaged in the storm on Sunday night.",
            "The harbour office estimates 14 barges were damaged in the storm.",
        ),
        (
            "Geologists believe that the cave was flooded about 9,000 years ago.",
            "The cave is believed to have been flooded about 9,000 years ago.",
        ),
        (
            "The cave is believed to have been flooded about 9,000 years ago.",
            "The cave is thought to have been flooded about 9,000 years ago.",
        ),
        ("The cave is reported to have been flooded in 1932.", "The cave was reportedly flooded in 1932."),
        ("The cave was reportedly flooded in 1932.", "The cave is said to have been flooded in 1932."),
        (
            "Union leader Marta Oll denied that the drivers had been offered a bonus.",
            "Marta Oll, the union leader, denied that the drivers had been offered a bonus.",
        ),
        (
            'Union leader Marta Oll described the offer as "an insult in instalments" on Thursday.',
            'Marta Oll described the offer as "an insult in instalments".',
        ),
        (
            '"The offer is an insult in instalments," union leader Marta Oll said on Thursday.',
            'Union leader Marta Oll said: "The offer is an insult in instalments."',
        ),
        (
            "The report suggests that wet springs reduce the harvest by a fifth, and argues for earlier sowing.",
            "The report suggests that wet springs reduce the harvest by a fifth.",
        ),
        (
            "In a statement on Monday, the brewery said it had recalled 3,000 crates because of glass fragments.",
            "The brewery said it had recalled 3,000 crates because of glass fragments.",
        ),
        (
            "The brewery announced on Monday that it had recalled 3,000 crates.",
            "The brewery said it had recalled 3,000 crates.",
        ),
        (
            "The brewery announced the recall of 3,000 crates on Monday.",
            "The brewery announced the recall of 3,000 crates.",
        ),
        (
            "Police said a 34-year-old man had been arrested, adding that he was being questioned in Brenn.",
            "Police said a 34-year-old man had been arrested.",
        ),
        (
            "Police said a 34-year-old man had been arrested, adding that the car was found in Brenn.",
            "Police added that the car was found in Brenn.",
        ),
        (
            "Her brother, the botanist Karl Ott, later claimed that she had written the book alone.",
            "Her brother Karl Ott later claimed that she had written the book alone.",
        ),
        (
            "Historian Edda Voss argues that the wall was built by monks rather than soldiers.",
            "According to historian Edda Voss, the wall was built by monks rather than soldiers.",
        ),
        (
            "Historian Edda Voss argues that the wall was built by monks.",
            "Edda Voss, a historian, argues that the wall was built by monks.",
        ),
        (
            "The ministry warned on Tuesday that water could be rationed from June if no rain fell.",
            "The ministry warned that water could be rationed from June if no rain fell.",
        ),
        ("The ministry has said it will ration water from June.", "The ministry said it will ration water from June."),
        (
            "Lake Sorn, with an area of 41 square kilometres, is the largest in the district.",
            "Lake Sorn has an area of 41 square kilometres.",
        ),
        (
            "Lake Sorn has an area of 41 square kilometres and a maximum depth of 63 metres.",
            "Lake Sorn has a maximum depth of 63 metres.",
        ),
        (
            "Lake Sorn has an area of 41 square kilometres and a maximum depth of 63 metres.",
            "The maximum depth of Lake Sorn is 63 metres.",
        ),
        (
            "Lake Sorn has an area of 41 square kilometres and a maximum depth of 63 metres.",
            "Lake Sorn covers 41 square kilometres.",
        ),
        ("The village school, with 43 pupils, is the smallest in the county.", "The village school has 43 pupils."),
        ("The village school has 43 pupils and three teachers.", "There are 43 pupils at the village school."),
        ("There are 43 pupils at the village school.", "The village school has 43 pupils."),
        ("The founder of the choir was the organist Peer Lund.", "The organist Peer Lund founded the choir."),
        ("Peer Lund, the founder of the choir, died in 1911.", "The choir's founder was Peer Lund."),
        ("Peer Lund, who founded the choir in 1874, died in 1911.", "Peer Lund founded the choir in 1874."),
        ("Peer Lund, who founded the choir in 1874, died in 1911.", "The founder of the choir was Peer Lund."),
        (
            "The choir, founded in 1874 by the organist Peer Lund, gave 30 concerts a year.",
            "The choir was founded in 1874 by the organist Peer Lund.",
        ),
        (
            "The choir, founded in 1874 by the organist Peer Lund, gave 30 concerts a year.",
            "Peer Lund founded the choir in 1874.",
        ),
        (
            "Heavy frost in April destroyed most of the plum harvest.",
            "Most of the plum harvest was destroyed by heavy frost in April.",
        ),
        (
            "A burst pipe caused the closure of the library in 2004.",
            "The closure of the library in 2004 was caused by a burst pipe.",
        ),
        ("The capital of the province is Hessel, a port on the Mirr.", "Hessel is the capital of the province."),
        ("Hessel, the capital of the province, has a port on the Mirr.", "The capital of the province is Hessel."),
        ("The bridge is 340 metres long and was opened in 1931.", "The bridge has a length of 340 metres."),
        ("The bridge has a length of 340 metres.", "The bridge is 340 metres long."),
        ("Children who had not been immunised were kept at home.", "Unimmunised children were kept at home."),
        ("Unlicensed drivers paid a fine of 40 crowns.", "Drivers who were not licensed paid a fine of 40 crowns."),
        ("The fire did not damage any of the paintings.", "The fire damaged none of the paintings."),
        ("The museum does not have any parking spaces.", "The museum has no parking spaces."),
        ("The museum has no parking spaces.", "There are no parking spaces at the museum."),
        ("More than 600 runners took part in the race.", "More than 600 runners participated in the race."),
        ("The race was won by Ane Dahl in 2:31:08.", "The winner of the race was Ane Dahl."),
        ("Wool from the sheep is used as insulation in houses.", "Wool from the sheep serves as insulation in houses."),
        ("The ship was carrying 300 tonnes of coal when it sank.", "The ship carried 300 tonnes of coal."),
        ("The mill, which is powered by the tide, grinds barley.", "The mill is powered by the tide."),
        ("The mill is powered by the tide and grinds barley for four bakeries.", "The tide powers the mill."),
        ("Of the 52 members, 31 voted for the motion.", "31 of the 52 members voted for the motion."),
        (
            "Some 2,000 people attended the funeral of the singer Olle Brandt.",
            "The funeral of the singer Olle Brandt was attended by some 2,000 people.",
        ),
        ("The council decided to sell the barracks to a hotel company.", "The council decided to sell the barracks."),
        (
            "The painter Jens Aul spent four years in Lisk, where he met his wife.",
            "The painter Jens Aul met his wife in Lisk.",
        ),
        (
            "Because of the drought, the canal was closed for nine weeks.",
            "The canal was closed for nine weeks because of the drought.",
        ),
        (
            "The keeper said it was too cold to swim, adding that the pool would open in May.",
            "The keeper said it was too cold to swim.",
        ),
        (
            "The council expects the work to take six weeks and to cost 900 crowns.",
            "The council expects the work to take six weeks.",
        ),
        (
            (
                "The court found on Monday that the club had lied to its members, and ordered play to stop "
                "until a vote is held."
            ),
            "The court found that the club had lied to its members.",
        ),
        ("The miners, two of whom died, were trapped for nine days.", "Two of the miners died."),
        (
            (
                "Smiths in the Orla valley burn peat in winter, a custom that was banned in 1911 but "
                "survives in two villages."
            ),
            "The custom was banned in 1911 but survives in two villages.",
        ),
        (
            "The Bark Act 1902 makes it an offence to fell limes, and provides for a maximum penalty of 40 crowns.",
            "The maximum penalty under the Bark Act 1902 is 40 crowns.",
        ),
        ("Holm had a population of 1,204 at the 1991 census.", "At the 1991 census, 1,204 people lived in Holm."),
        (
            "The brewery said on Monday it would close its cellar in Dunbrae, citing the loss of a contract.",
            "The brewery said it would close its cellar because of the loss of a contract.",
        ),
        ("A few monks continued to use it for hymns.", "A few monks kept using it for hymns."),
        ("It floats at temperatures of up to 40 degrees.", "It floats at up to 40 degrees."),
        (
            "Shares in Orla fell 7 per cent to 18.40 on Monday after the firm warned of a loss.",
            "Shares in Orla fell 7 per cent after the firm warned of a loss.",
        ),
        (
            (
                "Cape Orl rises to 900 metres according to the 1990 survey, although sailors still give "
                "its height as 870 metres."
            ),
            "Sailors still give its height as 870 metres.",
        ),
    ],
)
def test_what_a_line_says_may_be_said_in_another_fixed_way(line: str, text: str) -> None:
    verdict = verify(text, [Quoted(line)])
    assert verdict.supported, verdict.reason


def test_both_ways_to_say_it_are_one_plainly() -> None:
    assert plainer("He kept using the kiln.") == plainer("He continued to use the kiln.")
    assert plainer("The founder of the mill was Ada Holm.") == "Ada Holm founded the mill."
    assert plainer("They took part in it and made use of it.") == "They participated in it and used it."
    assert plainer("The lamp was not used as a sign.") == "The lamp was not used as a sign."
    assert plainer("Boys who were not fed or washed left.") == "Boys who were not fed or washed left."
