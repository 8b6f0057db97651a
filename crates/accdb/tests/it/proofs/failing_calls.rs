//! Every I/O call of a recovery fails, once or from then on: the next recovery finishes it.

use super::commits::interrupted;
use accdb::Error;
use proving::budget::rounds;
use proving::failing::{Device, WAYS};

#[test]
fn whichever_call_of_a_recovery_fails_the_next_recovery_finishes_it() {
    let (image, before) = interrupted();
    assert!(image.database != before);
    let whole = Device::new(image.database.clone(), image.journal.clone());
    whole.open(|journal| journal).expect("recovers");
    assert!(whole.database.to_vec() == before);
    let mut cases = 0;
    for way in WAYS {
        for call in (1..=whole.control.calls()).step_by(rounds(97, 9, 1, 1)) {
            for for_good in [false, true] {
                let device = Device::new(image.database.clone(), image.journal.clone());
                device.control.arm(Some(way.fault(call, for_good)));
                let failed = device.open(|journal| journal).err();
                assert!(matches!(failed, Some(Error::Io { .. })), "{}, call {call}: {failed:?}", way.name);
                assert!(device.recovered() == before, "{}, call {call}", way.name);
                cases += 1;
            }
        }
    }
    println!("{} calls in a recovery; {cases} failures", whole.control.calls());
}
