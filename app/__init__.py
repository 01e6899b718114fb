"""Parallax: explore a news corpus and compare how outlets cover one event."""
