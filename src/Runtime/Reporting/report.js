"use strict";
(() => {
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const compare = (a, b) => {
    const [x, y] = [Number(a), Number(b)];
    if (a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    return String(a).localeCompare(String(b), "en", { numeric: true });
  };

  // Heads of tables become buttons; `order(column, direction)` brings the rows into the order that was asked for.
  const sortable = (heads, order) => heads.forEach((head, column) => {
    const button = make("button", { type: "button" });
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      heads.forEach(other => other.setAttribute("aria-sort", other === head ? direction : "none"));
      order(column, direction === "ascending" ? 1 : -1);
    });
  });
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const value = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
    sortable([...table.tHead.rows[0].cells], (column, sign) => {
      table.classList.add("sorted");
      body.append(...[...body.rows].sort((a, b) => sign * compare(value(a, column), value(b, column))));
    });
  }

  // Plots tell the value of the point that is nearest to the pointer, or that the arrow keys have reached.
  for (const data of document.querySelectorAll("script.readings")) {
    const figure = data.closest("figure");
    const plot = figure.querySelector("svg.plot");
    const tip = make("output", { className: "tip", hidden: true });
    const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    ring.setAttribute("class", "ring");
    ring.setAttribute("r", "7");
    figure.append(tip);
    let all = null, series = 0, point = 0;
    const load = () => all ??= JSON.parse(data.textContent).map(([name, ...points]) => ({ name, points }));
    const hide = () => { tip.hidden = true; ring.remove(); };
    const show = () => {
      const { name, points } = all[series];
      const [x, y, text] = points[point];
      ring.setAttribute("cx", x);
      ring.setAttribute("cy", y);
      plot.append(ring);
      tip.replaceChildren(...(name ? [make("b", { textContent: name }), " "] : []), text);
      tip.hidden = false;
      const box = plot.getBoundingClientRect(), frame = figure.getBoundingClientRect();
      const scale = box.width / plot.viewBox.baseVal.width;
      const left = box.left - frame.left + x * scale, top = box.top - frame.top + y * scale;
      tip.style.left = `${Math.max(0, Math.min(left - tip.offsetWidth / 2, frame.width - tip.offsetWidth))}px`;
      tip.style.top = `${top - tip.offsetHeight - 12 < 0 ? top + 14 : top - tip.offsetHeight - 12}px`;
    };
    const nearest = distance => {
      let best = Infinity;
      load().forEach((one, s) => one.points.forEach((place, p) => {
        const d = distance(place, s);
        if (d < best) [best, series, point] = [d, s, p];
      }));
      if (best < Infinity) show();
    };
    const follow = event => {
      const box = plot.getBoundingClientRect(), scale = plot.viewBox.baseVal.width / box.width;
      const x = (event.clientX - box.left) * scale, y = (event.clientY - box.top) * scale;
      nearest(place => (place[0] - x) ** 2 + (place[1] - y) ** 2);
    };
    const other = step => {
      const [x, target] = [all[series].points[point][0], (series + step + all.length) % all.length];
      nearest((place, s) => s === target ? Math.abs(place[0] - x) : Infinity);
    };
    const along = place => { point = Math.max(0, Math.min(place, all[series].points.length - 1)); show(); };
    const keys = {
      ArrowRight: () => along(point + 1),
      ArrowLeft: () => along(point - 1),
      Home: () => along(0),
      End: () => along(Infinity),
      ArrowUp: () => other(1),
      ArrowDown: () => other(-1),
      Escape: hide,
    };
    plot.setAttribute("tabindex", "0");
    plot.setAttribute("aria-description", "Arrow keys go from point to point and from series to series.");
    plot.addEventListener("pointermove", follow);
    plot.addEventListener("pointerdown", follow);
    plot.addEventListener("pointerleave", event => { if (event.pointerType === "mouse" && document.activeElement !== plot) hide(); });
    plot.addEventListener("focus", () => { load(); if (tip.hidden) show(); });
    plot.addEventListener("blur", hide);
    plot.addEventListener("keydown", event => {
      if (!keys[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      keys[event.key]();
    });
  }

  // The cells of a grid: a page of rows at a time, made when they are first asked for.
  const Rows = 100, Digits = 12, States = ["measured", "missing", "failed"];
  const grid = (box, { axes, measures, cells }) => {
    const hashed = cells.some(cell => cell[2]);
    const columns = [
      ...axes.map((axis, a) => ({ name: axis.name, of: cell => axis.values[cell[3 + a]] })),
      ...measures.map((name, m) => ({ name, number: true, of: cell => cell[3 + axes.length + m] ?? "" })),
      { name: "seed", number: true, of: cell => cell[1] },
      { name: "state", of: cell => States[cell[0]] },
      ...(hashed ? [{ name: "cell", hash: true, of: cell => cell[2] }] : []),
    ];
    let shown = cells, first = 0;
    const heads = columns.map(column => make("th", { scope: "col", className: column.number ? "number" : "" }, column.name));
    const body = make("tbody"), where = make("span", { className: "where" });
    const filter = make("input", { type: "search", placeholder: "filter, for example failed" });
    filter.setAttribute("aria-label", "show only cells with these words");
    const [back, on] = [make("button", { type: "button", textContent: "previous" }), make("button", { type: "button", textContent: "next" })];
    const field = (cell, column) => {
      const value = column.of(cell);
      if (!column.hash) return make("td", { className: column.number ? "number" : "", textContent: value });
      return make("td", {}, make("code", { textContent: value.slice(0, Digits), title: value }));
    };
    const draw = () => {
      first = Math.max(0, Math.min(first, shown.length - 1));
      const last = Math.min(first + Rows, shown.length);
      body.replaceChildren(...shown.slice(first, last).map(cell =>
        make("tr", { className: States[cell[0]] }, ...columns.map(column => field(cell, column)))));
      where.textContent = shown.length === 0 ? "none" : `${first + 1} to ${last} of ${shown.length}`;
      back.disabled = first === 0;
      on.disabled = last >= shown.length;
    };
    sortable(heads, (column, sign) => {
      shown = [...shown].sort((a, b) => sign * compare(columns[column].of(a), columns[column].of(b)));
      first = 0;
      draw();
    });
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(word => word);
      shown = cells.filter(cell => {
        const text = columns.map(column => column.of(cell)).join("\n").toLowerCase();
        return words.every(word => text.includes(word));
      });
      heads.forEach(head => head.setAttribute("aria-sort", "none"));
      first = 0;
      draw();
    });
    back.addEventListener("click", () => { first -= Rows; draw(); });
    on.addEventListener("click", () => { first += Rows; draw(); });
    box.append(
      make("p", { className: "pager" }, filter, back, on, where),
      make("div", { className: "scroll", tabIndex: 0 }, make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body)));
    draw();
  };
  for (const box of document.querySelectorAll("details.cells"))
    box.addEventListener("toggle", () => grid(box, JSON.parse(box.querySelector("script").textContent)), { once: true });
})();
