"""The build hook: makes the ``daebug`` command, and places the package's root files.

With a C compiler the command is the launcher and the wheel is for this
platform; without one (or with ``DAEBUG_NO_LAUNCHER`` set) it is the Python thin
client and the wheel is for any.  Either way ``daebug-thin`` is installed, to
which the launcher hands over.  The scoring of the fuzzy search and the reader of folders are
compiled too; without, Python does the same, slower.  Not part of the wheel.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: Files of the package's root, which lie elsewhere in the tree (``.pkg/daebug`` links them).
ROOT_FILES = {
    "cli/root.py": "daebug/__init__.py",
    "cli/__main__.py": "daebug/__main__.py",
    "protocol/py.typed": "daebug/py.typed",
}

#: What Python would do slower, and where the package looks for it.
LIBRARIES = {
    "daemon/workspace/fuzzysort.c": "daemon/workspace/libfuzzysort.so",
    "daemon/watcher/folders.c": "daemon/watcher/libfolders.so",
}

#: Folders of the package.
FOLDERS = ("adapters", "cli", "daemon", "protocol", "shims")


class LauncherHook(BuildHookInterface[Any]):
    """Compile the launcher into a folder of its own, which lives as long as the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the commands into ``build_data``; an editable wheel gets no root files."""
        self._folder = tempfile.mkdtemp(prefix="daebug-build-")
        here = Path(self.root) / "cli" / "launcher"
        scripts = {name: Path(self._folder) / name for name in ("daebug", "daebug-thin")}
        shutil.copyfile(here / "daebug-thin", scripts["daebug-thin"])
        if self._compile(here / "daebug.c", scripts["daebug"]):
            build_data["tag"] = f"py3-none-{_platform()}"
            build_data["pure_python"] = False
            for source, target in LIBRARIES.items():
                self._library(Path(self.root) / source, target, version, build_data)
        else:
            shutil.copyfile(here / "daebug-thin", scripts["daebug"])
        for script in scripts.values():
            script.chmod(0o755)
        build_data["shared_scripts"] = {str(path): name for name, path in scripts.items()}
        if version == "standard":
            build_data["force_include"] |= {
                str(Path(self.root) / source): target for source, target in ROOT_FILES.items()
            }
        else:
            _link(Path(self.root) / ".pkg" / "daebug")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the folder; the wheel holds its files now."""
        del version, build_data, artifact_path
        shutil.rmtree(self._folder, ignore_errors=True)

    def _library(self, source: Path, name: str, version: str, build_data: dict[str, Any]) -> None:
        """Compile a library: into the wheel, or beside its source."""
        target = Path(self.root) / name
        made = Path(self._folder) / target.name
        if not self._compile(source, made, "-shared", "-fPIC", "-pthread"):
            return
        if version == "standard":
            build_data["force_include"][str(made)] = f"daebug/{name}"
        else:
            # A daemon that runs has the old one open: replace it, never write into it.
            shutil.copyfile(made, target.with_suffix(".new"))
            target.with_suffix(".new").replace(target)

    def _compile(self, source: Path, target: Path, *more: str) -> bool:
        """Compile ``source``; return whether there is ``target`` now."""
        compiler = os.environ.get("CC", "cc").split()
        if os.environ.get("DAEBUG_NO_LAUNCHER") or os.name == "nt":
            return False
        if not compiler or not shutil.which(compiler[0]):
            self.app.display_warning("no C compiler: the daebug command will be its Python twin")
            return False
        version = self.metadata.version
        words = [*compiler, "-std=c11", "-O2", "-s", f'-DDAEBUG_VERSION="{version}"', *more]
        done = subprocess.run(
            [*words, str(source), "-o", str(target)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            self.app.display_warning(f"{source.name} does not compile here:\n{done.stderr}")
        return done.returncode == 0


def _link(package: Path) -> None:
    """Make the links that an editable install imports; an sdist comes without them."""
    package.mkdir(parents=True, exist_ok=True)
    links = {name: name for name in FOLDERS}
    links |= {target.partition("/")[2]: source for source, target in ROOT_FILES.items()}
    for name, source in links.items():
        if not (package / name).is_symlink():
            (package / name).symlink_to(Path("..", "..", source))


def _platform() -> str:
    """Return this platform's tag as pip spells it: ``linux_x86_64``, ``macosx_14_0_arm64``."""
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")
