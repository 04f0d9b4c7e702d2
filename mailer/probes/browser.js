// Runs inside the page that shows a message. The page's own scripts are off; these functions are ours.
({
  // Every <style> gone, as in clients that keep inline styles only.
  unstyle() {
    for (const each of document.querySelectorAll("style, link")) each.remove();
  },

  // Each colour's lightness turned round, whatever the author says: what some apps do to every message.
  invert() {
    const names = ["color", "background-color", "border-top-color", "border-right-color",
      "border-bottom-color", "border-left-color"];
    const turned = [...document.querySelectorAll("*")].map((element) => {
      const style = getComputedStyle(element);
      return [element, names.map((name) => [name, this.turn(this.colour(style.getPropertyValue(name)))])];
    });
    for (const [element, values] of turned)
      for (const [name, value] of values)
        if (value[3] > 0) element.style.setProperty(name, this.css(value), "important");
    document.documentElement.style.setProperty("color-scheme", "only light");
    const root = getComputedStyle(document.documentElement).backgroundColor;
    if (this.colour(root)[3] === 0) document.documentElement.style.backgroundColor = "#121212";
  },

  // Light grounds darkened and dark words lightened, each marked, so that the author's own
  // [data-ogsb] and [data-ogsc] rules can answer.
  darken() {
    const changed = [...document.querySelectorAll("body, body *")].map((element) => {
      const style = getComputedStyle(element);
      const inherited = element !== document.body
        && style.color === getComputedStyle(element.parentElement).color;
      return [element, inherited ? null : this.colour(style.color), this.colour(style.backgroundColor)];
    });
    const html = document.documentElement;
    html.setAttribute("data-ogsc", "");
    html.setAttribute("data-ogsb", "");
    html.style.backgroundColor = "#1b1a19";
    for (const [element, ink, ground] of changed) {
      if (ink && this.lightness(ink) < 0.5) {
        element.setAttribute("data-ogsc", this.css(ink));
        element.style.setProperty("color", this.css(this.turn(ink)));
      }
      if (ground[3] > 0 && this.lightness(ground) > 0.5) {
        element.setAttribute("data-ogsb", this.css(ground));
        element.style.setProperty("background-color", this.css(this.turn(ground)));
      }
    }
  },

  // Gmail's own filter, as far as it is known: no rule with an attribute selector, no at-rule but widths, no
  // position, no negative margin, no sheet over 16 KB; and the mark that its own rules can be aimed at.
  sanitise() {
    const wanted = (condition) => /width/.test(condition) && !/prefers|hover|pointer|resolution/.test(condition);
    for (const each of document.querySelectorAll("style")) {
      if (each.textContent.length > 16384) each.remove();
      else each.textContent = this.kept(each.sheet.cssRules, wanted, (style) => this.harmless(style));
    }
    for (const each of document.querySelectorAll("link")) each.remove();
    for (const each of document.querySelectorAll("[style]")) this.harmless(each.style);
    document.body?.before(document.createElement("u"));
  },

  harmless(style) {
    for (const name of [...style])
      if (/^(position|top|right|bottom|left|inset|z-index)/.test(name)
        || (name.startsWith("margin") && style.getPropertyValue(name).startsWith("-")))
        style.removeProperty(name);
  },

  // The rules that a client reads, as a sheet. wanted: of a media query. change: of a rule's own style.
  kept(rules, wanted, change) {
    return [...rules].map((rule) => {
      if (rule instanceof CSSStyleRule) {
        if (rule.selectorText.includes("[")) return "";
        change(rule.style);
        return rule.cssText;
      }
      if (!(rule instanceof CSSMediaRule) || !wanted(rule.conditionText)) return "";
      return `@media ${rule.conditionText} { ${this.kept(rule.cssRules, wanted, change)} }`;
    }).join("\n");
  },

  // Word's engine, as far as it is known: tables, margins, inline styles; nothing that floats, fits itself to
  // the window or is round. Its comments were opened before.
  simplify() {
    const style = (each) => this.plain(each, null);
    for (const each of document.querySelectorAll("style"))
      each.textContent = this.kept(each.sheet.cssRules, () => false, style);
    for (const each of document.querySelectorAll("[style]")) this.plain(each.style, each.localName);
  },

  plain(style, tag) {
    const gone = /^(border-.*-radius|box-shadow|text-shadow|opacity|position|top|right|bottom|left|transform|background-image|overflow|min-|max-height|flex|gap|float)/;
    for (const name of [...style]) {
      const value = style.getPropertyValue(name);
      const drops = gone.test(name)
        || (name === "display" && value !== "none")
        || (tag && name.startsWith("padding") && !["td", "th"].includes(tag))
        || (tag && name === "max-width" && tag !== "table")
        || (["width", "height"].includes(name) && ["body", "span", "div", "p", "img", "a"].includes(tag))
        || (name.startsWith("margin") && (/^-|auto/.test(value) || ["span", "body"].includes(tag)));
      if (drops) style.removeProperty(name);
    }
  },

  // Letters `times` as large, as a phone's own setting does; boxes stay.
  enlarge(times) {
    const sizes = [...document.querySelectorAll("body, body *")].map((element) => {
      const style = getComputedStyle(element);
      return [element, parseFloat(style.fontSize), parseFloat(style.lineHeight)];
    });
    for (const [element, size, line] of sizes) {
      element.style.setProperty("font-size", `${size * times}px`, "important");
      if (line) element.style.setProperty("line-height", `${line * times}px`, "important");
    }
  },

  // As browsers print unless they are told otherwise: no grounds, and light words darkened.
  paper() {
    const all = [...document.querySelectorAll("html, body, body *")];
    const inks = all.map((element) => this.colour(getComputedStyle(element).color));
    all.forEach((element, at) => {
      element.style.setProperty("background", "none", "important");
      if (this.lightness(inks[at]) > 0.6)
        element.style.setProperty("color", "#333333", "important");
    });
  },

  // What was painted, as facts. At most `most` stretches of text: a bound for broken or hostile pages.
  measure(most) {
    const root = document.documentElement;
    const words = [];
    const walker = document.createTreeWalker(document.body ?? root, NodeFilter.SHOW_TEXT);
    const canvas = this.canvas();
    while (walker.nextNode() && words.length < most) {
      const found = this.words(walker.currentNode, canvas);
      if (found) words.push(found);
    }
    const targets = [...document.querySelectorAll("a[href]")].slice(0, most).map((a) => this.target(a));
    return {
      scroll_width: root.scrollWidth,
      height: this.height(root),
      wide: root.scrollWidth > innerWidth ? this.wide() : [],
      words,
      targets: targets.filter((target) => target.boxes.length),
    };
  },

  // Down to the end of what is there; a short page is not as tall as its window.
  height(root) {
    if (root.scrollHeight > innerHeight || !document.body) return root.scrollHeight;
    const below = parseFloat(getComputedStyle(document.body).marginBottom) || 0;
    return Math.ceil(document.body.getBoundingClientRect().bottom + scrollY + below);
  },

  words(node, canvas) {
    const text = node.data.replace(/\s+/gu, " ").trim();
    const element = node.parentElement;
    if (!/[\p{L}\p{N}]/u.test(text) || !element || !this.shown(element)) return null;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter((rect) => rect.width >= 1 && rect.height >= 1);
    if (!rects.length) return null;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const line = parseFloat(style.lineHeight) || size * 1.2;
    const ground = this.ground(element, canvas);
    const ink = this.colour(style.color);
    for (let each = element; each; each = each.parentElement) ink[3] *= +getComputedStyle(each).opacity;
    const tops = rects.map((rect) => rect.top).sort((a, b) => a - b);
    const lines = tops.filter((top, at) => at === 0 || top - tops[at - 1] > line / 2).length;
    return {
      text: text.slice(0, 200),
      ink: this.over(ink, ground ?? [255, 255, 255, 1]).slice(0, 3),
      ground: ground && ground.slice(0, 3),
      size, line, weight: +style.fontWeight, align: style.textAlign, lines,
    };
  },

  target(link) {
    const label = (link.innerText || link.querySelector("img[alt]")?.alt || "").replace(/\s+/gu, " ").trim();
    const cell = link.closest("td, th");
    const alone = cell && cell.innerText.trim() === link.innerText.trim();
    const box = [link, ...(alone ? [cell] : [])].find((each) => this.painted(each));
    const range = document.createRange();
    range.selectNodeContents(link);
    const rects = box ? [box.getBoundingClientRect()] : [...range.getClientRects()];
    return {
      label: label.slice(0, 200),
      url: link.href,
      painted: Boolean(box),
      boxes: rects.filter((rect) => rect.width >= 1 && rect.height >= 1).map((rect) => [
        rect.left + scrollX, rect.top + scrollY, rect.right + scrollX, rect.bottom + scrollY,
      ]),
    };
  },

  painted(element) {
    const style = getComputedStyle(element);
    if (style.display === "inline") return false;
    const borders = ["top", "right", "bottom", "left"].filter(
      (side) => parseFloat(style.getPropertyValue(`border-${side}-width`)) > 0);
    return this.colour(style.backgroundColor)[3] > 0 || borders.length === 4;
  },

  // The innermost parts that stand out over the edge, in words.
  wide() {
    const out = (element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5);
    };
    const every = [...document.body.querySelectorAll("*")].filter((each) => out(each) && this.shown(each));
    return every.filter((each) => ![...each.children].some(out)).slice(0, 3).map((each) => {
      const said = (each.innerText || each.alt || "").replace(/\s+/gu, " ").trim().slice(0, 40);
      return `${each.localName}${said ? ` "${said}"` : ""}`;
    });
  },

  shown(element) {
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.display === "none" || style.visibility === "hidden" || +style.opacity === 0) return false;
      if (style.overflow === "hidden" && (each.clientHeight === 0 || each.clientWidth === 0)
        && style.display !== "inline") return false;
    }
    return true;
  },

  // What lies under an element's words; null where a picture or a gradient does.
  ground(element, canvas) {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      const colour = this.colour(style.backgroundColor);
      if (style.backgroundImage !== "none") return null;
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((under, layer) => this.over(layer, under), canvas);
  },

  canvas() {
    const probe = document.createElement("i");
    probe.style.cssText = "background-color:Canvas !important";
    document.documentElement.append(probe);
    const found = this.colour(getComputedStyle(probe).backgroundColor);
    probe.remove();
    return found;
  },

  over([red, green, blue, alpha], under) {
    const mixed = [red, green, blue].map((part, at) => Math.round(part * alpha + under[at] * (1 - alpha)));
    return [...mixed, 1];
  },

  colour(css) {
    const parts = css.match(/^rgba?\(([^)]+)\)/);
    if (!parts) return [0, 0, 0, 0];
    const [red, green, blue, alpha = 1] = parts[1].split(/[\s,/]+/).filter(Boolean).map(Number);
    return [red, green, blue, alpha];
  },

  css([red, green, blue, alpha]) {
    return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
  },

  lightness([red, green, blue]) {
    return (Math.max(red, green, blue) + Math.min(red, green, blue)) / 510;
  },

  // The same hue and saturation (HSL), the lightness turned round: each channel moves by one step.
  turn([red, green, blue, alpha]) {
    const shift = 255 - Math.max(red, green, blue) - Math.min(red, green, blue);
    return [red + shift, green + shift, blue + shift, alpha];
  },
})
