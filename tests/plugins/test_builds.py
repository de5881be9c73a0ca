"""What is built for production knows nothing of Daebug, with the plugin in the configuration."""

from __future__ import annotations

import pytest

from tests.plugins.project import Project

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

VITE = """
import daebug from '@vite.js';
export default { plugins: [daebug()] };
"""

WEBPACK = """
import Html from 'html-webpack-plugin';
import daebug from '@webpack.js';
export default { mode: process.env.MODE, entry: './main.js', plugins: [new Html(), daebug()] };
"""

ROLLUP = """
import daebug from '@rollup.js';
export default { input: 'main.js', output: { dir: 'dist' }, plugins: [daebug()] };
"""

ESBUILD = """
import esbuild from 'esbuild';
import daebug from '@esbuild.js';
const watching = process.env.WATCHING === '1';
await esbuild.build({
  entryPoints: ['main.js'], bundle: true, outdir: 'dist', minify: watching,
  plugins: [daebug({ watching })],
});
"""

#: By name: the configuration's file and text, the words for Node, the environment.
BUILDS = {
    "vite": ("vite.config.js", VITE, ["vite/bin/vite.js", "build"], {}),
    "webpack": ("webpack.config.mjs", WEBPACK, ["webpack-cli/bin/cli.js"], {"MODE": "production"}),
    "webpack unminified": (
        "webpack.config.mjs", WEBPACK, ["webpack-cli/bin/cli.js"], {"MODE": "development"},
    ),
    "rollup": (
        "rollup.config.mjs", ROLLUP, ["rollup/dist/bin/rollup", "-c", "rollup.config.mjs"], {},
    ),
    "esbuild": ("build.mjs", ESBUILD, [], {}),
    "esbuild made small": ("build.mjs", ESBUILD, [], {"WATCHING": "1"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BUILDS)
def test_a_build_holds_nothing_of_daebug(project: Project, name: str) -> None:
    file, text, words, env = BUILDS[name]
    project.write(
        {
            file: text,
            "main.js": "document.title = 'mine';",
            "index.html": '<title>Mine</title><script type="module" src="/main.js"></script>',
        }
    )
    tool = [f"node_modules/{words[0]}", *words[1:]] if words else [file]
    project.node(*tool, env={**env, "DAEBUG_COMMAND": "/nowhere/daebug"})
    built = [path for path in (project.folder / "dist").rglob("*") if path.is_file()]
    assert any("mine" in path.read_text() for path in built)
    for path in built:
        assert "daebug" not in path.read_text().lower(), path
    assert not (project.folder / "daebug.md").exists()
