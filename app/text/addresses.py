"""Web addresses: which of them lead to the same page."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

# Parameters that say how a reader came, not what is read (the lists of the ClearURLs project name them).
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|cmpid|cmp|ncid|ocid|icid|smid|smtyp"
    r"|ref|ref_src|ref_url|referrer|source|src|sr_share|share|partner|rss|feedtype|feedname|taid|guccounter"
    r"|at_medium|at_campaign|ito|xtor|wt\.\w+|ns_\w+|spref|via|cid|intcid|amp|outputtype",
    re.IGNORECASE,
)
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_LONGEST = 2_000


def url_key(url: str | None) -> str | None:
    """What pages of one address have in common: host and path without their variants, and the query without
    tracking. None when ``url`` is no web address, or one of a site as a whole, which is no article's.

    The scheme, ``www.``, ``m.`` and ``amp.``, a fragment and a closing slash tell no pages apart.
    """
    if not url or len(url) > _LONGEST:
        return None
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in ("http", "https") or "." not in host:
        return None
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    ]
    path = _INDEX.sub("", re.sub(r"/{2,}", "/", parts.path)).rstrip("/")
    path = path.removesuffix("/amp")
    if not path and not kept:
        return None
    place = _HOST_PREFIX.sub("", host.lower()) + (f":{port}" if port not in (None, 80, 443) else "")
    return place + path + (f"?{urlencode(sorted(kept))}" if kept else "")
