// The reader's conversations: the list by day in the reader's zone, its drawer on narrow screens, what is thought of an
// answer, and files to save. Texts come escaped from the server; what is made here is set as text.
window.onrecord.kept ?? Object.assign(onrecord, (() => {
  const { announce, byId } = onrecord;
  const REMEMBERED = "onrecord-rail";
  const WIDE = matchMedia("(min-width: 1101px)");
  let look = () => {};
  let wanted = null;
  let toggle = null;

  const remember = (state) => {
    try {
      if (state) localStorage.setItem(REMEMBERED, state);
      return localStorage.getItem(REMEMBERED);
    } catch {
      return null;
    }
  };

  // "open" or "closed" on a wide screen, where it stands beside the chat; a drawer over it on a narrow one.
  const stands = () => byId("desk")?.dataset.rail === "open";
  const set = (open, { focus = false } = {}) => {
    const desk = byId("desk");
    if (!desk) return;
    desk.dataset.rail = open ? "open" : "closed";
    toggle?.setAttribute("aria-expanded", String(open));
    const over = open && !WIDE.matches;
    for (const id of ["chat", "shelf", "source"]) byId(id)?.toggleAttribute("inert", over);
    if (focus && open) byId("rail").querySelector(".seek").focus();
    if (focus && !open) toggle?.focus();
  };
  const shut = () => {
    if (!WIDE.matches) set(false);
  };

  const railToggle = (element) => {
    toggle = element.querySelector("button");
    toggle.addEventListener("click", () => {
      const away = byId("desk").dataset.view === "archive";
      if (away) document.querySelector('#views [data-view="ask"]')?.click();
      const open = away || !stands();
      if (WIDE.matches) remember(open ? "open" : "closed");
      set(open, { focus: open });
    });
    WIDE.addEventListener("change", () => set(WIDE.matches && remember() !== "closed"));
    set(WIDE.matches && remember() !== "closed");
  };

  // A link to one answer stands in the address only as long as that is what is shown.
  const forgetLink = () => {
    const address = new URL(location.href);
    if (!address.searchParams.has("answer")) return;
    address.searchParams.delete("answer");
    history.replaceState(null, "", address);
  };

  const seek = () => document.querySelector("#rail .seek");
  const query = () => seek()?.value ?? "";

  const rail = (element, trigger) => {
    const column = byId("rail");
    column.setAttribute("role", "region");
    column.setAttribute("aria-label", "Your conversations");
    let waiting = 0;
    element.addEventListener("input", (event) => {
      if (!event.target.matches(".seek")) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => look(), 200);
    });
    element.addEventListener("click", (event) => {
      if (event.target.closest(".shut")) set(false, { focus: true });
      if (!event.target.closest(".fresh")) return;
      forgetLink();
      shut();
      byId("desk").toggleAttribute("data-reading", false);
      trigger("begin", { query: query() });
      document.querySelector("#question textarea")?.focus();
    });
    column.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.target.closest(".renaming") || WIDE.matches) return;
      event.stopPropagation();
      set(false, { focus: true });
    });
    // Beside an open drawer, a press closes it; the press does nothing else, for what lies there is inert.
    byId("desk").addEventListener("click", (event) => {
      if (stands() && !event.target.closest("#rail")) shut();
    });
    set(stands());
  };

  // The list, grouped by the day in the reader's zone.
  const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
  const older = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
  const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
  const named = (date) => {
    const days = Math.round((midnight(new Date()) - midnight(date)) / 86400000);
    if (days < 1) return "Today";
    if (days === 1) return "Yesterday";
    return (days < 7 ? day : older).format(date);
  };
  const byDay = (element) => {
    let last = null;
    for (const row of element.querySelectorAll(".kept-row")) {
      const date = new Date(row.dataset.at);
      if (Number.isNaN(date.getTime())) continue;
      const time = row.querySelector("time");
      time.textContent = clock.format(date);
      time.title = moment.format(date);
      if (named(date) === last) continue;
      last = named(date);
      const heading = document.createElement("li");
      heading.className = "day";
      heading.textContent = last;
      row.before(heading);
    }
  };

  const kept = (element, trigger, watch) => {
    const unfolded = new Set();
    let renaming = null;
    look = () => trigger("look", { query: query() });
    const tell = (name, id, more) => trigger(name, { id, query: query(), ...more });

    // A title is edited in its place; Enter and leaving it keep the new one, Escape the old one.
    const rename = (row, draft) => {
      const title = row.querySelector(".title");
      const input = document.createElement("input");
      const before = title.textContent;
      renaming = { id: row.dataset.id, draft: draft ?? before };
      input.className = "renaming";
      input.value = renaming.draft;
      input.maxLength = 200;
      input.dir = "auto";
      input.setAttribute("aria-label", "Name of the conversation");
      row.querySelector(".choose").hidden = true;
      row.prepend(input);
      input.focus();
      if (draft === undefined) input.select();
      const done = (keep) => {
        if (renaming?.id !== row.dataset.id || !input.isConnected) return;
        const named = input.value.trim();
        renaming = null;
        input.remove();
        row.querySelector(".choose").hidden = false;
        if (!keep || !named || named === before) return;
        title.textContent = named;
        tell("rename", row.dataset.id, { title: named });
      };
      input.addEventListener("input", () => (renaming.draft = input.value));
      input.addEventListener("blur", () => done(true));
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        done(event.key === "Enter");
        row.querySelector(".choose").focus();
      });
    };

    element.addEventListener("click", (event) => {
      const details = event.target.closest("summary")?.parentElement;
      if (details) unfolded[details.open ? "delete" : "add"](details.dataset.key);
      const button = event.target.closest("button");
      const row = event.target.closest(".kept-row");
      if (!button) return;
      if (button.matches(".rename, .delete")) {
        const deeds = row.querySelector(".deeds");
        unfolded.delete(deeds.dataset.key);
        deeds.open = false;
      }
      if (button.matches(".restore")) tell("restore", button.dataset.id);
      else if (button.matches(".rename")) rename(row);
      else if (button.matches(".delete")) tell("delete", row.dataset.id);
      else if (button.matches(".choose")) {
        forgetLink();
        shut();
        byId("desk").toggleAttribute("data-reading", false);
        wanted = "";
        tell("choose", row.dataset.id);
      }
    });
    watch("value", () => {
      byDay(element);
      for (const details of element.querySelectorAll("details")) details.open = unfolded.has(details.dataset.key);
      const row = renaming && element.querySelector(`.kept-row[data-id="${CSS.escape(renaming.id)}"]`);
      if (row) rename(row, renaming.draft);
      toggle?.classList.toggle("warned", Boolean(element.querySelector(".unkept")));
      const told = element.querySelector(".undo, .unkept")?.textContent;
      announce(told);
      const undo = element.querySelector(".undo .restore");
      if (undo && (document.activeElement === document.body || !document.activeElement)) undo.focus();
      if (element.querySelector(".history")?.dataset.query !== query()) look();
    });
    const link = new URLSearchParams(location.search).get("answer");
    if (link) {
      wanted = link;
      tell("link", link);
    } else look();
  };

  // What is thought of answers is sent once and shown at once; it stays so when the conversation is drawn again.
  const rated = new Map();
  const opinion = (turn) => {
    const known = rated.get(turn.dataset.kept);
    if (known) return known;
    const pressed = turn.querySelector('.rate[aria-pressed="true"]');
    return { vote: pressed?.dataset.vote ?? "", note: turn.querySelector(".remark textarea")?.value ?? "" };
  };
  const draw = (turn) => {
    const known = rated.get(turn.dataset.kept);
    const form = turn.querySelector(".remark");
    if (!known || !form) return;
    for (const button of turn.querySelectorAll(".rate")) {
      button.setAttribute("aria-pressed", String(button.dataset.vote === known.vote));
    }
    form.hidden = !known.vote;
    const text = form.querySelector("textarea");
    if (text.value !== known.note) text.value = known.note;
  };

  // A conversation was drawn: show what is known of it, and what was asked for; list it once its answer is kept.
  let drawn = "";
  const redraw = (pane) => {
    for (const time of pane.querySelectorAll(".again time.moment")) {
      const date = new Date(time.dateTime);
      const said = Number.isNaN(date.getTime()) ? "" : moment.format(date);
      // What is the same is left alone: a change would call this again.
      if (said && time.textContent !== said) time.textContent = said;
    }
    const turns = [...pane.querySelectorAll(".turn")];
    turns.forEach(draw);
    if (pane.querySelector(".pending")) return;
    const now = turns.map((turn) => turn.dataset.kept || "-").join(" ");
    if (now && now !== drawn && wanted === null) look();
    drawn = now;
    if (wanted === null || !turns.length) return;
    const turn = turns.find((each) => each.dataset.kept === wanted) ?? turns.at(-1);
    wanted = null;
    pane.scrollTop += turn.getBoundingClientRect().top - pane.getBoundingClientRect().top + 1;
  };

  const save = ({ name, type, text }) => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    announce(`Saved as ${name}`);
  };

  const handed = (element, trigger, watch) => {
    const pane = byId("conversation");
    const rate = (turn, change) => {
      const next = { ...opinion(turn), ...change };
      if (!next.vote) next.note = "";
      rated.set(turn.dataset.kept, next);
      draw(turn);
      trigger("rate", { id: turn.dataset.kept, ...next });
    };
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("button");
      const turn = button?.closest("#conversation .turn");
      if (turn && button.matches(".rate")) {
        rate(turn, { vote: opinion(turn).vote === button.dataset.vote ? "" : button.dataset.vote });
      } else if (button?.matches(".save")) {
        const { what, form } = button.dataset;
        button.closest(".export").querySelector("summary").click();
        trigger("save", { what, form, turn: turn?.dataset.turn, id: button.closest(".kept-row")?.dataset.id });
      }
    });
    pane.addEventListener("submit", (event) => {
      const turn = event.target.closest(".turn");
      if (!turn || !event.target.matches(".remark")) return;
      event.preventDefault();
      rate(turn, { note: turn.querySelector("textarea").value });
    });
    // What is being written is kept, too, when the next answer is drawn.
    pane.addEventListener("input", (event) => {
      const turn = event.target.closest(".remark") && event.target.closest(".turn");
      if (turn) rated.set(turn.dataset.kept, { ...opinion(turn), note: event.target.value });
    });
    // A menu over the answer goes when a press is meant for something else.
    document.addEventListener("click", (event) => {
      for (const menu of pane.querySelectorAll(".actions .export[open]")) {
        if (!menu.contains(event.target)) menu.querySelector("summary").click();
      }
    });
    pane.addEventListener("keydown", (event) => {
      const menu = event.key === "Escape" && event.target.closest(".actions .export[open]");
      if (!menu) return;
      event.stopPropagation();
      menu.querySelector("summary").click();
      menu.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      if (event.target.closest?.("#source .reopen")) wanted = event.target.closest(".reopen").dataset.turn;
    });
    new MutationObserver(() => redraw(pane)).observe(pane, { childList: true, subtree: true });
    watch("value", () => {
      const file = element.querySelector(".file");
      if (file) save(file.dataset);
      const said = element.querySelector(".said-now");
      announce(said?.textContent);
      if (said && !said.matches(".failed")) setTimeout(() => (said.hidden = true), 2500);
    });
  };

  return { handed, kept, rail, railToggle, shutRail: shut };
})());
