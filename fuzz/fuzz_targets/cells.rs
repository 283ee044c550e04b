//! The cells of a ledger's row: approvals, states, codes, dates, amounts, 同上 and marks of nothing.

#![no_main]

use jianbao_fuzz::{pieces, read};
use libfuzzer_sys::fuzz_target;

const HEADINGS: &str = "序号,项目名称,项目代码,总投资,年度计划投资,本年完成投资,计划开工时间,项目状态,立项,环评,用地,施工许可,联系电话\n";

fuzz_target!(|data: &[u8]| {
    let mut file = HEADINGS.as_bytes().to_vec();
    for (at, row) in pieces(data).enumerate() {
        file.extend(format!("{},第{at}个项目,", at + 1).bytes());
        file.extend(row);
        file.push(b'\n');
    }
    read(&file, "超化镇.csv");
});
