//! Templates: embedded, each replaceable by a file of the same name in the workspace's `templates/`.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Tera, Value};

use super::{complaint, filter};
use crate::error::{Error, Result};

macro_rules! embedded {
    ($($name:literal,)*) => {
        /// Name below `templates/` and text of every embedded template, in the order `init --templates` writes them.
        pub const EMBEDDED: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../templates/", $name))),)*];
    };
}

embedded! {
    "base.html",
    "bulletin.html",
    "letter.html",
    "slip.html",
    "meeting.html",
    "check.html",
    "receipt.html",
    "index.html",
    "index.js",
    "sections/head.html",
    "sections/tail.html",
    "components/board.html",
    "components/text.html",
    "components/figure.html",
    "components/annex.html",
    "components/findings.html",
    "components/source.html",
    "components/tasks.html",
    "css/tokens.css",
    "css/page.css",
    "css/board.css",
    "css/chart.css",
    "css/bulletin.css",
    "css/letter.css",
    "css/slip.css",
    "css/meeting.css",
    "css/screen.css",
    "css/check.css",
    "dashboard.html",
    "dashboard/chart.html",
    "dashboard/localities.html",
    "dashboard/page.css",
    "dashboard/table.css",
    "dashboard/narrow.css",
    "dashboard/print.css",
    "dashboard/numbers.js",
    "dashboard/projects.js",
    "dashboard/address.js",
    "dashboard/table.js",
    "dashboard/detail.js",
    "dashboard/unit.js",
    "dashboard/panel.js",
    "dashboard/events.js",
}

/// The templates of one build, loaded and cross-checked.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
    /// Every text as loaded, scripts too, which no template engine reads.
    sources: BTreeMap<String, String>,
}

impl Templates {
    /// The embedded ones, with `overrides` (name below `templates/`, text) in the place of those of the same name.
    /// Additional `.html` and `.css` files may be included by the replaced ones; any other file is left alone.
    pub fn load(overrides: &[(String, String)]) -> Result<Templates> {
        let mut sources: BTreeMap<String, String> = EMBEDDED
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        for (name, text) in overrides {
            if is_template(name) || sources.contains_key(name) {
                // A copy that broke off must not become an empty page; a style sheet may say nothing.
                if text.trim().is_empty() && !name.ends_with(".css") && sources.contains_key(name) {
                    return Err(Error::Template {
                        file: format!("templates/{name}"),
                        line: 1,
                        problem: "文件是空的；写好内容，或者删掉它，改用内置的".to_owned(),
                    });
                }
                sources.insert(name.clone(), text.trim_start_matches('\u{FEFF}').to_owned());
            }
        }
        let mut tera = Tera::new();
        tera.autoescape_on(vec![".html"]);
        filter::register(&mut tera);
        let templates = sources.iter().filter(|(name, _)| is_template(name));
        tera.add_raw_templates(templates.map(|(name, text)| (name.as_str(), text.as_str())))
            .map_err(|error| complaint::of(&error, "base.html", &sources))?;
        Ok(Templates { tera, sources })
    }

    /// The page that `name` makes of `view`, whose fields are the template's variables.
    pub fn render(&self, name: &str, view: &impl Serialize) -> Result<String> {
        self.render_with(name, view, &[])
    }

    /// The same, with an inline script: `script` is its text, `script_hash` what the content policy allows.
    pub fn render_scripted(&self, name: &str, view: &impl Serialize, script: &str) -> Result<String> {
        let text = self.source(script);
        let hash = Value::from(policy_hash(text));
        self.render_with(
            name,
            view,
            &[("script", Value::safe_string(text)), ("script_hash", hash)],
        )
    }

    /// The text of a template or script as loaded; empty where there is none.
    pub fn source(&self, name: &str) -> &str {
        self.sources.get(name).map_or("", String::as_str)
    }

    fn render_with(
        &self,
        name: &str,
        view: &impl Serialize,
        more: &[(&'static str, Value)],
    ) -> Result<String> {
        let complain = |error: tera::Error| complaint::of(&error, name, &self.sources);
        let mut context = Context::from_serialize(view).map_err(complain)?;
        for (key, value) in more {
            context.insert_value(*key, value.clone());
        }
        self.tera.render(name, &context).map_err(complain)
    }
}

/// `.html` is escaped, `.css` is included as it is; a script is never read as a template.
fn is_template(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("html" | "css"))
}

/// `sha256-…`: the hash by which a content policy allows one inline script.
pub fn policy_hash(script: &str) -> String {
    format!("sha256-{}", base64(&crate::value::sha256_raw(script.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0_u32, |group, i| {
            group << 8 | u32::from(chunk.get(i).copied().unwrap_or(0))
        });
        for i in 0..4 {
            if i <= chunk.len() {
                let sextet = group >> (18 - 6 * i) & 63;
                text.push(char::from(LETTERS[sextet as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_hash_is_that_of_browsers() {
        // echo -n "alert(1)" | openssl dgst -sha256 -binary | base64
        assert_eq!(
            policy_hash("alert(1)"),
            "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI="
        );
    }

    #[test]
    fn every_length_pads() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foo"), "Zm9v");
    }

    #[test]
    fn the_embedded_templates_load() {
        Templates::load(&[]).unwrap();
    }

    #[test]
    fn every_file_in_the_folder_is_embedded() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        for (name, text) in EMBEDDED {
            assert_eq!(
                std::fs::read_to_string(folder.join(name)).unwrap(),
                *text,
                "{name}"
            );
        }
    }

    fn problem(name: &str, text: &str) -> String {
        let overrides = [(name.to_owned(), text.to_owned())];
        match Templates::load(&overrides).and_then(|templates| {
            templates.render(name, &serde_json::json!({"head": {"name": "甲"}, "有": 1}))
        }) {
            Ok(_) => "fine".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_broken_template_is_answered_in_chinese_with_its_line() {
        let cases = [
            (
                "x.html",
                "一\n{{ head.nome }}",
                "templates/x.html 第2行：没有“nome”；最像的是 name；可用的有：name",
            ),
            (
                "x.html",
                "{{ hed }}",
                "templates/x.html 第1行：没有“hed”；最像的是 head；可用的有：head、有",
            ),
            (
                "x.html",
                "\n\n{{ head.name | wanyun }}",
                "templates/x.html 第3行：没有过滤器“wanyun”；最像的是 wanyuan；可用的有：",
            ),
            (
                "x.html",
                "{{ <bord board={head} /> }}",
                "templates/x.html 第1行：没有组件“bord”；最像的是 board；可用的有：",
            ),
            (
                "x.html",
                "{% include \"sections/hed.html\" %}",
                "templates/x.html 第1行：没有模板“sections/hed.html”；最像的是 sections/head.html；可用的有：",
            ),
            (
                "x.html",
                "\n{% if head %}\n\n",
                "templates/x.html 第2行：这一行的 {% if %} 没有写 {% endif %}",
            ),
            (
                "x.html",
                "{% for a in 有 %}{% if a %}\n{% endfor %}",
                "templates/x.html 第1行：这一行的 {% if %} 没有写 {% endif %}",
            ),
            (
                "x.html",
                "{{ 有 }}\n{% endfor %}",
                "templates/x.html 第2行：多了一个 {% endfor %}",
            ),
            (
                "x.html",
                "{{ head.name }",
                "templates/x.html 第1行：模板语法不对；检查这一行的 {{ }} 和 {% %} 是否写完整、成对",
            ),
            (
                "x.html",
                "\n{% for a in 有 %}{{ a }}{% endfor %}",
                "templates/x.html 第2行：",
            ),
            (
                "check.html",
                " \n",
                "templates/check.html 第1行：文件是空的；写好内容，或者删掉它，改用内置的",
            ),
            ("x.html", "{{ head.name | wanyuan }}", "templates/x.html 第1行："),
            (
                "x.html",
                "{% extends \"bse.html\" %}",
                "templates/x.html 第1行：没有模板“bse.html”；最像的是 base.html",
            ),
            (
                "x.html",
                "{% extends \"x.html\" %}",
                "templates/x.html 第1行：模板互相继承，绕成了圈",
            ),
            (
                "x.html",
                "{% include \"x.html\" %}",
                "templates/x.html 第1行：模板互相包含，绕成了圈",
            ),
        ];
        for (name, text, expected) in cases {
            let problem = problem(name, text);
            assert!(problem.starts_with(expected), "{text}\n  {problem}\n  {expected}");
            let english = problem
                .replace("templates/", "")
                .chars()
                .filter(char::is_ascii_alphabetic)
                .count();
            let kinds = ["variable", "Unknown", "expected", "error", "Field", "found"];
            assert!(
                !kinds.iter().any(|word| problem.contains(word)),
                "{problem} ({english})"
            );
        }
    }

    #[test]
    fn only_html_is_a_page_and_scripts_are_never_templates() {
        for (name, _) in EMBEDDED {
            assert!(
                [".html", ".css", ".js"]
                    .iter()
                    .any(|ending| name.ends_with(ending)),
                "{name}"
            );
        }
        let script = "a={{b}}".to_owned();
        let templates = Templates::load(&[("index.js".to_owned(), script.clone())]).unwrap();
        assert_eq!(templates.source("index.js"), script);
    }

    /// Names of fields in a source text: `name: Type,` at the start of a line.
    fn fields_of(text: &str) -> impl Iterator<Item = &str> {
        text.lines().filter_map(|line| {
            let line = line.trim_start();
            let line = line
                .strip_prefix("pub(super) ")
                .or(line.strip_prefix("pub "))
                .unwrap_or(line);
            let (name, rest) = line.split_once(": ")?;
            let is_name = name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
            (is_name && rest.ends_with(',')).then_some(name)
        })
    }

    /// `{% if misspelt %}` fails at no time, so every field that a template names must be one of a view's.
    #[test]
    fn every_field_that_a_template_names_exists() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut known = std::collections::BTreeSet::new();
        let mut folders = vec![
            root.join("render/page"),
            root.join("bulletin"),
            root.join("record"),
            root.join("ledger"),
        ];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let text = std::fs::read_to_string(path).unwrap();
                    known.extend(fields_of(&text).map(str::to_owned));
                }
            }
        }
        let of_the_engine = ["first", "last", "index", "index0", "kind"];
        for (name, text) in EMBEDDED
            .iter()
            // The dashboard's views are held to their template by its own tests.
            .filter(|(name, _)| name.ends_with(".html") && !name.starts_with("dashboard"))
        {
            let code = text
                .split(['{', '}'])
                .filter(|part| part.starts_with('%') || part.starts_with(' ') || part.contains('='));
            for word in
                code.flat_map(|part| part.split(|c: char| !(c.is_ascii_alphanumeric() || "._\"".contains(c))))
            {
                let is_path = word.contains('.')
                    && !word.contains('"')
                    && word.starts_with(|c: char| c.is_ascii_lowercase());
                for field in word.split('.').skip(1).filter(|_| is_path) {
                    let is_component = field == "html" || field == "css";
                    assert!(
                        is_component || known.contains(field) || of_the_engine.contains(&field),
                        "{name}: {word}"
                    );
                }
            }
        }
    }
}
