// ---- one project opened: its figures with their cells, what other ledgers said, permits, money, tasks, findings

const SLOT = (field) => D.fields.indexOf(field);
const asideOf = (p, slot) => p.aside.filter((a) => a[0] === slot).map((a) => '<span class="said">其他台账：' + esc(a[1]) + "　" + place(a[2]) + "</span>").join("");

function line(p, field, name, now, before) {
  const slot = SLOT(field), source = p.src[slot];
  return '<tr data-f="' + field + '"><th scope="row">' + name + '</th><td class="num">' + now + "</td>" + (D.first ? "" : '<td class="num">' + before + "</td>") + '<td class="place">' + (source ? place(source) : "—") + asideOf(p, slot) + "</td></tr>";
}
function investment(p) {
  const was = p.before, then = (k) => (was ? wan(was[k]) : "");
  const rows = [line(p, "total", "总投资", wan(p.total), then("total")), line(p, "plan", "年度计划", wan(p.plan), then("plan")), line(p, "done", "本年完成", wan(p.done), then("done")), line(p, "cum", "累计完成", wan(p.cum), "")];
  rows.push(line(p, "planned", "计划开工", esc(p.planned || "缺"), ""));
  if (p.started) rows.push(line(p, "started", "实际开工", esc(p.started), ""));
  if (p.completion) rows.push(line(p, "completion", "计划竣工", esc(p.completion), ""));
  rows.push(line(p, "status", "状态", esc(p.stat), was ? esc(was.status || "未填") : ""));
  return '<div><h3>投资和状态（万元）</h3><table><thead><tr><th scope="col">项</th><th scope="col" class="num">本期</th>' + (D.first ? "" : '<th scope="col" class="num">上期</th>') + '<th scope="col">来源：文件 › 表 › 格</th></tr></thead><tbody>' + rows.join("") + "</tbody></table></div>";
}
function permits(p) {
  const rows = PERMITS.map((k) => {
    const c = p.permits.charAt(k.i), slot = SLOT(k.id), open = "gn/".indexOf(c) < 0 || c === "n";
    return '<tr data-f="' + esc(k.id) + '"><th scope="row">' + esc(k.name) + '</th><td class="keep">' + (open ? "<b>" + PERMIT[c] + "</b>" : PERMIT[c]) + '</td><td class="place">' + (place(p.src[slot]) || "—") + asideOf(p, slot) + "</td></tr>";
  });
  return "<div><h3>手续　应办" + p.need + "项，已办" + (p.need - p.left.length) + '项</h3><table><thead><tr><th scope="col">手续</th><th scope="col">办理</th><th scope="col">来源</th></tr></thead><tbody>' + rows.join("") + "</tbody></table></div>";
}
function funds(p) {
  const base = D.fields.length, bodies = Object.keys(p.money).map((k) => {
    const m = p.money[k], first = yuan(m[0]);
    return "<tbody>" + KINDS[k].steps.map((step, j) => {
      const y = yuan(m[j]);
      return "<tr>" + (j ? "" : '<th scope="rowgroup" rowspan="3">' + esc(KINDS[k].name) + "</th>") + '<td class="keep">' + esc(step) + '</td><td class="num">' + wan(y) + '</td><td class="num">' + (j && first > 0 && y !== null ? rate(y, first) : "") + '</td><td class="place">' + (place(m[3 + j]) || "—") + asideOf(p, base + k * 3 + j) + "</td></tr>";
    }).join("") + "</tbody>";
  });
  return "<div><h3>资金（万元）</h3>" + (bodies.length ? '<table><thead><tr><th scope="col">资金</th><th scope="col">环节</th><th scope="col" class="num">万元</th><th scope="col" class="num">率%</th><th scope="col">来源</th></tr></thead>' + bodies.join("") + "</table>" : "<p>没有需要跟踪的专项资金。</p>") + "</div>";
}
const taskUnit = (t) => (typeof t[3] === "number" ? UNITS[t[3]].name : t[3]);
const taskProject = (t) => (typeof t[1] === "number" ? P[t[1]].name : t[1]);
function words(p) {
  const said = [["项目单位", p.owner], ["责任单位", p.unit], ["责任人", p.person], ["形象进度", p.progress], ["存在问题", p.problem]].filter((x) => x[1]).map((x) => "<p>" + x[0] + "：" + esc(x[1]) + "</p>").join("");
  const tasks = D.tasks.filter((t) => t[1] === p.i).map((t) => "<p>" + esc(t[2]) + "：" + esc([taskUnit(t), t[4]].filter(Boolean).join(" ")) + (t[7] ? "，" + esc(t[7]) + "到期" : "") + (t[8] > 0 ? "，<b>逾期" + t[8] + "天</b>" : t[8] === 0 ? "，今日到期" : "") + (t[9] ? '　<span class="place">' + place(t[9]) + "</span>" : "") + "</p>").join("");
  const found = p.find.map((f) => "<p" + (f[3] ? ' class="waived"' : "") + "><b>" + esc(f[1]) + '</b>　<span class="place">' + place(f[2]) + "</span>　" + esc(f[0]) + (f[3] ? "　已说明：" + esc(f[3]) : "") + "</p>").join("");
  return '<div class="full">' + said + (tasks ? "<h3>未办结任务</h3>" + tasks : "") + (found ? "<h3>核查提示</h3>" + found : "") + "</div>";
}
function detail(p) {
  return '<tr class="detail-row" id="x' + p.i + '"><td colspan="' + COLUMNS.length + '"><div class="detail">' + investment(p) + permits(p) + funds(p) + words(p) + "</div></td></tr>";
}

/** Opens or closes a row; a click on a figure opens it and frames the figure's source. */
function toggle(tr, i, field) {
  if (open[i] && field) { frame(i, field); return; }
  if (open[i]) delete open[i]; else open[i] = 1;
  S.open = Object.keys(open).map((k) => P[k].code || P[k].name).join(",");
  if (!S.open) delete S.open;
  const next = tr.nextSibling, had = tr.contains(document.activeElement), box = document.createElement("tbody");
  if (next && next.className === "detail-row") next.remove();
  box.innerHTML = row(P[i]);
  const fresh = box.firstChild;
  while (box.firstChild) tr.parentNode.insertBefore(box.firstChild, tr);
  tr.remove();
  if (had || !field) fresh.querySelector(".toggle").focus({ preventScroll: true });
  if (field) frame(i, field);
  writeAddress();
}
function frame(i, field) {
  const x = $("x" + i);
  if (!x) return;
  Array.from(x.querySelectorAll(".hit")).forEach((e) => e.classList.remove("hit"));
  const hit = Array.from(x.querySelectorAll("tr[data-f]")).filter((e) => e.getAttribute("data-f") === field)[0];
  if (hit) hit.classList.add("hit");
}
