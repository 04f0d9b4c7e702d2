"""Where each key of a TOML text stands: path -> line, counted from 1.

Takes only what `tomllib` has read without a complaint; it knows no lines.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Keys, and positions in a list counted from 0."""
_TOKEN = re.compile(
    r'(?P<text>"""(?:\\.|(?!""").)*"{3,5}|\'\'\'(?:(?!\'\'\').)*\'{3,5}'
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<remark>\#[^\n]*)|(?P<line>\n)|(?P<sign>[\[\]{}=,.])|(?P<bare>[^\s\[\]{}=,.\"'#]+)",
    re.DOTALL,
)


@dataclass(slots=True)
class _Standing:
    """Reads from left to right. found: the first line of each path."""

    tokens: Sequence[tuple[str, str, int]]
    at: int = 0
    found: dict[Path, int] = field(default_factory=dict)
    counted: dict[Path, int] = field(default_factory=dict)
    """Lists of tables -> how many have begun."""

    def read(self) -> Mapping[Path, int]:
        table: Path = ()
        while self._skip_lines():
            if self._is("["):
                table = self._header()
            else:
                self._entry(table)
        return self.found

    # -- steps

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`."""
        line = self.tokens[self.at][2]
        self.at += 1
        is_list = self._is("[")
        self.at += is_list
        names = self._names()
        self.at += 1 + is_list
        path: Path = ()
        for number, name in enumerate(names, start=1):
            path = (*path, name)
            if is_list and number == len(names):
                self.counted[path] = self.counted.get(path, 0) + 1
            self.found.setdefault(path, line)
            if path in self.counted:
                path = (*path, self.counted[path] - 1)
                self.found.setdefault(path, line)
        return path

    def _entry(self, table: Path) -> None:
        """`a.b = value`."""
        line = self.tokens[self.at][2]
        path = table
        for name in self._names():
            path = (*path, name)
            self.found.setdefault(path, line)
        self.at += 1
        self._value(path)

    def _names(self) -> list[str]:
        names = [self._name()]
        while self._is("."):
            self.at += 1
            names.append(self._name())
        return names

    def _name(self) -> str:
        kind, word, _ = self.tokens[self.at]
        self.at += 1
        return str(next(iter(tomllib.loads(f"{word} = 0")))) if kind == "text" else word

    def _value(self, path: Path) -> None:
        if self._is("["):
            self._list(path)
        elif self._is("{"):
            self._table(path)
        else:
            while self._more() and not self._is("\n", ",", "]", "}"):
                self.at += 1

    def _list(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self._skip_lines() and not self._is("]"):
            self.found.setdefault((*path, number), self.tokens[self.at][2])
            self._value((*path, number))
            number += 1
            self._skip_lines()
            self.at += self._is(",")
        self.at += 1

    def _table(self, path: Path) -> None:
        self.at += 1
        while self._skip_lines() and not self._is("}"):
            self._entry(path)
            self._skip_lines()
            self.at += self._is(",")
        self.at += 1

    # -- looking

    def _more(self) -> bool:
        return self.at < len(self.tokens)

    def _is(self, *words: str) -> bool:
        return (
            self._more()
            and self.tokens[self.at][0] in ("sign", "line")
            and (self.tokens[self.at][1] in words)
        )

    def _skip_lines(self) -> bool:
        while self._is("\n"):
            self.at += 1
        return self._more()


def lines_of(text: str) -> Mapping[Path, int]:
    """The line of every key, table and list entry of a valid TOML text."""
    tokens: list[tuple[str, str, int]] = []
    line = 1
    for match in _TOKEN.finditer(text.replace("\r\n", "\n")):
        kind = str(match.lastgroup)
        if kind != "remark":
            tokens.append((kind, match.group(), line))
        line += match.group().count("\n")
    return _Standing(tokens).read()


def line_of(text: str, path: Path) -> str:
    """` line 12`, where the key stands, or else what it stands in; empty where neither is in the text."""
    lines = lines_of(text)
    while path:
        if path in lines:
            return f" line {lines[path]}"
        path = path[:-1]
    return ""
