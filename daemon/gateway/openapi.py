"""The OpenAPI document of operations.  Pure.

OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.0.html  Its schemas are JSON
Schema, which msgspec makes of the very types that check what comes in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from .access import Access
from .operations import PARTS, TEXT, Operation

#: Where a schema of a type is to be found in the document.
_REF = "#/components/schemas/{name}"

#: What every operation may answer, and why.
ALWAYS = {
    403: "It is not allowed: another host, a foreign page, no token, or no signature.",
    429: "Too many requests.",
    500: "A bug of ours; its log tells.",
}

#: What the statuses of errors mean.
_MEANING = {
    400: "It can't be understood.",
    404: "It is not there.",
    405: "There is no such method.",
    408: "The body came too slowly.",
    409: "It can't be done in this state.",
    410: "The load is not known any more: register anew.",
    413: "The body is too large.",
    415: "The body is of another type, or packed.",
    416: "There is no such part.",
    426: "It is no WebSocket.",
    503: "A process of ours is not there, or has too much to do.",
    504: "It was not answered in time.",
}

#: Operations that show the token in one of two ways.
_TOKEN: list[dict[str, list[str]]] = [{"bearer": []}, {"token": []}]

_ABOUT = """The pages and programs of one served folder.

An error is a line of text for people; its status and, where it is one of the
catalogue, the header X-Daebug-Error are for programs.  The token is shown in
the query or as Authorization: Bearer.  A root that listens beyond this machine
has a key, which is shown as ?key=, as a Bearer, or by the cookie that the first
request with ?key= is given; with the token no key is needed."""


def document(
    operations: Iterable[Operation], *, title: str, version: str, keyed: bool = False
) -> dict[str, Any]:
    """Return the document; ``keyed`` = everybody has to show a key, too."""
    listed = list(operations)
    schemas, components = _schemas(listed)
    paths: dict[str, dict[str, Any]] = {}
    for operation in listed:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(
            operation, schemas, keyed=keyed
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "token": {"type": "apiKey", "in": "query", "name": "token"},
            },
        },
    }


def _schemas(operations: list[Operation]) -> tuple[dict[Any, Any], dict[str, Any]]:
    """Return the schema of each type that is used, and those that they refer to."""
    forms: list[Any] = []
    for operation in operations:
        forms += [operation.body] if operation.body else []
        forms += [reply.form for reply in operation.answers.values() if reply.form]
        forms += [PARTS[part] for part in operation.parts]
    distinct = list({str(form): form for form in forms}.values())
    made, components = msgspec.json.schema_components(distinct, ref_template=_REF)
    return {str(form): schema for form, schema in zip(distinct, made, strict=True)}, components


def _described(operation: Operation, schemas: dict[Any, Any], *, keyed: bool) -> dict[str, Any]:
    """Return one operation."""
    told: dict[str, Any] = {
        "operationId": _id(operation),
        "summary": operation.says,
        "tags": [operation.tag],
        "responses": _responses(operation, schemas, keyed=keyed),
    }
    if operation.more:
        told["description"] = operation.more
    if parameters := _parameters(operation, schemas):
        told["parameters"] = parameters
    if operation.body:
        schema = schemas[str(operation.body)]
        content = {kind: {"schema": schema} for kind in operation.content}
        told["requestBody"] = {"required": True, "content": content}
    if operation.access is Access.HOLDERS:
        told["security"] = _TOKEN
    return told


def _parameters(operation: Operation, schemas: dict[Any, Any]) -> list[dict[str, Any]]:
    """Return what stands in path, query and headers."""
    told = [
        {"name": part, "in": "path", "required": True, "schema": schemas[str(PARTS[part])]}
        for part in operation.parts
    ]
    if operation.query:
        for field in msgspec.structs.fields(operation.query):
            schema = msgspec.json.schema(field.type)
            required = field.required
            told.append(
                {
                    "name": field.encode_name,
                    "in": "query",
                    "required": required,
                    "schema": schema if required else {**schema, "default": field.default},
                }
            )
    told += [
        {
            "name": name,
            "in": "header",
            "required": False,
            "description": says,
            "schema": {"type": "string"},
        }
        for name, says in operation.headers.items()
    ]
    return told


def _responses(
    operation: Operation, schemas: dict[Any, Any], *, keyed: bool
) -> dict[str, dict[str, Any]]:
    """Return the answers, those of errors last."""
    told: dict[str, dict[str, Any]] = {}
    for status, reply in operation.answers.items():
        told[str(status)] = {"description": reply.says}
        if reply.form and operation.method != "HEAD":
            schema = schemas[str(reply.form)]
            told[str(status)]["content"] = {reply.content: {"schema": schema}}
    own = (*operation.errors, 404) if operation.parts else operation.errors
    errors = {status: _MEANING[status] for status in own} | ALWAYS
    if keyed:
        errors[401] = "The key of the root is needed."
    for status, says in sorted(errors.items()):
        text = {"content": {TEXT: {"schema": {"type": "string"}}}}
        if str(status) in told:  # an answer of its own form, and the one of all operations
            told[str(status)].setdefault("content", {}).update(text["content"])
        else:
            told[str(status)] = {"description": says, **text}
    return told


def _id(operation: Operation) -> str:
    """Return a name for an operation: ``postJobsJobResult``.

    Source: "The operationId MUST be unique among all operations described in the API."
    """
    words = operation.path.replace("{", "").replace("}", "").replace(".", "-").replace(":", "-")
    parts = [part for piece in words.split("/") for part in piece.split("-") if part]
    # The predecessor's paths differ from ours in a hyphen only.
    lead = operation.method.lower() + ("Old" if operation.tag == "predecessor" else "")
    return lead + "".join(part[:1].upper() + part[1:] for part in parts)
