"""A figure's SVG made fit to stand inside a page, beside others."""

from __future__ import annotations

import re
from html import escape


def inline(svg: bytes, name: str, description: str) -> str:
    """The SVG element alone, with ids of its own and a text for those who cannot see it.

    Parameters
    ----------
    svg
        As matplotlib writes it.
    name
        Goes before every id: two figures have a ``figure_1`` each.
    description
        What is seen.
    """
    text = svg.decode()
    text = text[text.index("<svg") :]
    # Metadata and namespaces say nothing in a page, and their addresses look like requests.
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<title>.*?</title>", "", text, flags=re.DOTALL)
    text = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", text)
    text = text.replace("xlink:href=", "href=")
    text = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', text)
    text = re.sub(r'href="#([^"]+)"', rf'href="#{name}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", text)
    head, rest = text.split(">", 1)
    # Its size follows the page; the view box keeps its shape.
    head = re.sub(r'\s(width|height)="[^"]*"', "", head)
    return f'{head} role="img" aria-label="{escape(description)}">{rest.strip()}'
