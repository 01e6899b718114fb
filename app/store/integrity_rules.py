"""What must hold between tables, as queries for what does not.

Each rule is one statement, so that it sees one instant, whoever writes beside it. What a later run of a job
is yet to do, such as articles not grouped so far, is no damage: the rules leave it out, and ``WAITING``
counts it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.database import driver
from app.store.integrity import interruptible
from app.text import fingerprints, term_counts


@dataclass(frozen=True, slots=True)
class Rule:
    """``wrong`` finds what breaks it, and ``words`` tell of a row of that."""

    check: str
    words: str
    wrong: str


MARK_BYTES = 4
COUNT_BYTES = term_counts.TERM.itemsize
COUNTERS = ("text", "facts", "groups", "events")

RULES = (
    Rule(
        "versions",
        "Article {0} is at version {1}, but {2} of the {3} before it are kept.",
        """SELECT article.id, article.version, count(older.id), article.version - 1
        FROM article LEFT JOIN article_version AS older
            ON older.article_id = article.id AND older.version BETWEEN 1 AND article.version - 1
        GROUP BY article.id HAVING count(older.id) <> article.version - 1""",
    ),
    Rule(
        "versions",
        "Article {0} is at version {1}, and an older one is kept as version {2}.",
        """SELECT article_id, article.version, older.version FROM article_version AS older
        JOIN article ON article.id = article_id
        WHERE older.version >= article.version OR older.version < 1""",
    ),
    Rule(
        "imports",
        "Import {0} met {1} documents, but tells what came of {2}.",
        """SELECT id, seen, stored + changed + same + rejected FROM ingest_run
        WHERE seen <> stored + changed + same + rejected""",
    ),
    Rule(
        "imports",
        "Import {0} met {1} problems, but {2} are kept.",
        """SELECT ingest_run.id, problems, count(ingest_problem.id)
        FROM ingest_run LEFT JOIN ingest_problem ON run_id = ingest_run.id
        GROUP BY ingest_run.id HAVING problems <> count(ingest_problem.id)""",
    ),
    Rule(
        "fingerprints",
        "The fingerprint of article {0} breaks off.",
        f"SELECT article_id FROM article_fingerprint WHERE length(marks) % {MARK_BYTES} <> 0",  # noqa: S608
    ),
    Rule(
        "copies",
        "Group {0} of copies has no first article.",
        """SELECT group_id FROM article_copy GROUP BY group_id
        HAVING sum(kind = 'first' AND article_id = group_id AND matched_id IS NULL) <> 1
            OR sum(kind = 'first') <> 1""",
    ),
    Rule(
        "copies",
        "Group {0} of copies has a single article.",
        "SELECT group_id FROM article_copy GROUP BY group_id HAVING count(*) = 1",
    ),
    Rule(
        "copies",
        "Article {0} repeats article {1}, which is in another group.",
        """SELECT copy.article_id, copy.matched_id FROM article_copy AS copy
        LEFT JOIN article_copy AS other ON other.article_id = copy.matched_id
        WHERE copy.kind <> 'first' AND other.group_id IS NOT copy.group_id""",
    ),
    Rule(
        "copies",
        "Article {0} says word for word what another says, but is not in one group with it.",
        """SELECT min(article.id) FROM article
        JOIN article_fingerprint AS mark ON mark.article_id = article.id
        LEFT JOIN article_copy AS copy ON copy.article_id = article.id
        GROUP BY content_hash HAVING count(*) > 1 AND min(mark.checked)
        AND (count(copy.group_id) < count(*) OR count(DISTINCT copy.group_id) > 1)""",
    ),
    Rule(
        "terms",
        "The words of article {0} are not counted, and it does not wait for that.",
        """SELECT id FROM article WHERE id NOT IN (SELECT article_id FROM article_terms)
        AND id NOT IN (SELECT article_id FROM article_undecided)""",
    ),
    Rule(
        "terms",
        "The counted words of article {0} break off.",
        f"SELECT article_id FROM article_terms WHERE length(terms) % {COUNT_BYTES} <> 0",  # noqa: S608
    ),
    Rule(
        "terms",
        "Article {0} waits to be grouped, but there is no such article.",
        "SELECT article_id FROM article_undecided WHERE article_id NOT IN (SELECT id FROM article)",
    ),
    Rule(
        "links",
        "Links are kept of article {0}, which is not there.",
        "SELECT article_id FROM article_links WHERE article_id NOT IN (SELECT id FROM article)",
    ),
    Rule(
        "events",
        "Event {0} says that it has {1} articles; it has {2}.",
        """SELECT event.id, event.article_count, count(member.article_id)
        FROM event LEFT JOIN event_member AS member ON member.event_id = event.id
        GROUP BY event.id
        HAVING count(member.article_id) <> event.article_count OR event.article_count < 1""",
    ),
    Rule(
        "events",
        "The days of event {0} are not those of its articles.",
        """SELECT event.id FROM event JOIN event_member AS member ON member.event_id = event.id
        JOIN article ON article.id = member.article_id
        LEFT JOIN article_undecided AS waiting ON waiting.article_id = article.id
        GROUP BY event.id HAVING count(waiting.article_id) = 0
        AND (min(article.day) IS NOT event.first_day OR max(article.day) IS NOT event.last_day)""",
    ),
    Rule(
        "edits",
        "Article {0} was taken out of all events by hand, but stands in event {1}.",
        """SELECT article_id, event_id FROM event_member
        WHERE article_id IN (SELECT article_id FROM article_alone)""",
    ),
    Rule(
        "changes",
        "The counter of changes “{0}” is gone.",
        f"""SELECT value FROM json_each('{json.dumps(COUNTERS)}')
        WHERE value NOT IN (SELECT name FROM corpus_change)""",  # noqa: S608
    ),
)
# what each check looks at
LOOKED_AT = {
    "versions": "SELECT count(*) FROM article",
    "imports": "SELECT count(*) FROM ingest_run",
    "fingerprints": "SELECT count(*) FROM article_fingerprint",
    "copies": "SELECT count(*) FROM article_copy",
    "terms": "SELECT count(*) FROM article_terms",
    "links": "SELECT count(*) FROM article_links",
    "events": "SELECT count(*) FROM event",
    "edits": "SELECT count(*) FROM event_edit",
    "changes": "SELECT count(*) FROM corpus_change",
}
# what the next run of a job will do, or what nothing needs: no damage
WAITING = (
    ("terms", "articles wait to be grouped into events", "SELECT count(*) FROM article_undecided"),
    (
        "terms",
        "articles have their words counted in an older way",
        f"SELECT count(*) FROM article_terms WHERE version <> {term_counts.VERSION}",  # noqa: S608
    ),
    (
        "fingerprints",
        "articles wait to be held against others for copies",
        "SELECT count(*) FROM article_fingerprint WHERE NOT checked",
    ),
    (
        "fingerprints",
        "articles have no fingerprint of the present kind yet",
        f"""SELECT count(*) FROM article WHERE id NOT IN (
            SELECT article_id FROM article_fingerprint WHERE version = {fingerprints.VERSION})""",  # noqa: S608
    ),
    (
        "documents",
        "documents belong to no article, version or problem; they are kept",
        """SELECT count(*) FROM document WHERE id NOT IN (SELECT document_id FROM article)
        AND id NOT IN (SELECT document_id FROM article_version)
        AND id NOT IN (SELECT document_id FROM ingest_problem WHERE document_id IS NOT NULL)
        AND id NOT IN (SELECT container_id FROM document WHERE container_id IS NOT NULL)""",
    ),
)


def looked_at(session: Session, check: str) -> int:
    """How many things a check of rules looks at."""
    found: int = driver(session).execute(LOOKED_AT[check]).fetchone()[0]
    return found


def broken(session: Session, check: str) -> Iterator[str]:
    """What breaks the rules of a check, each in a sentence."""
    connection = driver(session)
    for rule in RULES:
        if rule.check == check:
            with interruptible(connection):
                for row in connection.execute(rule.wrong):
                    yield rule.words.format(*row)


def waiting(session: Session, check: str) -> list[str]:
    """What waits for a later run, or is not needed, in words with its number."""
    found = []
    for name, words, query in WAITING:
        number: Any = driver(session).execute(query).fetchone()[0] if name == check else 0
        if number:
            found.append(f"{number:,} {words}")
    return found
