"""Queries for two engines: written by hand, and generated from the words of a corpus.

A query that the two languages spell in two ways is a pair: as we write it, as whoosh writes it.
"""

import random
import re
from collections.abc import Sequence
from typing import TypeAlias

from search_corpus import Row

Pair: TypeAlias = tuple[str, str]

# Left out, because whoosh means something else by the same text: a star in a phrase (nothing), and braces
# around dates (it leaves out the first instant of 2012, we the whole year).
_WRITTEN = """
mexico
MEXICO
mexican border
border OR wall
mexico AND (border OR cartel*)
"white house"
"the white house said"
"white house" AND NOT trump
tariff AND NOT canada
NOT trump
NOT (trump OR obama)
trump NOT (clinton OR obama)
title:trump
title:trump AND body:tax
title:(wall OR border)
title:"health care"
trump AND NOT title:trump
immigra*
runnin*
polic*
police*
econom*
bus*
buse*
tax*
t*
re* AND un*
demo* OR repu*
elect* AND poll*
NOT presi*
president NOT presidenti*
title:obama*
title:presiden*
title:presiden* AND NOT body:whi*
body:(immigr* OR border)
byline:jo*
Obam*
CALDERÓ*
calderó*
wall OR immigra*
immigra* AND (border OR wall)
(econom* AND NOT tax) OR (title:poll* AND NOT date:2012)
NOT (outlet:"Fox News" OR congre*)
outlet:Politico AND (elect* OR "health care")
nowherewor*
U.S.-Mexico
U.S.
don't
don’t
10,000
$1.5 billion
Obama's
president's "state of the union"
senators debating
calderón
calderon
house senate
house senate OR president
house OR senate president
(house OR senate) AND (tax OR budget) AND NOT trump
((house AND senate) OR (obama AND clinton)) AND NOT (tax OR budget)
outlet:"Fox News"
outlet:"washington times" AND trump
outlet:politico OR title:trump
NOT outlet:"Fox News"
(title:wall OR outlet:"Fox News") AND NOT mexico
NOT (outlet:"Fox News" OR mexico)
outlet:"Fox News" OR NOT obama
date:2016
date:2016-02
date:2016-02-25
date:[2016-02 to 2016-08]
date:[2012 to 2014]
date:[2016-02-20 to 2016-03-05] AND trump
date:[2017 to]
date:[to 2013]
NOT date:[2012 to 2016]
obama AND NOT date:2012
date:2012 OR title:trump
(date:2012 OR outlet:Politico) AND (tax OR "health care") AND NOT romney
nowhereword
nowhereword OR senate
nowhereword senate
12:30
p.m.
wom?n
title:wom?n AND NOT women
*ership
*igration OR refuge*
gov*nor*
sen*or AND NOT senator
re?ublican
?emocrat
colo*r
c?lder?n
body:*shington
NOT *ington
no?ord?likethis
no?ord?likethis AND senate
senate AND NOT no?ord?likethis
senate OR no?ord?likethis
obama~
obma~
NOT trump~
clintno~
presdient~
title:trmp~
hilary~
netanyahoo~2
kavanagh~2 OR gorsuch~
sanders~ AND NOT sanders
"trump clinton"~10
"clinton trump"~10
"border mexico"~3
"tax cut republicans"~8
"house the white"~0
"president the obama said"~20
"white house press secretary"~2
title:"trump obama"~5
"health insurance"~4 AND NOT "health insurance"
"border wall mexico"~4
NOT "house senate"~12
Häuser
häuser AND regierung
regierungen
gouvernements OR gobiernos
"crise économique"
"economica crisi"~2
gobierno AND NOT lang
eleições
regeringen
北京
"北京 政府"
東京
ประเทศ
título OR titre
""".strip().splitlines()

_SPELT_IN_TWO_WAYS: Sequence[Pair] = (
    ("trump -obama", "trump AND NOT obama"),
    ("-trump -obama", "NOT trump AND NOT obama"),
    ('-"white house"', 'NOT "white house"'),
    ("author:jo*", "byline:jo*"),
    ("year:2016", "date:2016"),
    ("year:2013..2014 tax", "date:[2013 to 2014] AND tax"),
    ("date:2016-02..2016-08", "date:[2016-02 to 2016-08]"),
    ("date:>=2017", "date:[2017 to]"),
    ("date:>2016", "date:[2017 to]"),
    ("date:<2014", "date:[to 2013]"),
    ("date:{2012 to 2014}", "date:2013"),
    ('date:"February 2016"', "date:2016-02"),
    ("date:25 Feb 2016", "date:2016-02-25"),
    ('date:"since 2017" wall', "date:[2017 to] AND wall"),
    ("date:none", "NOT date:[1000 to 3000]"),
    ("is:undated trump", "trump AND NOT date:[1000 to 3000]"),
    ("has:date trump", "trump AND date:[1000 to 3000]"),
    ("outlet:politic*", "outlet:politico"),
    ("outlet:unknown", "NOT outlet:*"),
    ("-has:outlet obama", "obama AND NOT outlet:*"),
    ("trump^3 OR obama", "trump OR obama"),
    ('(wall "white house"^2)^2', 'wall AND "white house"'),
    ("*", "NOT nowhereword"),
    ("trump *", "trump"),
    ("NOT *", "nowhereword"),
    ("Who won the vote?", "who won the vote"),
    ("OBAMA?", "obama"),
    ("“white house”", '"white house"'),
    ('"house white"~0', '"house white" OR "white house"'),
    ("(mexico AND border", "mexico AND border"),
)


def by_hand() -> list[Pair]:
    """The queries written by hand."""
    return [(text, text) for text in _WRITTEN] + list(_SPELT_IN_TWO_WAYS)


def generated(rows: Sequence[Row], count: int) -> list[Pair]:
    """Queries of every shape, whose words, phrases and distances mostly stand in one of ``rows``."""
    chance = random.Random(20)
    return [_query(chance, rows) for _ in range(count)]


def _query(chance: random.Random, rows: Sequence[Row]) -> Pair:
    row = chance.choice(rows)
    operator = chance.choice(["AND", "OR", "OR", "AND NOT"])
    text = f"{_clause(chance, row, 2)} {operator} {_clause(chance, row, 2)}"
    return text, text


def _clause(chance: random.Random, row: Row, depth: int) -> str:
    kind = chance.randrange(15 if depth else 11)
    if kind < 11:
        return _leaf(chance, row, kind)
    operator = ("OR", "AND", "AND NOT", "OR")[kind - 11]
    return f"({_clause(chance, row, depth - 1)} {operator} {_clause(chance, row, depth - 1)})"


def _leaf(chance: random.Random, row: Row, kind: int) -> str:
    typed = re.findall(r"[A-Za-z]{3,}", f"{row.title} {row.body}")
    at = chance.randrange(len(typed) - 4)
    word = typed[at]
    if kind < 2:
        return word
    if kind == 2:
        return f"{chance.choice(['title', 'dek', 'body', 'byline'])}:{word}"
    if kind == 3:
        first, last = chance.randrange(2011, 2015), chance.randrange(2015, 2020)
        return f"date:[{first} to {last}-0{chance.randrange(1, 9)}]"
    if kind == 4:
        return f'outlet:"{row.outlet}"'
    if kind == 5:
        return f'"{word} {typed[at + 1]}"'
    if kind == 6:
        others = chance.sample(typed[at + 1 : at + 5], chance.choice([1, 1, 2]))
        return f'"{" ".join(others)} {word}"~{chance.randrange(2, 12)}'
    if kind == 7:
        return f"{word[: chance.randrange(2, 6)]}*"
    long = max(typed[at : at + 5], key=len).lower()
    if len(long) < 6:
        return word
    cut = chance.randrange(1, len(long) - 2)
    if kind == 8:
        return f"{long[:cut]}?{long[cut + 1 :]}"
    if kind == 9:
        leading = len(long) > 8 and chance.random() < 0.5
        return f"*{long[1:]}" if leading else f"{long[: cut + 1]}*{long[-2:]}"
    slip = chance.choice(
        [long[:cut] + long[cut + 1 :], long[:cut] + long[cut + 1] + long[cut] + long[cut + 2 :]]
    )
    return f"{slip}~"
