"""Nouns that tell what kind of answer "which N" or "what is the N" asks for. Data only: everyday English, no names."""

from __future__ import annotations

_NOUNS = {
    "person": (
        "actor actress admiral advisor adviser ambassador analyst architect artist astronaut athlete author baron"
        " bishop boss boxer brother candidate captain cardinal celebrity chairman chairwoman chairperson chancellor"
        " character chef chief child coach colonel columnist comedian commander commissioner composer conductor"
        " councillor counsel count cousin creator critic daughter dean defendant designer deputy detective developer"
        " dictator diplomat director doctor driver duke economist editor emperor empress engineer envoy executive"
        " expert explorer father fighter figure founder general girl girlfriend goalkeeper governor grandfather"
        " guitarist hero historian host husband illustrator individual inventor journalist judge justice king knight"
        " landlord lawyer leader lecturer lieutenant lord major man manager mathematician mayor minister missionary"
        " monarch monk mother murderer musician narrator navigator nominee nurse officer official orator owner painter"
        " partner passenger patriarch performer person philosopher photographer physician physicist pilot player poet"
        " politician pope preacher president priest prince princess principal producer professor programmer prophet"
        " prosecutor psychologist publisher quarterback queen rapper referee reformer reporter representative"
        " researcher"
        " resident ruler runner sailor saint scholar scientist secretary senator sergeant sheriff singer sister skipper"
        " soldier son songwriter speaker spokesman spokesperson spokeswoman sportsman star striker student sultan"
        " surgeon surveyor suspect swimmer teacher technician theologian theorist trainer traveller treasurer tsar"
        " victim viceroy vocalist warden widow wife winner witness woman worker writer chairman biologist chemist"
        " playwright novelist drummer bassist linebacker cornerback batsman bowler midfielder defender runner-up"
        " incumbent successor predecessor"
    ),
    "group": (
        "academy agency airline alliance army association authority band bank battalion body brand brigade broadcaster"
        " bureau business cabinet carrier charity chain choir church clan club coalition command commission committee"
        " community company conglomerate congress consortium contractor corporation corps council court crew delegation"
        " department division dynasty employer enterprise faction family federation firm fleet force foundation"
        " government group guild institute institution label legion manufacturer military militia ministry movement"
        " navy"
        " network newspaper office opponent opposition orchestra order organisation organization outlet parliament"
        " partnership party platoon police publication publishing regiment regime sect senate side society sponsor"
        " squad squadron studio supplier syndicate team tribe tribunal troupe union unit watchdog agencies ethnicity"
    ),
    "place": (
        "airbase airport address area arena base bay beach birthplace border bridge building campus capital castle"
        " cathedral cave cemetery church city coast colony continent country county crossing desert destination"
        " district"
        " garrison gulf harbor harbour headquarters highway hill home homeland hometown hospital hotel island"
        " jurisdiction kingdom lake land location mountain municipality museum nation neighborhood neighbourhood ocean"
        " outpost palace parish park peninsula place plain planet plateau port prefecture prison province quarter"
        " region"
        " republic residence river road route school sea settlement site spot square state stadium station strait"
        " street"
        " suburb town territory theater theatre triangle university valley venue village volcano zone college"
    ),
    "date": "age-range century centuries date day decade era hour month period season time week weekday year birthday",
    "number": (
        "altitude amount angle area-size average capacity circumference count degree density depth diameter dimension"
        " distance elevation fraction frequency height humidity length level magnitude mass maximum measurement minimum"
        " mileage number percent percentage population proportion quantity radius rank rate ratio score share size"
        " speed"
        " sum temperature temperatures tempo thickness toll total turnout velocity voltage volume weight width"
        " wavelength yield"
    ),
    "money": (
        "bounty budget cost expense fare fee fine fortune income loan money price profit revenue salary sum"
        " value wage worth gdp"
    ),
    "duration": "age duration lifespan length-of-time tenure",
    "cause": "cause causes explanation justification motive motivation reason reasons purpose rationale",
    "manner": "manner means mechanism method way process procedure",
}
KIND_OF_NOUN = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}
"""Singular noun -> the kind of answer it asks for; first meaning first."""

MEASURES = frozenset(_NOUNS["number"].split()) | frozenset(_NOUNS["money"].split())
"""Nouns that are themselves a figure."""

PEOPLE = frozenset(
    "adult attendee boy casualty child citizen civilian crew employee fan fighter girl guest hostage immigrant"
    " individual inhabitant insurgent man member migrant militant militiaman officer participant passenger patient"
    " people person personnel prisoner protester pupil rebel recruit refugee resident settler soldier spectator staff"
    " student supporter terrorist troop victim viewer visitor volunteer voter woman worker human men women"
    " children".split()
)
"""Nouns that count people: "how many soldiers" may be answered by "14 troops" or "21 people"."""

UNITS_OF = {
    "distance": "km kilomet met mile feet foot yard inch cm mm m mi ft light-year nm",
    "height": "met feet foot inch km kilomet cm m ft mile",
    "depth": "met feet foot inch km kilomet cm m ft mile",
    "width": "met feet foot inch km kilomet cm m ft mile",
    "size": (
        "met feet foot inch km kilomet cm m ft mile acre hectare square ton kg kb mb gb tb million billion percent %"
    ),
    "weight": "kg gram pound lb ton",
    "speed": "km/h mph knot km mile met",
    "temperature": "° degree",
    "time": "second minute hour day night week month year decade centur",
    "years": "year month week day decade centur",
    "percent": "% percent",
}
"""What "how far", "how tall" and "what percentage" are measured in: beginnings of unit words."""

_SAME = (
    "author authored compose composed write wrote written writer penned",
    "sing sang sung perform performed record recorded vocals singer",
    "play played portray portrayed star starred starring actor actress",
    "start started begin began begun launch launched commence commenced open opened",
    "release released publish published premiere premiered air aired debut debuted",
    "build built construct constructed erect erected",
    "found founded establish established create created form formed",
    "capture captured seize seized liberate liberated retake retook recapture control overran",
    "die died death dead kill killed killing fatal perished",
    "located situated lies location based base",
    "happen happened occur occurred place",
    "win won beat defeat defeated winner champion victory",
    "head headed lead led leader chief director commander command commanded boss",
    "say said state stated claim claimed announce announced report reported tell told declare declared",
    "attack attacked assault raid raided strike struck hit",
    "use used employ employed utilize",
    "invent invented discover discovered develop developed inventor introduce introduced",
    "make made produce produced manufacture manufactured",
    "end ended finish finished conclude concluded last",
    "large largest big biggest great greatest",
    "destroy destroyed wreck wrecked demolish demolished",
    "injure injured wound wounded hurt",
    "buy bought purchase purchased acquire acquired",
    "choose chose chosen elect elected select selected appoint appointed pick picked",
    "soldier soldiers troop troops serviceman servicemen",
    "movie film movies films",
    "get got receive received obtain obtained earn earned",
    "allow allowed permit permitted let enable enabled",
    "need needed require required",
    "car vehicle vehicles automobile",
    "military army forces",
)
SAME_SENSE = tuple(frozenset(line.split()) for line in _SAME)
"""Everyday verbs and nouns that stand for one another between a question and its answer."""
