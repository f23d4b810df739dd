"""The OpenAPI document says every answer there is, refusals included, and shows an example of each body."""

import json
from pathlib import Path

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from config.api import CONTENT_TYPE


class FaultOut(serializers.Serializer):
    field = serializers.CharField(help_text="Blank where it is about the whole.")
    sentence = serializers.CharField()


class ProblemOut(serializers.Serializer):
    """Why nothing was done, in a sentence a person understands, in the language asked for (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FaultOut(many=True, required=False)


_ALWAYS = {
    400: "What was sent cannot be read, or a field cannot be accepted.",
    401: "No key, or one that opens nothing.",
    403: "The key lacks the scope, or its holder the right.",
    404: "It does not exist, or is not the holder's to see.",
    405: "This address does not take this method.",
    406: "Only JSON is answered.",
    429: "More requests in a minute than the key is good for.",
}
_OF_WRITING = {
    409: "Somebody changed it meanwhile.",
    413: "Too large.",
    415: "Sent in another form than this address takes.",
    422: "State or a missing fact forbids it; or an Idempotency-Key was used for something else.",
}


#: Requests by the name of the operation, answers by the name of their shape; a page holds one of them.
_EXAMPLES = json.loads(Path(__file__).with_name("api_examples.json").read_text())


class HouseSchema(AutoSchema):
    """Adds to each operation the refusals that any of them may answer with."""

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        refusals = _ALWAYS | (_OF_WRITING if self.method == "POST" else {})
        for status, why in refusals.items():
            response = OpenApiResponse(ProblemOut, why)
            bodies.setdefault(str(status), self._get_response_for_code(response, str(status), [CONTENT_TYPE]))
        return bodies


class BearerTokenScheme(OpenApiAuthenticationExtension):
    target_class, name = "accounts.api.access.BearerToken", "bearer"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "A token of /token, or a person's own key."}


def with_examples(result, **_options):
    """A hook of drf-spectacular: adds the examples to the finished document."""
    for operation in (one for path in result["paths"].values() for one in path.values()):
        request = _EXAMPLES["requests"].get(operation["operationId"])
        for content in operation.get("requestBody", {}).get("content", {}).values():
            if content["schema"].get("format") != "binary":
                content["example"] = request
        for status, answer in operation["responses"].items():
            for content in answer.get("content", {}).values() if status < "300" else ():
                _show(content)
    return result


def _show(content):
    schema = content["schema"]
    if schema.get("type") == "array":
        content["example"] = [_EXAMPLES["answers"][_shape(schema["items"])]]
        return
    shape = _shape(schema)
    if shape.startswith("Paginated"):
        inner = shape.removeprefix("Paginated").removesuffix("List")
        content["example"] = {"results": [_EXAMPLES["answers"][inner]], "next": None}
    elif shape:
        content["example"] = _EXAMPLES["answers"][shape]


def _shape(schema):
    return schema.get("$ref", "").rpartition("/")[2]
