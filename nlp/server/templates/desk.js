"use strict";
(() => {
  const $ = (s, e = document) => e.querySelector(s), $$ = (s, e = document) => [...e.querySelectorAll(s)];
  const en = () => document.documentElement.dataset.language === "en";
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const waiting = new Set();  // forms whose verdict the server has not confirmed
  const told = () => {
    const nav = $("nav.review"), bar = $(".unsaved");
    if (nav) nav.dataset.waiting = waiting.size || "";
    if (bar) bar.textContent = waiting.failed && waiting.size ? (en() ? waiting.size + " not saved yet, trying again…" : waiting.size + " 条尚未保存, 正在重试…") : "";
  };
  addEventListener("beforeunload", (e) => { if (waiting.size) e.preventDefault(); });

  // A new run of the server has a new token: take it from a fresh copy of this page.
  const renew = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const token = $("input[name=token]", page);
    if (token) $$("input[name=token]").forEach((input) => { input.value = token.value; });
    return !!token;
  };
  // Sends until the server says that it is on the disk. Undefined: refused for good.
  const send = async (address, fields) => {
    for (;;) {
      try {
        fields.set("token", $("input[name=token]").value);
        const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" } });
        if (answer.ok) return await answer.json();
        if (answer.status === 403) { if (!await renew()) throw new Error("door"); }
        else { alert(await answer.text()); return undefined; }
      } catch { /* the server is gone for now */ }
      waiting.failed = true; told(); await wait(500);
    }
  };
  let last = Promise.resolve();  // one at a time, in the order they were given
  const inTurn = (address, fields, form) => {
    waiting.add(form); told();
    last = last.then(async () => { const answer = await send(address, fields); waiting.delete(form); if (!waiting.size) waiting.failed = false; told(); return answer; });
    return last;
  };

  const WORDS = Object.fromEntries($$(".verdict button[name=verdict]").slice(0, 5).map((b) => [b.value, $$("span", b).map((s) => s.textContent)]));
  const mark = (form, verdict) => {
    const done = form.dataset.state === "judged" || form.dataset.state === "disputed";
    $$("button[name=verdict]", form).forEach((b) => b.setAttribute("aria-pressed", b.value === verdict));
    form.dataset.state = verdict ? "judged" : "open";
    const [zh, english] = verdict ? WORDS[verdict] : ["待判", "open"], label = $(".mark", form);
    label.className = "mark " + form.dataset.state;
    label.replaceChildren(...[["zh-CN", (verdict ? "已判: " : "") + zh], ["en", (verdict ? "judged: " : "") + english]].map(([lang, text]) => { const s = document.createElement("span"); s.lang = lang; s.textContent = text; return s; }));
    form.closest(".finding").classList.toggle("done", !!verdict);
    const by = !!verdict - done;
    if (by) $$("nav.review .bar").forEach((bar) => { const n = $(".judged", bar); n.textContent = +n.textContent + by; $("progress", bar).value += by; });
    finish();
  };
  // The way on stands out as soon as nothing here waits for a verdict.
  const finish = () => { const next = $("nav.review a[rel=next]"); if (next) next.classList.toggle("ready", !$$("form.verdict").some((f) => !waiting.has(f) && ["open", "stale"].includes(f.dataset.state))); };
  const judge = (form, verdict) => {
    const fields = new FormData(form), step = window.gongkai;
    fields.set("verdict", verdict);
    inTurn("/judge", fields, form).then((answer) => { if (answer) mark(form, answer.verdict); });
    const open = $$(".finding").filter((f) => !f.hidden), at = open.indexOf(form.closest(".finding"));
    if (at < open.length - 1) step.choose(open[at + 1], true);
    else step.say(en() ? "last one; n: next report" : "最后一条; n: 下一份报告");
    finish();
  };
  const undo = async () => {
    const answer = await inTurn("/undo", new FormData($("form.undo")), {});
    if (!answer || !answer.finding) return;
    const form = $$("form.verdict").find((f) => f.dataset.finding === answer.finding);
    if (!form) { location.assign("/finding/" + answer.finding); return; }
    mark(form, answer.verdict);
    window.gongkai.choose(form.closest(".finding"), true);
  };

  $$("form.verdict").forEach((form) => {
    form.addEventListener("submit", (e) => { e.preventDefault(); if (e.submitter) judge(form, e.submitter.value); });
    form.closest(".finding").classList.toggle("done", form.dataset.state === "judged" || form.dataset.state === "disputed");
  });
  $$("form.undo").forEach((form) => form.addEventListener("submit", (e) => { e.preventDefault(); undo(); }));
  const go = async (href) => { await last; location.assign(href); };  // nothing is left behind
  $$("nav.review a").forEach((a) => a.addEventListener("click", (e) => { e.preventDefault(); go(a.href); }));

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || $("dialog[open]")) return;
    const card = window.gongkai && window.gongkai.current(), form = card && $("form.verdict", card);
    if (e.target.matches("textarea")) {
      if (e.key !== "Escape" && !(e.key === "Enter" && !e.shiftKey && !e.isComposing)) return;
      e.target.closest(".finding").focus();
    } else if (e.target.closest("input:not([type=checkbox]), select")) return;
    else if (/^[1-5]$/.test(e.key) && form) judge(form, $$("button[name=verdict]", form)[e.key - 1].value);
    else if (e.key === "c" && form) { $("textarea", form).focus(); $("textarea", form).select(); }
    else if (e.key === "u" && $("form.undo")) undo();
    else if (/^[jk]$/.test(e.key) && $("ol.queue a")) {
      const all = $$("ol.queue a"), at = all.indexOf(document.activeElement);
      all[Math.min(all.length - 1, Math.max(0, at + (e.key === "j" ? 1 : -1)))].focus();
    } else if (e.key === "n" && $("nav.review a[rel=next], a[data-first]")) go($("nav.review a[rel=next], a[data-first]").href);
    else return;
    e.preventDefault(); e.stopImmediatePropagation();
  }, true);

  if (window.gongkai && !window.gongkai.current() && $("form.verdict")) {  // begin with the first that is open
    const first = $$("form.verdict").find((f) => ["open", "stale"].includes(f.dataset.state));
    if (first) window.gongkai.choose(first.closest(".finding"), true);
  }
  finish();
})();
