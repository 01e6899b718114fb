"""The settings of the grouping method, each with the measurement behind it.

Measured with 50 events of three outlets each (BASIL), alone and in the company of 3,485 other articles of the
same days, and with 53 events labelled in full among 33,147 dated articles of the AllSides corpus
("storylines"). B³ F1 unless said otherwise; differences under .02 are noise. docs/events.md has the tables.
"""

# A text is the sum of the unit TF-IDF vectors of its parts. Title and lead, at half weight each, say what the
# article reports; the body alone loses .02 in company. Names at a third gained .02 on storylines but
# lost .01 without dates, where names are what different events of one storyline share.
PARTS = {"body": 1.0, "title": 0.5, "lead": 0.5}

# The lead: title and so many words. News puts what happened there.
LEAD_WORDS = 150

# Mean probability from which groups are joined. With whole events left out of both regressions the 53 events:
# .25 .836, .26 .832, every member counted, and 89 and 82 near misses taken in of 324; with another placing of
# the undated .20 .831, .22 .841, .25 .844, .28 .829: differences under .02 are noise. The shipped model on a
# whole run: .25 .853 and 90, .26 .855 and 79, .28 .850 and 76. BASIL in company .977.
THRESHOLD = 0.26

# The same where no article has a day, nor resembles one that has. BASIL without dates: .12 1.00, .16 to .26
# .996, .30 .977, .34 .953. Of five articles on one subject two of one event reach .48, two others .23.
THRESHOLD_UNDATED = 0.26

# How many articles the shipped document frequencies count for. The fewer, the sooner the corpus's own
# outweigh them: among articles on one subject the words of the subject must count for little. With 10 the
# undated sample keeps the figures it has with 2,000, and five articles on one subject part at .43 to .35
# instead of .56 to .44.
PRIOR_ARTICLES = 10

# The corpus's own document frequencies are taken from so many of its newest articles. From 200 on the number
# makes no difference beyond noise.
FREQUENCY_SAMPLE = 1_000

# How many articles are decided and committed at a time; what an interruption loses at most. Each chunk reads
# its neighbourhood anew, which costs little beside so many.
CHUNK = 4_000

# A run in chunks that brought more than this share of all articles decides all once more, together:
# the 53 events have .837 then and 79 near misses taken in, instead of .831 and 99, for a quarter of the time.
ANEW_FROM = 0.5

# How often a chunk, or a rebuild, is worked out again because another run wrote in between.
ATTEMPTS = 10

# Articles further apart than so many days are no candidates; of those within, the nearest by cosine are, from
# this cosine on. They hold 98% of the pairs of the 53 events.
CANDIDATE_DAYS = 7
NEAREST = 30
LEAST_COSINE = 0.10

# An undated article is put on the median day of so many dated ones that it resembles most. Of 400 articles
# whose days were hidden 5 neighbours put 172 within three days, 10 put 164, 40 put 145.
PLACED_BY = 5

# What is new in the news is what stands oftener in articles of so many days around than in all. So many
# articles of the usual kind are counted in, lest a few articles pass for the news of the day.
NEW_DAYS = 3
NEW_SMOOTHING = 10

# How far in days, as the root of the mean square, the neighbours of an article usually stand from it: what
# places of short lists are filled up with. 3.5 in the AllSides corpus, half of all articles from 3.1 to 4.3.
USUAL_SPREAD = 3.5

# Pairs below the first probability are not judged a second time; links below the second count as none.
JUDGED_TWICE = 0.01
LEAST_LINK = 0.03

# so many articles become vectors at a time, which bounds the working memory
SLICE = 2_000

# New articles are judged beside those of so many days before and after: neighbours' neighbours, on which
# ranks and shared neighbours depend, stand there.
CONTEXT_DAYS = 2 * CANDIDATE_DAYS

# New articles are decided on one by one where at least so many have been decided before; with fewer, the
# weights of terms change with every article, and all pairs of the days around are worked out anew.
ALONE_FROM = 250

# One article by itself costs as much as so many of those around it do when all their pairs are worked out, an
# undated one as much as so many others.
COSTS_ALONE = 25
UNDATED_ALONE = 16

# The weights of terms for single articles are taken anew after so many: a quarter of the sample behind them.
FREQUENCY_STEP = 256

# An article without a day is placed by its so many weightiest words, words that more articles hold left out;
# one by itself is held against so many articles at most, those that share most of these words. Of 120 dated
# articles whose day was hidden 40 come to lie within three days of it, with all words and articles 35 to 44.
RARE_WORDS = 25
MOST_HOLDING = 1_000
LEAST_SHARED = 0.02
MOST_COMPARED = 400

# A rebuild reads the texts of so many articles at a time, and of so many days at least, with those of 49 days
# around them.
WINDOW = 6_000
WINDOW_DAYS = 56
