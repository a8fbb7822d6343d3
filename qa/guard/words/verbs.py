"""English verbs and their irregular forms, by which a verb is told from a noun. Data only: everyday English."""

from __future__ import annotations

_IRREGULAR = """
arise arose arisen; awake awoke awoken; bear bore borne born; beat beaten; become became; begin began begun; bend
bent; bet; bind bound; bite bit bitten; bleed bled; blow blew blown; break broke broken; breed bred; bring brought;
broadcast; build built; burn burnt; burst; buy bought; cast; catch caught; choose chose chosen; cling clung; come
came; cost; creep crept; cut; deal dealt; dig dug; draw drew drawn; dream dreamt; drink drank drunk; drive drove
driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found; flee fled; fling flung; fly
flew flown; forbid forbade forbidden; forecast; foresee foresaw foreseen; forget forgot forgotten; forgive forgave
forgiven; freeze froze frozen; get got gotten; give gave given; go went gone; grind ground; grow grew grown; hang
hung; hear heard; hide hid hidden; hit; hold held; hurt; keep kept; kneel knelt; know knew known; lay laid; lead led;
lean leant; leap leapt; learn learnt; leave left; lend lent; let; lie lay lain lying; light lit; lose lost; make made;
mean meant; meet met; mistake mistook mistaken; overcome overcame; overrun overran; oversee oversaw overseen; overtake
overtook overtaken; overthrow overthrew overthrown; pay paid; put; quit; read; rebuild rebuilt; retake retook retaken;
rid; ride rode ridden; ring rang rung; rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send
sent; set; sew sewn; shake shook shaken; shed; shine shone; shoot shot; show shown; shrink shrank shrunk; shut; sing
sang sung; sink sank sunk; sit sat; sleep slept; slide slid; sow sown; speak spoke spoken; speed sped; spell spelt;
spend spent; spill spilt; spin spun; spit spat; split; spread; spring sprang sprung; stand stood; steal stole stolen;
stick stuck; sting stung; strike struck stricken; strive strove striven; swear swore sworn; sweep swept; swell
swollen; swim swam swum; swing swung; take took taken; teach taught; tear tore torn; tell told; think thought; throw
threw thrown; thrust; undergo underwent undergone; understand understood; undertake undertook undertaken; uphold
upheld; upset; wake woke woken; wear wore worn; weave wove woven; weep wept; win won; wind wound; withdraw withdrew
withdrawn; withhold withheld; withstand withstood; write wrote written; rewrite rewrote rewritten; die dying; tie
tying
"""

_REGULAR = """
abandon abolish absorb abuse accelerate accept access accommodate accompany accomplish account accumulate accuse
achieve acknowledge acquire acquit act activate adapt add address adhere adjust administer admire admit adopt advance
advise advocate affect affirm afford agree aid aim air alert align allege allocate allow alter amend amount analyse
analyze announce answer anticipate apologise apologize appeal appear apply appoint appreciate approach approve argue
arm arrange arrest arrive ask assassinate assault assemble assert assess assign assist associate assume assure attach
attack attain attempt attend attract attribute authorise authorize average avoid award back ban bar base battle behave
believe belong benefit besiege betray bind blame blast block boast boil bomb bombard boost border borrow bother bounce
brand breach breathe brief bring burn bury buy calculate call campaign cancel capture care carry carve cause caution
cease celebrate challenge change characterise characterize charge chase check circulate cite claim clarify clash
classify clean clear climb close coincide collaborate collapse collect colonize combine command commemorate comment
commission commit communicate compare compel compete compile complain complete compliment comply compose comprise
compromise concede conceive concentrate concern conclude condemn conduct confess confine confirm conflict confront
connect conquer consider consist consolidate constitute construct consult consume contact contain contend contest
continue contract contradict contrast contribute control convene convert convey convict convince cool cooperate
coordinate cope copy correspond count counter cover crash create criticise criticize cross crowd crush cultivate curb
cure curtail damage dance dare dash date dawn debate debut decide declare decline decrease dedicate deem defeat defect
defend defer define deflect degrade delay delegate delete delight deliver demand demolish demonstrate deny depart
depend depict deploy deport depose deprive derive descend describe deserve design designate desire destroy detail
detain detect deter deteriorate determine develop devote diagnose dictate die differ differentiate digest diminish dip
direct disagree disappear disappoint disband discard disclose discourage discover discuss disguise dismantle dismiss
dispatch disperse displace display dispose dispute disrupt dissent dissolve distinguish distract distribute disturb
dive divert divide divorce dodge dominate donate double doubt download draft drag drain dread dress drift drop drown
dub dump dwell dwindle earn ease echo edge edit educate elaborate elapse elect eliminate elude embark embrace emerge
emigrate emit emphasise emphasize employ emulate enable enact encircle encode encounter encourage end endorse endure
enforce engage enhance enjoy enlist enroll ensure entail enter entertain entitle envisage equal equip eradicate erect
erupt escalate escape escort establish estimate evacuate evade evaluate evict evoke evolve exacerbate exaggerate
examine exceed exchange exclaim exclude execute exempt exercise exert exhaust exhibit exhort exile exist expand expect
expel experience experiment expire explain explode exploit explore export expose express extend extinguish extract
face facilitate fade fail falter fan farm fasten favor favour fear feature fetch file fill film finance fine finish
fire fit fix flank flash flatten flee flip float flock flood flourish flow fluctuate focus follow force forge form
formulate fortify forward foster foul found fracture frame free freeze fuel fulfil fulfill function fund gain gather
gauge generate glance govern graduate grant grapple greet grip groan guarantee guard guess guide halt halve hamper
hand handle happen harm harvest hate haul haunt head heal heat heed help highlight hinder hinge hint hire hoist honor
honour hop hope hospitalise hospitalize host house hover hum hunt hurl hurry identify ignite ignore illustrate imagine
immigrate impact impede implement imply import impose impress imprison improve inaugurate incite incline include
incorporate increase incur indicate induce infect infer infiltrate inflate inflict influence inform inhabit inherit
inhibit initiate inject injure innovate inquire insert insist inspect inspire install instruct insulate insult insure
integrate intend intensify interact intercept interest interfere interpret interrogate interrupt intersect intervene
interview introduce intrude invade invent invest investigate invite invoke involve iron isolate issue itemise jail
jeopardise jeopardize join jolt judge jump justify keen kick kidnap kill knock label lack lament land lapse lash last
laugh launch leak leap levy liberate license lift like liken limit linger link list listen litter live load loan lobby
locate lock loom loot lower lure magnify maintain manage mandate manipulate manufacture march mark marry match mature
measure mediate melt mention merge merit migrate mine mingle miss mobilise mobilize mock model modify monitor
monopolise motivate mount mourn move multiply murder mushroom mutate name nationalise nationalize need negotiate nest
nod nominate note notice notify number nurse nurture obey object oblige observe obstruct obtain occupy occur offend
offer offset omit open operate oppose opt ordain order organise organize orient originate oust outlast outlaw outline
outlive outnumber outperform outrage overflow overhaul overhear overlap overload overlook override overrule overshadow
overturn overwhelm owe own oxidise oxidize pack paint park participate partition pass patrol pave peak penetrate
perceive perch perform permeate permit persecute persist persuade phase photograph photosynthesize pick pile pin
pinpoint pioneer place plan plant play plead please pledge plot plug plummet plunder plunge ply point poison polish
pollute populate possess post postpone pour practice practise praise pray preach precede preclude predate predict
prefer prepare prescribe present preserve press pressure presume prevail prevent privatise privatize probe proceed
process proclaim procure prod produce profess profit prohibit project proliferate prolong promise promote prompt
pronounce prop propose prosecute protect protest protrude prove provide provoke pry publish pull pump punish purchase
purge pursue push qualify quarantine quell quench question quote race raid rain raise rally ram range rank rape rate
ratify rattle ravage reach react realise realize reap reappear rear reason reassert reassure rebel rebrand rebuff
rebuke recall recapture recede receive recite reckon reclaim recognise recognize recommend reconstruct record recount
recover recruit recur redeem redefine reduce reel refer refine reflect reform refrain refund refurbish refuse refute
regain regard register regret regroup regulate reign reinforce reinstate reissue reiterate reject rejoin rekindle
relate relaunch relax relay release relieve relinquish relocate rely remain remark remember remind remodel remove
rename render renew renounce rent reopen reorganise reorganize repair repatriate repay repeal repeat repel replace
replicate reply report represent repress reprint reproduce repulse request require reschedule rescue resemble resent
reserve resettle reside resign resist resolve respect respond rest restore restrain restrict result resume resurface
retain retaliate retire retort retract retreat retrieve return reunite revamp reveal revel reverse revert review
revise revive revoke revolt reward rid ride roam roar rob rock roll roost rotate round ruin rule rush sail salvage
sanction save scale scare scatter schedule score scour scrap scrape scratch scream seal search seat secrete secure
seem seize select sentence separate serve settle sever shape share shatter shell shelter shield shift shine ship shock
shorten shout shove shun sift sigh sign signal simplify simulate situate skip slam slaughter slay slice slide slip
slow slump smash smell smoke smother smuggle snap soar soften solve sort sound spare spark sparkle spearhead
specialise specialize specify speculate spike spill splash spoil sponsor spot sprawl spray spur squeeze stab stack
staff stage stagger stall stamp star stare start starve state station stay steer stem step stimulate stipulate stir
stop store storm straddle strain strand stray stress stretch strip structure struggle study stun subdue submit
subscribe subside subsidise subsidize substitute succeed sue suffer suffice suggest suit summon superimpose supersede
supplement supply support suppose suppress surge surmise surmount surpass surprise surrender surround surveil survey
survive suspect suspend sustain swallow swamp swap sweep switch symbolise symbolize tackle talk tally tame tap target
taste tax team tease tempt tend term terminate test testify thank threaten thrive thwart tie tighten tip tolerate
topple toppled torture toss total touch tour tout tow trace track trade trail train trample transcend transfer
transform translate transmit transport trap travel traverse treat treble trial trick trickle trigger trim triple
triumph trouble try tumble turn tweet twist undermine undo unearth unify unite unload unlock unseat unveil update
upgrade uphold urge use usher utilize utter vacate vaccinate value vandalise vandalize vanish vary ventilate veto vie
view vilify violate visit visualise volunteer vote vow wage wait walk wander wane want ward warm warn wash waste watch
weaken weigh welcome whip whisk whisper widen wield wipe wish wither witness wonder work worry worship wound wrap
wreck wrest wrestle yield zero
""".split()

_VOWELS = "aeiou"


def _past(base: str) -> tuple[str, ...]:
    if base.endswith("e"):
        return (base + "d",)
    if base.endswith("y") and base[-2] not in _VOWELS:
        return (base[:-1] + "ied",)
    return (base + "ed", base + base[-1] + "ed")


def _third(base: str) -> str:
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + "es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else base + "s"


def _ing(base: str) -> tuple[str, ...]:
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        return (base[:-1] + "ing",)
    return (base + "ing", base + base[-1] + "ing")


_ROWS = [row.split() for row in _IRREGULAR.split(";")]
BASE = frozenset(row[0] for row in _ROWS) | frozenset(_REGULAR)
"""Base forms: "replace"."""
LEMMA = {form: row[0] for row in _ROWS for form in row[1:]}
"""Irregular form -> its base form."""
for _verb, _form in (("lay", "lie"), ("ground", "grind"), ("wound", "wind"), ("bound", "bind")):
    LEMMA.pop(_verb, None)
PAST = (
    frozenset(form for row in _ROWS for form in (row[1:] or row) if not form.endswith("ing"))
    | frozenset(
        "cut hit hurt put set read shut split spread burst cast cost bet quit upset let beat come become run".split()
    )
    | frozenset(form for base in _REGULAR for form in _past(base))
)
"""Past forms and participles."""
PARTICIPLES = frozenset(row[2] for row in _ROWS if len(row) > 2 and not row[2].endswith("ing") and row[2] != row[1])
"""Participles that are no past forms: "given"."""
THIRD = frozenset(_third(base) for base in BASE)
"""Forms after "he": "replaces"."""
ING = frozenset(form for base in BASE for form in _ing(base)) | {"lying", "dying", "tying"}
"""Forms in "-ing" of listed verbs."""
