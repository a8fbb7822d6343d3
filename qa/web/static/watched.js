// Watched questions: which answers on the page are of one, what is unfolded, and when a change was seen.
window.onrecord.watched ?? Object.assign(onrecord, (() => {
  const { announce, byId } = onrecord;
  const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });

  const watched = (element, trigger, watch) => {
    const unfolded = new Set();
    const rows = () => [...element.querySelectorAll(".watched-row")];
    const known = (question) => {
      const said = question.split(/\s+/).join(" ").toLowerCase();
      return rows().find((row) => row.dataset.question.toLowerCase() === said);
    };
    // What is the same is left alone: a change of the conversation calls this again.
    const draw = () => {
      for (const button of document.querySelectorAll("#conversation .action.watch")) {
        const row = known(button.dataset.question);
        const said = row ? "Watching" : "Watch";
        if (button.textContent !== said) button.textContent = said;
        if (button.getAttribute("aria-pressed") !== String(Boolean(row))) {
          button.setAttribute("aria-pressed", String(Boolean(row)));
        }
      }
    };
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("#conversation .action.watch");
      if (!button) return;
      const row = known(button.dataset.question);
      if (row) trigger("remove", { id: row.dataset.id });
      else trigger("keep", { question: button.dataset.question });
    });
    element.addEventListener("click", (event) => {
      const row = event.target.closest(".watched-row");
      const details = event.target.closest("summary")?.parentElement;
      if (details) {
        unfolded[details.open ? "delete" : "add"](details.dataset.key);
        if (!details.open && details.querySelector(".new")) trigger("see", { id: row.dataset.id });
      }
      const button = event.target.closest("button");
      if (!button) return;
      if (button.matches(".restore")) trigger("restore", { id: button.dataset.id });
      else if (button.matches(".unwatch")) trigger("remove", { id: row.dataset.id });
      else if (button.matches(".ask")) {
        onrecord.shutRail();
        trigger("ask", { id: row.dataset.id, question: row.dataset.question });
      }
    });
    watch("value", () => {
      for (const details of element.querySelectorAll("details")) details.open = unfolded.has(details.dataset.key);
      for (const time of element.querySelectorAll("time.moment")) {
        const date = new Date(time.dateTime);
        if (!Number.isNaN(date.getTime())) time.textContent = moment.format(date);
      }
      draw();
      announce(element.querySelector(".undo, .unkept")?.textContent ?? element.querySelector("h3 .changed")?.textContent);
    });
    new MutationObserver(draw).observe(byId("conversation"), { childList: true, subtree: true });
  };

  return { watched };
})());
