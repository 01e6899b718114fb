"""How large a picture is, out of its first bytes. Pure."""

from struct import unpack

HEAD = 30
"""So many bytes tell it."""

_PNG = b"\x89PNG\r\n\x1a\n"


def size_of(head: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or WebP that begins so; None for what is neither."""
    if len(head) < HEAD:
        return None
    if head.startswith(_PNG):
        width, height = unpack(">II", head[16:24])
        return width, height
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _of_webp(head)
    return None


def _of_webp(head: bytes) -> tuple[int, int] | None:
    """By the kind of its first chunk: lossy, lossless, or extended."""
    match head[12:16]:
        case b"VP8 ":
            width, height = unpack("<HH", head[26:30])
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    return None
