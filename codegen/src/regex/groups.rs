//! The groups of a regular expression that references speak of: which of them have a text at a place.
//!
//! In ECMA-262, a reference to a group without a text matches the empty text, and each turn of a repetition begins with
//! its groups without a text. The engine's reference to such a group matches nothing, and its groups keep the text of the
//! turn before: where that makes a difference, the reference is refused.

use super::tree::{Node, Tree};

/// Whether a group has a text.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Unset,
    Maybe,
    Set,
    /// The engine may hold a text of it that ECMA-262 does not.
    Unsure,
}

/// What is known of each group, by its number.
#[derive(Clone)]
pub(super) struct States(Vec<State>);

/// The groups, as a tree is walked along.
pub(super) struct Groups<'a> {
    states: Vec<State>,
    names: &'a [(String, usize)],
    /// Whether there is a reference to any.
    referred: bool,
    /// How many look-behinds are around, where what stands behind is matched first.
    behind: usize,
}

impl<'a> Groups<'a> {
    pub fn new(tree: &'a Tree) -> Self {
        let (mut highest, mut referred) = (0, false);
        visit(&tree.node, &mut |node| match node {
            Node::Group(number, _) => highest = highest.max(*number),
            Node::Back(_) | Node::BackTo(_) => referred = true,
            _ => {}
        });
        Groups { states: vec![State::Unset; highest + 1], names: &tree.names, referred, behind: 0 }
    }

    pub fn state(&self) -> States {
        States(self.states.clone())
    }

    pub fn set(&mut self, States(states): States) {
        self.states = states;
    }

    /// A group has a text from here on.
    pub fn close(&mut self, number: usize) {
        self.states[number] = if self.behind > 0 { State::Unsure } else { State::Set };
    }

    /// Goes on behind one of several alternatives.
    pub fn meet(&mut self, ends: Vec<States>) {
        let met = ends.into_iter().map(|States(states)| states).reduce(|mut one, other| {
            one.iter_mut().zip(other).for_each(|(one, other)| *one = either(*one, other));
            one
        });
        self.states = met.unwrap_or_default();
    }

    /// Begins a part that is repeated.
    pub fn repeat(&mut self, node: &Node, most: Option<u32>) -> States {
        let before = self.state();
        // A turn begins without its groups, of which the engine may still have those that not every turn has.
        if most != Some(1) {
            let sure = always(node);
            visit(node, &mut |node| {
                if let Node::Group(number, _) = node {
                    let known = sure.contains(number);
                    self.states[*number] = if known { State::Unset } else { State::Unsure };
                }
            });
        }
        before
    }

    /// Ends a part that is repeated.
    pub fn repeated(&mut self, before: States, least: u32, most: Option<u32>) {
        let end = self.state();
        if most == Some(0) {
            self.set(before);
        } else if least == 0 {
            self.meet(vec![before, end]);
        }
    }

    pub fn look(&mut self, behind: bool) -> States {
        self.behind += usize::from(behind);
        self.state()
    }

    /// Ends a look-around; the groups of a negated one are without a text behind it.
    pub fn looked(&mut self, before: States, behind: bool, negated: bool) {
        self.behind -= usize::from(behind);
        if negated {
            self.set(before);
        }
    }

    /// A reference to a group.
    ///
    /// # Errors
    /// Why the engine would not take it as ECMA-262 does.
    pub fn reference(&self, number: usize) -> Result<String, String> {
        if self.behind > 0 {
            return Err("a reference to a group inside a look-behind".to_owned());
        }
        match self.states.get(number) {
            Some(State::Set) => Ok(format!(r"(?:\{number})")),
            Some(State::Maybe) => Ok(format!(r"(?({number})\{number}|)")),
            Some(State::Unset) => Ok("(?:)".to_owned()),
            _ => Err("a reference to a group that only some turns of a repetition have".to_owned()),
        }
    }

    /// A reference to a group by its name.
    ///
    /// # Errors
    /// Why the engine would not take it as ECMA-262 does.
    pub fn reference_to(&self, name: &str) -> Result<String, String> {
        let mut known = self.names.iter().filter(|(known, _)| known == name);
        match (known.next(), known.next()) {
            (Some((_, number)), None) => self.reference(*number),
            _ => Err(format!("a reference to `{name}`, which is not the name of a single group")),
        }
    }

    /// # Errors
    /// That there are references, which are not followed at this place.
    pub fn refuse_references(&self, place: &str) -> Result<(), String> {
        if self.referred { Err(format!("a reference to a group {place}")) } else { Ok(()) }
    }
}

fn either(one: State, other: State) -> State {
    match (one, other) {
        (State::Unsure, _) | (_, State::Unsure) => State::Unsure,
        (one, other) if one == other => one,
        _ => State::Maybe,
    }
}

/// The groups that a match of a node always gives a text.
fn always(node: &Node) -> Vec<usize> {
    match node {
        Node::Group(number, node) => always(node).into_iter().chain([*number]).collect(),
        Node::Sequence(nodes) => nodes.iter().flat_map(always).collect(),
        Node::IgnoringCase(_, node)
        | Node::Look { negated: false, node, .. }
        | Node::Repeat { node, least: 1.., .. } => always(node),
        Node::Either(branches) => {
            let mut branches = branches.iter().map(always);
            let first = branches.next().unwrap_or_default();
            branches.fold(first, |met, other| met.into_iter().filter(|number| other.contains(number)).collect())
        }
        _ => Vec::new(),
    }
}

fn visit(node: &Node, see: &mut impl FnMut(&Node)) {
    see(node);
    match node {
        Node::Group(_, node) | Node::Look { node, .. } | Node::IgnoringCase(_, node) | Node::Repeat { node, .. } => {
            visit(node, see);
        }
        Node::Sequence(nodes) | Node::Either(nodes) => nodes.iter().for_each(|node| visit(node, see)),
        _ => {}
    }
}
