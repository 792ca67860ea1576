"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const dimension = find("by-dimension"), pole = find("by-pole");
  const marked = document.querySelectorAll("[data-labels]"), notes = document.querySelectorAll("details.note");
  const poles = ["treatment", "healing"];

  const wanted = (label) =>
    (!dimension.value || label.startsWith(dimension.value + ".")) && (!pole.value || label.endsWith("." + pole.value));
  const filter = () => {
    let shown = 0;
    for (const element of marked) {
      const labels = element.dataset.labels.trim().split(" ").filter(wanted);
      const found = poles.filter((name) => labels.some((label) => label.endsWith("." + name)));
      element.classList.toggle("off", !found.length);
      if (element.classList.contains("note")) {
        shown += found.length ? 1 : 0;
      } else if (found.length) {
        element.classList.remove("mixed", ...poles);
        element.classList.add(found.length > 1 ? "mixed" : found[0]);
      }
    }
    find("shown").textContent = dimension.value || pole.value ? shown + (shown === 1 ? " passage" : " passages") : "";
  };
  find("filter").hidden = false;
  find("filter").addEventListener("change", filter);
  find("filter").addEventListener("submit", (event) => event.preventDefault());
  filter();

  find("open-all").addEventListener("click", (event) => {
    const open = ![...notes].every((note) => note.open);
    notes.forEach((note) => { note.open = open; });
    event.target.textContent = open ? "Close all notes" : "Open all notes";
  });

  const openNote = () => {
    const note = find(location.hash.slice(1));
    if (note && note.tagName === "DETAILS") note.open = true;
  };
  addEventListener("hashchange", openNote);
  openNote();
  document.querySelector(".text").addEventListener("click", (event) => {
    const passage = event.target.closest(".p");
    if (!passage || event.target.closest("a") || String(getSelection())) return;
    const note = find("n" + passage.id.slice(1));
    note.open = !note.open;
    if (note.open) note.scrollIntoView({ block: "nearest" });
  });

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }));
})();
