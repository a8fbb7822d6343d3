// What the page does in the browser: tell the server which line to open, scroll to it, and say so to a screen
// reader. It makes no request of its own and builds no HTML: every element comes escaped from the server.
window.onrecord ??= (() => {
  const byId = (id) => document.getElementById(id);
  let pressed = null;

  const announce = (text) => {
    const live = byId("live");
    if (live && text) live.textContent = text;
  };

  // On a narrow screen the source is a sheet that a press on a citation raises; on a wide one it always shows.
  const raise = (up) => {
    byId("desk").toggleAttribute("data-reading", up);
  };

  const lower = () => {
    raise(false);
    if (pressed?.isConnected) pressed.focus({ preventScroll: true });
  };

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
    const { turn, number, kind } = document.querySelector("#source .opened")?.dataset ?? {};
    for (const button of document.querySelectorAll("#conversation [data-kind]")) {
      const here =
        button.dataset.turn === turn && button.dataset.number === number && button.dataset.kind === kind;
      if (here) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  };

  // While an answer is being made, Stop stands in Ask's place, and takes the focus along.
  const swap = (busy) => {
    const [from, to] = (busy ? ["send", "stop"] : ["stop", "send"]).map(byId);
    if (document.activeElement === from) to.focus();
  };

  const conversation = (element, trigger, watch) => {
    const pane = byId("conversation");
    const unfolded = new Set();
    let shown = null;
    let busy = false;
    pane.setAttribute("role", "region");
    pane.setAttribute("aria-label", "Conversation");
    pane.tabIndex = 0;
    element.addEventListener("click", (event) => {
      if (event.target.closest(".retry")) {
        pane.focus({ preventScroll: true });
        trigger("retry");
        return;
      }
      let button = event.target.closest("[data-kind]");
      if (!button && !event.target.closest("button, a, summary") && getSelection().isCollapsed) {
        button = event.target.closest(".claim")?.querySelector("[data-kind]");
      }
      if (!button) return;
      pressed = button;
      raise(true);
      (button.closest(".claim") ?? button).scrollIntoView({ block: "nearest" });
      if (button.hasAttribute("aria-current")) showOpenLine();
      // Not "path": gradio takes an object with that key for an uploaded file.
      const { path: article, line, turn, number, kind } = button.dataset;
      trigger("open", { article, line, turn, number, kind });
    });
    // What a reader has unfolded stays so when the next sentence comes and all is drawn again.
    element.addEventListener("click", (event) => {
      const details = event.target.closest("summary")?.parentElement;
      if (details) unfolded[details.open ? "delete" : "add"](details.dataset.key);
    });
    watch("value", () => {
      markPressed();
      for (const details of element.querySelectorAll("details")) details.open = unfolded.has(details.dataset.key);
      const last = element.querySelector(".turn:last-of-type");
      if (!last) return;
      const was = busy;
      busy = Boolean(last.querySelector(".pending"));
      if (busy !== was) swap(busy);
      // A new question is brought to the top once; then the reader scrolls.
      if (shown !== last.dataset.turn || (busy && !was)) {
        shown = last.dataset.turn;
        pane.scrollTop += last.getBoundingClientRect().top - pane.getBoundingClientRect().top + 1;
      }
      announce(last.dataset.announce);
    });
  };

  const welcome = (element, trigger) => {
    element.addEventListener("click", (event) => {
      const example = event.target.closest(".example");
      if (example) trigger("example", { question: example.dataset.question });
    });
  };

  const source = (element, watch) => {
    const pane = byId("source");
    pane.setAttribute("role", "region");
    pane.setAttribute("aria-label", "Source");
    element.addEventListener("click", (event) => {
      if (event.target.closest(".close")) lower();
    });
    watch("value", () => {
      markPressed();
      showOpenLine();
      const here = element.querySelector(".here");
      if (here && pressed) announce(`Opened ${element.querySelector("h2").textContent}, line ${here.dataset.line}`);
    });
    addEventListener("resize", showOpenLine);
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (document.querySelector("#conversation .pending")) byId("stop").click();
      else lower();
    });
    addEventListener("focusin", (event) => {
      if (event.target.closest("#question")) raise(false);
    });
  };

  const run = (element, trigger) => {
    element.addEventListener("click", (event) => {
      if (event.target.closest(".dismiss")) trigger("dismiss");
    });
  };

  return { conversation, run, source, welcome };
})();
