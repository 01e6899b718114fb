"""Where the files that travel with the code lie: templates, static files, migrations, documents,
data tables, example articles."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_BUNDLE = _PACKAGE / "_bundle"
# An installed wheel carries them inside the package; a checkout has them beside it.
_ROOT = _BUNDLE if _BUNDLE.is_dir() else _PACKAGE.parent

TEMPLATES = _ROOT / "templates"
STATIC = _ROOT / "static"
MIGRATIONS = _ROOT / "migrations"
DATA = _PACKAGE / "data"
SEEDS = _ROOT / "seeds"
DOCUMENT_FREQUENCIES = DATA / "document_frequencies.txt.gz"
DOCUMENTS = _ROOT / "docs"
# documents that stand above the others, as they do in the repository
PROJECT_DOCUMENTS = tuple(_ROOT / name for name in ("README.md", "CHANGELOG.md", "SECURITY.md"))


def examples() -> tuple[Path, ...]:
    """The example articles that come with the program; none where they were left out."""
    return tuple(sorted(SEEDS.glob("*.txt"))) if SEEDS.is_dir() else ()
