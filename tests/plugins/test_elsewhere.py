"""Where nobody can stand in between: what is built while watching fetches the shim itself."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from tests.plugins.project import Project

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

ROLLUP = """
import daebug from '@rollup.js';
const page = {
  name: 'page',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'index.html', source: '<title>Built</title>HTML' });
  },
};
export default {
  input: 'main.js',
  output: { dir: 'dist' },
  plugins: [daebug(), process.env.WITH_PAGE && page],
};
"""

ESBUILD = """
import esbuild from 'esbuild';
import daebug from '@esbuild.js';
const context = await esbuild.context({
  entryPoints: ['main.js'], bundle: true, outdir: 'dist', plugins: [daebug({ watching: true })],
});
await context.watch();
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Files over HTTP, without a log."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere(project: Project) -> Iterator[str]:
    """Yield the address of a server that shows ``dist`` and knows nothing of Daebug."""
    (project.folder / "dist").mkdir()
    files = functools.partial(Quiet, directory=str(project.folder / "dist"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://localhost:{server.server_address[1]}"
        project.said("config", "set", "pages.origins", json.dumps([origin]))
        yield f"{origin}/"
        server.shutdown()


def without_token(project: Project, name: str) -> None:
    """Check that neither what was built nor what the page asked for holds a token."""
    token = project.run(
        name, "performance.getEntriesByType('resource').map((one) => one.name).join()"
    )
    assert "/-daebug/page.js" in token
    assert "token=" not in token
    for path in (project.folder / "dist").iterdir():
        assert "token" not in path.read_text()


def test_a_page_that_rollup_builds_while_it_watches(project: Project, elsewhere: str) -> None:
    project.write({"main.js": "console.log('built');", "rollup.config.mjs": ROLLUP})
    words = ["node_modules/rollup/dist/bin/rollup", "-c", "rollup.config.mjs", "-w"]
    project.watch(*words, env={"WITH_PAGE": "1"})
    project.soon((project.folder / "dist" / "index.html").exists)
    name = project.browse(elsewhere)
    assert project.run(name, "document.title") == "Built"
    without_token(project, name)


def test_a_bundle_of_rollup_in_a_page_of_somebody(project: Project, elsewhere: str) -> None:
    project.write(
        {
            "main.js": "document.title += ' bundled';",
            "rollup.config.mjs": ROLLUP,
            "dist/index.html": "<title>Own</title><script type=module src=main.js></script>",
        }
    )
    project.watch("node_modules/rollup/dist/bin/rollup", "-c", "rollup.config.mjs", "-w")
    project.soon((project.folder / "dist" / "main.js").exists)
    name = project.browse(elsewhere)
    assert project.run(name, "document.title") == "Own bundled"
    without_token(project, name)


def test_a_bundle_of_esbuild_in_a_page_of_somebody(project: Project, elsewhere: str) -> None:
    project.write(
        {
            "main.js": "document.title += ' bundled';",
            "build.mjs": ESBUILD,
            "dist/index.html": "<title>Own</title><script src=main.js></script>",
        }
    )
    project.watch("build.mjs")
    project.soon((project.folder / "dist" / "main.js").exists)
    name = project.browse(elsewhere)
    assert project.run(name, "document.title") == "Own bundled"
    without_token(project, name)
