// 看板.html: filters and sums agree with issue.json, the address restores the view, a unit prints alone, labels keep apart.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { show } from "./screen.mjs";

/** All that is asked of the dashboard; other pages pass. */
export async function checkDashboard(browser, path) {
  if (basename(path) !== "看板.html") return [];
  const wrong = [];
  const errors = [];
  const page = await show(browser, path);
  page.on("pageerror", (error) => errors.push(`throws ${error.message}`));
  const json = join(dirname(path), "issue.json");
  const issue = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : null;
  if (issue && issue.projects.length > 0) {
    wrong.push(...(await checkFilters(page, issue)), ...(await checkSort(page, issue)));
    wrong.push(...(await checkAddress(browser, path, issue)), ...(await checkUnit(browser, path, issue)));
  }
  wrong.push(...(await checkPanel(page)), ...(await checkLabels(browser, path)));
  await page.close();
  return [...wrong, ...errors];
}

const countOf = (page) => page.evaluate(() => Number((document.querySelector("#sum b") || { textContent: "0" }).textContent));
const clear = (page) => page.evaluate(() => document.getElementById("clear").click());

/** Every light, kind and locality shows as many projects as issue.json counts, and the same sum of what was done. */
async function checkFilters(page, issue) {
  const wrong = [];
  const expect = async (name, projects) => {
    const started = Date.now();
    const shown = await countOf(page);
    if (shown !== projects.length) wrong.push(`${name}: ${shown} projects, issue.json has ${projects.length}`);
    const done = projects.some((project) => project.annual_done != null)
      ? Math.round(projects.reduce((sum, project) => sum + Math.round((project.annual_done ?? 0) * 1e4), 0) / 1e4).toLocaleString("en-US")
      : "缺";
    const sum = await page.evaluate(() => (document.querySelector("#rows tr.sum td[data-l=本年完成]") || { textContent: "" }).textContent);
    if (projects.length > 0 && sum !== done) wrong.push(`${name}: 本年完成 ${sum}, issue.json has ${done}`);
    return Date.now() - started;
  };
  await expect("all", issue.projects);
  for (const [id, light] of [["red", "red"], ["yellow", "yellow"], ["green", "green"], ["none", null]]) {
    const button = page.locator(`#f-light [data-v="${id}"]`);
    if (await button.isEnabled()) {
      await button.click();
      await expect(`light ${id}`, issue.projects.filter((project) => (project.light ?? null) === light));
      await clear(page);
    }
  }
  for (const kind of Object.keys(issue.categories)) {
    const button = page.locator(`#f-kind [data-v="${kind}"]`);
    if ((await button.count()) > 0 && (await button.isEnabled())) {
      await button.click();
      await expect(`kind ${kind}`, issue.projects.filter((project) => project.categories.includes(kind)));
      await clear(page);
    }
  }
  // Selects: every value they offer.
  const open = (project, id) => ["in_hand", "deferred", "promised", "none"].includes(project.approvals?.[id]?.state ?? "none");
  const short = new Map(await page.evaluate(() => JSON.parse(document.getElementById("data").textContent).units.map((unit) => [unit[0], unit[1]])));
  const selects = [
    ["f-loc", (value) => issue.projects.filter((project) => (short.get(project.locality) ?? "没有属地") === value)],
    ["f-status", (value) => issue.projects.filter((project) => (project.status ?? "未填") === value)],
    ["f-permit", (value) => issue.projects.filter((project) => (value === "any" ? Object.keys(issue.approvals).some((id) => open(project, id)) : open(project, value)))],
  ];
  for (const [id, of] of selects) {
    const values = await page.evaluate((name) => [...document.getElementById(name).options].map((option) => option.value).filter(Boolean), id);
    for (const value of values) {
      await page.evaluate(([name, chosen]) => {
        const select = document.getElementById(name);
        select.value = chosen;
        select.dispatchEvent(new Event("change"));
      }, [id, value]);
      await expect(`${id} ${value}`, of(value));
      await clear(page);
    }
  }
  // Search: by code, with and without its dashes, and by who answers for it.
  const coded = issue.projects.find((project) => project.code);
  const person = issue.projects.find((project) => project.responsible_person)?.responsible_person;
  const holds = (project, text) => [project.name, project.code, project.responsible_person, project.owner, project.responsible_unit].some((said) => said?.includes(text));
  for (const text of [coded?.code, coded?.code.replaceAll("-", ""), person].filter(Boolean)) {
    await page.fill("#q", text);
    const found = await countOf(page);
    const expected = issue.projects.filter((project) => holds(project, text) || project.code?.replaceAll("-", "") === text).length;
    if (found !== expected) wrong.push(`search for ${text}: ${found} projects, issue.json has ${expected}`);
    await clear(page);
  }
  await page.evaluate(() => { location.hash = "start=late"; });
  await page.waitForTimeout(100);
  const late = await countOf(page);
  if (late !== issue.totals.overdue_start) wrong.push(`应开未开: ${late}, issue.json has ${issue.totals.overdue_start}`);
  await clear(page);
  return wrong;
}

/** Sorted by a figure, falling and rising: the same order as issue.json, what is missing last. */
async function checkSort(page, issue) {
  const wrong = [];
  const rounded = (wan) => Math.floor(Math.round(wan * 1e4) / 1e4 + 0.5).toLocaleString("en-US");
  for (const [column, label, of] of [["total", "总投资", "total_investment"], ["plan", "年度计划", "annual_plan"], ["done", "本年完成", "annual_done"]]) {
    for (const turn of [-1, 1]) {
      await page.click(`#heads [data-c=${column}]`);
      const shown = await page.evaluate((name) => [...document.querySelectorAll(`#rows tr.p td[data-l=${name}]`)].map((cell) => cell.textContent), label);
      const figures = issue.projects.map((project) => project[of]).filter((figure) => figure != null).sort((a, b) => turn * (a - b));
      const missing = Array(issue.projects.length - figures.length).fill("缺");
      const expected = [...figures.map(rounded), ...missing].slice(0, shown.length);
      if (shown.some((text, at) => text !== expected[at])) wrong.push(`sorted by ${label}: ${shown.slice(0, 5)} instead of ${expected.slice(0, 5)}`);
    }
  }
  return wrong;
}

/** A view that is sent on is the same view. */
async function checkAddress(browser, path, issue) {
  const page = await show(browser, path);
  await page.evaluate(() => { location.hash = "light=red&sort=-total"; });
  await page.waitForTimeout(100);
  const red = issue.projects.filter((project) => project.light === "red").length;
  const found = [];
  if ((await countOf(page)) !== red) found.push(`#light=red shows ${await countOf(page)} of ${red}`);
  const sorted = await page.evaluate(() => document.querySelector(".c-total").getAttribute("aria-sort"));
  if (sorted !== "descending") found.push(`#sort=-total is sorted ${sorted}`);
  await page.evaluate(() => { location.hash = "q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&light=constructor&start=__proto__&page=-3&open=%00"; });
  await page.waitForTimeout(100);
  if (await page.evaluate(() => document.querySelector("#s-projects img, #none img") !== null)) found.push("the address writes elements");
  await page.close();
  return found;
}

/** A unit pulled out shows and prints nothing but itself. */
async function checkUnit(browser, path, issue) {
  const name = await show(browser, path).then(async (page) => {
    const first = await page.evaluate(() => document.querySelector("#pull optgroup option").value);
    await page.close();
    return first;
  });
  const page = await show(browser, path);
  await page.evaluate((unit) => { location.hash = "unit=" + encodeURIComponent(unit); }, name);
  await page.waitForTimeout(100);
  await page.emulateMedia({ media: "print" });
  const seen = await page.evaluate(() => ({
    city: [...document.querySelectorAll(".city")].some((node) => node.offsetParent !== null),
    title: document.getElementById("unit-title").textContent,
    projects: document.querySelectorAll("#rows tr.p").length,
  }));
  await page.close();
  const found = [];
  if (seen.city) found.push(`${name}: the whole prints with the unit`);
  const own = issue.projects.filter((project) => project.locality === seen.title).length;
  if (issue.localities[seen.title] && own <= 50 && seen.projects !== own) found.push(`${name}: ${seen.projects} projects, issue.json has ${own}`);
  return found;
}

/** 来源 opens the panel with the focus in it; Esc closes it and gives the focus back. */
async function checkPanel(page) {
  const button = page.locator("dl.strip [data-source=total]").first();
  await button.click();
  const inside = await page.evaluate(() => document.getElementById("panel").contains(document.activeElement));
  await page.keyboard.press("Escape");
  const after = await page.evaluate(() => ({ hidden: document.getElementById("panel").hidden, back: document.activeElement.getAttribute("data-source") }));
  return inside && after.hidden && after.back === "total" ? [] : [`the panel: focus in it ${inside}, closed ${after.hidden}, focus back on ${after.back}`];
}

/** No label of a chart is clipped or touches another, as the browser sets them. */
async function checkLabels(browser, path) {
  const found = [];
  for (const [width, shown] of [[1440, "wide"], [360, "narrow"]]) {
    const page = await show(browser, path, { viewport: { width, height: 900 } });
    found.push(...(await page.evaluate((name) => [...document.querySelectorAll(`svg.${name}`)].flatMap((svg) => {
      const frame = svg.getBoundingClientRect();
      const labels = [...svg.querySelectorAll("text")].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
      return labels.flatMap((a, at) => [
        ...(a.box.left < frame.left - 1 || a.box.right > frame.right + 1 || a.box.bottom > frame.bottom + 3 ? [`clipped: ${a.text}`] : []),
        ...labels.slice(0, at).filter((b) => a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1 && a.box.top < b.box.bottom - 4 && b.box.top < a.box.bottom - 4).map((b) => `touch: ${b.text} / ${a.text}`),
      ]);
    }), shown)).map((fault) => `${shown} chart, ${fault}`));
    await page.close();
  }
  return found;
}
