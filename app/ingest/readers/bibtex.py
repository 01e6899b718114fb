"""BibTeX and BibLaTeX: references as Zotero and LaTeX's own tools write them."""

import hashlib
import logging
import re
from collections.abc import Iterator, Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import (
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    Field,
    ParsingFailedBlock,
    String,
)

from app.errors import UnreadableInputError
from app.ingest.readers.base import (
    MAX_RECORD_BYTES,
    Format,
    Original,
    Reading,
    ReadOptions,
    Source,
    Unreadable,
    too_large,
    whole,
)
from app.ingest.readers.csl import text_of_note
from app.ingest.readers.references import given_first, iso_day, reference
from app.text.decode import decode, looks_binary

# Every fault is reported as a problem; the parser would also print each.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

# Possessive, as where comments end is not to be tried in all ways.
_ENTRY = re.compile(r"\s*+(?:[%#][^\r\n]*+\s++)*+@\s*[A-Za-z]{3,30}\s*[{(]\s*[^\s{}()=,\"]{0,200}\s*[,={]")
_PIECE = re.compile(r'"([^"]*)"|\{([^{}]*)\}|([^\s#"{}]+)')
_LATEX = re.compile(r"[\\~$]|--|``|''")
# characters that the decoder does not know by these names
_SIGNS = {"textbraceleft": r"\{", "textbraceright": r"\}", "textasciicircum": "^"}
_SIGN = re.compile(rf"\\({'|'.join(_SIGNS)})\b(?:\{{\}})?")
_COMMAND = re.compile(r"\\(?:url|href|emph|textit|textbf)\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OURS = frozenset(
    """title subtitle abstract annote annotation note journal journaltitle booktitle maintitle publisher
    organization institution howpublished url author date year month day langid language""".split()  # noqa: SIM905
)
_DECODER = LatexDecodingMiddleware()


def read_bibtex(source: Source, _options: ReadOptions) -> Iterator[Reading]:
    """The file, then its references in order; macros (``@string``) are set in. A block that is none becomes
    a problem with its line. Raises UnreadableInputError when there is no BibTeX in it."""
    data = whole(source)
    if looks_binary(data):
        raise UnreadableInputError("this is not text: it holds binary data")
    text = decode(data).text.removeprefix("\ufeff")
    if "@" not in text:
        raise UnreadableInputError("there is no reference in it" if text.strip() else "the file is empty")
    blocks = parse_string(text, parse_stack=[]).blocks
    macros = {block.key.lower(): _bare(str(block.value), {}) for block in blocks if isinstance(block, String)}
    container = hashlib.sha256(data).hexdigest()
    yield Original(data, "application/x-bibtex", source.origin)
    for block in blocks:
        entry = block
        if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            # Two references of one name, or a field that stands twice, are no reason to lose any.
            entry = block.ignore_error_block or block
        line = (block.start_line or 0) + 1
        raw = (block.raw or "").encode("utf-8", "replace")
        if len(raw) > MAX_RECORD_BYTES:
            yield Unreadable(source.origin, line, too_large(len(raw)))
        elif isinstance(entry, Entry):
            fields = _fields(entry, macros)
            yield from reference(
                source, raw, line, fields, media_type="application/x-bibtex", container=container
            )
        elif isinstance(entry, ParsingFailedBlock):
            reason = " ".join(re.sub(r"^.*error in bibtex:", "", str(entry.error), flags=re.DOTALL).split())
            reason = reason[:200] or "it breaks off, or its braces do not match"
            yield Unreadable(source.origin, line, f"not an entry of BibTeX: {reason}", raw)


def _fields(entry: Entry, macros: Mapping[str, str]) -> dict[str, str]:
    said: dict[str, str] = {}
    for field in entry.fields:
        name = field.key.lower()
        if name in _OURS and name not in said:
            said[name] = _bare(str(field.value), macros)
    authors = re.split(r"(?<!\s)\s++and\s++", said.pop("author", ""))
    url = re.sub(r"\\([_%&#~$])", r"\1", said.pop("url", "")) or _address_in(said.get("howpublished", ""))
    text = {name: _plain(value) for name, value in said.items()}

    def first(*names: str) -> str:
        return next((text[name] for name in names if text.get(name, "").strip()), "")

    notes = [text_of_note(text.get(name, "")) for name in ("annote", "annotation", "note")]
    # Zotero keeps there what BibTeX has no field for.
    section = re.search(r"^Section:\s*(.+)$", text.get("note", ""), re.MULTILINE)
    return {
        "title": ": ".join(part for part in (first("title"), first("subtitle")) if part),
        "body": first("abstract") or next(filter(None, notes), ""),
        "outlet": first("journaltitle", "journal", "booktitle", "maintitle", "publisher", "organization"),
        "published": _date(text),
        "author": ", ".join(_person(name) for name in authors if name.strip() not in {"", "others"}),
        "url": url.strip(),
        "language": first("langid", "language"),
        "section": section.group(1).strip() if section else "",
        "id": entry.key,
    }


def _bare(value: str, macros: Mapping[str, str]) -> str:
    """A value without what encloses it, macros set in and parts joined by ``#`` put together."""
    value = value.strip()
    if value[:1] == "{" and value[-1:] == "}":
        return value[1:-1]
    if value[:1] == '"' and value[-1:] == '"' and value.count('"') == 2:
        return value[1:-1]
    if len(value) > 10_000 or "#" not in value:
        return macros.get(value.lower(), value.strip('"'))
    pieces = _PIECE.findall(value)
    return "".join(quoted or braced or macros.get(name.lower(), name) for quoted, braced, name in pieces)


def _plain(value: str) -> str:
    """LaTeX's commands and braces made characters."""
    if not _LATEX.search(value):
        return value.replace("{", "").replace("}", "")
    # Where it begins a comment to LaTeX, it is a sign of per cent to whoever wrote an abstract.
    escaped = re.sub(r"(?<!\\)%", r"\\%", value)
    escaped = _SIGN.sub(lambda found: _SIGNS[found[1]], escaped)
    try:
        decoded = _DECODER.transform_entry(Entry("misc", "k", [Field("v", escaped)]), Library())
    except Exception:
        # It parses a language in which anything can be written, by recursion.
        decoded = None
    if isinstance(decoded, Entry):
        return str(decoded.fields[0].value)
    return _COMMAND.sub("", value).replace("{", "").replace("}", "")


def _person(name: str) -> str:
    name = name.strip()
    # Braces keep a name as it is: an agency, an office.
    return _plain(name) if name.startswith("{") and name.endswith("}") else given_first(_plain(name))


def _address_in(howpublished: str) -> str:
    found = re.search(r"https?://[^\s{}]+", howpublished)
    return found.group() if found else ""


def _date(text: Mapping[str, str]) -> str:
    if text.get("date", "").strip():
        return iso_day(text["date"])
    year, month, day = (text.get(name, "").strip() for name in ("year", "month", "day"))
    if month[:3].lower() in _MONTHS:
        month = str(_MONTHS.index(month[:3].lower()) + 1)
    if not (month.isdecimal() and year):
        return year
    return iso_day("/".join([year, month, day] if day.isdecimal() else [year, month]))


def _is_bibtex(head: bytes) -> int:
    return 2 if _ENTRY.match(decode(head).text.removeprefix("\ufeff")) else 0


FORMATS = (
    Format(
        "BibTeX references",
        (".bib", ".bibtex"),
        read_bibtex,
        _is_bibtex,
        media_types=("application/x-bibtex", "text/x-bibtex"),
        apart=True,
    ),
)
