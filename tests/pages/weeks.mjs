// Writes the drop folders that the page tests need, as csv: node weeks.mjs KIND FOLDER.
// clean: 35 units, nothing wrong. wrong: everything wrong. hostile: the clean one with hostile strings in every text field.
// All names and amounts are invented.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hostile } from "./hostile.mjs";

const localities = "青屏街街道 新华路街道 西大街街道 矿区街道 城关镇 米村镇 牛店镇 平陌镇 超化镇 苟堂镇 大隗镇 刘寨镇 白寨镇 岳村镇 来集镇 曲梁镇 袁庄乡 伏羲山管委会".split(" ");
const departments = "市财政局 市教育局 市科工信局 市资源规划局 郑州市生态环境局新密分局 市住建局 市交通局 市水利局 市城管局 市商务局 市卫健委 市审计局 市文广旅体局 市林业局 市金融工作服务中心 市发展改革委 市发展改革服务中心".split(" ");
const kinds = ["三个一批", "三级重点", "中央预算内投资", "地方政府专项债券", "政策性开发性金融工具", "中长期贷款"];
const works = ["农贸市场改造", "中学迁建", "森林公园", "雨污管网改造", "服装智能制造", "标准化厂房", "河道生态治理", "道路改扩建"];
const approvals = ["立项", "能评", "环评", "用地", "规划", "施工许可"];

const heading = ["序号", "项目名称", "项目代码", "属地", "项目类型", "建设单位", "总投资（万元）", "年度计划投资（万元）", "本年完成投资（万元）", "累计完成投资（自开工）（万元）", "计划开工时间", "实际开工时间", "项目状态", "形象进度", "存在问题", ...approvals];
const tasks = ["任务编号", "任务事项", "项目名称", "责任部门", "责任人", "督办专员", "交办时间", "办结时限", "办理状态"];

const csv = (rows) => "\uFEFF" + rows.map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(",")).join("\r\n") + "\r\n";

/** One unit's projects; `say` has the last word on every free text. */
function projects(unit, at, say) {
  return [...Array((at % 4) + 2).keys()].map((nth) => {
    const plan = 1200 + at * 310 + nth * 470;
    const done = Math.round(plan * 0.45);
    const name = `${unit.replace(/(街道|管委会)$/, "")}${works[(at + nth) % works.length]}${nth > 5 ? "（二期）" : ""}项目`;
    return [
      nth + 1, say("name", name), `2301-410183-04-01-${String(at * 100 + nth).padStart(6, "0")}`, unit, kinds[(at + nth) % kinds.length], say("owner", `${unit}建设有限公司`),
      plan * 3, plan, done, done + 100, "2023-03-01", "2023-02-20", "在建", say("progress", "主体施工"), say("problem", ""), ...approvals.map(() => "已办结"),
    ];
  });
}

function clean(folder, say = (_, text) => text, fileName = (text) => text) {
  localities.forEach((unit, at) => write(folder, `${unit}/${fileName("项目台账5.12")}.csv`, [heading, ...projects(unit, at, say)]));
  departments.forEach((unit, at) => {
    const rows = [...Array(3).keys()].map((nth) => [
      `XM2023-${String(at * 10 + nth).padStart(4, "0")}`, say("matter", "完成征地拆迁"), say("name", projects(localities[at % 18], at % 18, (_, text) => text)[0][1]), unit,
      say("person", "甲某"), say("supervisor", "乙某"), "2023-04-10", nth === 0 ? "2023-05-08" : "2023-05-30", nth === 0 ? "已办结" : "办理中",
    ]);
    write(folder, `${unit}/${fileName("任务清单5.12")}.csv`, [tasks, ...rows]);
  });
}

function wrong(folder) {
  localities.slice(0, 12).forEach((unit, at) => {
    const rows = projects(unit, at, (_, text) => text);
    rows.forEach((row, nth) => {
      if (nth % 3 === 0) [row[6], row[12], row[11]] = ["约三千", "大概在建", "2023-13-45"];
      if (nth % 3 === 1) [row[8], row[9], row[10], row[11], row[12], row[15]] = [row[7] * 5, 10, "2023-01-15", "", "前期", "×"];
      if (nth % 3 === 2) [row[2], row[7], row[14]] = ["2301-410183", "-5", "资金缺口大，联系人13812345678"];
    });
    rows.push(["", "合计", "", "", "", "", 999999, 999999, 1, 1, "", "", "", "", "", ...approvals.map(() => "")]);
    write(folder, `${unit}/项目台账5.12.csv`, [heading, ...rows]);
  });
  departments.slice(0, 5).forEach((unit, at) => {
    const rows = [...Array(6).keys()].map((nth) => [`XM2023-${at}${nth}`, nth === 5 ? "" : "拨付项目资金", "某项目", unit, nth % 2 ? "" : "甲某", "", "2023-03-10", "2023-03-28", "办理中"]);
    write(folder, `${unit}/任务清单5.12.csv`, [tasks, ...rows]);
  });
  write(folder, "来集镇、岳村镇台账.csv", [heading, ...projects("来集镇", 14, (_, text) => text)]);
  writeText(folder, "按语.md", "进度低于时序的，**本周内**报整改安排：\n\n- 缺手续的报联审联批专班\n");
  writeText(folder, "财政专班工作小结.md", "本期拨付两批，其余待核：\n\n- 专项债券一批\n- 中央预算内投资一批\n");
  writeText(folder, "牛店镇/照片.pdf", "%PDF-1.4\n");
  writeText(folder, "平陌镇/空.xlsx", "");
}

function hostileWeek(folder) {
  let next = 0;
  const taint = () => hostile[next++ % hostile.length];
  const safeName = (text) => `${text}${taint().replace(/[/\\\0\r\n\t]/g, "∕").slice(0, 40)}`;
  clean(folder, (field, text) => (field === "name" ? `${text}${taint()}` : taint()), safeName);
  writeText(folder, "按语.md", hostile.map((text) => `- ${text}\n`).join("\n").replaceAll("{{", "{ {"));
  writeText(folder, "财政专班工作小结.md", hostile.map((text) => `${text}\n`).join("\n").replaceAll("{{", "{ {"));
}

function write(folder, name, rows) {
  writeText(folder, name, csv(rows));
}

function writeText(folder, name, text) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const [kind, folder] = process.argv.slice(2);
({ clean, wrong, hostile: hostileWeek })[kind](folder);
