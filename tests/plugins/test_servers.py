"""Pages of real dev servers, in a real browser on the servers' own ports, are realms."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.plugins.project import Project

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><title>Of the dev server</title>{head}</head>
<body><p id="out"></p>{body}</body></html>
"""

WORD = "export const word = 'first';\n"

#: Shows a word, and puts a changed one in without loading the page anew.
MAIN = """import {{ word }} from './word.js';
console.warn('from the bundle');
const show = (text) => {{ document.querySelector('#out').textContent = text; }};
show(word);
{hot}
"""

SHOWN = "document.querySelector('#out').textContent"


def status(url: str) -> int:
    """Return the status of an answer."""
    try:
        with urllib.request.urlopen(url, timeout=10) as told:
            return int(told.status)
    except urllib.error.HTTPError as error:
        return error.code


def is_a_realm(project: Project, name: str) -> None:
    """Check what every page can do: run code, tell of its console, and by its worker too."""
    # A dev server that compiled again meanwhile has the page loaded anew.
    project.soon(lambda: project.run(name, "document.title") == "Of the dev server")
    assert project.run(name, "location.port") == str(project.port)
    assert project.run(name, "(await import('node:assert')).ok(true)") == "undefined"
    project.soon(lambda: "from the bundle" in project.console(name))
    project.soon(lambda: bool(project.realms("worker")))
    assert project.run(project.realms("worker")[0], "6 * 7") == "42"


def keeps_its_page(project: Project, name: str) -> None:
    """Change a module: the page shows it and is the same page, also after a reply in a file."""
    project.run(name, "globalThis.kept = 'kept'")
    project.write({"word.js": WORD.replace("first", "second")})
    project.soon(lambda: project.run(name, SHOWN) == "second")
    transcript = Path(project.said("open", name)["path"])
    with transcript.open("a") as file:
        file.write("\n```js\n[1, 2].map((n) => n * 21)\n```\n")
    project.soon(lambda: "42" in transcript.read_text())
    assert project.run(name, "kept") == "kept"
    assert project.realms("page") == [name]


def test_a_page_of_vite(project: Project) -> None:
    hot = "import.meta.hot?.accept('./word.js', (changed) => show(changed.word));"
    project.write({
        "index.html": PAGE.format(
            head='<script type="importmap">{"imports":{"own":"/own.js"}}</script>',
            body='<script type="module" src="/main.js"></script>',
        ),
        "main.js": MAIN.format(hot=hot),
        "word.js": WORD,
        "own.js": "export default 'own';",
        "vite.config.js": """
            import daebug from '@vite.js';
            export default {
              plugins: [daebug()],
              server: { port: Number(process.env.PORT), strictPort: true },
            };
        """,
    })  # fmt: skip
    project.serve("node_modules/vite/bin/vite.js")
    name = project.browse()
    is_a_realm(project, name)
    keeps_its_page(project, name)
    assert project.run(name, "(await import('own')).default") == "own"
    for path in (
        "/daebug.md",
        "/daebug.md?raw",
        f"/daebug/{name}.md",
        f"/@fs{project.folder}/daebug.md",
    ):
        assert status(project.url(path)) == 403
    assert status(project.url("/word.js")) == 200


def test_a_page_of_webpack(project: Project) -> None:
    hot = "module.hot?.accept('./word.js', () => show(word));"
    project.write({
        "page.html": PAGE.format(head="", body=""),
        "main.js": MAIN.format(hot=hot),
        "word.js": WORD,
        "webpack.config.mjs": """
            import Html from 'html-webpack-plugin';
            import daebug from '@webpack.js';
            export default {
              mode: 'development',
              entry: './main.js',
              plugins: [new Html({ template: './page.html' }), daebug()],
              devServer: {
                port: process.env.PORT,
                static: { directory: '.', watch: { ignored: ['**/node_modules', '**/word.js'] } },
              },
            };
        """,
    })  # fmt: skip
    project.serve("node_modules/webpack-cli/bin/cli.js", "serve")
    name = project.browse()
    is_a_realm(project, name)
    keeps_its_page(project, name)


def test_a_page_of_esbuild(project: Project) -> None:
    hot = "new EventSource('/esbuild').addEventListener('change', () => location.reload());"
    project.write({
        "www/index.html": PAGE.format(head="", body='<script src="/main.js"></script>'),
        "main.js": MAIN.format(hot=hot),
        "word.js": WORD,
        "serve.mjs": """
            import esbuild from 'esbuild';
            import { serve } from '@esbuild.js';
            const context = await esbuild.context({
              entryPoints: ['main.js'], bundle: true, outdir: 'www', write: false,
            });
            await context.watch();
            await serve(context, { servedir: 'www', port: Number(process.env.PORT) });
        """,
    })  # fmt: skip
    project.serve("serve.mjs")
    name = project.browse()
    is_a_realm(project, name)
    project.write({"word.js": WORD.replace("first", "second")})
    project.soon(lambda: project.run(name, SHOWN) == "second")
    assert project.realms("page") == [name]


def test_a_page_that_rollup_builds_and_a_server_of_node_shows(project: Project) -> None:
    project.write({
        "dist/index.html": PAGE.format(head="", body='<script src="/main.js"></script>'),
        "main.js": MAIN.format(hot=""),
        "word.js": WORD,
        "rollup.config.js": "export default { input: 'main.js', output: { dir: 'dist' } };",
        "package.json": '{ "type": "module" }',
        "serve.mjs": """
            import { createReadStream } from 'node:fs';
            import http from 'node:http';
            import daebug from '@server.js';
            const server = http.createServer((asked, answer) => {
              const page = asked.url === '/';
              answer.writeHead(200, { 'content-type': page ? 'text/html' : 'text/javascript' });
              createReadStream(page ? 'dist/index.html' : 'dist/main.js').pipe(answer);
            });
            daebug().attach(server).listen(Number(process.env.PORT), 'localhost');
        """,
    })  # fmt: skip
    project.node("node_modules/rollup/dist/bin/rollup", "-c")
    project.serve("serve.mjs")
    name = project.browse()
    is_a_realm(project, name)
    assert project.run(name, SHOWN) == "first"
