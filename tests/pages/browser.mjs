// One browser, several tabs at a time.
import { availableParallelism } from "node:os";
import { chromium } from "playwright-core";

/** Debian's Chromium, or the one that CHROMIUM names. */
export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

/** Does `work` for every item, so many at a time as there are cores, and one more: a tab waits now and then. */
export async function together(items, work) {
  const queue = [...items];
  const hand = async () => {
    while (queue.length > 0) await work(queue.shift());
  };
  await Promise.all([...Array(availableParallelism() + 1)].map(hand));
}
