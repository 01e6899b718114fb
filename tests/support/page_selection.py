"""Elements of a parsed page by simple CSS selectors: names, #id, .class, [a=b], " ", ">" and "~"."""

import re

from lxml import html

_AXES = {"": "//", ">": "/", "~": "/following-sibling::"}


def select(document: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """All elements of ``document`` that ``selector`` names, in the order of the document."""
    return document.xpath(" | ".join(_xpath(part.strip()) for part in selector.split(",")))


def texts(document: html.HtmlElement, selector: str) -> list[str]:
    """The texts of these elements, white space folded."""
    return [" ".join(element.text_content().split()) for element in select(document, selector)]


def _xpath(selector: str) -> str:
    path, axis = "", "//"
    for step in selector.split():
        if step in _AXES:
            axis = _AXES[step]
            continue
        name = re.match(r"[a-z][a-z0-9]*", step)
        path += axis + (name[0] if name else "*")
        path += "".join(f"[@id='{found}']" for found in re.findall(r"#([\w-]+)", step))
        path += "".join(
            f"[contains(concat(' ', @class, ' '), ' {found} ')]" for found in re.findall(r"\.([\w-]+)", step)
        )
        path += "".join(f"[@{key}='{value}']" for key, value in re.findall(r"\[([\w-]+)=([\w-]+)\]", step))
        axis = "//"
    return path
