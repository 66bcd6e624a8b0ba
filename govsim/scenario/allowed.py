"""What a setting takes, in words, read from the models themselves."""

from functools import cache
from typing import Any

from pydantic import BaseModel

Schema = dict[str, Any]
Both = tuple[str, str]

ANYTHING: Both = ("另一种值", "a value of another kind")
TYPES: dict[str, Both] = {
    "integer": ("整数", "a whole number"),
    "number": ("数", "a number"),
    "boolean": ("true 或 false", "true or false"),
    "array": ("列表 […]", "a list […]"),
    "object": ("一个表", "a table"),
    "string": ("加引号的文字", "a text in quotation marks"),
}
NAME_PATTERN = "^[a-z]"
MOST_CHOICES = 12


@cache
def schema_of(model: type[BaseModel]) -> Schema:
    """Return the JSON schema of a model."""
    return model.model_json_schema()


def names_at(model: type[BaseModel], steps: tuple[str | int, ...]) -> list[str]:
    """Return the names of the settings that the table at these steps takes."""
    found = _at(schema_of(model), steps)
    return list(found.get("properties", {})) or list(found.get("propertyNames", {}).get("enum", []))


def allowed(model: type[BaseModel], steps: tuple[str | int, ...]) -> Both:
    """Return what the setting at these steps takes, in Chinese and in English."""
    return _words(_at(schema_of(model), steps))


def _at(schema: Schema, steps: tuple[str | int, ...]) -> Schema:
    found = _plain(schema, schema)
    for step in steps:
        if isinstance(step, int):
            found = found.get("items", {})
        else:
            found = found.get("properties", {}).get(step) or found.get("additionalProperties") or {}
        found = _plain(schema, found if isinstance(found, dict) else {})
    return found


def _plain(root: Schema, schema: Schema) -> Schema:
    """Return the schema with references followed, and without the choice of leaving the value away."""
    while "$ref" in schema or "anyOf" in schema or "allOf" in schema:
        if "$ref" in schema:
            schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
        else:
            choices = schema.get("anyOf") or schema.get("allOf") or [{}]
            schema = next((choice for choice in choices if choice.get("type") != "null"), {})
    return schema


def _words(schema: Schema) -> Both:
    choices = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if choices:
        listed = [str(choice) for choice in choices[:MOST_CHOICES]]
        return "、".join(listed), " or ".join([", ".join(listed[:-1]), listed[-1]] if listed[1:] else listed)
    if schema.get("format") == "date":
        return "日期，如 2021-01-04", "a date such as 2021-01-04"
    if str(schema.get("pattern", "")).startswith(NAME_PATTERN):
        return "小写英文名称（字母、数字、_、-）", "a name of small letters, digits, _ and -"
    zh, en = TYPES.get(schema.get("type", ""), ANYTHING)
    more_zh, more_en = _range(schema)
    return zh + more_zh, en + more_en


def _range(schema: Schema) -> Both:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    above, below = "exclusiveMinimum" in schema, "exclusiveMaximum" in schema
    if low is not None and high is not None and not (above or below):
        return f"，{low:,} 到 {high:,}", f", {low:,} to {high:,}"
    parts = []
    if low is not None:
        parts.append((f"，{'大于' if above else '至少'} {low:,}", f", {'above' if above else 'at least'} {low:,}"))
    if high is not None:
        parts.append((f"，{'小于' if below else '至多'} {high:,}", f", {'below' if below else 'at most'} {high:,}"))
    sizes = [(schema.get("minItems"), "至少", "at least"), (schema.get("maxItems"), "最多", "at most")]
    parts += [(f"，{zh} {size} 项", f", {en} {size} items") for size, zh, en in sizes if size]
    if schema.get("maxLength"):
        parts.append(
            (f"，最多 {schema['maxLength']:,} 字，不换行", f", at most {schema['maxLength']:,} letters in one line")
        )
    return "".join(zh for zh, _ in parts), "".join(en for _, en in parts)
