// Opens every page below the folders given and says what is wrong with it: node run.mjs FOLDER…
// Exit status 1 where anything is. Chromium is Debian's.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { launch, together } from "./browser.mjs";
import { checkDashboard } from "./dashboard.mjs";
import { checkGrid, checkPrint } from "./print.mjs";
import { checkAccess, checkAnchors, checkIndex, checkWidths, listen, open } from "./screen.mjs";

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

/** One page, opened once: each check leaves it as the next one can use it. Those that need views of their own come last. */
const CHECKS = [checkAnchors, checkPrint, checkIndex, checkAccess, checkWidths, checkGrid];

async function faultsOf(browser, path) {
  const wrong = [];
  const attempt = async (check, subject) => {
    try {
      wrong.push(...(await check(subject, path)));
    } catch (error) {
      wrong.push(`${check.name}: ${error.message}`);
    }
  };
  const page = await open(browser);
  const heard = listen(page, path);
  await page.goto(heard.address);
  for (const check of CHECKS) await attempt(check, page);
  await page.close();
  await attempt(checkDashboard, browser);
  return [...heard.wrong, ...wrong];
}

const browser = await launch();
const paths = [];
let faults = 0;
for (const folder of folders) {
  const below = pagesBelow(folder);
  if (below.length === 0) {
    console.log(`${folder}: no pages`);
    faults += 1;
  }
  paths.push(...sampled(below));
}
await together(paths, async (path) => {
  const started = Date.now();
  const wrong = await faultsOf(browser, path);
  faults += wrong.length;
  for (const fault of wrong) console.log(`${path}: ${fault}`);
  if (process.env.PAGES_TIMES) console.log(`${Date.now() - started} ms ${path}`);
});
await browser.close();
console.log(`${paths.length} pages opened, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
