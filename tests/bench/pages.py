"""Take saved pages in: pages a second on all cores, beside trafilatura alone on one.

    python tests/bench/pages.py FOLDER [--rounds 3]

FOLDER holds saved pages as ``NAME.html`` or ``NAME.html.gz``. Each round takes the whole folder into an empty
corpus in a process of its own, start-up included. Enough copies are made for a run of about 1,200 pages, each
with a comment of its own at its end, so that none is known already.
"""

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

import trafilatura

PAGES = 1_200


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    pages = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted(arguments.folder.iterdir())
        if path.name.endswith((".html", ".html.gz"))
    ]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "pages")
        folder.mkdir()
        for number in count():
            if number >= PAGES:
                break
            page = pages[number % len(pages)] + b"<!-- %d -->" % number
            (folder / f"{number:04}.html").write_bytes(page)
        ours = [take_in(folder, Path(scratch, f"data-{number}")) for number in range(arguments.rounds)]
    began = time.perf_counter()
    for page in pages:
        trafilatura.bare_extraction(page, fast=True, include_comments=False, with_metadata=True)
    alone = len(pages) / (time.perf_counter() - began)
    rate = statistics.median(ours)
    print(f"trafilatura alone, one core: {alone:.1f} pages/s")
    print(f"Parallax: {rate:.1f} pages/s ({rate / alone:.2f} times the peer), of {PAGES} pages")


def take_in(folder: Path, data: Path) -> float:
    """Pages a second of one run."""
    command = [sys.executable, "-P", "-m", "app.cli", "--data", str(data), "ingest", str(folder)]
    began = time.perf_counter()
    done = subprocess.run([*command, "--json", "--no-events"], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    run = json.loads(done.stdout)
    return float(run["seen"]) / seconds


if __name__ == "__main__":
    main()
