// What must hold on paper: A4, the type area, 22 lines of 28 characters.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const MM = 96 / 25.4;
const POINT = 25.4 / 72;
/** Pages set by GB/T 9704-2012: margins, and the room in which running text may stand. */
const OFFICIAL = [
  { name: /\/简报\.html$/, top: 37 },
  { name: /\/会议材料\.html$/, top: 37 },
  { name: /\/督办函\/[^/]+\.html$/, top: 30 },
];

/** 22 lines of 28 characters fill the type area of 156 × 225 mm exactly. */
export async function checkGrid(page, path) {
  if (!OFFICIAL.some(({ name }) => name.test(path))) return [];
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.emulateMedia({ media: "print" });
  const measured = await page.evaluate((area) => {
    const probe = document.createElement("p");
    probe.style.cssText = `width:${area}px;text-indent:0`;
    probe.textContent = "国".repeat(28 * 22);
    document.querySelector("main").append(probe);
    const node = probe.firstChild;
    const tops = [...Array(28 * 22).keys()].map((at) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return Math.round(range.getBoundingClientRect().top);
    });
    const lines = [...new Set(tops)];
    const result = { lines: lines.length, longest: Math.max(...lines.map((top) => tops.filter((other) => other === top).length)), height: probe.getBoundingClientRect().height };
    probe.remove();
    return result;
  }, 156 * MM + 0.01);
  const wrong = [];
  if (measured.lines !== 22 || measured.longest !== 28) wrong.push(`sets ${measured.lines} lines of ${measured.longest} characters`);
  if (Math.abs(measured.height / MM - 225) > 0.3) wrong.push(`22 lines are ${(measured.height / MM).toFixed(2)} mm high`);
  return wrong;
}

/** Prints; every sheet is A4, and no word leaves the type area but page numbers, marks and the letter's head. */
export async function checkPrint(page, path) {
  const folder = mkdtempSync(join(tmpdir(), "pages-"));
  try {
    const pdf = join(folder, "page.pdf");
    await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true });
    const { stdout: boxes } = await promisify(execFile)("pdftotext", ["-bbox", pdf, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
    const official = OFFICIAL.find(({ name }) => name.test(path));
    return boxes.split("<page ").slice(1).flatMap((sheet, at) => checkSheet(sheet, at + 1, official));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function checkSheet(sheet, number, official) {
  const size = (name) => Number(new RegExp(`${name}="([\\d.]+)"`).exec(sheet)[1]) * POINT;
  const [width, height] = [size("width"), size("height")];
  const isPortrait = Math.abs(width - 210) < 0.6 && Math.abs(height - 297) < 0.6;
  const isLandscape = Math.abs(width - 297) < 0.6 && Math.abs(height - 210) < 0.6;
  if (!isPortrait && !isLandscape) return [`sheet ${number} is ${width.toFixed(1)} × ${height.toFixed(1)} mm`];
  // A word's box holds the type's ascent and descent, which reach beyond its line: the middle tells where it stands.
  const words = [...sheet.matchAll(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<\/word>/g)].map((found) => ({
    left: found[1] * POINT,
    top: found[2] * POINT,
    right: found[3] * POINT,
    bottom: found[4] * POINT,
    middle: ((Number(found[2]) + Number(found[4])) / 2) * POINT,
    text: found[5],
  }));
  const wrong = [];
  for (const word of words) {
    if (word.left < -0.5 || word.right > width + 0.5 || word.middle > height) wrong.push(`sheet ${number}: “${word.text}” is off the paper`);
  }
  if (!official || !isPortrait) return wrong;
  const top = number === 1 ? official.top : 37;
  const isMark = (word) => /^[—\d]+$/.test(word.text) || word.text === "征求意见稿";
  const isHead = (word) => official.top === 30 && number === 1 && word.middle < 60;
  const out = words.filter((word) => !isMark(word) && !isHead(word) && (word.left < 27 || word.right > 185.5 || word.middle < top || word.middle > 262));
  wrong.push(...out.slice(0, 3).map((word) => `sheet ${number}: “${word.text}” leaves the type area (${word.left.toFixed(1)}–${word.right.toFixed(1)}, at ${word.middle.toFixed(1)} mm)`));
  return wrong;
}
