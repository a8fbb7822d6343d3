// What the page does in the browser: tell the server which line to open, and say to a screen reader what came.
// It makes no request of its own and builds no HTML: every element comes escaped from the server.
// Other files add to `onrecord`: answers (answer.js), the source pane (source.js), the archive (archive.js).
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

  // Whoever closes the source goes on at the citation that was open last, also after stepping from one to the next.
  const lower = () => {
    raise(false);
    const chip = document.querySelector("#conversation .citation[aria-current], #conversation .nearest[aria-current]");
    if (pressed) (chip ?? (pressed.isConnected ? pressed : null))?.focus({ preventScroll: true });
  };

  const press = (button) => {
    pressed = button;
    raise(true);
  };

  // While an answer is being made, Stop stands in Ask's place, and takes the focus along.
  const swap = (busy) => {
    const [from, to] = (busy ? ["send", "stop"] : ["stop", "send"]).map(byId);
    if (document.activeElement === from) to.focus();
  };

  // Not "path": gradio takes an object with that key for an uploaded file.
  const place = ({ path: article, line, turn, number, kind }) => ({ article, line, turn, number, kind });

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
      if (!button && !event.target.closest("button, a, summary, .dated") && getSelection().isCollapsed) {
        button = event.target.closest(".claim")?.querySelector("[data-kind]");
      }
      if (!button) return;
      press(button);
      (button.closest(".claim, tr") ?? button).scrollIntoView({ block: "nearest" });
      if (button.hasAttribute("aria-current")) onrecord.showOpenLine();
      trigger("open", place(button.dataset));
    });
    // What a reader has unfolded stays so when the next sentence comes and all is drawn again.
    element.addEventListener("click", (event) => {
      const details = event.target.closest("summary")?.parentElement;
      if (details) unfolded[details.open ? "delete" : "add"](details.dataset.key);
    });
    watch("value", () => {
      onrecord.markPressed();
      onrecord.filterAgain(element);
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

  const run = (element, trigger) => {
    element.addEventListener("click", (event) => {
      if (event.target.closest(".dismiss")) trigger("dismiss");
    });
  };

  return { announce, byId, conversation, lower, place, press, raise, run, welcome, pressed: () => pressed };
})();
