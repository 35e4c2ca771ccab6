"use strict";
(() => {
  const root = document.documentElement, $ = (s, e = document) => e.querySelector(s), $$ = (s, e = document) => [...e.querySelectorAll(s)];
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* a page opened from a file may not keep anything */ } };
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const set = (name, value) => {
    if (!value) return;
    root.dataset[name] = value;
    if (name === "language") root.lang = value === "en" ? "en" : "zh-CN";
    keep("gongkai-" + name, value);
  };
  set("language", kept("gongkai-language")); set("theme", kept("gongkai-theme"));
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const help = $("dialog.help");
  const acts = {
    language: () => set("language", root.dataset.language === "en" ? "zh" : "en"),
    theme: () => set("theme", dark() ? "light" : "dark"),
    help: () => help && help.showModal(),
  };
  $$("[data-act]").forEach((b) => b.addEventListener("click", () => acts[b.dataset.act] && acts[b.dataset.act]()));

  const names = (element, kind) => (element.dataset[kind] || "").split(" ").filter(Boolean);
  const byId = (id) => { const e = document.getElementById(id); return e && (e.closest(".figure") || e); };
  const say = (text) => { const s = $(".status"); if (s) s.textContent = text; };

  // What belongs together: a figure and its cells, and all sides of a finding.
  const partners = new Map();
  const pair = (a, b) => { if (a !== b) { if (!partners.has(a)) partners.set(a, new Set()); partners.get(a).add(b); } };
  $$(".figure[data-cells]").forEach((f) => names(f, "cells").forEach((c) => { pair(f.id, c); pair(c, f.id); }));
  $$(".finding").forEach((f) => {
    const sides = [...names(f, "figures"), ...names(f, "cells")];
    sides.forEach((a) => { pair(f.id, a); sides.forEach((b) => pair(a, b)); });
  });

  const visible = (e) => {
    const b = e.getBoundingClientRect(), pane = e.closest(".pane"), v = pane ? pane.getBoundingClientRect() : { top: 0, bottom: innerHeight };
    return b.top >= Math.max(0, v.top) && b.bottom <= Math.min(innerHeight, v.bottom);
  };
  const scrolls = (pane) => pane && getComputedStyle(pane).overflowY === "auto";
  let lit = [];
  const dim = () => { lit.forEach((e) => e.classList.remove("lit")); lit = []; };
  // Lights an element and its partners; with `show`, the first in every other pane that scrolls comes into view.
  const light = (id, show) => {
    dim();
    const own = byId(id), others = [...(partners.get(id) || [])].map(byId).filter(Boolean);
    if (!own || !others.length) return;
    lit = [own, ...others].filter((e) => !e.classList.contains("finding"));
    lit.forEach((e) => e.classList.add("lit"));
    if (!show) return;
    const done = new Set([own.closest(".pane")]);
    others.forEach((e) => {
      const pane = e.closest(".pane");
      if (done.has(pane)) return;
      done.add(pane);
      if (scrolls(pane) && !visible(e)) e.scrollIntoView({ block: "center", inline: "nearest" });
    });
  };
  let current = null, pointed = null;
  const source = (e) => e.target.closest && e.target.closest(".figure[id], td[id], .finding");
  document.addEventListener("mouseover", (e) => {
    const at = source(e);
    if (at === pointed) return;
    pointed = at;
    if (at && !at.classList.contains("finding")) light(at.id, true); else light(current ? current.id : "", false);
  });
  document.addEventListener("focusin", (e) => {
    const at = source(e);
    if (at && at.classList.contains("finding")) { if (at !== current && e.target === at) choose(at, true); } else if (at) light(at.id, true);
  });
  document.addEventListener("click", (e) => {
    const at = source(e);
    if (!at || e.target.closest("a, button, summary, input, select, textarea, label")) return;
    if (at.classList.contains("finding")) choose(at, true); else select(at);
  });
  const select = (at) => {
    const found = names(at, "findings").map(byId).find((f) => f && !f.hidden);
    if (found) { choose(found, true); light(at.id, true); } else light(at.id, true);
    const others = [...(partners.get(at.id) || [])].map(byId).filter((e) => e && !e.classList.contains("finding"));
    if (others.length) say(at.textContent + " ↔ " + others.map((e) => e.textContent.trim()).join(", "));
  };

  const open = () => $$(".finding").filter((f) => !f.hidden);
  const choose = (card, show) => {
    if (current) { current.classList.remove("chosen"); current.removeAttribute("aria-current"); }
    current = card;
    if (!card) return dim();
    card.classList.add("chosen");
    card.setAttribute("aria-current", "true");
    if (!visible(card)) card.scrollIntoView({ block: "nearest" });
    light(card.id, show);
    if (document.activeElement !== card && show) card.focus({ preventScroll: true });
    say(card.dataset.rule + " " + (open().indexOf(card) + 1) + "/" + open().length);
    document.dispatchEvent(new CustomEvent("chosen", { detail: card }));
  };
  const step = (by) => { const all = open(); if (all.length) choose(all[Math.min(all.length - 1, Math.max(0, current && !current.hidden ? all.indexOf(current) + by : by > 0 ? 0 : all.length - 1))], true); };
  window.gongkai = { choose, step, say, current: () => current };

  const filter = () => {
    const levels = new Set($$(".filters [data-level]").filter((b) => b.checked).map((b) => b.dataset.level));
    const value = (name) => ($("[data-filter=" + name + "]") || { value: "" }).value;
    const rule = value("rule"), tag = value("tag"), text = value("text").trim().toLowerCase();
    const all = $$(".finding");
    all.forEach((f) => {
      f.hidden = !levels.has(f.dataset.level) || (rule && f.dataset.rule !== rule) || (tag && !names(f, "tags").includes(tag)) || (text && !f.textContent.toLowerCase().includes(text)) || false;
    });
    $$(".unit").forEach((u) => u.classList.toggle("dimmed", !!tag && !names(u, "tags").includes(tag)));
    if (current && current.hidden) choose(null);
    const left = open().length, part = left < all.length ? left + " / " + all.length : "";
    $$(".findings .count").forEach((c) => { c.textContent = part; });
    $$("[data-empty]").forEach((e) => { e.hidden = left > 0; });
    say(left + " / " + all.length);
  };
  $$(".filters [data-level], .filters [data-filter]").forEach((c) => c.addEventListener("input", filter));
  $$(".filters").forEach((f) => f.addEventListener("submit", (e) => e.preventDefault()));
  if ($(".filters [data-level]")) filter();

  // The list of a batch: rows are hidden or moved, never made; the first MOST that pass are drawn, the others on demand.
  const body = $("table.list tbody"), MOST = 500;
  if (body) {
    let rows = [...body.rows], whole = false;
    const texts = new Map(rows.map((r) => [r, r.textContent.toLowerCase()]));
    const text = $("[data-list=text]"), grave = $("[data-list=grave]"), all = $("[data-list=all]");
    const list = () => {
      const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      const passes = (r) => (!grave.checked || parseInt(r.cells[4].textContent, 10) > 0) && words.every((w) => texts.get(r).includes(w));
      let left = 0, drawn = 0;
      rows.forEach((r) => {
        const passed = passes(r);
        left += passed ? 1 : 0;
        r.hidden = !passed || (!whole && drawn >= MOST);
        drawn += r.hidden ? 0 : 1;
      });
      all.hidden = drawn === left;
      $(".count").textContent = drawn < rows.length ? drawn + " / " + (left < rows.length ? left + " / " : "") + rows.length : "";
    };
    [text, grave].forEach((c) => c.addEventListener("input", list));
    all.addEventListener("click", () => { whole = true; list(); });
    addEventListener("beforeprint", () => { whole = true; list(); });
    $$("[data-sort]").forEach((button) => button.addEventListener("click", () => {
      const head = button.parentElement, at = head.cellIndex, number = button.dataset.sort === "number";
      const down = head.ariaSort ? head.ariaSort === "ascending" : number;
      const keys = new Map(rows.map((r) => [r, number ? parseFloat(r.cells[at].textContent) || 0 : r.cells[at].textContent]));
      const order = new Intl.Collator("zh-CN", { numeric: true });
      const by = (a, b) => number ? keys.get(a) - keys.get(b) : order.compare(keys.get(a), keys.get(b));
      rows = rows.sort((a, b) => down ? by(b, a) : by(a, b));
      list();
      body.append(...rows);
      $$("[data-sort]").forEach((b) => b.parentElement.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
    }));
    list();
  }

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || (help && help.open)) return;
    const typing = e.target.closest("input:not([type=checkbox]), select, textarea");
    if (e.key === "Escape") { if (typing) typing.blur(); choose(null); return; }
    if (typing) return;
    const box = $(".filters input[type=search]");
    if (e.key === "j") step(1);
    else if (e.key === "k") step(-1);
    else if ((e.key === "Enter" || e.key === " ") && e.target.matches(".figure[role], td[tabindex]")) select(e.target);
    else if (e.key === "Enter" && current && e.target === current) choose(current, true);
    else if (e.key === "/" && box) box.focus();
    else if (e.key === "?" && help) help.showModal();
    else return;
    e.preventDefault();
  });
  let closed = [];
  addEventListener("beforeprint", () => { closed = $$("details:not([open])"); closed.forEach((d) => { d.open = true; }); });
  addEventListener("afterprint", () => closed.forEach((d) => { d.open = false; }));
  const arrive = () => { let at = null; try { at = byId(decodeURIComponent(location.hash.slice(1))); } catch { /* no such place */ } if (at && at.classList.contains("finding")) choose(at, true); else if (at) light(at.id, true); };
  addEventListener("hashchange", arrive);
  if (location.hash) arrive();
})();
