"""The text of ``config.example.toml``, made from the settings; a test keeps the file in step."""

from __future__ import annotations

from typing import Any

from . import config

HEAD = """\
# Settings of Daebug, each with its default.  Copy what you change to config.toml in
# the folder that `daebug config` names.  Made from protocol/config.py.
"""


#: At the end of ``[adapters]``: what is no key of its own.
DESCRIBED = """\
# Any other adapter is described in a table of its own, and then is like those above:
# `daebug start run.sh`, `daebug start --adapter bash run.sh`.  ${program}, ${args}, ${cwd},
# ${env}, ${hold} (stop before the first line), ${pid}, ${port} and ${pipe} stand for values.
# transport: stdio, tcp (it listens on ${port}), dials (it dials ${port}), pipe (it listens
# on the socket file ${pipe}).
#
#   [adapters.bash]
#   command = ["bash-dap"]
#   transport = "stdio"
#   extensions = [".sh"]
#   languages = ["bash"]
#   launch.program = "${program}"
#   launch.args = "${args}"
#   launch.cwd = "${cwd}"
#   launch.env = "${env}"
#   launch.stopOnEntry = "${hold}"
#   launch.console = "internalConsole"      # what else this adapter takes
#   attach = {}                             # or attach.processId = "${pid}"
#   context = "watch"                       # DAP's context for expressions
#   assignment = "{variable}={value}"       # where the adapter has no setVariable
#   assignment_context = "repl"             # DAP's context for that; else the one above
#   hits = ">= {count}"                     # what "from the third hit on" looks like
#   exceptions = []                         # filters that are on by themselves
#   install = "pip install bash-dap"
"""


def text() -> str:
    """Return the file: a table a section, over each key its reason and unit."""
    lines = [HEAD]
    section = ""
    for setting in config.settings():
        table, _, key = setting.key.partition(".")
        if table != section:
            lines += [DESCRIBED] if section == "adapters" else []
            lines.append(f"[{table}]")
            section = table
        unit = f"  ({setting.unit})" if setting.unit else ""
        lines.append(f"# {setting.why}{unit}\n{key} = {_toml(setting.default)}\n")
    return "\n".join(lines)


def _toml(value: Any) -> str:
    """Return a default as TOML: the settings are flags, numbers, strings and lists of these."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case _:
            return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
