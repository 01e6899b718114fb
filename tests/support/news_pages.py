"""Pages with an article, as a small paper would write them."""


def page(topic: str) -> str:
    """A page about ``topic``, which states no date and no author."""
    text = "".join(
        f"<p>The {topic} was discussed by the council on Monday, point {number}, and the members who were "
        f"present agreed that more money for the {topic} will be needed before the winter comes.</p>"
        for number in range(4)
    )
    return (
        f"<html lang='en'><head><title>Council talks about the {topic}</title></head>"
        f"<body><article><h1>Council talks about the {topic}</h1>{text}</article></body></html>"
    )
