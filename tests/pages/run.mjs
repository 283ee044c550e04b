// Opens every page below the folders given and says what is wrong with it: node run.mjs FOLDER…
// Exit status 1 where anything is. Chromium is Debian's.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { checkDashboard } from "./dashboard.mjs";
import { checkGrid, checkPrint } from "./print.mjs";
import { checkAccess, checkAnchors, checkIndex, checkQuiet, checkWidths } from "./screen.mjs";

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error("usage: node run.mjs FOLDER…");
  process.exit(2);
}

/** Every page below a folder, archived copies aside. */
function pagesBelow(folder) {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return name === "archive" ? [] : pagesBelow(path);
      return name.endsWith(".html") ? [path] : [];
    });
}

/** Pages of one kind look alike: of each folder of receipts, letters and slips so many are opened. */
const SAMPLE = Number(process.env.PAGES_SAMPLE ?? 3);
function sampled(paths) {
  const seen = new Map();
  return paths.filter((path) => {
    const kind = ["回执", "督办函", "交办单"].find((name) => path.includes(`/${name}/`));
    if (!kind) return true;
    const key = path.slice(0, path.lastIndexOf("/"));
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return seen.get(key) <= SAMPLE;
  });
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
let faults = 0;
let opened = 0;
for (const folder of folders) {
  const paths = pagesBelow(folder);
  if (paths.length === 0) {
    console.log(`${folder}: no pages`);
    faults += 1;
  }
  for (const path of sampled(paths)) {
    const wrong = [];
    for (const check of [checkQuiet, checkWidths, checkAnchors, checkAccess, checkGrid, checkPrint, checkIndex, checkDashboard]) {
      try {
        wrong.push(...(await check(browser, path)));
      } catch (error) {
        wrong.push(`${check.name}: ${error.message}`);
      }
    }
    opened += 1;
    faults += wrong.length;
    for (const fault of wrong) console.log(`${path}: ${fault}`);
  }
}
await browser.close();
console.log(`${opened} pages opened, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
