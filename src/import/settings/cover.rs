//! Finds the fewest and shortest steps that give each of many items the value that it should have.
//!
//! A step gives one value to all items that its selectors select, and later steps win. Broad steps come first, such as one
//! for all items, even if they are wrong for some. Then what is still wrong is named: by whole services, by whole
//! resources, and at last one by one.

use std::collections::{BTreeMap, HashMap};

/// What selects items: names by dimension, all of which have to fit. It selects all if it is empty.
pub type Selector = BTreeMap<&'static str, Vec<String>>;

/// A way to select several items.
#[derive(Debug)]
pub struct Broad {
    pub selector: Selector,
    pub members: Vec<usize>,
    /// Whether the selector is one name of many, which a list of names would hold as well.
    pub is_listed: bool,
}

/// Items that have one name in a dimension, among those that `shared` selects.
#[derive(Debug)]
pub struct Unit {
    pub shared: Selector,
    pub dimension: &'static str,
    pub name: String,
    pub members: Vec<usize>,
}

/// The ways to select items.
#[derive(Debug, Default)]
pub struct Space {
    pub broad: Vec<Broad>,
    /// Units from large to small ones, each with the number of items for which it is worth its name. The last ones have
    /// one item each.
    pub layers: Vec<(usize, Vec<Unit>)>,
}

/// A value for all items that one of the selectors selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub selectors: Vec<Selector>,
    pub value: usize,
}

/// About how many characters it takes to name one item.
const NAME: usize = 22;

/// How many characters a step has besides its selector and its value.
const FRAME: usize = 12;

/// How many items a step for one name of many must put right if it is wrong for others.
const MANY: usize = 8;

/// More broad steps than any provider needs.
const MAX_BROAD: usize = 40;

/// Returns the steps by which items get from one value each to another. Values are numbers, and `length` returns how many
/// characters it takes to write one.
pub fn cover(current: &[usize], targets: &[usize], space: &Space, length: &dyn Fn(usize) -> usize) -> Vec<Step> {
    let mut current = current.to_vec();
    let mut steps = Vec::new();
    while steps.len() < MAX_BROAD {
        let Some((broad, value)) = best(&current, targets, space, length) else { break };
        for member in &broad.members {
            if let Some(slot) = current.get_mut(*member) {
                *slot = value;
            }
        }
        steps.push(Step { selectors: vec![broad.selector.clone()], value });
    }
    steps.extend(named(&current, targets, space));
    steps
}

/// Returns the broad step that saves most characters, if one saves any.
fn best<'s>(
    current: &[usize],
    targets: &[usize],
    space: &'s Space,
    length: &dyn Fn(usize) -> usize,
) -> Option<(&'s Broad, usize)> {
    let mut best: Option<(usize, &Broad, usize)> = None;
    for broad in &space.broad {
        let Some((value, gain)) = gain(broad, current, targets) else { continue };
        let cost = FRAME + length(value) + written(&broad.selector);
        let saved = (gain * NAME).saturating_sub(cost);
        if saved > best.map_or(0, |(most, _, _)| most) {
            best = Some((saved, broad, value));
        }
    }
    best.map(|(_, broad, value)| (broad, value))
}

/// Returns the value that puts most members right, and how many more than it makes wrong.
fn gain(broad: &Broad, current: &[usize], targets: &[usize]) -> Option<(usize, usize)> {
    let mut fixed: HashMap<usize, usize> = HashMap::new();
    let mut kept: HashMap<usize, usize> = HashMap::new();
    let mut right = 0;
    for (now, wanted) in broad.members.iter().filter_map(|member| Some((current.get(*member)?, targets.get(*member)?)))
    {
        let count = if now == wanted { kept.entry(*wanted) } else { fixed.entry(*wanted) };
        *count.or_default() += 1;
        right += usize::from(now == wanted);
    }
    let of_value = |(value, fixed): (&usize, &usize)| {
        let broken = right - kept.get(value).copied().unwrap_or_default();
        let is_whole = fixed + kept.get(value).copied().unwrap_or_default() == broad.members.len();
        let is_better_listed = broad.is_listed && (is_whole || *fixed < broken + MANY);
        fixed.checked_sub(broken).filter(|gain| *gain > 0 && !is_better_listed).map(|gain| (*value, gain))
    };
    // Of values that put equally many right, the first.
    fixed.iter().filter_map(of_value).max_by_key(|(value, gain)| (*gain, std::cmp::Reverse(*value)))
}

fn written(selector: &Selector) -> usize {
    selector
        .iter()
        .map(|(dimension, names)| dimension.len() + names.iter().map(|name| name.len() + 4).sum::<usize>())
        .sum()
}

/// Returns a step for each value that some items still lack, which selects no item that should have another.
fn named(current: &[usize], targets: &[usize], space: &Space) -> Vec<Step> {
    let mut is_wrong: Vec<bool> = current.iter().zip(targets).map(|(now, wanted)| now != wanted).collect();
    let mut by_value: BTreeMap<usize, Vec<&Unit>> = BTreeMap::new();
    for (least, layer) in &space.layers {
        for unit in layer {
            let lacking = unit.members.iter().filter(|member| is_wrong.get(**member) == Some(&true)).count();
            let Some(value) = only(unit, targets).filter(|_| lacking >= *least) else { continue };
            by_value.entry(value).or_default().push(unit);
            for member in &unit.members {
                is_wrong.get_mut(*member).into_iter().for_each(|it| *it = false);
            }
        }
    }
    by_value.into_iter().map(|(value, units)| Step { selectors: selectors(&units), value }).collect()
}

/// Returns the value that all members of a unit should have, if it is one.
fn only(unit: &Unit, targets: &[usize]) -> Option<usize> {
    let mut values = unit.members.iter().filter_map(|member| targets.get(*member));
    let first = values.next()?;
    values.all(|value| value == first).then_some(*first)
}

/// Returns selectors of units, of which those that differ in one name share a list of names.
fn selectors(units: &[&Unit]) -> Vec<Selector> {
    let mut lists: Vec<((&Selector, &'static str), Vec<String>)> = Vec::new();
    for unit in units {
        let key = (&unit.shared, unit.dimension);
        match lists.iter_mut().find(|(known, _)| *known == key) {
            Some((_, names)) => names.push(unit.name.clone()),
            None => lists.push((key, vec![unit.name.clone()])),
        }
    }
    let selector = |((shared, dimension), names): ((&Selector, &'static str), Vec<String>)| {
        let mut selector = shared.clone();
        selector.insert(dimension, names);
        selector
    };
    lists.into_iter().map(selector).collect()
}
