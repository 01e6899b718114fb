"""Two versions as their page shows them."""

from app.records import Block, BlockKind, Published, VersionCard, VersionRecord
from app.text.word_diff import DiffPassage, DiffPiece
from app.web.version_view import MOST_WORDS, last_change, stretches, version_diff


def version(number: int, *paragraphs: str, caption: str = "", **changes: object) -> VersionRecord:
    texts = [(BlockKind.PARAGRAPH, text) for text in paragraphs] + [(BlockKind.CAPTION, caption)] * bool(
        caption
    )
    values = {
        "version": number,
        "title": "A title",
        "byline": None,
        "dek": "",
        "published": None,
        "updated": None,
        "word_count": 3,
        "content_hash": str(number),
        "external_id": "x",
        "origin": "x.txt",
        "origin_line": None,
        "run_id": number,
        "ingested_at": f"2025-05-0{number}T10:00:00+00:00",
        "blocks": tuple(
            Block(kind=kind, text=text, line_start=line, line_end=line)
            for line, (kind, text) in enumerate(texts, 1)
        ),
    }
    return VersionRecord.model_validate(values | changes)


def passages(kinds: str) -> list[DiffPassage]:
    """k and c for kept and changed passages."""
    names = {"k": "kept", "c": "changed"}
    return [
        DiffPassage.model_validate({"kind": names[kind], "pieces": (DiffPiece(kind="kept", text=kind),)})
        for kind in kinds
    ]


def test_passages_far_from_changes_are_folded() -> None:
    def folds(kinds: str) -> list[tuple[bool, int]]:
        return [(it.folded, len(it.passages)) for it in stretches(passages(kinds))]

    assert folds("kkkckkk") == [(True, 2), (False, 3), (True, 2)]
    assert folds("ckkkc") == [(False, 2), (False, 1), (False, 2)]
    assert folds("ckkkkc") == [(False, 2), (True, 2), (False, 2)]
    assert folds("kkkk") == [(True, 4)]
    assert folds("cc") == [(False, 2)]
    assert folds("") == []


def test_dates_are_told_as_wholes_and_captions_only_when_they_changed() -> None:
    day = Published(date="2025-05-07", precision="day", evidence="a field")
    found = version_diff(
        version(1, "One two.", caption="The bridge"),
        version(2, "One two.", caption="The bridge", published=day, byline="Ann"),
    )
    assert [(it.field, it.before, it.after) for it in found.fields] == [
        ("author", None, "Ann"),
        ("published", None, "7 May 2025"),
    ]
    assert [piece.text for piece in found.fields[1].pieces] == ["7 May 2025"]
    assert (found.captions, found.words_removed, found.words_added, found.complete) == ((), 0, 0, True)
    found = version_diff(version(1, "A b c.", caption="One"), version(2, "A d e f c.", caption="Two"))
    assert (found.words_removed, found.words_added) == (1, 3)
    assert [passage.kind for passage in found.captions] == ["removed", "added"]


def test_a_text_beyond_all_measure_is_cut_and_that_is_said() -> None:
    found = version_diff(
        version(1, "word " * (MOST_WORDS + 5)), version(2, "word " * (MOST_WORDS + 9), "More.")
    )
    assert not found.complete
    assert (found.words_removed, found.words_added) == (0, 0)
    assert version_diff(version(1, "word " * 9), version(2, "word " * 9, "More.")).complete


def test_the_last_change_is_that_of_the_headline() -> None:
    cards = [
        VersionCard.model_validate(version(number).model_dump(exclude={"blocks"})) for number in (1, 2, 3)
    ]
    assert last_change(cards) == ("text", "2025-05-03")
    cards[1] = cards[1].model_copy(update={"headline_changed": True})
    assert last_change(cards) == ("headline", "2025-05-02")
