// ---- events

function jump(id) {
  const e = $(id);
  if (!e) return;
  e.scrollIntoView();
  const h = e.querySelector("h1,h2") || e;
  h.setAttribute("tabindex", "-1");
  h.focus({ preventScroll: true });
}
function reset() { S = { sort: "light", page: 1 }; open = {}; all = false; }

/** Follows a link of the page: a unit, the whole, or projects under conditions. */
function go(where) {
  closePanel();
  const o = parse(where);
  if (o.unit !== undefined || where === "all") { location.hash = o.unit !== undefined ? "unit=" + encodeURIComponent(o.unit) : "all"; return; }
  if (unit && (o.loc || o.q)) pull(null);
  KEYS.forEach((k) => { if (o[k]) S[k] = o[k]; else delete S[k]; });
  S.page = 1; all = false; open = {}; delete S.open;
  $("q").value = S.q || "";
  // A project called by its name or code is shown with its cells.
  const found = o.q ? within().filter((p) => p.name === o.q || p.code === o.q) : [];
  if (found.length === 1) { open[found[0].i] = 1; S.open = found[0].code || found[0].name; }
  draw();
  jump("s-projects");
}
function sortBy(c) {
  const first = FALLING.indexOf(c) >= 0 ? "-" + c : c, second = FALLING.indexOf(c) >= 0 ? c : "-" + c;
  S.sort = S.sort === first ? second : first;
  S.page = 1;
  draw();
}
function turn(v) {
  if (v === "all" || v === "less") all = v === "all"; else S.page += +v;
  draw();
  if (v !== "all") jump("s-projects");
}
document.addEventListener("click", (e) => {
  const b = e.target.closest("[data-go],[data-jump],[data-source],[data-close],.tab,.sort,.toggle,[data-p],#project-table td[data-f]");
  if (!b) return;
  if (b.hasAttribute("data-go")) { e.preventDefault(); go(b.getAttribute("data-go")); }
  else if (b.hasAttribute("data-jump")) {
    e.preventDefault();
    const to = b.getAttribute("data-jump");
    if (unit && to !== "s-projects") { pull(null); reset(); draw(); }
    jump(to);
  } else if (b.hasAttribute("data-source")) explain(b);
  else if (b.hasAttribute("data-close")) closePanel();
  else if (b.classList.contains("tab")) { const k = b.getAttribute("data-k"), v = b.getAttribute("data-v"); set(k, v === S[k] ? "" : v); }
  else if (b.classList.contains("sort")) sortBy(b.getAttribute("data-c"));
  else if (b.hasAttribute("data-p")) turn(b.getAttribute("data-p"));
  else {
    const tr = b.closest("tr");
    if (tr.hasAttribute("data-i")) toggle(tr, +tr.getAttribute("data-i"), b.getAttribute("data-f"));
  }
});
document.addEventListener("keydown", (e) => {
  if (e.key === "Escape") closePanel();
  if (e.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { e.preventDefault(); $("q").focus(); }
});

// The search waits until the input method has finished a word.
let composing = false;
$("q").addEventListener("compositionstart", () => { composing = true; });
$("q").addEventListener("compositionend", () => { composing = false; set("q", $("q").value.trim()); });
$("q").addEventListener("input", () => { if (!composing) set("q", $("q").value.trim()); });
$("filters").addEventListener("submit", (e) => { e.preventDefault(); });
[["f-loc", "loc"], ["f-dept", "dept"], ["f-status", "status"], ["f-start", "start"], ["f-permit", "permit"]].forEach((x) => {
  $(x[0]).addEventListener("change", () => { set(x[1], $(x[0]).value); $(x[0]).focus(); });
});
$("clear").addEventListener("click", () => {
  KEYS.forEach((k) => { delete S[k]; });
  $("q").value = ""; S.page = 1; open = {}; delete S.open;
  draw();
  $("q").focus();
});
$("pull").addEventListener("change", () => { const v = $("pull").value; location.hash = v ? "unit=" + encodeURIComponent(v) : "all"; });
if ($("locality-kind")) $("locality-kind").addEventListener("change", () => localities($("locality-kind").value));

// -- copy: tab-separated; codes stay text, and nothing is read as a formula
const HEADS = ["项目名称", "项目代码", "属地", "类别", "状态", "总投资（万元）", "年度计划（万元）", "本年完成（万元）", "完成率（%）", "与时序差（百分点）", "未办结手续", "亮灯", "原因", "责任单位", "责任人"];
const exact = (y) => (y === null ? "" : String(y / 10000));
function copied(p) {
  return [p.name, p.code || "", p.locality, p.ks.map((k) => k.name).join("、"), p.stat, exact(p.total), exact(p.plan), exact(p.done), p.rated ? rate(p.done, p.plan) : "", p.rated ? signed(gap(p.done, p.plan).tenths) : "", p.left.map((k) => k.name).join("、"), LIGHT[p.light], why(p), p.unit, p.person];
}
function cellText(c) {
  const text = String(c).replace(/[\t\r\n]+/g, " ");
  return /^[=+@-]/.test(text) && !/^[+-]?[\d.]+$/.test(text) ? "'" + text : text;
}
$("copy").addEventListener("click", () => {
  const text = [HEADS].concat(shown.map(copied)).map((r) => r.map(cellText).join("\t")).join("\r\n"), b = $("copy");
  const done = (ok) => {
    b.textContent = ok ? "已复制" + shown.length + "个，到表格里粘贴" : "浏览器不让复制，请全选后复制";
    setTimeout(() => { b.textContent = "复制到表格软件"; }, 4000);
  };
  const byHand = () => {
    const a = document.createElement("textarea");
    a.value = text;
    document.body.appendChild(a);
    a.select();
    let ok = false;
    try { ok = document.execCommand("copy"); } catch (e) { ok = false; }
    a.remove();
    b.focus();
    done(ok);
  };
  if (navigator.clipboard && navigator.clipboard.writeText) navigator.clipboard.writeText(text).then(() => done(true), byHand); else byHand();
});

// -- print: all rows of the view, not one page of them
$("print").addEventListener("click", () => window.print());
$("only").addEventListener("click", () => { document.body.classList.add("only"); window.print(); });
window.addEventListener("beforeprint", () => drawRows(true));
window.addEventListener("afterprint", () => { document.body.classList.remove("only"); drawRows(); });

/** Takes the state from the address: at the start, and when it is changed from outside or by going back. */
function start(first) {
  const n = readAddress();
  if (!n) {
    if (first) draw(true);
    if (location.hash === "#all" && (unit || KEYS.some((k) => S[k]))) { pull(null); reset(); $("q").value = ""; draw(true); window.scrollTo(0, 0); }
    return;
  }
  const was = unit && unit.name;
  S = n; open = {}; all = false;
  if (S.open) { const wanted = S.open.split(","); P.forEach((p) => { if (wanted.indexOf(p.code || p.name) >= 0) open[p.i] = 1; }); }
  pull(S.unit || null);
  $("q").value = S.q || "";
  draw(true);
  if (unit && unit.name !== was) { window.scrollTo(0, 0); if (!first) $("unit-title").focus({ preventScroll: true }); }
  else if (!unit && (KEYS.some((k) => S[k]) || S.open)) $("s-projects").scrollIntoView();
}
window.addEventListener("hashchange", () => start(false));
document.documentElement.className = "js";
start(true);
