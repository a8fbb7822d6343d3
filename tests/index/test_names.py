"""Names: every spelling of one name meets, and no two names, words or figures are taken for one another."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexDamaged
from index.mentions import find_acronyms, find_names, fold
from index.name_counts import NameCounts
from index.names import NameIndex

# One name in two spellings, as Arabic, Slavic, German, Turkish, Persian, Greek and Asian names go.
SAME = """
Qaddafi/Gaddafi Qaddafi/Kaddafi Gaddafi/Gadhafi Muhammad/Mohammed Muhammad/Mohamed Mohammad/Muhammed Hussein/Husayn
Hussein/Hossein Hussein/Hussain Abdulrahman/Abdel_Rahman Abdelaziz/Abdul_Aziz Khalid/Khaled Khalifa/Khalifah
Osama/Usama Nasser/Nasir Faisal/Faysal Faisal/Feisal Yasser/Yasir Ahmed/Ahmad Mahmoud/Mahmud Youssef/Yusuf
Yousef/Yusif Suleiman/Sulayman Suleiman/Soleiman Jamal/Djamal Jamal/Gamal Tariq/Tarek Tariq/Tareq Sadr/Sader
Hezbollah/Hizbullah Hezbollah/Hizballah Hezbollah/Hizbollah Qur'an/Koran Quran/Qur'an Sanaa/San'a Sana'a/Sanaa
Aden/Adan Fallujah/Falluja Nejef/Najaf Karbala/Kerbala Karbala/Kerbela Kirkuk/Karkuk Kirkuk/Kerkuk
Nasiriyah/Nasiriya Basra/Basrah Ramadi/ar-Ramadi Tikrit/Takrit Baqubah/Baquba Baaquba/Baquba Samarra/Samara
Haditha/Hadithah Latakia/Lattakia Latakia/Ladhiqiya Tartus/Tartous Hama/Hamah Khan_Shaykhun/Khan_Sheikhoun
Sheikh/Shaykh Sheikh/Cheikh Benghazi/Bengazi Misrata/Misurata Misratah/Misrata Sirte/Sirt Zuwara/Zuwarah
Zintan/Zentan Ghadames/Gadames Tripoli/Tripolis Djerba/Jerba Gafsa/Qafsa Kairouan/Qayrawan Kairouan/Kairwan
Marrakesh/Marrakech Meknes/Meknas Essaouira/Essawira Oujda/Ujda Fez/Fes Tchaikovsky/Chaikovsky
Tchaikovsky/Chaikovskij Tchaikovsky/Tschaikowsky Tchaikovsky/Chaykovskiy Yeltsin/Jelzin Yeltsin/Eltsin
Gorbachev/Gorbatschow Gorbachev/Gorbachov Khrushchev/Chruschtschow Khrushchev/Khruschev Zhukov/Schukow Zhukov/Joukov
Chekhov/Tschechow Chekhov/Tchekhov Dostoevsky/Dostoyevsky Dostoevsky/Dostoevskii Dostoyevsky/Dostojewski
Tolstoy/Tolstoi Tolstoy/Tolstoj Pushkin/Puschkin Pushkin/Pouchkine Rachmaninoff/Rakhmaninov Prokofiev/Prokofjew
Shostakovich/Schostakowitsch Solzhenitsyn/Solschenizyn Mikhail/Michail Mikhail/Mihail Sergei/Sergej Alexei/Aleksey
Alexei/Alexej Alexander/Aleksandr Dmitri/Dmitriy Dmitry/Dimitri Yevgeny/Evgeny Yevgeny/Jewgeni Evgeny/Evgenii
Yekaterinburg/Ekaterinburg Yekaterinburg/Jekaterinburg Kiev/Kyiv Kharkov/Charkow Kharkov/Kharkiv
Zaporizhzhia/Zaporizhia Zelensky/Zelenskyy Zelensky/Selenskyj Zelenskiy/Zelenski Volodymyr/Wolodymyr Lviv/Lwiw
Mykolaiv/Mykolayiv Donetsk/Donezk Luhansk/Lugansk Grozny/Groznyy Makhachkala/Machatschkala Tbilisi/Tiflisi
Astrakhan/Astrachan Mueller/Müller Müller/Muller Goebbels/Göbbels Schroeder/Schröder Schröder/Schroder Goethe/Göthe
Köln/Koeln Düsseldorf/Duesseldorf Weiss/Weiß Strauss/Strauß Jäger/Jaeger Zürich/Zurich Beşiktaş/Besiktas
Beşiktaş/Beshiktash Çanakkale/Canakkale Çanakkale/Chanakkale Diyarbakır/Diyarbakir Kayseri/Kaiseri Erdoğan/Erdogan
Davutoğlu/Davutoglu Şanlıurfa/Sanliurfa Cemal/Jemal Ahmet/Ahmed Mehmet/Mehmed Mahmut/Mahmud Izmir/Ismir
Trabzon/Trebzon Isfahan/Esfahan Khuzestan/Khuzistan Khomeini/Khomeyni Khomeini/Chomeini Khamenei/Khamenei
Khamenei/Khamenai Rafsanjani/Rafsandjani Ahmadinejad/Ahmadinejhad Ahmadinejad/Ahmadinedjad Mashhad/Meshhad
Mashhad/Meshed Tabriz/Tebriz Shiraz/Chiraz Shiraz/Schiras Qom/Qum Qom/Kum Herat/Harat Kandahar/Qandahar
Kunduz/Qunduz Kunduz/Kondoz Mazar-i-Sharif/Mazar-e_Sharif Mazar-i-Sharif/Mazari_Sharif Jalalabad/Jelalabad
Peshawar/Pishawar Balochistan/Baluchistan Thessaloniki/Tessaloniki Piraeus/Pireus Herakleion/Heraklion
Iraklio/Iraklion Aleksis/Alexis Papandreou/Papandreu Mitsotakis/Micotakis Phokis/Fokis Delphi/Delfi Nikos/Nicos
Zhou_Enlai/Chou_En-lai Mao_Zedong/Mao_Tse-tung Deng_Xiaoping/Teng_Hsiao-ping Lao-tzu/Laozi Sun-tzu/Sunzi Tao/Dao
Chongqing/Chungching Qing/Ching Pyongyang/Pyeongyang Pyongyang/Phyongyang Busan/Pusan Daegu/Taegu Korea/Corea
Sinuiju/Sinuidju Hokkaido/Hokkaidō Osaka/Ōsaka Kyushu/Kyūshū Reykjavik/Reykjavík São_Paulo/Sao_Paulo Łódź/Lodz
Gdańsk/Gdansk Dvořák/Dvorak Milošević/Milosevic Milosevic/Miloshevich Karadžić/Karadzic Karadzic/Karadzhich
Srebrenica/Srebrenitsa Shkodra/Shkodër Prishtina/Pristina Ceausescu/Ceaușescu O'Connor/OConnor
Saint-Denis/Saint_Denis Port-au-Prince/Port_au_Prince Catherine/Katherine Philip/Filip Hanoi/Ha_Noi
Timbuktu/Tombouctou Ouagadougou/Wagadugu Khartoum/Khartum Khartoum/Chartum Mogadishu/Muqdisho Mogadishu/Mogadisho
Kismayo/Kismayu Hargeisa/Hargeysa Darfur/Dar_Fur Omdurman/Umdurman Kinshasa/Kinchasa Delhi/Dehli Calcutta/Kalkutta
Kashmir/Cashmere Srinagar/Srinagara Lucknow/Luknow Abdullah/Abdallah Abdullah/Abdulla Salah_ad-Din/Saladin
Saladin/Salahuddin Nur_ad-Din/Nureddin Jumblatt/Joumblatt Nabatieh/Nabatiyah Tyre/Tyr Baalbek/Ba'albak Zahle/Zahlah
Beqaa/Bekaa Bekaa/Biqa
"""
# Two names that look or sound much alike.
DIFFERENT = """
Austria/Australia Jones/Johns Slovakia/Slovenia Niger/Nigeria Mali/Malawi Paris/Peru Chad/Cuba Guinea/Guyana
Congo/Kenya Oman/Amman Yemen/Oman Dubai/Doha Sweden/Switzerland India/Indiana Milan/Malin Turin/Tehran Tunis/Tunes
Tyrol/Tyre Basel/Brussels Lyon/Leon Nice/Niece Nantes/Nancy Rome/Roma_Street Cairo/Cora Vienna/Viana Bern/Bonn
Bonn/Bann Berlin/Merlin Hamburg/Homburg London/Lindon Dover/Denver Kent/Kant Leeds/Lodz York/Cork Bath/Booth
Derby/Darby_Creek Boston/Barton Dallas/Delos Austin/Easton Miami/Mumbai Tampa/Tempe Reno/Rhine Salem/Selma
Akron/Accra Toledo/Tilde Mobile/Moblie_Bay Lima/Lome John_Smith/Jane_Smith John_Smith/John_Smit_Jr
George_Bush/George_Bosch Bush/Bosch Clinton/Clayton Carter/Cartier Nixon/Nelson Reagan/Regina Obama/Osama
Trump/Tromp Biden/Baden Ford/Fred Adams/Edems Wilson/Nelson Wilson/Walsh Truman/Thurman Monroe/Munro_Bay
Grant/Garnet Lincoln/Lincroft Polk/Bulk Taylor/Tyler Pierce/Perez Martin/Marlin Martin/Morton Miller/Muller
Parker/Barker Carter/Caster Jackson/Johnson Johnson/Johnston Harris/Horace Harrison/Garrison Robert/Rupert
Roberts/Robert Williams/Willems Thomas/Tomas_Cook Daniel/Danielle Julia/Julie Maria/Mario Maria/Marie Mary/Marie
Anna/Anni Eva/Ivo Laura/Lara Lena/Lana Karl/Carla Paul/Paula Eric/Erica Oliver/Olivia Victor/Victoria Jack/Jackie
Dan/Don Dan/Dean Tim/Tom Jim/Jam Ben/Bin Ron/Ran Sam/Sim Max/Mex Rob/Rab Ted/Todd Kim/Cam NATO/NETO FBI/FBA BBC/BBK
CNN/CAN T-90/T-80 M4/M5 F-16/F-15 B-52/B-51 MiG-29/MiG-21 Su-24/Su-25 Boeing_737/Boeing_747 Brigade_137/Brigade_138
Apollo_11/Apollo_13 Korea/Kara White_Sea/Black_Sea Lake_Superior/Lake_Huron New_York/New_Jersey Tigers/Tigris
Ankara/Angora_Wool Izmir/Azmar Basra/Bursa Kabul/Kobol Karachi/Kerch Lahore/Lahr Delhi/Dili Hanoi/Huno Seoul/Sale
Tokyo/Takao Osaka/Osijek Kyoto/Kito Beijing/Bijeljina Busan/Bassano Wuhan/Wahn Omar/Emir Hasan/Hussein Khalid/Khalil
Salim/Salman Karim/Karam Rashid/Rashad Nasser/Nasrin Said/Saad Mahdi/Mahmoud Hamid/Hamad Majid/Masjid Samir/Samar
Tariq/Turk Walid/Wald Lenin/Lennon Stalin/Sutlin Beria/Berra Ivan/Evans Boris/Burris Peter/Patra Natasha/Natalia
Dnieper/Dniester Volga/Vilga Minsk/Munich Riga/Rioja Kursk/Kirsk_Lane Omsk/Tomsk Tula/Tail Perm/Prim Orel/Aral
Bryansk/Branson Kurd/Kord Egypt/Egret Israel/Ezriel_Wine Beirut/Bharat Tyre/Tire_Works Jaffa/Java Haifa/Hafez
Gaza/Goza Sinai/Sonoy
"""
SLIPS = """
Phillipines/Philippines Johanesburg/Johannesburg Pakisatn/Pakistan Casblanca/Casablanca Bagdhad/Baghdad
Istnabul/Istanbul Islamabd/Islamabad Jakrata/Jakarta Nairboi/Nairobi Veneuzela/Venezuela Guatamala/Guatemala
Zimbabwve/Zimbabwe Copenhagem/Copenhagen Stokholm/Stockholm Budapset/Budapest Edinburg/Edinburgh Glasgwo/Glasgow
Massachusets/Massachusetts Conneticut/Connecticut Shakespere/Shakespeare Beethovan/Beethoven Napolean/Napoleon
Churchil/Churchill Einstien/Einstein
"""
ARTICLE = """Ferries from Port Kharim resumed on Monday, the Harbour Watch Agency (HWA) said. The agency's head, Yousef
al-Hamadi, blamed storms near Kharimah. Later the HWA closed the pier, and winds kept the bridge at Tel Marouf shut.
Crews of the T-90 and the T-80 met at Qasr Mansour. Orla Winterbourne of the Lighthouse Trust thanked the crews."""


def pairs(text: str) -> list[tuple[str, str]]:
    """Return the pairs of a table, its underscores as spaces."""
    return [(left, right) for left, _, right in (pair.replace("_", " ").partition("/") for pair in text.split())]


def index_of(*names: str) -> NameIndex:
    counts = NameCounts()
    counts.names.update(dict.fromkeys(names, 3))
    return NameIndex.build(counts)


def index_from(*texts: str, ordinary: frozenset[str] = frozenset()) -> NameIndex:
    counts = NameCounts()
    for text in texts:
        counts.add(text)
    return NameIndex.build(counts, ordinary)


def spellings(index: NameIndex, mention: str) -> set[str]:
    return {variant.name for variant in index.variants(mention)}


def found(index: NameIndex, question: str) -> dict[str, set[str]]:
    return {name.text: {variant.name for variant in name.variants} for name in index.in_question(question)}


def test_most_other_spellings_find_the_name() -> None:
    table = pairs(SAME)
    met = [right in spellings(index_of(right), left) for left, right in table]
    met += [left in spellings(index_of(left), right) for left, right in table]
    assert len(table) >= 150
    assert sum(met) >= 0.88 * len(met)


def test_two_names_of_the_archive_are_never_taken_for_one() -> None:
    table = pairs(DIFFERENT)
    assert len(table) >= 150
    assert [pair for pair in table if pair[1] in spellings(index_of(*pair), pair[0])] == []


def test_few_names_that_are_not_there_are_taken_for_others() -> None:
    wrong = [pair for pair in pairs(DIFFERENT) if pair[1] in spellings(index_of(pair[1]), pair[0])]
    assert len(wrong) <= 0.15 * len(pairs(DIFFERENT))


@pytest.mark.parametrize(("typed", "name"), pairs(SLIPS))
def test_one_slip_still_finds_the_name(typed: str, name: str) -> None:
    assert spellings(index_of(name), typed) == {name}


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("al-Karamah", "Karama"),
        ("ash-Shatt", "Al-Shatt"),
        ("Al Bustan", "Albustan"),
        ("Albustan", "al-Bustan"),
        ("Dayr as-Sawr", "Deir Essor"),
        ("Deir el-Sor", "Deir Essor"),
        ("Tel Marouf", "Telmaruf"),
        ("Jones's", "Jones"),
        ("Müller", "Mueller"),
        ("Ba'quba", "Baquba"),
        ("ABBASABAD", "Abbasabad"),
    ],
)
def test_articles_spaces_marks_and_case_make_no_other_name(asked: str, held: str) -> None:
    assert spellings(index_of(held), asked) == {held}


@pytest.mark.parametrize(
    ("asked", "held"),
    [("T-90", "T-80"), ("N4", "N5"), ("Super Cup II", "Super Cup III"), ("Route 66", "Route 61"), ("HWA", "HWE")],
)
def test_a_figure_an_acronym_or_a_numeral_never_varies(asked: str, held: str) -> None:
    assert held not in spellings(index_of(held), asked)


def test_a_name_as_it_stands_comes_first() -> None:
    variants = index_of("Kharima", "Kharimah").variants("Kharimah")
    assert [variant.name for variant in variants] == ["Kharimah", "Kharima"]
    assert [variant.kind for variant in variants] == ["same", "sound"]
    assert variants[0].similarity == 1.0 > variants[1].similarity


def test_a_slip_meets_the_other_spellings_of_the_name_too() -> None:
    assert spellings(index_of("Zarkhamid", "Zarkhamed"), "Zarkhmaid") == {"Zarkhamid", "Zarkhamed"}


def test_names_are_found_in_running_text() -> None:
    names = [mention.text for mention in find_names(ARTICLE) if mention.certain]
    assert {"Port Kharim", "Harbour Watch Agency", "Tel Marouf", "al-Hamadi", "T-90", "T-80", "Qasr Mansour"} <= set(
        names
    )
    assert not {"The", "Later", "Ferries", "Crews"} & set(names)


def test_the_start_of_a_sentence_alone_makes_no_sure_name() -> None:
    assert [(m.text, m.certain) for m in find_names("Storms came. Orla Winterbourne left with d'Arcy.")] == [
        ("Storms", False),
        ("Orla Winterbourne", True),
        ("d'Arcy", True),
    ]


def test_a_headline_makes_no_sure_name() -> None:
    assert not any(m.certain for m in find_names("Harbour Bridge Closed After Violent Storms"))


def test_a_word_mostly_in_lower_case_is_no_name() -> None:
    index = index_from("The Bridge fell. We saw the bridge, a bridge and its bridge in Ostvik.")
    assert not spellings(index, "Bridge")
    assert spellings(index, "Ostvik") == {"Ostvik"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Harbour Watch Agency (HWA) said so.", ("HWA", "Harbour Watch Agency")),
        ("the HWA (Harbour Watch Agency) said so", ("HWA", "Harbour Watch Agency")),
        ("a vessel-borne oil detector (VBOD)", ("VBOD", "vessel-borne oil detector")),
        ("State of Lower and Upper Ostvik (SLUO)", ("SLUO", "State of Lower and Upper Ostvik")),
        ("near Kharimeh (Khurimah)", ("Khurimah", "Kharimeh")),
    ],
)
def test_an_acronym_is_learned_where_the_text_explains_it(text: str, expected: tuple[str, str]) -> None:
    assert list(find_acronyms(text)) == [expected]


@pytest.mark.parametrize("text", ["Orla Winterbourne (HWA) said", "the pier (PDF)", "the storm (see Note)", "(HWA)"])
def test_brackets_alone_explain_nothing(text: str) -> None:
    assert list(find_acronyms(text)) == []


def test_acronym_and_long_form_meet_both_ways() -> None:
    index = index_from(ARTICLE)
    assert "Harbour Watch Agency" in spellings(index, "HWA")
    assert "HWA" in spellings(index, "Harbour Watch Agency")
    assert found(index, "what did the harbour watch agency say?")["harbour watch agency"] >= {"HWA"}


def test_lower_case_and_mistyped_names_are_found_in_a_question() -> None:
    index = index_from(ARTICLE)
    assert found(index, "who thanked winterborne in telmarouf?") == {
        "winterborne": {"Winterbourne"},
        "telmarouf": {"Tel Marouf"},
    }


def test_spans_are_those_of_the_question() -> None:
    question = "Is Kharima's pier near the Tal-Maruf bridge?"
    for name in index_from(ARTICLE).in_question(question):
        assert question[name.start : name.end] == name.text


def test_ordinary_words_of_a_question_are_no_names() -> None:
    general = index_from(
        "Marsha Winders met Clothes Capitol. He saw Marsha Winders, Winder and Capitol.",
        ordinary=frozenset({"winter", "clothes", "capital", "march"}),
    )
    assert found(general, "which winter clothes did the capital march in?") == {}


def test_a_name_that_the_archive_never_gives_has_no_variants() -> None:
    assert found(index_from(ARTICLE), "Was Blofeldt at Tel Marouf?") == {
        "Blofeldt": set(),
        "Tel Marouf": {"Tel Marouf"},
    }


def test_a_word_of_a_longer_name_adds_its_own_spellings() -> None:
    question = "Was he at Qasr Mansour?"
    assert found(index_of("Qasr Mansour", "Mansour"), question) == {"Qasr Mansour": {"Qasr Mansour"}}
    assert found(index_of("Qasr Mansour", "Mansour", "Mansur"), question) == {
        "Qasr Mansour": {"Qasr Mansour"},
        "Mansour": {"Mansour", "Mansur"},
    }


def test_a_small_word_before_a_name_is_no_part_of_it() -> None:
    assert found(index_of("Salem", "Nadira"), "was it seen at Salem as Nadira in Nadira?") == {
        "Salem": {"Salem"},
        "Nadira": {"Nadira"},
    }


def test_what_is_stored_reads_back_the_same() -> None:
    index = index_from(ARTICLE)
    again = NameIndex.from_bytes(index.to_bytes())
    for question in ("Is Kharima near Tall Marouf?", "the hwa and T-90", "winterborne"):
        assert again.in_question(question) == index.in_question(question)
    assert again.to_bytes() == index.to_bytes()


def test_names_built_upon_an_earlier_index_are_those_built_anew() -> None:
    earlier = index_from(ARTICLE)
    counts = NameCounts()
    counts.add(f"{ARTICLE} Winterborne met Qaram Voss in Qaram, and Voss met Winterborne at the Kharima gate.")
    anew = NameIndex.build(counts)
    assert NameIndex.build(counts, earlier=earlier).to_bytes() == anew.to_bytes()
    assert NameIndex.build(counts, earlier=NameIndex.build(NameCounts())).to_bytes() == anew.to_bytes()
    shrunk = NameCounts()
    shrunk.add("Only Tall Marouf is left of it, and Tall Marouf is far away.")
    assert NameIndex.build(shrunk, earlier=anew).to_bytes() == NameIndex.build(shrunk).to_bytes()


def test_counts_that_are_taken_away_leave_nothing_behind() -> None:
    counts, other = NameCounts(), NameCounts()
    counts.add(ARTICLE)
    before = NameCounts()
    before.add(ARTICLE)
    other.add("The Harbour Watch Authority (HWA) met Qaram Voss at Kharima, as it had done before.")
    counts.add_json(json.loads(json.dumps(other.to_json())))
    assert counts != before
    counts.take(other)
    assert counts == before
    counts.take(before)
    assert counts.to_json() == [{}, {}, {}, []]


@pytest.mark.parametrize("cut", [0, 10, 30, -4])
def test_damaged_bytes_are_refused(cut: int) -> None:
    with pytest.raises(IndexDamaged):
        NameIndex.from_bytes(index_from(ARTICLE).to_bytes()[:cut])


def test_an_empty_archive_has_no_names() -> None:
    index = NameIndex.from_bytes(NameIndex.build(NameCounts()).to_bytes())
    assert len(index) == 0
    assert found(index, "Was Kharima shut?") == {"Kharima": set()}


@given(st.text(max_size=60))
def test_any_text_can_be_read_and_asked(text: str) -> None:
    index = index_from(text, ARTICLE)
    index.variants(text)
    assert all(text[name.start : name.end] == name.text for name in index.in_question(text))
    assert fold(fold(text)) == fold(text)
