"""Tantivy and whoosh's own index as peers of a search: made of the same articles, asked the same questions.

Both fold case and diacritics and stem English. Words as they are written have a field of their own, as in
Parallax: beginnings and slips are looked for among them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from search_queries import Article, Question

SNIPPETS = 20
SNIPPET_CHARACTERS = 300
# the parts of an article, and what a word in each counts
_WEIGHTS = {"title": 6.0, "dek": 3.0, "body": 1.0, "byline": 2.0}
_STORED = ("title", "body")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine answered: how many articles match, and how many outlets and months they have.

    Of the passages ``shown`` so many have a word ``marked``.
    """

    total: int
    outlets: int
    months: int
    shown: int
    marked: int


class Peer:
    """An engine to be measured. It is opened afresh for each question."""

    name = ""

    def __init__(self, folder: Path) -> None:
        """Everything it writes stands in ``folder``."""
        self.folder = folder

    def is_built(self) -> bool:
        """Whether an index is there from an earlier run."""
        return (self.folder / "done").exists()

    def build(self, corpus: Iterable[Article]) -> None:
        """Index the articles. Raises ImportError when the peer is not installed."""
        raise NotImplementedError

    def open(self) -> None:
        """Be ready for a question, with nothing kept from earlier ones."""

    def ask(self, question: Question) -> Answer | None:
        """The answer; None when the engine has no such kind of question."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what ``open`` took."""

    def stop(self) -> None:
        """Let go of everything."""


class Tantivy(Peer):
    """Tantivy through its Python bindings, in this process, on one thread.

    It can neither mark nor name the words that a slip stands for: those passages are beginnings of texts.
    """

    name = "tantivy"
    _BUCKETS = 10_000

    def build(self, corpus: Iterable[Article]) -> None:
        """One field for each part of an article, one for all its words as written, columns for the facets."""
        index = self._index()
        writer = index.writer(256_000_000, 1)
        tantivy = self._tantivy
        for article in corpus:
            writer.add_document(
                tantivy.Document(
                    number=article.id,
                    title=article.title,
                    dek=article.dek,
                    body=article.body,
                    byline=article.byline,
                    words=f"{article.title}\n{article.dek}\n{article.body}\n{article.byline}",
                    outlet=article.outlet,
                    day=article.day,
                    month=article.month,
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        (self.folder / "done").touch()

    def _index(self) -> Any:
        import tantivy

        self._tantivy = tantivy
        self.folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder().add_integer_field("number", stored=True)
        for name in _WEIGHTS:
            builder.add_text_field(name, stored=name in _STORED, tokenizer_name="stems")
        builder.add_text_field("words", tokenizer_name="words")
        builder.add_text_field("outlet", fast=True, tokenizer_name="raw")
        builder.add_integer_field("day", indexed=True, fast=True)
        builder.add_integer_field("month", fast=True)
        self._schema = builder.build()
        index = tantivy.Index(self._schema, path=str(self.folder))
        folded = [tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold()]
        for name, filters in (("words", folded), ("stems", [*folded, tantivy.Filter.stemmer("english")])):
            analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            for one in filters:
                analyser = analyser.filter(one)
            index.register_tokenizer(name, analyser.build())
        return index

    def open(self) -> None:
        """Open the index anew."""
        self._opened = self._index()
        self._searcher = self._opened.searcher()

    def ask(self, question: Question) -> Answer:
        """One search for total and top, one for the facets, then the passages out of stored texts."""
        query, marking, field = self._query(question)
        searcher = self._searcher
        newest = {"order_by_field": "day"} if question.kind == "newest" else {}
        found = searcher.search(query, limit=SNIPPETS, count=True, **newest)
        buckets = {
            name: {"terms": {"field": name, "size": self._BUCKETS, "segment_size": self._BUCKETS}}
            for name in ("outlet", "month")
        }
        facets = searcher.aggregate(query, buckets)
        generator = self._tantivy.SnippetGenerator.create(searcher, marking, self._schema, field)
        generator.set_max_num_chars(SNIPPET_CHARACTERS)
        marked = 0
        for _, address in found.hits:
            document = searcher.doc(address)
            if field == "words":  # indexed only: the text is kept once
                document = self._tantivy.Document(words=document["body"][0])
            snippet = generator.snippet_from_doc(document)
            marked += bool(snippet.highlighted())
            _ = snippet.to_html() or document[field][0][:SNIPPET_CHARACTERS]
        return Answer(
            total=found.count,
            outlets=len(facets["outlet"]["buckets"]),
            months=len(facets["month"]["buckets"]),
            shown=len(found.hits),
            marked=marked,
        )

    def _query(self, question: Question) -> tuple[Any, Any, str]:
        """The query, the one whose words are marked, and the field whose text is marked."""
        query, schema, words = self._tantivy.Query, self._schema, question.words
        must, must_not = self._tantivy.Occur.Must, self._tantivy.Occur.MustNot
        if question.kind == "prefix":
            terms = [term for term, _ in self._searcher.terms_with_prefix("words", words[0])]
            marking = query.term_set_query(schema, "words", terms)
            return query.regex_query(schema, "words", f"{words[0]}.*"), self._any(terms) or marking, "words"
        if question.kind == "fuzzy":
            fuzzy = query.fuzzy_term_query(schema, "words", words[0], distance=question.slips)
            return fuzzy, fuzzy, "words"
        text = {"phrase": f'"{" ".join(words)}"', "or": " OR ".join(words), "not": words[0]}
        wanted = self._parsed(text.get(question.kind, " AND ".join(words)))
        parts = [(must, wanted)]
        if question.kind == "not":
            parts.append((must_not, self._parsed(words[1])))
        if question.outlet is not None:
            parts.append((must, query.term_query(schema, "outlet", question.outlet)))
            integer = self._tantivy.FieldType.Integer
            parts.append((must, query.range_query(schema, "day", integer, question.first, question.last)))
        return (query.boolean_query(parts) if len(parts) > 1 else wanted), wanted, "body"

    def _any(self, terms: list[str]) -> Any:
        query, should = self._tantivy.Query, self._tantivy.Occur.Should
        return query.boolean_query(
            [(should, query.term_query(self._schema, "words", term)) for term in terms]
        )

    def _parsed(self, text: str) -> Any:
        fields = list(_WEIGHTS)
        return self._opened.parse_query(text, fields, _WEIGHTS, conjunction_by_default=True)


class Whoosh(Peer):
    """Whoosh's own index, with the fields that tantivy has; facets are counted while it collects."""

    name = "whoosh"

    def build(self, corpus: Iterable[Article]) -> None:
        """The default codec, one process."""
        from whoosh import fields, index
        from whoosh.analysis import CharsetFilter, LowercaseFilter, RegexTokenizer, StemFilter
        from whoosh.support.charset import accent_map

        words = RegexTokenizer(r"\w+") | LowercaseFilter() | CharsetFilter(accent_map)
        stems = words | StemFilter()
        parts = {name: fields.TEXT(analyzer=stems, stored=name in _STORED) for name in _WEIGHTS}
        schema = fields.Schema(
            number=fields.STORED,
            **parts,
            words=fields.TEXT(analyzer=words, phrase=False),
            outlet=fields.ID(sortable=True),
            day=fields.NUMERIC(sortable=True),
            month=fields.NUMERIC(sortable=True),
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        writer = index.create_in(self.folder, schema).writer(limitmb=512)
        for article in corpus:
            writer.add_document(
                number=article.id,
                title=article.title,
                dek=article.dek,
                body=article.body,
                byline=article.byline,
                words=f"{article.title}\n{article.dek}\n{article.body}\n{article.byline}",
                outlet=article.outlet,
                day=article.day,
                month=article.month,
            )
        writer.commit(optimize=True)
        (self.folder / "done").touch()

    def open(self) -> None:
        """Open the index and a searcher."""
        from whoosh import index

        self._index = index.open_dir(self.folder)
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> Answer:
        """One search with groups, then a passage of each stored text."""
        from whoosh.sorting import Count, FieldFacet

        groups = {name: FieldFacet(name, maptype=Count) for name in ("outlet", "month")}
        order = {"sortedby": FieldFacet("day", reverse=True)} if question.kind == "newest" else {}
        found = self._searcher.search(self._query(question), limit=SNIPPETS, groupedby=groups, **order)
        found.fragmenter.maxchars = SNIPPET_CHARACTERS
        field = "words" if question.kind in ("prefix", "fuzzy") else "body"
        # with groups it keeps more hits than were asked for
        passages = [hit.highlights(field, text=hit["body"], top=1) for hit in islice(found, SNIPPETS)]
        return Answer(
            total=len(found),
            outlets=len(found.groups("outlet")),
            months=len(found.groups("month")),
            shown=len(passages),
            marked=sum(map(bool, passages)),
        )

    def _query(self, question: Question) -> Any:
        from whoosh import query
        from whoosh.qparser import MultifieldParser

        words = question.words
        if question.kind == "prefix":
            return query.Prefix("words", words[0])
        if question.kind == "fuzzy":
            return query.FuzzyTerm("words", words[0], maxdist=question.slips, prefixlength=0)
        text = {"phrase": f'"{" ".join(words)}"', "or": " OR ".join(words), "not": " NOT ".join(words)}
        parser = MultifieldParser(list(_WEIGHTS), self._index.schema, fieldboosts=_WEIGHTS)
        wanted = parser.parse(text.get(question.kind, " ".join(words)))
        if question.outlet is None:
            return wanted
        days = query.NumericRange("day", question.first, question.last)
        return query.And([wanted, query.Term("outlet", question.outlet), days])

    def close(self) -> None:
        """Close the searcher and the index."""
        self._searcher.close()
        self._index.close()
