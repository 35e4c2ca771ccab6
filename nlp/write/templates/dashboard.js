"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent), dialog = document.querySelector("dialog.counted");
  const make = (name, text) => { const e = document.createElement(name); e.textContent = text; return e; };
  const list = (cell) => {
    const found = data.lists[cell], whole = found.shown.every(([, , amount]) => amount === 1);
    dialog.querySelector("h2 code").textContent = cell;
    dialog.querySelector(".count").textContent = found.all.toLocaleString();
    dialog.querySelector(".more").hidden = found.all <= found.shown.length;
    dialog.querySelector(".more span").textContent = cell;
    dialog.querySelector("ol").replaceChildren(...found.shown.map(([report, text, amount]) => {
      const [issuer, year, source] = data.reports[report], item = document.createElement("li");
      item.append(make("b", [issuer, year, source].filter(Boolean).join(" · ") + (whole ? "" : ": " + amount.toLocaleString())));
      if (text >= 0) item.append(data.texts[text]);
      return item;
    }));
    dialog.showModal();
  };
  document.querySelectorAll("[data-cell]").forEach((b) => b.addEventListener("click", () => list(b.dataset.cell)));
})();
