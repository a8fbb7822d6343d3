// Answers: the day that a date means, the filter by day, and what is copied. The texts come ready from the server.
window.onrecord.filterAgain ?? Object.assign(onrecord, (() => {
  const { announce, byId } = onrecord;
  const SHOWN_MS = 2000;
  let tip = null;

  const hide = () => {
    tip?.remove();
    tip = null;
  };

  // The day stands over the date, wherever that is; a screen reader has it as the date's name.
  const show = (date) => {
    hide();
    tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("aria-hidden", "true");
    tip.textContent = date.dataset.day;
    byId("desk").append(tip);
    const at = date.getClientRects()[0];
    const size = tip.getBoundingClientRect();
    const left = Math.min(Math.max(at.left + (at.width - size.width) / 2, 8), innerWidth - size.width - 8);
    const above = at.top - size.height - 6;
    tip.style.left = `${left}px`;
    tip.style.top = `${above < 8 ? at.bottom + 6 : above}px`;
  };

  const dated = (event) => event.target.closest?.(".dated");
  document.addEventListener("pointerover", (event) => (dated(event) ? show(dated(event)) : hide()));
  document.addEventListener("focusin", (event) => (dated(event) ? show(dated(event)) : hide()));
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => {
    const date = dated(event);
    if (event.key === "Escape" && tip) {
      hide();
      event.preventDefault();
    } else if (date && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      show(date);
      announce(date.dataset.day);
    }
  }, true);

  // Which day each turn is filtered by; it stays so when the conversation is drawn again.
  const chosen = new Map();

  const filter = (turn) => {
    const bars = [...turn.querySelectorAll(".days .column")];
    let day = chosen.get(turn.dataset.turn);
    if (day && !bars.some((bar) => bar.dataset.day === day)) {
      chosen.delete(turn.dataset.turn);
      day = undefined;
    }
    for (const bar of bars) {
      bar.setAttribute("aria-pressed", String(bar.dataset.day === day));
    }
    let left = 0;
    for (const claim of turn.querySelectorAll(".claim[data-days]")) {
      claim.hidden = Boolean(day) && !claim.dataset.days.split(" ").includes(day);
      left += claim.hidden ? 0 : 1;
    }
    return left;
  };

  const filterAgain = (element) => {
    for (const turn of element.querySelectorAll(".turn:has(.days)")) filter(turn);
  };

  const choose = (bar, turn) => {
    const { day } = bar.dataset;
    if (chosen.get(turn.dataset.turn) === day) chosen.delete(turn.dataset.turn);
    else chosen.set(turn.dataset.turn, day);
    const left = filter(turn);
    announce(chosen.has(turn.dataset.turn) ? `Only ${bar.getAttribute("aria-label")}` : `All ${left} shown`);
  };

  // Without the browser's leave to write to the clipboard, as on a plain address: by a selection, the old way.
  const copyBySelection = (text) => {
    const box = document.createElement("textarea");
    const focused = document.activeElement;
    box.value = text;
    box.className = "unseen";
    byId("desk").append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    focused?.focus({ preventScroll: true });
    return done;
  };

  const copy = async (button, text) => {
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      done = copyBySelection(text);
    }
    const said = button.textContent;
    button.dataset.said ??= said;
    button.textContent = done ? "Copied" : "Could not be copied";
    announce(button.textContent);
    setTimeout(() => (button.textContent = button.dataset.said), SHOWN_MS);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#conversation button");
    if (!button) return;
    const turn = button.closest(".turn");
    if (button.matches(".days .column") && turn) choose(button, turn);
    else if (button.matches(".action.copy")) copy(button, button.dataset.copy);
    else if (button.matches(".action.link")) {
      const { origin, pathname } = location;
      copy(button, `${origin}${pathname}?answer=${encodeURIComponent(button.dataset.answer)}`);
    }
  });

  return { filterAgain };
})());
