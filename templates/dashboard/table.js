// ---- the project table: filters with counts, sorting, pages

const PAGE = window.innerWidth > 820 ? 50 : 20;
const zh = typeof Intl === "object" ? new Intl.Collator("zh-CN") : { compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0) };
const COLUMNS = [
  ["name", "项目名称", "", (p) => p.name], ["loc", "属地", "", (p) => (p.loc < 0 ? null : p.loc)], ["status", "状态", "roomy", (p) => p.stat],
  ["total", "总投资", "num roomy", (p) => p.total], ["plan", "年度计划", "num", (p) => p.plan], ["done", "本年完成", "num", (p) => p.done],
  ["delta", "本期增加", "num roomy", (p) => p.delta], ["rate", "完成率", "", (p) => p.ratio], ["gap", "与时序差", "num", (p) => p.ratio],
  ["permit", "手续", "num roomy", (p) => -p.left.length], ["light", "亮灯", "", null],
].filter((c) => !(D.first && c[0] === "delta"));
const FALLING = ["total", "plan", "done", "delta"];

/** Ties: locality, code, row. */
function tie(a, b) {
  const x = a.code || "~", y = b.code || "~";
  return a.loc - b.loc || (x < y ? -1 : x > y ? 1 : a.i - b.i);
}
/** Red first by days late, then by gap, as 附表4. */
function byLight(a, b) {
  const days = (p) => (p.late === null ? -1 : p.late), ratio = (p) => (p.ratio === null ? 9 : p.ratio);
  return WEIGHT[a.light] - WEIGHT[b.light] || days(b) - days(a) || ratio(a) - ratio(b) || tie(a, b);
}
function sorted(list) {
  const falling = S.sort.charAt(0) === "-", key = falling ? S.sort.slice(1) : S.sort;
  const column = COLUMNS.filter((c) => c[0] === key)[0], of = column && column[3];
  if (!of) return list.slice().sort((a, b) => (falling ? -byLight(a, b) : byLight(a, b)));
  return list.slice().sort((a, b) => {
    const x = of(a), y = of(b);
    if (x === null || y === null) return (x === null) - (y === null) || tie(a, b);
    const d = typeof x === "string" ? zh.compare(x, y) : x - y;
    return (falling ? -d : d) || tie(a, b);
  });
}

// -- rows
function meter(ratio) {
  return '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="bar" y="1" height="8" width="' + Math.max(0, Math.min(100, ratio * 100)).toFixed(1) + '"/><path class="time" d="M' + (D.tp[0] / D.tp[1] * 100).toFixed(1) + ' 0V10"/></svg>';
}
/** The text with what was searched for marked. */
function marked(text) {
  const w = S.q ? S.q.trim() : "", i = w ? text.indexOf(w) : -1;
  return i < 0 ? esc(text) : esc(text.slice(0, i)) + "<mark>" + esc(w) + "</mark>" + esc(text.slice(i + w.length));
}
function td(label, html, cls, field) {
  return "<td" + (cls ? ' class="' + cls + '"' : "") + ' data-l="' + label + '"' + (field ? ' data-f="' + field + '"' : "") + ">" + html + "</td>";
}
const rateCell = (t, part, base) => td("完成率", t.ratio === null ? "—" : meter(t.ratio) + "<b>" + rate(part, base) + "</b>", "rate-cell", t.name ? "done" : "");
const gapCell = (t, part, base) => td("与时序差", t.ratio === null ? "—" : signed(gap(part, base).tenths), "num");
function row(p) {
  const isOpen = !!open[p.i], change = !p.before ? "新增" : p.delta === null ? "缺" : wanChange(p.delta);
  return '<tr class="p' + (isOpen ? " open" : "") + '" data-i="' + p.i + '"><th scope="row"><button type="button" class="toggle" aria-expanded="' + isOpen + '"' + (isOpen ? ' aria-controls="x' + p.i + '"' : "") + ">" + marked(p.name) + '</button><span class="under">' + (p.code ? marked(p.code) : "还没有代码") + "　" + esc(p.ks.map((k) => k.name).join("、")) + "</span></th>" +
    td("属地", esc(p.locality)) + td("状态", esc(p.stat), "roomy keep") + td("总投资", wan(p.total), "num roomy", "total") + td("年度计划", wan(p.plan), "num", "plan") + td("本年完成", wan(p.done), "num", "done") +
    (D.first ? "" : td("本期增加", change, "num roomy", "done")) + rateCell(p, p.done, p.plan) + gapCell(p, p.done, p.plan) +
    td("手续", p.need ? p.need - p.left.length + "/" + p.need : "—", "num roomy", PERMITS.length ? PERMITS[0].id : "") +
    '<td class="light-cell"><span class="is-' + ({ r: "red", y: "yellow", g: "green" }[p.light] || "none") + '">' + LIGHT[p.light] + '</span><span class="why">' + esc(why(p)) + "</span></td></tr>" + (isOpen ? detail(p) : "");
}
function sumRow(t) {
  return '<tr class="sum"><th scope="row">合计　' + t.n + '个</th><td></td><td class="roomy"></td>' + td("总投资", wan(t.total), "num roomy") + td("年度计划", wan(t.plan), "num") + td("本年完成", wan(t.done), "num") +
    (D.first ? "" : td("本期增加", wanChange(t.delta), "num roomy")) + rateCell(t, t.rateDone, t.ratePlan) + gapCell(t, t.rateDone, t.ratePlan) + '<td class="roomy"></td><td class="light-cell keep">●' + t.r + " ▲" + t.y + " ○" + t.g + "</td></tr>";
}
function drawRows(whole) {
  const list = whole || all ? shown : shown.slice((S.page - 1) * PAGE, S.page * PAGE);
  $("rows").innerHTML = (shown.length ? sumRow(total(shown)) : "") + list.map(row).join("");
}

// -- controls: every value with its count under the other conditions
function counts(key, values) {
  const list = within(key), n = { "": list.length };
  values.forEach((v) => { n[v] = list.filter((p) => TEST[key](p, v)).length; });
  return n;
}
function fill(select, key, first, items) {
  const n = counts(key, items.map((x) => x[0]));
  select.innerHTML = '<option value="">' + first + "（" + n[""] + "）</option>" + items.filter((x) => n[x[0]] || S[key] === x[0]).map((x) => '<option value="' + esc(x[0]) + '">' + esc(x[1]) + "（" + n[x[0]] + "）</option>").join("");
  select.value = S[key] || "";
}
function tabs(box, key, items) {
  const n = counts(key, items.map((x) => x[0])), at = document.activeElement;
  const had = at && box.contains(at) ? at.getAttribute("data-v") : null;
  Array.from(box.querySelectorAll(".tab")).forEach((b) => b.remove());
  box.insertAdjacentHTML("beforeend", [["", "全部"]].concat(items).map((x) => {
    const on = (S[key] || "") === x[0];
    return '<button type="button" class="tab" data-k="' + key + '" data-v="' + esc(x[0]) + '" aria-pressed="' + on + '"' + (!n[x[0]] && !on ? " disabled" : "") + ">" + esc(x[1]) + "<i>" + n[x[0]] + "</i></button>";
  }).join(""));
  const back = had === null ? null : Array.from(box.querySelectorAll(".tab")).filter((b) => b.getAttribute("data-v") === had)[0];
  if (back) back.focus();
}
const STATUS_ORDER = ["储备", "前期", "在建", "停工", "完工", "竣工", "投产", "达效", "未填"];
const STATUSES = STATUS_ORDER.filter((s) => P.some((p) => p.stat === s));
const DEPARTMENTS = UNITS.filter((u) => !u.loc && D.depts[u.i]);
const LOCALITIES = UNITS.filter((u) => u.loc).map((u) => u.name).concat(P.some((p) => p.loc < 0) ? [NO_UNIT] : []);
const SHOWN_KINDS = KINDS.filter((k) => P.some((p) => p.kinds >> k.i & 1));
const same = (names) => names.map((n) => [n, n]);

function drawControls() {
  fill($("f-loc"), "loc", "全部属地", same(LOCALITIES));
  fill($("f-dept"), "dept", "全部部门", same(DEPARTMENTS.map((u) => u.name)));
  fill($("f-status"), "status", "全部状态", same(STATUSES));
  fill($("f-start"), "start", "不限", STARTS);
  fill($("f-permit"), "permit", "不限", [["any", "有未办结的"]].concat(PERMITS.map((k) => [k.id, "缺" + k.name])));
  tabs($("f-light"), "light", [["red", "●红"], ["yellow", "▲黄"], ["green", "○绿"], ["none", "不亮"]]);
  tabs($("f-kind"), "kind", SHOWN_KINDS.map((k) => [k.id, k.name]));
  tabs($("f-data"), "data", FACTS);
  if ($("q").value !== (S.q || "") && document.activeElement !== $("q")) $("q").value = S.q || "";
  $("f-dept").parentNode.hidden = !DEPARTMENTS.length;
  document.querySelector(".loc-filter").hidden = !!(unit && unit.loc);
  $("clear").hidden = !KEYS.some((k) => S[k]);
}
function drawHeads() {
  const at = document.activeElement && document.activeElement.getAttribute("data-c");
  $("heads").innerHTML = COLUMNS.map((c) => {
    const on = S.sort.replace(/^-/, "") === c[0];
    return '<th scope="col" class="c-' + c[0] + " " + c[2] + '"' + (on ? ' aria-sort="' + (S.sort.charAt(0) === "-" ? "descending" : "ascending") + '"' : "") + '><button type="button" class="sort" data-c="' + c[0] + '">' + c[1] + '</button><span class="paper" aria-hidden="true">' + c[1] + "</span></th>";
  }).join("");
  const back = at && $("heads").querySelector('[data-c="' + at + '"]');
  if (back) back.focus();
}
function drawSum(t) {
  const part = (name, y) => (y === null ? "" : "，" + name + money(y));
  $("sum").innerHTML = t.n ? "<b>" + t.n + "</b>个项目" + part("总投资", t.total) + part("年度计划", t.plan) + part("本年完成", t.done) + (t.rated ? "，完成率<b>" + percent(t.rateDone, t.ratePlan) + "</b>，" + against(t.rateDone, t.ratePlan) : "") + "。" : "没有符合条件的项目。";
}
function drawPager() {
  const pages = Math.max(1, Math.ceil(shown.length / PAGE)), button = (v, text, off) => '<button type="button" class="btn" data-p="' + v + '"' + (off ? " disabled" : "") + ">" + text + "</button>";
  $("pager").innerHTML = shown.length <= PAGE ? "" : all ? "<span>已显示全部" + shown.length + "个</span>" + button("less", "分页显示")
    : button("-1", "上一页", S.page < 2) + "<span>第" + ((S.page - 1) * PAGE + 1) + "至" + Math.min(S.page * PAGE, shown.length) + "个，共" + shown.length + "个</span>" + button("1", "下一页", S.page >= pages) + button("all", "全部显示");
}
/** Everything below the headline of the table, from the state. */
function draw(quiet) {
  shown = sorted(within());
  S.page = Math.min(S.page, Math.max(1, Math.ceil(shown.length / PAGE)));
  drawControls();
  drawHeads();
  drawSum(total(shown));
  const under = conditions();
  $("caption").textContent = (under ? "条件：" + under + "　　" : "") + "单位：万元、%、百分点";
  $("projects-title").textContent = unit ? (unit.loc ? unit.name + "的项目" : unit.list) : "项目表";
  drawRows();
  $("none").hidden = shown.length > 0;
  if (!shown.length) $("none").innerHTML = (S.q ? "没有找到“" + esc(S.q) + "”。可以少输几个字，" : "没有同时符合这些条件的项目。可以放宽一个条件，") + "或者点“清除条件”。";
  drawPager();
  if (!quiet) writeAddress();
}
function set(key, value) {
  if (value) S[key] = value; else delete S[key];
  S.page = 1; all = false; open = {}; delete S.open;
  draw();
}
