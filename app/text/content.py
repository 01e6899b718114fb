"""The digest of what an article says, by which exact copies and changes are known. Pure."""

import hashlib


def content_hash(title: str, body: str) -> str:
    """A digest of a headline and the paragraphs below it, blind to white space: equal for exact copies."""
    text = " ".join(f"{title}\n{body}".split())
    return hashlib.sha256(text.encode()).hexdigest()
