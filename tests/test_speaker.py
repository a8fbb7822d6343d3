"""Who says it: a table of invented sentences of news, government, sport, science and courts."""

from __future__ import annotations

import time

import pytest

from qa.text.speaker import LONGEST, attributed_to

SAID = [
    # government
    ("The mayor said the ferry would sail again in May.", "mayor"),
    ("According to the harbour office, 12 boats were damaged.", "harbour office"),
    ("Twelve boats were damaged, according to the harbour office.", "harbour office"),
    ("The Norland Ministry of Transport announced that the tunnel will close.", "Norland Ministry of Transport"),
    ("Transport Minister Ilse Brandvold told reporters that the tunnel was safe.", "Transport Minister Ilse Brandvold"),
    ("Ilse Brandvold, the transport minister, told reporters that the tunnel was safe.", "Ilse Brandvold"),
    ("“The tunnel is safe,” said Brandvold.", "Brandvold"),
    ('"The tunnel is safe," the minister\'s spokesman Tor Hale said on Friday.', "Tor Hale"),
    ("On Monday the Norland government denied that it had known of the leak.", "Norland government"),
    ("In Velstad, opposition lawmakers accused the cabinet of hiding the costs.", "opposition lawmakers"),
    ("The government has repeatedly denied the claims.", "government"),
    ("Officials say that the dam will hold.", "Officials"),
    ("Officials in Velstad said three bridges were closed.", "Officials in Velstad"),
    ("A spokesman for the water board confirmed the leak on Tuesday.", "spokesman for the water board"),
    ("The water board said in a statement that the pipes were old.", "water board"),
    ("In a statement, the water board said that the pipes were old.", "water board"),
    ("The water board released an official statement saying the pipes were old.", "water board"),
    ("A statement from the water board said the pipes were old.", "water board"),
    ("The leak was first reported by the Velstad Courier.", "Velstad Courier"),
    ("Citing two diplomats, the paper said talks had failed.", "two diplomats"),
    ("Sixty houses were flooded, the fire brigade reported.", "fire brigade"),
    ("Sixty houses were flooded, the fire brigade said on Sunday.", "fire brigade"),
    ("Local sources claimed that the convoy turned back at the border.", "Local sources"),
    ("President Amina Okoro said her country would not sign.", "President Amina Okoro"),
    ("“We will not sign,” President Okoro told the assembly.", "President Okoro"),
    ("Okoro added that the talks were over.", "Okoro"),
    ("Okoro, who has led the country since 2011, said the talks were over.", "Okoro"),
    ("Norland and Sunderia said they would reopen the border.", "Norland and Sunderia"),
    ("The rebels claimed to have taken the pass.", "rebels"),
    ("Meanwhile, the army claimed that the pass was still in its hands.", "army"),
    ("Army sources blamed fog and icy roads for the delay.", "Army sources"),
    ("The union warned that 400 jobs were at risk.", "union"),
    ("Critics argue that the levy hurts small farms.", "Critics"),
    ("The levy hurts small farms, critics say.", "critics"),
    ("Foreign Secretary J. R. Holm insisted the treaty was dead.", "J. R. Holm"),
    ("As the ambassador told Radio Norland, the visas were never issued.", "ambassador"),
    ("The ferry, the company said, had been inspected in March.", "company"),
    ("Residents complained that the sirens came too late.", "Residents"),
    # sport
    ("Coach Pia Lund admitted her side had been lucky.", "Coach Pia Lund"),
    ("“We were lucky,” Lund admitted.", "Lund"),
    ("Striker Jo Mbeki told the club's website that his knee had healed.", "Striker Jo Mbeki"),
    ("The Velstad Rovers announced the signing of two defenders.", "Velstad Rovers"),
    ("Team doctor Ana Ruiz confirmed that the goalkeeper had broken a finger.", "Ana Ruiz"),
    ("The goalkeeper will miss six games, the league announced.", "league"),
    ("The referee explained that the whistle had gone.", "referee"),
    # science
    ("Scientists at Calder University found that the moss survives frost.", "Calder University"),
    ("The study found that the moss survives frost.", "study"),
    ("Marine biologist Lena Fossum says the reef is recovering.", "Lena Fossum"),
    ("Researchers estimated that 40 per cent of the reef had died.", "Researchers"),
    ("“Nobody expected this,” Fossum wrote in her report.", "Fossum"),
    ("According to a report by the Calder Institute, sales doubled.", "Calder Institute"),
    ("The astronomers concluded that the object was a comet.", "astronomers"),
    ("The agency noted that the probe still answers.", "agency"),
    ("Experts believe that the glacier will vanish.", "Experts"),
    ("The US navy said in a statement that the buoy had drifted.", "US navy"),
    ("The WHO warned that measles was spreading.", "WHO"),
    ("Ada Holm, head of the trade board at Norland’s upper house told the radio that talks went on.", "Ada Holm"),
    ("Police, citing witnesses, said a car was seen.", "witnesses"),
    # court
    ("The judge ruled that the contract was void.", "judge"),
    ("Prosecutors alleged that he sold the paintings twice.", "Prosecutors"),
    ("Defence lawyer Karim Aziz argued the letter was forged.", "Karim Aziz"),
    ("A witness testified that the gate was open.", "witness"),
    ("The court said the sentence would stand.", "court"),
    ("The accused denied the charges.", "accused"),
    ("The defendant denied the charges and said he had been abroad.", "defendant"),
    ("“I was abroad,” he said, according to court papers.", "court papers"),
]  # fmt: skip

NOBODY = [
    "The ferry sank in calm water.",
    "The storm claimed 12 lives in two days.",
    "Lund claimed her third title in Velstad.",
    "He was told to leave the building.",
    "The minister is said to be ill.",
    "Twelve people were reported missing.",
    "The United States is larger than Norland.",
    "The company declined to comment.",
    "She refused to say where the money was.",
    "The report is 90 pages long.",
    "The bridge reopened after the council said the repairs were done.",
    "Norland added two goals before the break.",
    "The chapel, which is said to be haunted, burned down.",
    "The board asked for more money.",
    "They found a boat on the beach.",
    "The king ruled the island for 20 years.",
    "Fossum wrote a book about moss.",
    "Three reports of smoke reached the brigade.",
    "The army took the pass on Friday.",
    "He was denied entry at the border.",
    "The letter was sent to the minister.",
    "What the talks achieved is unclear.",
    "The tower is known as the Needle.",
    "Sales of the announced model start in May.",
]

CARRIED_ON = [
    (
        ["The Norland Ministry of Defence released a statement on Friday."],
        "The ministry added that no shots were fired.",
        "Norland Ministry of Defence",
    ),
    (["Ilse Brandvold said the tunnel was safe."], "She added that it would stay open.", "Ilse Brandvold"),
    (["The water board said the pipes were old."], "It denied any delay.", "water board"),
    (["The water board issued a statement on Monday."], "The statement said that the pipes were old.", "water board"),
    (["“The roof leaked for years,” Aziz said.", "Rain fell."], "He claimed nobody had listened.", "Aziz"),
    (["“The roof leaked for years,” Aziz said."], "“Nobody listened to us.”", "Aziz"),
    (["Spokesman Tor Hale said: “We closed the pass."], "Nobody was hurt.”", "Spokesman Tor Hale"),
    (["Governor Mary Quill visited the camp."], "The governor said tents were on the way.", "Governor Mary Quill"),
    (["It rained."], "He said the roof leaked.", None),
    (["Aziz said the roof leaked."], "The roof was repaired in June.", None),
    (["Aziz said the roof leaked."], "The company was founded in 1960.", None),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "speaker"), SAID)
def test_a_sentence_names_who_says_it(sentence: str, speaker: str) -> None:
    said = attributed_to(sentence)
    assert said is not None
    assert speaker.lower() in said.lower()
    assert said in sentence
    assert len(said) <= LONGEST


@pytest.mark.parametrize("sentence", NOBODY)
def test_a_sentence_that_nobody_says_has_no_speaker(sentence: str) -> None:
    assert attributed_to(sentence) is None


@pytest.mark.parametrize(("before", "sentence", "speaker"), CARRIED_ON)
def test_a_speaker_is_found_in_the_sentences_before(before: list[str], sentence: str, speaker: str | None) -> None:
    assert attributed_to(sentence, before) == speaker


def test_an_empty_sentence_has_no_speaker() -> None:
    assert attributed_to("") is None
    assert attributed_to("...") is None


def test_a_long_sentence_is_read_in_a_moment() -> None:
    sentence = "The mayor, " + "and the man who " * 400 + "said it."
    started = time.perf_counter()
    attributed_to(sentence)
    assert time.perf_counter() - started < 1
