//! 读取台账 ━━━ 31/46: a bar on a terminal, nothing in a pipe.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::intake::Progress;

/// Gone when it is dropped.
#[derive(Debug)]
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// Draws on stderr if that is a terminal and nobody asked for quiet.
    pub(super) fn new(quiet: bool) -> Bar {
        let target = if quiet || !std::io::stderr().is_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        Bar(ProgressBar::with_draw_target(None, target))
    }
}

impl Progress for Bar {
    fn begin(&self, stage: &str, total: usize) {
        let template = if total == 0 {
            "{prefix}……"
        } else {
            "{prefix} {bar:30} {pos}/{len}  {wide_msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style.progress_chars("━╸─"));
        }
        self.0.set_message("");
        self.0.set_length(total as u64);
        self.0.set_position(0);
        self.0.set_prefix(stage.to_owned());
    }

    fn step(&self, file: &str) {
        self.0.set_message(file.to_owned());
        self.0.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
