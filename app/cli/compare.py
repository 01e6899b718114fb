"""Commands that compare two texts, of the corpus or not, and that cite articles."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import AsJson, comparison_summary, open_database, out, print_json
from app.errors import InvalidParameterError

if TYPE_CHECKING:
    # Only named here: commands that compare nothing start faster without them.
    from app.compare.comparison import Comparison
    from app.records import ArticleRecord
    from app.web.compare.comparison_files import FileKind

Texts = tuple["ArticleRecord", "ArticleRecord"]
_WHICH = "An article: its number, its external id, or a file that is read and not stored."


class Form(StrEnum):
    """How references are written."""

    TEXT = "text"
    RIS = "ris"
    BIBTEX = "bibtex"
    CSL = "csl"


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(compare)
    app.command()(cite)


def compare(
    context: typer.Context,
    a: Annotated[str, typer.Argument(help=_WHICH)],
    b: Annotated[str, typer.Argument(help="The other one.")],
    as_json: AsJson = False,
    as_markdown: Annotated[bool, typer.Option("--md", help="Print Markdown.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Print a page that needs nothing else.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table.")] = False,
) -> None:
    """Compare two articles passage by passage. A name that is a file's is taken for the file."""
    from app.compare.compare import compare as align
    from app.compare.compare import comparison_json

    forms: dict[FileKind, bool] = {"md": as_markdown, "html": as_html, "csv": as_csv}
    chosen = [kind for kind, wanted in forms.items() if wanted]
    if len(chosen) + as_json > 1:
        raise InvalidParameterError("Choose one of --json, --md, --html and --csv.")
    texts = _texts(context, a, b)
    names = [text.outlet.name if text.outlet else None for text in texts]
    found = align(texts[:1], texts[1:], name_a=names[0], name_b=names[1])
    if as_json:
        print_json(comparison_json(found))
    elif chosen:
        _print_file(chosen[0], found, texts)
    else:
        comparison_summary(out, found)


def _file(reference: str) -> Path | None:
    """The file of this name; what is too long for a file's name, or otherwise none, names an article."""
    try:
        return Path(reference) if Path(reference).is_file() else None
    except (OSError, ValueError):
        return None


def _texts(context: typer.Context, a: str, b: str) -> Texts:
    from app.ingest.unstored import article_of_file
    from app.store import articles

    files = [_file(reference) for reference in (a, b)]
    if files[0] and files[1]:
        return article_of_file(files[0], 1), article_of_file(files[1], 2)
    with open_database(context) as database, database.read_session() as session:
        if not any(files):
            left, right = articles.get_many(session, articles.resolve_pair(session, a, b))
            return left, right
        number = articles.resolve(session, b if files[0] else a)
        (stored,) = articles.get_many(session, [number])
    # a number that no article has, since the corpus counts from 1
    read = article_of_file(files[0] or files[1] or Path(), 0)
    return (read, stored) if files[0] else (stored, read)


def _print_file(kind: "FileKind", found: "Comparison", texts: Texts) -> None:
    from app.compare.frozen import freeze
    from app.export.references import reference
    from app.resources import STATIC, TEMPLATES
    from app.web.assets import Assets
    from app.web.compare.comparison_files import exported, frozen_view, written
    from app.web.rendering import Pages

    now = datetime.now(UTC).isoformat(timespec="seconds")
    frozen = freeze(found, texts, address="", event=None, made_at=now)
    one = exported(
        frozen,
        references=[reference(text, section=text.section, agency=text.agency) for text in texts],
    )

    def sheet(name: str) -> str:
        return (STATIC / name).read_text(encoding="utf-8")

    _print(written(kind, one, frozen_view(frozen), Pages(TEMPLATES, Assets(STATIC)).whole, sheet))


def cite(
    context: typer.Context,
    which: Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="Numbers or external ids.")],
    form: Annotated[Form, typer.Option("--as", help="How to write them.")] = Form.TEXT,
) -> None:
    """Print references to articles."""
    from app.export.citations import as_bibtex, as_ris, as_text, csl_pieces
    from app.export.references import reference
    from app.store import articles

    with open_database(context) as database, database.read_session() as session:
        records = articles.get_many(session, [articles.resolve(session, one) for one in which])
    found = [reference(record, section=record.section, agency=record.agency) for record in records]
    if form is Form.TEXT:
        _print(f"{as_text(one)}\n" for one in found)
    elif form is Form.CSL:
        _print(csl_pieces(found))
    else:
        _print([as_ris(found) if form is Form.RIS else as_bibtex(found)])


def _print(pieces: Iterable[str]) -> None:
    # Written past rich, which would wrap and colour it, and in the line ends that it has.
    for piece in pieces:
        sys.stdout.write(piece)
