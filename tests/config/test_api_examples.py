"""Every body in the published document is shown by an example that the document itself accepts."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator, FormatChecker

EXAMPLES = json.loads((Path(settings.BASE_DIR) / "config" / "api_examples.json").read_text())


pytestmark = pytest.mark.django_db


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json()


def plain(schema):
    """As JSON Schema has it: OpenAPI 3.0 says in a word of its own what may be null."""
    if isinstance(schema, list):
        return [plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    said = {name: plain(inner) for name, inner in schema.items() if name != "nullable"}
    return {"anyOf": [said, {"type": "null"}]} if schema.get("nullable") is True else said


def bodies(document):
    """(where, content) of each JSON or form body, files aside."""
    for operation in (one for path in document["paths"].values() for one in path.values()):
        name = operation["operationId"]
        for content in operation.get("requestBody", {}).get("content", {}).values():
            if content["schema"].get("format") != "binary":
                yield f"{name} →", content
        for status, answer in operation["responses"].items():
            for content in answer.get("content", {}).values() if status < "300" else ():
                if content["schema"].get("format") != "binary":
                    yield f"{name} {status}", content


def test_each_body_has_an_example_the_document_accepts(document):
    components = plain(document["components"])
    wrong = []
    for where, content in bodies(document):
        schema = plain(content["schema"]) | {"components": components}
        if content.get("example") is None:
            wrong.append(f"{where} has no example")
            continue
        checked = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(content["example"])
        wrong += [f"{where} {'.'.join(map(str, error.path))}: {error.message}" for error in checked]
    assert wrong == []


def test_no_example_is_of_something_that_is_gone(document):
    operations = {one["operationId"] for path in document["paths"].values() for one in path.values()}
    assert set(EXAMPLES["requests"]) <= operations
    assert set(EXAMPLES["answers"]) <= set(document["components"]["schemas"])
