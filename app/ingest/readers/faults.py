"""What libraries say over damaged bytes, in words for whoever has the file."""

import re

# What they raise speaks to programmers: of sums in hexadecimal, of numbers of errors, of their own classes.
_IN_WORDS = {
    "CRC": "its checksum is wrong",
    "Incorrect length of data|length error": "it unpacks to another length than it states",
    "before the end-of-stream|incomplete or truncated|unexpected end of data": "it breaks off",
    "Not a gzipped file|Unknown compression method": "what follows is not packed as gzip",
    r"Error -\d+ while|Invalid data|Corrupt input|Input format|invalid block": "its packed bytes are wrong",
    "negative seek|Bad (?:magic|offset)|Corrupt (?:zip|extra)|differ\\.$": "its list of contents is wrong",
    "magic bytes not found": "its end is missing",
    "Unknown archive format|Invalid WARC record": "it does not begin as one",
    "[Dd]eserializ|[Tt]hrift": "its description of the table is damaged",
}
_OF_PROGRAMMERS = re.compile(r"\b[A-Za-z]+(?:Error|Exception)\b|<class|0x[0-9a-f]{4,}| object at |NoneType")
_LONGEST = 200


def in_words(error: Exception) -> str:
    """Why ``error`` was raised, as one line without names of the program's own."""
    said = " ".join(str(error).split())
    for pattern, words in _IN_WORDS.items():
        if re.search(pattern, said):
            return words
    if not said or _OF_PROGRAMMERS.search(said):
        return "it breaks off" if isinstance(error, EOFError) else "its bytes make no sense"
    return said[:_LONGEST]
