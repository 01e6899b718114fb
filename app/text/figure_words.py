"""The words that tell what kind of figure a number is: units, currencies, hedges, calendar, labels."""

from app.text.dates import MONTHS
from app.text.word_sets import word_set


def _named(lines: str) -> dict[str, str]:
    """``unit: words that mean it`` line by line, as a table from word to unit."""
    return {
        word: unit.strip()
        for line in lines.strip().splitlines()
        for unit, _, words in [line.partition(":")]
        for word in words.split()
    }


DASHES = frozenset("-–—‑")
CURRENCY_SIGNS = {"$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW"}
CURRENCY_PREFIXES = {
    "us": "USD", "c": "CAD", "ca": "CAD", "a": "AUD", "au": "AUD", "hk": "HKD", "nz": "NZD", "s": "SGD",
}  # fmt: skip
CURRENCY_WORDS = _named(
    """
    USD: dollar dollars usd buck bucks
    EUR: euro euros eur
    GBP: sterling gbp quid
    JPY: yen
    CNY: yuan renminbi
    INR: rupee rupees
    RUB: ruble rubles rouble roubles
    MXN: peso pesos
    ILS: shekel shekels
    CHF: franc francs
    """
)
DURATIONS = _named(
    """
    second: second seconds sec secs
    minute: minute minutes min mins
    hour: hour hours hr hrs
    day: day days
    week: week weeks
    month: month months
    year: year years yr yrs
    decade: decade decades
    century: centuries
    """
)
MEASURES = _named(
    """
    mile: mile miles
    km: kilometer kilometers kilometre kilometres km kms
    mph: mph
    kph: kph kmh
    knot: knot knots
    foot: foot feet ft
    inch: inch inches
    yard: yard yards
    metre: meter meters metre metres
    acre: acre acres
    hectare: hectare hectares
    pound: pound pounds lbs lb
    ounce: ounce ounces oz
    kilogram: kilogram kilograms kilo kilos kg
    ton: ton tons tonne tonnes
    gallon: gallon gallons
    barrel: barrel barrels
    litre: liter liters litre litres
    degree: degree degrees
    megawatt: megawatt megawatts mw
    calibre: caliber calibre mm
    """
)
PERCENT_WORDS = word_set("percent percentage pct")
POINT_WORDS = word_set("point points pts")

MONTH_NAMES = {
    name: MONTHS[name]
    for name in sorted(
        word_set(
            """january jan february feb march mar april apr may june jun july jul august aug september sept
            sep october oct november nov december dec"""
        )
    )
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thurs", "friday fri",
         "saturday sat", "sunday sun"), 1,
    )
    for name in names.split()
}  # fmt: skip
# Abbreviations of weekdays, and months that are also words, need a neighbour that makes them dates.
DOUBTFUL_DAYS = word_set("mon tue tues wed thu thurs fri sat sun")
DOUBTFUL_MONTHS = word_set("may march mar jan jun dec august april june")
BEFORE_DATE = word_set(
    """in on by since until till before after from through last next this early late mid of end during
    between past to around"""
)
BEFORE_YEAR = word_set(
    """in since by until till from through of during before after around late early mid fall spring summer
    winter autumn back between fiscal year circa election"""
)

# What stands before the number of a thing that has a number for a name.
LABELS = word_set(
    """no nos number article articles section sections chapter title route highway interstate flight room
    page pages verse psalm amendment proposition prop district channel area phase level tier type stage
    class grade version volume vol figure table exhibit item resolution measure question rule form code
    pier gate exit bus apollo windows iphone ipad boeing airbus covid group category appendix part unit
    building apt suite box model step game week round day lot precinct ward zone sector formula catch
    channel ps xbox corridor"""
)

# Those of them that are no verbs and count nothing, also where they are written small.
SMALL_LABELS = word_set(
    "no article section chapter route flight room page day phase grade district category level week"
)

# A hedge, longest first when matched backwards: words before the number to what it makes of it.
HEDGES_BEFORE: dict[tuple[str, ...], str] = {
    tuple(words.split()): bound
    for bound, phrases in {
        "about": """about | around | approximately | roughly | some | circa | an estimated | estimated
            | an average of | average of | in the neighborhood of""",
        "over": """more than | over | above | upwards of | exceeding | in excess of | greater than | north of
            | just over | well over | topping | surpassing | past""",
        "least": "at least | no fewer than | no less than | not less than | a minimum of | minimum of",
        "most": """up to | as many as | as much as | as high as | as long as | at most | no more than
            | not more than | a maximum of""",
        "under": """fewer than | less than | under | below | nearly | almost | just under | just shy of
            | shy of | close to | just below | well under | approaching""",
    }.items()
    for words in phrases.split("|")
}
HEDGES_AFTER: dict[tuple[str, ...], str] = {
    ("or", "more"): "least", ("or", "so"): "about", ("or", "fewer"): "most", ("or", "less"): "about",
    ("-", "plus"): "least", ("+",): "least", ("-", "odd"): "about", ("-", "some"): "about",
}  # fmt: skip
LONGEST_HEDGE = max(len(words) for words in HEDGES_BEFORE)

# Where the words that say what is counted end.
BOUNDARIES = word_set(
    """a an the this that these those of in on at by for from to with without into onto over under about
    as than then and or but nor so if while when where who whom whose which what because since until
    till before after during through across between among against amid per via is are was were be been
    being am has have had having do does did will would can could may might must shall should not no he
    she it they we you i his her its their our your my him them us there here also both each every
    either neither only just even still yet already ago up down out off away back near around along
    toward towards inside outside within despite although though unless whether how why all any such
    said says told according including compared versus vs v more less now today yesterday tomorrow
    tonight later earlier respectively monday tuesday wednesday thursday friday saturday sunday got get
    went came made took left"""
)
PLURALS = word_set(
    """people men women children police troops personnel aircraft feet cattle youth others staff crew
    folks clergy lives wounded dead injured media percent congressmen congresswomen policemen firemen
    lawmen gunmen servicemen servicewomen fishermen businessmen spokesmen workmen"""
)
NOT_PLURALS = word_set("us press congress business less class process access crisis illness plus gas news")
# Participles and such that tell what became of those who are counted, though no noun stands between.
STATES = word_set(
    """dead killed injured wounded hurt missing arrested detained hospitalized hospitalised displaced
    homeless infected sick ill slain shot stabbed charged indicted convicted sentenced rescued
    evacuated trapped deceased confirmed unaccounted unemployed jailed fired born executed held"""
)
