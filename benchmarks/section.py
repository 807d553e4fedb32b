"""What a benchmark says: a table, and for each goal whether it is met. Markdown, on the screen as in the file."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Verdict:
    """One goal, and what was measured.

    Attributes
    ----------
    goal
        What must show.
    said
        What was measured, in a few words.
    met
        None: it could not be measured here; ``said`` tells why.
    """

    goal: str
    said: str
    met: bool | None

    def __str__(self) -> str:
        word = {True: "met", False: "MISSED", None: "not measured"}[self.met]
        return f"- **{word}**: {self.goal}. {self.said}."


@dataclass
class Section:
    """One benchmark's output."""

    title: str
    about: str
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    def __str__(self) -> str:
        parts = [f"## {self.title}", self.about]
        if self.rows:
            parts.append("\n".join(self._table()))
        if self.notes:
            parts.append("\n".join(f"- {note}" for note in self.notes))
        if self.verdicts:
            parts.append("\n".join(map(str, self.verdicts)))
        return "\n\n".join(parts) + "\n"

    def _table(self) -> list[str]:
        table = [self.header, *self.rows]
        widths = [max(len(row[column]) for row in table) for column in range(len(self.header))]

        def line(cells: tuple[str, ...]) -> str:
            first, *others = [
                cell.ljust(width) if column == 0 else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
            ]
            return "| " + " | ".join([first, *others]) + " |"

        rule = "|" + "|".join("-" * (width + 2) if not i else "-" * (width + 1) + ":" for i, width in enumerate(widths))
        return [line(self.header), rule + "|", *map(line, self.rows)]
