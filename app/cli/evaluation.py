"""Commands that measure: how well results agree with what a person has labelled."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import AsJson, err, grouping_progress, open_database, out, tell
from app.errors import AmbiguousError, NotFoundError, UnreadableInputError

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.compare.evaluation import ComparisonScore, FigureScore, GoldText
    from app.events.evaluation import Agreement, Evaluation, EventAgreement, GoldEvent
    from app.records import ArticleRecord

evaluations = typer.Typer(no_args_is_help=True, help="Measure results on data that you labelled yourself.")


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.add_typer(evaluations, name="eval")


@evaluations.callback()
def _measure() -> None:
    """Measure results on data that you labelled yourself."""


@evaluations.command("events")
def eval_events(
    context: typer.Context,
    gold: Annotated[Path, typer.Argument(help="Labelled events as JSON; see docs/evaluation.md.")],
    as_json: AsJson = False,
) -> None:
    """Score the events of the corpus against labelled ones: B³, pairs, exact, near misses taken in.

    Articles that are not grouped yet are grouped first, as by `parallax events`.
    """
    from app.events.evaluation import evaluate
    from app.events.job import group_events
    from app.store.articles import missing
    from app.store.events import event_members

    labelled = _gold(gold)
    wanted = [article for event in labelled for article in event.articles]
    with open_database(context) as database:
        with grouping_progress(err) as progress:
            group_events(database, progress=progress)
        with database.read_session() as session:
            groups = [ids for _, _, ids in event_members(session)]
            unknown = missing(session, wanted)
    found = evaluate(labelled, groups, unknown)
    tell(found, lambda: _print(found), as_json=as_json)


@evaluations.command("compare")
def eval_compare(
    context: typer.Context,
    gold: Annotated[Path, typer.Argument(help="Labelled article pairs as JSON; see docs/evaluation.md.")],
    as_json: AsJson = False,
) -> None:
    """Score comparisons against labelled pairs of articles: links, statements found, only here, figures.

    Articles that the corpus does not have are compared as the labelled sentences alone.
    """
    from app.compare.compare import compare
    from app.compare.evaluation import evaluate, parse_pairs

    pairs = parse_pairs(_json(gold))
    absent: set[str] = set()
    with open_database(context) as database, database.read_session() as session:
        sides = [
            (pair, _article(session, pair.a, absent), _article(session, pair.b, absent)) for pair in pairs
        ]
    compared = ((pair, compare([a], [b], name_a=None, name_b=None)) for pair, a, b in sides)
    found = evaluate(compared, absent)
    tell(found, lambda: _print_comparisons(found), as_json=as_json)


def _article(session: "Session", text: "GoldText", absent: set[str]) -> "ArticleRecord":
    """The article with this external id; else, noted in ``absent``, one of its sentences."""
    from app.compare.evaluation import article_of
    from app.store import articles

    try:
        return articles.get_many(session, [articles.resolve(session, text.id)])[0]
    except (NotFoundError, AmbiguousError):
        absent.add(text.id)
        return article_of(text)


def _print_comparisons(found: "ComparisonScore") -> None:
    if found.from_sentences:
        err.print(
            f"{len(found.from_sentences):,} articles are not in the corpus, or not clearly; their labelled "
            f"sentences were compared. One is {found.from_sentences[0]}."
        )
    out.print(f"{found.pairs:,} labelled pairs, {found.statements:,} statements that both texts make")
    out.print(_share("Links that are right", found.links_right, found.links))
    out.print(_share("… or right in part", found.links_right_or_partial, found.links))
    out.print(_share("Statements found", found.found, found.statements))
    out.print(_share("“Only here” that are right", found.only_right, found.only))
    out.print(_share("… without any overlap", found.only_without_overlap, found.only))
    out.print(_share("Alone and said to be", found.alone_said, found.alone))
    out.print(f"{'Possibly related':<28}{found.related:,}")
    out.print(f"{'Shared quotations found':<28}{found.quotes_found:,} of {found.quotes:,}")
    out.print(_figures("Figures that agree", found.figures_agree))
    out.print(_figures("Figures that differ", found.figures_differ))


def _share(name: str, share: float, base: int) -> str:
    return f"{name:<28}{share:.3f} of {base:,}"


def _figures(name: str, score: "FigureScore") -> str:
    return (
        f"{name:<28}{score.found:,} of {score.labelled:,} found; right {score.right:,} of {score.judged:,} "
        f"claims that can be judged, of {score.claims:,}"
    )


def _gold(path: Path) -> "list[GoldEvent]":
    from app.events.evaluation import parse_gold

    return parse_gold(_json(path))


def _json(path: Path) -> Any:
    """What a file of JSON holds; raises UnreadableInputError."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadableInputError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInputError(f"{path} is no JSON: {error}.") from error


def _print(found: "Evaluation") -> None:
    if found.unknown:
        named = ", ".join(found.unknown[:5]) + (" …" if len(found.unknown) > 5 else "")
        err.print(f"{len(found.unknown):,} labelled articles are not in the corpus, such as {named}.")
    out.print(f"{found.events:,} labelled events, {found.articles:,} articles")
    out.print(_line("B³, labelled articles", found.b3))
    low, high = found.interval
    certainty = f"  (with other events {low:.3f} to {high:.3f}, 95%)"
    out.print(_line("B³, every article counted", found.b3_all) + certainty)
    out.print(_line("Pairs", found.pairs))
    out.print(f"{'Exact':<28}{found.exact:,} of {found.events:,}")
    out.print(f"{'Strays':<28}{found.strays:,}")
    if found.near_misses:
        share = found.taken_in / found.near_misses
        out.print(f"{'Near misses taken in':<28}{found.taken_in:,} of {found.near_misses:,} ({share:.0%})")
    wrong = [event for event in found.details if not event.exact or event.strays]
    if wrong:
        out.print("\nNot as labelled:")
    for event in wrong:
        out.print(f"  {event.name}: {_what_is_wrong(event)}")


def _line(name: str, of: "Agreement") -> str:
    return f"{name:<28}precision {of.precision:.3f}  recall {of.recall:.3f}  F1 {of.f1:.3f}"


def _what_is_wrong(event: "EventAgreement") -> str:
    parts = [f"its {event.articles:,} articles stand in {event.groups:,} groups"] if event.groups > 1 else []
    if event.strays:
        parts.append(f"{event.strays:,} other articles stand with them")
    if event.taken_in:
        parts.append(f"near misses taken in: {', '.join(event.taken_in)}")
    return "; ".join(parts)
