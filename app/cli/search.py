"""The command that searches: what the search page answers, in a terminal or as its JSON."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import AsJson, counted, err, open_database, out, print_json

if TYPE_CHECKING:
    from app.search.results import Facets, SearchPage

_LISTED = 8


def register(app: typer.Typer) -> None:
    """Add this command to ``app``."""
    app.command()(search)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words, phrases and fields; see docs/query-language.md.")] = "",
    outlet: Annotated[
        list[str] | None,
        typer.Option(help="An outlet's short name (slug), or unknown. Several: any."),
    ] = None,
    lang: Annotated[list[str] | None, typer.Option(help="A language's code, or unknown.")] = None,
    event: Annotated[list[int] | None, typer.Option(help="An event's number.")] = None,
    author: Annotated[list[str] | None, typer.Option(help="A name as bylines give it.")] = None,
    from_day: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD.")] = None,
    to_day: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = None,
    sort: Annotated[str, typer.Option(help="relevance, newest or oldest.")] = "relevance",
    copies: Annotated[str, typer.Option(help="fold: copies of a text once; show: each.")] = "fold",
    limit: Annotated[int, typer.Option(min=1, max=200, help="So many hits.")] = 20,
    page: Annotated[int, typer.Option(min=1)] = 1,
    after: Annotated[int | None, typer.Option(help="Go on behind the hit with this id.")] = None,
    facets: Annotated[bool, typer.Option("--facets", help="Also count by outlet, month and so on.")] = False,
    as_json: AsJson = False,
) -> None:
    """Search the corpus."""
    from app.search.page import search as find
    from app.search.results import checked_parameters

    wanted = checked_parameters(
        q=query,
        outlet=outlet or (),
        lang=lang or (),
        event=event or (),
        author=author or (),
        from_day=from_day,
        to_day=to_day,
        copies=copies,
        sort=sort,
        page=page,
        after=after,
        limit=limit,
    )
    with open_database(context) as database, database.read_session() as session:
        found = find(session, wanted, facets=facets)
    if as_json:
        print_json(found)
        return
    _print(found)


def _print(found: "SearchPage") -> None:
    for note in found.notes:
        err.print(note)
    if found.did_you_mean is not None:
        err.print(f"Did you mean: {found.did_you_mean}")
    if not found.complete:
        err.print("The search was stopped because it took too long; there may be more.")
    different = f", {counted(found.texts, 'different text')}" if found.texts != found.total else ""
    out.print(f"{found.total:,} of {counted(found.corpus_total, 'article')}{different}")
    if found.facets is not None:
        _print_facets(found.facets)
    for hit in found.hits:
        card = hit.article
        out.print()
        out.print(card.title, style="bold")
        outlet_name = card.outlet.name if card.outlet else "Outlet unknown"
        copies = f" · {hit.copies:,} more of the same text" if hit.copies else ""
        out.print(f"{outlet_name} · {card.day or 'undated'} · {card.external_id}{copies}", style="dim")
        for snippet in hit.snippets:
            out.print("".join(segment.text for segment in snippet))


def _print_facets(facets: "Facets") -> None:
    listed = {
        "Outlets": [
            (facet.outlet.name if facet.outlet else "unknown", facet.count) for facet in facets.outlets
        ],
        "Months": [(month.month, month.count) for month in facets.months],
        "Languages": [(facet.code or "unknown", facet.count) for facet in facets.languages],
        "Events": [(f"{facet.title} (#{facet.id})", facet.count) for facet in facets.events],
        "Authors": [(facet.name, facet.count) for facet in facets.authors],
    }
    for name, counts in listed.items():
        if counts:
            shown = "; ".join(f"{label} {count:,}" for label, count in counts[:_LISTED])
            more = f"; {len(counts) - _LISTED:,} more" if len(counts) > _LISTED else ""
            out.print(f"{name}: {shown}{more}")
    if facets.undated:
        out.print(f"Undated: {facets.undated:,}")
