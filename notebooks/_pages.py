"""Run every notebook and write it with its outputs to docs/notebooks, as Markdown.

python notebooks/_pages.py                      all of them, a minute or two
python notebooks/_pages.py is_it_robust         one
"""

from __future__ import annotations

import base64
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbclient
import nbformat
from nbclient.output_widget import OutputWidget
from nbformat import NotebookNode

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent / "docs" / "notebooks"
NOTEBOOKS = sorted(HERE.glob("*.ipynb"))
WIDGETS = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
VALUED = ("SliderModel", "DropdownModel")  # the ends of the names of what interact makes of an argument


class Kept(OutputWidget):
    """What a slider's function shows, kept for the page and not sent back to the kernel.

    Nothing there asks for it, and a message sent while a reply is awaited can make nbclient miss the reply: it then
    waits until its time is up.
    """

    def sync_state(self) -> None:
        """Nothing is sent."""


def executed(path: Path, folder: Path) -> NotebookNode:
    """A notebook run from top to bottom in a folder.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails, as the last one does where the text claims too much.
    """
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}})
    client.widget_registry["@jupyter-widgets/output"]["OutputModel"] = Kept
    client.execute()
    return notebook


class Page:
    """An executed notebook as a page.

    Attributes
    ----------
    text
        Markdown.
    pictures
        Bytes of PNG files by their names.
    """

    def __init__(self, notebook: NotebookNode, name: str) -> None:
        self.name = name
        self.pictures: dict[str, bytes] = {}
        self._widgets: dict[str, Any] = notebook.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
        made = f"<!-- made by notebooks/_pages.py from notebooks/{name}.ipynb; do not edit -->"
        self.text = "\n\n".join([made, *(part for cell in notebook.cells for part in self._cell(cell))]) + "\n"

    def _cell(self, cell: NotebookNode) -> Iterator[str]:
        if cell.cell_type == "markdown":
            # the page stands one folder further down, inside of docs, and so do those of the other notebooks
            text = re.sub(r"\]\(\.\./(docs/)?", lambda up: "](../" if up[1] else "](../../", cell.source)
            yield re.sub(r"\]\((\w+)\.ipynb\)", r"](\1.md)", text)
            return
        yield f"```python\n{cell.source}\n```"
        for output in cell.outputs:
            yield from self._output(output, cell)

    def _output(self, output: NotebookNode, cell: NotebookNode) -> Iterator[str]:
        if output.output_type == "stream":
            yield f"```text\n{output.text.rstrip()}\n```"
        elif VIEW in output.data:
            yield from self._slider(output.data[VIEW]["model_id"], cell)
        elif "image/png" in output.data:
            picture = f"{self.name}_{len(self.pictures) + 1}.png"
            self.pictures[picture] = base64.b64decode(output.data["image/png"])
            yield f"![{cell.metadata['alt']}]({picture})"
        elif "text/markdown" in output.data:
            yield output.data["text/markdown"]
        else:
            yield f"```text\n{output.data['text/plain'].rstrip()}\n```"

    def _slider(self, model: str, cell: NotebookNode) -> Iterator[str]:
        """Where the sliders stand, and what is shown there: a page has nothing to move."""
        parts = [self._widgets[child.removeprefix("IPY_MODEL_")] for child in self._widgets[model]["state"]["children"]]
        stand = [
            f"`{part['state']['description']}` = {_standing(part)}"
            for part in parts
            if part["model_name"].endswith(VALUED)
        ]
        yield f"*Sliders, to be moved in the notebook; here {', '.join(stand)}:*"
        for part in parts:
            for output in part["state"].get("outputs", []):
                yield from self._output(nbformat.from_dict(output), cell)


def _standing(part: dict[str, Any]) -> str:
    """Where a slider or a list of choices stands."""
    state = part["state"]
    return str(state["_options_labels"][state["index"]]) if "index" in state else f"{state['value']:g}"


def page_of(path: Path) -> Page:
    """A notebook run in an empty folder, as a page."""
    with tempfile.TemporaryDirectory() as folder:
        return Page(executed(path, Path(folder)), path.stem)


def write(page: Page) -> None:
    """The page and its pictures; pictures that are gone go too."""
    PAGES.mkdir(exist_ok=True)
    for old in PAGES.glob(f"{page.name}_*.png"):
        old.unlink()
    for name, picture in page.pictures.items():
        (PAGES / name).write_bytes(picture)
    (PAGES / f"{page.name}.md").write_text(page.text, encoding="utf-8", newline="\n")


def main() -> None:
    """Write the pages that are asked for."""
    asked = sys.argv[1:] or [path.stem for path in NOTEBOOKS]
    for name in asked:
        write(page_of(HERE / f"{name}.ipynb"))
        print(f"docs/notebooks/{name}.md: written", flush=True)


if __name__ == "__main__":
    main()
