"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const dimension = find("by-dimension"), pole = find("by-pole"), marked = document.querySelectorAll("[data-labels]");
  const openNote = () => { const note = document.querySelector(location.hash || "#none"); if (note && note.tagName === "DETAILS") note.open = true; };
  const matches = (labels) => labels.trim().split(" ").some((label) =>
    (!dimension.value || label.startsWith(dimension.value + ".")) && (!pole.value || label.endsWith("." + pole.value)));
  const filter = () => {
    let shown = 0;
    for (const element of marked) {
      const on = matches(element.dataset.labels);
      element.classList.toggle("off", !on);
      if (on && element.classList.contains("note")) shown += 1;
    }
    find("shown").textContent = dimension.value || pole.value ? shown + " passages" : "";
  };
  find("filter").hidden = false;
  find("filter").addEventListener("change", filter);
  find("open-all").addEventListener("click", (event) => {
    const notes = document.querySelectorAll("details.note");
    const open = ![...notes].every((note) => note.open);
    notes.forEach((note) => { note.open = open; });
    event.target.textContent = open ? "Close all notes" : "Open all notes";
  });
  addEventListener("beforeprint", () => document.querySelectorAll("details.note").forEach((note) => { note.open = true; }));
  addEventListener("hashchange", openNote);
  openNote();
})();
