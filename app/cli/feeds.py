"""``parallax feeds``: which are polled, and polling them by hand or from a timer."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import clock
from app.cli.fetch import client_of
from app.cli.output import (
    COUNTS,
    AsJson,
    Group,
    conclude,
    err,
    ingest_progress,
    open_database,
    out,
    print_json,
)
from app.errors import FetchError, ParallaxError

if TYPE_CHECKING:
    from app.ingest.feeds import FeedResult
    from app.records import FeedRecord

feeds = typer.Typer(no_args_is_help=True, help="Poll feeds: new articles come in as they are published.")

Feeds = Annotated[list[str], typer.Argument(metavar="FEED...", help="Feeds by number or address.")]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.add_typer(feeds, name="feeds")


@feeds.command("add")
def add_feed(
    context: typer.Context,
    urls: Annotated[
        list[str], typer.Argument(metavar="URL...", help="Feeds, or sites that name their feed.")
    ],
    title: Annotated[str, typer.Option(help="What to call it. Default: as it calls itself.")] = "",
    folder: Annotated[str | None, typer.Option(help="A folder to keep it in.")] = None,
    as_json: AsJson = False,
) -> None:
    """Poll a feed from now on. Exit code 1: one of them could not be had, or is no feed."""
    from app.ingest.feeds import subscribe

    said: list[dict[str, Any]] = []
    failed = False
    with open_database(context) as database:
        client = client_of(context)
        for url in urls:
            try:
                feed, new = subscribe(database, client, url, title=title, folder=folder)
            except ParallaxError as error:
                failed = True
                reason = error.reason if isinstance(error, FetchError) else str(error)
                said.append({"url": url, "new": False, "reason": reason})
                err.print(f"{url}: {reason}", style="red")
                continue
            said.append({**feed.model_dump(mode="json"), "new": new})
            if not as_json:
                out.print(
                    f"{'Added' if new else 'Already there'}: {_name(feed)} (feed {feed.id}, {feed.url})"
                )
    if as_json:
        print_json(said)
    if failed:
        raise typer.Exit(1)


@feeds.command("list")
def list_feeds(context: typer.Context, as_json: AsJson = False) -> None:
    """List the feeds that are polled, with the failures of those that fail."""
    from app.store import feeds as stored

    with open_database(context) as database, database.read_session() as session:
        found = stored.feeds(session)
        failures = {feed.id: stored.failures(session, feed.id) for feed in found}
    if as_json:
        print_json(
            [
                feed.model_dump(mode="json")
                | {"log": [failure.model_dump(mode="json") for failure in failures[feed.id]]}
                for feed in found
            ]
        )
        return
    for feed in found:
        out.print(f"{feed.id}  {_name(feed)}", style="bold")
        polled = f"polled {feed.polled_at}" if feed.polled_at else "not polled yet"
        out.print(f"   {feed.url} · {polled} · {feed.articles_taken:,} articles", style="dim")
        if feed.paused or feed.failures:
            state = "paused" if feed.paused else f"failed {feed.failures:,} times in a row"
            out.print(f"   {state}{f': {feed.last_failure}' if feed.last_failure else ''}")


@feeds.command("poll")
def poll_feeds(
    context: typer.Context,
    which: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FEED...]", help="Feeds by number or address. Default: all that are due."),
    ] = None,
    group: Group = True,
    as_json: AsJson = False,
) -> None:
    """Ask the feeds that are due for new entries, and take in their pages. Feeds that are named are asked in
    any case.

    Exit code 1: a feed failed, or an article could not be taken in.
    """
    from app.ingest.feeds import poll
    from app.store import feeds as stored

    with open_database(context) as database:
        with database.read_session() as session:
            only = [stored.resolve(session, name) for name in which] if which else None
        with ingest_progress(err) as progress:
            report = poll(
                database,
                client_of(context),
                only=only,
                progress=progress.articles,
                fetched=progress.fetched,
            )
            said: dict[str, Any] = {"runs": [], **dict.fromkeys(COUNTS, 0)}
            if report.run is not None:
                said, show = conclude(database, [report.run], progress, group=group)
    failed = [result for result in report.feeds if result.reason is not None]
    if as_json:
        print_json(said | {"feeds": [_result(result) for result in report.feeds]})
    elif report.run is None:
        out.print("No feed is due.")
    else:
        for result in report.feeds:
            out.print(f"{_name(result.feed)}: {result.reason or _news(result)}")
        show()
    if failed or said["rejected"]:
        raise typer.Exit(1)


@feeds.command("remove")
def remove_feeds(context: typer.Context, which: Feeds, as_json: AsJson = False) -> None:
    """Poll feeds no longer; ``parallax removed`` brings them back. Articles that came by them stay."""
    from app.store import feeds as stored

    with open_database(context) as database, database.write_session() as session:
        found = [stored.resolve(session, name) for name in which]
        for feed in found:
            stored.remove(session, feed.id, clock.now())
    if as_json:
        print_json(found)
    else:
        for feed in found:
            out.print(f"Removed: {_name(feed)} ({feed.url})")


@feeds.command("import")
def import_feeds(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="OPML as feed readers export it, or a list of addresses.")],
    as_json: AsJson = False,
) -> None:
    """Poll all feeds of a list, each in its folder. They are asked for the first time by the next poll.

    Exit code 1: something in the list could not be used.
    """
    from app.ingest.feeds import import_list

    with open_database(context) as database:
        added, known, problems = import_list(database, client_of(context), file)
    if as_json:
        listed = [{"file": item.origin, "line": item.line, "reason": item.reason} for item in problems]
        print_json({"added": added, "known": known, "problems": listed})
    else:
        out.print(f"{added:,} feeds added, {known:,} were there already.")
        for item in problems:
            line = "" if item.line is None else f", line {item.line}"
            out.print(f"  {item.origin}{line}: {item.reason}")
    if problems:
        raise typer.Exit(1)


@feeds.command("export")
def export_feeds(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where to write. Default: standard output.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write all feeds as OPML, which feed readers import."""
    from app.ingest.feed_document import as_opml
    from app.store import feeds as stored

    with open_database(context) as database, database.read_session() as session:
        found = stored.feeds(session)
    if as_json:
        print_json(found)
    elif file is None:
        typer.echo(as_opml(found), nl=False)
    else:
        try:
            file.write_text(as_opml(found), encoding="utf-8")
        except OSError as error:
            raise ParallaxError(f"{file} cannot be written: {error.strerror}.") from error
        out.print(f"{len(found):,} feeds written to {file}.")


def _name(feed: "FeedRecord") -> str:
    return feed.title or feed.url


def _news(result: "FeedResult") -> str:
    return "unchanged" if result.unchanged else f"{result.new:,} new of {result.entries:,} entries"


def _result(result: "FeedResult") -> dict[str, Any]:
    return {
        "id": result.feed.id,
        "url": result.moved or result.feed.url,
        "title": result.feed.title or result.about.title,
        "entries": result.entries,
        "new": result.new,
        "unchanged": result.unchanged,
        "reason": result.reason,
        "paused": result.paused,
    }
