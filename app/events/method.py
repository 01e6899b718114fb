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

# Articles further apart are not compared. 4 and 6 days measured equal in company (.981 and .981 at .20).
WINDOW_DAYS = 6

# Resemblance fades by this rate for each day between two articles: a tenth a day, 45% left after six days.
DECAY_PER_DAY = 0.1

# Average resemblance from which an article joins. In company .18 to .26 lie within .005 of one another; on
# storylines, every member counted: .18 .734, .22 .750, .24 .745, .26 .737, .30 .703. Near misses taken in
# fall from 213 to 193, 156, 140 and 91 of 324.
THRESHOLD = 0.24

# The same where one of the two has no date. Without any dates .34 scores .97, .39 .95, .40 .94, .41 .93; but
# articles of one storyline that report different things reach .40 on average in a large corpus.
THRESHOLD_UNDATED = 0.40

# How many articles the shipped document frequencies count for. The fewer, the sooner the corpus's own
# outweigh them: among articles on one subject the words of the subject must count for little. With 10 the
# undated sample keeps the figures it has with 2,000, and five articles on one subject part at .43 to .35
# instead of .56 to .44.
PRIOR_ARTICLES = 10

# The corpus's own document frequencies are taken from so many of its newest articles. From 200 on the number
# makes no difference beyond noise.
FREQUENCY_SAMPLE = 1_000

# How many articles are decided and committed at a time; what an interruption loses at most.
CHUNK = 500

# How often a chunk, or a rebuild, is worked out again because another run wrote in between.
ATTEMPTS = 10
