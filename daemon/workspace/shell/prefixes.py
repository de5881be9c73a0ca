"""How many words of a command say what it does, for "always allow".

``git commit -m x`` is allowed as ``git commit *``, ``npm run build`` as
``npm run build *``.  A command that is in no row is known by its first word; what
runs any code (``python x.py``, ``bash -c``) can only be allowed as it stands.
"""

from __future__ import annotations

from .unwrapping import SHELLS
from .words import Word

_TWO = """
    apt apt-get aptitude apk asdf aws az bazel brew buf bun bundle cargo cabal cdk cmake composer
    conan conda consul corepack crictl cypress dart defaults deno dnf docker docker-compose doctl
    dotnet eas fastlane firebase flatpak flutter fly flyctl forge gcloud gem gh git glab go gradle
    gsutil hatch hg helm heroku hugo istioctl jj just kind kubectl kustomize launchctl lerna lxc
    make mamba meson mise minikube mix mvn nerdctl netlify nix nomad npm npx nvm nx opam openssl
    packer pacman pdm pip pip3 pipx pixi pm2 pnpm podman poetry prisma pulumi pyenv rails rake rbenv
    ruff rustup sam sbt scoop sdk serverless snap spack stack supabase svn swift systemctl
    tailscale task terraform terragrunt tmux tofu turbo uv uvx vagrant vault vercel volta winget
    wrangler xcodebuild xcrun yarn yum zig zypper
"""

#: Commands whose second word tells what they do.
TWO = frozenset(_TWO.split())

#: First word -> second words after which the third tells it.
THREE: dict[str, frozenset[str]] = {
    first: frozenset(seconds.split())
    for first, seconds in {
        "aws": "cloudformation ec2 ecr ecs eks iam lambda logs rds s3 s3api ssm sts",
        "az": "acr aks group network storage vm webapp",
        "bun": "create pm run x",
        "cargo": "xtask",
        "composer": "exec run run-script",
        "deno": "task",
        "docker": "builder buildx compose container context image network system volume",
        "dotnet": "nuget tool",
        "flutter": "pub",
        "gcloud": "app auth builds compute config container iam projects run storage",
        "gh": "auth gist issue pr release repo run secret workflow",
        "git": "bisect notes reflog remote stash submodule worktree",
        "go": "mod tool work",
        "hatch": "env run",
        "helm": "plugin repo",
        "kubectl": "config rollout set",
        "mise": "run",
        "nix": "flake profile store",
        "npm": "exec pkg run run-script",
        "pdm": "run",
        "pip": "cache config",
        "pnpm": "dlx exec run",
        "podman": "compose container image network volume",
        "poetry": "env run self",
        "pulumi": "config stack",
        "rustup": "component override target toolchain",
        "swift": "package",
        "terraform": "state workspace",
        "turbo": "run",
        "uv": "pip run tool",
        "yarn": "dlx run workspace",
    }.items()
}

#: Interpreters: ``-m MODULE`` tells, anything else is code.
MODULES = frozenset(["python", "python3", "pypy3"])
CODE = frozenset(
    ["node", "perl", "ruby", "php", "lua", "awk", "eval", "ssh", "su", "trap", "alias", *SHELLS]
)


def always(argv: tuple[Word, ...], text: str) -> str:
    """Return the pattern that allows commands like ``argv``, typed as ``text``, from now on.

    It is ``text`` itself where a wider one would allow anything.
    """
    words = [word.text for word in argv]
    if not argv or not argv[0].known or words[0] in CODE:
        return text
    if words[0] in MODULES:
        named = words[1:2] == ["-m"] and len(argv) > 2 and argv[2].known
        return f"{words[0]} -m {words[2]} *" if named else text
    count = 1
    if words[0] in TWO:
        count = 3 if words[1:2] and words[1] in THREE.get(words[0], ()) else 2
    kept = argv[:count]
    if not all(word.known and not word.text.startswith("-") for word in kept):
        return text  # an option with a value may stand before what tells
    return " ".join([*(word.text for word in kept), "*"])
