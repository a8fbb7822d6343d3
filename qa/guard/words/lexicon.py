"""Closed lists that a sentence's grammar and its reservations are told by. Data only: everyday English, no names."""

from __future__ import annotations

ARTICLES = frozenset("a an the this that these those".split())
POSSESSIVES = frozenset("his her hers its their theirs our my your whose".split())
PRONOUNS = frozenset(
    "he she it they we i you him them us me himself herself itself themselves who whom someone somebody anyone anybody"
    " everyone everybody nobody none nothing something everything anything there one ones this that these those".split()
)
QUANTIFIERS = frozenset(
    "all some most many several few every each any no both half much more less fewer least another other either neither"
    " enough various certain such numerous countless multiple little own same".split()
)
"""They say how much of a thing is meant: none may be added, dropped or changed."""
BE = frozenset("is are was were be been being am 's 're".split())
HAVE = frozenset("has have had having".split())
DO = frozenset("do does did".split())
MODALS = {
    "will": "will", "'ll": "will", "shall": "will", "would": "would", "can": "can", "could": "could", "may": "may",
    "might": "may", "must": "must", "should": "should", "ought": "should", "cannot": "can", "won't": "will",
    "can't": "can", "couldn't": "could", "wouldn't": "would", "shouldn't": "should", "mustn't": "must",
}  # fmt: skip
NEGATIVES = frozenset("not never n't cannot nor neither hardly barely scarcely rarely seldom".split())
PREPOSITIONS = frozenset(
    "about above across after against along alongside amid among amongst around as at before behind below beneath"
    " beside besides between beyond by despite down during except excluding for from in including inside into like"
    " near of off on onto opposite out outside over past per regarding since than through throughout till to"
    " toward towards under underneath unlike until unto up upon versus via with within without aboard concerning"
    " following".split()
)
SUBORDINATORS = frozenset(
    "after before when because while whilst if although though since until till unless whether as where once whereas"
    " wherever whenever lest provided than why how".split()
)
CLAUSE_OR_PHRASE = frozenset("after before since until till as than".split())
RELATIVES = frozenset("who whom which whose that".split())
COORDINATORS = frozenset("and or but nor yet and/or".split())
PARTICLES = frozenset("up down out off back away apart aside over".split())
NOT_FACT = frozenset("as_long_as in_case if unless whether until till lest provided than as_if once whenever".split())
"""What is said after these has not been said to be so."""
UNSURE_MARKERS = frozenset("if unless until till lest provided whether as_long_as in_case".split())
"""What stands before these holds only with them."""

ADVERBS = frozenset(
    "also again then now still already soon later earlier ago just even only too very quite rather almost nearly always"
    " often ever never once twice here there today yesterday tomorrow tonight thus therefore however meanwhile moreover"
    " furthermore instead perhaps maybe together apart abroad home forward ahead further once yet so well least most"
    " more less away back online alone nearby overnight afterwards thereafter since sometimes overall downtown indoors"
    " outdoors upstairs offshore westward eastward northward southward anyway otherwise hence nevertheless nonetheless"
    " far not".split()
)
NOT_ADVERBS = frozenset(
    "family early daily weekly monthly yearly supply reply ally july italy assembly rally likely unlikely friendly"
    " elderly only holy ugly belly jelly bully lonely lovely deadly costly monopoly anomaly homily lily fly apply imply"
    " multiply rely comply orderly scholarly cowardly quarterly hourly butterfly emily sally kelly billy molly".split()
)
"""Words in "-ly" that are no adverbs."""

RESERVATIONS = frozenset(
    "allegedly reportedly supposedly apparently possibly probably perhaps maybe presumably potentially purportedly"
    " seemingly arguably likely unlikely ostensibly tentatively conceivably roughly approximately about around some"
    " nearly"
    " almost virtually practically only partly partially mostly largely mainly merely initially temporarily formerly"
    " originally previously provisionally hypothetically theoretically falsely wrongly mistakenly unsuccessfully"
    " typically usually often sometimes occasionally generally normally frequently rarely seldom hardly barely scarcely"
    " once never not no nearly half too least most more less fewer just solely exclusively primarily locally nominally"
    " officially unofficially repeatedly jointly indirectly conditionally otherwise so chiefly"
    " yet still sort kind somewhat relatively comparatively".split()
)
"""Adverbs and the like without which a sentence says more than it did."""

QUALIFIERS = frozenset(
    "former ex- ex alleged suspected reported supposed purported apparent possible potential probable likely unlikely"
    " would-be fake false mock bogus hoax artificial counterfeit forged fictional imaginary fictitious mythical"
    " legendary"
    " so-called self-styled self-proclaimed self-declared proposed planned attempted intended expected projected"
    " estimated prospective future hypothetical theoretical unconfirmed unverified unsuccessful failed aborted abortive"
    " cancelled canceled acting interim deputy vice assistant associate honorary late retired outgoing incoming"
    " partial half near quasi pseudo anti non semi presumptive presumed claimed rumoured rumored toy"
    " next previous last only sole first second third fourth fifth sixth seventh eighth ninth tenth penultimate"
    " main largest biggest highest best worst oldest youngest smallest lowest greatest longest shortest tallest fastest"
    " earliest latest nearest most least more less fewer other another candidate would-have-been disputed alternative"
    " part-time temporary provisional draft trial preliminary shadow puppet rival virtual nominal".split()
)
"""Modifiers that change what the noun stands for: where the noun is kept, so are they."""

NAME_PARTS = frozenset(
    "north south east west northern southern eastern western northeast northwest southeast southwest central upper"
    " lower new old great greater little saint st san santa los las el la le al port fort mount lake cape united"
    " anti junior senior jr sr".split()
)
"""Parts of names without which a name may be another's."""

PARTITIVES = frozenset(
    "part parts half third quarter fifth tenth majority minority rest remainder share proportion percentage percent"
    " fraction portion number lack absence end loss risk threat attempt plan denial failure fear kind sort type"
    " one two some most many several few none any each all dozens hundreds thousands millions billions"
    " hope possibility chance prospect rumour rumor copy replica model image picture photograph version imitation"
    " suspicion accusation charge allegation claim report"
    " edge outskirts suburb suburbs border vicinity top bottom beginning start middle brink verge member members"
    " absence shortage ban level rate".split()
)
"""Heads that say little without their "of": they are kept together."""

TRANSPARENT = frozenset(
    "town city village province state region district governorate port island kingdom republic county municipality"
    " suburb commune emirate duchy canton territory month year city-state"
    " total sum group pair team series number handful".split()
)
"""Heads before "of" that the noun behind may stand for by itself: "the town of X"."""

FACTIVE = frozenset(
    "confirm reveal show discover learn realise realize know acknowledge admit recall remember find prove"
    " forget".split()
)

SAY = {
    "neutral": frozenset("say state tell add note report announce remark declare write according comment explain reply"
                         " respond disclose recall post tweet testify observe mention".split()),
    "firm": frozenset("confirm acknowledge admit reveal concede insist stress emphasise emphasize reiterate warn"
                      " conclude find rule show point caution maintain assert argue affirm".split()),
    "doubt": frozenset("claim allege believe think suggest estimate predict expect suspect speculate fear assume"
                       " contend hope consider feel guess doubt indicate imply propose promise pledge vow threaten"
                       " forecast hint".split()),
    "against": frozenset("deny reject dispute refute dismiss question".split()),
}  # fmt: skip
"""Verbs of saying by how far they vouch for what is said."""
SAYING = frozenset().union(*SAY.values())
