"use strict";
(() => {
  const root = document.documentElement, $ = (s, e = document) => e.querySelector(s), $$ = (s, e = document) => [...e.querySelectorAll(s)];
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* a page opened from a file may not keep anything */ } };
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const set = (name, value) => { if (value) { root.dataset[name] = value; keep("gongkai-" + name, value); } };
  set("language", kept("gongkai-language")); set("theme", kept("gongkai-theme"));
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const acts = {
    language: () => { set("language", root.dataset.language === "en" ? "zh" : "en"); root.lang = root.dataset.language === "en" ? "en" : "zh-CN"; },
    theme: () => set("theme", dark() ? "light" : "dark"),
  };
  $$("[data-act]").forEach((b) => b.addEventListener("click", () => acts[b.dataset.act] && acts[b.dataset.act]()));

  const names = (element, kind) => (element.dataset[kind] || "").split(" ").filter(Boolean);
  const byId = (id) => document.getElementById(id);
  const partners = new Map();  // id of a cell or figure -> elements that belong to it
  const pair = (a, b) => { if (!partners.has(a)) partners.set(a, new Set()); partners.get(a).add(b); };
  $$(".figure[data-cells]").forEach((f) => names(f, "cells").forEach((c) => { pair(f.id, c); pair(c, f.id); }));
  $$(".finding").forEach((f) => [...names(f, "figures"), ...names(f, "cells")].forEach((e) => pair(f.id, e)));
  const dim = () => $$(".lit").forEach((e) => e.classList.remove("lit"));
  const light = (id, show) => {
    dim();
    const own = byId(id), others = [...(partners.get(id) || [])].map(byId).filter(Boolean);
    if (!own || !others.length) return;
    [own, ...others].forEach((e) => { if (!e.classList.contains("finding")) e.classList.add("lit"); });
    if (show) others.forEach((e) => { if (!visible(e)) e.scrollIntoView({ block: "center", inline: "nearest" }); });
  };
  const visible = (e) => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight && b.left >= 0 && b.right <= innerWidth; };
  const source = (e) => e.target.closest && e.target.closest(".figure, td[id], .finding");
  document.addEventListener("mouseover", (e) => { const at = source(e); if (at && !at.classList.contains("finding")) light(at.id, false); });
  document.addEventListener("mouseout", (e) => { if (source(e)) light(current ? current.id : "", false); });
  document.addEventListener("focusin", (e) => { const at = source(e); if (at && at.classList.contains("finding")) choose(at, false); else if (at) light(at.id, true); });
  document.addEventListener("click", (e) => {
    const at = source(e);
    if (!at || e.target.closest("a, button, summary, input, select, textarea, label")) return;
    if (at.classList.contains("finding")) choose(at, true);
    else { light(at.id, true); const found = names(at, "findings").map(byId).find((f) => f && !f.hidden); if (found) choose(found, true); }
  });

  let current = null;
  const open = () => $$(".finding").filter((f) => !f.hidden);
  const choose = (card, show) => {
    if (current) current.classList.remove("chosen");
    current = card;
    if (!card) return dim();
    card.classList.add("chosen");
    light(card.id, show);
    if (!visible(card)) card.scrollIntoView({ block: "nearest" });
    if (document.activeElement !== card && show) card.focus({ preventScroll: true });
    say(card.getAttribute("data-rule") + " " + (open().indexOf(card) + 1) + "/" + open().length);
    document.dispatchEvent(new CustomEvent("chosen", { detail: card }));
  };
  const step = (by) => { const all = open(); if (all.length) choose(all[Math.min(all.length - 1, Math.max(0, current ? all.indexOf(current) + by : by > 0 ? 0 : all.length - 1))], true); };
  const say = (text) => { const s = $(".status"); if (s) s.textContent = text; };
  window.gongkai = { choose, step, say, current: () => current };

  const filter = () => {
    const levels = new Set($$(".filters [data-level]").filter((b) => b.checked).map((b) => b.dataset.level));
    const rule = ($("[data-filter=rule]") || {}).value, tag = ($("[data-filter=tag]") || {}).value;
    $$(".finding").forEach((f) => { f.hidden = !levels.has(f.dataset.level) || (rule && f.dataset.rule !== rule); });
    $$(".unit").forEach((u) => u.classList.toggle("dimmed", !!tag && !names(u, "tags").includes(tag)));
    say(open().length + "");
  };
  $$(".filters input, .filters select").forEach((c) => c.addEventListener("change", filter));
  $$(".filters").forEach((f) => f.addEventListener("submit", (e) => e.preventDefault()));

  const help = $("dialog.help");
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape") { choose(null); return; }
    if (e.target.closest("input:not([type=checkbox]), select, textarea")) return;
    if (e.key === "j") step(1);
    else if (e.key === "k") step(-1);
    else if (e.key === "Enter" && e.target.classList.contains("figure")) e.target.click();
    else if (e.key === "Enter" && e.target === current) choose(current, true);
    else if (e.key === "/" && $(".filters input, .filters select")) $(".filters input, .filters select").focus();
    else if (e.key === "?" && help) help.showModal();
    else return;
    e.preventDefault();
  });
  addEventListener("beforeprint", () => $$("details").forEach((d) => { d.open = true; }));
  const hash = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
  if (hash && hash.classList.contains("finding")) choose(hash, true);
})();
