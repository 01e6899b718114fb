"""Article text files: every line of the original ends up in exactly one block."""

import re

from app.ingest.front import Front, headline_like, read_front
from app.ingest.line_classes import is_caption, is_page_note
from app.ingest.line_patterns import BIO, LIST_ITEM, RELATED_HEADER, SIGNED, SPEAKER, SUBHEAD_QUESTION
from app.ingest.provenance import (
    Provenance,
    read_address,
    read_byline,
    read_date,
    read_signature,
    settle_outlet,
    settle_published,
)
from app.ingest.titles import derived_title
from app.ingest.units import Unit, split_units
from app.records import ArticleDraft, Block, BlockKind, RawDocument
from app.text.bylines import read_byline_field
from app.text.citations import cited_outlets
from app.text.language import detect
from app.text.outlets import outlet_of_domain, registrable_domain
from app.text.sentences import sentences

_LONGEST_SUBHEAD = 12
_LIST = 3
_SHORT_HEAD = 5
_MINOR = re.compile(
    r"^(?:a|an|the|of|in|on|at|to|for|and|or|but|as|by|with|from|vs?\.?|is|über|und|der|die|das)$"
)


def draft_of_text(raw: RawDocument, text: str, warnings: tuple[str, ...]) -> ArticleDraft:
    """The draft of a plain article text. What the text does not state stays None."""
    units, blanks = split_units(text)
    about = Provenance(url=raw.url)
    units = _merge_repeats(units)
    front = read_front(units, about)
    _classify_body(units, front, about)
    units = _joined_sentences(units)
    settle_outlet(about)
    published = settle_published(units, about)
    body = "\n\n".join(unit.text for unit in units if unit.kind is BlockKind.PARAGRAPH)
    byline = read_byline_field(about.author or "", about.outlet_name)
    if about.source_url and about.author_role == "reporter":
        about.author_role = "source_reporter"
    return ArticleDraft(
        external_id=raw.external_id,
        title=front.title or derived_title(body),
        title_source="text" if front.title else ("derived" if body else "none"),
        outlet=about.outlet_name,
        outlet_domain=_domain(about),
        outlet_evidence=about.outlet_evidence,
        author=byline.author,
        author_role=about.author_role if byline.people else None,
        author_evidence=about.author_evidence if byline.people else None,
        agency=byline.agency,
        published=published,
        updated=about.updated if published != about.updated else None,
        url=about.url,
        source_url=about.source_url,
        language=detect(body),
        section=front.section,
        cited_outlets=_cited(body, about),
        blocks=_blocks(units, blanks),
        warnings=(*warnings, *about.warnings),
    )


def _domain(about: Provenance) -> str | None:
    if about.url:
        return registrable_domain(about.url)
    return about.outlet.domain if about.outlet else None


def _cited(body: str, about: Provenance) -> tuple[str, ...]:
    """Outlets the body cites, and the one whose report is named as the source."""
    cited = cited_outlets(body, about.outlet_name)
    source = outlet_of_domain(about.source_url) if about.source_url else None
    if source and source.name not in cited and source.name != about.outlet_name:
        return (source.name, *cited)
    return cited


def _blocks(units: list[Unit], blanks: list[Unit]) -> tuple[Block, ...]:
    return tuple(unit.block() for unit in sorted([*units, *blanks], key=lambda unit: unit.line_start))


def _merge_repeats(units: list[Unit]) -> list[Unit]:
    """A line that stands twice in a row is a caption saved once for the picture and once for its text."""
    merged: list[Unit] = []
    for unit in units:
        last = merged[-1] if merged else None
        if last and unit.text == last.text and not unit.after_blank and unit.words >= 5:
            last.line_end = unit.line_end
            if not headline_like(last):
                last.kind = BlockKind.CAPTION
        else:
            merged.append(unit)
    return merged


def _classify_body(units: list[Unit], front: Front, about: Provenance) -> None:
    """Set the kind of every unit that the front matter left open."""
    heads: list[int] = []
    in_related = False
    for position, unit in enumerate(units):
        if unit.kind is not None:
            continue
        unit.kind = _kind_of_line(unit, front, about)
        if unit.kind is BlockKind.BOILERPLATE:
            in_related = RELATED_HEADER.match(unit.text) is not None
        elif unit.kind is BlockKind.PARAGRAPH and _head_like(unit):
            if in_related:
                unit.kind = BlockKind.BOILERPLATE
            else:
                heads.append(position)
        else:
            in_related = False
    _settle_tail(units, set(heads), about)
    _settle_heads(units, heads)


def _kind_of_line(unit: Unit, front: Front, about: Provenance) -> BlockKind:
    titles = (front.title, front.title_unit.text) if front.title_unit else ()
    if is_page_note(unit):
        read_address(unit, front.title, about)
        return BlockKind.BOILERPLATE
    if is_caption(unit):
        return BlockKind.CAPTION
    if unit.text in titles:
        return BlockKind.BOILERPLATE
    if unit.words <= 16 and not unit.ends_sentence and read_byline(unit, about):
        return BlockKind.BYLINE
    if read_address(unit, front.title, about) or (not unit.ends_sentence and read_date(unit, about)):
        return BlockKind.BOILERPLATE
    return BlockKind.PARAGRAPH


def _head_like(unit: Unit) -> bool:
    """Whether ``unit`` looks like a heading: a subhead or the headline of another article."""
    if (
        unit.words > 60
        or LIST_ITEM.match(unit.text)
        or SPEAKER.match(unit.text)
        or BIO.match(unit.text)
        or SIGNED.match(unit.text)
    ):
        return False
    if unit.marked and unit.words <= 14:
        return True
    if not headline_like(unit) or unit.words > 20:
        return False
    if not unit.ends_sentence:
        return unit.text[-1].isalnum() or unit.text[-1] in "\"'”’)%"
    if not unit.text.endswith("?"):
        return False
    return (_title_cased(unit.text) and unit.words >= 2) or (
        bool(SUBHEAD_QUESTION.match(unit.text)) and unit.words <= 7
    )


def _title_cased(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_][\w’'.-]*", text) if not _MINOR.match(word)]
    return bool(words) and sum(word[:1].isupper() for word in words) >= len(words) * 0.8


def _settle_heads(units: list[Unit], heads: list[int]) -> None:
    """Tell subheads from headlines of other articles, and both from prose without a full stop.

    Subheads of one text share a style: title case, or short. Longer headlines in sentence case that are fewer
    than those, that stand before the first paragraph, or with no paragraph behind them, lead elsewhere. Three
    and more in a row are a list, which stays in the body.
    """
    taken = set(heads)
    prose = [p for p, unit in enumerate(units) if unit.kind is BlockKind.PARAGRAPH and p not in taken]
    if not prose or len(heads) > len(prose):
        return
    listed = {p for p in heads if any({p - k, p - k + 1, p - k + 2} <= taken for k in range(_LIST))}
    own = {
        p for p in heads if units[p].marked or units[p].words <= _SHORT_HEAD or _title_cased(units[p].text)
    }
    longer = [p for p in heads if p not in own and p not in listed and prose[0] < p < prose[-1]]
    for position in heads:
        unit = units[position]
        if position > prose[-1] or (position < prose[0] and position not in own):
            unit.kind = BlockKind.BOILERPLATE
        elif position in listed and not unit.marked:
            continue
        elif position in own:
            unit.kind = BlockKind.SUBHEAD
        elif len(longer) >= len(own):
            unit.kind = BlockKind.SUBHEAD if unit.words <= _LONGEST_SUBHEAD else BlockKind.PARAGRAPH
        else:
            unit.kind = BlockKind.BOILERPLATE


def _settle_tail(units: list[Unit], heads: set[int], about: Provenance) -> None:
    """A note on the author counts only behind the last paragraph of the article."""
    for position in range(len(units) - 1, -1, -1):
        unit = units[position]
        if unit.kind is not BlockKind.PARAGRAPH or position in heads:
            continue
        if not read_signature(unit, about):
            return
        unit.kind = BlockKind.BYLINE


def _joined_sentences(units: list[Unit]) -> list[Unit]:
    """In a text of one sentence a line, the lines between two subheads are one paragraph."""
    body = [unit for unit in units if unit.kind is BlockKind.PARAGRAPH]
    subheads = sum(unit.kind is BlockKind.SUBHEAD for unit in units)
    if (
        subheads < 2
        or len(body) < 3 * subheads
        or sum(unit.after_blank for unit in body[1:]) > len(body) * 0.1
    ):
        return units
    if sum(len(sentences(unit.text)) == 1 for unit in body) < len(body) * 0.8:
        return units
    joined: list[Unit] = []
    for unit in units:
        last = joined[-1] if joined else None
        if last and last.kind is unit.kind is BlockKind.PARAGRAPH and not unit.after_blank:
            last.text = f"{last.text} {unit.text}"
            last.line_end = unit.line_end
        else:
            joined.append(unit)
    return joined
