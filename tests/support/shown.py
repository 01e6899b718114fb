"""What a reader sees of a part of a page."""

from lxml.html import HtmlElement


def text(element: HtmlElement) -> str:
    """All its words, with one space between them."""
    return " ".join(element.text_content().split())
