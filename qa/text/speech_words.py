"""Words of saying: its verbs, who can say, and what only looks like saying. Data only: everyday English, no names."""

from __future__ import annotations

import re

SPEECH = frozenset(
    "said told claimed stated announced reported denied added declared confirmed warned argued insisted noted explained"
    " admitted acknowledged alleged revealed emphasized emphasised stressed wrote tweeted posted suggested predicted"
    " estimated ruled testified concluded replied responded vowed pledged promised blamed accused condemned urged"
    " demanded criticized criticised complained recalled remarked maintained asserted contended disclosed cautioned"
    " reiterated conceded commented asked believed found showed hailed praised dismissed rejected apologized"
    " apologised".split()
)
"""Past forms; those of `WEAK` need a complement that shows that something is said."""

WEAK = frozenset(
    "added noted wrote posted suggested predicted estimated ruled concluded found showed replied responded revealed"
    " maintained believed recalled asked pledged vowed promised rejected dismissed hailed praised explained argued"
    " stressed declared acknowledged admitted disclosed demanded stated".split()
)

PRESENT = frozenset(
    "say says claim claims argue argues believe believes insist insists warn warns think thinks report reports deny"
    " denies announce announces add adds note notes state states write writes suggest suggests estimate"
    " estimates expect"
    " expects maintain maintains contend contends explain explains tell tells".split()
)

CONTINUING = frozenset(
    "saying adding claiming arguing insisting warning noting stating stressing alleging denying".split()
)

OBJECT_FOLLOWS = frozenset(
    "told denied blamed accused condemned urged criticized criticised asked hailed praised dismissed rejected"
    " showed found believed ruled suggested confirmed denied".split()
)
"""Verbs that are never turned round ("said the mayor"): what follows is whom or what they concern."""

COMPLEMENT = re.compile(
    r"\s*+(?:,?\s*+[\"“«‘]|,|:|\.\s*$|$|that\b|how\b|why\b|whether\b|there (?:is|are|was|were|will)\b"
    r"|(?:on|late on|early on|late|in|to|during|via|through) [^,.]{2,50}?(?:,|:|\.?$|\bthat\b)"
    r"|(?:(?:the|a|an|its|his|her|their|some|no|more|about|at least|up to|it|he|she|they|we|[A-Z\d][\w’'-]{0,40})\s*)"
    r"[^,.]{0,80}?\b(?:is|are|was|were|will|would|had|has|have|can|could|may|might|should|did|does)\b)"
)
"""What follows a verb that really says something: a quotation, "that", a time and a comma, a clause with its verb."""

NOT_SPEECH = re.compile(
    r"(?:claimed (?:\w+ ){0,3}(?:li(?:fe|ves)|title|titles|victory|gold|silver|bronze|medals?|win|prize|crown"
    r"|seats?|points?)\b"
    r"|claims (?:of|about|against|to)\b|reports? (?:of|on|about|to)\b|reported (?:to (?:the|his|her|their|a)\b"
    r"|for duty)"
    r"|reported (?:dead|missing|killed|injured|wounded)\b|states of\b|notes? of\b|denied (?:entry|access|bail"
    r"|permission)"
    r"|told (?:stories|jokes|lies)|asked (?:for|to)\b|found (?:a|an|the|his|her|its|their|guilty|dead|two|three)\b"
    r"|ruled (?!that\b|in favou?r\b|against\b|on\b)\w|showed (?:up|off)\b|added (?:to|a|an|two|three|\d)"
    r"|posted (?:a|an|to)\b"
    r"|wrote (?:a|an|the|his|her|songs?|books?|for)\b|warned of\b$|suggested (?:a|an)\b)"
)

ADVERBS = frozenset(
    "also later then again earlier has have had just still never even thus further previously meanwhile however"
    " moreover furthermore once already yesterday today reportedly always often soon so now additionally".split()
)

SUBORDINATORS = frozenset(
    "after before when because until if whether although though unless since once despite where".split()
)

PRONOUNS = frozenset("he she it they i we".split())

DOCUMENTS = frozenset(
    "statement statements report reports study studies survey announcement communique release releases document letter"
    " article paper memo tweet post text poll review indictment filing complaint ruling".split()
)

SPEAKERS = frozenset(
    "police officials official sources source witnesses witness media activists activist residents authorities analysts"
    " experts expert scientists researchers researcher doctors lawyers prosecutors prosecutor investigators critics"
    " opponents rebels militants insurgents locals villagers observers monitors journalists reporters diplomats"
    " commanders leaders ministers lawmakers politicians economists historians engineers organizers organisers"
    " spokesman spokeswoman spokesperson spokesmen ministry government military army navy court judge judges tribunal"
    " jury committee commission agency agencies company firm club team union party parties opposition campaigners group"
    " groups organizers teachers students parents players fans supporters people many some others one neighbours"
    " neighbors eyewitnesses families relatives protesters workers farmers astronomers biologists physicists"
    " newspaper newspapers channel broadcaster network website outlet outlets press regulators regulator council"
    " hospital university institute office department board mayor president minister coach manager captain chairman"
    " director chief secretary ambassador envoy senator governor commander general colonel author authors scientist"
    " defendant plaintiff lawyer attorney victim survivor survivors mother father brother sister wife husband"
    " developers owners executives executive bank airline forces side sides league federation association"
    " accused papers television tv radio observatory coalition".split()
)
"""Nouns in lower case that can speak, besides those that ask for a person or a group."""
