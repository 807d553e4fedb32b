"""YAML text to plain data with places, on one pass over ruamel's events.

The events come one by one and the data are built on a stack, so a hostile file costs no more than the limits below:
nesting needs no recursion, and what aliases would expand to is counted before anything is expanded. Scalars are read by
the core schema of YAML 1.2 (``1e-3`` is a number, ``no`` a text, ``2001-01-01`` a text).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from trustsim.config.faults import Path, Where, shown

LARGEST: Final = 256 * 1024  # ruamel reads well under 1 MB/s; data belong in data files
DEEPEST: Final = 50
MOST_NODES: Final = 10_000  # with aliases expanded
LONGEST_NUMBER: Final = 400  # digits

_NULL: Final = re.compile(r"|~|null|Null|NULL")
_TRUE: Final = re.compile(r"true|True|TRUE")
_FALSE: Final = re.compile(r"false|False|FALSE")
_WHOLE: Final = re.compile(r"[-+]?[0-9]+")
_OCTAL: Final = re.compile(r"0o[0-7]+")
_HEXADECIMAL: Final = re.compile(r"0x[0-9a-fA-F]+")
_NUMBER: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True)
class Spot:
    """A place in a text; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class TextFault:
    """What is wrong with the text itself, before anything is known about keys."""

    spot: Spot
    message: str
    mend: str = ""
    path: Path = ()


class UnreadableError(Exception):
    """A text that cannot be read to its end."""

    def __init__(self, fault: TextFault) -> None:
        self.fault = fault
        super().__init__(fault.message)


@dataclass
class Document:
    """Plain data, and where each of them stands.

    Attributes
    ----------
    data
        Dictionaries with text keys, lists, texts, numbers, true, false and None.
    keys, values
        The place of each key (of a list's entry: the entry) and of each value.
    faults
        What is wrong without ending the reading.
    """

    data: Any
    keys: dict[Path, Spot] = field(default_factory=dict)
    values: dict[Path, Spot] = field(default_factory=dict)
    faults: list[TextFault] = field(default_factory=list)

    def spot(self, path: Path, where: Where = "value") -> Spot:
        """Where a path stands, or else what is around it."""
        exact = self.keys if where == "key" else self.values
        if path in exact:
            return exact[path]
        while path and path not in self.keys:
            path = path[:-1]
        return self.keys.get(path, Spot(1, 1))


@dataclass
class _Node:
    """A value under construction or finished."""

    spot: Spot
    content: Any  # a scalar; list[_Node]; dict[str, tuple[Spot, _Node]]
    path: Path  # where it was first written
    weight: int = 1  # nodes when expanded
    height: int = 0  # levels below it when expanded
    key: tuple[str, Spot] | None = None  # the key that waits for its value
    open: bool = False


def _spot(event: Event) -> Spot:
    mark = event.start_mark
    return Spot(mark.line + 1, mark.column + 1)


class _Builder:
    """Builds the data on a stack."""

    def __init__(self) -> None:
        self.root: _Node | None = None
        self.stack: list[_Node] = []
        self.anchors: dict[str, _Node] = {}
        self.aliased = False
        self.faults: list[TextFault] = []

    def take(self, event: Event) -> None:
        """Use one event."""
        if isinstance(event, DocumentStartEvent):
            if self.root is not None:
                raise UnreadableError(TextFault(_spot(event), "a second document begins here", "one file, one config"))
            if event.version not in (None, (1, 2)):
                message = f"this asks for YAML {event.version[0]}.{event.version[1]}; configs are YAML 1.2"
                self.faults.append(TextFault(Spot(1, 1), message, "leave the line out"))
        elif isinstance(event, AliasEvent):
            self._alias(event)
        elif isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._open(event, {} if isinstance(event, MappingStartEvent) else [])
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            node = self.stack.pop()
            node.open = False
            self._measure(node, _spot(event))

    def _path(self) -> Path:
        """The path of the value that comes next."""
        if not self.stack:
            return ()
        parent = self.stack[-1]
        if isinstance(parent.content, list):
            return (*parent.path, len(parent.content))
        return (*parent.path, parent.key[0]) if parent.key else parent.path

    def _waits_for_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].content, dict) and self.stack[-1].key is None

    def _open(self, event: NodeEvent, content: Any) -> None:
        if self._waits_for_key():
            raise UnreadableError(TextFault(_spot(event), "a key is a list or a mapping", "keys are texts"))
        if len(self.stack) >= DEEPEST:
            raise UnreadableError(TextFault(_spot(event), f"more than {DEEPEST} levels deep", "make it flatter"))
        self._tag(event)
        node = _Node(_spot(event), content, self._path(), open=True)
        self._anchor(event, node)
        self._put(node)
        self.stack.append(node)

    def _scalar(self, event: ScalarEvent) -> None:
        self._tag(event)
        if self._waits_for_key():
            self._key(event)
            return
        node = _Node(_spot(event), None, self._path())
        node.content = self._value(event, node.path)
        self._anchor(event, node)
        self._put(node)

    def _alias(self, event: AliasEvent) -> None:
        node = self.anchors.get(event.anchor)
        if node is None:
            raise UnreadableError(
                TextFault(_spot(event), f"there is no anchor &{event.anchor} above this", "write the value out")
            )
        if node.open:
            raise UnreadableError(TextFault(_spot(event), f"*{event.anchor} refers to itself", "write the value out"))
        if self._waits_for_key():
            raise UnreadableError(TextFault(_spot(event), "a key is an alias", "keys are texts"))
        if len(self.stack) + node.height > DEEPEST:
            raise UnreadableError(TextFault(_spot(event), f"more than {DEEPEST} levels deep", "make it flatter"))
        self.aliased = True
        self._put(_Node(_spot(event), node.content, self._path(), node.weight, node.height))

    def _key(self, event: ScalarEvent) -> None:
        parent, name, spot = self.stack[-1], str(event.value), _spot(event)
        path = (*parent.path, name)
        if name == "<<" and event.style is None:
            self.faults.append(TextFault(spot, "YAML 1.2 has no merge key <<", "write the keys out", path))
        elif name in parent.content:
            first: Spot = parent.content[name][0]
            message = f"the key {shown(name)} is there twice, first in line {first.line}"
            self.faults.append(TextFault(spot, message, "leave one of them out", path))
        parent.key = (name, spot)

    def _put(self, node: _Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent.content, list):
            parent.content.append(node)
        elif parent.key is not None:
            name, spot = parent.key
            parent.content[name] = (spot, node)
            parent.key = None
        if not node.open:
            self._measure(node, node.spot)

    def _measure(self, node: _Node, spot: Spot) -> None:
        """Count a finished node in its parent."""
        if self.stack:
            parent = self.stack[-1]
            parent.weight += node.weight
            parent.height = max(parent.height, node.height + 1)
            node = parent
        if self.aliased and node.weight > MOST_NODES:
            raise UnreadableError(
                TextFault(spot, f"the aliases expand to more than {MOST_NODES:,} values", "put data in a data file")
            )

    def _anchor(self, event: NodeEvent, node: _Node) -> None:
        if event.anchor is not None:
            self.anchors[event.anchor] = node

    def _tag(self, event: Any) -> None:
        if event.tag is not None:
            message = f"the tag {shown(str(event.tag))} means nothing in a config"
            self.faults.append(
                TextFault(_spot(event), message, "leave it out; quotes make a text of a number", self._path())
            )

    def _value(self, event: ScalarEvent, path: Path) -> Any:
        text = str(event.value)
        if event.style is not None:
            return text
        if _WHOLE.fullmatch(text) or _NUMBER.fullmatch(text) or _HEXADECIMAL.fullmatch(text) or _OCTAL.fullmatch(text):
            number = _number(text)
            if number is None:
                self.faults.append(TextFault(_spot(event), f"{shown(text)} is too large a number", "", path))
            return number
        if _NOT_FINITE.fullmatch(text):
            self.faults.append(TextFault(_spot(event), f"{text} is not a finite number", "write a number", path))
            return None
        if _NULL.fullmatch(text):
            return None
        if _TRUE.fullmatch(text):
            return True
        if _FALSE.fullmatch(text):
            return False
        return text


def _number(text: str) -> float | int | None:
    """A number of YAML 1.2; None if it is beyond what a float holds."""
    if len(text) > LONGEST_NUMBER:
        return None
    if _OCTAL.fullmatch(text):
        number: float = int(text[2:], 8)
    elif _HEXADECIMAL.fullmatch(text):
        number = int(text[2:], 16)
    elif _WHOLE.fullmatch(text):
        number = int(text)
    else:
        number = float(text)
    return number if -1.8e308 < number < 1.8e308 else None


def _plain(node: _Node, path: Path, document: Document) -> Any:
    """The node as plain data; its depth has been checked."""
    key = document.keys.setdefault(path, node.spot)
    # A list or mapping that begins below its key is best found at the key.
    below = isinstance(node.content, dict | list) and node.spot.line > key.line
    document.values[path] = key if below else node.spot
    if isinstance(node.content, dict):
        data = {}
        for name, (spot, inner) in node.content.items():
            document.keys[(*path, name)] = spot
            data[name] = _plain(inner, (*path, name), document)
        return data
    if isinstance(node.content, list):
        return [_plain(inner, (*path, index), document) for index, inner in enumerate(node.content)]
    return node.content


def read_yaml(text: str) -> Document:
    """Read one YAML document.

    Returns
    -------
    Document
        Its ``data`` are None for an empty text.

    Raises
    ------
    UnreadableError
        Where the text cannot be read on.
    """
    builder = _Builder()
    reader = YAML(typ="safe", pure=True)
    try:
        for event in reader.parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        raise UnreadableError(_syntax_fault(error)) from None
    except YAMLError as error:
        # The reader's own error: a character that YAML forbids. It knows a position, not a line.
        position = int(getattr(error, "position", 0))
        before = text[:position]
        spot = Spot(before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)
        raise UnreadableError(TextFault(spot, "a control character stands here", "delete it")) from None
    document = Document(None, faults=builder.faults)
    if builder.root is not None:
        document.data = _plain(builder.root, (), document)
    return document


_SYNTAX: Final = (
    ("'\\t'", "a tab stands here", "indent with spaces"),
    (
        "mapping values are not allowed",
        "a second colon, or an indent too far",
        "put a text with a colon in quotes",
    ),
    ("expected <block end>", "this line is indented differently from the lines it belongs to", "align it with them"),
    ("unexpected end of stream", "a quote is opened and never closed", "close it"),
    ("expected ','", "a bracket is not closed, or a comma is missing", "close it, or put a comma between the entries"),
    ("could not find expected ':'", "a key without a colon", "write key: value"),
    ("that cannot start any token", "a text cannot begin with this character", "put the text in quotes"),
)


def _syntax_fault(error: MarkedYAMLError) -> TextFault:
    mark = error.problem_mark or error.context_mark
    spot = Spot(mark.line + 1, mark.column + 1) if mark else Spot(1, 1)
    problem = str(error.problem or error.context or "this is not YAML")
    for said, message, mend in _SYNTAX:
        if said in problem:
            return TextFault(spot, message, mend)
    return TextFault(spot, f"this is not YAML: {problem}", "")
