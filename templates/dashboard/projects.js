// ---- projects: the rows of the data as records, and the sums over any of them

const LIGHT = { r: "●红", y: "▲黄", g: "○绿", "": "不亮" };
const LIGHT_OF = { red: "r", yellow: "y", green: "g", none: "" };
const WEIGHT = { r: 0, y: 1, g: 2, "": 3 };
const PERMIT = { g: "已办结", h: "正在办理", d: "容缺办理", p: "告知承诺", D: "容缺逾期未补", P: "承诺逾期未办", n: "未启动", "/": "不涉及" };
const NO_UNIT = "没有属地";
const UNITS = D.units.map((u, i) => ({ i, full: u[0], name: u[1], loc: !!u[2], reported: !!u[3], missed: u[4], files: u[5] }));
const KINDS = D.kinds.map((k, i) => ({ i, id: k[0], name: k[1], steps: k[3] }));
const PERMITS = D.permits.map((p, i) => ({ i, id: p[0], name: p[1], owner: p[2] }));

/** Folded for the search: width, case, spaces and dashes aside. */
const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\-‐‑–—－]/g, "");

const DEPTS_OF = {};
Object.keys(D.depts).forEach((d) => D.depts[d].forEach((i) => (DEPTS_OF[i] = DEPTS_OF[i] || []).push(+d)));

const PAST = D.past.map((r) => ({ loc: r[0], kinds: r[1], total: yuan(r[2]), plan: yuan(r[3]), done: yuan(r[4]), light: r[5], status: r[6] }));

const P = D.rows.map((row, i) => {
  const p = { i };
  D.cols.forEach((c, j) => { p[c] = row[j]; });
  for (const c of ["total", "plan", "done", "cum"]) p[c] = yuan(p[c]);
  p.before = p.was === null ? null : PAST[p.was];
  p.aside = p.aside || [];
  p.find = p.find || [];
  p.money = p.money || {};
  p.ks = KINDS.filter((k) => p.kinds >> k.i & 1);
  p.locality = p.loc < 0 ? NO_UNIT : UNITS[p.loc].name;
  p.depts = DEPTS_OF[i] || [];
  p.rated = p.plan > 0 && p.done !== null;
  p.ratio = p.rated ? p.done / p.plan : null; // for sorting and bars only
  p.left = PERMITS.filter((k) => "hdpDPn".indexOf(p.permits.charAt(k.i)) >= 0);
  p.need = p.permits.replace(/\//g, "").length;
  p.delta = !p.before ? p.done : p.done === null || p.before.done === null ? null : p.done - p.before.done;
  const cells = Object.keys(p.money).reduce((all, k) => all.concat(p.money[k].slice(3)), p.src);
  p.kept = cells.some((s) => s.indexOf("@") >= 0);
  p.doneKept = p.src[D.fields.indexOf("done")].indexOf("@") >= 0;
  p.stat = p.status || "未填";
  p.text = fold([p.name, p.code || "", p.person, p.locality, p.owner, p.unit].join(" "));
  return p;
});

/** Sums, counts and the rate over the projects that have both figures. */
function total(list) {
  const t = { n: list.length, total: null, plan: null, done: null, ratePlan: 0, rateDone: 0, delta: 0, r: 0, y: 0, g: 0, late: 0, on: 0 };
  for (const p of list) {
    for (const k of ["total", "plan", "done"]) if (p[k] !== null) t[k] += p[k];
    if (p.plan !== null && p.done !== null) { t.ratePlan += p.plan; t.rateDone += p.done; }
    t.delta += p.delta || 0;
    if (p.light) t[p.light]++;
    if (p.late !== null) t.late++;
    if (p.on) t.on++;
  }
  t.rated = t.ratePlan > 0;
  t.ratio = t.rated ? t.rateDone / t.ratePlan : null;
  return t;
}

/** Why its light stands as it does. */
function why(p) {
  if (p.late !== null) return p.late ? "超期" + p.late + "天未开工" : "今日到期未开工";
  if (p.plan === null) return p.on ? "计划数缺报" : waiting(p);
  if (p.done === null) return p.on ? "完成数缺报" : waiting(p);
  if (!p.light) return p.on ? "" : waiting(p);
  if (!p.rated) return "";
  const g = gap(p.done, p.plan);
  return g.tenths === 0 ? "与时序持平" : (g.exact < 0 ? "低" : "高") + tenths(Math.abs(g.tenths)) + "个百分点";
}
function waiting(p) {
  return p.stat === "储备" ? "储备项目" : p.planned ? p.planned + "才到期" : "没有计划开工时间";
}

/** 文件 › 表 › 格, and 沿用第1期. */
function place(s) {
  if (!s) return "";
  const m = /^(\d+)!([^@]*)(?:@(?:(\d+)-)?(\d+))?$/.exec(s), f = D.files[m[1]];
  const rest = (f[1] ? "› " + f[1] + " " : "") + (m[2] ? "› " + m[2] : "");
  return esc(f[0]) + (rest ? ' <span class="keep">' + esc(rest) + "</span>" : "") + (m[4] ? ' <b class="kept">沿用' + (m[3] ? m[3] + "年" : "") + "第" + m[4] + "期</b>" : "");
}
