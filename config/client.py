"""The Python client of the interface, written from its OpenAPI document: a type a shape, a method an address."""

import re

from drf_spectacular.generators import SchemaGenerator

from config.places import ROOT

FILE = ROOT / "docs" / "reference" / "redress_client.py"
_TEMPLATES = ROOT / "templates" / "client"
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "object": "dict[str, Any]"}
_OF_LISTS = {"after", "limit"}


def client():
    """The whole file."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    base, tail = ((_TEMPLATES / f"{name}.py.txt").read_text(encoding="utf-8") for name in ("base", "tail"))
    head, klass = base.split("\n\nclass Client:")
    shapes = "".join(
        _shape(name, schema)
        for name, schema in sorted(document["components"]["schemas"].items())
        if not name.startswith("Paginated")
    )
    methods = "".join(
        _method(path, verb, operation)
        for path, operations in document["paths"].items()
        for verb, operation in operations.items()
        if not path.endswith("/token")
    )
    return f"{head}\n\n{shapes}\n\nclass Client:{klass}{methods}{tail}"


def _shape(name, schema):
    if "enum" in schema or schema.get("type") != "object":
        return f"\n{name} = {_type(schema)}\n"
    required = set(schema.get("required", ()))
    # Lists named before their parts: the names are looked up when somebody asks.
    fields = {
        field: _type(inner) if field in required else f"NotRequired[{_type(inner)}]"
        for field, inner in schema["properties"].items()
    }
    lines = "".join(f'        "{field}": "{annotation}",\n' for field, annotation in fields.items())
    return f'\n{name} = TypedDict(\n    "{name}",\n    {{\n{lines}    }},\n)\n'


def _type(schema):
    if "$ref" in schema:
        found = schema["$ref"].rpartition("/")[2]
    elif "enum" in schema:
        found = f"Literal[{', '.join(map(_literal, schema['enum']))}]"
    elif parts := schema.get("oneOf") or schema.get("allOf"):
        found = " | ".join(map(_type, parts))
    elif schema.get("format") == "binary":
        found = "File"
    elif schema.get("type") == "array":
        found = f"list[{_type(schema['items'])}]"
    else:
        found = _PLAIN[schema.get("type", "object")]
    return f"{found} | None" if schema.get("nullable") else found


def _literal(value):
    return "None" if value is None else f"'{value}'" if isinstance(value, str) else str(value)


def _method(path, verb, operation):
    answer: dict = next(
        (
            kind["schema"]
            for code, one in operation["responses"].items()
            if code[0] == "2"
            for kind in one["content"].values()
        ),
        {},
    )
    item = re.fullmatch(r".*/Paginated(\w+)List", answer.get("$ref", ""))
    places = re.findall(r"{(\w+)}", path)
    arguments, options = [f"{place}: str" for place in places], []
    address = re.sub(r"{(\w+)}", r"{_at(\1)}", path)
    sent = f'f"{address}"' if places else f'"{address}"'
    if item:
        asked = [one for one in operation["parameters"] if one["in"] == "query" and one["name"] not in _OF_LISTS]
        options = [f"{one['name']}: {_type(one['schema'])} | None = None" for one in asked]
        named = ", ".join(f'"{one["name"]}": {one["name"]}' for one in asked)
        returned, call = f"Iterator[{item[1]}]", f"self._pages({sent}, {{{named}}})"
    else:
        returned = "bytes" if answer.get("format") == "binary" else _type(answer)
        how = ""
        if content := operation.get("requestBody", {}).get("content"):
            ((kind, body),) = list(content.items())[:1]
            is_optional = not operation["requestBody"].get("required")
            arguments.append(f"body: {_type(body['schema'])}{' | None = None' if is_optional else ''}")
            how += ", form=cast(dict[str, Any], body)" if "multipart" in kind else ", body=body"
        if verb == "post":
            options.append("idempotency_key: str | None = None")
            how += ", idempotency_key=idempotency_key"
        call = f'cast({returned}, self._request("{verb.upper()}", {sent}{how}))'
    signature = ", ".join(["self", *arguments, *(["*", *options] if options else [])])
    says = operation.get("description", operation["operationId"]).strip().splitlines()[0]
    return (
        f"\n    def {operation['operationId']}({signature}) -> {returned}:\n"
        f'        """{says}"""\n        return {call}\n'
    )
