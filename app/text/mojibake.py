"""Text that was decoded with the wrong encoding, mended where the damage can be reversed."""

import re
from functools import lru_cache

# UTF-8 bytes read as Latin-1 or Windows-1252, once or more often: a character for the first byte of a
# sequence, then one for a following byte.
_CP1252_TAIL = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_CP1251_TAIL = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџ\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕї"
_SUSPICIOUS = re.compile(
    rf"[Â-ß][{_CP1252_TAIL}]"
    rf"|[à-ô][{_CP1252_TAIL}]{{2}}"
    r"|‚Ä|√[£©°±§]"  # the same by way of Mac Roman
    rf"|(?:[РС][{_CP1251_TAIL}]){{3}}"  # and of Windows-1251
    r"|[\x80-\x84\x86-\x9f]"  # Windows-1252 read as Latin-1; \x85 is a line break too
)
# The first characters of all these. Few English texts hold one, and the look for them is quick.
_HINT = re.compile(r"[Â-ô\x80-\x84\x86-\x9fРС‚√]")
# What stands for “, ’ or — where the first of three bytes was lost. Alone it would be taken for a euro sign.
_HEADLESS = re.compile("(?<![À-ÿ])\x80([\x93\x94\x98\x99\x9c\x9d\xa6]?)(?![\\s\xa0]?\\d)")
_PIECES = re.compile(r"([<>\n\r]+)")
# Mending takes a second and a half a million characters; no article is as long.
_MOST = 1_000_000


@lru_cache(maxsize=1)
def _mender():  # type: ignore[no-untyped-def]  # noqa: ANN202 - loaded when it is first needed
    import ftfy

    settings = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_encoding=True,
        restore_byte_a0=True,
        replace_lossy_sequences=False,
        decode_inconsistent_utf8=True,
        fix_c1_controls=True,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    return lambda text: ftfy.fix_text(_HEADLESS.sub(_with_head, text), settings)


def _with_head(match: re.Match[str]) -> str:
    return f"â\x80{match[1]}".encode("latin-1").decode("utf-8") if match[1] else ""


def _suspicious(text: str) -> bool:
    return any(_SUSPICIOUS.match(text, hint.start()) for hint in _HINT.finditer(text))


def repaired(text: str) -> str:
    """``text`` with mojibake (``donâ€™t``, ``JosÃ©``) made what it was; everything else stays as it is.

    Judged and mended line by line, in HTML tag by tag, by ftfy's rules for encodings alone. What cannot be
    reversed without loss is left. Costs next to nothing for text that shows no sign of it.
    """
    if text.isascii() or not _suspicious(text):
        return text
    pieces = _PIECES.split(text)
    left = _MOST
    for number, piece in enumerate(pieces):
        if piece.isascii() or _SUSPICIOUS.search(piece) is None:
            continue
        left -= len(piece)
        if left < 0:
            break
        pieces[number] = _mender()(piece)
    return "".join(pieces)
