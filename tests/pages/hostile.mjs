// 300 strings that would do something if a page let them: as elements, attributes, addresses, scripts, templates.
// hostile.txt holds 100 shapes, one a line, ACT standing for what they would do, \t, \u0001 and \\ written out.
import { readFileSync } from "node:fs";

const actions = ["alert(1)", "fetch('https://canary.invalid')", "document.title='owned'"];
const plain = (shape) => shape.replace(/\\(u[0-9a-f]{4}|.)/g, (_, code) => (code === "t" ? "\t" : code[0] === "u" ? String.fromCharCode(parseInt(code.slice(1), 16)) : code));
const shapes = readFileSync(new URL("hostile.txt", import.meta.url), "utf8").trimEnd().split("\n").map(plain);

export const hostile = actions.flatMap((action) => shapes.map((shape) => shape.replaceAll("ACT", action)));
