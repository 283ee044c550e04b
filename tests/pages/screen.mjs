// What must hold on a screen: quiet, no sideways scrolling, every anchor lands, usable by everyone.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const urlOf = (path) => pathToFileURL(path).href;

/** A fresh page; `context` are playwright's options. */
export async function open(browser, path, context = {}) {
  const page = await browser.newPage(context);
  await page.goto(urlOf(path));
  return page;
}

/** Nothing is requested but the file itself; nothing is blocked, thrown, logged or asked. */
export async function checkQuiet(browser, path) {
  const wrong = [];
  const page = await browser.newPage();
  page.on("request", (request) => {
    const url = request.url();
    if (url !== urlOf(path) && !url.startsWith("data:")) wrong.push(`requests ${url}`);
  });
  page.on("dialog", async (dialog) => {
    wrong.push(`opens a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("pageerror", (error) => wrong.push(`throws ${error.message}`));
  page.on("console", (message) => wrong.push(`logs ${message.text()}`));
  await page.goto(urlOf(path));
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  await page.waitForTimeout(50);
  await page.close();
  return wrong;
}

/** No sideways scrolling on a phone, a tablet, a desk – details opened, too. */
export async function checkWidths(browser, path) {
  const wrong = [];
  const page = await open(browser, path);
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  for (const width of [360, 768, 1440]) {
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
  await page.close();
  return wrong;
}

/** Every anchor has its target, every id stands once, every file that is linked is there. */
export async function checkAnchors(browser, path) {
  const page = await open(browser, path);
  const { missing, twice, files } = await page.evaluate(() => {
    const links = [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href"));
    const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
    return {
      missing: links.filter((href) => href.startsWith("#") && href.length > 1 && !href.includes("=") && !document.getElementById(decodeURIComponent(href.slice(1)))),
      twice: ids.filter((id, at) => ids.indexOf(id) !== at),
      files: [...document.querySelectorAll("a[href]")].map((link) => link.href).filter((href) => href.startsWith("file:")),
    };
  });
  await page.close();
  const here = urlOf(path);
  const lost = files.map((href) => href.split("#")[0]).filter((href) => href !== here && !existsSync(fileURLToPath(href)));
  return [
    ...missing.map((href) => `${href} leads nowhere`),
    ...twice.map((id) => `#${id} stands twice`),
    ...[...new Set(lost)].map((href) => `${decodeURIComponent(href)} is not there`),
  ];
}

/** axe-core finds nothing serious, on a desk and on a phone. */
export async function checkAccess(browser, path) {
  const wrong = [];
  const page = await open(browser, path, { bypassCSP: true });
  await page.evaluate(axe);
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 900 });
    const violations = await page.evaluate(async () => {
      const result = await window.axe.run(document, { resultTypes: ["violations"] });
      return result.violations
        .filter((violation) => ["serious", "critical"].includes(violation.impact))
        .map((violation) => `${violation.id} (${violation.nodes.length}): ${violation.nodes[0].html.slice(0, 120)}`);
    });
    wrong.push(...violations.map((violation) => `${width} px: ${violation}`));
  }
  await page.close();
  return wrong;
}

/** The list of issues can be searched. */
export async function checkIndex(browser, path) {
  if (!path.endsWith("/index.html")) return [];
  const page = await open(browser, path);
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
  await page.close();
  return wrong;
}
