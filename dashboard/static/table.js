// Tables to work in: sorted by a heading, narrowed by words or a limit, taken along as shown.
// One that comes onto the page again, such as after another view, stands as the reader left it.
(() => {
  const kept = new Map();
  const valueOf = (cell) => parseFloat(cell.dataset.value ?? cell.textContent.replaceAll(",", ""));
  const order = new Intl.Collator("en", { numeric: true });

  function bring(box) {
    const heads = [...box.querySelectorAll("thead th")];
    const body = box.querySelector("tbody");
    const all = [...body.rows];
    const search = box.querySelector("input");
    const told = box.querySelector("output");
    const key = `${box.dataset.name} ${heads.length}`;
    const state = kept.get(key) ?? { column: -1, down: true, words: "" };
    const isNumber = (column) => heads[column]?.classList.contains("number");

    function sort() {
      const { column, down } = state;
      heads.forEach((head, place) => {
        if (head.hasAttribute("aria-sort"))
          head.setAttribute("aria-sort",
            place !== column ? "none" : down ? "descending" : "ascending");
      });
      const sorted = column < 0 ? all : [...all].sort((one, other) => {
        const [a, b] = [one.cells[column], other.cells[column]];
        if (!isNumber(column))
          return (down ? -1 : 1) * order.compare(a.textContent, b.textContent);
        const [x, y] = [valueOf(a), valueOf(b)];
        // A cell without a number comes last either way.
        if (isNaN(x) || isNaN(y)) return isNaN(x) - isNaN(y);
        return (down ? -1 : 1) * (x - y);
      });
      body.append(...sorted);
    }

    function narrow() {
      const limit = /^\s*([<>])(=?)\s*([\d.,]+)\s*%?\s*$/.exec(state.words);
      const first = heads.findIndex((head) => head.className === "number");
      const column = isNumber(state.column) ? state.column : first;
      const words = state.words.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of all) {
        const number = limit && valueOf(row.cells[column]);
        const bound = limit && Number(limit[3].replaceAll(",", ""));
        const text = row.textContent.toLowerCase();
        row.hidden = limit
          ? !((limit[1] === ">" ? number > bound : number < bound) || (limit[2] && number === bound))
          : !words.every((word) => text.includes(word));
      }
      const left = all.filter((row) => !row.hidden).length;
      if (told)
        told.textContent = left === all.length ? "" : `${left} of ${all.length} rows`
          + (limit ? `, ${heads[column].textContent} ${limit[0].trim()}` : "");
    }

    function shown() {
      const rows = [...box.querySelectorAll("tr")].filter((row) => !row.hidden);
      const drawn = heads.map((head) => !head.hasAttribute("aria-sort"));
      return rows.map((row) => [...row.cells].filter((_, place) => !drawn[place]).map((cell) => {
        const text = cell.textContent.replaceAll("\u00a0", " ");
        // A number is taken as one, without signs of thousands, but for one that is not certain.
        const plain = text.replaceAll(",", "").replace("−", "-").replace(/ %$|^\+/g, "");
        return isNaN(plain) ? text : plain;
      }));
    }

    function csv() {
      const field = (text) => {
        const safe = /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text;
        return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
      };
      const lines = [`# ${box.dataset.name}`, `# source: ${box.dataset.source}`];
      const text = [...lines, ...shown().map((row) => row.map(field).join(","))].join("\r\n");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
      link.download = `${box.dataset.name.toLowerCase().replace(/[^a-z0-9–]+/g, "-")}.csv`;
      link.click();
      URL.revokeObjectURL(link.href);
    }

    async function copy(button) {
      const text = shown().map((row) => row.join("\t")).join("\n");
      if (navigator.clipboard) await navigator.clipboard.writeText(text);
      else {
        // A browser lends its clipboard to safe origins alone; elsewhere what is selected is copied.
        const area = document.createElement("textarea");
        area.value = text;
        box.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
        button.focus();
      }
      told.textContent = "Copied.";
    }

    heads.forEach((head, column) => head.querySelector("button")?.addEventListener("click", () => {
      const first = isNumber(column);  // the most first, and words from A on
      if (state.column !== column) Object.assign(state, { column, down: first });
      else if (state.down === first) state.down = !first;
      else state.column = -1;
      kept.set(key, state);
      sort();
      narrow();
    }));
    search?.addEventListener("input", () => {
      state.words = search.value;
      kept.set(key, state);
      narrow();
    });
    box.querySelector("[data-take=copy]")?.addEventListener("click", (e) => copy(e.currentTarget));
    box.querySelector("[data-take=csv]")?.addEventListener("click", csv);
    if (search) search.value = state.words;
    sort();
    narrow();
  }

  const boxes = document.getElementsByClassName("data-table");
  function look() {
    for (const box of boxes)
      if (!("brought" in box.dataset)) {
        box.dataset.brought = "";
        bring(box);
      }
  }
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  look();
})();
