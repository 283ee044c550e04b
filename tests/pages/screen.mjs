// What must hold on a screen: quiet, no sideways scrolling, every anchor lands, usable by everyone.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const urlOf = (path) => pathToFileURL(path).href;

/** A fresh page; `context` are playwright's options. */
export const open = (browser, context = {}) => browser.newPage({ viewport: { width: 1440, height: 900 }, ...context });

/** The same, showing a file. */
export async function show(browser, path, context = {}) {
  const page = await open(browser, context);
  await page.goto(urlOf(path));
  return page;
}

/** Hears what a page does until it is closed: nothing is requested but the file itself; nothing is blocked, thrown, logged or asked. */
export function listen(page, path) {
  const heard = { address: urlOf(path), wrong: [] };
  page.on("request", (request) => {
    const url = request.url();
    if (url.split("#")[0] !== heard.address && !url.startsWith("data:")) heard.wrong.push(`requests ${url}`);
  });
  page.on("dialog", async (dialog) => {
    heard.wrong.push(`opens a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("pageerror", (error) => heard.wrong.push(`throws ${error.message}`));
  page.on("console", (message) => heard.wrong.push(`logs ${message.text()}`));
  return heard;
}

const openDetails = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));

/** No sideways scrolling on a phone, a tablet, a desk – details opened, too. */
export async function checkWidths(page) {
  const wrong = [];
  await openDetails(page);
  for (const width of [1440, 768, 360]) {
    await page.setViewportSize({ width, height: 900 });
    const reach = await page.evaluate(() => document.documentElement.scrollWidth);
    if (reach > width) {
      const widest = await page.evaluate((limit) => {
        const over = [...document.querySelectorAll("body *")].filter((node) => node.getBoundingClientRect().right > limit + 0.5);
        const node = over.at(-1);
        return node ? `${node.tagName.toLowerCase()}.${node.getAttribute("class") ?? ""} ${node.textContent.slice(0, 30)}` : "";
      }, width);
      wrong.push(`is ${reach} px wide at ${width}: ${widest}`);
    }
  }
  return wrong;
}

/** Every anchor has its target, every id stands once, every file that is linked is there. */
export async function checkAnchors(page, path) {
  const { missing, twice, files } = await page.evaluate(() => {
    const links = [...document.querySelectorAll("a[href]")];
    const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
    const known = new Set(ids);
    return {
      missing: links
        .map((link) => link.getAttribute("href"))
        .filter((href) => href.startsWith("#") && href.length > 1 && !href.includes("=") && !known.has(decodeURIComponent(href.slice(1)))),
      twice: ids.length === known.size ? [] : ids.filter((id, at) => ids.indexOf(id) !== at),
      files: [...new Set(links.map((link) => link.href.split("#")[0]).filter((href) => href.startsWith("file:")))],
    };
  });
  const lost = files.filter((href) => href !== urlOf(path) && !existsSync(fileURLToPath(href)));
  return [
    ...missing.filter((href) => href !== "#all").map((href) => `${href} leads nowhere`),
    ...twice.map((id) => `#${id} stands twice`),
    ...lost.map((href) => `${decodeURIComponent(href)} is not there`),
  ];
}

/** axe-core finds nothing serious, on a desk and on a phone; of each list of details the first is open. */
export async function checkAccess(page) {
  const wrong = [];
  await page.evaluate(axe);
  await page.evaluate(() => document.querySelectorAll("details:first-of-type").forEach((details) => (details.open = true)));
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 900 });
    const violations = await page.evaluate(async () => {
      const result = await window.axe.run(document, { resultTypes: ["violations"], selectors: false });
      return result.violations
        .filter((violation) => ["serious", "critical"].includes(violation.impact))
        .map((violation) => `${violation.id} (${violation.nodes.length}): ${violation.nodes[0].html.slice(0, 120)}`);
    });
    wrong.push(...violations.map((violation) => `${width} px: ${violation}`));
  }
  return wrong;
}

/** The list of issues can be searched. */
export async function checkIndex(page, path) {
  if (!path.endsWith("/index.html")) return [];
  const wrong = [];
  const issues = page.locator("#issues tbody");
  const all = await issues.count();
  if (all > 0) {
    const shown = () => page.locator("#issues tbody:visible").count();
    await page.fill("#find", "没有这样的一期");
    if ((await shown()) !== 0) wrong.push("a search for nothing finds something");
    const name = (await issues.first().locator("td").first().textContent()).replace(/（.*/, "").trim();
    await page.fill("#find", name);
    if ((await shown()) < 1) wrong.push(`a search for ${name} finds nothing`);
    await page.fill("#find", "");
    if ((await shown()) !== all) wrong.push("an empty search hides issues");
  }
  return wrong;
}
