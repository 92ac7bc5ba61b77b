//! Documents to the model: a named type for every schema that needs one, and what becomes of each keyword.
//!
//! All schemas that apply to a value in place are taken [together](facets): what they say decides the
//! [form](content::Form) of one type. What no Rust type says is a [condition](conditions). Every narrowing, re-spelling
//! or loss goes into the fidelity report.

mod array;
mod bases;
mod branches;
mod budget;
mod circles;
mod conditions;
mod content;
mod exactness;
mod facets;
mod names;
mod naming;
mod object;
mod part;
mod scalars;
mod tag;
mod types;
mod union;
mod values;

pub(crate) use names::type_name;
pub(crate) use scalars::{lower_bound, upper_bound};

use crate::diagnostic::{Diagnostic, Diagnostics, Problem};
use crate::fidelity::{Entry, Fidelity, Narrowing, Outcome, Severity};
use crate::json::Node;
use crate::keyword::{Holds, Keyword, Role};
use crate::load::{Document, Documents};
use crate::model::TypeVariant;
use crate::model::{
    Annotations, ByType, Condition, Kind, Model, Module, Shape, Strings, TypeDef, TypeId, TypeUse, Variant,
};
use crate::pointer::{Location, Pointer};
use crate::regex::Regex;
use crate::settings::Settings;
use budget::Budget;
use content::{Content, Form, naming};
use exactness::Exactness;
use facets::Facets;
use names::{distinct, variant_name};
use naming::{Asked, Naming};
use part::{Key, Part};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use toml::Spanned;
use types::Types;

/// How deep types without a name of their own nest at most; schemas themselves nest less.
const DEEPEST: usize = 200;

/// How deep arrays and maps nest at which they get a name: rustc bounds how deep types nest.
const NESTED: usize = 12;

/// The types that the documents become, and the places where they mean less.
///
/// # Errors
/// Patterns that are none, schemas that apply themselves without end or combine in too many ways, and names in the
/// settings that are wrong or match nothing.
pub fn lower(documents: &Documents, settings: &Settings) -> Result<(Model, Fidelity), Diagnostics> {
    let mut lowering = Lowering::new(documents, settings);
    lowering.declare_all();
    let mut next = 0;
    while let Some((id, part)) = lowering.declared.get(next).cloned() {
        lowering.define(id, &part);
        if lowering.budget.is_exhausted() {
            lowering.problems.push(part.problem(Problem::TooEntangled));
            return Err(Diagnostics(each_once(lowering.problems)));
        }
        next += 1;
    }
    lowering.finish()
}

/// Where a schema without a name of its own is used.
#[derive(Clone)]
struct Place {
    /// What a type made for it is called: the words of its owner and its role there.
    called: String,
    /// Whether it is the whole schema of a property, so that the property's field can hold checks.
    field: bool,
    /// Whether values are only judged there, never kept.
    private: bool,
    /// Whether what is not said of a type may be inferred there, as the settings say: not where values are judged, nor
    /// of the values of a map, among which unlike ones often share a schema.
    infers: bool,
    /// The module of the types made for it.
    module: usize,
}

impl Place {
    /// The same place, where a type that is made for it is called otherwise.
    fn of(&self, called: String) -> Place {
        let called = if self.private { format!("{called}-judged") } else { called };
        Place { called, ..self.clone() }
    }

    /// How late the names of types are given that are made for it.
    fn rank(&self) -> usize {
        if self.private { 3 } else { 2 }
    }

    /// A place inside the type that is made here.
    fn below(&self, role: &str, field: bool) -> Place {
        Place { called: format!("{}-{role}", self.called), field, infers: !self.private, ..self.clone() }
    }

    /// The place of the values of a map that is made here.
    fn values(&self, role: &str) -> Place {
        Place { infers: false, ..self.below(role, false) }
    }

    /// A place where values are judged for the type that is made here.
    fn judged(&self, role: &str) -> Place {
        Place { private: true, infers: false, ..self.below(role, false) }
    }
}

/// What became of the schemas that apply to a value.
enum Made {
    /// Their type is being made; it has a name already where it is used inside itself.
    Begun(Option<TypeId>),
    /// This type, which may be being made still, or `null` where that is said.
    Named(TypeId, bool),
}

/// Where the schemas of a type stand, as [`TypeDef`] says it.
struct Located {
    location: Location,
    schemas: Vec<Location>,
    bases: Vec<Location>,
    described_inside: Option<String>,
    /// The schema that says the type of the values, and its keyword.
    typed_by: (Location, &'static str),
}

/// What tells apart the types that are made for schemas: those that hold a value, those that judge it, and the place.
type Together = (Vec<Key>, Vec<Key>, bool, bool, usize);

struct Lowering<'a> {
    documents: &'a Documents,
    settings: &'a Settings,
    /// The anchors that dynamic references look for.
    dynamic: BTreeSet<String>,
    /// Where a schema with a type of its own name stands: documents, `$defs`, and what a reference leads to.
    named: BTreeSet<Location>,
    /// The types of those that were met, in that order.
    declared: Vec<(TypeId, Part<'a>)>,
    ids: HashMap<(Location, part::Scope), TypeId>,
    made: HashMap<Together, Made>,
    budget: Budget,
    /// The regular expressions of the documents, by their texts.
    regexes: HashMap<&'a str, Result<Arc<Regex>, String>>,
    /// The types that the choices of each schema leave, as deep as they were looked into.
    chosen: RefCell<HashMap<(Key, usize), Types>>,
    /// Whether schemas apply themselves in place, as far as that is known.
    circular: RefCell<HashMap<Key, bool>>,
    /// How exact the types of schemas are.
    exact: RefCell<HashMap<Key, Exactness>>,
    /// How many types without a name of their own the one that is being made is inside of.
    depth: usize,
    naming: Naming,
    branch_names: RefCell<HashMap<(Location, &'static str), Vec<String>>>,
    modules: Vec<Module>,
    /// The position of each module, by the name of its document.
    module_of: HashMap<&'a str, usize>,
    types: Vec<Option<TypeDef>>,
    /// The name that each type asks for.
    asked: Vec<Asked<'a>>,
    entries: Vec<Entry>,
    problems: Vec<Diagnostic>,
    /// The locations of the settings' names that were used.
    used: BTreeSet<String>,
}

impl<'a> Lowering<'a> {
    fn new(documents: &'a Documents, settings: &'a Settings) -> Self {
        Lowering {
            documents,
            settings,
            dynamic: part::dynamic(documents),
            named: documents.targets().cloned().collect(),
            declared: Vec::new(),
            ids: HashMap::default(),
            made: HashMap::default(),
            budget: Budget::new(),
            regexes: scalars::regexes(documents),
            chosen: RefCell::new(HashMap::default()),
            circular: RefCell::new(HashMap::default()),
            exact: RefCell::new(HashMap::default()),
            depth: 0,
            naming: Naming::of(documents),
            branch_names: RefCell::new(HashMap::default()),
            modules: Vec::new(),
            module_of: HashMap::default(),
            types: Vec::new(),
            asked: Vec::new(),
            entries: Vec::new(),
            problems: Vec::new(),
            used: BTreeSet::new(),
        }
    }

    /// Gives a name to every type that has one of its own, before the types that are called after their use. Of vendored
    /// documents, only what is referred to becomes a type.
    fn declare_all(&mut self) {
        let documents = self.documents;
        for document in documents.iter() {
            self.named.insert(document.location(Pointer::root()));
        }
        let own: Vec<&Document> = documents.iter().filter(|document| !document.vendored).collect();
        for document in &own {
            let module = self.module(document);
            let root = self.root(document);
            let id = self.declare(&root);
            self.modules[module].root = Some(id);
            let mut definitions = Vec::new();
            self.definitions(&root, &mut definitions);
            for definition in definitions {
                self.named.insert(definition.location());
                self.declare_definition(&definition);
            }
        }
        let targets: BTreeSet<&Location> = documents.targets().collect();
        for location in targets {
            if documents.get(&location.document).is_some_and(|document| !document.vendored)
                && let Some(part) = self.part(location, &part::Scope::default())
            {
                self.declare_definition(&part);
            }
        }
    }

    /// Gives a name to the type of a schema inside a document of the schema folder.
    fn declare_definition(&mut self, part: &Part<'a>) {
        let (id, module) = (self.declare(part), self.module(part.document));
        let Module { root, definitions, .. } = &mut self.modules[module];
        if *root != Some(id) {
            definitions.insert(id);
        }
    }

    /// The module of a document's types.
    fn module(&mut self, document: &'a Document) -> usize {
        if let Some(known) = self.module_of.get(document.name.as_str()) {
            return *known;
        }
        let name = names::module_name(&document.name);
        if let Some(other) = self.modules.iter().find(|module| module.name == name) {
            let problem = Problem::RepeatedModule { module: name.clone(), other: other.document.clone() };
            self.problems.push(document.problem(problem, document.root.span.clone(), Pointer::root()));
        }
        self.modules.push(Module {
            name,
            document: document.name.clone(),
            id: ["$id", "id"]
                .iter()
                .find_map(|keyword| document.root.get(keyword))
                .and_then(Node::as_str)
                .map(str::to_owned),
            text: document.text.to_string(),
            root: None,
            definitions: BTreeSet::new(),
        });
        let position = self.modules.len() - 1;
        self.module_of.insert(&document.name, position);
        position
    }

    /// The schemas of `$defs` and `definitions`, in the order of the text.
    fn definitions(&self, schema: &Part<'a>, found: &mut Vec<Part<'a>>) {
        for member in schema.members() {
            let Some(keyword) = Keyword::find(&member.name, schema.dialect) else { continue };
            for below in member.value.members() {
                if keyword.holds == Holds::SchemaMap {
                    let below = self.child(schema, &[&member.name, &below.name], &below.value);
                    if keyword.role == Role::Core {
                        found.push(below.clone());
                    }
                    self.definitions(&below, found);
                }
            }
            if keyword.holds == Holds::Schema {
                self.definitions(&self.child(schema, &[&member.name], &member.value), found);
            }
        }
    }

    /// Whether a schema has a type of its own name.
    fn is_declared(&self, part: &Part<'a>) -> bool {
        part.without == part::Without::default() && self.named.contains(&part.location())
    }

    /// The type of a schema that has one of its own name.
    fn declare(&mut self, part: &Part<'a>) -> TypeId {
        let key = (part.location(), part.scope.clone());
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let module = self.module(part.document);
        let called = self.called(&part.location());
        let id = self.name(part, module, called, self.rank(part), Types::ALL);
        self.ids.insert(key, id);
        self.declared.push((id, part.clone()));
        id
    }

    /// A new type that is called so, where the settings do not say otherwise; of values of these types.
    fn name(&mut self, part: &Part<'a>, module: usize, called: String, rank: usize, types: Types) -> TypeId {
        let chosen = self.chosen(&self.settings.types, part, |name| type_name(name) == name);
        let apart = types.only().and_then(|_| types.each().next()).map_or("value", |(.., word)| word);
        let called = chosen.map_or(called, |name| name.get_ref().clone());
        self.asked.push(Asked { module, rank, location: part.location(), called, apart, chosen });
        self.types.push(None);
        TypeId(self.types.len() - 1)
    }

    /// The name that a table of the settings gives to a schema, once.
    fn chosen(
        &mut self,
        table: &'a BTreeMap<Spanned<String>, Spanned<String>>,
        part: &Part<'a>,
        fits: impl Fn(&str) -> bool,
    ) -> Option<&'a Spanned<String>> {
        let location = part.location().to_string();
        let (_, name) = table.iter().find(|(key, _)| *key.get_ref() == location)?;
        if !fits(name.get_ref()) {
            let message = format!("`{}` is not a Rust name of the case that is usual here", name.get_ref());
            self.problems.push(self.settings.problem(name.span(), message));
        }
        self.used.insert(location).then_some(name)
    }

    fn define(&mut self, id: TypeId, part: &Part<'a>) {
        if self.applies_itself(part) {
            self.problems.push(part.problem(Problem::CircularSchema));
        }
        let called = self.asked[id.0].called.clone();
        let module = self.module(part.document);
        let place = Place { called, field: false, private: false, infers: true, module };
        let parts = self.essential(vec![part.clone()]);
        if let [only] = &parts[..]
            && only.key() != part.key()
            && self.is_declared(only)
        {
            let target = TypeUse::of(Shape::Named(self.declare(only)));
            let annotations = self.annotations(part, Types::ALL);
            let located = Located {
                location: part.location(),
                schemas: self.schemas([part]),
                bases: Vec::new(),
                described_inside: None,
                typed_by: (part.location(), ""),
            };
            return self.fill(id, located, annotations, &place, false, Kind::Newtype(target), Vec::new());
        }
        let mut facets = self.facets(part, &parts);
        let content = self.content(&mut facets, &place);
        self.define_as(id, &facets, content, &place, false);
    }

    /// How a value is held that schemas of several others apply to, like one of a property that two of `allOf` name: as what
    /// they say together, but for those that make [types of their own](Lowering::is_apart). The first of these holds the
    /// value, and the others judge it. What is said of the use is what the first one says of it.
    fn held_all(&mut self, parts: Vec<Part<'a>>, place: &Place) -> TypeUse {
        let mut found = false;
        let (judging, holding): (Vec<_>, Vec<_>) = match parts.len() {
            0 | 1 => (Vec::new(), parts),
            _ => {
                let types = self.facets(&parts[0], &parts).types;
                // A named type of arrays or objects is best left as it is.
                let is_named = |part: &Part<'a>| self.is_named(part);
                let is_kept = types.has(Types::ARRAY | Types::OBJECT) && parts.iter().any(is_named);
                let types = if is_kept { Types::ALL } else { types };
                parts.into_iter().partition(|part| self.is_apart(part, types) && std::mem::replace(&mut found, true))
            }
        };
        let is_one = holding.len() + judging.len() == 1;
        let said = holding.iter().chain(&judging).filter(|_| !is_one).map(|part| self.said_of(part));
        let said = said.fold(Annotations::default(), Annotations::and);
        let (is_merged, known) = (holding.len() > 1, self.types.len());
        let held = if judging.is_empty() {
            self.held_together(holding, place)
        } else {
            let owner = holding[0].clone();
            let schemas = self.schemas(holding.iter());
            TypeUse { schemas, ..self.made(&owner, &holding, &judging, place) }
        };
        // A type that stands where it is used is of no other schemas than these.
        if let Shape::Named(id) = held.shape
            && (is_merged && id.0 >= known)
            && let Some(def) = self.types[id.0].as_mut().filter(|def| def.inline)
        {
            def.annotations = std::mem::take(&mut def.annotations).and(said.clone());
        }
        TypeUse { annotations: held.annotations.and(said), ..held }
    }

    /// How the values of schemas are held that apply together; the first one's annotations are those of the use.
    fn held_together(&mut self, parts: Vec<Part<'a>>, place: &Place) -> TypeUse {
        let mut schemas = self.schemas(parts.iter().filter(|part| !self.is_declared(part)));
        let held = self.held_as_one(parts, place);
        schemas.extend(held.schemas.iter().filter(|schema| !schemas.contains(schema)).cloned().collect::<Vec<_>>());
        TypeUse { schemas, ..held }
    }

    fn held_as_one(&mut self, parts: Vec<Part<'a>>, place: &Place) -> TypeUse {
        let Some(owner) = parts.first().cloned() else { return TypeUse::of(Shape::Any) };
        // Values are judged by the type that users get of a schema, where that is exact.
        let is_held = |lowering: &Self, part: &Part<'a>| {
            lowering.is_declared(part) && (!place.private || lowering.is_exact(part))
        };
        if let [only] = &parts[..]
            && is_held(self, only)
        {
            return TypeUse::of(Shape::Named(self.declare(only)));
        }
        let parts = self.essential(parts);
        let held = match self.telling(&parts)[..] {
            // No type says what is said of the values.
            [] => return TypeUse { annotations: self.said_of(&owner), ..TypeUse::of(Shape::Any) },
            [only] if is_held(self, only) => TypeUse::of(Shape::Named(self.declare(only))),
            _ => return self.made(&owner, &parts, &[], place),
        };
        TypeUse { annotations: self.annotations(&owner, Types::ALL), ..held }
    }

    /// How the values of these schemas are held, which others may judge, made once for all their uses.
    fn made(&mut self, owner: &Part<'a>, parts: &[Part<'a>], judging: &[Part<'a>], place: &Place) -> TypeUse {
        let keys = |parts: &[Part<'a>]| parts.iter().map(Part::key).collect();
        // A schema by itself is called after its place in the document, whoever makes use of it first.
        let place = &match parts {
            [only] if judging.is_empty() && only.without == part::Without::default() => {
                place.of(self.called(&only.location()))
            }
            _ => place.clone(),
        };
        let together: Together = (keys(parts), keys(judging), place.private, place.infers, place.module);
        match self.made.get(&together) {
            Some(Made::Named(id, nullable)) => {
                let (shape, nullable) = (Shape::Named(*id), *nullable);
                let annotations = self.annotations(owner, Types::ALL);
                return TypeUse { nullable, annotations, ..TypeUse::of(shape) };
            }
            Some(Made::Begun(Some(id))) => {
                let shape = Shape::Named(*id);
                let annotations = self.annotations(owner, Types::ALL);
                return TypeUse { annotations, ..TypeUse::of(shape) };
            }
            Some(Made::Begun(None)) => {
                // It is used inside itself, so it needs a name.
                let id = self.name(owner, place.module, place.called.clone(), place.rank(), Types::ALL);
                self.made.insert(together, Made::Begun(Some(id)));
                return TypeUse::of(Shape::Named(id));
            }
            None => {}
        }
        if self.depth == DEEPEST {
            self.budget.exhaust();
        }
        if !self.budget.spend() {
            return TypeUse::of(Shape::Any);
        }
        self.depth += 1;
        self.made.insert(together.clone(), Made::Begun(None));
        // A schema by itself is what its type is of, whoever refers to it first.
        let own = if let [only] = parts { only } else { owner };
        let mut facets = self.facets(own, parts);
        let content = if judging.is_empty() {
            self.content(&mut facets, place)
        } else {
            let held = self.held_together(parts.to_vec(), &place.below("value", false));
            let conditions = self.also(judging, place);
            let form = Form::Plain(held.shape, Vec::new());
            Content { form, nullable: held.nullable, conditions, annotations: Annotations::default() }
        };
        let begun = match self.made.get(&together) {
            Some(Made::Begun(begun)) => *begun,
            _ => None,
        };
        let said = self.annotations(owner, facets.types).and(content.annotations.clone());
        let (used, id) = self.shape(&facets, content, place, begun, Some(&together));
        let mut schemas = Vec::new();
        if id.is_none() {
            self.made.remove(&together);
            schemas = self.schemas(&facets.parts);
        }
        self.depth -= 1;
        TypeUse { annotations: said, schemas, ..used }
    }

    /// The type for some content: a new one where it needs a name. Only a field can hold checks beside its type;
    /// elsewhere a newtype does.
    fn shape(
        &mut self,
        facets: &Facets<'a>,
        content: Content<'a>,
        place: &Place,
        begun: Option<TypeId>,
        together: Option<&Together>,
    ) -> (TypeUse, Option<TypeId>) {
        let nullable = content.nullable && content.conditions.is_empty() && begun.is_none();
        match content.form {
            Form::Plain(shape, checks)
                if begun.is_none()
                    && content.conditions.is_empty()
                    && (checks.is_empty() || place.field)
                    && depth(&shape) < NESTED =>
            {
                let checks = facets.all_located(checks);
                let annotations = self.annotations(&facets.owner, facets.types).and(content.annotations);
                (TypeUse { nullable, checks, annotations, ..TypeUse::of(shape) }, None)
            }
            _ => {
                let called = || place.called.clone();
                let id = begun
                    .unwrap_or_else(|| self.name(&facets.owner, place.module, called(), place.rank(), facets.types));
                if let Some(together) = together {
                    self.made.insert(together.clone(), Made::Named(id, nullable));
                }
                let content = Content { nullable: content.nullable && !nullable, ..content };
                let place = Place { called: self.asked[id.0].called.clone(), ..place.clone() };
                self.define_as(id, facets, content, &place, true);
                let annotations = self.annotations(&facets.owner, facets.types);
                (TypeUse { nullable, annotations, ..TypeUse::of(Shape::Named(id)) }, Some(id))
            }
        }
    }

    /// Fills a named type with its content.
    fn define_as(&mut self, id: TypeId, facets: &Facets<'a>, content: Content<'a>, place: &Place, inline: bool) {
        let Content { form, nullable, conditions, annotations } = content;
        let typed_by = match &form {
            Form::Disjoint(chosen) | Form::Union(chosen) => (chosen.location.clone(), chosen.keyword),
            _ => (facets.typed_by().location(), facets.typed_keyword()),
        };
        let kind = if nullable {
            let content =
                Content { form, nullable: false, conditions: Vec::new(), annotations: Annotations::default() };
            let (held, _) = self.shape(facets, content, &place.below("value", false), None, None);
            Kind::Newtype(TypeUse { nullable: true, annotations: Annotations::default(), ..held })
        } else {
            self.kind(facets, form, place)
        };
        let annotations = self.annotations(&facets.owner, facets.types).and(annotations);
        let located = Located {
            location: facets.owner.location(),
            schemas: self.schemas(std::iter::once(&facets.owner).chain(&facets.parts)),
            bases: if matches!(kind, Kind::Struct(_)) && !place.private { self.bases(facets) } else { Vec::new() },
            described_inside: self.described_inside(&facets.owner),
            typed_by,
        };
        self.fill(id, located, annotations, place, inline, kind, conditions);
    }

    fn kind(&mut self, facets: &Facets<'a>, form: Form<'a>, place: &Place) -> Kind {
        match form {
            Form::Plain(shape, checks) => {
                let checks = facets.all_located(checks);
                Kind::Newtype(TypeUse { checks, ..TypeUse::of(shape) })
            }
            Form::Strings(values, None) if values.is_empty() => Kind::Newtype(TypeUse::of(Shape::Never)),
            Form::Strings(values, others) => {
                let variants = variants(values, others.as_ref().map(|others| &*others.name), &place.called);
                Kind::Enum(Strings { keyword: naming(facets), variants, others })
            }
            Form::Object => Kind::Struct(self.object(facets, place)),
            Form::Tuple => Kind::Tuple(self.tuple(facets, place)),
            Form::ByType(each) => {
                let variants = each
                    .into_iter()
                    .map(|(types, word)| {
                        let place = place.below(word, false);
                        let kinds = types.each().map(|(_, kind, _)| kind).collect();
                        let held = if word == "other" {
                            TypeUse::of(Shape::Any)
                        } else {
                            let mut facets = facets.restricted(types);
                            let content = self.content(&mut facets, &place);
                            let (held, _) = self.shape(&facets, content, &place, None, None);
                            TypeUse { annotations: Annotations::default(), ..held }
                        };
                        TypeVariant { name: variant_name(word), types: kinds, held }
                    })
                    .collect();
                Kind::ByType(ByType { keyword: facets.typed_keyword(), variants })
            }
            Form::Disjoint(chosen) => Kind::ByType(self.disjoint(chosen, place)),
            Form::Union(chosen) => Kind::Union(self.union(chosen, place)),
        }
    }

    #[allow(clippy::too_many_arguments, reason = "all that a definition is made of")]
    fn fill(
        &mut self,
        id: TypeId,
        located: Located,
        annotations: Annotations,
        place: &Place,
        inline: bool,
        kind: Kind,
        conditions: Vec<Condition>,
    ) {
        let (module, private) = (place.module, place.private);
        let name = String::new();
        let Located { location, schemas, bases, described_inside, typed_by: (typed_by, typed_keyword) } = located;
        let def = TypeDef {
            module,
            name,
            location,
            schemas,
            bases,
            described_inside,
            typed_by,
            typed_keyword,
            annotations,
            inline,
            kind,
            conditions,
            private,
        };
        self.types[id.0] = Some(def);
    }

    /// What a schema of values of these types says beside them.
    fn annotations(&self, part: &Part<'a>, types: Types) -> Annotations {
        let mut annotations = Annotations::default();
        let format_is_held = types.has(Types::STRING) && self.asserted_format(part).is_some();
        for member in part.members() {
            let value = || member.value.to_value();
            match member.name.as_str() {
                "title" => annotations.title = member.value.as_str().map(str::to_owned),
                "description" => annotations.description = member.value.as_str().map(str::to_owned),
                "deprecated" if value() == true => annotations.deprecated = true,
                "format" if format_is_held => {}
                name if name == "format" || Keyword::annotates(member, *part.dialect) => {
                    annotations.others.push((member.name.clone(), value()));
                }
                // The type, its fields or its checks hold it, or it speaks of values that the type does not have.
                _ => {}
            }
        }
        // The order of keywords means nothing.
        annotations.others.sort_by(|(a, _), (b, _)| a.cmp(b));
        annotations
    }

    /// What a schema says of values beside them, or one that it only refers to.
    fn said_of(&self, part: &Part<'a>) -> Annotations {
        let mut said = self.annotations(part, Types::ALL);
        let mut seen = BTreeSet::new();
        let mut part = part.clone();
        while !self.asserts(&part) && seen.insert(part.key()) {
            let [only] = &self.applied(&part)[..] else { break };
            said = said.and(self.annotations(only, Types::ALL));
            part = only.clone();
        }
        said
    }

    /// Notes that some values do not come back as they were.
    fn note(&mut self, part: &Part<'a>, keyword: &str, outcome: Outcome, reason: &str) {
        self.enter(part, keyword, outcome, reason, None);
    }

    /// Notes that a schema's type accepts only the values that `only` accepts too.
    /// `derived` is whether the derived schema says so too.
    fn note_narrowed(&mut self, part: &Part<'a>, keyword: &str, reason: &str, only: serde_json::Value, derived: bool) {
        let narrowing = Narrowing { schema: part.location(), only, derived };
        self.enter(part, keyword, Outcome::Narrowed, reason, Some(narrowing));
    }

    fn enter(&mut self, part: &Part<'a>, keyword: &str, outcome: Outcome, reason: &str, narrowing: Option<Narrowing>) {
        let present = part.node.get(keyword).is_some();
        let pointer = if present { part.pointer.child(keyword) } else { part.pointer.clone() };
        let (location, reason) = (part.document.location(pointer), reason.to_owned());
        self.entries.push(Entry { location, outcome, severity: Severity::Note, reason, accepted: None, narrowing });
    }

    fn finish(mut self) -> Result<(Model, Fidelity), Diagnostics> {
        for (key, _) in self.settings.types.iter().chain(&self.settings.fields) {
            if !self.used.contains(key.get_ref()) {
                let message = format!("`{}` matches no type or field; expected `document#pointer`", key.get_ref());
                self.problems.push(self.settings.problem(key.span(), message));
            }
        }
        if let Some(missing) = self.types.iter().position(Option::is_none) {
            let message = format!("the type `{}` was named, but not defined", self.asked[missing].called);
            let path = self.documents.iter().next().map(|document| document.path.clone()).unwrap_or_default();
            self.problems.push(Diagnostic::of_file(path, Problem::Internal { message }));
        }
        let names = self.given_names();
        let types: Vec<TypeDef> =
            self.types.into_iter().flatten().zip(names).map(|(def, name)| TypeDef { name, ..def }).collect();
        let model = Model { modules: self.modules, types };
        if self.problems.is_empty() {
            self.problems.extend(circles::problems(&model, self.documents));
        }
        if !self.problems.is_empty() {
            return Err(Diagnostics(each_once(self.problems)));
        }
        self.entries.sort_by(|a, b| (&a.location, a.outcome, &a.reason).cmp(&(&b.location, b.outcome, &b.reason)));
        self.entries.dedup();
        Ok((model, Fidelity { entries: self.entries }))
    }
}

/// How deep arrays and maps nest in a type without a name.
fn depth(shape: &Shape) -> usize {
    match shape {
        Shape::Array(below) | Shape::Map(below) => depth(&below.shape) + 1,
        _ => 0,
    }
}

/// The problems, each once: a schema that applies at several places is met at each.
fn each_once(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut seen = HashSet::default();
    problems.retain(|Diagnostic { problem, file, place }| {
        seen.insert((file.clone(), place.as_ref().map(|place| place.span.clone()), problem.to_string()))
    });
    problems
}

/// The variants of an enum that is called so, beside one more. A number is no name: the last word that the enum is called by
/// stands before it.
fn variants(values: Vec<(String, Annotations)>, beside: Option<&str>, called: &str) -> Vec<Variant> {
    let word = called.rsplit('-').next().unwrap_or(called);
    let name = |text: &str| {
        let is_number = text.starts_with(|c: char| c.is_ascii_digit());
        if is_number { variant_name(&format!("{word}-{text}")) } else { variant_name(text) }
    };
    let texts: Vec<&str> = values.iter().map(|(value, _)| value.as_str()).collect();
    let names = distinct(&texts, |name| Some(name) == beside, name);
    let variant = |(name, (value, annotations))| Variant { value, annotations, name };
    names.into_iter().zip(values).map(variant).collect()
}
