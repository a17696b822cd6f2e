(() => {
  // Type is decoded before the first paint, so that nothing moves when it comes.
  document.fonts.forEach((face) => face.load());
  // Cards open without script by their buttons; this adds links in charts, anchors in the address, and focus.
  const open = (id) => {
    const card = id && document.getElementById(id);
    if (!card || !card.classList.contains("card") || !card.showPopover) return false;
    if (!card.matches(":popover-open")) card.showPopover();
    return true;
  };
  let opener = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest('a[href^="#"]');
    if (!link) return;
    const id = decodeURIComponent((link.getAttribute("href") || "").slice(1));
    if (/^o-/.test(id)) {
      const card = document.getElementById(id);
      if (card && card.contains(link)) { history.replaceState(null, "", "#" + id); event.preventDefault(); return; }
      opener = link;
      if (open(id)) event.preventDefault();
      return;
    }
    const inside = link.closest("[popover]");
    if (inside) inside.hidePopover();
    reveal(id);
  });
  const reveal = (id) => {
    const target = document.getElementById(id);
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    return target;
  };
  document.addEventListener("toggle", (event) => {
    const card = event.target;
    if (!card.classList || !card.classList.contains("card")) return;
    if (event.newState === "open") { card.tabIndex = -1; card.focus({ preventScroll: true }); return; }
    if (opener) { opener.focus({ preventScroll: true }); opener = null; }
  }, true);
  const arrive = () => { const id = decodeURIComponent(location.hash.slice(1)); if (!open(id)) reveal(id)?.scrollIntoView(); };
  addEventListener("hashchange", arrive);
  addEventListener("DOMContentLoaded", arrive);
  // The contents say where one is.
  addEventListener("DOMContentLoaded", () => {
    const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
    const seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        links.forEach((link) => link.removeAttribute("aria-current"));
        links.get(target.id).setAttribute("aria-current", "true");
      }
    }, { rootMargin: "-25% 0px -74% 0px" });
    links.forEach((_, id) => seen.observe(document.getElementById(id)));
  });
  addEventListener("beforeprint", () => document.querySelectorAll("details.fold:not(.all)").forEach((fold) => { fold.open = true; }));
})();
