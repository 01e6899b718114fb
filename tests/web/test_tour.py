"""The tour shows pages that are there, in pictures that the script takes."""

import re
import shutil
from pathlib import Path

import pytest
import tour
from fastapi.testclient import TestClient
from page_selection import select, texts

from app.config import Settings
from app.web.app import create_app

ROOT = Path(__file__).resolve().parents[2]
BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def client(seeded_file, tmp_path_factory):
    data = tmp_path_factory.mktemp("tour")
    shutil.copy(seeded_file, data / "parallax.sqlite3")
    with TestClient(create_app(Settings(data=data, poll_feeds=0, heavy_processes=0)), BASE) as opened:
        yield opened


def test_every_page_of_the_tour_answers(client, parse):
    token = tour.settle(client)
    for shot in tour.SHOTS:
        answer = client.get(shot.address.format(token=token))
        assert answer.status_code == 200, shot
        if shot.top:
            assert select(parse(answer), shot.top), shot


def test_who_wrote_what_a_text_sums_up_is_said_in_words(client, parse):
    facts = " ".join(texts(parse(client.get("/articles/4")), "dd"))
    assert "Christina Lu, reporter of the article that this text sums up" in facts


def test_the_tour_shows_each_picture_once_and_no_other():
    shown = re.findall(r"\]\(tour/([\w-]+)\.webp\)", (ROOT / "docs" / "tour.md").read_text())
    assert shown == [shot.name for shot in tour.SHOTS]
    pictures = {path.stem: path.stat().st_size for path in tour.PICTURES.iterdir()}
    assert sorted(pictures) == sorted(shown)
    assert max(pictures.values()) <= tour.MOST_BYTES
    assert sum(pictures.values()) <= tour.MOST_BYTES_TOGETHER
