"""Install a debug adapter without root, into Daebug's own folder.

It comes from the registry of its package manager (pip, npm, go), is started
and greeted, and only then taken over: `daebug start` finds it from then on.
Nothing outside the folder is touched.  One that is here and works already is
left alone; --force installs it all the same.  Without ADAPTER: what there is.

Examples:
  daebug setup
  daebug setup gdb
  daebug setup --auto --dry-run
  daebug setup codelldb --uninstall
"""

from __future__ import annotations

import platform
from pathlib import Path

import click
import msgspec

from ...protocol import places
from ...protocol.config import near
from ...protocol.errors.adapter import NoSuchAdapter, NotSetUp, SetupFailed
from ...protocol.errors.usage import BadUsage
from ...protocol.listing import AdapterSeen, AdaptersListed, ListAdapters
from .. import opening
from ..keyhole import Keyhole
from ..look import Look
from ..setup import installing, projects, recipes, shelf, steps
from ..setup.installing import Installed
from ..setup.recipes import Recipe

TOPIC = "daemon"

#: Seconds to try adapters; they are tried at once, for 10 s at most.
TRIED_S = 25.0

PARAMS = (
    click.Argument(["adapter"], required=False, default=""),
    click.Option(["--auto"], is_flag=True, help="Those that the files of this folder call for."),
    click.Option(["--dry-run"], is_flag=True, help="Say what would be done, and do nothing."),
    click.Option(["--uninstall"], is_flag=True, help="Remove what setup installed."),
    click.Option(["--force"], is_flag=True, help="Install it even if one works already."),
)


class Request(msgspec.Struct, kw_only=True):
    """Which one, and what to do."""

    adapter: str = ""
    auto: bool = False
    dry_run: bool = False
    uninstall: bool = False
    force: bool = False


class Item(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One adapter and what is, was or would be done."""

    adapter: str
    #: ``works``, ``installed``, ``removed``, ``planned``, ``offered`` or ``unsuited``.
    state: str
    version: str = ""
    path: str = ""
    #: Its package: ``pip gdb-for-pwndbg``.
    package: str = ""
    checksum: str = ""
    #: What would be run.
    commands: list[str] = []
    fetched_mb: int = 0
    installed_mb: int = 0
    #: Setup installed it.
    ours: bool = False
    #: Why it is wanted: a file of the project.
    why: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """The adapters, and the folder where they are."""

    folder: str
    adapters: list[Item]


async def run(request: Request, hub: Keyhole) -> Reply:
    """Do what is asked.

    Raises:
        BadUsage: the options do not go together.
        NoSuchAdapter: setup installs none of that name.
        NotSetUp: it is to be removed, and setup did not install it.
        SetupFailed: a command failed, or the adapter does not greet; nothing is left of it.
    """
    _check(request)
    place = places.adapter_folder(hub.env)
    if request.uninstall:
        return Reply(folder=str(place), adapters=[_removed(request, place)])
    wanted = _wanted(request, hub)
    seen = await _seen(hub, [name for names in wanted for name in names])
    items = []
    for names, why in wanted.items():
        item = await _one(request, hub, names, seen)
        item.why = why
        items.append(item)
    return Reply(folder=str(place), adapters=items)


def _check(request: Request) -> None:
    if request.auto and (request.adapter or request.uninstall):
        raise BadUsage(why="--auto goes without ADAPTER and --uninstall", command="daebug setup")
    if (request.uninstall or request.force) and not (request.adapter or request.auto):
        raise BadUsage(why="which ADAPTER is meant?", command="daebug setup")
    if request.adapter and recipes.named(request.adapter) is None:
        names = [recipe.adapter for recipe in recipes.RECIPES]
        known = f"{', '.join(names)}{near(request.adapter, names)}"
        raise NoSuchAdapter(adapter=request.adapter, adapters=known)


def _wanted(request: Request, hub: Keyhole) -> dict[tuple[str, ...], str]:
    """Return the adapters that are asked for, alternatives together -> why."""
    if request.auto:
        found = projects.wanted(Path(hub.caller.cwd))
        return {names: file for file, names in found.items()}
    if request.adapter:
        return {(request.adapter,): ""}
    return {(recipe.adapter,): "" for recipe in recipes.RECIPES}


async def _seen(
    hub: Keyhole, names: list[str], installed: Installed | None = None
) -> dict[str, AdapterSeen]:
    """Return what there is of these adapters; ``installed`` is one to be tried where it lies."""
    paths, described = opening.adapter_paths(hub.config.adapters), opening.described(hub)
    if installed is not None:
        receipt = installed.receipt
        program = str(installed.folder / "bin" / receipt.program)
        paths |= {receipt.adapter: program}
        recipe = recipes.named(receipt.adapter)
        if recipe is not None and recipe.described is not None:
            table = msgspec.structs.replace(recipe.described, command=[program])
            described = {**described, receipt.adapter: table}
    order = ListAdapters(adapter_paths=paths, described=described, names=names)
    if not names:
        return {}
    await hub.ensure("bridge")
    answer = await hub.order("bridge", order, TRIED_S)
    assert isinstance(answer, AdaptersListed)
    return {one.name: one for one in answer.adapters}


async def _one(
    request: Request, hub: Keyhole, names: tuple[str, ...], seen: dict[str, AdapterSeen]
) -> Item:
    """Return what is to be told of one adapter; install it where that is asked for."""
    place = places.adapter_folder(hub.env)
    for name in names:
        one = seen.get(name)
        if one is not None and one.verified and not request.force:
            ours = one.path.startswith(f"{place / name}/")
            version = one.version
            if ours and (receipt := shelf.receipt_of(place, name)):
                version = version or receipt.version
            return Item(adapter=name, state="works", version=version, path=one.path, ours=ours)
    recipe = recipes.named(projects.SMALLEST if len(names) > 1 else names[0])
    assert recipe is not None
    item = Item(
        adapter=recipe.adapter,
        state="offered",
        package=f"{recipe.by} {recipe.package}",
        fetched_mb=recipe.fetched_mb,
        installed_mb=recipe.installed_mb,
    )
    if not recipes.suits(recipe, platform.machine()):
        item.state = "unsuited"
    elif request.dry_run:
        item.state, item.commands = "planned", _commands(recipe, place)
    elif request.adapter or request.auto:
        await _install(hub, recipe, place, item)
    if item.state == "unsuited" and request.adapter:
        why = f"{recipe.package} is not made for {platform.machine()}"
        command, fix = f"daebug setup {recipe.adapter}", "daebug adapters"
        raise SetupFailed(adapter=recipe.adapter, why=why, command=command, fix=fix)
    return item


def _commands(recipe: Recipe, place: Path) -> list[str]:
    """Return what would be run; the folder's name is made up when it is."""
    folder = place / shelf.VERSIONS / f"{recipe.adapter}-XXXXXXXX"
    version = recipe.versions[0] if recipe.versions else ""
    return [steps.line(step) for step in steps.steps(recipe, version, folder)]


async def _install(hub: Keyhole, recipe: Recipe, place: Path, item: Item) -> None:
    """Install, greet, take over.

    Raises:
        SetupFailed: a command failed, or the adapter does not greet; nothing is left of it.
    """
    if shelf.strange(place, recipe.adapter):
        why, path = "setup did not make the folder that is there", place / recipe.adapter
        command, fix = f"daebug setup {recipe.adapter}", f"mv {path} {path}-old"
        raise SetupFailed(adapter=recipe.adapter, why=why, command=command, fix=fix)
    installed = await installing.install(recipe, place, hub.caller.env, hub.remark)
    try:
        seen = await _greeted(hub, recipe, installed)
        shelf.put(place, installed.folder, installed.receipt)
    except BaseException:
        await installing.discard(installed)
        raise
    await hub.remark("")
    item.state, item.ours = "installed", True
    item.version = seen.version or installed.receipt.version
    item.path = str(place / recipe.adapter / "bin" / recipe.program)
    item.checksum, item.commands = installed.receipt.checksum, installed.receipt.commands


async def _greeted(hub: Keyhole, recipe: Recipe, installed: Installed) -> AdapterSeen:
    """Start the adapter where it was installed; return what it tells.

    Raises:
        SetupFailed: it does not greet.
    """
    await hub.remark(f"{recipe.adapter}: greets it")
    seen = (await _seen(hub, [recipe.adapter], installed))[recipe.adapter]
    if not seen.verified:
        command = f"{installed.folder / 'bin' / recipe.program}, to be greeted"
        fix = f"daebug adapters {recipe.adapter}"
        raise SetupFailed(adapter=recipe.adapter, why=seen.why, command=command, fix=fix)
    return seen


def _removed(request: Request, place: Path) -> Item:
    """Remove an adapter, or say that it would be.

    Raises:
        NotSetUp: setup did not install it.
    """
    receipt = shelf.receipt_of(place, request.adapter)
    if receipt is None:
        names = [one.adapter for one in recipes.RECIPES if shelf.receipt_of(place, one.adapter)]
        raise NotSetUp(adapter=request.adapter, installed=", ".join(names) or "none")
    path = str(place / request.adapter)
    item = Item(adapter=request.adapter, state="planned", version=receipt.version, path=path)
    if request.dry_run:
        item.commands = [f"rm -r {path}"]
        return item
    shelf.take(place, request.adapter)
    item.state = "removed"
    return item


def render(reply: Reply, look: Look) -> str:
    """Return one or two lines for each."""
    if not reply.adapters:
        return "no file here calls for an adapter that setup knows: daebug setup\n"
    return "".join(_lines(item, look) for item in reply.adapters) + f"folder: {reply.folder}\n"


def _lines(item: Item, look: Look) -> str:
    """Return what there is to tell of one adapter."""
    name = f"{item.adapter} {item.version}".strip()
    why = f"  (for {item.why})" if item.why else ""
    ours = ", by setup" if item.ours else ""
    size = f"{item.package}: about {item.fetched_mb} MB to fetch, {item.installed_mb} MB installed"
    match item.state:
        case "works":
            lines = [f"{name}  {look.paint('works', 'green')}{ours}{why}", f"  {item.path}"]
        case "installed":
            head = f"{name}  {look.paint('installed', 'green')}, and it greets{why}"
            lines = [head, f"  {item.path}"]
            lines += [f"  {item.checksum}"] if item.checksum else []
        case "removed":
            lines = [f"{name}  removed"]
        case "planned":
            lines = [f"{name}  would be done{why}", *(f"  {line}" for line in item.commands)]
        case "unsuited":
            lines = [f"{name}  has no package for this machine{why}"]
        case _:
            lines = [f"{name}  is not here{why}", f"  daebug setup {item.adapter}  ({size})"]
    return "\n".join(lines) + "\n"
