// ---- numbers: whole yuan and exact fractions, rounded half away from zero, as the bulletin rounds

const $ = (id) => document.getElementById(id);
const D = JSON.parse($("data").textContent);

/** Text as it stands in HTML, in elements and in quoted attributes. */
const esc = (text) => String(text).replace(/[&<>"']/g, (c) => "&#" + c.charCodeAt(0) + ";");

/** 万元 as the data give them → whole yuan; what nobody gave stays null. */
const yuan = (wan) => (wan === null || wan === undefined ? null : Math.round(wan * 10000));

/** part ÷ base × 10^digits, rounded half up, for whole numbers from 0; long division, so no product leaves 2^53. */
function scaled(part, base, digits) {
  let whole = Math.floor(part / base);
  let rest = part - whole * base;
  for (let i = 0; i < digits; i++) {
    // rest × 10 by doubling (binary 1010), each step brought below base.
    let times = 0, left = 0;
    for (const bit of [1, 0, 1, 0]) {
      left *= 2; times *= 2;
      if (left >= base) { left -= base; times++; }
      if (bit) { left += rest; if (left >= base) { left -= base; times++; } }
    }
    whole = whole * 10 + times;
    rest = left;
  }
  return rest * 2 >= base ? whole + 1 : whole;
}

const tenths = (n) => Math.floor(n / 10) + "." + (n % 10);
const commas = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/** 3,149,856: 万元 in a table. */
function wan(y) {
  if (y === null) return "缺";
  const n = scaled(Math.abs(y), 10000, 0);
  return (y < 0 && n ? "-" : "") + commas(n);
}

/** +981, -174, — */
const wanChange = (y) => (y === 0 ? "—" : (y > 0 ? "+" : "") + wan(y));

/** 314.99, 亿元 / 8117, 万元 */
function moneyParts(y) {
  const n = scaled(Math.abs(y), 10000, 0), sign = y < 0 ? "-" : "";
  if (n >= 10000) {
    const h = scaled(Math.abs(y), 1000000, 0);
    return [sign + Math.floor(h / 100) + "." + ("0" + (h % 100)).slice(-2), "亿元"];
  }
  return n === 0 && y !== 0 ? [sign + "不足1", "万元"] : [sign + n, "万元"];
}
const money = (y) => moneyParts(y).join("");

/** 22.3; what falls short of all never rounds up to it. */
function rate(part, base) {
  let n = scaled(Math.abs(part), base, 3);
  if (n === 1000 && part < base) n = 999;
  return (part < 0 && n ? "-" : "") + tenths(n);
}
const percent = (part, base) => (part === 0 ? "0%" : part === base ? "100%" : rate(part, base) + "%");

/** a/b − c/d in tenths of a 百分点, signed; both bases are positive. */
function pointsBetween(a, b, c, d) {
  // Shortened first, so that the products stay exact.
  const f = shorten(a, b), g = shorten(c, d);
  const difference = f[0] * g[1] - g[0] * f[1];
  const n = scaled(Math.abs(difference), f[1] * g[1], 3);
  return { tenths: difference < 0 ? -n : n, exact: difference };
}
function shorten(a, b) {
  let x = Math.abs(a), y = b;
  while (y) { const r = x % y; x = y; y = r; }
  return x > 1 ? [a / x, b / x] : [a, b];
}
const signed = (n) => (n > 0 ? "+" : n < 0 ? "-" : "") + tenths(Math.abs(n));

/** The difference to the time progress. */
const gap = (part, base) => pointsBetween(part, base, D.tp[0], D.tp[1]);
function against(part, base) {
  const g = gap(part, base);
  if (g.exact === 0) return "与时序进度持平";
  if (g.tenths === 0) return "与时序进度基本持平";
  return (g.exact < 0 ? "低于" : "高于") + "时序进度" + tenths(Math.abs(g.tenths)) + "个百分点";
}
