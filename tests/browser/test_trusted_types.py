"""HTML becomes elements only through the site's own policy, and that takes nothing that could run."""

from functools import partial

import pytest
from playwright.sync_api import Browser, Route, expect

pytestmark = pytest.mark.browser

ANSWERS = (
    "<section id='results'><img src=x onerror='ran()'></section>",
    "<section id='results'><p onclick='ran()'>x</p></section>",
    "<section id='results'><a href='javascript:ran()'>x</a></section>",
    "<section id='results'><script src='/static/x.js'></script></section>",
    "<section id='results'><form action='https://elsewhere.example/'></form></section>",
    "<tr onclick='ran()'><td>x</td></tr>",
    "<hx-partial hx-target='body'><p>x</p></hx-partial>",
    "<div><template shadowrootmode='open'><p onclick='ran()'>x</p></template></div>",
    "<html><body><p style='color:red'>x</p></body></html>",
)


def test_text_becomes_no_elements_behind_the_policy(browser: Browser, site: str):
    page = browser.new_page(base_url=site)
    page.goto("/search")
    tried = """(task) => { try { task(); return "done"; } catch (error) { return error.name; } }"""
    for task in (
        "() => { document.body.innerHTML = '<p>x</p>'; }",
        "() => { document.createElement('script').text = 'x'; }",
        "() => { document.createElement('script').src = '/static/x.js'; }",
        "() => trustedTypes.createPolicy('other', {})",
        "() => trustedTypes.createPolicy('parallax', {})",
    ):
        assert page.evaluate(f"() => ({tried})({task})") == "TypeError", task
    page.close()


def _fulfil(answer: str, route: Route) -> None:
    route.fulfill(body=answer, content_type="text/html")


@pytest.mark.parametrize("bypassed", [False, True], ids=["policy", "no policy"])
def test_an_answer_with_something_active_in_it_is_refused(browser: Browser, site: str, bypassed: bool):
    context = browser.new_context(base_url=site, bypass_csp=bypassed)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/search?q=bridge")
    for place, answer in enumerate(ANSWERS):
        page.route("**/search?*", partial(_fulfil, answer))
        said.clear()
        page.locator("#q").fill(f"bridge{place}")
        expect(page.locator("#status")).to_contain_text("The server did not answer")
        assert "was refused" in "".join(said), answer
        page.unroute("**/search?*")
        page.goto("/search?q=bridge")
    context.close()
