//! What the schemas that apply to a value make of it: the form of its type.

use super::facets::Facets;
use super::part::Part;
use super::tag::Discriminator;
use super::types::Types;
use super::{Lowering, Place};
use crate::fidelity::Outcome;
use crate::model::{Annotations, Check, Condition, OtherStrings, Shape, TypeUse};
use crate::pointer::Location;
use crate::settings::ImpliedTypes;
use serde_json::{Value, json};

/// What schemas hold.
pub(super) struct Content<'a> {
    pub form: Form<'a>,
    /// Whether `null` is valid beside it.
    pub nullable: bool,
    /// What is judged of the whole value.
    pub conditions: Vec<Condition>,
    /// What is said beside the values by a schema that is left of a choice.
    pub annotations: Annotations,
}

/// The form of a type, before it has a name.
pub(super) enum Form<'a> {
    /// A type that needs no name, and what is checked of its values.
    Plain(Shape, Vec<Check>),
    /// One of some strings, with what is said of each, and where it is said so, any other.
    Strings(Vec<(String, Annotations)>, Option<OtherStrings>),
    /// An object with named properties.
    Object,
    /// An array whose items are held one by one.
    Tuple,
    /// One of several types, by the type of JSON; each with the word for it.
    ByType(Vec<(Types, &'static str)>),
    /// One of several schemas of which no two take values of the same type of JSON.
    Disjoint(Chosen<'a>),
    /// One of several schemas.
    Union(Chosen<'a>),
}

/// The schemas of a choice.
pub(super) struct Chosen<'a> {
    /// The schema that has the choice.
    pub location: Location,
    /// `anyOf`, or `oneOf`, where exactly one must take a value.
    pub keyword: &'static str,
    pub variants: Vec<ChosenVariant<'a>>,
    /// Its tag, where one decides.
    pub tag: Option<Discriminator>,
}

/// A variant of a choice.
pub(super) struct ChosenVariant<'a> {
    pub name: String,
    /// Its own schema and what applies beside it.
    pub parts: Vec<Part<'a>>,
    /// The types that its values can have.
    pub types: Types,
}

impl<'a> Lowering<'a> {
    /// What schemas hold; `place` names the types made for their parts.
    pub(super) fn content(&mut self, facets: &mut Facets<'a>, place: &Place) -> Content<'a> {
        if self.implies_object(facets, place) {
            let reason = "`type` is missing: values of other types than object are rejected";
            self.note_narrowed(&facets.owner.clone(), "properties", reason, json!({ "type": "object" }), true);
            facets.types = Types::OBJECT;
            facets.typed = true;
        }
        let choice = self.choice(facets, place);
        let mut annotations = Annotations::default();
        let (mut form, nullable) = match choice.clone() {
            _ if facets.types.is_empty() => (Form::Plain(Shape::Never, Vec::new()), false),
            Some(choice) => self.chosen_form(facets, choice, place, &mut annotations),
            None => self.form(facets, place),
        };
        let conditions = match form {
            Form::Plain(Shape::Never, _) => Vec::new(),
            _ => self.conditions(facets, choice.as_ref(), &mut form, place),
        };
        if !place.private {
            self.note_untyped(facets, &form, &conditions);
        }
        Content { form, nullable, conditions, annotations }
    }

    /// Notes what no Rust type says, and why: values that are checked, but held as any are.
    fn note_untyped(&mut self, facets: &Facets<'a>, form: &Form<'a>, conditions: &[Condition]) {
        let is_any = |held: &TypeUse| matches!(held.shape, Shape::Any);
        let reason = match form {
            Form::Plain(Shape::Any, _) if !conditions.is_empty() => {
                "the conditions say which values are valid, but not what they are: held by serde_json::Value"
            }
            Form::Plain(Shape::Array(held) | Shape::Map(held), checks)
                if is_any(held) && checks.iter().any(|check| matches!(check, Check::Enum(_))) =>
            {
                "no Rust type has these arrays or objects as its only values: held by serde_json, and compared"
            }
            _ => return,
        };
        self.note(&facets.owner.clone(), "", Outcome::Untyped, reason);
    }

    /// Whether `properties` imply an object where nothing tells the type, as the settings say. A schema with an `if` is
    /// often one of values of several types.
    pub(super) fn implies_object(&self, facets: &Facets<'a>, place: &Place) -> bool {
        let says = |keyword: &str| facets.parts.iter().any(|part| part.get(keyword).is_some());
        let infers = self.settings.implied_types == ImpliedTypes::Infer && place.infers;
        infers && !facets.typed && self.constrained(facets) == Types::OBJECT && says("properties") && !says("if")
    }

    /// The form of values on which no choice decides, and whether `null` is valid beside it.
    fn form(&mut self, facets: &Facets<'a>, place: &Place) -> (Form<'a>, bool) {
        let constrained = self.constrained(facets);
        if facets.types == Types::ALL && (constrained == Types::NONE || !facets.typed) && facets.values.is_none() {
            let each: Vec<(Types, &'static str)> = constrained.each().map(|(types, _, word)| (types, word)).collect();
            if each.is_empty() {
                return (Form::Plain(Shape::Any, Vec::new()), false);
            }
            let others = Types::ALL.less(constrained);
            return (Form::ByType(each.into_iter().chain([(others, "other")]).collect()), false);
        }
        let others = facets.types.less(Types::NULL);
        let nullable = facets.types.has(Types::NULL) && !others.is_empty();
        let types = if others.is_empty() { facets.types } else { others };
        if types.only().is_some() {
            return (self.typed(facets, types, place), nullable);
        }
        let each = types.each().map(|(one, _, word)| match (one, types.has(Types::FRACTION)) {
            (Types::NUMBER, false) => (Types::INTEGER, "integer"),
            _ => (one, word),
        });
        (Form::ByType(each.collect()), nullable)
    }

    /// The form of values of one type of JSON.
    fn typed(&mut self, facets: &Facets<'a>, types: Types, place: &Place) -> Form<'a> {
        let facets = Facets { types, ..facets.clone() };
        match types {
            Types::NULL => Form::Plain(Shape::Null, Vec::new()),
            Types::BOOLEAN => {
                let values = facets.values_of(Types::BOOLEAN).filter(|values| values.len() < 2);
                Form::Plain(Shape::Boolean, values.map(Check::Enum).into_iter().collect())
            }
            Types::STRING => self.strings(&facets, place),
            Types::ARRAY => self.arrays(&facets, place),
            Types::OBJECT => self.objects(&facets, place),
            _ => self.numbers(&facets, place),
        }
    }

    /// Values of any type are held by `serde_json`, whose numbers have a limit.
    pub(super) fn note_any(&mut self, schema: &Part<'a>, values: &TypeUse, place: &Place) {
        if matches!(values.shape, Shape::Any) && !place.private {
            let reason = "values without a schema are held by serde_json::Value: their numbers beyond i64 and u64 come back \
                          rounded to f64";
            self.note(schema, "", Outcome::Lost, reason);
        }
    }
}

/// The keyword that names the values, where there are some: `const`, which leaves one at most, or `enum`.
pub(super) fn naming(facets: &Facets<'_>) -> &'static str {
    if facets.find("const").is_some() { "const" } else { "enum" }
}

/// One value alone is said by `const` where the schema says it so.
pub(super) fn constant(check: Check, facets: &Facets<'_>) -> Check {
    match check {
        Check::Enum(values) if values.len() == 1 && naming(facets) == "const" => {
            Check::Const(values.into_iter().next().unwrap_or(Value::Null))
        }
        check => check,
    }
}
