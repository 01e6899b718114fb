"""A search in other forms than a page: a table, a feed, and what a browser needs to search here."""

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response

from app.export import article_table, atom, opensearch
from app.records import ArticleCard
from app.search.catalogue import Ids
from app.search.page import ordered
from app.store import articles, copies, hits, passages
from app.store.passages import ArticleText
from app.web.answers import not_finished, table
from app.web.dependencies import Reading, Writing
from app.web.formats import headline, is_web_address
from app.web.search.search_address import Parameters, address
from app.web.search.search_words import search_in_words

router = APIRouter(tags=["Search"])

_ROWS_AT_ONCE = 500
_ENTRIES = 50
_SUMMARY_LETTERS = 400
_NEVER = "1970-01-01T00:00:00Z"


@router.get(
    "/search.csv",
    summary="All articles of a search as CSV",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "A row for every article, however many."}},
)
def search_csv(request: Request, session: Reading, database: Writing, parameters: Parameters) -> Response:
    """A row for every article found, in the order asked for; pages and limits are left aside."""
    ids, complete = ordered(session, parameters)
    if not complete:
        return not_finished(request)

    def rows() -> Iterator[tuple[object, ...]]:
        for start in range(0, len(ids), _ROWS_AT_ONCE):
            # one after the other: whoever takes the file slowly holds no snapshot meanwhile
            with database.read_session() as reading:
                some = list(_rows(reading, ids[start : start + _ROWS_AT_ONCE].tolist()))
            yield from some

    return table("parallax-search.csv", article_table.COLUMNS, rows())


def _rows(session: Reading, ids: list[int]) -> Iterator[tuple[object, ...]]:
    cards = articles.cards(session, ids)
    titles = hits.event_titles(session, [card.event_id for card in cards if card.event_id is not None])
    groups = copies.groups_of(session, ids)
    for card in cards:
        yield article_table.row(card, titles.get(card.event_id or 0), groups.get(card.id))


@router.get(
    "/search.atom",
    summary="A search as a feed to follow",
    response_class=Response,
    responses={200: {"content": {atom.MEDIA_TYPE: {}}, "description": "Atom (RFC 4287)."}},
)
def search_atom(request: Request, session: Reading, parameters: Parameters) -> Response:
    """The fifty articles found that came in last: what a feed reader has not seen yet is among them."""
    # no score is needed, and a text that others repeat stands for itself with its newest copy
    ids, complete = ordered(session, parameters.model_copy(update={"sort": "newest"}))
    base = str(request.base_url).rstrip("/")
    entries = _entries(session, base, _last(ids))
    names = {outlet.slug: outlet.name for outlet in hits.outlets(session)} if parameters.outlet else {}
    feed = atom.Feed(
        title=f"Parallax: {search_in_words(parameters, names)}",
        subtitle="What a search in this corpus finds, the articles that came in last first."
        + ("" if complete else " The search was stopped because it took too long; some may be missing."),
        address=base + address(parameters, "/search.atom"),
        page=base + address(parameters),
        search=f"{base}/opensearch.xml",
        updated=max((entry.updated for entry in entries), default=_NEVER),
        entries=entries,
    )
    return Response(atom.as_atom(feed), media_type=f"{atom.MEDIA_TYPE}; charset=utf-8")


def _last(ids: Ids) -> list[int]:
    newest: list[int] = sorted(ids.tolist(), reverse=True)
    return newest[:_ENTRIES]


def _entries(session: Reading, base: str, ids: list[int]) -> list[atom.Entry]:
    instants = articles.taken_in(session, ids)
    texts = {text.id: text for text in passages.texts(session, ids)}
    return [
        _entry(card, base, instants[card.id], texts[card.id])
        for card in articles.cards(session, ids)
        if card.id in texts and card.id in instants
    ]


def _entry(card: ArticleCard, base: str, taken_in: str, text: ArticleText) -> atom.Entry:
    return atom.Entry(
        href=f"{base}/articles/{card.id}",
        title=headline(card),
        summary=_beginning(text.dek or text.body),
        updated=taken_in,
        published=atom.published_instant(card),
        author=card.byline,
        outlet=card.outlet.name if card.outlet else None,
        language=card.language,
        source=card.url if is_web_address(card.url) else None,
    )


def _beginning(text: str) -> str:
    """The first words of a text, cut between two of them."""
    if len(text) <= _SUMMARY_LETTERS:
        return text
    return f"{text[:_SUMMARY_LETTERS].rsplit(maxsplit=1)[0]} …"


@router.get("/opensearch.xml", include_in_schema=False)
def opensearch_description(request: Request) -> Response:
    """What a browser reads to add this server to its search engines."""
    base = str(request.base_url)
    icon = base.rstrip("/") + request.app.state.assets.address("icon.svg")
    content = opensearch.description(base, icon)
    return Response(content, media_type=f"{opensearch.MEDIA_TYPE}; charset=utf-8")
