// HTML that comes in while a page stands open becomes elements only through this policy (Trusted Types), which
// takes nothing that a page of this site has no need of. Texts are escaped and the content security policy runs
// no script in a page; this holds even where both should fail, also in browsers that know no Trusted Types.
(() => {
  const ACTIVE = "script, style, link, meta, base, iframe, frame, frameset, object, embed, applet, template, math, "
    + "animate, animateMotion, animateTransform, set, foreignObject, image, feImage, img, video, audio, dialog";
  const ADDRESSES = ["href", "xlink:href", "src", "action", "formaction", "hx-get", "hx-post"];
  const RUNNING = /^on|^(data-)?hx-(on|vals|headers|config|ext|partial)|^(srcdoc|style|ping)$/;
  let looking = false;

  function leadsAway(element, address) {
    const url = new URL(address, document.baseURI);
    const isLink = element.localName === "a" && ["http:", "https:"].includes(url.protocol);
    return !isLink && url.origin !== window.location.origin;
  }

  // What of this HTML no page here holds, or nothing. It is read without running or fetching anything. Of a part
  // htmx takes what stands in the template it puts around it, and of a head by itself the title alone.
  function foreign(html) {
    if (/^<head[\s>][^]*<\/head>$/i.test(html)) return undefined;
    const read = new DOMParser().parseFromString(policy.createHTML(html), "text/html");
    const inside = html.startsWith("<template>") ? read.querySelector("template").content : read;
    const active = inside.querySelector(ACTIVE);
    if (active) return active.localName;
    for (const element of inside.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        if (RUNNING.test(name) || (ADDRESSES.includes(name) && leadsAway(element, value))) return name;
      }
    }
    return undefined;
  }

  const refused = () => {
    throw new TypeError("This site makes no scripts of text.");
  };

  const rules = {
    createHTML(html) {
      if (looking) return html;
      looking = true;
      try {
        const found = foreign(html);
        if (found) throw new TypeError(`An answer was refused for its “${found}”, which no page here has.`);
      } finally {
        looking = false;
      }
      return html;
    },
    createScript: refused,
  };
  const policy = window.trustedTypes ? window.trustedTypes.createPolicy("parallax", rules) : rules;

  htmx.registerExtension("trusted", { init: (inside) => inside.initSecurity(policy, refused, refused) });
})();
