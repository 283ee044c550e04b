// ---- one unit pulled out, and the table of localities by kind

const dash = (n) => n || "—";
const table = (heads, rows) => '<div class="scroll" tabindex="0" role="group"><table class="dense"><thead><tr>' + heads.map((h) => '<th scope="col"' + (h[1] ? ' class="' + h[1] + '"' : "") + ">" + h[0] + "</th>").join("") + "</tr></thead><tbody>" + rows.join("") + "</tbody></table></div>";
const figures = (cells) => '<dl class="strip">' + cells.map((c) => "<div><dt>" + esc(c[0]) + "</dt><dd><b>" + c[1] + "</b><i>" + c[2] + '</i></dd><dd class="since">' + esc(c[3]) + "</dd></div>").join("") + "</dl>";

/** What a unit stands for: a locality's projects; a department's: those that wait for its approvals, else its own. */
function unitView(u) {
  const mine = PERMITS.filter((k) => k.owner === u.i);
  if (u.loc) return { name: u.name, loc: true, mine: [], test: (p) => p.loc === u.i };
  if (mine.length) return { name: u.name, mine, list: "还缺" + mine.map((k) => k.name).join("、") + "的项目", test: (p) => p.left.some((k) => k.owner === u.i) };
  if (D.depts[u.i]) return { name: u.name, mine, list: u.name + "台账里的项目", test: (p) => p.depts.indexOf(u.i) >= 0 };
  const used = (s) => !!s && D.files[parseInt(s, 10)][2] === u.i;
  return { name: u.name, mine, list: "有数取自" + u.name + "的项目", test: (p) => p.src.some(used) || Object.keys(p.money).some((k) => p.money[k].slice(3).some(used)) };
}

function pull(name) {
  const u = name ? unitOf(name) : undefined;
  unit = u ? unitView(u) : null;
  document.body.classList.toggle("one", !!u);
  $("unit").hidden = !u;
  $("pull").value = u ? u.name : "";
  if (!u) { delete S.unit; $("unit").innerHTML = ""; return; }
  S.unit = u.name;
  const list = P.filter(unit.test), t = total(list), tasks = D.tasks.filter((x) => x[3] === u.i), late = tasks.filter((x) => x[8] > 0).length;
  $("unit").innerHTML = unitHead(u) + figures(u.loc ? localityFigures(u, list, t, late) : departmentFigures(unit, list, tasks, late)) +
    "<div" + (u.loc || unit.mine.length ? ' class="two"' : ' class="alone"') + ">" + (u.loc ? byKind(list) : "") + "<div>" + openTasks(tasks) + (u.loc ? lacking(list) : "") + "</div>" + (unit.mine.length ? stuck(list, unit.mine) : "") + "</div>";
}
function unitHead(u) {
  return '<p><a class="screen" href="#all" data-go="all">‹ 回到' + esc(D.region) + '</a></p><h1 id="unit-title" tabindex="-1">' + esc(u.full) + '</h1><p class="say">第' + D.issue + "期，截至" + esc(D.asOf) + '。<span class="screen">单独看一个单位；打印时只印本单位。</span></p>' +
    (u.reported ? (u.files.length ? '<p class="caption">本期报送：' + esc(u.files.join("、")) + "</p>" : "") : '<p class="warn"><b>本期未报送' + (u.missed > 1 ? "（连续" + u.missed + "期）" : "") + "。</b>以下的数取自上期和其他单位台账。</p>");
}
function localityFigures(u, list, t, late) {
  const amount = (name, y, note) => { const m = y === null ? ["缺", ""] : moneyParts(y); return [name, m[0], m[1], note]; };
  const kept = list.length > 0 && list.every((p) => p.done === null || p.doneKept), since = D.first ? "" : kept ? "沿用上期" : t.delta === 0 ? "与上期持平" : "较上期" + wanChange(t.delta) + "万元";
  const rates = UNITS.filter((x) => x.loc).map((x) => total(P.filter((p) => p.loc === x.i))).filter((x) => x.rated);
  const ahead = rates.filter((x) => pointsBetween(x.rateDone, x.ratePlan, t.rateDone, t.ratePlan || 1).exact > 0).length;
  const cells = [["项目", t.n, "个", ""], amount("总投资", t.total, ""), amount("年度计划投资", t.plan, ""), amount("本年完成投资", t.done, since), ["完成率", t.rated ? rate(t.rateDone, t.ratePlan) : "—", "%", t.rated ? "与时序差 " + signed(gap(t.rateDone, t.ratePlan).tenths) : "缺计划数"]];
  if (D.ranking) cells.push(["排名", t.rated ? 1 + ahead : "—", "／" + rates.length, t.rated ? "按完成率" : "不参与排名"]);
  return cells.concat([["应开未开", t.late, "个", "逾期任务" + late + "项"]]);
}
function departmentFigures(view, list, tasks, late) {
  return view.mine.map((k) => {
    const need = P.filter((p) => p.permits.charAt(k.i) !== "/").length, done = P.filter((p) => p.permits.charAt(k.i) === "g").length;
    return [k.name + "办结率", need ? rate(done, need) : "—", "%", "应办" + need + "，已办" + done];
  }).concat([["未办结任务", tasks.length, "项", "其中逾期" + late + "项"], ["涉及项目", list.length, "个", view.list]]);
}
function byKind(list) {
  const heads = [["类别"]].concat(["个数", "年度计划", "本年完成", "完成率", "应开未开", "●红", "▲黄", "○绿"].map((name) => [name, "num"]));
  return '<div><h2 class="h3">各类项目（万元、%）</h2>' + table(heads, SHOWN_KINDS.map((k) => {
    const x = total(list.filter((p) => p.kinds >> k.i & 1));
    const cells = x.n ? [x.n, wan(x.plan), wan(x.done), x.rated ? rate(x.rateDone, x.ratePlan) : "—", dash(x.late), dash(x.r), dash(x.y), dash(x.g)] : Array(8).fill("—");
    return '<tr><th scope="row">' + esc(k.name) + "</th>" + cells.map((c) => '<td class="num">' + c + "</td>").join("") + "</tr>";
  })) + "</div>";
}
function openTasks(tasks) {
  return '<h2 class="h3">未办结任务' + (tasks.length ? "　" + tasks.length + "项" : "") + "</h2>" + (tasks.length ? table([["项目"], ["事项"], ["责任人", "keep"], ["时限", "num"], ["逾期", "num"]], tasks.map((x) => '<tr><th scope="row">' + esc(taskProject(x)) + "</th><td>" + esc(x[2]) + '</td><td class="keep">' + esc(x[4]) + '</td><td class="num">' + esc(x[7]) + '</td><td class="num">' + (x[8] > 0 ? "<b>" + x[8] + "天</b>" : x[8] === 0 ? "今日到期" : "—") + "</td></tr>")) : '<p class="caption">没有未办结任务。</p>');
}
function lacking(list) {
  const rows = PERMITS.map((k) => {
    const w = list.filter((p) => p.left.indexOf(k) >= 0);
    return w.length ? '<tr><th scope="row">' + esc(k.name) + '</th><td class="num">' + w.length + "</td><td>" + esc(w.map((p) => p.name).join("、")) + "</td></tr>" : "";
  }).filter(Boolean);
  return '<h2 class="h3 later">未办结手续</h2>' + (rows.length ? table([["手续"], ["项目", "num"], ["名单"]], rows) : '<p class="caption">所需手续已全部办结。</p>');
}
function stuck(list, mine) {
  const rows = list.filter((p) => p.late !== null).sort(byLight).map((p) => '<tr><th scope="row">' + esc(p.name) + "</th><td>" + esc(p.locality) + "</td><td>" + esc(p.left.filter((k) => mine.indexOf(k) >= 0).map((k) => k.name + PERMIT[p.permits.charAt(k.i)]).join("、")) + '</td><td class="num">' + (p.late ? p.late + "天" : "今日到期") + "</td></tr>");
  return '<div><h2 class="h3">应开未开、还缺本单位手续的项目</h2>' + (rows.length ? table([["项目"], ["属地"], ["手续"], ["超期", "num"]], rows) : '<p class="caption">没有这样的项目。</p>') + "</div>";
}

// -- localities by kind; all kinds together is the table as it was printed
const printed = { rows: $("loc-rows") ? $("loc-rows").innerHTML : "", title: $("loc-title") ? $("loc-title").textContent : "", ticks: $("loc-ticks") ? $("loc-ticks").innerHTML : "" };
function localities(id) {
  const kind = id ? kindOf(id) : null;
  if (!kind) { $("loc-rows").innerHTML = printed.rows; $("loc-title").textContent = printed.title; $("loc-ticks").innerHTML = printed.ticks; return; }
  const rows = UNITS.filter((u) => u.loc).map((u) => {
    const list = P.filter((p) => p.loc === u.i && p.kinds >> kind.i & 1), t = total(list);
    t.u = u; t.was = { done: 0, plan: 0 };
    PAST.forEach((p) => { if (p.loc === u.i && p.kinds >> kind.i & 1 && p.plan !== null && p.done !== null) { t.was.plan += p.plan; t.was.done += p.done; } });
    t.kept = list.length > 0 && list.every((p) => p.done === null || p.doneKept);
    return t;
  });
  const tp = D.tp[0] / D.tp[1], top = Math.max.apply(null, rows.map((t) => t.ratio || 0));
  const full = Math.max(Math.min(Math.max(Math.ceil(top * 10) / 10, 0.4), 1.2), Math.ceil(tp * 10) / 10);
  if (D.ranking) rows.sort((a, b) => (a.ratio === null) - (b.ratio === null) || (b.ratio || 0) - (a.ratio || 0) || a.u.i - b.u.i);
  $("loc-rows").innerHTML = rows.map((t) => localityRow(t, rows, kind, full, tp)).join("");
  const rated = rows.filter((t) => t.rated), high = rated.filter((t) => gap(t.rateDone, t.ratePlan).exact >= 0).length, low = rated.length - high, out = rows.length - rated.length;
  $("loc-title").textContent = kind.name + "：" + (!rated.length ? "没有可以比较的属地" : !high ? low + "个属地完成率均低于时序进度" : !low ? high + "个属地完成率均达到时序进度" : high + "个属地完成率达到时序进度，" + low + "个低于时序进度") + (out && rated.length ? "，" + out + "个没有完成率" : "");
  const ticks = $("loc-ticks").querySelectorAll("text");
  ticks[0].setAttribute("x", (tp / full * 100).toFixed(1) + "%"); ticks[2].textContent = Math.round(full * 50); ticks[3].textContent = Math.round(full * 100);
}
function localityRow(t, rows, kind, full, tp) {
  const cell = (v, cls, label) => '<td class="num' + (cls || "") + '"' + (label ? ' data-l="' + label + '"' : "") + ">" + v + "</td>", u = t.u;
  const late = D.tasks.filter((x) => x[3] === u.i && x[8] > 0).length, where = "loc=" + u.name + "&kind=" + kind.id;
  const rank = 1 + rows.filter((x) => x.rated && pointsBetween(x.rateDone, x.ratePlan, t.rateDone, t.ratePlan || 1).exact > 0).length;
  const reason = t.n ? "缺计划数" : "没有该类项目";
  const change = !t.rated ? "—" : t.kept ? "沿用" : t.was.plan > 0 ? signed(pointsBetween(t.rateDone, t.ratePlan, t.was.done, t.was.plan).tenths) : "新增";
  return "<tr>" + (D.ranking ? cell(t.rated ? rank : "—", " rank") : "") + '<th scope="row"><a href="#unit=' + esc(u.name) + '" data-go="unit=' + esc(u.name) + '">' + esc(u.name) + "</a></th>" + cell(dash(t.n), " spare") + cell(t.n ? wan(t.plan) : "—", " roomy") + cell(t.n ? wan(t.done) : "—", " roomy") +
    '<td class="meter">' + (t.rated ? '<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="bar" y="1" height="8" width="' + Math.max(0, Math.min(100, t.ratio / full * 100)).toFixed(1) + '"/><path class="time" d="M' + (tp / full * 100).toFixed(1) + ' 0V10"/></svg>' : D.ranking ? "不参与排名（" + reason + "）" : reason) + "</td>" +
    cell(t.rated ? "<b>" + rate(t.rateDone, t.ratePlan) + "</b>" : "—", " rate-at") + (D.first ? "" : cell(change, "", "较上期")) + cell(t.rated ? signed(gap(t.rateDone, t.ratePlan).tenths) : "—", "", "与时序差") + cell(dash(t.late), " spare") + cell(dash(t.r), "", "●红") + cell(dash(t.y), " roomy") + cell(dash(t.g), " roomy") + cell(dash(late), " roomy") + cell(u.reported ? "已报" : "未报", " spare") +
    '<td class="num screen spare">' + (t.n ? '<button type="button" class="source" data-source="done" data-which="' + esc(where) + '" aria-label="来源：' + esc(u.name) + '">来源</button>' : "") + "</td></tr>";
}
