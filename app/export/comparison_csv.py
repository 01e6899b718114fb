"""A comparison as a table: a row for every passage of every link, and for every passage in none. Pure."""

from collections.abc import Iterator

from app.export.comparison_parts import Exported, Marked, passages

COLUMNS = (
    *("number", "relation", "score", "side", "passage", "article_id", "external_id", "outlet", "title"),
    *("block", "kind", "start", "end", "text", "note"),
)


def rows(exported: Exported) -> Iterator[tuple[object, ...]]:
    """The rows under ``COLUMNS``: links by their numbers, A's passages before B's; then the passages that are
    in no link, in reading order. The relation ``only`` says that none was found; where there is no relation
    nothing is said. Notes on the comparison as a whole come last.

    ``start`` and ``end`` are characters in the article's ``block``.
    """
    c = exported.comparison
    articles = {card["id"]: card for side in "ab" for card in c[side]["articles"]}
    marked = {one.passage["id"]: one for one in passages(exported)}
    notes: dict[str, list[str]] = {}
    for note in exported.notes:
        if note.passage:
            notes.setdefault(note.passage, []).append(note.text)

    def row(one: Marked, number: int | None, relation: str | None, score: float | None) -> tuple[object, ...]:
        passage = one.passage
        card = articles[passage["article_id"]]
        return (
            *(number, relation, score, one.side, passage["id"], card["id"], card["external_id"]),
            *(exported.references[card["id"]].outlet, card["title"], passage["block"], passage["kind"]),
            *(passage["start"], passage["end"], passage["text"], "\n\n".join(notes.get(passage["id"], []))),
        )

    for link in sorted(c["aligned"], key=lambda link: int(link["number"])):
        for key in (*link["a"], *link["b"]):
            yield row(marked[key], link["number"], link["relation"], link["score"])
    for one in marked.values():
        if not one.numbers:
            yield row(one, None, one.state, None)
    for note in exported.notes:
        if not note.passage:
            yield (*[None] * (len(COLUMNS) - 1), note.text)
