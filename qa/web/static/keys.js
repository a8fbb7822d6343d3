// The page's keys, and the help that lists them. A key does nothing while somebody types, or with Ctrl, Alt or Meta.
if (!onrecord.guide) {
  const TYPING = "input, textarea, select, [contenteditable]";

  const dialog = () => document.querySelector("dialog.guide");

  const first = () => {
    const archive = document.getElementById("desk")?.dataset.view === "archive";
    const pane = document.getElementById(archive ? "shelf" : "question");
    return pane?.querySelector(archive ? "input[type=search], input[type=text]" : "textarea");
  };

  // The latest answer's citations, each once, in the order in which they are read.
  const step = (by) => {
    const turns = document.querySelectorAll("#conversation .turn");
    const chips = turns[turns.length - 1]?.querySelectorAll(".citation[data-number]") ?? [];
    const seen = new Map();
    for (const chip of chips) if (!seen.has(chip.dataset.number)) seen.set(chip.dataset.number, chip);
    const order = [...seen.values()];
    if (!order.length) return false;
    const at = order.findIndex((chip) => chip.hasAttribute("aria-current"));
    const next = order[Math.min(Math.max(at + by, 0), order.length - 1)];
    next.focus({ preventScroll: true });
    next.click();
    return true;
  };

  const pressed = (key) => {
    if (key === "?") {
      dialog()?.showModal();
      return true;
    }
    if (key === "/") {
      const box = first();
      box?.focus();
      return Boolean(box);
    }
    if (document.getElementById("desk")?.dataset.view === "archive") return false;
    return key === "j" ? step(1) : key === "k" ? step(-1) : false;
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
    if (pressed(event.key)) event.preventDefault();
  });

  onrecord.guide = (element) => {
    document.documentElement.lang ||= "en";
    element.querySelector(".guide-open").addEventListener("click", () => dialog().showModal());
    // A press beside the help closes it; the browser gives the focus back to where it was.
    dialog().addEventListener("click", (event) => {
      if (event.target === event.currentTarget) event.currentTarget.close();
    });
  };
}
