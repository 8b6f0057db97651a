//! The corpora are replayed, and damaged in many ways, through the functions that are fuzzed.

use super::{TARGETS, seeds};
use std::path::{Path, PathBuf};

/// Set to write the seeds into the corpora, after the engine has come to write something differently.
const WRITE: &str = "FACTULINK_WRITE_SEEDS";

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus")
}

/// Every input that a corpus has.
fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = corpora().join(target);
    let entries = folder.read_dir().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| (file.clone(), std::fs::read(file).unwrap())).collect()
}

#[test]
fn every_corpus_starts_from_what_the_engine_writes() {
    for (target, name, bytes) in seeds().unwrap() {
        assert!(TARGETS.iter().any(|(known, _)| *known == target), "{target}");
        let file = corpora().join(target).join(name);
        if std::env::var_os(WRITE).is_some() {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, &bytes).unwrap();
        }
        let kept = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(kept.len() <= 40_000, "{}: {} bytes", file.display(), kept.len());
    }
}

#[test]
fn no_input_of_a_corpus_makes_its_target_panic() {
    let mut inputs = 0;
    for (target, run) in TARGETS {
        let corpus = corpus(target);
        assert!(!corpus.is_empty(), "{target} has no corpus");
        for (_, bytes) in &corpus {
            run(bytes);
            inputs += 1;
        }
    }
    println!("{inputs} inputs replayed");
}

/// Numbers without an order, the same ones in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

fn damage(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    for _ in 0..=numbers.below(6) {
        let within = [32, 512, bytes.len()][numbers.below(3)].min(bytes.len());
        let at = numbers.below(within);
        match (numbers.below(5), bytes.get_mut(at)) {
            (0, Some(byte)) => *byte ^= 1 << numbers.below(8),
            (1, Some(byte)) => *byte = u8::try_from(numbers.below(256)).unwrap(),
            (2, Some(byte)) => *byte = 0xFF,
            (3, _) => bytes.truncate(at),
            _ => bytes.insert(at, u8::try_from(numbers.below(256)).unwrap()),
        }
    }
}

#[test]
fn no_damage_to_an_input_makes_its_target_panic() {
    let rounds = match std::env::var("FACTULINK_PROOFS").as_deref() {
        Ok("gate") => 500,
        Ok("full") => 2_000,
        Ok("nightly") => 200_000,
        _ => 100,
    };
    let mut numbers = Numbers(1);
    let mut runs = 0;
    for (target, run) in TARGETS {
        let corpus = corpus(target);
        for _ in 0..rounds {
            let mut bytes = corpus[numbers.below(corpus.len())].1.clone();
            damage(&mut bytes, &mut numbers);
            run(&bytes);
            runs += 1;
        }
    }
    println!("{runs} damaged inputs of {} targets", TARGETS.len());
}
