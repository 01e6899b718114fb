"""What is said of a figure."""

from app.records import Record


class Explained(Record):
    """How a figure, a mark, an order or a share comes about.

    ``counted`` says what is counted and in which unit, ``computed`` how, ``not_said`` what must not be read
    into it, ``measured`` how often it is right where that was measured. ``document`` is the name of the
    document with the whole method and, behind a hash sign, the section.
    """

    anchor: str
    name: str
    counted: str
    computed: str
    not_said: str
    measured: tuple[str, ...] = ()
    document: str
