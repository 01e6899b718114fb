"""References to articles in the forms that libraries of references read, and as a line of text. Pure.

CSL-JSON 1.0 (citationstyles.org), RIS (Research Information Systems, 2011), BibTeX (Patashnik, 1988) with the
field ``url`` and UTF-8 as biber and current BibTeX styles take them.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from app.export.references import Name, Reference
from app.text.dates import ENGLISH_MONTHS

CSL_TYPE = "application/vnd.citationstyles.csl+json"
RIS_TYPE = "application/x-research-info-systems"
BIBTEX_TYPE = "application/x-bibtex"

# Braces must pair in BibTeX, also escaped ones, so they are written as commands.
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_SPECIAL = re.compile(r"[\\{}~^&%$#_]")
# pairs that TeX's fonts set as one sign: dashes, quotation marks
_LIGATURE = re.compile(r"(?<=-)-|(?<=[`!?])`|(?<=')'|(?<=,),")
_NOT_IN_URL = {"\\": "%5C", "{": "%7B", "}": "%7D"}
_MOST_NAMED = 3


def csl_pieces(references: Iterable[Reference]) -> Iterator[str]:
    """The references as CSL-JSON, a list, written as they come."""
    before = "["
    for one in references:
        yield f"{before}\n{json.dumps(csl(one), ensure_ascii=False)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def csl(one: Reference) -> dict[str, Any]:
    """One reference as an item of CSL-JSON."""
    issued: dict[str, Any] | None = None
    if one.date:
        issued = {"date-parts": [[int(part) for part in one.date.split("-")]]}
        if one.circa:
            issued["circa"] = True
    found = {
        "id": one.key,
        "type": "article-newspaper",
        "title": one.title,
        "author": [_csl_name(name) for name in one.authors],
        "container-title": one.outlet,
        "issued": issued,
        "URL": one.url,
        "language": one.language,
        "section": one.section,
        "abstract": one.abstract,
        "note": one.date_note,
    }
    return {name: value for name, value in found.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if name.given is None:
        return {"literal": name.family}
    parts = {"family": name.family, "given": name.given}
    return {**parts, "suffix": name.suffix} if name.suffix else parts


def as_ris(references: Iterable[Reference]) -> str:
    """The references as RIS, with the line ends that it asks for."""
    return "".join(f"{line}\r\n" for one in references for line in (*_ris(one), ""))


def _ris(one: Reference) -> Iterator[str]:
    year, month, day = (*(one.date or "").split("-"), "", "")[:3]
    known = [
        ("TY", "NEWS"),
        *(("AU", _family_first(name)) for name in one.authors),
        ("TI", one.title),
        ("T2", one.outlet),
        ("DA", f"{year}/{month}/{day}/" if year else None),
        ("PY", year),
        ("AB", one.abstract),
        ("UR", one.url),
        ("LA", one.language),
        ("SE", one.section),
        ("N1", one.date_note),
        ("ID", one.key),
    ]
    yield from (f"{tag}  - {value}" for tag, value in known if value)
    yield "ER  - "


def _family_first(name: Name) -> str:
    if name.given is None:
        # a comma would make a family name of what stands before it
        return name.family.replace(",", " ")
    return f"{name.family}{f' {name.suffix}' if name.suffix else ''}, {name.given}"


def as_bibtex(references: Iterable[Reference]) -> str:
    """The references as BibTeX, titles as they are capitalised."""
    return "\n".join(map(_bibtex, references))


def _bibtex(one: Reference) -> str:
    year, month, day = (*(one.date or "").split("-"), "", "")[:3]
    remarks = [f"Section: {one.section}" if one.section else None, one.date_note]
    url = re.sub(r"[\\{}]", lambda sign: _NOT_IN_URL[sign[0]], one.url or "")
    values = (
        ("author", " and ".join(map(_bibtex_name, one.authors))),
        ("title", f"{{{latex(one.title)}}}" if one.title else ""),
        ("journal", latex(one.outlet or "")),
        ("year", year),
        ("month", month),
        ("day", day.lstrip("0")),
        ("url", url),
        ("language", one.language or ""),
        ("abstract", latex(one.abstract or "")),
        ("note", "\n".join(latex(remark) for remark in remarks if remark)),
    )
    # months are macros, so that a style writes them in its own language
    lines = [
        f"  {name} = " + (ENGLISH_MONTHS[int(value) - 1][:3].lower() if name == "month" else f"{{{value}}}")
        for name, value in values
        if value
    ]
    kind = "article" if one.outlet else "misc"
    return f"@{kind}{{{one.key},\n" + ",\n".join(lines) + "\n}\n"


def _bibtex_name(name: Name) -> str:
    return f"{{{latex(name.family)}}}" if name.given is None else latex(_family_first(name))


def latex(text: str) -> str:
    """``text`` with the characters that LaTeX would act on written as it prints them."""
    return _LIGATURE.sub(r"{}\g<0>", _SPECIAL.sub(lambda sign: _LATEX[sign[0]], text))


def as_text(one: Reference) -> str:
    """The reference as a line: who, what, where, when, address."""
    names = [name.whole for name in one.authors]
    if len(names) > _MOST_NAMED:
        names = [f"{names[0]} and {len(names) - 1} others"]
    who = " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    when = _in_words(one.date) if one.date else (one.date_note or "").removeprefix("Date: ")
    if one.circa:
        when += " (date inferred)"
    title = one.title if not one.title or one.title.startswith("[") else f"“{one.title}”"
    return ", ".join(part for part in (who, title, one.outlet, when, one.url) if part) + "."


def _in_words(date: str) -> str:
    year, month, day = (*date.split("-"), "", "")[:3]
    parts = [day.lstrip("0"), ENGLISH_MONTHS[int(month) - 1] if month else "", year]
    return " ".join(part for part in parts if part)
