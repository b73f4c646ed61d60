// Makes the change report searchable. The page says everything without this script; text of the plan gets
// into the page as text only (textContent), never as markup, and the page's policy enforces that.
(() => {
  "use strict";

  const rowsPerPage = 100;
  const rowsPrinted = 5000;

  const byId = (id) => document.getElementById(id);
  const count = (n) => n.toLocaleString("en-US");

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  // Letters that have no accent to take off and are searched for without it all the same.
  const plainLetters = { "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i" };

  // fold makes texts comparable whatever their case and accents.
  function fold(text) {
    const lower = text.toLowerCase();
    if (!/[^\x00-\x7f]/.test(lower)) return lower;
    return lower.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[ßøłđæœı]/g, (letter) => plainLetters[letter]);
  }

  // Row is one row of a long table. What filters ask for is read and folded when it is first needed.
  class Row {
    constructor(place) {
      this.place = place;
    }

    get asked() {
      if (!this.lists) {
        const [gets = [], loses = [], risks = []] = this.facets.split("|").map((list) => list.split(" ").filter(Boolean));
        this.lists = { gets, loses, risks };
      }
      return this.lists;
    }

    // texts are what stands in each column, as one line.
    get texts() {
      this.said ||= this.columns.map((lines) => lines.join(" ").trim());
      return this.said;
    }

    // has says whether each word occurs somewhere in the row, or in the full name of a workspace it is about.
    has(words, workspaces) {
      if (words.length === 0) return true;
      if (this.folded === undefined) {
        const named = [...this.asked.gets, ...this.asked.loses].map((at) => workspaces[at]);
        this.folded = fold(this.texts.concat(named).join("\n"));
      }
      return words.every((word) => this.folded.includes(word));
    }
  }

  // PlainRow is a row that the page came with.
  class PlainRow extends Row {
    constructor(place, node) {
      super(place);
      this.element = node;
    }

    get facets() {
      return this.element.dataset.f || "";
    }

    get columns() {
      return Array.from(this.element.cells, (cell) => Array.from(cell.childNodes, (line) => line.textContent));
    }
  }

  // RecordRow is a row that the page came with as data: what filters ask for, then a cell for each column. A
  // cell is one plain line or a list of lines; a line is a text, or a list of its tone and its pieces, which
  // stand isolated where there are several because their letters run from right to left. A text is a string
  // or the number of a phrase that many rows have in common. What follows a line of the tone "fold" is shown
  // when the reader opens that line.
  class RecordRow extends Row {
    constructor(place, [facets, ...cells], phrases) {
      super(place);
      this.facets = facets;
      this.cells = cells;
      this.phrases = phrases;
    }

    text(said) {
      return typeof said === "number" ? this.phrases[said] : said;
    }

    get columns() {
      const spoken = (line) => (Array.isArray(line) ? line.slice(1).map((piece) => this.text(piece)).join("") : this.text(line));
      return this.cells.map((cell) => (Array.isArray(cell) ? cell.map(spoken) : [this.text(cell)]));
    }

    get element() {
      const row = element("tr");
      for (const cell of this.cells) {
        const shown = row.appendChild(element("td"));
        if (!Array.isArray(cell)) {
          shown.textContent = this.text(cell);
          continue;
        }
        let within = shown;
        for (const line of cell) {
          const [tone, ...pieces] = Array.isArray(line) ? line : ["", line];
          if (tone === "fold") {
            within = shown.appendChild(element("details"));
            within.append(element("summary", this.text(pieces[0])));
            continue;
          }
          const paragraph = within.appendChild(element("p", "", tone));
          if (pieces.length === 1) paragraph.textContent = this.text(pieces[0]);
          else paragraph.append(...pieces.map((piece) => element("bdi", piece)));
        }
      }
      return row;
    }
  }

  // LongTable shows a table a page at a time, in the order and with the rows that are asked for.
  class LongTable {
    constructor(table) {
      this.table = table;
      this.body = table.tBodies[0];
      this.headers = Array.from(table.tHead.rows[0].cells);
      const nodes = Array.from(this.body.rows, (node, place) => new PlainRow(place, node));
      const rest = byId(table.id.replace("-table", "-rest"));
      const { phrases, rows } = rest ? JSON.parse(rest.textContent) : { phrases: [], rows: [] };
      this.rows = nodes.concat(rows.map((record, i) => new RecordRow(nodes.length + i, record, phrases)));
      this.shown = this.rows;
      this.first = 0;
      this.order = 0;
      this.empty = element("p", "Nothing fits. Another word, or fewer filters?", "empty");
      this.pagers = [this.pager(), this.pager()];
      table.before(this.pagers[0].bar);
      table.after(this.empty, this.pagers[1].bar);
      this.headers.forEach((header, column) => this.sortable(header, column));
      this.draw();
    }

    column(is) {
      return this.headers.findIndex((header) => header.dataset.is === is);
    }

    pager() {
      const bar = element("nav", "", "pager");
      bar.setAttribute("aria-label", "Pages of: " + this.table.caption.textContent);
      const turn = (label, by) => {
        const button = bar.appendChild(element("button", label));
        button.type = "button";
        button.addEventListener("click", () => this.turn(by, button));
        return button;
      };
      const previous = turn("Previous", -rowsPerPage);
      const where = bar.appendChild(element("span"));
      return { bar, previous, where, next: turn("Next", rowsPerPage) };
    }

    // turn goes to another page and starts at its top, with the same button at hand.
    turn(by, pressed) {
      this.first += by;
      this.draw();
      const top = this.pagers[0];
      const same = pressed.textContent === top.next.textContent ? top.next : top.previous;
      const other = same === top.next ? top.previous : top.next;
      (same.disabled ? other : same).focus({ preventScroll: true });
      this.table.closest("section").scrollIntoView();
    }

    sortable(header, column) {
      if (!header.dataset.sort) return;
      const button = element("button", "", "sort");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => this.reorder(this.order === column + 1 ? -(column + 1) : this.order === -(column + 1) ? 0 : column + 1));
    }

    // reorder is called when a header was pressed. 0 is the page's own order, 1 the first column's, -1 that backwards.
    reorder(order) {
      this.sort(order);
      this.draw();
    }

    sort(order) {
      this.order = order;
      this.first = 0;
      this.headers.forEach((header, column) => {
        if (!header.dataset.sort) return;
        header.setAttribute("aria-sort", order === column + 1 ? "ascending" : order === -(column + 1) ? "descending" : "none");
      });
      const column = Math.abs(order) - 1;
      const byPlace = (a, b) => a.row.place - b.row.place;
      let compare = byPlace;
      let key = () => 0;
      if (order !== 0 && this.headers[column].dataset.sort === "number") {
        key = (row) => Number((/\d[\d,]*/.exec(row.texts[column]) || ["-1"])[0].replaceAll(",", ""));
        compare = (a, b) => Math.sign(order) * (a.key - b.key) || byPlace(a, b);
      } else if (order !== 0) {
        const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
        key = (row) => row.texts[column];
        compare = (a, b) => (a.key === "") - (b.key === "") || Math.sign(order) * collator.compare(a.key, b.key) || byPlace(a, b);
      }
      this.rows = this.rows.map((row) => ({ row, key: key(row) })).sort(compare).map((keyed) => keyed.row);
      this.shown = this.rows.filter(this.wanted || (() => true));
    }

    show(wanted) {
      this.wanted = wanted;
      this.shown = this.rows.filter(wanted);
      this.first = 0;
    }

    draw(most = rowsPerPage) {
      const last = Math.min(this.first + most, this.shown.length);
      this.body.replaceChildren(...this.shown.slice(this.first, last).map((row) => row.element));
      this.table.hidden = this.shown.length === 0;
      this.empty.hidden = this.shown.length > 0;
      for (const pager of this.pagers) {
        pager.bar.hidden = this.shown.length <= most && this.first === 0;
        pager.where.textContent = count(this.first + 1) + "–" + count(last) + " of " + count(this.shown.length);
        pager.previous.disabled = this.first === 0;
        pager.next.disabled = last === this.shown.length;
      }
    }

    // drawForPaper shows all that is asked for, as far as paper goes.
    drawForPaper() {
      const first = this.first;
      this.first = 0;
      this.draw(rowsPrinted);
      this.first = first;
    }
  }

  // Finder ties the controls, the address of the page and the tables of people together.
  class Finder {
    constructor(people, unchanged) {
      this.people = people;
      this.unchanged = unchanged;
      this.controls = Array.from(document.querySelectorAll("[data-key]"));
      const workspaces = this.control("workspace");
      this.workspaces = workspaces ? Array.from(workspaces.options, (option) => option.text).slice(1) : [];
      this.status = document.querySelector("#find .found");
      for (const control of this.controls) control.addEventListener("input", () => this.asked());
      document.querySelector("#find .clear").addEventListener("click", () => {
        this.set(new URLSearchParams());
        this.asked();
        this.control("q").focus();
      });
      if (people) {
        people.reorder = (order) => {
          this.control("sort").value = order === 0 ? "" : String(order);
          this.asked();
        };
      }
      addEventListener("hashchange", () => this.follow());
      document.addEventListener("click", (event) => {
        const link = event.target.closest("a[data-filtering]");
        if (link && link.hash === location.hash) this.jump();
        if (!link && event.target.closest("figure svg")) event.target.closest("li").querySelector("a[data-filtering]")?.click();
      });
      byId("find").hidden = false;
      this.set(new URLSearchParams(location.hash.slice(1)));
      this.find();
      if (location.hash.includes("=")) this.jump();
    }

    control(key) {
      return this.controls.find((control) => control.dataset.key === key);
    }

    value(key) {
      const control = this.control(key);
      return control ? control.value : "";
    }

    // set puts what an address asks for into the controls. What a list does not offer is left out.
    set(asked) {
      for (const control of this.controls) {
        control.value = asked.get(control.dataset.key) || "";
        if (control.selectedIndex === -1) control.value = "";
      }
    }

    // follow obeys a new address, unless it only leads to a section.
    follow() {
      if (location.hash !== "" && !location.hash.includes("=")) return;
      this.set(new URLSearchParams(location.hash.slice(1)));
      this.find();
      this.jump();
    }

    jump() {
      byId("find").scrollIntoView();
    }

    // asked is called when a control was changed: the address then says so, and can be sent to somebody.
    asked() {
      this.find();
      const address = new URLSearchParams();
      for (const control of this.controls) if (control.value.trim()) address.set(control.dataset.key, control.value.trim());
      try {
        history.replaceState(null, "", address.size ? "#" + address : location.href.split("#")[0]);
      } catch {
        // A preview in a mail program may not let a page change its address; the filters work without.
      }
    }

    find() {
      const words = fold(this.value("q")).split(/\s+/).filter(Boolean);
      const spoken = (row) => row.has(words, this.workspaces);
      const found = [];
      if (this.people) {
        const order = Number(this.value("sort"));
        const filter = this.filter();
        this.people.show((row) => filter(row) && spoken(row));
        if (order !== this.people.order) this.people.sort(order);
        this.people.draw();
        found.push(count(this.people.shown.length) + " of " + count(this.people.rows.length) + " people shown");
      }
      if (this.unchanged) {
        this.unchanged.show(spoken);
        this.unchanged.draw();
        if (words.length || !this.people) {
          found.push(count(this.unchanged.shown.length) + " of " + count(this.unchanged.rows.length) + " who stay as they are");
        }
      }
      this.status.textContent = found.join(" · ");
    }

    // filter says which people the lists ask for. Workspaces and risks are known by their place in the list.
    filter() {
      const place = (key) => (this.value(key) ? String(this.control(key).selectedIndex - 1) : "");
      const kind = this.value("kind"), group = this.value("group"), access = this.value("access");
      const workspace = place("workspace"), risk = place("risk");
      const kindColumn = this.people.column("kind"), groupColumn = this.people.column("group");
      const touched = (list) => (workspace ? list.includes(workspace) : list.length > 0);
      return (row) =>
        (!kind || row.texts[kindColumn] === kind) &&
        (!group || row.texts[groupColumn] === group) &&
        (!risk || row.asked.risks.includes(risk)) &&
        (!(workspace || access) || (access !== "loses" && touched(row.asked.gets)) || (access !== "gets" && touched(row.asked.loses)));
    }
  }

  for (const note of document.querySelectorAll(".without-script")) note.remove();
  const tables = new Map();
  for (const table of document.querySelectorAll("table.cards")) tables.set(table.id, new LongTable(table));
  const people = tables.get("who-table"), unchanged = tables.get("unchanged-table");
  if (byId("find")) {
    for (const name of document.querySelectorAll("[data-filter]")) {
      const link = element("a");
      link.href = "#" + name.dataset.filter;
      link.dataset.filtering = "";
      link.append(...name.childNodes);
      name.append(link);
    }
    new Finder(people, unchanged);
  }
  addEventListener("beforeprint", () => tables.forEach((table) => table.drawForPaper()));
  addEventListener("afterprint", () => tables.forEach((table) => table.draw()));
})();
