//! `man`: the manual page, in roff, from the definition of the command line.

use clap::{Arg, Command};

/// One page for the program and all its commands.
pub(super) fn page(program: &Command) -> String {
    let mut page = Page::default();
    let version = env!("CARGO_PKG_VERSION");
    // Text with few spaces is neither filled out to the margin nor hyphenated.
    page.raw(&format!(
        ".TH JIANBAO 1 \"\" \"jianbao {version}\" \"简报\"\n.nh\n.ad l"
    ));
    page.section("名称");
    let about = program.get_about().map(ToString::to_string).unwrap_or_default();
    page.text(&format!("jianbao - {about}"));
    page.section("用法");
    page.text("jianbao [命令] [选项]");
    page.section("说明");
    page.text("把各单位报来的表格放进 input/，运行 jianbao，结果在 output/。不写命令就是 build。");
    page.section("选项");
    for arg in program.get_arguments().filter(|arg| arg.is_global_set()) {
        page.argument(arg);
    }
    page.section("命令");
    for command in program.get_subcommands().filter(|command| !command.is_hide_set()) {
        page.command(command);
    }
    page.section("退出状态");
    for (status, meaning) in [
        ("0", "做完了；对 check：没有错误"),
        (
            "1",
            "有错误（check、build --strict），存档不完整（verify），或重制的不一样（rebuild）",
        ),
        ("2", "没能做成，原因在标准错误输出"),
    ] {
        page.item(status, meaning);
    }
    page.section("文件");
    for (file, meaning) in [
        ("jianbao.toml", "配置，jianbao init 写出带说明的一份"),
        ("waivers.toml", "已说明理由、不用再改的问题"),
        (
            "input/、templates/、output/",
            "收到的台账、改过的模板、成稿和存档",
        ),
    ] {
        page.item(file, meaning);
    }
    page.0
}

/// roff, line by line.
#[derive(Default)]
struct Page(String);

impl Page {
    fn raw(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// A line of text, with nothing in it that roff would obey.
    fn text(&mut self, line: &str) {
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        let guard = if line.starts_with(['.', '\'']) { "\\&" } else { "" };
        self.raw(&format!("{guard}{line}"));
    }

    fn section(&mut self, title: &str) {
        self.raw(&format!(".SH {title}"));
    }

    fn item(&mut self, head: &str, text: &str) {
        self.raw(".TP");
        self.text(head);
        self.text(text);
    }

    fn command(&mut self, command: &Command) {
        let names: Vec<&str> = command.get_all_aliases().collect();
        let alias = match names.first() {
            Some(alias) => format!("（{alias}）"),
            None => String::new(),
        };
        self.raw(&format!(".SS jianbao {}{alias}", command.get_name()));
        self.text(&command.get_about().map(ToString::to_string).unwrap_or_default());
        let own = |arg: &&Arg| !arg.is_global_set() && !arg.is_hide_set();
        for arg in command.get_arguments().filter(own) {
            self.argument(arg);
        }
    }

    fn argument(&mut self, arg: &Arg) {
        let short = arg.get_short().map(|short| format!("-{short}"));
        let long = arg.get_long().map(|long| format!("--{long}"));
        let mut parts: Vec<String> = short.into_iter().chain(long).collect();
        let takes_value = arg.get_action().takes_values();
        let value = arg
            .get_value_names()
            .filter(|_| takes_value)
            .and_then(<[_]>::first);
        match (value, parts.last_mut()) {
            (Some(value), Some(last)) => last.push_str(&format!(" <{value}>")),
            (Some(value), None) => parts.push(format!("<{value}>")),
            (None, _) => {}
        }
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        self.item(&parts.join(", "), &help);
    }
}
