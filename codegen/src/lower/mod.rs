//! Documents to the model: a named type for every schema that needs one, and what becomes of each keyword.
//!
//! What goes in is well-formed and linked; what comes out holds nothing that typify cannot shape. A use of keywords that
//! no type is known for yet is a located problem. Every narrowing, re-spelling or loss goes into the fidelity report.

mod content;
mod names;
mod object;
mod values;

pub(crate) use content::{lower_bound, upper_bound};
pub(crate) use names::type_name;

use crate::diagnostic::{Diagnostic, Diagnostics, Problem};
use crate::fidelity::{Entry, Fidelity, Narrowing, Outcome, Severity};
use crate::json::Node;
use crate::keyword::{Holds, Keyword, Role};
use crate::load::{Document, Documents};
use crate::model::{Annotations, Check, Kind, Model, Module, Shape, TypeDef, TypeId, TypeUse, Variant};
use crate::pointer::{Location, Pointer};
use crate::settings::Settings;
use content::Content;
use names::{Scope, variant_name};
use std::collections::{BTreeSet, HashMap};
use toml::Spanned;

/// The types that the documents become, and the places where they mean less.
///
/// # Errors
/// Uses of keywords that no type is known for yet, schemas that no value satisfies, and names in the settings that are
/// wrong or match nothing.
pub fn lower(documents: &Documents, settings: &Settings) -> Result<(Model, Fidelity), Diagnostics> {
    let mut lowering = Lowering::new(documents, settings);
    lowering.declare_all();
    for id in 0..lowering.declared.len() {
        lowering.define(id);
    }
    lowering.finish()
}

/// One schema: where it stands, and its text.
#[derive(Clone)]
struct Schema<'a> {
    document: &'a Document,
    module: usize,
    pointer: Pointer,
    node: &'a Node,
}

impl<'a> Schema<'a> {
    fn location(&self) -> Location {
        self.document.location(self.pointer.clone())
    }

    fn child(&self, tokens: &[&str], node: &'a Node) -> Self {
        let pointer = tokens.iter().fold(self.pointer.clone(), |pointer, token| pointer.child(token));
        Schema { pointer, node, ..self.clone() }
    }

    fn problem(&self, keyword: &str, problem: Problem) -> Diagnostic {
        let member = self.node.members().iter().find(|member| member.name == keyword);
        let (span, pointer) = match member {
            Some(member) => (member.value.span.clone(), self.pointer.child(keyword)),
            None => (self.node.span.clone(), self.pointer.clone()),
        };
        self.document.problem(problem, span, pointer)
    }
}

/// Where a schema without a name of its own is used.
struct Place {
    /// What a type made for it is called: the words of its owner and its role there.
    called: String,
    /// Whether it is the whole schema of a property, so that the property's field can hold checks.
    field: bool,
}

impl Place {
    fn new(owner: &str, role: &str, field: bool) -> Self {
        Place { called: format!("{owner}-{role}"), field }
    }
}

struct Lowering<'a> {
    documents: &'a Documents,
    settings: &'a Settings,
    /// The types known before any is defined: documents, `$defs`, and what a `$ref` leads to.
    declared: Vec<(TypeId, Schema<'a>)>,
    ids: HashMap<Location, TypeId>,
    modules: Vec<Module>,
    scopes: Vec<Scope>,
    types: Vec<Option<TypeDef>>,
    names: Vec<String>,
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
            declared: Vec::new(),
            ids: HashMap::new(),
            modules: Vec::new(),
            scopes: Vec::new(),
            types: Vec::new(),
            names: Vec::new(),
            entries: Vec::new(),
            problems: Vec::new(),
            used: BTreeSet::new(),
        }
    }

    /// Gives a name to every type that has one of its own, before the types that are called after their use.
    fn declare_all(&mut self) {
        let documents = self.documents;
        let mut owners: HashMap<String, &Document> = HashMap::new();
        for (module, document) in documents.iter().enumerate() {
            let name = names::module_name(&document.name);
            if let Some(other) = owners.insert(name.clone(), document) {
                let problem = Problem::RepeatedModule { module: name.clone(), other: other.name.clone() };
                self.problems.push(document.problem(problem, document.root.span.clone(), Pointer::root()));
            }
            self.scopes.push(Scope::default());
            let schema = Schema { document, module, pointer: Pointer::root(), node: &document.root };
            let root = self.declare(schema.clone(), names::stem(&document.name));
            self.modules.push(Module {
                name,
                document: document.name.clone(),
                id: document.root.get("$id").and_then(Node::as_str).map(str::to_owned),
                text: document.text.to_string(),
                root,
            });
            self.declare_definitions(&schema);
        }
        let targets: BTreeSet<&Location> = documents.targets().collect();
        for location in targets {
            let found = documents.iter().enumerate().find(|(_, document)| document.name == location.document);
            let Some((module, document)) = found else { continue };
            let Some(node) = document.root.at(&location.pointer) else { continue };
            let schema = Schema { document, module, pointer: location.pointer.clone(), node };
            let name = location.pointer.tokens().last().unwrap_or_default().into_owned();
            self.declare(schema, &name);
        }
    }

    fn declare_definitions(&mut self, schema: &Schema<'a>) {
        for member in schema.node.members() {
            let Some(keyword) = Keyword::find(&member.name) else { continue };
            for below in member.value.members() {
                if keyword.role == Role::Core && keyword.holds == Holds::SchemaMap {
                    let definition = schema.child(&[&member.name, &below.name], &below.value);
                    self.declare(definition.clone(), &below.name);
                    self.declare_definitions(&definition);
                } else if keyword.holds == Holds::SchemaMap {
                    self.declare_definitions(&schema.child(&[&member.name, &below.name], &below.value));
                }
            }
            if keyword.holds == Holds::Schema {
                self.declare_definitions(&schema.child(&[&member.name], &member.value));
            }
        }
    }

    fn declare(&mut self, schema: Schema<'a>, text: &str) -> TypeId {
        let location = schema.location();
        if let Some(id) = self.ids.get(&location) {
            return *id;
        }
        let id = self.name(&schema, [type_name(text)]);
        self.ids.insert(location, id);
        self.declared.push((id, schema));
        id
    }

    /// A new type under the name that the settings say, or the first of these that is free.
    fn name(&mut self, schema: &Schema<'a>, candidates: impl IntoIterator<Item = String>) -> TypeId {
        let chosen = self.chosen(&self.settings.types, schema, |name| type_name(name) == name);
        let scope = &mut self.scopes[schema.module];
        let name = match chosen {
            Some(chosen) if scope.take_exactly(chosen.get_ref()) => chosen.get_ref().clone(),
            Some(chosen) => {
                let message = format!("the type name `{}` is taken in this module", chosen.get_ref());
                self.problems.push(self.settings.problem(chosen.span(), message));
                chosen.get_ref().clone()
            }
            None => scope.take(candidates),
        };
        self.names.push(name);
        self.types.push(None);
        TypeId(self.types.len() - 1)
    }

    /// The name that a table of the settings gives to a schema.
    fn chosen(
        &mut self,
        table: &'a std::collections::BTreeMap<Spanned<String>, Spanned<String>>,
        schema: &Schema<'a>,
        fits: impl Fn(&str) -> bool,
    ) -> Option<&'a Spanned<String>> {
        let location = schema.location().to_string();
        let (_, name) = table.iter().find(|(key, _)| *key.get_ref() == location)?;
        if !fits(name.get_ref()) {
            let message = format!("`{}` is not a Rust name of the case that is usual here", name.get_ref());
            self.problems.push(self.settings.problem(name.span(), message));
        }
        self.used.insert(location);
        Some(name)
    }

    fn define(&mut self, declared: usize) {
        let (id, schema) = self.declared[declared].clone();
        let name = self.names[id.0].clone();
        let Some((content, nullable)) = self.content(&schema, &name) else { return };
        if !nullable {
            return self.define_as(id, &schema, content, false);
        }
        let annotations = Self::annotations(&schema, &content);
        let (shape, checks) = self.shape(&schema, content, &Place::new(&name, "value", false));
        let kind = Kind::Newtype(TypeUse { nullable, checks, ..TypeUse::of(shape) });
        self.fill(id, &schema, annotations, false, kind);
    }

    /// How the values of a schema are held where it is used.
    fn held(&mut self, schema: &Schema<'a>, place: &Place) -> Option<TypeUse> {
        if let Some(id) = self.ids.get(&schema.location()) {
            return Some(TypeUse::of(Shape::Named(*id)));
        }
        let (content, nullable) = self.content(schema, &place.called)?;
        let annotations = Self::annotations(schema, &content);
        let (shape, checks) = self.shape(schema, content, place);
        Some(TypeUse { shape, nullable, checks, annotations })
    }

    /// The type for some content: a new one where it needs a name. Only a field can hold checks beside its type;
    /// elsewhere a newtype does.
    fn shape(&mut self, schema: &Schema<'a>, content: Content, place: &Place) -> (Shape, Vec<Check>) {
        match content {
            Content::Reference(id) => (Shape::Named(id), Vec::new()),
            Content::Plain(shape, checks) if checks.is_empty() || place.field => (shape, checks),
            content => {
                let id = self.name(schema, [type_name(&place.called)]);
                self.define_as(id, schema, content, true);
                (Shape::Named(id), Vec::new())
            }
        }
    }

    fn define_as(&mut self, id: TypeId, schema: &Schema<'a>, content: Content, inline: bool) {
        let name = self.names[id.0].clone();
        let annotations = Self::annotations(schema, &content);
        let kind = match content {
            Content::Object => Kind::Struct(self.object(schema, &name)),
            Content::Strings(values) => Kind::Enum(variants(values)),
            Content::Reference(id) => Kind::Newtype(TypeUse::of(Shape::Named(id))),
            Content::Plain(shape, checks) => Kind::Newtype(TypeUse { checks, ..TypeUse::of(shape) }),
        };
        self.fill(id, schema, annotations, inline, kind);
    }

    fn fill(&mut self, id: TypeId, schema: &Schema<'a>, annotations: Annotations, inline: bool, kind: Kind) {
        let (module, name, location) = (schema.module, self.names[id.0].clone(), schema.location());
        self.types[id.0] = Some(TypeDef { module, name, location, annotations, inline, kind });
    }

    /// What a schema says beside its values.
    fn annotations(schema: &Schema<'a>, content: &Content) -> Annotations {
        let mut annotations = Annotations::default();
        for member in schema.node.members() {
            let value = || member.value.to_value();
            match (member.name.as_str(), Keyword::find(&member.name).map(|keyword| keyword.role)) {
                ("title", _) => annotations.title = member.value.as_str().map(str::to_owned),
                ("description", _) => annotations.description = member.value.as_str().map(str::to_owned),
                ("deprecated", _) if value() == true => annotations.deprecated = true,
                ("format", _) if content.holds_format() => {}
                ("format", _) | (_, Some(Role::Annotation) | None) => {
                    annotations.others.push((member.name.clone(), value()));
                }
                // The type, its fields or its checks hold it, or it speaks of values that the type does not have.
                (_, Some(Role::Core | Role::Assertion)) => {}
            }
        }
        annotations
    }

    /// Notes that some values do not come back as they were.
    fn note(&mut self, schema: &Schema<'a>, keyword: &str, outcome: Outcome, reason: &str) {
        self.enter(schema, keyword, outcome, reason, None);
    }

    /// Notes that a schema's type accepts only the values that `only` accepts too.
    /// `derived` is whether the derived schema says so too.
    fn note_narrowed(
        &mut self,
        schema: &Schema<'a>,
        keyword: &str,
        reason: &str,
        only: serde_json::Value,
        derived: bool,
    ) {
        let narrowing = Narrowing { schema: schema.location(), only, derived };
        self.enter(schema, keyword, Outcome::Narrowed, reason, Some(narrowing));
    }

    fn enter(
        &mut self,
        schema: &Schema<'a>,
        keyword: &str,
        outcome: Outcome,
        reason: &str,
        narrowing: Option<Narrowing>,
    ) {
        let present = schema.node.get(keyword).is_some();
        let pointer = if present { schema.pointer.child(keyword) } else { schema.pointer.clone() };
        let (location, reason) = (schema.document.location(pointer), reason.to_owned());
        self.entries.push(Entry { location, outcome, severity: Severity::Note, reason, narrowing });
    }

    fn unsupported(&mut self, schema: &Schema<'a>, keyword: &str, what: impl Into<String>) {
        self.problems.push(schema.problem(keyword, Problem::Unsupported { what: what.into() }));
    }

    fn finish(mut self) -> Result<(Model, Fidelity), Diagnostics> {
        for (key, _) in self.settings.types.iter().chain(&self.settings.fields) {
            if !self.used.contains(key.get_ref()) {
                let message = format!("`{}` matches no type or field; expected `document#pointer`", key.get_ref());
                self.problems.push(self.settings.problem(key.span(), message));
            }
        }
        if !self.problems.is_empty() {
            return Err(Diagnostics(self.problems));
        }
        self.entries.sort_by(|a, b| (&a.location, a.outcome, &a.reason).cmp(&(&b.location, b.outcome, &b.reason)));
        self.entries.dedup();
        // Without problems, every name has its definition.
        let types = self.types.into_iter().flatten().collect();
        Ok((Model { modules: self.modules, types }, Fidelity { entries: self.entries }))
    }
}

fn variants(values: Vec<String>) -> Vec<Variant> {
    let mut scope = Scope::default();
    values.into_iter().map(|value| Variant { name: scope.take([variant_name(&value)]), value }).collect()
}
