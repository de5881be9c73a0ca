"""Completion scripts for bash, zsh and fish, written from the commands.

The scripts hold all verbs, actions and options, so completing starts no process;
only the names of terminals are asked for.
"""

from __future__ import annotations

from typing import NamedTuple

import click

from . import manual, parse, registry


class Row(NamedTuple):
    """One word that can stand first."""

    name: str
    options: list[str]
    #: Words of which one follows.
    actions: list[str]
    #: One sentence.
    about: str


#: Actions of ``term`` that are followed by the name of a terminal.
_OF_A_TERMINAL = ("read", "write", "resize", "attach", "page", "close")

#: Prints the names of the terminals.
_TERMINALS = r"daebug term list 2>/dev/null | sed -n 's/^\(t[0-9]*\)  .*/\1/p'"


def script(shell: str) -> str:
    """Return the completion script of ``bash``, ``zsh`` or ``fish``."""
    rows = [Row(name, options(verb), actions(verb), about) for verb, name, about in _verbs()]
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


def actions(verb: str) -> list[str]:
    """Return the words of which a verb takes one first; empty for most."""
    params = parse.parser_of(registry.command(verb)).params
    first = next((one for one in params if isinstance(one, click.Argument)), None)
    return list(first.type.choices) if first and isinstance(first.type, click.Choice) else []


def _verbs() -> list[tuple[str, str, str]]:
    """Return ``(verb, verb or alias, sentence)`` for everything that can be typed."""
    found = []
    for verb in registry.verbs():
        command = registry.command(verb)
        about = manual.sentence(command).replace("'", "")
        found += [(verb, name, about) for name in (verb, *registry.aliases(command))]
    return found


def _bash(rows: list[Row]) -> str:
    cases = "\n".join(
        f"    {row.name}) words='{' '.join(row.options)}' actions='{' '.join(row.actions)}' ;;"
        for row in rows
    )
    names = " ".join(row.name for row in rows)
    return f"""# bash completion for daebug
_daebug() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} words='' actions=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '{names} --json --help --version' -- "$word"))
    return
  fi
  case ${{COMP_WORDS[1]}} in
{cases}
  esac
  if [ "$COMP_CWORD" -eq 2 ]; then
    words="$words $actions"
  elif [ "$COMP_CWORD" -eq 3 ]; then
    case ${{COMP_WORDS[1]}}:${{COMP_WORDS[2]}} in
      {_of_a_terminal()}) words="$words $({_TERMINALS})" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -- "$word"))
}}
complete -o filenames -F _daebug daebug
"""


def _zsh(rows: list[Row]) -> str:
    verbs = "\n".join(f"    '{row.name}:{row.about.replace(':', ' ')}'" for row in rows)
    cases = "\n".join(f"    {row.name}) compadd -- {' '.join(row.options)} ;;" for row in rows)
    first = "\n".join(
        f"    {row.name}) compadd -- {' '.join(row.actions)} ;;" for row in rows if row.actions
    )
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
  if (( CURRENT == 3 )); then
    case $words[2] in
{first}
    esac
  elif (( CURRENT == 4 )); then
    case $words[2]:$words[3] in
      {_of_a_terminal()}) compadd -- $({_TERMINALS}) ;;
    esac
  fi
  _files
}}
_daebug "$@"
"""


def _fish(rows: list[Row]) -> str:
    lines = ["# fish completion for daebug"]
    for row in rows:
        lines.append(f"complete -c daebug -n __fish_use_subcommand -a {row.name} -d '{row.about}'")
        seen = f"__fish_seen_subcommand_from {row.name}"
        lines += [f"complete -c daebug -n '{seen}' -l {option[2:]}" for option in row.options]
        if row.actions:
            words = " ".join(row.actions)
            first = f"{seen}; and not __fish_seen_subcommand_from {words}"
            lines.append(f"complete -c daebug -n '{first}' -a '{words}'")
        if row.name in _term():
            after = f"{seen}; and __fish_seen_subcommand_from {' '.join(_OF_A_TERMINAL)}"
            lines.append(f"complete -c daebug -n '{after}' -a \"({_TERMINALS})\"")
    return "\n".join(lines) + "\n"


def _of_a_terminal() -> str:
    """Return the verb with each of these actions, as a pattern of ``case``."""
    return "|".join(f"{name}:{action}" for name in _term() for action in _OF_A_TERMINAL)


def _term() -> list[str]:
    """Return the names of the verb that terminals have."""
    return ["term", *registry.aliases(registry.command("term"))]
