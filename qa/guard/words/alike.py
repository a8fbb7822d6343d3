"""Words that may stand for one another without saying anything else. Data only: everyday English.

A group, up to its semicolon, holds what is true of the same things: never an opposite, a stronger word or a cause. A
verb with its particle is written "set_up". A word may be in several groups, which does not join them.
"""

from __future__ import annotations

VERBS = """
show indicate; buy purchase acquire; build construct erect; end finish conclude; wound injure hurt; fall drop decline
decrease; rise increase climb grow; help assist aid; prohibit ban forbid outlaw; award give grant; choose select pick;
show demonstrate; get obtain receive; demolish raze; destroy wreck; beat defeat; seize capture take; recapture retake
regain; oppose resist; try attempt seek; replace supplant succeed; reach attain; create establish; set_up establish
founded; need require; happen occur take_place took_place; ask request; hire recruit employ; arrest detain; free
release; search comb; fix repair mend; call name term dub; become turn; keep retain; cure heal; speak talk; discuss
debate; stop halt cease; stay remain; live reside dwell; appoint name; own possess; contain hold; cover span; include
comprise; collapse crumble; crash smash; strike hit; attack assault; bomb bombard; flee escape; gather assemble;
publish release; study examine; investigate probe; test try; change alter; move shift; bring carry transport; send
dispatch; evacuate remove; rescue save; protect guard; elect choose; vote ballot; sign ink; approve endorse pass;
reject refuse; cancel scrap call_off; postpone delay put_off; win gain; earn make; breed reproduce; lift raise; reduce
cut lower; boost increase raise; restore reinstate; lead head run direct; compose write; discover find; detect find;
see view; think believe; warn caution; order command; tell inform; teach instruct; train coach; rent lease hire; die
pass_away perish; make produce manufacture; split divide; divide separate; extend lengthen; expand enlarge; locate
situate; house accommodate; host stage; hold stage; withdraw pull_out; retreat withdraw; surrender yield; force compel
oblige; block obstruct; ensure guarantee; provide supply; refuse decline; plan intend; continue carry_on go_on; resume
restart; worsen deteriorate; match equal; exceed surpass top; overtake pass; celebrate mark; praise commend laud hail;
acquit clear; swear vow pledge; carry_out conduct perform; break_out erupt; shoot_down down; pull_down demolish
knock_down tear_down; cut_off isolate; shut_down close; rule_out exclude; point_out note; find_out discover learn;
give_up abandon; come_back return; go_back return; turn_down reject; step_down resign quit; collect gather; catch
capture; grab seize; watch observe; travel journey; march parade; protest demonstrate; strand maroon; store keep;
characterise characterize describe; emphasise emphasize stress; encircle surround; deploy station; abolish scrap;
reiterate repeat; originate stem; depict portray; record register; translate render; vanish disappear; emerge appear;
sink go_down; soar surge; plunge plummet; shake rattle; flood inundate; loot plunder; liberate free; fight battle;
suffer sustain; experience undergo; feel sense; hear listen; breach violate break; infringe violate; hand give; donate
give; fund finance; win earn; draw tie; renovate refurbish; convert turn; grow cultivate raise; harvest reap; plant
sow; cook prepare; eat consume; discover uncover; operate run; manage run; set_off depart leave; take_off depart;
turn_out prove; carry bear; say state; state declare; predict forecast; foresee predict; expect anticipate; assert
maintain; urge exhort; acknowledge admit concede; voice express; mention cite; quote cite; rebuild reconstruct;
relocate move; transfer move; migrate move; settle resolve; solve resolve; commit perpetrate; succumb die; decrease
diminish lessen decline; shrink contract; slip fall; dip fall; slide fall; tumble fall; sink fall; mount rise; total
number; amount total; last endure; date stem; possess have; own have; feature have; boast have; hold have; comprise
consist; contain include; obtain gain acquire; secure obtain gain; earn receive; trade swap exchange; construct make;
create make; produce create; form create; craft make; generate produce; equip furnish provide; furnish supply; deliver
bring; convey transport; ferry transport; haul pull; drag pull; tow pull; push shove; throw hurl fling; toss throw;
cast throw; grab catch; seize confiscate; confiscate impound; detain hold; apprehend arrest; capture arrest; release
let_out; expel eject; deport expel; banish exile; bar ban; permit authorise authorize; allow enable; enable let;
approve authorise authorize; back endorse; support endorse; favour back support; oppose fight; contest dispute; reject
dismiss; turn_down refuse; veto block; desert abandon; drop abandon; discard abandon; leave abandon; quit leave;
vacate leave; flee run_away; escape get_away; evade avoid; avoid shun; defend protect; shield protect; assist support;
aid support; serve work; labour work; toil work; function work; operate work; start open; initiate start begin launch;
inaugurate open; establish start; originate begin start; stop cease end; expire end; lapse expire; suspend halt pause;
pause stop; block stop prevent; hinder hamper impede; delay hold_up; speed accelerate; travel go; come arrive; arrive
reach; land arrive; visit tour; inhabit live; occupy inhabit; use consume; exploit use; apply use; perform play; stage
perform; sing perform; act perform; carry_out execute perform do; succeed follow; follow pursue; chase pursue; seek
look_for search; search look; examine inspect; inspect check; check verify; verify confirm; test examine; analyse
study analyze; explore investigate; research study investigate; observe see notice; spot see; witness see; sight see;
watch see; view watch; identify recognise recognize; detect notice; find locate; trace find; evaluate judge; determine
decide; resolve decide; estimate reckon; calculate work_out; compute calculate; count number; link connect; connect
join; attach fasten; tie bind; unite join; combine merge; gather meet; meet encounter; assemble meet; convene meet;
participate take_part; join enter; overcome defeat; conquer defeat; triumph win; prevail win; injure maim; harm hurt
injure; damage hurt harm; flatten raze; burn_down burn; ignite light; set_fire ignite; go_off explode; rip tear; break
smash; shatter smash; crack break; snap break; cut slash; slash reduce; trim cut; ease relax; loosen relax; prolong
extend; stretch extend; span stretch; cover spread; surround ring; enclose surround; border adjoin; neighbour border;
face confront; tackle deal_with address; handle deal_with; treat handle; care look_after; nurse care; raise bring_up;
educate teach; train educate; hear learn; understand comprehend; grasp understand; mean signify; denote mean;
represent stand_for; symbolise symbolize represent; embody represent; depict show; portray show; exhibit display show;
present show; introduce present; offer present; propose put_forward; recommend advise; advise counsel; instruct order;
direct order; demand require; appeal ask call; call_for demand; plead appeal; beg plead; want wish; desire want; wish
hope; prefer favour favor; worry concern; trouble worry; anger enrage; upset distress; shock stun; surprise astonish;
please delight; replace substitute; exchange replace; restore return; repair renovate restore; refurbish restore;
upgrade improve; enhance improve; better improve; drop_out withdraw; resign step_down stand_down; retire step_down;
oust remove; depose oust; topple oust overthrow; remove take_away; withdraw remove; strip remove; extract remove;
eliminate remove; erase delete; delete remove; cancel annul; revoke cancel; enact pass; adopt pass; ratify approve;
implement carry_out; collect raise; orbit circle; rotate turn spin; flow run; pour flow; sail navigate; influence
affect; affect impact; shape influence; alter modify; modify change; adjust adapt; vary differ; convert change;
recruit enlist hire; hire take_on; give_up cede relinquish surrender; give_off emit release; go_off sound ring;
come_down collapse; hold_back withhold; vote_down reject; put_out extinguish; knock_out disable; bring_back restore
reintroduce; bring_down lower reduce; build_up accumulate; cut_down fell; draw_up draft prepare; fill_out complete;
give_away donate; hand_in submit; keep_up maintain; lay_off dismiss; make_up comprise constitute compose; pay_back
repay; pick_up collect; put_up erect build; send_out dispatch; sign_up enlist enrol register; step_up increase
intensify; take_down dismantle; take_up adopt; throw_out reject; win_back regain; write_down record; break_up split
dissolve; close_down close; dig_up unearth excavate; drive_out expel; gun_down shoot; lock_up imprison jail; open_up
open; push_back postpone; sell_off sell; start_up start; track_down find trace; try_out test; sweep_away wash_away;
fall_apart disintegrate; set_fire torch; resume restore; rely depend; complain grumble; mourn grieve; persuade
convince; pierce puncture; oblige require; enrol enroll register; assign allocate; allocate allot; distribute
hand_out; share split
"""
NOUNS = """
contract deal agreement; shelter refuge; troop soldier; firm company business; inquiry enquiry probe investigation;
fire blaze; people person; border frontier; harbour harbor port; airport aerodrome; aircraft plane airplane aeroplane;
ship vessel; lorry truck; gravestone headstone tombstone; vet veterinarian; fund money; carmaker automaker; custody
detention; boat vessel; stock store supply; gorge ravine; stairs staircase stairway; journalist reporter newsman;
wealth fortune; job post position; house home; flat apartment; street road; motorway highway; autumn fall; prize
award; book volume; newspaper paper; speech address; talk negotiation; agreement deal accord; vote ballot; poll
survey; law statute; rule regulation; tax levy; price cost; profit earning; revenue turnover; goal aim objective;
match game; side team; boss chief head; chief head leader; pupil schoolchild; scientist researcher; study research;
illness disease sickness; medicine drug medication; vaccine jab; hospital clinic; storm tempest; rain rainfall; sea
ocean; stone rock; blast explosion; gun firearm; weapon arm; fighter combatant militant; rebel insurgent; resident
inhabitant; worker employee; employee staff; passenger traveller traveler; driver motorist; witness eyewitness;
prisoner inmate detainee; jail prison; court tribunal; army military; government administration; king monarch; war
conflict; battle fight; attack assault; siege blockade; ceasefire truce armistice; protest demonstration; strike
walkout; kilometre kilometer km; percent per_cent percentage; dollar buck; amount sum quantity; number figure; part
portion section; rest remainder; start beginning; end close conclusion; kind sort type; area region; district quarter;
place location site; building structure; factory plant; facility plant; shop store; island isle; coast shore;
colleague co-worker; rival competitor opponent; father dad; mother mum; teenager adolescent; author writer; painter
artist; singer vocalist; US usa united_states america; uk united_kingdom britain; UN united_nations; eu
european_union; tv television; photo photograph picture; phone telephone; bike bicycle; statement declaration;
footballer player; spokesman spokesperson; spokeswoman spokesperson; chairman chair chairperson; chairwoman chair
chairperson; income earning; fee charge; measure step; effect impact; damage harm; rise increase; fall drop decline
decrease; cut reduction; attempt bid; proposal plan; danger peril hazard; help assistance aid; support backing;
shortage scarcity lack; livestock cattle; farmer grower; worker labourer laborer; sailor seaman mariner; fisherman
fisher; merchant trader; trader dealer; director manager; executive manager; lawmaker legislator; legislator
politician; spokesman representative; envoy emissary; activist campaigner; rescue_worker rescuer; firefighter fireman;
policeman officer; soldier serviceman; gunman shooter; attacker assailant; criminal offender; convict prisoner;
hostage captive; captive prisoner; ancestor forebear; expert specialist; scholar academic; victim casualty; death
fatality; injury wound; marriage wedding; funeral burial; cemetery graveyard; woodland forest; jungle rainforest;
stream brook; mouth estuary; cave cavern; slope hillside; snow snowfall; hurricane cyclone typhoon; waste rubbish
garbage trash; rubble debris wreckage; petrol gasoline; electricity power; energy power; engine motor; device gadget;
tool instrument; equipment gear; software program; website site; email e-mail; data information; document paper;
report account; account version; article story; poem verse; play drama; exhibition exhibit display; audience crowd
spectator; spectator viewer; fan supporter; goalkeeper keeper; coach trainer manager; victory win triumph; defeat
loss; draw tie; tournament competition contest; trophy cup; college university; class lesson; test trial; experiment
test; laboratory lab; sample specimen; result finding; method technique; process procedure; treatment therapy; cure
remedy; surgery operation; epidemic outbreak; disorder condition; money cash; tax duty; duty tariff; fine penalty;
compensation damages; cost expense; income revenue; trade commerce; stock share; bank lender; growth expansion;
recession downturn slump; unemployment joblessness; ministry department; body organisation organization; committee
panel; candidate contender; act law; order command; permit licence license permission; permission authorisation
authorization; ban prohibition; restriction limit curb; accident crash; crash collision; search hunt; killing slaying;
unrest disorder turmoil; rebellion uprising revolt insurrection; coup putsch; withdrawal pullout; treaty agreement;
meeting gathering; visit trip; trip journey voyage; route path; path track; railway railroad; tram streetcar; bus
coach; taxi cab; helicopter chopper; rocket missile; suburb outskirts; neighbourhood district neighborhood; land
territory; land ground; ground soil; castle fortress; fortress fort stronghold; floor storey story; pub bar; theatre
playhouse; stadium arena; headquarter base; base camp; depot warehouse; mine pit; power_station power_plant
"""
OTHERS = """
hardly scarcely barely; large big; huge enormous vast; small little; quick fast rapid swift; quickly rapidly swiftly
fast; main chief principal; roughly about approximately around; important significant; rich wealthy; angry furious;
whole entire; entire complete; deadly lethal fatal; severe serious; strong powerful; difficult hard; easy simple;
wrong incorrect; right correct; correct accurate; initial first; final last; also too as_well; nevertheless
nonetheless; later afterwards subsequently; earlier previously; previously formerly before; former ex; current
present; currently presently now; often frequently; rarely seldom; usually normally generally; probably likely;
perhaps maybe possibly; nearly almost; completely entirely totally fully wholly; partly partially; badly severely
seriously; worldwide globally; many numerous; enough sufficient; each every; all every; another further; another
additional; northern north; southern south; eastern east; western west; foreign overseas; illegal unlawful; legal
lawful; unlawfully illegally; lawfully legally; ill unwell; famous well-known renowned; about some; poorer poor; wet
damp; dry arid; cold chilly; icy frozen; tall high; round circular; massive huge enormous; gigantic huge; sizeable
sizable; considerable substantial; substantial significant; quiet silent; dangerous hazardous perilous; safe secure;
risky dangerous; harmful damaging; toxic poisonous; wounded injured hurt; jobless unemployed; costly expensive;
bankrupt insolvent; well-liked popular; notorious infamous; prominent leading; key crucial vital; crucial essential
vital; essential necessary; basic fundamental; chief primary; primary main; additional extra further; adjacent
neighbouring neighboring; close near; distant remote faraway; identical same; different distinct; rare uncommon
unusual; strange odd; constant continual; continuous uninterrupted; permanent lasting; long lengthy; sudden abrupt;
gradually slowly; immediate instant; latest newest; elderly old; adult grown-up; coastal seaside; global worldwide
international; national nationwide; sacred holy; fierce intense heavy; subterranean underground; spiky spiny thorny;
weary tired; feeble weak; compulsory obligatory mandatory; favourite favorite favoured favored; neighbouring
neighboring; harsh severe; grave serious; slight minor; total complete; secretly covertly; openly publicly; jointly
together; mainly mostly largely; primarily mainly mostly; exactly precisely; nearby close; formally officially; again
anew; initially originally; eventually finally ultimately
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
