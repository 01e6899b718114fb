"""Pages as Chromium shows them, watched: what runs that should not, what is asked for, what was put in."""
# ruff: noqa: E501 - scripts and records of other formats stay on their lines

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from hostile_text import CANARY_PATH, HOOK_NAME
from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page, Request

_REPORT = "__told"
# What runs before any script of a page: the hook, whatever else can be made to run, and the policy's reports.
_HOOKS = f"""(() => {{
  const tell = window.{_REPORT};
  const say = (kind, what) => tell(`${{kind}}: ${{String(what).slice(0, 300)}} at ${{location.href.slice(0, 200)}}`);
  Object.defineProperty(window, "{HOOK_NAME}", {{ value: (n) => say("hook", n), writable: false }});
  for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => say("dialog", name);
  window.eval = (code) => say("eval", code);
  for (const kind of [Function, (async () => 0).constructor, (function* () {{}}).constructor]) {{
    const watched = new Proxy(kind, {{
      apply: (_, __, given) => say("function", given), construct: (_, given) => say("function", given) ?? {{}},
    }});
    kind.prototype.constructor = watched;
    if (kind === Function) window.Function = watched;
  }}
  for (const name of ["setTimeout", "setInterval"]) {{
    const real = window[name].bind(window);
    window[name] = (task, ...rest) => typeof task === "string" ? say("timer", task) : real(task, ...rest);
  }}
  document.addEventListener("securitypolicyviolation", (event) =>
    say("policy", `${{event.effectiveDirective}} ${{event.blockedURI}} ${{event.sample}}`));
}})();"""
# Read in a world of its own, so that nothing on the page can change what is read.
_INSPECT = """() => {
  const wrong = [];
  const tags = new Set("HTML HEAD META TITLE LINK SCRIPT BODY A SVG SYMBOL DEFS PATH USE RECT LINE TEXT TSPAN G HEADER \
NAV UL OL LI MAIN FOOTER DIV P H1 H2 H3 H4 H5 H6 SECTION ARTICLE ASIDE FORM INPUT BUTTON LABEL SELECT OPTION OPTGROUP \
DATALIST TEXTAREA FIELDSET LEGEND TABLE CAPTION THEAD TBODY TR TH TD DL DT DD DETAILS SUMMARY SPAN SMALL B STRONG EM \
I MARK TIME CODE KBD PRE BR HR INS DEL Q BLOCKQUOTE NOSCRIPT STYLE CIRCLE POLYLINE SUP SUB ABBR CITE OUTPUT COLGROUP COL FIGURE FIGCAPTION PATTERN TFOOT".split(" "));
  const here = location.origin;
  for (const element of document.querySelectorAll("*")) {
    const name = element.tagName.toUpperCase();
    if (!tags.has(name)) wrong.push(`element ${name}`);
    if (name === "STYLE" && here !== "null" && here !== "file://" && location.protocol !== "file:")
      wrong.push("element STYLE");
    if (name === "SCRIPT" && element.type !== "application/ld+json" &&
        !new URL(element.src || "none:", here).href.startsWith(`${here}/static/`)) wrong.push("foreign script");
    if (name === "META" && element.httpEquiv && !(element.httpEquiv === "refresh" && /^\\d+$/.test(element.content)) &&
        location.protocol !== "file:") wrong.push(`meta ${element.httpEquiv}`);
    for (const { name: key, value } of element.attributes) {
      if (key.startsWith("on") || /^(data-)?hx-(on|vals|headers|config|ext)/.test(key) ||
          ["srcdoc", "ping", "background", "http", "srcset", "is", "slot", "nonce"].includes(key))
        wrong.push(`attribute ${key} of ${name}`);
      if (key === "style" && name !== "HTML") wrong.push(`style of ${name}`);
      if (/^(data-)?hx-(get|post|put|patch|delete|action)$/.test(key) &&
          new URL(value, document.baseURI).origin !== here) wrong.push(`${key} ${value}`);
      if (["href", "src", "action", "formaction", "xlink:href", "data", "poster", "cite", "longdesc"].includes(key)) {
        const url = new URL(value, document.baseURI);
        const stays = url.origin === here && url.protocol !== "data:" && url.protocol !== "blob:";
        const anchor = location.protocol === "file:" && value.startsWith("#");
        const abroad = name === "A" && key === "href" && /^https?:$/.test(url.protocol) &&
          (location.protocol === "file:" || (element.rel.includes("noopener") && element.rel.includes("noreferrer")));
        if (!stays && !abroad && !anchor) wrong.push(`${key} of ${name}: ${value.slice(0, 100)}`);
        if (url.pathname.startsWith("/canary/")) wrong.push(`${key} of ${name} leads to the canary`);
      }
    }
  }
  for (const data of document.querySelectorAll('script[type="application/ld+json"]')) JSON.parse(data.textContent);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of ["main", "q", "search", "hits", "status", "pager", "live"])
    if (ids.filter((other) => other === id).length > 1) wrong.push(`two elements with the id ${id}`);
  if (document.querySelector("[name]:is(img, embed, object, iframe, form)")) wrong.push("an element with a name");
  const frame = [...document.body.children].map((child) =>
    `${child.tagName.toLowerCase()}.${child.getAttribute("class") ?? ""}`).join(" ");
  return { wrong: [...new Set(wrong)], frame, title: document.title, text: document.body.textContent.length };
}"""
FRAME = "a.skip-link svg.visually-hidden header.masthead main.wrap footer.footer"


@dataclass
class Watch:
    """A browser whose pages are watched. ``wrong`` is all that was found; ``pages`` counts what was opened."""

    page: Page
    base: str
    wrong: list[str] = field(default_factory=list)
    pages: int = 0
    _session: CDPSession | None = None

    @property
    def found(self) -> str:
        """What is wrong, a line each; empty when nothing is."""
        return "\n".join(sorted(set(self.wrong)))

    def open(self, address: str, *, whole: bool = True) -> None:
        """Open ``address`` and look at what became of it. ``whole``: whether it is a page of the site."""
        self.pages += 1
        try:
            answer = self.page.goto(address, wait_until="load")
        except Error as error:
            if "Download is starting" not in error.message and "net::ERR_ABORTED" not in error.message:
                self.wrong.append(f"{address[:200]}: {error.message[:200]}")
            return
        kind = (answer.headers.get("content-type", "") if answer else "text/html").partition(";")[0]
        if kind == "text/html":
            self.look(whole=whole)
        elif answer and answer.headers.get("x-content-type-options") != "nosniff":
            self.wrong.append(f"{address[:200]}: {kind} without nosniff")

    def look(self, *, whole: bool = True) -> None:
        """Look at the page as it is now."""
        found = self._apart(f"({_INSPECT})()")
        self._hold(found["wrong"])
        if whole and found["frame"] != FRAME:
            self._hold([f"the page is made of {found['frame'][:300]}"])

    def _apart(self, expression: str) -> Any:
        """What ``expression`` gives in a world of its own: the page's is watched, and belongs to the page."""
        if self._session is None:
            self._session = self.page.context.new_cdp_session(self.page)
        try:
            answer = self._evaluated(self._session, expression)
        except Error as error:
            # a page that waits loads itself anew, which ends the world
            if "Cannot find context" not in error.message:
                raise
            answer = self._evaluated(self._session, expression)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"]["value"]

    @staticmethod
    def _evaluated(session: CDPSession, expression: str) -> dict[str, Any]:
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]
        asked = {"expression": expression, "contextId": world, "returnByValue": True}
        answer: dict[str, Any] = session.send("Runtime.evaluate", asked)
        return answer

    def _hold(self, found: list[str]) -> None:
        self.wrong += [f"{self.page.url[:200]}: {one}" for one in found]


@contextmanager
def watched(browser: Browser, base: str, **options: Any) -> Iterator[Watch]:
    """A page in a fresh context; ``options`` are those of playwright's contexts."""
    context: BrowserContext = browser.new_context(
        base_url=base, viewport={"width": 1280, "height": 900}, **options
    )
    page = context.new_page()
    watch = Watch(page, base)

    def told(what: str) -> None:
        # the browser's driver evaluates, too
        if "__playwright__" not in what and "eval: (injected" not in what:
            watch.wrong.append(what)

    context.expose_function(_REPORT, told)
    context.add_init_script(_HOOKS)
    context.route(lambda url: not url.startswith((base, "file:")), lambda route: route.abort())

    def asked(request: Request) -> None:
        path = request.url.removeprefix(base)
        is_page = request.is_navigation_request() and request.frame == page.main_frame
        is_part = request.resource_type in (
            "stylesheet",
            "script",
            "font",
            "image",
            "other",
        ) and path.startswith("/static/")
        if not request.url.startswith((base, "file:")) or CANARY_PATH in re.split(r"[?#]", path)[0]:
            watch.wrong.append(f"asked for {request.url[:200]}")
        elif not (is_page or is_part or request.resource_type in ("fetch", "xhr") or path == "/favicon.ico"):
            watch.wrong.append(f"asked for {request.resource_type} {request.url[:200]}")

    def said(text: str) -> None:
        # a page that tells of an error is meant to have the status of one
        if "Failed to load resource" not in text and "status of 4" not in text:
            watch.wrong.append(f"{page.url[:200]}: {text[:300]}")

    context.on("request", asked)
    page.on("console", lambda message: said(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said(str(error)))
    page.on("dialog", lambda dialog: (watch.wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda other: watch.wrong.append(f"a window opened: {other.url}"))
    try:
        yield watch
    finally:
        context.close()
