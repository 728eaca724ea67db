"""JSON schemas of what is sent and answered, from the models that read and write it."""

import inspect
import json
from collections.abc import Iterable
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import (
    GenerateJsonSchema,
    JsonRef,
    JsonSchemaValue,
    models_json_schema,
)
from pydantic_core import core_schema

from exam_simulation.domain.answers import OPTIONS
from exam_simulation.domain.session import Session
from exam_simulation.domain.transitions import SessionStatus

Schema = dict[str, Any]
REF = "#/components/schemas/"
SHOWN_METADATA = ("practice", "extra_time_percent", "sections", "overall_score")
"""What of `metadata` is for frontends; the rest is the functions' own and may change."""


ENUMS = {f"{REF}{name}" for name in ("OptionKey", "SessionStatus", "SectionStatus")}

PUBLISHED = {"EmptyBody": "Nothing"}
"""Component names that clients know, where the class has another."""

LEFT_OUT = (None, (), False)
"""What a member of `metadata` is not, for then it is left out."""


class _Writer(GenerateJsonSchema):
    """pydantic's schemas without its noise, with nulls as types, and answers that are closed."""

    def normalize_name(self, name: str) -> str:
        name = super().normalize_name(name).removesuffix("Schema")
        return PUBLISHED.get(name, name)

    def get_schema_from_definitions(self, json_ref: JsonRef) -> JsonSchemaValue | None:
        # Models refer to the enums by the names of their components, which pydantic does not know.
        return super().get_schema_from_definitions(json_ref) if json_ref not in ENUMS else None

    def field_title_should_be_set(self, _schema: object) -> bool:
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        # Generators make a member with a `default` one that must be sent: it is told in words.
        written, default = self.generate_inner(schema["schema"]), schema.get("default")
        if default is None or self.mode == "serialization":
            return written
        told = f"Without it: `{json.dumps(default)}`."
        return {**written, "description": f"{written.get('description', '')} {told}".strip()}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        if not isinstance(inner.get("type"), str):
            return {"anyOf": [inner, {"type": "null"}]}
        enum = {"enum": [*inner["enum"], None]} if "enum" in inner else {}
        return {**inner, **enum, "type": [inner["type"], "null"]}

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        written = super().model_schema(schema)
        if self.mode == "serialization" and "properties" in written:
            written["additionalProperties"] = False
        return written


class _StoredWriter(_Writer):
    """As a session is stored: what is None is left out."""

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,  # noqa: ARG002 - pydantic's signature
    ) -> bool:
        return cast(dict[str, Any], field["schema"]).get("default", ...) not in LEFT_OUT

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def reference(model: type[BaseModel]) -> Schema:
    """Refer to the component that describes a model."""
    return {"$ref": REF + _Writer().normalize_name(model.__name__)}


def components(shapes: Iterable[type[BaseModel]], bodies: Iterable[type[BaseModel]]) -> Schema:
    """Describe answers as they are written, and bodies as they are read.

    Returns:
        The schemas by component name, in alphabetical order.
    """
    found: Schema = _metadata()
    found |= _definitions([(shape, "serialization") for shape in shapes])
    found |= _definitions([(body, "validation") for body in bodies])
    found["ExamSession"]["properties"]["metadata"] = {"$ref": f"{REF}SessionMetadata"}
    found |= _enums()
    return dict(sorted(found.items()))


def _enums() -> Schema:
    return {
        "OptionKey": {"description": "The key of an option.", "type": "string", "enum": [*OPTIONS]},
        "SessionStatus": {
            "description": inspect.getdoc(SessionStatus),
            "type": "string",
            "enum": [*SessionStatus],
        },
    }


def _definitions(models: list[Any]) -> Schema:
    _, written = models_json_schema(models, schema_generator=_Writer, ref_template=REF + "{model}")
    return _untitled(written["$defs"])


def _metadata() -> Schema:
    written = TypeAdapter(Session).json_schema(
        mode="serialization", schema_generator=_StoredWriter, ref_template=REF + "{model}"
    )
    schemas = _untitled(
        {name: written["$defs"][name] for name in ("Section", "SectionStatus", "Score")}
    )
    del schemas["Section"]["properties"]["topics"]  # kept apart, and the functions' own
    schemas["SessionMetadata"] = {
        "description": "What the functions write; further members are their own, and may change.",
        "type": "object",
        "properties": {name: written["properties"][name] for name in SHOWN_METADATA},
        "required": ["extra_time_percent", "sections"],
    }
    return schemas


def _untitled(schemas: Schema) -> Schema:
    """Without the titles, which repeat the names."""
    return {
        name: {key: value for key, value in schema.items() if key != "title"}
        for name, schema in schemas.items()
    }
