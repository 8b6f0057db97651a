//! The stored form of orders and verdicts: JSON in which a struct is an array of its fields, in the order in which
//! they are declared. That halves the state file and the time to write it, and serde reads it back as it is.
//!
//! A field that is added, moved or taken away changes the form: that needs a migration, and the test below fails.

use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use std::fmt::Display;

/// Serialises what it refers to with its structs as arrays.
pub(super) struct Compact<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Serialize for Compact<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Positional(serializer))
    }
}

/// Hands everything on to the serialiser below but the names of fields.
struct Positional<S>(S);

macro_rules! handed_on {
    ($($method:ident: $type:ty),* $(,)?) => {$(
        fn $method(self, value: $type) -> Result<S::Ok, S::Error> {
            self.0.$method(value)
        }
    )*};
}

impl<S: Serializer> Serializer for Positional<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Positional<S::SerializeSeq>;
    type SerializeTuple = Positional<S::SerializeTuple>;
    type SerializeTupleStruct = Positional<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Positional<S::SerializeTupleVariant>;
    type SerializeMap = Positional<S::SerializeMap>;
    type SerializeStruct = Positional<S::SerializeSeq>;
    type SerializeStructVariant = Positional<S::SerializeTupleVariant>;

    handed_on! {
        serialize_bool: bool, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
        serialize_f32: f32, serialize_f64: f64, serialize_unit_struct: &'static str,
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.collect_str(value)
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_none()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Compact(value))
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit_variant(name, index, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &Compact(value))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_variant(name, index, variant, &Compact(value))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.0.serialize_seq(length).map(Positional)
    }

    fn serialize_tuple(self, length: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.0.serialize_tuple(length).map(Positional)
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.0.serialize_tuple_struct(name, length).map(Positional)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        self.0.serialize_tuple_variant(name, index, variant, length).map(Positional)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        self.0.serialize_map(length).map(Positional)
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Self::SerializeStruct, S::Error> {
        self.0.serialize_seq(Some(length)).map(Positional)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        self.0.serialize_tuple_variant(name, index, variant, length).map(Positional)
    }
}

macro_rules! elements {
    ($($kind:ident :: $method:ident),* $(,)?) => {$(
        impl<S: $kind> $kind for Positional<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                self.0.$method(&Compact(value))
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
            }
        }
    )*};
}

elements! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
}

impl<S: SerializeMap> SerializeMap for Positional<S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.0.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_value(&Compact(value))
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

macro_rules! fields {
    ($($kind:ident over $below:ident :: $method:ident),* $(,)?) => {$(
        impl<S: $below> $kind for Positional<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                _: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                self.0.$method(&Compact(value))
            }

            /// The fields after it would be taken for it.
            fn skip_field(&mut self, name: &'static str) -> Result<(), S::Error> {
                Err(S::Error::custom(format_args!("field {name} cannot be left out")))
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
            }
        }
    )*};
}

fields! {
    SerializeStruct over SerializeSeq::serialize_element,
    SerializeStructVariant over SerializeTupleVariant::serialize_field,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CustomerOrder, LineDecision, SupplierOrder, Warning};
    use serde::Serialize;
    use serde::de::DeserializeOwned;

    /// The form is part of the file format: whoever changes it writes a migration.
    fn holds<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(stored: &str) {
        let value: T = serde_json::from_str(stored).expect("reads");
        assert_eq!(serde_json::to_string(&Compact(&value)).expect("writes"), stored);
        let named = serde_json::to_string(&value).expect("writes");
        assert_eq!(serde_json::from_str::<T>(&named).expect("reads"), value);
    }

    #[test]
    fn the_stored_forms_never_change_without_a_migration() {
        holds::<CustomerOrder>(concat!(
            r#"["1-000123","2026-03-12",16,"Bodega Ñ","Su ped.",0,"GEN","48 h",["21","0","0","-1.5"],"#,
            r#"[[1,"OFI-1","Papel","3","0","3","7",["10","0","0"],"21",2,"4","XL","RJ"]]]"#
        ));
        holds::<SupplierOrder>(concat!(
            r#"["duofic/2026/1-000123","FL duofic/2026 1-000123",2026,"7","2026-03-12",12,"GEN","C1","Prov","B1","#,
            r#"["Calle","28001","Madrid","Madrid","91"],"a@b","ES",0,false,"#,
            r#"[["15","0","0","15","21","3.15","0","0"],["0","0","0","0","10","0","0","0"],"#,
            r#"["0","0","0","0","4","0","0","0"],["0","0","0","0","0","0","0","0"]],"0","0","18.15","30D","48 h",0,"","#,
            r#"["a","b"],["","","","",""],90,[[1,"OFI-1","Papel","3","5",["0","0","0"],"15",0,"","",""]]]"#
        ));
        holds::<LineDecision>(concat!(
            r#"[1,"DUO-1","OFI-1","parent","usual_supplier","usual_supplier","code","3","5","cost","#,
            r#"["0","0","0"],"15",["OFI-2"]]"#
        ));
        holds::<LineDecision>(r#"[2,"","","free_text","free_text",null,null,"1",null,null,null,null,[]]"#);
        holds::<Warning>(r#"["size_unchecked",1,"XL","RJ"]"#);
    }

    #[derive(Serialize)]
    struct Shy {
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<u8>,
    }

    #[test]
    fn a_field_that_would_be_left_out_is_an_error() {
        assert!(serde_json::to_string(&Compact(&Shy { name: None })).is_err());
        assert_eq!(serde_json::to_string(&Compact(&Shy { name: Some(1) })).expect("writes"), "[1]");
    }
}
