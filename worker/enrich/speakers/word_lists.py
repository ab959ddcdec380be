"""Words about people: honorifics, titles, roles, bodies, places, given names. Plain tables, one subject each.

Written by hand from general knowledge: stylebook lists of titles and abbreviations, the names of states and nations,
the commonest English given names, the family names of Korea (ten of them cover two thirds of the country).
"""

from __future__ import annotations

from worker.enrich.speakers.tables import words
from worker.wire.agencies import all_of

HONORIFICS_MALE: frozenset[str] = words(
    "Mr Mr. Sir Lord King Prince Pope Father Brother Rabbi Imam Msgr. Bishop Cardinal Senor"
)
HONORIFICS_FEMALE: frozenset[str] = words(
    "Mrs Mrs. Ms Ms. Miss Lady Dame Queen Princess Madam Madame Sister Baroness Duchess"
)

TITLES: frozenset[str] = words(
    """Presumptive President Vice Vice-President Prime Premier Chancellor Minister Secretary Secretary-General
    Ambassador Senator Sen. Sens. Representative Rep. Reps. Congressman Congresswoman Governor Gov. Govs. Mayor
    Councilman Councilwoman Councilor Alderman Speaker Majority Minority Leader Whip Chairman Chairwoman Chair
    Chairperson Vice-Chairman Chief Justice Judge General Gen. Colonel Col. Lieutenant Lt. Major Maj. Sergeant
    Sgt. Captain Capt. Commander Cmdr. Admiral Adm. Corporal Cpl. Private Pvt. Officer Sheriff Detective
    Inspector Superintendent Marshal Deputy Assistant Associate Undersecretary Under-Secretary Director
    Executive Managing Head Professor Prof. Dr. Dr Doctor Rev. Rev Reverend Pastor Attorney Solicitor Counsel
    Prosecutor Commissioner Comptroller Treasurer Administrator Coordinator Envoy Special Spokesman Spokeswoman
    Spokesperson Press Communications Campaign Manager Adviser Advisor Strategist Analyst Economist Pollster
    Editor Columnist Correspondent Author Actor Actress Singer Coach Former Ex-President Then Then-President
    Acting Interim President-elect Vice-Premier Crown Supreme State First Foreign Defense Defence Finance
    Unification Interior Trade National Security Republican Democrat Democratic Independent Libertarian GOP Tory
    Labour Conservative Rival Candidate Nominee Presidential Sens Chief-of-Staff Rear Brigadier Brig.
    Marine Army Navy Air Force Staff Field Cabinet Parliamentary Lawmaker Rep Sen Gov Hon. Hon CEO CFO COO
    CIO CTO CMO CSO CRO CISO
    Co-founder Founder Chairmen Ministers Senators Governors Presidents Secretaries Leaders Party Businessman
    Tycoon Mogul Billionaire Secretary-general Consul Consul-General Negotiator Economic Health Education Labor
    Environment Agriculture Mechanisation Mechanization Irrigation Commerce Treasury Energy Transportation Culture
    Sports Science Land Oceans Industry
    SMEs Welfare Home Public Safety Gender Equality Veterans Government Policy Legislation Planning Budget Aide
    Senior Nuclear Top Chargé Comrade Assemblyman Assemblywoman Delegate Selectman Vice-Minister Nobel MP MLA MLC
    MCA MEP MSP CS PS SP DSP ASP ACP DCP SSP IGP DCI DI PC WPC Det Det. Insp Insp. Supt Supt. Ch Sgt Cpl Capt Maj Brig
    Col Lt Gen Cdr Cllr Cllr. Engr Engr. Barr Barr. Arc Arc. Pst Alhaji Alhaja Alh Mallam Malam Otunba Oba Shri Smt
    Datuk Dato Datin Seri Tun Puan Tengku Sheikh Shaikh Haji Hajia Major-Gen Maj-Gen Lt-Gen Brig-Gen Lt-Col Vice-Adm
    Rear-Adm Major-General Lieutenant-General Brigadier-General Lieutenant-Colonel Sub-Inspector Attorney-General
    Inspector-General Director-General Auditor-General Solicitor-General Commissioner-General
    MEC Cde DC DS DL QB RB WR LB Advocate PM CM VP Maulana Mufti Ayatollah Emir Sheik Archbishop Canon Dean Vicar
    Prof Profs Cr
    Professors"""
)
"""Words that may stand before a name and belong to a title, not to the name."""

OPENERS: frozenset[str] = words(
    """A An The But And Or Nor So Yet For If As At In On Of By To From With Without Into Under Over After Before During
    Since Until While When Where Why What Who Whom Whose Which How That This These Those There Here Then Now
    Still Also Even Although Though Because Unless Once Like Unlike Both Either Neither Each Every All Some Many
    Most Few Several Other Another Such Not No Yes Only Just Perhaps Maybe Meanwhile However Moreover Besides
    Instead Indeed Thus Hence Later Earlier Recently Today Tomorrow Yesterday Tonight Asked Speaking According
    Despite Per Among Amid Against Between Through Throughout Across About Above Below Behind Beyond Near He She
    It They We I You His Her Its Their Our My Your One Two Three Four Five Six Seven Eight Nine Ten First Second
    Third Last Next More Less Much Nearly Around Almost Again Already Always Never Often Sometimes Soon Well
    Whether Let Lets Is Are Was Were Do Does Did Has Have Had Can Could Will Would Should May Might Must Be Been
    Being Added Citing Calling Referring Asking Responding Noting Adding Saying Writing Told Said Says Given
    Hours Days Weeks Months Years Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February
    March April June July August September October November December Jan. Feb. Aug. Sept. Oct. Nov. Dec. Mon Tue
    Wed Thu Fri Sat Sun Nowadays Finally Eventually Further Furthermore Additionally Similarly Likewise Rather
    Otherwise Nevertheless Nonetheless Therefore Elsewhere Together Overall Ultimately Clearly Apparently
    Certainly Obviously Fortunately Unfortunately Interestingly Ironically Notably Specifically Currently
    Previously Initially Originally Follow Explaining Arguing Describing Warning Insisting Claiming Stressing Announcing
    Accusing Praising Expressing Addressing Denying Urging Quoting Recalling Commenting Reacting Replying Confirming
    Emphasizing Emphasising Highlighting Defending Dismissing Rejecting Welcoming"""
)
"""Words that begin a sentence with a capital and are no part of a name."""

PLACES: frozenset[str] = words(
    """New U.S. US U.K. UK EU U.N. UN American British English Scottish Welsh Irish French German Italian Spanish
    Portuguese Dutch Belgian Swiss Austrian Swedish Norwegian Danish Finnish Polish Czech Hungarian Romanian
    Bulgarian Greek Turkish Russian Ukrainian Israeli Palestinian Egyptian Saudi Iranian Iraqi Syrian Lebanese
    Jordanian Afghan Pakistani Indian Chinese Japanese Korean Vietnamese Thai Indonesian Malaysian Philippine
    Filipino Australian Canadian Mexican Brazilian Argentine Chilean Colombian Venezuelan Cuban Nigerian Kenyan
    African European Asian Western Eastern Northern Southern North South East West Central America Britain
    England Scotland Wales Ireland France Germany Italy Spain Portugal Belgium Switzerland Austria Sweden Norway
    Denmark Finland Poland Hungary Romania Greece Turkey Russia Ukraine Israel Egypt Iran Iraq Syria Lebanon
    Afghanistan Pakistan India China Japan Korea Korea's Vietnam Thailand Indonesia Malaysia Philippines
    Australia Canada Mexico Brazil Argentina Chile Colombia Venezuela Cuba Nigeria Kenya Africa Europe Asia
    Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho
    Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi
    Missouri Montana Nebraska Nevada Hampshire Jersey York Carolina Dakota Ohio Oklahoma Oregon Pennsylvania
    Rhode Tennessee Texas Utah Vermont Wisconsin Wyoming Washington Seoul Pyongyang Beijing Tokyo Moscow London
    Paris Berlin Brussels Chicago Boston Houston Dallas Atlanta Miami Philadelphia Detroit Cleveland Denver
    Seattle Orlando Pittsburgh Baltimore Milwaukee Charlotte Bay Manhattan Brooklyn Hollywood Jerusalem Kiev
    Kyiv Cairo Baghdad Damascus Kabul Delhi Mumbai Shanghai Taipei Busan Incheon Daegu Sejong Jeju Gyeonggi
    Muslim Christian Catholic Jewish Islamic Latino Hispanic Black White Arab
    Nairobi Mombasa Kampala Kigali Harare Lusaka Accra Lagos Abuja Dakar Bamako Niamey Freetown Monrovia Conakry
    Kinshasa Luanda Windhoek Gaborone Maputo Pretoria Johannesburg Durban Khartoum Mogadishu Tripoli Tunis Algiers
    Rabat Beirut Amman Riyadh Doha Dubai Muscat Tehran Islamabad Karachi Lahore Peshawar Dhaka Kathmandu Kolkata
    Chennai Bengaluru Bangalore Manila Jakarta Bangkok Hanoi Singapore Yangon Taiwan Gaza Canberra Ottawa Havana
    Caracas Bogota Brasilia Warsaw Budapest Bucharest Belgrade Zagreb Ankara Istanbul Stockholm Oslo Copenhagen
    Helsinki Minsk Lisbon"""
)

CITIES: frozenset[str] = frozenset(
    (
        "Los Angeles,San Francisco,San Diego,San Jose,San Antonio,Santa Fe,Santa Monica,Las Vegas,El Paso,Salt Lake,"
        "Hong Kong,Tel Aviv,Abu Dhabi,Addis Ababa,Dar es Salaam,Port Harcourt,Kuala Lumpur,Buenos Aires,Sao Paulo,"
        "Rio de Janeiro,Phnom Penh,Sri Lanka,Costa Rica,Burkina Faso,Sierra Leone,El Salvador,Puerto Rico,Quezon City,"
        "Cebu City,Davao City,Port Moresby,Port Louis,Santo Domingo,San Salvador,Guatemala City,Panama City,St. Louis,"
        "Sri Lankan,Sri Lankans,Costa Rican,Costa Ricans,Puerto Rican,Puerto Ricans,"
        "St. Petersburg,Baton Rouge,Des Moines,Fort Worth,Palo Alto,Phoenix Park"
    ).split(",")
)
"""Places of two words and more that look like names of people."""

KINDS_OF_FIRM = words("Developer Publisher Retailer Lender Insurer Carrier Broadcaster Operator Rival Supplier")
HELD_BY_ONE = words(
    "Minister Officer Director Secretary Chairman Chairperson President Commissioner Executive Spokesman"
)
SHORT_OFFICES = words("CS PS CFO COO PPRO PM CM VP")
OFFICES_HELD = words("MP MPs MLA MCA MEP MSP CEO PRO Minister Governor Mayor Senator")
NAMES_IN_ING = words("Sterling Irving Boeing Beijing Nanjing Reading Rolling Flying Viking Leading")
"""What ends in -ing before a name and is no participle."""

AGENCIES = {name for name in all_of("names") if " " not in name}
FAMILIES_TOO = words("Fox Law Hill Church Wall Post") | AGENCIES
"""Words of bodies that are family names too, behind a given name."""

BODY_WORDS = (
    words(
        """Bloc Dae Sinmun Ilbo Shinbun Ministry Department
    Agency Committee Council Party University Institute Institution Bank
    House Senate Congress Court Corp. Corp Inc. Inc Co. Co Ltd Ltd. Group Times Post News Press Journal Herald
    Tribune Gazette Magazine Association Union Foundation Center Centre Office Bureau Commission Police Army
    Navy Forces Force Command Club School College Church Hospital Fund PAC Assembly Authority Board Service
    Services Company Organization Organisation Federation League Academy Administration Parliament Government
    Confederation
    Cabinet Embassy Museum Network Coalition Alliance Campaign Society Trust Partners Capital Holdings
    Industries Motors Electronics Airlines Air Pentagon Kremlin Knesset Hill Street Wall Supreme Nations Project
    Initiative Task Team Laboratory Labs Systems Technologies Media Television TV Radio Broadcasting Studios
    Entertainment Records Pictures Airport Station Park Hotel Tower Avenue Road Building Stadium Arena Square
    Plaza Bridge River Lake Island Islands Valley County City Town Village District State States Beach Mountain
    Mountains Ocean Sea Peninsula Act Bill Amendment Law Constitution Treaty Agreement Accord Plan Program Day
    Week Year Night Eve Christmas Award Prize Cup Games Olympics War Convention Conference Summit Forum Festival
    Show Tonight Today Morning Report Review Daily Weekly Monthly Index Survey Poll Fox CNN MSNBC CBS NBC ABC
    BBC NPR PBS Politico Breitbart Facebook Twitter Google Apple Amazon Microsoft
    Samsung Hyundai Democrats Republicans Americans Britons Congressional Caucus Chamber Commerce Teamsters
    Legion Guard Corps Brigade Division Unit Squad Front Movement Tea Brotherhood ISIS Taliban Hamas Hezbollah
    NATO Headquarters Chiefs Employees Workers Voters Action Priorities Citizens Lives Matter Women Men Students
    Watch Rights Defense Defence Affairs Intelligence Investigation Security Homeland Treasury Exchange Reserve
    Budget Analytics Research Polling Consulting Strategies Associates Solutions International Global National
    Federal Medicare Medicaid Obamacare Brexit Bible Quran Internet Web Wikipedia Capitol Mall Garden Oval
    Beltway Broadway Hollywood"""
    )
    | AGENCIES
)
"""A sequence of capitalised words with one of these is a body, a place or a thing, not a person."""

COMPANY_WORDS = words(
    """Steel Motor Pharma Pharmaceuticals Biotech Oil Gas Petroleum Mining Minerals Brokers Securities Insurance
    Telecom Telecommunications Airways Shipping Logistics Foods Beverages Stores Homes Properties Realty Chemicals
    Chem Software Semiconductor Robotics Aerospace Aviation Railways Cement Textiles Breweries Brewery Ventures
    Equity Wealth Advisors Advisory United Rovers Athletic Albion Wanderers Hotspur FC AFC CF SC RFC Bancorp
    Financial Gazette Observer Standard Guardian Chronicle Telegraph Mirror Express Reef Charity Theatre Theater
    Opera Orchestra Ballet Gallery Library"""
)
"""The last word of the name of a firm, club, paper or house, where no given name begins it."""

OF_BODIES = words(
    """Bank Chiefs Ministry Department University Institute Board Bureau Office Chamber Union Conference Association
    Confederation Federation Council League Society Academy College Committee Commission Party Agency Center Centre
    Church Court House Guild Fund Organisation Organization Institution School Coalition Alliance Authority"""
)
"""Bodies whose name goes on with "of"."""

FIELDS: frozenset[str] = words(
    """Fire Health Culture Trade Science Food Arts Law Safety Housing Water Sport Sports Justice Labour Labor Youth
    Agriculture Tourism Women Energy Industry Commerce Education Information Transport Environment Lands Roads Works
    Mechanisation Mechanization Irrigation Development Resettlement
    Planning Fisheries Forestry Petroleum Mines Home Foreign Finance Revenue Customs Immigration Search Family Rescue
    Research"""
)
"""What a ministry or service is for: "and" joins two of them ("Fire and Rescue Service")."""

ROLES: frozenset[str] = words(
    """taoiseach tánaiste tanaiste serjeant-at-arms sergeant-at-arms
    narrator archbishop cleric prelate pontiff hooker prop flanker fullback preacher militant fighter gunman
    attacker shooter programmer engineer architect chef designer photographer filmmaker dancer model legend pilot
    astronaut miner shopkeeper vendor merchant seller buyer landlord tenant homeowner retiree pensioner grandmother
    grandfather mom dad child teen senior elder ombudsman auditor accountant clerk librarian archivist curator
    reviewer essayist poet novelist playwright composer conductor violinist pianist rapper announcer broadcaster
    presenter commentator pundit translator interpreter therapist counselor dentist pharmacist veterinarian
    paramedic firefighter policeman policewoman constable ranger guard warden inmate prisoner detainee hostage
    defector dissident exile developer trader broker dealer lender shareholder president chairman chairwoman chair
    chairperson secretary minister premier chancellor ambassador senator congressman congresswoman representative
    governor mayor councilman councilwoman speaker leader chief director executive officer official spokesman
    spokeswoman spokesperson spokespeople envoy negotiator diplomat counterpart adviser advisor aide strategist
    analyst expert economist professor scholar researcher scientist historian lawyer attorney prosecutor judge
    justice general colonel lieutenant major sergeant captain commander admiral sheriff detective inspector
    superintendent agent investigator coordinator administrator manager head founder co-founder owner
    chief-executive ceo editor reporter journalist columnist correspondent author writer blogger host anchor
    producer actor actress singer musician artist comedian coach player quarterback pitcher athlete candidate
    nominee frontrunner front-runner contender hopeful rival challenger incumbent lawmaker legislator politician
    democrat republican conservative activist advocate organizer volunteer delegate voter supporter donor
    fundraiser pollster operative surrogate businessman businesswoman billionaire mogul tycoon magnate entrepreneur
    investor banker doctor physician surgeon neurosurgeon nurse psychologist psychiatrist teacher principal student
    pastor priest bishop cardinal pope rabbi imam reverend king queen prince princess monarch veteran soldier man
    woman boy girl mother father son daughter brother sister wife husband widow uncle aunt cousin friend colleague
    neighbor resident witness victim suspect defendant survivor source insider whistleblower critic observer
    teenager farmer worker driver employee customer protester demonstrator refugee migrant immigrant deputy
    vice-president vice-chairman under-secretary undersecretary pointman point-man treasurer commissioner lobbyist
    consultant counsel psephologist demographer sociologist biologist physicist philosopher premier-designate
    commenter reader user mediator monitor moderator interviewer firebrand heiress statesman boss gaffer skipper
    striker winger defender midfielder goalkeeper keeper batsman batter bowler opener all-rounder left-hander
    right-hander wicketkeeper jockey trainer rider sprinter swimmer boxer wrestler golfer cyclist skater skier
    rower gymnast champion medallist medalist winner referee umpire physio coroner magistrate barrister solicitor
    petitioner respondent plaintiff appellant claimant juror foreman pathologist anaesthetist oncologist virologist
    epidemiologist paediatrician pediatrician cardiologist radiologist ecologist geologist seismologist
    meteorologist climatologist anthropologist archaeologist astronomer chemist botanist zoologist mathematician
    technician medic midwife gp publicist co-author co-star co-writer co-host co-owner co-chair co-director
    co-pilot screenwriter songwriter frontman drummer guitarist bassist vocalist soloist choreographer illustrator
    publisher councillor councilor mp mla mca mep msp cs ps backbencher member convener convenor factor registrar
    creator pm cm vp specialist realtor
    bursar dean provost rector vice-chancellor lecturer headteacher headmaster headmistress academic pupil tutor
    graduate vicar canon deacon monk nun abbot supervisor partner grocer butcher baker plumber electrician
    carpenter mechanic barber hairdresser waiter waitress barista publican landlady shepherd fisherman postman
    sailor welder tailor hawker campaigner villager islander employer backer doc parent granddaughter grandson
    niece nephew stepfather stepmother fiance fiancee girlfriend boyfriend mum courtier clergyman strongman
    assistant surveyor
    defenseman defenceman linebacker cornerback goalie goaltender catcher outfielder shortstop deportee
    evacuee returnee commuter motorist passenger tourist shopper tactician chieftain aspirant
    flagbearer stalwart matron pacer netminder vlogger podcaster influencer youtuber streamer
    attorney-general solicitor-general
    inspector-general auditor-general director-general secretary-general sub-inspector major-general governor-general
    star superstar popstar hitmaker starlet heartthrob songstress crooner diva beauty
    mastermind ringleader whip trooper patrolman cop naturalist conservationist environmentalist trustee apprentice"""
)
"""Nouns for a person by office, trade or relation."""

PLURAL_ROLES: frozenset[str] = words(
    """narrator archbishop officials sources analysts experts critics supporters opponents aides advisers advisors
    lawmakers senators congressmen representatives diplomats investigators prosecutors lawyers attorneys
    economists scientists researchers scholars historians doctors police authorities witnesses residents
    neighbors relatives friends colleagues voters activists advocates organizers protesters demonstrators
    workers students teachers reporters journalists editors strategists operatives pollsters democrats
    republicans conservatives liberals progressives leaders ministers governors mayors judges justices generals
    commanders soldiers troops veterans people men women parents executives managers directors members allies
    rivals candidates delegates donors insiders observers pundits commentators authors writers spokesmen
    spokespeople businessmen bankers investors traders farmers drivers customers"""
)

TRADES: tuple[str, ...] = (
    *("maker", "keeper", "worker", "owner", "driver", "farmer", "grower", "breeder", "seller", "dealer"),
    *("ologist", "scientist", "grapher", "ician", "monger", "controller"),
)
"""How words for somebody of a trade end ("winemaker", "entomologist")."""

BODY_ROLES: frozenset[str] = words(
    """media narrator archbishop ministry department agency committee council party university institute bank house
    senate congress court company group association union foundation center centre office bureau commission army
    navy command club school college church hospital fund assembly authority board service organization
    organisation federation administration parliament government cabinet embassy campaign network newspaper
    paper magazine journal report statement letter document documents memo email study survey poll lawsuit
    complaint indictment affidavit filing ruling opinion order bill law resolution website site ad advertisement
    press release team firm coalition alliance state country city county north south regime military police bench
    book article editorial column accord manifesto essay draft panel jury tribunal charity watchdog regulator family
    couple crew band duo palace airline broadcaster insurer retailer page analysis"""
)

KOREAN_FAMILY: frozenset[str] = words(
    """Kim Lee Park Choi Jung Jeong Chung Kang Cho Jo Yoon Yun Jang Chang Lim Im Han Oh Seo Suh Shin Kwon Hwang Ahn An
    Song Yoo Yu Ryu Hong Jeon Chun Ko Koh Moon Yang Son Sohn Bae Baek Paik Heo Huh Nam Shim Noh Roh Ha Kwak Sung
    Cha Joo Ju Woo Koo Ku Gu Min Na Ra Jin Ji Um Eom Chae Won Cheon Bang Kong Hyun Ham Byun Yeom Yeo Choo Chu Do
    So Seok Sun Sul Ma Gil Wi Yeon Pyo Myung Ki Ban Wang Geum Ok Yuk In Maeng Je Mo Tak Guk Eun Pyon Yong Ri
    Rhee Paek Pak Choe Hyon"""
)
