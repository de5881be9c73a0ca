"""What a file is by its name: the content type that we state.  Pure."""

from __future__ import annotations

import mimetypes

_TEXT = "; charset=utf-8"

#: Types of the web, whatever the machine's own tables say.
TYPES = {
    "html": "text/html",
    "htm": "text/html",
    "js": "application/javascript" + _TEXT,
    "mjs": "application/javascript" + _TEXT,
    "cjs": "application/javascript" + _TEXT,
    "jsx": "application/javascript" + _TEXT,
    "ts": "text/typescript" + _TEXT,
    "tsx": "text/typescript" + _TEXT,
    "css": "text/css" + _TEXT,
    "json": "application/json" + _TEXT,
    "map": "application/json" + _TEXT,
    "webmanifest": "application/manifest+json" + _TEXT,
    "importmap": "application/importmap+json" + _TEXT,
    "md": "text/markdown" + _TEXT,
    "txt": "text/plain" + _TEXT,
    "csv": "text/csv" + _TEXT,
    "xml": "application/xml",
    "svg": "image/svg+xml",
    "wasm": "application/wasm",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "bmp": "image/bmp",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
    "flac": "audio/flac",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "mov": "video/quicktime",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "gz": "application/gzip",
    "tar": "application/x-tar",
    "glb": "model/gltf-binary",
    "gltf": "model/gltf+json",
}


def content_type(name: str) -> str:
    """Return the content type of a file called ``name``."""
    ending = name.rpartition(".")[2].lower()
    known = TYPES.get(ending)
    return known or mimetypes.guess_type(name)[0] or "application/octet-stream"


def is_page(name: str) -> bool:
    """Whether our shim belongs into the file ``name``."""
    return name.lower().endswith(".html")
