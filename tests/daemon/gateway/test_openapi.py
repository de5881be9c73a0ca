"""The OpenAPI document says what the gateway does, no more and no less."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from daebug.daemon.gateway import document, endpoints, openapi, operations, page_operations
from daebug.daemon.gateway.access import Access
from daebug.daemon.gateway.operations import Operation
from tests.daemon.gateway.desk import TOKEN, Desk, Got, told

DOCUMENT = document.made(keyed=False)

BEARER = {"Authorization": f"Bearer {TOKEN}"}

ALL = list(endpoints.TABLE)

#: What stands for a name in a path.
PLACES = {"name": "robot", "job": "j1"}


def path_of(operation: Operation) -> str:
    """Return a path that ``operation`` answers to."""
    return re.sub(r"\{(\w+)\}", lambda match: PLACES[match[1]], operation.path)


def label(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def test_each_operation_is_described_and_each_that_is_described_exists() -> None:
    described = {
        (method.upper(), path) for path, item in DOCUMENT["paths"].items() for method in item
    }
    assert described == {(operation.method, operation.path) for operation in ALL}
    for operation in ALL:
        found = endpoints.TABLE.of(path_of(operation))
        assert found is not None
        assert found[operation.method] is operation


def test_nothing_of_ours_is_served_that_is_not_in_the_table() -> None:
    """Every path that a module of the gateway or a script compares with or serves is described."""
    here = Path(inspect.getfile(endpoints)).parent
    named: set[str] = set()
    for module in here.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named |= set(re.findall(r"^/-daebug[\w/.:-]*$", node.value))
    shims = here.parents[1] / "shims" / "js"
    for script in shims.rglob("*.js"):
        named |= set(re.findall(r"/-daebug[/-][\w:-]+\.(?:js|html)", script.read_text()))
    assert named - {"/-daebug"} <= set(DOCUMENT["paths"])
    assert len(named) > 10


def test_operation_ids_are_unique_and_references_lead_somewhere() -> None:
    ids = [
        operation["operationId"]
        for item in DOCUMENT["paths"].values()
        for operation in item.values()
    ]
    assert len(set(ids)) == len(ids)
    schemas = DOCUMENT["components"]["schemas"]

    def refs(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [ref for one in value.values() for ref in refs(one)]
        return [ref for one in value for ref in refs(one)] if isinstance(value, list) else []

    found = {ref.rpartition("/")[2] for ref in refs(DOCUMENT)}
    assert found == set(schemas)


@pytest.mark.parametrize("operation", ALL, ids=label)
def test_an_operation_says_who_may_use_it(tmp_path: Path, operation: Operation) -> None:
    """Without the token those that are described as needing it refuse; the others do not."""
    described = DOCUMENT["paths"][operation.path][operation.method.lower()]
    assert (described.get("security") is not None) == (operation.access is Access.HOLDERS)

    async def story(desk: Desk) -> None:
        more: dict[str, Any] = {"json": {}} if operation.method == "POST" else {}
        got = await desk.ask(operation.method, path_of(operation), headers=desk.ours, **more)
        assert (got.status == 403) == (operation.access is Access.HOLDERS)
        told_of(operation, got)

    told(tmp_path, story)


@pytest.mark.parametrize("path", sorted(DOCUMENT["paths"]))
def test_a_method_that_is_not_described_is_405_and_told_which_are(
    tmp_path: Path, path: str
) -> None:
    async def story(desk: Desk) -> None:
        at = re.sub(r"\{(\w+)\}", lambda match: PLACES[match[1]], path)
        got = await desk.ask("PUT", at, headers={**desk.ours, **BEARER})
        methods = {method.upper() for method in DOCUMENT["paths"][path]}
        assert got.status == 405
        assert {one.strip() for one in got.headers["Allow"].split(",")} == methods

    told(tmp_path, story)


def test_the_document_is_served_and_answers_to_good_requests_are_as_it_says(
    tmp_path: Path,
) -> None:
    (tmp_path / "daebug.md").write_text("# index\n")

    async def story(desk: Desk) -> None:
        assert (await desk.get("/-daebug/openapi.json")).json() == DOCUMENT
        me = (await asking(desk, "POST", "/workers/register", {"name": "robot"})).json()
        who = {"name": me["name"], "load": me["load"]}
        query = f"?name={who['name']}&load={who['load']}&wait=9"
        polled = asyncio.create_task(asking(desk, "GET", "/jobs/poll", query=query))
        await desk.run("robot", "go()")
        assert (await polled).status == 200
        acked = await asking(desk, "POST", "/jobs/ack", {**who, "job": "j1"})
        assert acked.status == 200
        done = await asking(desk, "POST", "/jobs/{job}/result", {**who, "ok": True, "value": 1})
        assert done.status == 200
        await asking(desk, "POST", "/background", {**who, "events": [{"text": "x"}]})
        await asking(desk, "POST", "/workers/{name}/heartbeat", {**who, "lag_ms": 1})
        for path in ("/health", "/instances", "/instances/{name}", "/daebug.md"):
            assert (await asking(desk, "GET", path)).status == 200
        for path in (one.path for one in page_operations.PAGES if one.answers.get(200)):
            if DOCUMENT["paths"][path].get("get") and path != "/-daebug/poll":
                got = await asking(desk, "GET", path, headers={**desk.ours, **BEARER})
                assert got.status == 200, path
        found = await asking(desk, "POST", "/-daebug/discover-tests", {"files": "**/*.js"})
        assert found.json() == {"files": []}

    told(tmp_path, story)


async def asking(
    desk: Desk,
    method: str,
    path: str,
    body: Any = None,
    *,
    query: str = "",
    headers: dict[str, str] | None = None,
) -> Got:
    """Ask with the token, and see that the answer is one that is described."""
    (operation,) = [one for one in ALL if (one.method, one.path) == (method, path)]
    more = {"json": body} if body is not None else {}
    got = await desk.ask(method, path_of(operation) + query, headers=headers or BEARER, **more)
    told_of(operation, got)
    return got


def told_of(operation: Operation, got: Got) -> None:
    """Check that the status, content type and form of an answer are described."""
    described = DOCUMENT["paths"][operation.path][operation.method.lower()]["responses"]
    assert str(got.status) in described, (operation.path, got.status)
    content = described[str(got.status)].get("content", {})
    kind = got.headers.get("Content-Type", "").partition(";")[0]
    if operation.method == "HEAD" or not got.body:
        return
    assert kind in content, (operation.path, kind)
    reply = operation.answers.get(got.status)
    if kind == operations.JSON and reply is not None and reply.form is not None:
        told_as = msgspec.json.decode(got.body, type=reply.form)
        # Nothing is said that the form does not have.
        back = msgspec.to_builtins(told_as)
        if isinstance(back, dict):
            assert set(got.json()) <= set(back)


def test_what_the_bodies_say_is_what_is_checked() -> None:
    """Each body's schema names the fields of the very struct that reads it, with its bounds."""
    for operation in ALL:
        if not (isinstance(operation.body, type) and issubclass(operation.body, msgspec.Struct)):
            continue
        schema = DOCUMENT["components"]["schemas"][operation.body.__name__]
        fields = {field.encode_name: field for field in msgspec.structs.fields(operation.body)}
        assert set(schema["properties"]) == set(fields)
        assert set(schema["required"]) == {name for name, one in fields.items() if one.required}
        source = inspect.getsource(inspect.unwrap(operation.endpoint))
        if operation.endpoint.__module__.endswith((".api", ".asking")):
            assert f"forms.{operation.body.__name__}" in source


def test_a_root_with_a_key_tells_of_it() -> None:
    keyed = document.made(keyed=True)
    assert all(
        "401" in operation["responses"]
        for item in keyed["paths"].values()
        for operation in item.values()
    )


def test_every_status_of_an_error_has_a_meaning() -> None:
    for operation in ALL:
        assert set(operation.errors) <= set(openapi._MEANING)
