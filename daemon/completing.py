"""Completion scripts for bash, zsh and fish, written from the commands.

The scripts hold all verbs and options, so completing starts no process.
"""

from __future__ import annotations

import click

from . import manual, parse, registry


def script(shell: str) -> str:
    """Return the completion script of ``bash``, ``zsh`` or ``fish``."""
    rows = [(name, options(verb), about) for verb, name, about in _verbs()]
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](rows)


def options(verb: str) -> list[str]:
    """Return the long options of a verb."""
    params = parse.parser_of(registry.command(verb)).params
    return [
        name
        for param in params
        if isinstance(param, click.Option)
        for name in param.opts
        if name.startswith("--")
    ]


def _verbs() -> list[tuple[str, str, str]]:
    """Return ``(verb, verb or alias, sentence)`` for everything that can be typed."""
    found = []
    for verb in registry.verbs():
        command = registry.command(verb)
        about = manual.sentence(command).replace("'", "")
        found += [(verb, name, about) for name in (verb, *registry.aliases(command))]
    return found


Rows = list[tuple[str, list[str], str]]


def _bash(rows: Rows) -> str:
    cases = "\n".join(f"    {name}) words='{' '.join(opts)}' ;;" for name, opts, _ in rows)
    names = " ".join(name for name, _, _ in rows)
    return f"""# bash completion for daebug
_daebug() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '{names} --json --help --version' -- "$word"))
    return
  fi
  case ${{COMP_WORDS[1]}} in
{cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -- "$word"))
}}
complete -o filenames -F _daebug daebug
"""


def _zsh(rows: Rows) -> str:
    verbs = "\n".join(f"    '{name}:{about.replace(':', ' ')}'" for name, _, about in rows)
    cases = "\n".join(f"    {name}) compadd -- {' '.join(opts)} ;;" for name, opts, _ in rows)
    return f"""#compdef daebug
_daebug() {{
  local -a verbs
  verbs=(
{verbs}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' verbs
    return
  fi
  case $words[2] in
{cases}
  esac
  _files
}}
_daebug "$@"
"""


def _fish(rows: Rows) -> str:
    lines = ["# fish completion for daebug"]
    for name, opts, about in rows:
        lines.append(f"complete -c daebug -n __fish_use_subcommand -a {name} -d '{about}'")
        lines += [
            f"complete -c daebug -n '__fish_seen_subcommand_from {name}' -l {option[2:]}"
            for option in opts
        ]
    return "\n".join(lines) + "\n"
