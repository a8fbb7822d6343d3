// The archive view: which view stands, what the form asks for, files that are dropped, moments in the reader's zone.
// Like the rest of the page it makes no request of its own, and every element but a form's own option comes escaped
// from the server.
window.onrecord?.finder ?? Object.assign(onrecord, (() => {
  const byId = (id) => document.getElementById(id);
  const PATIENCE = 8000;
  const fields = ["after", "before", "within", "publisher"];
  let form = null;
  let send = null;
  let offset = 0;
  let begun = false;
  let serial = 0;
  let sent = -PATIENCE;
  let again = false;
  let turned = false;
  let opened = null;

  const say = (text) => {
    const live = byId("live");
    if (live && text) live.textContent = text;
  };

  // What the form says. Order is one menu for lines and another one for articles.
  const listing = () => (form.elements.kind.value === "articles" || !form.elements.text.value.trim() ? "articles" : "lines");
  const asked = () => ({
    text: form.elements.text.value,
    kind: form.elements.kind.value,
    order: form.elements[`order-${listing()}`].value,
    comments: form.elements.comments.checked,
    ...Object.fromEntries(fields.map((name) => [name, form.elements[name].value])),
  });

  // The address tells the view and what is looked for, so that a reload and a bookmark keep both.
  const address = () => {
    const { text, kind, order, comments, ...limits } = asked();
    const first = form.elements[`order-${listing()}`].options[0].value;
    const said = { text, kind: kind === "articles" ? kind : "", order: order === first ? "" : order, ...limits };
    const kept = new URLSearchParams(Object.entries(said).filter(([, value]) => value));
    if (!comments) kept.set("comments", "no");
    return `#archive${kept.size ? `?${kept}` : ""}`;
  };

  const choose = (select, value) => {
    if (value && ![...select.options].some((option) => option.value === value)) select.add(new Option(value, value));
    select.value = value;
  };

  const fill = () => {
    const said = new URLSearchParams(location.hash.split("?")[1] ?? "");
    form.elements.text.value = said.get("text") ?? "";
    form.elements.kind.value = said.get("kind") === "articles" ? "articles" : "lines";
    form.elements.comments.checked = said.get("comments") !== "no";
    for (const name of ["after", "before"]) form.elements[name].value = said.get(name) ?? "";
    for (const name of ["within", "publisher"]) choose(form.elements[name], said.get(name) ?? "");
    for (const kind of ["lines", "articles"]) {
      const menu = form.elements[`order-${kind}`];
      const wanted = kind === listing() ? said.get("order") : "";
      menu.value = [...menu.options].some((option) => option.value === wanted) ? wanted : menu.options[0].value;
    }
  };

  const unfoldFilters = (open) => {
    form.querySelector(".fields").hidden = !open;
    form.querySelector(".more").setAttribute("aria-expanded", String(open));
  };

  const look = (from = 0) => {
    if (!form || !send) return;
    offset = from;
    begun = true;
    form.dataset.listing = listing();
    const { text, kind, order, ...limits } = asked();
    const set = fields.filter((name) => limits[name]).length + (limits.comments ? 0 : 1);
    form.querySelector(".clear").hidden = !set;
    const badge = form.querySelector(".set");
    badge.hidden = !set;
    badge.textContent = `(${set})`;
    if (byId("desk").dataset.view === "archive") history.replaceState(null, "", address());
    // One at a time, lest an earlier answer come after a later one; what has no answer in a while is lost.
    again = performance.now() - sent < PATIENCE;
    if (again) return;
    sent = performance.now();
    serial += 1;
    send("look", { text, kind, order, ...limits, offset, serial });
  };

  const answered = (element) => {
    if (Number(element.querySelector("[data-serial]")?.dataset.serial) !== serial) return;
    sent = -PATIENCE;
    if (again) look(offset);
  };

  const clear = (all) => {
    for (const name of fields) form.elements[name].value = "";
    form.elements.comments.checked = true;
    if (all) form.elements.text.value = "";
    look();
  };

  // "ask" or "archive": one of the two stands beside the source.
  const show = (view) => {
    const desk = byId("desk");
    if (!desk) return;
    desk.dataset.view = view;
    for (const button of document.querySelectorAll("#views [data-view]")) {
      if (button.dataset.view === view) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
    }
    if (view === "archive" && form && !begun) look();
  };

  const follow = () => {
    const archive = location.hash.startsWith("#archive");
    // What a reader typed before the page stood is the reader's, whatever the address says.
    const typed = form && !begun && form.elements.text.value;
    if (archive && form && !typed && location.hash !== address()) {
      fill();
      begun = false;
    }
    show(archive ? "archive" : "ask");
  };

  const views = (element) => {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("[data-view]");
      if (!button) return;
      const { view } = button.dataset;
      byId("desk").toggleAttribute("data-reading", false);
      const place = view === "archive" ? (form ? address() : "#archive") : location.pathname + location.search;
      if (byId("desk").dataset.view !== view) history.pushState(null, "", place);
      show(view);
    });
    addEventListener("popstate", follow);
    follow();
  };

  const finder = (element, trigger) => {
    form = element.querySelector("form");
    send = trigger;
    let waiting = 0;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      look();
    });
    form.addEventListener("change", (event) => {
      if (event.target.name !== "text") look();
    });
    // A list of articles narrows while one types; lines are looked for when one is done.
    form.addEventListener("input", (event) => {
      if (event.target.name !== "text") return;
      clearTimeout(waiting);
      if (listing() === "articles") waiting = setTimeout(look, 150);
    });
    form.addEventListener("click", (event) => {
      if (event.target.closest(".clear")) clear(false);
      if (event.target.closest(".more")) unfoldFilters(form.querySelector(".fields").hidden);
    });
    addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (byId("desk").dataset.view !== "archive") return;
      event.preventDefault();
      form.elements.text.focus();
    });
    follow();
  };

  // What a reader has unfolded stays so when all is drawn again.
  const unfolding = (element) => {
    const open = new Set();
    element.addEventListener("click", (event) => {
      const details = event.target.closest("summary")?.parentElement;
      if (details) open[details.open ? "delete" : "add"](details.dataset.key);
    });
    return () => {
      for (const details of element.querySelectorAll("details")) details.open = open.has(details.dataset.key);
    };
  };

  // The server gives moments in UTC; a reader sees those of the clock on the wall.
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const moments = (element) => {
    for (const time of element.querySelectorAll("time[datetime]")) {
      const moment = new Date(time.dateTime);
      if (Number.isNaN(moment.getTime())) continue;
      if (time.classList.contains("moment")) time.textContent = format.format(moment);
      else time.title = format.format(moment);
    }
  };

  const times = (element, watch) => {
    watch("value", () => moments(element));
    moments(element);
  };

  // The filters offer what the archive has.
  const menus = (element) => {
    for (const [name, from] of [["within", "folders"], ["publisher", "publishers"]]) {
      const source = element.querySelector(`select.${from}`);
      if (!source) continue;
      const select = form.elements[name];
      const { value } = select;
      select.replaceChildren(select.options[0], ...[...source.options].map((option) => option.cloneNode(true)));
      choose(select, value);
      select.closest("label").hidden = !source.options.length && !value;
    }
  };

  const standing = (element, watch) => {
    const unfold = unfolding(element);
    let generation = null;
    element.addEventListener("click", (event) => {
      if (event.target.closest(".rebuild")) byId("rebuild").click();
    });
    watch("value", () => {
      moments(element);
      menus(element);
      unfold();
      const now = element.querySelector(".standing")?.dataset.generation;
      if (begun && generation !== null && now !== generation) look(offset);
      generation = now ?? generation;
    });
  };

  const found = (element, trigger, watch) => {
    const pane = byId("stack");
    const unfold = unfolding(element);
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const { article, line, start, end, within, after, before } = button.dataset;
      if (button.matches(".found")) {
        for (const other of element.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
        button.setAttribute("aria-current", "true");
        opened = button;
        byId("desk").toggleAttribute("data-reading", true);
        button.closest("li").scrollIntoView({ block: "nearest" });
        trigger("open", { article, line, start, end, says: button.querySelector(".line")?.textContent ?? "" });
      } else if (button.matches(".turn-page")) {
        turned = true;
        look(Number(button.dataset.offset));
      } else if (button.matches(".within")) {
        choose(form.elements.within, within);
        look();
      } else if (button.matches(".bar-button")) {
        form.elements.after.value = after;
        form.elements.before.value = before;
        look();
      } else if (button.matches(".clear")) {
        clear(true);
        form.elements.text.focus();
      }
    });
    // On a narrow screen the source is a sheet; when it is closed, a reader goes on where it was opened.
    document.addEventListener("click", (event) => {
      if (!event.target.closest("#source .close") || byId("desk").dataset.view !== "archive") return;
      if (opened?.isConnected) opened.focus({ preventScroll: true });
    });
    watch("value", () => {
      answered(element);
      unfold();
      for (const other of element.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
      const head = element.querySelector(".list-head");
      say(head?.textContent);
      if (!turned) return;
      turned = false;
      pane.scrollTop += head.getBoundingClientRect().top - pane.getBoundingClientRect().top - 8;
      head.focus({ preventScroll: true });
    });
  };

  const adding = (element, trigger, upload) => {
    const shelf = byId("shelf");
    const input = element.querySelector("input");
    const told = element.querySelector(".sending");
    const { most, bytes, kinds } = element.querySelector(".drop").dataset;
    let inside = 0;
    let busy = false;

    const offer = async (files) => {
      if (busy || !files.length) return;
      busy = true;
      const sent = [];
      for (const [number, file] of files.entries()) {
        told.textContent = `Sending ${number + 1} of ${files.length}`;
        const one = { name: file.name, size: file.size };
        const kind = kinds.split(" ").some((suffix) => file.name.toLowerCase().endsWith(suffix));
        // What would be refused is not sent; the server says why, and checks again.
        if (number < Number(most) && kind && file.size && file.size <= Number(bytes)) {
          try {
            one.stored = (await upload(file)).path;
          } catch (error) {
            console.warn(`${file.name} was not sent: ${error}`);
          }
        }
        sent.push(one);
      }
      told.textContent = "";
      busy = false;
      trigger("offer", { files: sent });
    };

    input.addEventListener("change", () => {
      offer([...input.files]);
      input.value = "";
    });
    const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
    shelf.addEventListener("dragenter", (event) => {
      if (!holdsFiles(event)) return;
      inside += 1;
      shelf.toggleAttribute("data-dropping", true);
    });
    shelf.addEventListener("dragleave", (event) => {
      if (!holdsFiles(event)) return;
      inside -= 1;
      if (inside < 1) shelf.toggleAttribute("data-dropping", false);
    });
    shelf.addEventListener("dragover", (event) => {
      if (holdsFiles(event)) event.preventDefault();
    });
    shelf.addEventListener("drop", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      inside = 0;
      shelf.toggleAttribute("data-dropping", false);
      offer([...event.dataTransfer.files]);
    });
  };

  const added = (element, trigger) => {
    element.addEventListener("click", (event) => {
      const undo = event.target.closest(".take-back");
      if (undo) trigger("take_back", { token: undo.dataset.token });
      else if (event.target.closest(".forget")) trigger("forget");
    });
  };

  return { added, adding, finder, found, show, standing, times, views };
})());
