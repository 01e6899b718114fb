"""Commands that look at what a search finds: in context, over time, and by its words."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from app.cli.output import AsJson, counted, err, open_database, out, print_json

if TYPE_CHECKING:
    # Only named here: the other commands start faster without them.
    from app.search.trends import Trends
    from app.search.word_use import Keyword, Side, WordUse

_CONTEXT = 50  # characters on either side of a hit

Outlets = Annotated[
    list[str] | None,
    typer.Option("--outlet", help="An outlet's short name (slug); several mean any of them."),
]
FromDay = Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD.")]
ToDay = Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD.")]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    for command in (concordance, trends, words):
        app.command()(command)


def concordance(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words, phrases and fields; see docs/query-language.md.")],
    outlet: Outlets = None,
    from_day: FromDay = None,
    to_day: ToDay = None,
    order: Annotated[
        str, typer.Option(help="search, left or right (the words before or after), outlet, or date.")
    ] = "search",
    limit: Annotated[int, typer.Option(min=1, max=20_000, help="So many lines at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show every hit of a search on a line, with what stands around it."""
    from app.search.concordance import checked_order
    from app.search.concordance import concordance as lines_of
    from app.search.results import checked_parameters

    wanted = checked_parameters(q=query, outlet=outlet or (), from_day=from_day, to_day=to_day)
    way = checked_order(order)
    with open_database(context) as database, database.read_session() as session:
        found = lines_of(session, wanted, order=way, limit=limit)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    for note in (*found.notes, *([found.bound] if found.bound else [])):
        err.print(note)
    out.print(f"{counted(found.line_count, 'hit')} in {counted(found.article_count, 'article')}")
    for line in found.lines:
        left, right = (" ".join(text.split()) for text in (line.left, line.right))
        name = line.article.outlet.name if line.article.outlet else "Outlet unknown"
        out.print(
            Text.assemble(
                f"{left[-_CONTEXT:]:>{_CONTEXT}} ",
                (line.keyword, "bold"),
                f" {right[:_CONTEXT]:{_CONTEXT}}",
                (f"  {name}, {line.article.day or 'undated'}", "dim"),
            )
        )


def trends(
    context: typer.Context,
    queries: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY...]", help="Up to six; none: the whole corpus.")
    ] = None,
    outlet: Outlets = None,
    from_day: FromDay = None,
    to_day: ToDay = None,
    by: Annotated[
        str, typer.Option(help="query, or outlet: the first query told apart by outlet.")
    ] = "query",
    period: Annotated[
        str | None, typer.Option(help="day, week, month, quarter or year. Default: what fits the span.")
    ] = None,
    share: Annotated[
        bool, typer.Option("--share", help="Shares of all articles of the period, not numbers.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Count how many articles searches find over time."""
    from app.search.results import checked_parameters
    from app.search.trends import checked_by, checked_unit
    from app.search.trends import trends as attention

    wanted = checked_parameters(outlet=outlet or (), from_day=from_day, to_day=to_day)
    chosen, unit = checked_by(by), checked_unit(period)
    with open_database(context) as database, database.read_session() as session:
        found = attention(
            session,
            wanted,
            queries or (),
            by=chosen,
            unit=unit,
            measure="share" if share else "counts",
        )
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        _print_trends(found)


def _print_trends(found: "Trends") -> None:
    from app.web.search.trend_chart import name_of, rows

    for note in found.notes:
        err.print(note)
    as_share = found.measure == "share"
    table = Table("Period", box=None)
    for series in found.series:
        table.add_column(Text(name_of(series, found.by == "outlet")), justify="right")
    table.add_column("All articles", justify="right")
    for row in rows(found):
        cells = [
            "–" if not cell.articles else f"{cell.share} in 100" if as_share else f"{cell.count:,}"
            for cell in row.cells
        ]
        table.add_row(row.label, *cells, f"{row.period.articles:,}")
    undated = [f"{series.undated:,}" for series in found.series]
    table.add_row("day unknown", *undated, f"{found.corpus_undated:,}", style="dim")
    out.print(table)


def words(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="A search; empty when outlet or days are enough.")] = "",
    outlet: Outlets = None,
    from_day: FromDay = None,
    to_day: ToDay = None,
    other_query: Annotated[
        str, typer.Option("--b-query", help="The other side. Without any --b: the rest of the corpus.")
    ] = "",
    other_outlet: Annotated[list[str] | None, typer.Option("--b-outlet", help="Its outlets.")] = None,
    other_from: Annotated[str | None, typer.Option("--b-from", help="Its first day.")] = None,
    other_to: Annotated[str | None, typer.Option("--b-to", help="Its last day.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=40, help="So many words a side.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show the words that one side uses more than another (log-odds, see docs/trends-and-words.md).

    A z in brackets is not clear: a difference as large may be chance.
    """
    from app.search.results import checked_parameters
    from app.search.word_use import word_use

    a = checked_parameters(q=query, outlet=outlet or (), from_day=from_day, to_day=to_day)
    b = None
    if other_query.strip() or other_outlet or other_from or other_to:
        b = checked_parameters(q=other_query, outlet=other_outlet or (), from_day=other_from, to_day=other_to)
    with open_database(context) as database, database.read_session() as session:
        found = word_use(session, a, b)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        _print_words(found, limit)


def _print_words(found: "WordUse", limit: int) -> None:
    for note in found.notes:
        err.print(note)
    _print_side("A", found.a)
    _print_side("B", found.b)
    if not found.more_in_a and not found.more_in_b:
        out.print("There is nothing to compare.")
        return
    if not found.enough:
        err.print("A side has too few words for a difference to be clear.")
    for name, listed in (("A", found.more_in_a), ("B", found.more_in_b)):
        out.print(f"\nMore in {name}", style="bold")
        out.print(_table(listed[:limit]))
    if found.left_out:
        out.print(f"Left out: {', '.join(item.word for item in found.left_out)}", style="dim")


def _print_side(name: str, side: "Side") -> None:
    said = f"{name}: {side.found:,} articles, {side.counted:,} of them counted, {side.words:,} words"
    out.print(said if side.parameters else f"{said} (the rest of the corpus)")
    missing = side.chosen - side.counted
    if missing:
        err.print(f"{name}: {missing:,} articles are not counted yet: parallax events counts them.")


def _table(listed: "tuple[Keyword, ...]") -> Table:
    table = Table("Word", box=None)
    for name in ("A in 10,000", "B in 10,000", "A times", "B times", "A articles", "B articles", "z"):
        table.add_column(name, justify="right")
    for item in listed:
        figures = [f"{use.rate:.2f}" for use in (item.a, item.b)]
        figures += [f"{use.count:,}" for use in (item.a, item.b)]
        figures += [f"{use.articles:,}" for use in (item.a, item.b)]
        table.add_row(Text(item.word), *figures, f"{item.z:.1f}" if item.clear else f"({item.z:.1f})")
    return table
