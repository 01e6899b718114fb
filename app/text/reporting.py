"""The words by which English news says who speaks: verbs and nouns that report, and who may speak."""

# Verbs that may stand before their subject: "…," said Jane Doe.
from app.text.word_sets import word_set

_INVERTED = """
    say add ask tell write tweet reply respond answer explain continue conclude note argue insist
    declare announce warn quip joke state observe recall admit acknowledge concede complain agree assert
    claim contend maintain suggest remark retort counter shout yell scream whisper mutter exclaim charge
    allege predict promise vow pledge urge caution stress emphasize emphasise reiterate repeat confirm
    deny deadpan boast lament muse opine proclaim demand wonder post testify report mention plead chant
    snap interject elaborate clarify marvel gush fume advise begin offer object protest go put sum
    retweet relate recount confess sigh laugh cry decry theorize theorise chime implore relay comment
    blog text email"""
# Verbs that only follow it: Jane Doe called this "…".
_FOLLOWING = """
    call describe accuse criticize criticise blast slam denounce dismiss label brand dub refer praise
    hail tout mock deride ridicule condemn reject portray characterize characterise compare liken
    apologize apologise express signal indicate reveal disclose cite invoke echo speak talk believe
    think feel hope consider deem find rule voice outline commit defend hint order swear pray thank
    credit fault rip attack lash rail rant bash taunt tease needle lambaste assail chide scold rebuke
    regret question doubt challenge dispute disagree propose recommend welcome applaud commend
    congratulate envision summarize summarise read cast frame pronounce bemoan trumpet tell inform
    remind assure jab blame scoff shoot fire hit stand vent sound issue request require instruct appeal
    pan savage skewer reflect concur threaten"""
_IRREGULAR = {
    "say": "said", "tell": "told", "write": "wrote written", "begin": "began begun", "go": "went",
    "put": "put", "speak": "spoke spoken", "think": "thought", "feel": "felt", "find": "found",
    "swear": "swore sworn", "read": "read", "cast": "cast", "shoot": "shot", "hit": "hit", "stand": "stood",

    "cry": "cried", "reply": "replied", "deny": "denied", "decry": "decried", "testify": "testified",
    "clarify": "clarified",
}  # fmt: skip
_DOUBLED = word_set("admit quip rip pan plan chat blog refer jab commit rebut tout")


def _forms(verb: str) -> set[str]:
    """All forms of a verb that may report."""
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb in _DOUBLED and verb != "tout":
        stem = verb + verb[-1]
    third = verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else verb + "s"
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        third = verb + "es"
    past = set(_IRREGULAR[verb].split()) if verb in _IRREGULAR else {stem + "ed"}
    return {verb, third, stem + "ing", *past}


_OF_INVERTED = {form: verb for verb in _INVERTED.split() for form in _forms(verb)}
FOLLOWING = frozenset(_FOLLOWING.split())
INVERTING = frozenset(_OF_INVERTED) - word_set(
    "tell tells told telling go goes going put puts putting sum sums report reports offer offers"
)
VERBS: dict[str, str] = {form: verb for verb in _FOLLOWING.split() for form in _forms(verb)} | _OF_INVERTED
# these report only with a word behind them: went on to say, shot back, put it
WEAK = {
    "go": "on", "put": "it", "sum": "up", "shoot": "back", "fire": "back", "hit": "back", "chime": "in",
    "stand": "by",
}  # fmt: skip
# these report only right beside the quotation
BESIDE = frozenset(
    form
    for verb in (
        "continue",
        "begin",
        "read",
        "offer",
        "conclude",
        "issue",
        "go",
        "put",
        "sum",
        "speak",
        "find",
    )
    for form in _forms(verb)
)
# what a work is named after: on the program "…"
WORKS = word_set(
    """
    program programme show book film movie series song album documentary magazine newspaper column
    called titled entitled dubbed named podcast novel memoir musical play poem hymn anthem entitled
    single episode segment blog nicknamed hashtag"""
)
# also nouns, so that they report only in the past tense, or where a speaker stands right before
NOUNS_TOO = word_set(
    """
    report reports claim claims comment comments post posts tweet tweets call calls order orders attack
    attacks charge charges promise promises pledge pledges vow vows note notes state states offer offers
    request requests question questions challenge challenges address addresses issue issues release
    releases hope hopes doubt doubts counter text texts email emails demand demands joke jokes label
    labels brand brands credit credits fault faults signal signals cast frame use uses lead leads fire
    sound thought appeal appeals praise"""
)
# What someone says, as a noun: Jane Doe's remark that "…", a statement from the company.
SPEECH_NOUNS = word_set(
    """
    statement remark remarks comment comments claim claims words speech letter email e-mail memo tweet
    tweets post message testimony interview argument assertion promise pledge vow warning call demand
    suggestion contention accusation allegation charge description characterization declaration
    announcement response answer reply reaction opinion view views belief question complaint criticism
    insistence quote quotation line phrase term prediction conclusion admission acknowledgment apology
    op-ed essay column book memoir report ruling dissent order plea appeal boast joke quip reference"""
)
DOCUMENTS = word_set(
    """
    statement letter email e-mail memo tweet tweets post message report ruling order release lawsuit
    suit complaint indictment document documents filing affidavit bill resolution amendment article
    editorial headline ad caption sign banner transcript text note notes invitation petition op-ed essay
    column book memoir page website site story account resume description warrant motion brief opinion
    dissent poll survey study summary question questions ballot spokesperson's"""
)
SINGULAR_MEN = word_set(
    "he man father husband son brother congressman chairman spokesman businessman king prince boy gentleman"
)
SINGULAR_WOMEN = word_set(
    """
    she woman mother wife daughter sister congresswoman chairwoman spokeswoman businesswoman queen
    princess girl lady"""
)
# Words for one person whom a text need not name.
SINGLES = (
    SINGULAR_MEN
    | SINGULAR_WOMEN
    | word_set(
        """
    student teacher driver neighbor neighbour resident source user caller voter worker nurse doctor
    patient protester protestor demonstrator shopper owner employee staffer insider deputy trooper guard
    soldier"""
    )
) - {"he", "she"}
# Words for one person: after "the" they mean somebody who was named.
ROLES: dict[str, frozenset[str]] = {
    "president": word_set("president"),
    "senator": word_set("sen sens senator leader"),
    "congressman": word_set("rep reps representative congressman speaker leader"),
    "congresswoman": word_set("rep reps representative congresswoman speaker leader"),
    "representative": word_set("rep reps representative congressman congresswoman"),
    "lawmaker": word_set("sen sens senator rep reps representative congressman congresswoman speaker leader"),
    "governor": word_set("gov govs governor"),
    "speaker": word_set("speaker"),
    "leader": word_set("leader chairman speaker president"),
    "mayor": word_set("mayor"),
    "judge": word_set("judge justice"),
    "justice": word_set("justice"),
    "secretary": word_set("secretary"),
    "general": word_set("gen general lt"),
    "director": word_set("director"),
    "chairman": word_set("chairman chair"),
    "chairwoman": word_set("chairwoman chair"),
    "sheriff": word_set("sheriff"),
    "chief": word_set("chief"),
    "officer": word_set("officer sgt lt capt"),
    "lawyer": word_set("lawyer attorney"),
    "attorney": word_set("lawyer attorney"),
    "spokesman": word_set("spokesman"),
    "spokeswoman": word_set("spokeswoman"),
    "candidate": word_set("candidate nominee"),
    "nominee": word_set("nominee candidate"),
    "pope": word_set("pope"),
    "pontiff": word_set("pope"),
    "host": word_set("host anchor"),
    "professor": word_set("professor prof"),
    "minister": word_set("minister"),
    "premier": word_set("minister premier"),
    "chancellor": word_set("chancellor"),
}
PERSONS = frozenset(ROLES) | word_set(
    """
    republican democrat conservative liberal libertarian independent billionaire mogul businessman
    businesswoman tycoon executive magnate frontrunner front-runner contender hopeful incumbent
    challenger politician statesman commander-in-chief commander veteran author actor actress singer
    reporter columnist commentator correspondent journalist moderator activist advocate critic expert
    economist analyst scholar historian pastor priest bishop owner founder ceo celebrity strategist
    adviser advisor aide official prosecutor detective sergeant captain colonel admiral ambassador
    diplomat envoy whistleblower legislator freshman texan floridian californian native"""
)
# of these a text may mean one whom it never names
OFFICES = word_set(
    """
    president director secretary general judge justice officer chief lawyer attorney spokesman
    spokeswoman host professor minister premier chancellor mayor sheriff chairman chairwoman official
    prosecutor reporter moderator adviser advisor aide economist analyst expert activist columnist
    correspondent journalist critic detective sergeant captain colonel admiral ambassador diplomat
    leader speaker"""
)
_TITLES = """
    president senator sen sens representative rep reps governor gov govs mr mrs ms miss dr judge justice
    secretary attorney director chairman chairwoman chair speaker leader congressman congresswoman mayor
    sheriff agent general prime minister chancellor king queen prince princess pope rev reverend sir lt
    gen col capt sgt officer chief vice candidate spokesman spokeswoman majority minority whip
    commissioner treasurer ambassador administrator professor prof pastor bishop cardinal archbishop
    father sister detective captain colonel sergeant maj major adm admiral deputy assistant acting
    then-president pres supt superintendent press counsel solicitor comptroller inspector co-chairman
    ex-president lieutenant premier nominee lady dame lord baroness host anchor lawyer ceo messrs pro
    tem"""
TITLES = word_set(_TITLES)
OFFICES_AND_TITLES = (OFFICES | TITLES | frozenset(ROLES)) - word_set("mr mrs ms dr lady")
MALE_TITLES = word_set(
    "mr sir king prince lord congressman chairman spokesman father pope messrs cardinal bishop"
)
FEMALE_TITLES = word_set(
    "mrs ms miss queen princess dame baroness congresswoman chairwoman spokeswoman lady sister"
)
# what stands for a person of whom only the party, or the state, is said: the California Democrat
PARTISANS = word_set("republican democrat republicans democrats conservative liberal libertarian independent")
# whom a text may call by this word without ever giving a title
UNTITLED = word_set("president mayor journalist host anchor columnist professor activist author")
PARTIES = word_set(
    """
    republican democratic democrat republicans democrats former the gop conservative liberal libertarian
    independent house senate tea party"""
)
CALENDAR = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
    christmas easter thanksgiving"""
)
# a name that ends in one of these is that of a body
BODIES = word_set(
    """
    house court senate party department state states city news committee street county university times
    post act administration agency bank board bureau caucus center centre church college commission
    company congress council force fund group hall institute press school service team trust union
    america association convention conference guard republic security foundation network journal
    magazine police army navy ministry office campaign coalition alliance federation society league
    corporation corp inc co llc ltd cabinet parliament kremlin pentagon vatican organization
    organisation democrats republicans tribune herald globe radio television channel project initiative
    action authority treasury justice intelligence industries partners media international reserve pac
    kremlin"""
)
PREPOSITIONS = word_set(
    """
    of for from at with in on to by under inside near about after before during against into over
    between among through via without within since until despite outside behind like unlike upon across
    amid around toward towards per as than"""
)
PRONOUNS = word_set("he she they it we i you who")
ADVERBS = word_set(
    """
    also later then once again still even just only now often repeatedly recently previously initially
    eventually finally simply reportedly allegedly further sarcastically famously first subsequently
    instead ever never always sometimes thus therefore has had have having is was were been be being
    himself herself themselves both all would could will may might did does do not soon already however
    too more meanwhile nonetheless nevertheless earlier today yesterday tonight"""
)
AUXILIARIES = word_set("is are was were be been being get gets got gotten")
CONJUNCTIONS = word_set(
    """
    and but or nor yet so that which when while because if whether although though where why how since
    until unless before after as than"""
)
DETERMINERS = word_set(
    """
    the a an one his her its their our my this that these those some many several two three four five
    six seven eight nine ten both another any each every few most other no all"""
)
# what begins an apposition or parenthesis between a name and its verb
APPOSED = word_set(
    """
    who whose whom which a an the one his her its their our now also then former however too meanwhile
    himself herself though speaking citing chairman chairwoman president director secretary spokesman
    spokeswoman ceo author senior chief founder co-founder head professor vice deputy executive editor
    leader mayor governor republican democrat jr sr iii ii in at on during after before with from
    through by via along like unlike when while as both himself of once long not himself who's himself
    candidate lawyer attorney counsel managing political policy national legal general communications
    press campaign himself wearing age aged"""
)
MEN = word_set(
    """
    aaron adam alan albert alex alexander alfred allen andrew andy anthony antonio arnold arthur barack
    barney ben benjamin bernard bernie bill billy bob bobby boris brad bradley brandon brendan brett
    brian bruce carl carlos charles charlie chris christopher chuck claude clarence cory craig dan
    daniel dave david dennis derek dick don donald doug douglas dwight ed eddie edward edwin elijah
    eliot elliot emmanuel eric ernest eugene evan francis frank fred frederick gary gene geoffrey george
    gerald glenn gordon grant greg gregory guy harold harry harvey henry herbert herman howard hugh ian
    ivan jack jacob jake james jason jay jeff jeffrey jeremy jerome jerry jim jimmy joe joel john johnny
    jon jonathan jose joseph josh joshua juan julian justin karl keith ken kenneth kevin kyle larry
    lawrence lee leon leonard lindsey louis luis luke malcolm manuel marco marcus mark martin marvin
    matt matthew max michael miguel mike mitch mitt mohammed muhammad nathan neil nicholas nick norman
    oliver oscar patrick paul pedro pete peter phil philip phillip rahm ralph rand randy ray raymond rex
    ricardo richard rick rob robert roberto rod rodney roger ron ronald roy rudolph rudy russell ryan
    sam samuel scott sean sergio seth shaun simon stanley stephen steve steven stuart ted terrence terry
    thomas tim timothy todd tom tony travis trey tyler vernon victor vincent vladimir wallace walter
    warren wayne wesley will william zachary newt joaquin reince devin darrell dean jared"""
)
WOMEN = word_set(
    """
    abigail alexandria alice alicia alison allison amanda amber amy andrea angela angelina anita ann
    anna anne annie april barbara beth betty beverly bonnie brenda brooke candice carly carmen carol
    caroline carolyn catherine cathy charlotte cheryl chelsea christina christine cindy claire claudia
    condoleezza connie crystal cynthia dana danielle deborah debbie debra denise diana diane dianne
    donna doris dorothy eileen elaine eleanor elena elizabeth ellen emily emma erica erin eva evelyn
    florence gabrielle gina ginger gladys gloria grace gretchen hannah heather heidi helen hillary holly
    hope irene isabel ivanka jackie jacqueline jan jane janet janice jean jeanne jen jenna jennifer
    jessica jill joan joanna joni josephine joy joyce juanita judith judy julia julie kamala karen kate
    katherine kathleen kathryn kathy katie kayleigh kellyanne kerry kim kimberly kirsten kristen kristin
    kristjen laura lauren leslie lillian linda lisa liz loretta lori lucy lynn madeleine maggie margaret
    maria marie marilyn marsha martha mary maureen maxine megan meghan melania melissa meredith michelle
    mildred monica nancy naomi natalie nicole nikki nina nora olivia pamela pat patricia patty paula
    peggy penny phyllis rachel rebecca regina renee rhonda rita roberta robin rosa rose ruth sally
    samantha sandra sara sarah sharon sheila sheryl shirley sonia sophia stacey stephanie sue susan
    suzanne sylvia tammy tara teresa theresa tiffany tina tracy tulsi valerie vanessa vera veronica
    victoria virginia vivian wendy yvonne"""
) - word_set("grace hope joy april rose pat lynn jan robin kerry dana jackie leslie")
# words that begin sentences with a capital without being names
STARTERS = word_set(
    """
    a about according actually after again all also although amid among an and another any anyone are as
    asked at because before besides both but by can clearly could critics despite did do does during
    each earlier either even every everyone few finally first following for from further given had has
    have having he her here his how however i if in indeed instead is it its just last late later let
    like lawmakers many maybe meanwhile more moreover most mr much my nearly neither never nevertheless
    new next no nobody none nor not nothing now of officials on once one only opponents or other others
    our out over people perhaps police rather recently republicans democrats several she should
    similarly since so some something sometimes soon speaking still such supporters that the their then
    there therefore these they this those though three through throughout thus to today together two
    under unless unlike until up upon was we were what whatever when where whether which while who whose
    why will with within without would yes yesterday yet you your update updated asked aides advocates
    experts well okay ok oh"""
) - word_set("republicans democrats")
# cities, and sites that people write on: no person unless more of a name is with them
PLACES = word_set(
    """
    london paris berlin moscow beijing tokyo brussels kiev kyiv tehran baghdad damascus jerusalem cairo
    kabul havana chicago boston houston dallas denver seattle detroit atlanta miami philadelphia phoenix
    baltimore twitter facebook instagram youtube"""
)
