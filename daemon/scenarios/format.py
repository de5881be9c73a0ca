"""What a scenario file may say; a key that is not here is refused.

The format is debugger-cli's, so its files run as they are.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from ...protocol.errors.usage import BadScenario


class _Strict(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """No unknown key: a slip of the pen must not pass for a test that passes."""


class Setup(_Strict):
    """Something to be done before: a command line for ``sh``, in the caller's folder."""

    shell: str


class TargetProgram(_Strict):
    """What is debugged; relative paths start at the scenario's folder, else at the caller's."""

    program: str = ""
    args: list[str] = []
    mode: Literal["launch", "attach"] = "launch"
    pid: int | None = None
    pid_file: str = ""
    adapter: str = ""
    stop_on_entry: bool = False
    env: dict[str, str] = {}
    cwd: str = ""


class CommandExpectation(_Strict):
    """Of a command: whether it succeeds, and what is in its text."""

    success: bool | None = None
    #: It may fail as well; nothing is looked at then.
    allow_failure: bool = False
    output_contains: str | None = None


class StopExpectation(_Strict):
    """Of a stop or an end; texts are parts of what comes."""

    reason: str | None = None
    file: str | None = None
    line: int | None = None
    exit_code: int | None = None
    thread_id: int | None = None


class VariableExpectation(_Strict):
    """Of a variable."""

    name: str
    value: str | None = None
    value_contains: str | None = None
    type: str | None = None


class FrameExpectation(_Strict):
    """Of a frame; 0 = the innermost."""

    index: int
    function: str | None = None
    file: str | None = None
    line: int | None = None


class ResultExpectation(_Strict):
    """Of an evaluation."""

    success: bool = True
    result: str | None = None
    result_contains: str | None = None
    type: str | None = None


class CommandStep(_Strict, tag_field="action", tag="command"):
    """Type a command."""

    command: str
    expect: CommandExpectation | None = None


class AwaitStep(_Strict, tag_field="action", tag="await"):
    """Wait for a stop or the end."""

    timeout: float = 30.0
    expect: StopExpectation | None = None


class LocalsStep(_Strict, tag_field="action", tag="inspect_locals"):
    """Look at variables of the frame."""

    asserts: list[VariableExpectation]


class StackStep(_Strict, tag_field="action", tag="inspect_stack"):
    """Look at the stack."""

    asserts: list[FrameExpectation]


class OutputStep(_Strict, tag_field="action", tag="check_output"):
    """Look at what the program wrote."""

    contains: str | None = None
    equals: str | None = None


class EvaluateStep(_Strict, tag_field="action", tag="evaluate"):
    """Evaluate an expression."""

    expression: str
    expect: ResultExpectation | None = None


Step = CommandStep | AwaitStep | LocalsStep | StackStep | OutputStep | EvaluateStep


class Scenario(_Strict):
    """A whole file."""

    name: str
    target: TargetProgram
    steps: list[Step]
    description: str = ""
    setup: list[Setup] = []


def read(path: str, data: bytes) -> Scenario:
    """Return the scenario in ``data``, the content of ``path``.

    Raises:
        BadScenario: no YAML, an unknown key, or one that is missing or of another type.
    """
    import yaml  # 20 ms: only this command reads YAML

    try:
        scenario = msgspec.convert(yaml.safe_load(data), Scenario, strict=False)
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        why = " ".join(str(error).split())
        raise BadScenario(path=path, why=why) from error
    target = scenario.target
    if target.mode == "launch" and not target.program:
        raise BadScenario(path=path, why="target.program is missing")
    if target.mode == "attach" and target.pid is None and not target.pid_file:
        raise BadScenario(path=path, why="target.pid or target.pid_file is missing")
    return scenario
