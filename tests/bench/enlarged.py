"""A corpus made several times as large: its articles again, with other ids, addresses, days and word order.

    python tests/bench/enlarged.py ARTICLES.jsonl.gz OUT.jsonl [--times 4] [--most 5000] [--only-again]

An article again lies seven years further back for each time. In its text two neighbours in every six words
change places, others each time: no run of six words stays, so that none is found as a copy of another. Each
article keeps its words and about half of its phrases of two. What this cannot give is the larger vocabulary
of a corpus that really is so large. ``--only-again`` leaves the articles themselves out.
"""

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, cast

Article = dict[str, Any]

PERIOD = 6
# each time has a pair of its own among six words
MOST_TIMES = 1 + PERIOD // 2
BACK = timedelta(days=7 * 365 + 2)


def main() -> None:
    """Write the larger corpus."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--times", type=int, default=MOST_TIMES, choices=range(1, MOST_TIMES + 1))
    parser.add_argument("--most", type=int, help="read so many articles only")
    parser.add_argument("--only-again", action="store_true")
    arguments = parser.parse_args()
    again = range(1 if arguments.only_again else 0, arguments.times)
    print(f"{write(arguments.articles, arguments.out, again, arguments.most):,} articles in {arguments.out}")


def write(articles: Path, out: Path, again: Iterable[int], most: int | None = None) -> int:
    """Write the first articles (``most``; None: all) once for each number; how many are written then.

    Number 0 stands for the articles as they are, 1 to 3 for each time that they come again.
    """
    count = 0
    with opened(out, "wt") as target:
        for number in again:
            with opened(articles, "rt") as lines:
                for line in islice(lines, most):
                    target.write(line if not number else json.dumps(changed(json.loads(line), number)) + "\n")
                    count += 1
    return count


def opened(path: Path, mode: str) -> TextIO:
    """A text file, compressed where its name says so."""
    if path.suffix == ".gz":
        return cast("TextIO", gzip.open(path, mode, encoding="utf-8"))
    return cast("TextIO", path.open(mode, encoding="utf-8"))


def changed(article: Article, number: int) -> Article:
    """The article as it comes again for the ``number``-th time, from 1."""
    host = article["source_url"] or "example.org"
    return {
        **article,
        "ID": f"{article['ID']}-{number}",
        "url": f"http://{host}/again-{number}/{article['ID']}",
        "date": _earlier(article["date"], number * BACK),
        "content_original": "\n".join(
            " ".join(_reordered(paragraph.split(" "), number))
            for paragraph in article["content_original"].split("\n")
        ),
    }


def _earlier(day: str, by: timedelta) -> str:
    try:
        return (date.fromisoformat(day) - by).isoformat()
    except (ValueError, OverflowError):
        return day


def _reordered(words: list[str], number: int) -> Iterator[str]:
    """The words with one pair in every six changed about."""
    first = 2 * (number - 1)
    for place, word in enumerate(words):
        if place % PERIOD == first and place + 1 < len(words):
            yield words[place + 1]
        elif place % PERIOD == first + 1:
            yield words[place - 1]
        else:
            yield word


if __name__ == "__main__":
    main()
