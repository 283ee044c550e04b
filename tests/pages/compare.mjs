// Hostile strings change no page's make: beside the harmless week, no element and no attribute is new.
// node compare.mjs HARMLESS HOSTILE
import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { chromium } from "playwright-core";
import { open } from "./screen.mjs";

const [harmless, tainted] = process.argv.slice(2);

function pagesBelow(folder) {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? pagesBelow(path) : name.endsWith(".html") ? [path] : [];
  });
}

/** Each page by what kind of page it is: units and tasks aside. */
const kindOf = (folder, path) => relative(folder, path).replace(/(回执|督办函|交办单)\/.*/, "$1");

async function makes(browser, folder) {
  const kinds = new Map();
  for (const path of pagesBelow(folder)) {
    const page = await open(browser, path);
    const make = await page.evaluate(() =>
      [...document.querySelectorAll("*")].flatMap((node) => [node.localName, ...[...node.attributes].map((attribute) => `${node.localName}@${attribute.name}`)]),
    );
    const addresses = await page.evaluate(() => [...document.querySelectorAll("[href],[src]")].map((node) => node.getAttribute("href") ?? node.getAttribute("src")));
    await page.close();
    const kind = kindOf(folder, path);
    const known = kinds.get(kind) ?? { make: new Set(), addresses: new Set() };
    make.forEach((name) => known.make.add(name));
    addresses.forEach((address) => known.addresses.add(address));
    kinds.set(kind, known);
  }
  return kinds;
}

// Notes may hold what Markdown makes of them, and nothing else.
const OF_NOTES = new Set("p br strong em del ul ol li blockquote table thead tbody tr th td hr pre code a a@href a@rel ol@start td@style th@style".split(" "));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const before = await makes(browser, harmless);
const after = await makes(browser, tainted);
await browser.close();

let faults = 0;
for (const [kind, { make, addresses }] of after) {
  const known = before.get(kind)?.make ?? new Set([...before.values()].flatMap((page) => [...page.make]));
  for (const name of make) {
    if (known.has(name) || OF_NOTES.has(name)) continue;
    // A task list or a letter that the harmless week lacks may bring the program's own elements, never a handler or a frame.
    if (!/@on|script|iframe|object|embed|link|base|form|frame|svg@|foreign|animate|use$|img|video|audio/.test(name)) continue;
    console.log(`${kind}: ${name} is new`);
    faults += 1;
  }
  for (const address of addresses) {
    if (/^\s*(javascript|vbscript|data:text)/i.test(address)) {
      console.log(`${kind}: leads to ${address}`);
      faults += 1;
    }
  }
}
console.log(`${after.size} kinds of pages compared, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
