"""The description by which a browser adds Parallax as a search engine (OpenSearch 1.1, draft 6). Pure."""

from xml.etree.ElementTree import Element

from app.export.xml_text import child, document

MEDIA_TYPE = "application/opensearchdescription+xml"
_NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
_FORMS = (
    ("text/html", "results", "search?q={searchTerms}"),
    ("application/atom+xml", "results", "search.atom?q={searchTerms}"),
    ("application/json", "results", "search.json?q={searchTerms}"),
    ("application/x-suggestions+json", "suggestions", "suggest/opensearch?q={searchTerms}"),
)


def description(base: str, icon: str) -> bytes:
    """The description for a server whose addresses begin with ``base``, which ends in a slash."""
    root = Element("OpenSearchDescription", {"xmlns": _NAMESPACE})
    child(root, "ShortName", "Parallax")
    child(root, "Description", "Search the news articles of this corpus.")
    child(root, "Image", icon, type="image/svg+xml")
    for media_type, relation, template in _FORMS:
        child(root, "Url", type=media_type, rel=relation, template=base + template)
    child(root, "Url", type=MEDIA_TYPE, rel="self", template=base + "opensearch.xml")
    child(root, "Query", role="example", searchTerms="harbour bridge")
    child(root, "InputEncoding", "UTF-8")
    child(root, "OutputEncoding", "UTF-8")
    return document(root)
