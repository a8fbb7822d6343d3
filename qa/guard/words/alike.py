"""Words that may stand for one another without saying anything else. Data only: everyday English.

A group, up to its semicolon, holds what is true of the same things: never an opposite, a stronger word or a cause. A
verb with its particle is written "set_up". A word may be in several groups, which does not join them.
"""

from __future__ import annotations

VERBS = """
show indicate; buy purchase acquire; build construct erect; begin start commence; end finish conclude; close shut;
wound injure hurt;
fall drop decline decrease; rise increase climb grow; help assist aid; prohibit ban forbid outlaw; allow permit let;
award give grant; choose select pick; use employ utilize utilise; show demonstrate; get obtain receive; demolish raze;
destroy wreck; beat defeat; seize capture take; recapture retake regain; oppose resist; try attempt seek; replace
supplant succeed; reach attain; create establish; set_up establish founded; need require; happen occur take_place
took_place; ask request; hire recruit employ; fire sack dismiss; arrest detain; free release; search comb; fix repair
mend; call name term dub; become turn; keep retain; hide conceal; cure heal; speak talk; discuss debate; finish
complete; stop halt cease; stay remain; live reside dwell; appoint name; own possess; contain hold; cover span;
include comprise; explode detonate; collapse crumble; crash smash; strike hit; attack assault; bomb bombard; flee
escape; gather assemble; publish release; reveal disclose; study examine; investigate probe; test try; change alter;
move shift; bring carry transport; send dispatch; evacuate remove; rescue save; protect guard; elect choose; vote
ballot; sign ink; approve endorse pass; reject refuse; cancel scrap call_off; postpone delay put_off; win gain; earn
make; breed reproduce; lift raise; reduce cut lower; boost increase raise; restore reinstate; lead head run direct;
compose write; discover find; detect find; see view; think believe; warn caution; order command; tell inform; teach
instruct; train coach; rent lease hire; marry wed; bury inter; die pass_away perish; make produce manufacture; split
divide; divide separate; extend lengthen; expand enlarge; locate situate; house accommodate; host stage; hold stage;
withdraw pull_out; retreat withdraw; surrender yield; govern rule; force compel oblige; block obstruct; ensure
guarantee; provide supply; refuse decline; plan intend; continue carry_on go_on; resume restart; worsen deteriorate;
match equal; exceed surpass top; overtake pass; celebrate mark; honour honor; criticise criticize; praise commend laud
hail; acquit clear; jail imprison; swear vow pledge; kidnap abduct; carry_out conduct perform; break_out erupt;
shoot_down down; pull_down demolish knock_down tear_down; cut_off isolate; shut_down close; rule_out exclude;
point_out note; find_out discover learn; give_up abandon; come_back return; go_back return; turn_down reject;
step_down resign quit; collect gather; catch capture; grab seize; watch observe; travel journey; march parade; protest
demonstrate; strand maroon; store keep; characterise characterize describe; organise organize; realise realize;
apologise apologize; emphasise emphasize stress; finalise finalize; specialise specialize; mobilise mobilize; colonise
colonize; modernise modernize; labour labor; fulfil fulfill; travelled traveled; cancelled canceled; modelled modeled;
labelled labeled; programme program; encircle surround; deploy station; abolish scrap; repeal revoke; reiterate
repeat; originate stem; depict portray; record register; translate render; vanish disappear; emerge appear; sink
go_down; soar surge; plunge plummet; shake rattle; flood inundate; loot plunder; liberate free; fight battle; suffer
sustain; experience undergo; feel sense; hear listen; breach violate break; infringe violate; ignore disregard; hand
give; lend loan; donate give; fund finance; subsidise subsidize; win earn; draw tie; renovate refurbish; convert turn;
raise rear; grow cultivate raise; harvest reap; plant sow; cook prepare; eat consume; discover uncover; operate run;
manage run; set_off depart leave; take_off depart; turn_out prove; carry bear; say state; state declare; predict
forecast; foresee predict; expect anticipate; assert maintain; urge exhort; acknowledge admit concede; voice express;
answer reply respond; mention cite; quote cite; rebuild reconstruct; relocate move; transfer move; migrate move;
settle resolve; solve resolve; commit perpetrate; succumb die; decrease diminish lessen decline; shrink contract; slip
fall; dip fall; slide fall; tumble fall; sink fall; mount rise; total number; amount total; last endure; date stem;
possess have; own have; feature have; boast have; hold have; comprise consist; contain include; obtain gain acquire;
secure obtain gain; earn receive; trade swap exchange; construct make; create make; produce create; form create; craft
make; generate produce; equip furnish provide; furnish supply; deliver bring; ship transport; convey transport; ferry
transport; haul pull; drag pull; tow pull; push shove; throw hurl fling; toss throw; cast throw; grab catch; seize
confiscate; confiscate impound; detain hold; apprehend arrest; capture arrest; release let_out; expel eject; deport
expel; banish exile; bar ban; permit authorise authorize; allow enable; enable let; approve authorise authorize; back
endorse; support endorse; favour back support; oppose fight; contest dispute; reject dismiss; turn_down refuse; veto
block; desert abandon; drop abandon; discard abandon; leave abandon; quit leave; vacate leave; flee run_away; escape
get_away; evade avoid; avoid shun; defend protect; shield protect; assist support; aid support; serve work; labour
work; toil work; function work; operate work; start open; initiate start begin launch; inaugurate open;
establish start; originate begin start; stop cease end; expire end; lapse expire; suspend halt pause; pause stop;
block stop prevent; hinder hamper impede; delay hold_up; speed accelerate; travel go; come arrive; arrive reach; land
arrive; visit tour; inhabit live; occupy inhabit; populate inhabit; use consume; exploit use; apply use; perform play;
stage perform; sing perform; act perform; carry_out execute perform do; accomplish achieve; achieve attain; succeed
follow; follow pursue; chase pursue; seek look_for search; search look; examine inspect; inspect check; check verify;
verify confirm; test examine; analyse study analyze; explore investigate; research study investigate; observe see
notice; spot see; witness see; sight see; watch see; view watch; identify recognise recognize; detect notice; find
locate; trace find; assess evaluate; evaluate judge; determine decide; resolve decide; estimate reckon; calculate
work_out; compute calculate; count number; link connect; connect join; attach fasten; tie bind; unite join; combine
merge; blend mix; gather meet; meet encounter; assemble meet; convene meet; participate take_part; join enter; contend
compete; overcome defeat; conquer defeat; triumph win; prevail win; injure maim; harm hurt injure; damage hurt harm;
flatten raze; burn_down burn; ignite light; set_fire ignite; blow_up explode; go_off explode; rip tear; break smash;
shatter smash; crack break; snap break; cut slash; slash reduce; trim cut; ease relax; loosen relax; widen broaden;
prolong extend; stretch extend; span stretch; cover spread; surround ring; enclose surround; border adjoin; neighbour
border; face confront; tackle deal_with address; handle deal_with; treat handle; care look_after; nurse care; raise
bring_up; educate teach; train educate; hear learn; memorise memorize; understand comprehend; grasp understand; mean
signify; denote mean; represent stand_for; symbolise symbolize represent; embody represent; depict show; portray show;
exhibit display show; present show; introduce present; offer present; propose put_forward; suggest propose; recommend
advise; advise counsel; instruct order; direct order; demand require; appeal ask call; call_for demand; plead appeal;
beg plead; want wish; desire want; wish hope; prefer favour favor; worry concern; trouble worry; anger enrage; upset
distress; shock stun; surprise astonish; amaze astonish; please delight; replace substitute; exchange replace; restore
return; repair renovate restore; refurbish restore; upgrade improve; enhance improve; better improve; drop_out
withdraw; resign step_down stand_down; retire step_down; oust remove; depose oust; topple oust overthrow; remove
take_away; withdraw remove; strip remove; extract remove; eliminate remove; erase delete; delete remove; cancel annul;
annul void; revoke cancel; enact pass; adopt pass; ratify approve; implement carry_out; collect raise; levy impose;
orbit circle; rotate turn spin; flow run; pour flow; melt thaw; sail navigate; influence affect; affect impact; shape
influence; alter modify; modify change; adjust adapt; vary differ; convert change; recruit enlist hire; hire take_on;
enrol enroll register; assign allocate; allocate allot; distribute hand_out; share split
"""
NOUNS = """
contract deal agreement; shelter refuge; car automobile; troop soldier; physician doctor; film movie; lawyer attorney;
firm company business; inquiry enquiry
probe investigation; fire blaze; child kid; people person; country nation; border frontier; harbour harbor port;
airport aerodrome; aircraft plane airplane aeroplane; ship vessel; lorry truck; job post position; house home; flat
apartment; street road; motorway highway; autumn fall; holiday vacation; prize award; book volume; newspaper paper;
speech address; talk negotiation; agreement deal accord; treaty pact; vote ballot; poll survey; law statute; rule
regulation; tax levy; price cost; salary wage pay; profit earning; revenue turnover; goal aim objective; match game;
side team; boss chief head; chief head leader; student pupil; pupil schoolchild; scientist researcher; study research;
illness disease sickness; medicine drug medication; vaccine jab; hospital clinic; earthquake quake; storm tempest;
landslide landslip; rain rainfall; forest wood; sea ocean; stone rock; blast explosion; gun firearm; weapon arm;
fighter combatant militant; rebel insurgent; resident inhabitant; worker employee; employee staff; customer client;
passenger traveller traveler; driver motorist; witness eyewitness; prisoner inmate detainee; jail prison; court
tribunal; army military; government administration; king monarch; war conflict; battle fight; attack assault; siege
blockade; ceasefire truce armistice; protest demonstration; protester demonstrator; strike walkout; colour color;
centre center; theatre theater; metre meter; kilometre kilometer km; litre liter; defence defense; neighbour neighbor;
behaviour behavior; labour labor; honour honor; rumour rumor; programme program; grey gray; percent per_cent
percentage; dollar buck; amount sum quantity; number figure; part portion section; rest remainder; start beginning;
end close conclusion; kind sort type; way manner; area region; district quarter; place location site; building
structure; factory plant; facility plant; shop store; island isle; coast shore; colleague co-worker; enemy foe; rival
competitor opponent; father dad; mother mum; baby infant; teenager adolescent; author writer; painter artist; singer
vocalist; US usa united_states america; uk united_kingdom britain; UN united_nations; eu european_union; tv
television; photo photograph picture; phone telephone; bike bicycle; statement declaration; footballer player;
spokesman spokesperson; spokeswoman spokesperson; chairman chair chairperson; chairwoman chair chairperson; mice
mouse; income earning; fee charge; measure step; effort attempt; result outcome; effect impact; damage harm; rise
increase; fall drop decline decrease; cut reduction; attempt bid; proposal plan; danger peril hazard; help assistance
aid; support backing; shortage scarcity lack; harvest crop; livestock cattle; farmer grower; worker labourer laborer;
sailor seaman mariner; fisherman fisher; merchant trader; trader dealer; shareholder stockholder; director manager;
executive manager; lawmaker legislator; legislator politician; spokesman representative; envoy emissary; activist
campaigner; rescue_worker rescuer; firefighter fireman; policeman officer; soldier serviceman; gunman shooter;
attacker assailant; criminal offender; convict prisoner; hostage captive; captive prisoner; settler colonist; ancestor
forebear; expert specialist; scholar academic; archaeologist archeologist; victim casualty; death fatality; injury
wound; marriage wedding; funeral burial; cemetery graveyard; woodland forest; jungle rainforest; stream brook; mouth
estuary; cave cavern; peak summit; slope hillside; snow snowfall; hurricane cyclone typhoon; tornado twister;
pollution contamination; waste rubbish garbage trash; rubble debris wreckage; petrol gasoline; electricity power;
energy power; engine motor; device gadget; tool instrument; equipment gear; software program; website site; email
e-mail; data information; document paper; report account; account version; article story; story tale; poem verse; play
drama; exhibition exhibit display; audience crowd spectator; spectator viewer; fan supporter; goalkeeper keeper; coach
trainer manager; victory win triumph; defeat loss; draw tie; tournament competition contest; trophy cup; college
university; class lesson; exam examination test; test trial; experiment test; laboratory lab; sample specimen; result
finding; method technique; process procedure; treatment therapy; cure remedy; surgery operation; epidemic outbreak;
disorder condition; money cash; tax duty; duty tariff; fine penalty; penalty punishment; compensation damages;
spending expenditure; expenditure outlay; cost expense; income revenue; trade commerce; stock share; bank lender;
growth expansion; recession downturn slump; unemployment joblessness; ministry department; body organisation
organization; committee panel; coalition alliance; candidate contender; act law; decree edict; order command; permit
licence license permission; permission authorisation authorization; ban prohibition; restriction limit curb; accident
crash; crash collision; disaster catastrophe; search hunt; shelling bombardment; killing slaying; unrest disorder
turmoil; rebellion uprising revolt insurrection; coup putsch; withdrawal pullout; treaty agreement; meeting gathering;
visit trip; trip journey voyage; route path; path track; railway railroad; tram streetcar; bus coach; taxi cab;
helicopter chopper; rocket missile; suburb outskirts; neighbourhood district neighborhood; land territory; land
ground; ground soil; castle fortress; fortress fort stronghold; floor storey story; pub bar; theatre playhouse;
stadium arena; headquarter base; base camp; depot warehouse; mine pit; power_station power_plant
"""
OTHERS = """
hardly scarcely barely; large big; huge enormous vast; small little; quick fast rapid swift; quickly rapidly swiftly
fast; main chief
principal; mainly chiefly primarily; roughly about approximately around; important significant; rich wealthy; angry
furious; whole entire; entire complete; deadly lethal fatal; severe serious; strong powerful; difficult hard; easy
simple; wrong incorrect; right correct; correct accurate; initial first; final last; annual yearly; yearly annually;
also too as_well; nevertheless nonetheless; later afterwards subsequently; earlier previously; previously formerly
before; former ex; current present; currently presently now; often frequently; rarely seldom; usually normally
generally; probably likely; perhaps maybe possibly; nearly almost; completely entirely totally fully wholly; partly
partially; badly severely seriously; suddenly abruptly; immediately instantly; worldwide globally; abroad overseas;
many numerous; enough sufficient; each every; northern north; southern south; eastern east; western west; foreign
overseas; illegal unlawful; legal lawful; unlawfully illegally; lawfully legally; ill unwell; famous well-known
renowned; about some; poorer poor; wet damp; dry arid; cold chilly; icy frozen; tall high; wide broad; thick dense;
round circular; massive huge enormous; gigantic huge; sizeable sizable; considerable substantial; substantial
significant; quiet silent; dangerous hazardous perilous; safe secure; risky dangerous; harmful damaging; toxic
poisonous; wounded injured hurt; jobless unemployed; costly expensive; cheap inexpensive; bankrupt insolvent;
well-liked popular; notorious infamous; prominent leading; key crucial vital; crucial essential vital; essential
necessary; basic fundamental; chief primary; primary main; additional extra further; adjacent neighbouring
neighboring; close near; distant remote faraway; identical same; different distinct; rare uncommon unusual; strange
odd; constant continual; continuous uninterrupted; permanent lasting; long lengthy; sudden abrupt; gradually slowly;
immediate instant; latest newest; elderly old; adult grown-up; coastal seaside; global worldwide international;
national nationwide; sacred holy; fierce intense; harsh severe; grave serious; slight minor; total complete; secretly
covertly; openly publicly; jointly together; mainly mostly largely; primarily mainly mostly; especially particularly;
exactly precisely; nearby close; formally officially; again anew; initially originally; eventually finally ultimately;
medieval mediaeval; grey gray
"""
PEOPLES = """
afghan afghanistan; albanian albania; algerian algeria; american america; argentine argentinian argentina; australian
australia; austrian austria; belgian belgium; bolivian bolivia; brazilian brazil; british britain; bulgarian bulgaria;
canadian canada; chilean chile; chinese china; colombian colombia; croatian croatia; cuban cuba; czech czechia; danish
denmark; dutch netherlands; egyptian egypt; english england; estonian estonia; ethiopian ethiopia; finnish finland;
french france; german germany; ghanaian ghana; greek greece; hungarian hungary; icelandic iceland; indian india;
indonesian indonesia; iranian iran; iraqi iraq; irish ireland; israeli israel; italian italy; jamaican jamaica;
japanese japan; jordanian jordan; kenyan kenya; korean korea; kuwaiti kuwait; latvian latvia; lebanese lebanon; libyan
libya; lithuanian lithuania; malaysian malaysia; mexican mexico; moroccan morocco; nepalese nepal; nigerian nigeria;
norwegian norway; pakistani pakistan; peruvian peru; polish poland; portuguese portugal; romanian romania; russian
russia; scottish scotland; serbian serbia; slovak slovakia; slovenian slovenia; somali somalia; spanish spain;
sudanese sudan; swedish sweden; swiss switzerland; syrian syria; taiwanese taiwan; tanzanian tanzania; thai thailand;
tunisian tunisia; turkish turkey; ugandan uganda; ukrainian ukraine; venezuelan venezuela; vietnamese vietnam; welsh
wales; yemeni yemen; european europe; african africa; asian asia
"""
"""Countries and what is of them: "Denmark's", "Danish"."""
