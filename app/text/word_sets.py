"""Lists of words as the modules of this room write them. Pure."""


def word_set(words: str) -> frozenset[str]:
    """The words of a text that is nothing but words with spaces between."""
    return frozenset(words.split())
