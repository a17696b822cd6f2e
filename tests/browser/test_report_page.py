"""The report as a reader meets it, in a real browser."""

import pytest

pytestmark = pytest.mark.browser
PAGES = ("index.html", "en.html", "zh.html")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_no_request_no_console_message_no_sideways_scroll(opened, name, width):
    page = opened(name, width=width)
    page.wait_for_load_state("networkidle")
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in page.asked if url.startswith("file:")]) == 1
    assert page.said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


CLICK_ALL = """() => [...document.querySelectorAll('main button.f')].filter((figure) => {
  const card = document.getElementById(figure.getAttribute('popovertarget'));
  figure.click();
  const shown = card.matches(':popover-open') && card.getClientRects().length > 0;
  card.hidePopover();
  return !shown || card.matches(':popover-open');
}).map((figure) => figure.outerHTML)"""


def test_every_figure_opens_its_card_by_click(opened):
    page = opened()
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert page.locator("main button.f").count() > 40
    assert page.evaluate(CLICK_ALL) == []


def test_a_card_closes_by_escape_by_its_button_and_by_a_click_beside(opened):
    page = opened()
    figure = page.locator("main button.f").first
    card = page.locator("#" + figure.get_attribute("popovertarget"))
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: card.locator(".close").click(),
        lambda: page.mouse.click(5, 5),
    ):
        figure.click()
        assert card.is_visible()
        close()
        assert card.is_hidden()


def test_every_figure_opens_its_card_by_keyboard_and_focus_comes_back(opened):
    page = opened()
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    reached = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        target = page.evaluate("document.activeElement.getAttribute('popovertarget')")
        if not target:
            if page.evaluate("document.activeElement === document.body"):
                break
            continue
        reached.add(target)
        page.keyboard.press("Enter")
        assert page.locator(f"#{target}").is_visible()
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.getAttribute('popovertarget')") == target
    wanted = page.evaluate(
        "[...document.querySelectorAll('main button.f')].map((one) => one.getAttribute('popovertarget'))"
    )
    assert reached == set(wanted)


def test_a_point_of_a_chart_opens_its_card(opened):
    page = opened()
    point = page.locator("svg.wide a").first
    point.focus()
    card = point.get_attribute("href")
    page.keyboard.press("Enter")
    assert page.locator(card).is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('href')") == card


def test_cards_open_without_script_too(opened):
    page = opened(script=False)
    figure = page.locator("main button.f").first
    figure.click()
    card = page.locator("#" + figure.get_attribute("popovertarget"))
    assert card.is_visible()
    assert card.locator("blockquote mark, dl").first.is_visible()


def test_an_address_with_an_anchor_shows_that_card(opened):
    first = opened()
    card = first.locator("main button.f").first.get_attribute("popovertarget")
    for script in (True, False):
        page = opened(fragment=f"#{card}", script=script)
        assert page.locator(f"#{card}").is_visible()


def test_a_card_inside_a_card_opens_above_it(opened):
    page = opened("en.html")
    nested = page.locator(".card li button.f").first
    outer = nested.evaluate("(node) => node.closest('.card').id")
    page.locator(f"main button[popovertarget='{outer}']").first.click()
    page.locator(f"#{outer} li button.f").first.click()
    inner = page.locator(f"#{outer} li button.f").first.get_attribute("popovertarget")
    assert page.locator(f"#{inner}").is_visible()


CONTRAST = """() => {
  const parse = (colour) => { const n = colour.match(/[\\d.]+/g).map(Number); return n.length === 3 ? [...n, 1] : n; };
  const light = (c) => { const f = (v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
    return .2126 * f(c[0]) + .7152 * f(c[1]) + .0722 * f(c[2]); };
  const ground = (node) => { for (let at = node; at; at = at.parentElement) {
    const c = parse(getComputedStyle(at).backgroundColor); if (c[3] > .99) return c; } return [255, 255, 255, 1]; };
  const weak = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    const svg = node.namespaceURI.endsWith('svg');
    if (!own || (svg && node.localName !== 'text') || !node.getClientRects().length) continue;
    const style = getComputedStyle(node);
    const a = light(parse(svg ? style.fill : style.color)), b = light(ground(node));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) weak.push(`${node.localName}.${node.getAttribute('class')} ${ratio.toFixed(2)} ${node.textContent.slice(0, 30)}`);
  }
  return weak;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_is_readable_against_its_ground(opened, scheme):
    page = opened(scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize(("name", "scheme"), [*((name, "light") for name in PAGES), ("index.html", "dark")])
def test_axe_finds_nothing_serious(opened, name, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = opened(name, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    found = axe.Axe().run(page).response["violations"]
    serious = [
        f"{item['id']}: {item['nodes'][0]['html'][:120]}" for item in found if item["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_hostile_quotes_run_nothing(opened):
    dialogs = []
    page = opened()
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.evaluate("document.querySelectorAll('.card').forEach((card) => { card.showPopover(); card.hidePopover(); })")
    assert dialogs == []
    assert page.locator("text=<script>alert").count() > 0


@pytest.mark.parametrize("name", PAGES)
def test_charts_fit_their_page_on_paper(opened, name):
    page = opened(name, width=794, height=1123)
    page.emulate_media(media="print")
    wide = page.locator("svg.wide")
    assert wide.count() >= 1
    for position in range(wide.count()):
        box = wide.nth(position).bounding_box()
        assert box["width"] <= 794
        assert box["height"] < 1000
        assert page.locator("svg.narrow").nth(position).is_hidden()


def test_han_characters_come_from_the_page_itself(opened):
    page = opened("zh.html")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Parallaxe Han\"', '概览'))")
    assert page.evaluate(
        "[...document.fonts].some((face) => face.family.includes('Parallaxe Han') && face.status === 'loaded')"
    )


SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shift += one.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_the_page_loads(chromium, folder, width):
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.add_init_script(SHIFT)
    page.goto((folder / "index.html").as_uri())
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.02
    context.close()
