"""Measures the pages of a report from file: size, first paint, first contentful paint, layout shift, findings of axe.

    python bench/publish/pages.py FOLDER [RUNS]

needs the extra `dev` (playwright, axe-playwright-python) and a Chromium.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

WIDTHS = ((360, 740), (1280, 900))
#: Milliseconds after loading in which something might still move.
SETTLE = 800
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_WATCH = """
window.shift = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shift += one.value; })
  .observe({ type: "layout-shift", buffered: true });
"""
_PAINTS = "performance.getEntriesByType('paint').map((one) => one.startTime)"


def main(folder: Path, runs: int) -> None:
    """Print one row a page and width."""
    path = os.environ.get("PARALLAXE_CHROMIUM") or shutil.which("chromium")
    print(
        "| page | bytes | width | first paint, ms | first contentful paint, ms | layout shift | axe, serious or worse (light, dark) |"
    )
    print("|---|---|---|---|---|---|---|")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=_ARGUMENTS)
        for page in sorted(folder.glob("*.html")):
            for width, height in WIDTHS:
                paints, shifts = zip(*(_load(browser, page, width, height) for _ in range(runs)), strict=True)
                first, contentful = (statistics.median(times) for times in zip(*paints, strict=True))
                found = ", ".join(str(_axe(browser, page, width, scheme)) for scheme in SCHEMES)
                size = f"{page.stat().st_size:,}"
                print(
                    f"| {page.name} | {size} | {width} | {first:.0f} | {contentful:.0f} | {max(shifts):.4f} | {found} |"
                )
        browser.close()


def _load(browser: Browser, path: Path, width: int, height: int) -> tuple[tuple[float, float], float]:
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.add_init_script(_WATCH)
    page.goto(path.resolve().as_uri())
    page.wait_for_timeout(SETTLE)
    first, contentful = page.evaluate(_PAINTS)
    shift = page.evaluate("window.shift")
    context.close()
    return (first, contentful), shift


def _axe(browser: Browser, path: Path, width: int, scheme: Literal["light", "dark"]) -> int:
    """With all that is folded open, but the list of all figures, which would take axe minutes."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(path.resolve().as_uri())
    page.evaluate("document.querySelectorAll('details:not(.all)').forEach((fold) => { fold.open = true; })")
    found = Axe().run(page).response["violations"]
    page.close()
    return sum(one["impact"] in {"serious", "critical"} for one in found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5)
