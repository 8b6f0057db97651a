//! The power goes between any two syncs, and of what was written since the last one the disk has any part.

use super::commits::{Commit, recorded, recovered};
use crate::disk::{Change, Epoch, Image, Name, SECTOR, epochs, pieces};
use proving::budget::rounds;
use proving::rows::Numbers;
use std::collections::BTreeMap;

const PAGE: usize = 4096;

/// How many images of each kind were opened, and what was in them.
#[derive(Default)]
pub struct Tally {
    kinds: BTreeMap<&'static str, usize>,
    old: usize,
    new: usize,
}

impl Tally {
    /// The image opens as it was before the commit or as it is after it, to the byte; of both the walk has said that
    /// they are sound.
    fn settle(&mut self, commit: &Commit, kind: &'static str, image: Image) -> Result<(), String> {
        let left = recovered(image).map_err(|error| format!("{kind}: {error}"))?;
        *self.kinds.entry(kind).or_default() += 1;
        match left {
            left if left == commit.after => self.new += 1,
            left if left == commit.before => self.old += 1,
            _ => return Err(format!("{kind}: neither old nor new")),
        }
        Ok(())
    }
}

/// What is done with each image.
type Each<'a> = &'a mut dyn FnMut(&'static str, Image) -> Result<(), String>;

/// Every image that a power cut within the epoch may leave, of the kinds that the proof promises; `every` thins out
/// those that come by the hundred.
fn each_image(epoch: &Epoch, numbers: &mut Numbers, sizes: Sizes, each: Each<'_>) -> Result<(), String> {
    let Epoch { safe, pending } = epoch;
    each("nothing", safe.clone())?;
    each("all", safe.after(pending))?;
    let pages = pieces(pending, PAGE);
    for cut in (0..pages.len()).step_by(sizes.every) {
        each("a prefix", safe.after(&pages[..cut]))?;
        each("one write missing", safe.after(pages[..cut].iter().chain(&pages[cut + 1..])))?;
    }
    let sectors = pieces(pending, SECTOR);
    for _ in 0..sizes.subsets {
        let percent = *numbers.pick(&[3, 20, 50, 80, 97]);
        let kept: Vec<_> = sectors.iter().filter(|_| numbers.chance(percent)).cloned().collect();
        each("a random subset", safe.after(&kept))?;
    }
    (0..pages.len()).step_by(sizes.every).try_for_each(|torn| each_torn(epoch, &pages, torn, each))
}

/// How much of the proof is done.
#[derive(Clone, Copy)]
pub struct Sizes {
    pub subsets: usize,
    pub every: usize,
}

/// One page torn at each of its sectors: the head of it arrived with what was written before, or the tail of it was
/// the only thing that did not arrive.
fn each_torn(epoch: &Epoch, pages: &[(Name, Change)], torn: usize, each: Each<'_>) -> Result<(), String> {
    let page = pieces(&pages[torn..=torn], SECTOR);
    let (before, behind) = (epoch.safe.after(&pages[..torn]), &pages[torn + 1..]);
    for sectors in 0..page.len() {
        let head = before.after(&page[..sectors]);
        each("a page torn, the last to arrive", head.clone())?;
        each("a page torn, all others there", head.after(behind))?;
    }
    Ok(())
}

/// Cuts the power at every moment of a commit; how many moments there were. What a disk may not have kept is an error.
pub fn judge(
    commit: &Commit,
    numbers: &mut Numbers,
    sizes: Sizes,
    tally: &mut Tally,
) -> Result<usize, String> {
    let epochs = epochs(&commit.start, &commit.events);
    for epoch in &epochs {
        each_image(epoch, numbers, sizes, &mut |kind, image| tally.settle(commit, kind, image))?;
    }
    let end = epochs.last().ok_or("no end")?;
    let left = recovered(end.safe.clone()).map_err(|error| error.to_string())?;
    match end.pending.is_empty() && left == commit.after {
        true => Ok(epochs.len()),
        false => Err("a commit that has returned is not on the disk".to_owned()),
    }
}

#[test]
fn a_commit_is_whole_or_absent_wherever_the_power_fails_and_whatever_the_disk_has_kept() {
    let sizes = Sizes { subsets: rounds(2, 200, 200, 2_000), every: rounds(61, 1, 1, 1) };
    let mut numbers = Numbers::new(20_260_309);
    let (mut tally, mut parts) = (Tally::default(), 0);
    for commit in recorded() {
        parts += judge(&commit, &mut numbers, sizes, &mut tally).unwrap_or_else(|fault| panic!("{fault}"));
    }
    println!(
        "{parts} epochs, images {:?}: {} opened as before, {} as after",
        tally.kinds, tally.old, tally.new
    );
    assert!(tally.old > 0 && tally.new > 0);
}
