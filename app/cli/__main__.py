"""``python -m app.cli``: the same as the command ``parallax``."""

from app.cli import main

main()
