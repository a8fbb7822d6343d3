// The source pane: scroll to the open line, step through an answer's citations, fetch what else says the same.
window.onrecord.source ?? Object.assign(onrecord, (() => {
  const { announce, byId, lower, place, press, raise } = onrecord;
  // Which button of the pane was pressed last, to be focused again when the pane is drawn anew.
  let held = null;

  const pane = () => document.querySelector("#source .opened");

  const showOpenLine = () => {
    const lines = document.querySelector("#source .lines");
    const open = lines?.querySelector(".open");
    if (!open) return;
    const box = open.getBoundingClientRect();
    const frame = lines.getBoundingClientRect();
    const spare = Math.max((lines.clientHeight - box.height) / 2, 8);
    lines.scrollTop += box.top - frame.top - spare;
  };

  // The pressed button stays marked, also when the conversation is drawn again.
  const markPressed = () => {
    const { turn, number, kind, article } = pane()?.dataset ?? {};
    for (const button of document.querySelectorAll("#conversation [data-kind]")) {
      const here =
        button.dataset.turn === turn && button.dataset.number === number && button.dataset.kind === kind &&
        (!["also", "correction"].includes(kind) || button.dataset.path === article);
      if (here) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  };

  const fold = (name, open) => {
    const tools = pane();
    for (const button of tools?.querySelectorAll(".tool[data-drawer]") ?? []) {
      button.setAttribute("aria-expanded", String(open && button.dataset.drawer === name));
    }
    for (const drawer of tools?.querySelectorAll(".drawer") ?? []) {
      drawer.hidden = !(open && drawer.matches(`.${name}`));
    }
    showOpenLine();
  };

  const asking = (trigger) => {
    const { article, start, end, turn, number, kind, opening } = pane().dataset;
    return (name) => trigger(name, { article, start, end, turn, number, kind, opening });
  };

  const toggle = (button, trigger) => {
    const open = button.getAttribute("aria-expanded") !== "true";
    const { drawer: name } = button.dataset;
    fold(name, open);
    const drawer = pane().querySelector(`.drawer.${name}`);
    if (!open || name !== "elsewhere" || drawer.hasChildNodes()) return;
    asking(trigger)("elsewhere");
  };

  const toLine = (line) => {
    const row = document.querySelector(`#source .lines li[data-line="${CSS.escape(line)}"]`);
    if (!row) return;
    fold("", false);
    row.scrollIntoView({ block: "center" });
    row.classList.add("pointed-at");
    setTimeout(() => row.classList.remove("pointed-at"), 1600);
  };

  const pressedIn = (button, trigger) => {
    if (button.matches(".close")) lower();
    else if (button.matches(".step, .back")) {
      held = button.matches(".next") ? ".next" : ".previous";
      press(button);
      trigger("open", place(button.dataset));
    } else if (button.matches(".original")) asking(trigger)("original");
    else if (button.matches(".tool")) toggle(button, trigger);
    else if (button.matches(".echo")) {
      const { article, start, end, turn, number, from: origin } = button.dataset;
      held = ".back";
      trigger("compare", { article, start, end, turn, number, origin, says: button.textContent });
    } else if (button.matches(".asks")) fold("questions", true);
    else if (button.matches(".to-line")) toLine(button.dataset.line);
    else if (button.matches(".reopen")) {
      trigger("reopen", { conversation: button.dataset.conversation, turn: button.dataset.turn });
    }
  };

  const hold = (element) => {
    if (!held) return;
    const step = element.querySelector(`.tools ${held}:not(:disabled)`) ?? element.querySelector(".tools button:not(:disabled)");
    held = null;
    step?.focus({ preventScroll: true });
  };

  const source = (element, trigger, watch) => {
    const frame = byId("source");
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", "Source");
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) pressedIn(button, trigger);
    });
    watch("value", () => {
      markPressed();
      showOpenLine();
      hold(element);
      const current = document.querySelector("#conversation [aria-current]");
      (current?.closest(".claim, tr") ?? current)?.scrollIntoView({ block: "nearest" });
      const here = element.querySelector(".here");
      if (here && onrecord.pressed()) {
        announce(`Opened ${element.querySelector("h2").textContent}, line ${here.dataset.line}`);
      }
    });
    addEventListener("resize", showOpenLine);
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (document.querySelector("#conversation .pending")) byId("stop").click();
      else lower();
    });
    addEventListener("focusin", (event) => {
      if (event.target.closest("#question")) raise(false);
    });
  };

  // What came for the open article is put into its drawer; what came too late for another one is dropped.
  const fetched = (element, watch) => {
    watch("value", () => {
      const came = element.querySelector(".fetched");
      if (!came || came.dataset.opening !== pane()?.dataset.opening) return;
      const save = came.querySelector("a.save");
      if (save) {
        save.click();
        announce(`${save.download} is being saved`);
        came.remove();
        return;
      }
      const drawer = pane().querySelector(`.drawer.${came.dataset.drawer}`);
      drawer?.replaceChildren(...[...came.childNodes].map((node) => node.cloneNode(true)));
      fold(came.dataset.drawer, true);
      announce(drawer?.textContent);
    });
  };

  return { fetched, markPressed, showOpenLine, source };
})());
