"""Whoosh as a second engine: its own parser, on its own index of the same articles, with the same analysis.

Each text is there once in the analysis of its article's language, and once as it is written: patterns and
slips are asked of words as they are written. Where whoosh means something else by the same text, what its
parser made is changed: see ``_meant``.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from search_corpus import Row
from whoosh import fields, qparser, query
from whoosh.analysis import IDTokenizer, LowercaseFilter, Token, Tokenizer
from whoosh.filedb.filestore import RamStorage
from whoosh.query import spans

from app.text.analysis import analysis_of, stem, tokens

TEXT_FIELDS = ("title", "dek", "body", "byline")
_WORDS = "words"


def written(text: str) -> list[str]:
    """The words of ``text``, folded."""
    return [token.word for token in tokens(text, "en")]


def analysed(text: str, analysis: str) -> list[str]:
    """The terms of ``text``."""
    if analysis == _WORDS:
        return written(text)
    return [stem(token.word, analysis) for token in tokens(text, analysis)]


class _Terms(Tokenizer):
    """An analyzer of whoosh. What is not to be tokenised comes whole, as it was typed."""

    def __init__(self, analysis: str) -> None:
        self._analysis = analysis

    def __call__(self, value: str, *, tokenize: bool = True, **_options: Any) -> Iterator[Token]:
        token = Token(positions=True)
        token.startchar = token.endchar = 0
        token.boost, token.stopped = 1.0, False
        for token.pos, text in enumerate(analysed(value, self._analysis) if tokenize else [value]):
            token.text = token.original = text
            yield token


class Near(spans.SpanNear2):
    """Words in any order with at most so many others between the first and the last of them (FTS5's NEAR).

    Whoosh measures from each word to the next; so what it finds is kept where all of it is short enough. Two
    words that have one stem may be one and the same word, as in FTS5.
    """

    @classmethod
    def of(cls, words: list[Any], between: int) -> "Near":
        return cls(words, slop=between + 1, ordered=False, mindist=0)

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        matchers = [word.matcher(searcher, self._span_context(context)) for word in self.qs]
        return _NearMatcher(matchers, slop=self.slop, ordered=False, mindist=0)


class _NearMatcher(spans.SpanNear2.SpanNear2Matcher):
    def _get_spans(self) -> list[Any]:
        return [span for span in super()._get_spans() if span.end - span.start <= self.slop]


class Slips(query.FuzzyTerm):
    """Words so many slips away: letters that changed places are one slip to us, and two to whoosh."""

    def _btexts(self, reader: Any) -> Iterator[Any]:
        letters, most = set(self.text), self.maxdist
        for found in reader.lexicon(self.fieldname):
            word = found.decode()
            near = (
                abs(len(word) - len(self.text)) <= most
                and len(letters.symmetric_difference(word)) <= 2 * most
            )
            if near and slips(self.text, word) <= most:
                yield found


def slips(first: str, second: str) -> int:
    """The distance of optimal string alignment between two words, as the textbooks have it."""
    rows = [list(range(len(second) + 1))]
    for i, letter in enumerate(first, 1):
        row = [i]
        for j, other in enumerate(second, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


class SecondEngine:
    """Whoosh's parser and its index, held in memory."""

    def __init__(self, rows: list[Row]) -> None:
        self.analyses = sorted({analysis_of(row.language) for row in rows})
        self._searcher = _index(rows, self.analyses).searcher()
        self._parser = _parser()

    def close(self) -> None:
        self._searcher.close()

    def found(self, text: str) -> set[int]:
        asked = self._parser.parse(text).accept(self._meant)
        if isinstance(asked, query.Not):
            asked = query.And([query.Every(), asked])
        return {self._searcher.stored_fields(number)["id"] for number in self._searcher.docs_for_query(asked)}

    def words_near(self, word: str) -> tuple[set[str], set[str]]:
        """The words of the texts one slip from ``word``: as we count slips, and as whoosh does."""
        reader, field = self._searcher.reader(), _field("body", _WORDS)
        ours, theirs = Slips(field, word, prefixlength=0), query.FuzzyTerm(field, word, prefixlength=0)
        return {found.decode() for found in ours._btexts(reader)}, {
            found if isinstance(found, str) else found.decode() for found in theirs._btexts(reader)
        }

    def _meant(self, node: Any) -> Any:
        if isinstance(node, query.Prefix):
            return query.Prefix(_field(node.fieldname, _WORDS), "".join(written(node.text)))
        if isinstance(node, query.Wildcard):
            parts = (written(part)[0] if part.isalnum() else part for part in _around_signs(node.text))
            return query.Wildcard(_field(node.fieldname, _WORDS), "".join(parts))
        if isinstance(node, query.FuzzyTerm):
            word = "".join(written(node.text))
            return Slips(_field(node.fieldname, _WORDS), word, maxdist=node.maxdist, prefixlength=0)
        if isinstance(node, query.Phrase) and node.fieldname in TEXT_FIELDS:
            # A phrase of whoosh has the slop 1; no query here has a distance of 1.
            return self._stems(node.fieldname, node.words, None if node.slop == 1 else node.slop)
        if isinstance(node, query.Term) and node.fieldname in TEXT_FIELDS:
            return self._stems(node.fieldname, [node.text], None)
        return node

    def _stems(self, name: str, words: list[str], between: int | None) -> Any:
        """These words in articles of any language, each by the stems of its own."""
        return query.Or(
            [
                _together(_field(name, analysis), analysed(" ".join(words), analysis), between)
                for analysis in self.analyses
            ]
        )


def _together(name: str, terms: list[str], between: int | None) -> Any:
    if len(terms) == 1:
        return query.Term(name, terms[0])
    if between is None:
        return query.Phrase(name, terms)
    return Near.of([query.Term(name, term) for term in terms], between)


def _around_signs(pattern: str) -> Iterable[str]:
    part = ""
    for char in pattern:
        if char in "*?":
            yield from filter(None, (part, char))
            part = ""
        else:
            part += char
    yield from filter(None, (part,))


def _field(name: str, analysis: str) -> str:
    return f"{name}_{analysis}"


def _index(rows: list[Row], analyses: list[str]) -> Any:
    names = {_field(name, a): fields.TEXT(analyzer=_Terms(a)) for a in analyses for name in TEXT_FIELDS}
    as_written = fields.TEXT(analyzer=_Terms(_WORDS), phrase=False)
    again = dict.fromkeys((_field(name, _WORDS) for name in TEXT_FIELDS), as_written)
    facts = {"outlet": fields.ID(analyzer=IDTokenizer() | LowercaseFilter()), "date": fields.DATETIME}
    schema = fields.Schema(id=fields.STORED, **facts, **names, **again)
    index = RamStorage().create_index(schema)
    with index.writer(limitmb=512) as writer:
        for number, row in enumerate(rows, 1):
            texts = {"title": row.title, "dek": row.dek, "body": row.body, "byline": row.byline or ""}
            day = row.day and datetime.combine(date.fromisoformat(row.day), datetime.min.time())
            stems = {_field(name, analysis_of(row.language)): text for name, text in texts.items()}
            words = {_field(name, _WORDS): text for name, text in texts.items()}
            writer.add_document(id=number, outlet=row.outlet, date=day, **stems, **words)
    return index


def _parser() -> Any:
    """Whoosh's parser as it comes, with slips; words are stemmed later, when the language is known."""
    text = fields.TEXT(analyzer=_Terms(_WORDS), multitoken_query="phrase")
    schema = fields.Schema(
        outlet=fields.ID(analyzer=IDTokenizer() | LowercaseFilter()),
        date=fields.DATETIME,
        **dict.fromkeys(TEXT_FIELDS, text),
    )
    parser = qparser.MultifieldParser(TEXT_FIELDS, schema)
    parser.remove_plugin_class(qparser.SingleQuotePlugin)
    parser.remove_plugin_class(qparser.BoostPlugin)
    parser.add_plugin(qparser.FuzzyTermPlugin())
    return parser
