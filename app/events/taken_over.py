"""What the event job keeps for itself, worked out for events that came from another database as they were."""

from app.database import Database
from app.events import prior
from app.events import storylines as linking
from app.events.undecided import counted
from app.store import storyline_links, terms
from app.text import term_counts

_AT_ONCE = 400


def work_out(database: Database) -> None:
    """Count the terms of articles whose places are known, and sketch the events that were looked at.

    No article is moved and no event changed. Links between articles are not worked out here: the job does so
    with the next articles that come in on the days around.
    """
    with database.read_session() as session:
        ids = terms.uncounted(session)
    for first in range(0, len(ids), _AT_ONCE):
        chunk = ids[first : first + _AT_ONCE]
        with database.write_session() as session:
            marks = terms.marks(session, term_counts.VERSION, chunk)
            counts = counted(terms.texts(session, chunk))
            terms.keep(session, term_counts.VERSION, counts.items())
            terms.settle(session, {number: marks[number] for number in counts if number in marks})
    _sketch(database)


def _sketch(database: Database) -> None:
    with database.read_session() as session:
        bare = [one.event_id for one in storyline_links.linked(session) if not one.sketch]
        texts = storyline_links.texts(session, term_counts.VERSION, linking.ARTICLES)
    frequencies = prior.load()
    for some in texts.values():
        frequencies.add(term_counts.join([text.terms for text in some])[0], len(some))
    weights = frequencies.weights()
    sketches = {
        number: linking.sketch(*term_counts.join([text.terms for text in texts[number]]), weights)
        for number in bare
        if number in texts
    }
    with database.write_session() as session:
        storyline_links.set_sketches(session, sketches)
