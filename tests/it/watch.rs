//! `watch`: something lands in `input/`, and the issue is built again.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::support::program::Workplace;

/// Stopped when the test ends, however it ends.
struct Watching {
    program: Child,
    lines: Receiver<String>,
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Watching {
    fn start(place: &Workplace) -> Watching {
        let mut program = Command::new(env!("CARGO_BIN_EXE_jianbao"))
            .args(["watch", "--as-of", "2023-05-12"])
            .current_dir(place.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, lines) = channel();
        let out = BufReader::new(program.stdout.take().unwrap());
        let err = BufReader::new(program.stderr.take().unwrap());
        let also = send.clone();
        std::thread::spawn(move || {
            out.lines()
                .map_while(Result::ok)
                .try_for_each(|line| send.send(line))
        });
        std::thread::spawn(move || {
            err.lines()
                .map_while(Result::ok)
                .try_for_each(|line| also.send(line))
        });
        Watching { program, lines }
    }

    /// Reads on until a line says so; gives what was read.
    #[track_caller]
    fn until(&self, says: &str) -> Vec<String> {
        let end = Instant::now() + Duration::from_secs(90);
        let mut seen = Vec::new();
        while let Ok(line) = self
            .lines
            .recv_timeout(end.saturating_duration_since(Instant::now()))
        {
            let is_it = line.contains(says);
            seen.push(line);
            if is_it {
                return seen;
            }
        }
        panic!("never said {says}: {seen:#?}");
    }
}

#[test]
fn what_lands_is_named_and_built_and_a_lost_folder_is_waited_for() {
    let place = Workplace::with_a_week();
    let watching = Watching::start(&place);
    watching.until("正在值守");
    watching.until("已报1个");
    let ledger = fs::read_to_string(place.path().join("input/超化镇.csv")).unwrap();
    place.put("input/~$超化镇.csv", "not a ledger");
    place.put("input/苟堂镇.csv", ledger.replace("超化", "苟堂"));
    let seen = watching.until("已报2个");
    assert!(seen.iter().any(|line| line == "新到：苟堂镇.csv"), "{seen:?}");
    fs::remove_file(place.path().join("input/苟堂镇.csv")).unwrap();
    place.put("jianbao.toml", "[lights]\nyelow_days = 3\n");
    let seen = watching.until("是不是“yellow_days”？");
    assert!(seen.iter().any(|line| line == "移走：苟堂镇.csv"), "{seen:?}");
    place.put("jianbao.toml", "");
    watching.until("已报1个");
    let (input, away) = (place.path().join("input"), place.path().join("away"));
    fs::rename(&input, &away).unwrap();
    watching.until("打不开（移走了，或网络盘断了）；等它回来");
    fs::rename(&away, &input).unwrap();
    let seen = watching.until("又能打开了，继续值守");
    assert!(!seen.iter().any(|line| line.contains("移走：")), "{seen:?}");
}
