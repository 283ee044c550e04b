// Hostile strings change no page's make, and nothing of them runs: node compare.mjs HOSTILE HARMLESS…
// A page's make is every element as it stands: its parent, its name, its classes, the names of its attributes. Whatever
// the hostile week makes that no harmless page of the same kind makes is a fault. What scripts draw is looked at too.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { launch, together } from "./browser.mjs";
import { listen, open } from "./screen.mjs";

const [tainted, ...harmless] = process.argv.slice(2);

function pagesBelow(folder) {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? pagesBelow(path) : name.endsWith(".html") ? [path] : [];
  });
}

/** What kind of page it is: issue, unit and task aside. */
const kindOf = (folder, path) => relative(folder, path).replace(/^(archive\/)?\d{4}-\d{3}\/(data\/)?(outputs\/)?/, "").replace(/(回执|督办函|交办单)\/.*/, "$1");

/** Run in the page: the make of a document, and where it leads. */
function makeOf(root) {
  const named = (node) => (node ? [node.localName, ...[...node.classList].sort()].join(".") : "");
  const make = [...root.querySelectorAll("*")].map((node) => {
    const attributes = [...node.attributes].map((attribute) => attribute.name).filter((name) => name !== "class");
    return `${named(node.parentElement)} > ${named(node)}${attributes.sort().map((name) => `[${name}]`).join("")}`;
  });
  const leads = [...root.querySelectorAll("[href],[src],[action],[data],[style]")].flatMap((node) =>
    ["href", "src", "action", "data", "style"].map((name) => node.getAttribute(name)).filter(Boolean));
  return { make: [...new Set(make)], leads: [...new Set(leads)] };
}

/** The views that the dashboard draws by itself: rows opened, units, a panel, every filter. */
async function views(page, path) {
  const seen = [await page.evaluate(makeOf, await page.evaluateHandle(() => document))];
  if (!path.endsWith("/看板.html")) return seen;
  const look = async () => seen.push(await page.evaluate(makeOf, await page.evaluateHandle(() => document)));
  await page.evaluate(() => [...document.querySelectorAll("#rows .toggle")].slice(0, 20).forEach((button) => button.click()));
  await look();
  await page.evaluate(() => document.querySelectorAll("[data-source]").forEach((button) => button.click()));
  await look();
  const units = await page.evaluate(() => [...document.querySelectorAll("#pull option")].map((option) => option.value).filter(Boolean));
  for (const unit of units.filter((_, at) => at % 4 === 0)) {
    await page.evaluate((name) => { location.hash = `unit=${encodeURIComponent(name)}`; }, unit);
    await page.waitForTimeout(20);
    await look();
  }
  return seen;
}

const known = new Map();
const note = (kinds, kind, { make, leads }) => {
  const of = kinds.get(kind) ?? { make: new Set(), leads: new Set() };
  make.forEach((name) => of.make.add(name));
  leads.forEach((name) => of.leads.add(name));
  kinds.set(kind, of);
};
const isDrawn = (path) => /\/(看板|index)\.html$/.test(path);

const browser = await launch();
let faults = 0;
const fault = (text) => {
  console.log(text);
  faults += 1;
};

// Harmless pages are read; those that scripts draw are opened.
const reader = await open(browser);
for (const folder of harmless) {
  for (const path of pagesBelow(folder).filter((path) => !isDrawn(path))) {
    const text = readFileSync(path, "utf8");
    note(known, kindOf(folder, path), await reader.evaluate(`(${makeOf})(new DOMParser().parseFromString(${JSON.stringify(text)}, "text/html"))`));
  }
  await together(pagesBelow(folder).filter(isDrawn), async (path) => {
    const page = await open(browser);
    await page.goto(listen(page, path).address);
    for (const view of await views(page, path)) note(known, kindOf(folder, path), view);
    await page.close();
  });
}
await reader.close();

// Hostile pages are all opened: what would run, runs.
const found = new Map();
await together(pagesBelow(tainted), async (path) => {
  const page = await open(browser);
  const heard = listen(page, path);
  await page.goto(heard.address);
  for (const view of await views(page, path)) note(found, kindOf(tainted, path), view);
  if ((await page.title()).startsWith("owned")) fault(`${path}: its title is owned`);
  await page.close();
  heard.wrong.forEach((wrong) => fault(`${path}: ${wrong}`));
});
await browser.close();

// Notes may hold what Markdown makes of them – in the pages that print notes, and nothing else.
const OF_NOTES = /^[\w.-]+ > (p|br|strong|em|del|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|hr|pre|code|h[1-6]|a(\[href\])?(\[rel\])?)$/;
const NOTES = new Set(["简报.html", "会议材料.html"]);
for (const [kind, { make, leads }] of found) {
  if (!known.has(kind)) fault(`${kind}: no harmless week has such a page`);
  for (const name of make) {
    if (known.get(kind)?.make.has(name) || (NOTES.has(kind) && OF_NOTES.test(name))) continue;
    fault(`${kind}: ${name} is new`);
  }
  for (const lead of leads) {
    if (/(javascript|vbscript|data:(?!image)|https?:|expression|url\()/i.test(lead.replace(/\s/g, ""))) fault(`${kind}: leads to ${lead}`);
  }
}
console.log(`${found.size} kinds of pages compared, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
