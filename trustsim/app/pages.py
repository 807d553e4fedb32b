"""The files of the page, and the content policy under which a browser runs them."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "page"
KINDS: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
"""What is served, by its ending."""

_INLINE: Final = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def file_of(name: str, folder: Path = FOLDER) -> tuple[bytes, str] | None:
    """The content of a file of the page and its kind; None if there is no such file inside the folder."""
    inside = folder.resolve()
    try:
        path = (inside / name).resolve()
        if not path.is_relative_to(inside) or path.suffix not in KINDS:
            return None
        return path.read_bytes(), KINDS[path.suffix]
    except (OSError, ValueError):  # no file, or no name that a file can have
        return None


def policy(folder: Path = FOLDER) -> str:
    """The content policy: nothing from elsewhere, and of inline scripts those that index.html has now."""
    index = file_of("index.html", folder)
    scripts = _INLINE.findall(index[0]) if index else []
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts]
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *hashes]),
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
