//! How the members of an object are read into its struct.

use super::structs::{Field, Map, constant, unlike};
use super::{Context, checks, ident, typed_keyword};
use crate::model::{Additional, Check, Constant, LocatedCheck, Property, Struct};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, quote};

/// A struct, as its members are read.
struct Reading<'a> {
    context: &'a Context<'a>,
    object: &'a Struct,
    fields: &'a [Field<'a>],
    maps: &'a [Map],
    /// Whether all members can be missing, and are read into a value without any; else each is read into a variable.
    in_place: bool,
}

/// The impl that reads the members, and that of the patterns.
pub(super) fn code(context: &Context<'_>, object: &Struct, fields: &[Field<'_>], maps: &[Map]) -> TokenStream {
    let has_fields = !fields.is_empty() || !maps.is_empty();
    let in_place = has_fields
        && !context.def.private
        && context.traits.has_default(context.id)
        && object.properties.iter().all(|property| property.required.is_none());
    let reading = Reading { context, object, fields, maps, in_place };
    let (name, location) = (ident(&context.def.name), context.def.typed_by.to_string());
    let keyword = typed_keyword(context.def.typed_keyword);
    let properties = object.properties.iter().map(|property| &property.name);
    let (rules, patterns) = (rules(object), patterns(context, object));
    let (first, members, last) = (reading.first(), reading.members(), reading.last());
    let counts = object.counts.iter().map(|count| check_count(context, count));
    quote! {
        impl<'de> support::Object<'de> for #name {
            const SCHEMA: &'static str = #location;
            #keyword
            const PROPERTIES: &'static [&'static str] = &[#(#properties),*];
            #rules

            fn decode_members<A: serde::de::MapAccess<'de>>(
                members: &mut support::Members<'_, 'de, A>,
                slot: &mut Option<Self>,
            ) -> Result<(), A::Error> {
                #first
                #members
                #(#counts)*
                #last
            }
        }

        #patterns
    }
}

impl Reading<'_> {
    /// What is there before anything is read.
    fn first(&self) -> TokenStream {
        let packers = self.maps.iter().filter(|map| map.packed).map(|map| {
            let slot = self.slot(&map.field.to_string());
            quote!(let mut #slot = support::Packer::new();)
        });
        if self.in_place {
            return quote!(let decoded = slot.get_or_insert_default(); #(#packers)*);
        }
        let slots =
            self.fields.iter().map(|field| field.property).chain(self.object.constants().map(|(property, _)| property));
        let slots = slots.map(|property| self.slot(&property.field));
        let maps = self.maps.iter().filter(|map| !map.packed).map(|map| {
            let (slot, empty) = (self.slot(&map.field.to_string()), map.empty());
            quote!(let mut #slot = #empty;)
        });
        quote!(#(let mut #slots = None;)* #(#maps)* #(#packers)*)
    }

    /// What reads one member after the other.
    fn members(&self) -> TokenStream {
        let Reading { context, object, .. } = *self;
        let mut unread = self.fields.iter();
        let reads = object.properties.iter().enumerate().map(|(position, property)| {
            let position = Literal::usize_unsuffixed(position);
            let read = match &property.constant {
                None => unread.next().map(|field| self.read(field)),
                Some(Constant { value, keyword }) => {
                    let location = unlike(&property.location, context, &["properties", &property.name]);
                    let (members, value) = (members(location.as_ref()), constant(context, property, value));
                    let slot = self.slot(&property.field);
                    Some(quote!(#members.read_constant(&mut #slot, #value, #keyword)?,))
                }
            };
            quote!(#position => #read)
        });
        let other = self.other();
        let read = if object.properties.is_empty() {
            other.clone()
        } else {
            quote!(match position {
                #(#reads)*
                _ => { #other }
            })
        };
        let names = object.names.iter().zip(context.judged().skip(object.patterns.len())).map(|(names, ty)| {
            let location = names.location.to_string();
            quote!(members.judge_name::<#ty>(position, #location)?;)
        });
        let names: Vec<_> = names.collect();
        let always_unknown = object.properties.is_empty()
            && self.maps.is_empty()
            && matches!(object.additional, Additional::Denied { .. });
        if always_unknown {
            quote!(if members.next_member()?.is_some() { #other })
        } else if object.properties.is_empty() && names.is_empty() {
            quote!(while members.next_member()?.is_some() { #read })
        } else {
            quote! {
                while let Some(position) = members.next_member()? {
                    #(#names)*
                    #read
                }
            }
        }
    }

    /// What reads a property's value to its place.
    fn read(&self, field: &Field<'_>) -> TokenStream {
        let (context, Property { name, location, held, .. }) = (self.context, field.property);
        let place = self.place(&field.property.field);
        let told = unlike(location, context, &["properties", name]);
        let members = members(told.as_ref());
        match checks::closure(context, held, &field.ty, location) {
            Some(check) => quote!({ #members.read_checked(&mut #place, #check)?; }),
            None if told.is_some() => quote!({ #members.read(&mut #place)?; }),
            None => quote!(members.read(&mut #place)?,),
        }
    }

    /// What becomes of a property that the schema does not name.
    fn other(&self) -> TokenStream {
        let Reading { context, object, maps, .. } = *self;
        let kept = maps.iter().find(|map| map.additional);
        let additional = match (&object.additional, kept) {
            (_, Some(map)) => {
                let (members, place) = (members(map.location.as_ref()), self.place_of(map));
                quote!(#members.read_additional(&mut #place)?;)
            }
            (Additional::Denied { location } | Additional::Patterns { location, .. }, None) => {
                let members = members(unlike(location, context, &["additionalProperties"]).as_ref());
                quote!(return Err(#members.unknown());)
            }
            (Additional::Dropped | Additional::Kept { .. }, None) => quote!(members.skip()?;),
        };
        if object.patterns.is_empty() {
            return additional;
        }
        let matched = maps.iter().flat_map(|map| map.patterns.iter().map(move |position| (position, map)));
        let matched = matched.map(|(position, map)| {
            let (position, place) = (Literal::usize_unsuffixed(*position), self.place_of(map));
            quote! {
                Some(#position) => {
                    members.read_matched::<Self, _>(#position, &mut #place)?;
                }
            }
        });
        quote! {
            match members.first_match::<Self>()? {
                #(#matched)*
                _ => { #additional }
            }
        }
    }

    /// What is done behind the last member, and the struct.
    fn last(&self) -> TokenStream {
        let packed =
            self.maps.iter().filter(|map| map.packed).map(|map| (&map.field, self.slot(&map.field.to_string())));
        if self.in_place {
            let packed = packed.map(|(field, slot)| quote!(decoded.#field = members.packed(#slot)?;));
            return quote!(#(#packed)* Ok(()));
        }
        let constants = self.object.constants().filter_map(|(property, _)| {
            let required = self.required(property)?;
            Some(quote!(#required;))
        });
        let fields = self.fields.iter().map(|field| {
            let name = ident(&field.property.field);
            self.required(field.property).map_or_else(|| self.by_slot(&name), |required| quote!(#name: #required))
        });
        let maps = self.maps.iter().filter(|map| !map.packed).map(|map| self.by_slot(&map.field));
        let packed = packed.map(|(field, slot)| quote!(#field: members.packed(#slot)?));
        quote! {
            #(#constants)*
            *slot = Some(Self { #(#fields,)* #(#maps,)* #(#packed,)* });
            Ok(())
        }
    }

    /// The value of a required property.
    fn required(&self, property: &Property) -> Option<TokenStream> {
        let told = unlike(property.required.as_ref()?, self.context, &[]);
        let (members, slot, name) = (members(told.as_ref()), self.slot(&property.field), &property.name);
        Some(quote!(#members.required(#slot, #name)?))
    }

    /// The variable that holds a field's value.
    fn slot(&self, field: &str) -> Ident {
        // A field's name never ends in `_` but for a keyword, so no other variable has this name.
        let taken = ["members", "position", "slot"].contains(&field) || self.context.names.contains(field);
        if taken { ident(&format!("{field}_")) } else { ident(field) }
    }

    /// A field by the variable that holds its value.
    fn by_slot(&self, field: &Ident) -> TokenStream {
        let slot = self.slot(&field.to_string());
        if *field == slot { quote!(#field) } else { quote!(#field: #slot) }
    }

    /// Where a field's value is read to.
    fn place(&self, field: &str) -> TokenStream {
        if self.in_place {
            let field = ident(field);
            return quote!(decoded.#field);
        }
        let slot = self.slot(field);
        quote!(#slot)
    }

    /// Where the properties of a map are read to.
    fn place_of(&self, map: &Map) -> TokenStream {
        let field = map.field.to_string();
        if map.packed { self.slot(&field).into_token_stream() } else { self.place(&field) }
    }
}

/// The members of the object, told the location of the schema of the next value.
fn members(location: Option<&String>) -> TokenStream {
    location.map_or_else(|| quote!(members), |location| quote!(members.under(#location)))
}

/// What judges how many members an object has.
fn check_count(context: &Context<'_>, LocatedCheck { check, location }: &LocatedCheck) -> TokenStream {
    let members = members(unlike(location, context, &[]).as_ref());
    match check {
        Check::MinProperties(least) => {
            let least = Literal::u64_unsuffixed(*least);
            quote!(#members.at_least(#least)?;)
        }
        Check::MaxProperties(most) => {
            let most = Literal::u64_unsuffixed(*most);
            quote!(#members.at_most(#most)?;)
        }
        _ => TokenStream::new(),
    }
}

/// What an object's names must be, whatever their values.
fn rules(object: &Struct) -> TokenStream {
    let lists = object.dependent.iter().map(|list| {
        let (property, required, location) = (&list.property, &list.required, list.location.to_string());
        quote!(support::Dependent { property: #property, required: &[#(#required),*], schema: #location })
    });
    let lists: Vec<_> = lists.collect();
    let dependent =
        (!lists.is_empty()).then(|| quote!(const DEPENDENT: &'static [support::Dependent] = &[#(#lists),*];));
    quote!(#dependent)
}

/// The patterns, where there are any.
fn patterns(context: &Context<'_>, object: &Struct) -> Option<TokenStream> {
    if object.patterns.is_empty() {
        return None;
    }
    let name = ident(&context.def.name);
    let count = Literal::usize_unsuffixed(object.patterns.len());
    let entries = object.patterns.iter().zip(context.judged()).map(|(found, ty)| {
        let (pattern, location) = (checks::pattern(&found.pattern), found.location.to_string());
        quote!(support::PatternProperties::new::<#ty>(#pattern, #location))
    });
    Some(quote! {
        impl support::WithPatterns for #name {
            fn patterns() -> &'static [support::PatternProperties] {
                static PATTERNS: std::sync::LazyLock<[support::PatternProperties; #count]> =
                    std::sync::LazyLock::new(|| [#(#entries),*]);
                &*PATTERNS
            }
        }
    })
}
