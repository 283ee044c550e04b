// ---- the side panel: a total's formula in words, then ledger by ledger, project by project, down to the cell

const FIGURE = { count: "项目数", total: "总投资", plan: "年度计划投资", done: "本年完成投资", late: "应开未开", tasks: "逾期任务", money: "资金" };
const FIELD_OF = { count: "total", late: "planned" };
let back = null;

/** One line of the formula. */
function formula(of, list, t) {
  if (of === "count") return "按项目代码归并、剔除重复后共" + list.length + "个。下面按总投资取自哪份台账列出。";
  if (of === "late") return "计划开工时间不晚于" + esc(D.asOf) + "而没有开工（储备项目不计），共" + list.length + "个，由程序推算。下面按计划开工时间取自哪份台账列出。";
  if (of === "money") return list.length + "个项目的各步资金分别相加，取该类牵头单位的台账。";
  const name = FIGURE[of], sum = { total: t.total, plan: t.plan, done: t.done }[of], given = list.filter((p) => p[of] !== null).length;
  const missing = list.length - given;
  let text = list.length + "个项目的“" + name + "”相加" + (missing ? "（其中" + missing + "个缺数，不计）" : "") + "，合计" + wan(sum) + "万元。";
  if (of === "done" && t.rated) {
    text += "完成率＝两数都有的" + list.filter((p) => p.plan !== null && p.done !== null).length + "个项目的本年完成÷年度计划＝" + wan(t.rateDone) + "÷" + wan(t.ratePlan) + "＝" + percent(t.rateDone, t.ratePlan) + "。";
  }
  return text;
}

/** The projects by the ledger (and issue) their figure was taken from. */
function byLedger(of, list, kind) {
  const groups = {}, slot = SLOT(FIELD_OF[of] || of);
  list.forEach((p) => {
    const m = of === "money" ? p.money[kind.i] : null;
    if (of === "money" && !m) return;
    const cells = m ? m.slice(3) : [p.src[slot]], first = cells.filter(Boolean)[0];
    const key = first ? first.replace(/![^@]*/, "") : "?";
    const values = m ? m.slice(0, 3).map(yuan) : of === "count" || of === "late" ? [1] : [p[of]];
    const g = groups[key] = groups[key] || { key, sums: values.map(() => 0), parts: [] };
    values.forEach((v, j) => { g.sums[j] += v || 0; });
    g.parts.push({ p, values, cells });
  });
  return Object.keys(groups).map((k) => groups[k]).sort((a, b) => b.sums[0] - a.sums[0] || (a.key < b.key ? -1 : 1));
}
function ledgerName(key) {
  const m = /^(\d+)(?:@(?:(\d+)-)?(\d+))?$/.exec(key), f = m && D.files[m[1]];
  if (!f) return "没有台账给出";
  return (f[2] >= 0 ? esc(UNITS[f[2]].name) + "<br>" : "") + '<span class="place">' + esc(f[0] + (f[1] ? " › " + f[1] : "")) + "</span>" + (m[3] ? ' <b class="kept">沿用' + (m[2] ? m[2] + "年" : "") + "第" + m[3] + "期</b>" : "");
}
function ledgerTable(of, groups, kind) {
  const counted = of === "count" || of === "late", heads = of === "money" ? kind.steps.map((s) => s + "（万元）") : [counted ? "个" : "万元"];
  const shownOf = (v) => (counted ? v : wan(v)), cellOf = (c) => /!([^@]*)/.exec(c);
  const rows = groups.map((g) => {
    const list = g.parts.map((x) => '<li><span>' + esc(x.p.name) + "</span><span class=\"keep\">" + (counted ? "" : x.values.map(wan).join(" / ") + "　") + x.cells.map((c) => (c ? esc(cellOf(c)[1]) : "—")).join(" ") + "</span></li>").join("");
    return "<tr><th scope=\"row\">" + ledgerName(g.key) + "<details><summary>逐个看格子</summary><ul>" + list + "</ul></details></th><td class=\"num\">" + g.parts.length + "</td>" + g.sums.map((s) => '<td class="num">' + shownOf(s) + "</td>").join("") + "</tr>";
  });
  const sums = heads.map((h, j) => groups.reduce((a, g) => a + g.sums[j], 0));
  return '<table><thead><tr><th scope="col">取自</th><th scope="col" class="num">项目</th>' + heads.map((h) => '<th scope="col" class="num">' + esc(h) + "</th>").join("") + "</tr></thead><tbody>" + rows.join("") +
    '<tr class="sum"><th scope="row">合计</th><td class="num">' + groups.reduce((a, g) => a + g.parts.length, 0) + "</td>" + sums.map((s) => '<td class="num">' + shownOf(s) + "</td>").join("") + "</tr></tbody></table>";
}
function overdueTasks() {
  const late = D.tasks.filter((t) => t[8] > 0), by = {};
  late.forEach((t) => { const u = taskUnit(t) || "没有责任单位"; (by[u] = by[u] || []).push(t); });
  const rows = Object.keys(by).map((u) => '<tr><th scope="row">' + esc(u) + "<details><summary>逐项看格子</summary><ul>" + by[u].map((t) => "<li><span>" + esc(taskProject(t) + "：" + t[2]) + '</span><span class="place">' + (place(t[9]) || "—") + "</span></li>").join("") + '</ul></details></th><td class="num">' + by[u].length + "</td></tr>");
  return "<p>办结时限早于" + esc(D.asOf) + "而没有办结的任务，共" + late.length + "项，由程序按时限推算，不由人填。</p>" + (late.length ? '<table><thead><tr><th scope="col">责任单位</th><th scope="col" class="num">逾期项数</th></tr></thead><tbody>' + rows.join("") + '<tr class="sum"><th scope="row">合计</th><td class="num">' + late.length + "</td></tr></tbody></table>" : "");
}

/** Opens the panel for the figure a 来源 button stands beside. */
function explain(button) {
  const of = button.getAttribute("data-source"), which = button.getAttribute("data-which") || "", o = parse(which), kind = o.kind ? kindOf(o.kind) : null;
  const list = P.filter((p) => Object.keys(o).every((k) => TEST[k](p, o[k]))), t = total(list);
  const whose = [o.loc, kind && kind.name].filter(Boolean).join("、") || D.region;
  const body = of === "tasks" ? overdueTasks() : "<p>" + formula(of, list, t) + "</p>" + ledgerTable(of, byLedger(of, list, kind), kind) +
    '<p><a href="#' + esc(which || "all") + '" data-go="' + esc(which || "status=") + '">看这' + list.length + "个项目，逐个到格子</a></p>";
  back = button;
  $("panel").innerHTML = '<h2 id="panel-title" tabindex="-1">' + esc(whose) + "的" + FIGURE[of] + '从哪里来</h2><button type="button" class="btn close" data-close>关闭</button>' + body;
  $("panel").hidden = false;
  $("panel-title").focus();
}
function closePanel() {
  if ($("panel").hidden) return;
  $("panel").hidden = true;
  if (back && document.contains(back)) back.focus();
}
