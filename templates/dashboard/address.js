// ---- the address: which projects, in which order, which unit – all in the hash, so that a view can be sent on

const STARTS = [["late", "应开未开"], ["late-long", "超期" + D.limits[1] + "天以上"], ["ready", "应开未开、手续已全部办结"], ["ready-long", "超期" + D.limits[1] + "天以上、手续已全部办结"], ["on", "已开工"], ["off", "未到计划开工时间"]];
const START_TEST = {
  late: (p) => p.late !== null,
  "late-long": (p) => p.late > D.limits[1],
  ready: (p) => p.late !== null && !p.left.length,
  "ready-long": (p) => p.late > D.limits[1] && !p.left.length,
  on: (p) => !!p.on,
  off: (p) => !p.on && p.late === null,
};
const FACTS = [["new", "本期新增"], ["find", "有核查提示"], ["aside", "台账之间不一致"], ["kept", "含沿用上期的数"], ["nocode", "还没有代码"]].filter((f) => !(D.first && (f[0] === "new" || f[0] === "kept")));
const FACT_TEST = {
  new: (p) => !p.before,
  find: (p) => p.find.length > 0,
  aside: (p) => p.aside.length > 0,
  kept: (p) => p.kept,
  nocode: (p) => !p.code,
};

/** The words of a search, folded; all of them must stand in a project. */
let searched = ["", []];
function wordsOf(text) {
  if (searched[0] !== text) searched = [text, text.split(/[\s　]+/).map(fold).filter(Boolean)];
  return searched[1];
}

const permitOf = (id) => PERMITS.filter((k) => k.id === id || k.name === id)[0];
const kindOf = (id) => KINDS.filter((k) => k.id === id || k.name === id)[0];
const unitOf = (name) => UNITS.filter((u) => u.name === name || u.full === name)[0];

const TEST = {
  q: (p, v) => wordsOf(v).every((w) => p.text.indexOf(w) >= 0),
  loc: (p, v) => p.locality === v,
  dept: (p, v) => { const u = unitOf(v); return !!u && p.depts.indexOf(u.i) >= 0; },
  kind: (p, v) => { const k = kindOf(v); return !!k && !!(p.kinds >> k.i & 1); },
  light: (p, v) => p.light === LIGHT_OF[v],
  status: (p, v) => p.stat === v,
  start: (p, v) => !Object.prototype.hasOwnProperty.call(START_TEST, v) || START_TEST[v](p),
  permit: (p, v) => (v === "any" ? p.left.length > 0 : p.left.some((k) => k === permitOf(v))),
  data: (p, v) => !Object.prototype.hasOwnProperty.call(FACT_TEST, v) || FACT_TEST[v](p),
};
const KEYS = Object.keys(TEST);
const NAME = { q: "搜索", loc: "属地", dept: "部门", kind: "类别", light: "亮灯", status: "状态", start: "开工", permit: "手续未办结", data: "数据" };

/** What is shown: conditions, sort, page, opened rows. */
let S = { sort: "light", page: 1 };
let open = {}, all = false, unit = null, shown = [];

function parse(where) {
  const o = {};
  (where || "").split("&").forEach((kv) => {
    const j = kv.indexOf("=");
    let v = kv.slice(j + 1);
    try { v = decodeURIComponent(v); } catch (e) { /* a cut address: as it is */ }
    if (j > 0 && v && !(kv.slice(0, j) in {})) o[kv.slice(0, j)] = v;
  });
  return o;
}

/** The state that the address asks for; null where it names a place of the page. */
function readAddress() {
  const h = location.hash.slice(1);
  if (h && h.indexOf("=") < 0) return null;
  const o = parse(h), n = { sort: "light", page: 1 };
  KEYS.concat(["unit", "sort", "open"]).forEach((k) => { if (o[k]) n[k] = o[k]; });
  n.page = Math.max(1, parseInt(o.page, 10) || 1);
  return n;
}

function writeAddress() {
  const kept = ["unit"].concat(KEYS, ["sort", "page", "open"]).filter((k) => S[k] && !(k === "sort" && S[k] === "light") && !(k === "page" && S[k] === 1));
  const h = kept.map((k) => k + "=" + encodeURIComponent(S[k])).join("&");
  try { history.replaceState(null, "", "#" + (h || "all")); } catch (e) { /* some viewers forbid it: the page works all the same */ }
}

/** The projects under all conditions but one. */
function within(except) {
  const keys = KEYS.filter((k) => S[k] && k !== except);
  return P.filter((p) => (!unit || unit.test(p)) && keys.every((k) => TEST[k](p, S[k])));
}

function said(k) {
  const v = S[k], named = (list) => (list.filter((x) => x[0] === v)[0] || ["", v])[1];
  if (k === "light") return LIGHT[LIGHT_OF[v]] || v;
  if (k === "start") return named(STARTS);
  if (k === "data") return named(FACTS);
  if (k === "permit") return v === "any" ? "任一项" : (permitOf(v) || { name: v }).name;
  if (k === "kind") return (kindOf(v) || { name: v }).name;
  return k === "q" ? "“" + v + "”" : v;
}
const conditions = () => (unit ? ["单独看：" + unit.name] : []).concat(KEYS.filter((k) => S[k]).map((k) => NAME[k] + "：" + said(k))).join("；");
