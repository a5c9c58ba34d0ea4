"""The filter language of the command line, the API and the page.

    phase=Running and gpu>=2 and (type in (rayjob, pytorchjob) or name~"bert") and age<2h

``not`` binds tighter than ``and``, ``and`` tighter than ``or``. Operators: ``= != < <= > >=``, ``~`` and
``!~`` (regular expression, found anywhere, in any case), ``in (…)`` and ``not in (…)``. Values with
blanks or signs go in quotes. `hub.core.fields` has the fields, `hub.core.comparing` what each compares.

Written by hand: the grammar is six rules, and most of the work is saying well what is wrong, which
no parser library does; lark (the best fit) was measured at 50 ms of import, paid by every ``--filter``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Generic, NamedTuple, NoReturn, TypeVar

from hub.core import fields
from hub.core.comparing import Predicate, Wrong, compare
from hub.errors import Usage, nearest
from hub.model import Workload

_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    r"""|(?P<sign>!=|!~|<=|>=|==|[=<>~(),])"""
    r"""|(?P<word>[^\s()=!<>~,"']+)|(?P<end>$)|(?P<wrong>.))""",
    re.DOTALL,
)
_SIGNS = frozenset(("=", "==", "!=", "<", "<=", ">", ">=", "~", "!~"))
_DEPTH = 50
"""How deep brackets may go: deeper ones are an attack or a mistake."""


class Token(NamedTuple):
    kind: str
    text: str
    at: int

    @property
    def lower(self) -> str:
        """The keyword it may be; what stands in quotes is none."""
        return "" if self.kind == "quoted" else self.text.lower()

    @property
    def shown(self) -> str:
        return repr(self.text) if self.text else "the end"


Field = TypeVar("Field")
Answer = TypeVar("Answer")


class Meaning(NamedTuple, Generic[Field, Answer]):
    """What an expression is made into: a predicate on workloads, a condition in SQL, …"""

    find: Callable[[str], Field | None]
    """The field of a name."""
    suggestion: Callable[[str], str]
    """A near name for a wrong one."""
    compare: Callable[[Field, str, Sequence[str]], Answer]
    """Field, sign, values. Raises `Wrong`."""
    negated: Callable[[Answer], Answer]
    every: Callable[[tuple[Answer, ...]], Answer]
    some: Callable[[tuple[Answer, ...]], Answer]


def parse(text: str) -> Predicate:
    """The predicate that ``text`` writes: ``(workload, now) → bool``. Raises `Usage` with a caret."""
    return read(text, _ON_WORKLOADS)


def read(text: str, meaning: Meaning[Field, Answer]) -> Answer:
    """What ``text`` writes, in this meaning. Raises `Usage` with a caret."""
    return _Parser(text, meaning).whole()


class _Parser(Generic[Field, Answer]):
    """One expression being read; ``self.token`` is the next token."""

    def __init__(self, text: str, meaning: Meaning[Field, Answer]) -> None:
        self.text = text
        self.meaning = meaning
        self.tokens = self._tokens()
        self.token = next(self.tokens)
        self.depth = 0

    def whole(self) -> Answer:
        """The whole text."""
        if self.token.kind == "end":
            raise Usage("the filter is empty; write for instance phase=Running")
        found = self._either()
        if self.token.kind != "end":
            self._fail(f"expected 'and' or 'or' before {self.token.text!r}")
        return found

    def _either(self) -> Answer:
        choices = [self._both()]
        while self._took("or"):
            choices.append(self._both())
        return choices[0] if len(choices) == 1 else self.meaning.some(tuple(choices))

    def _both(self) -> Answer:
        needed = [self._one()]
        while self._took("and"):
            needed.append(self._one())
        return needed[0] if len(needed) == 1 else self.meaning.every(tuple(needed))

    def _one(self) -> Answer:
        self.depth += 1
        if self.depth > _DEPTH:
            self._fail(f"brackets and 'not' go deeper than {_DEPTH}; write it flatter")
        found = self.meaning.negated(self._one()) if self._took("not") else self._atom()
        self.depth -= 1
        return found

    def _atom(self) -> Answer:
        if not self._took("("):
            return self._comparison()
        inner = self._either()
        if not self._took(")"):
            self._fail("expected ')'")
        return inner

    def _comparison(self) -> Answer:
        field, sign = self._field(), self._sign()
        at = self.token
        values = self._list() if sign.endswith("in") else [self._value()]
        try:
            return self.meaning.compare(field, sign, values)
        except Wrong as wrong:
            self._fail(str(wrong), at)

    def _field(self) -> Field:
        name = self._next()
        if name.kind != "word":
            self._fail(f"expected a field, as in phase=Running, found {name.shown}", name)
        field = self.meaning.find(name.text)
        if field is None:
            self._fail(f"there is no field {name.text!r}{self.meaning.suggestion(name.text)}", name)
        return field

    def _sign(self) -> str:
        sign = self._next()
        if sign.lower == "not" and self._took("in"):
            return "not in"
        if sign.lower != "in" and sign.text not in _SIGNS:
            hint = nearest(sign.lower, ("in", "not in")) if sign.kind == "word" else ""
            self._fail(f"expected = != < <= > >= ~ or in, found {sign.shown}{hint}", sign)
        return sign.lower

    def _value(self) -> str:
        value = self._next()
        if value.kind not in ("word", "quoted"):
            self._fail(f"expected a value, found {value.shown}", value)
        return _unquoted(value.text) if value.kind == "quoted" else value.text

    def _list(self) -> list[str]:
        if not self._took("("):
            self._fail("expected '(' and values, as in type in (rayjob, job)")
        values = [self._value()]
        while self._took(","):
            values.append(self._value())
        if not self._took(")"):
            self._fail("expected ',' or ')'")
        return values

    def _took(self, word: str) -> bool:
        """Whether the next token is this one; it is consumed if so."""
        if self.token.lower != word:
            return False
        self._next()
        return True

    def _next(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.token = next(self.tokens)
        return token

    def _tokens(self) -> Iterator[Token]:
        at = 0
        while match := _TOKEN.match(self.text, at):
            kind = match.lastgroup or "end"
            token = Token(kind, match[kind], match.start(kind))
            if kind == "wrong":
                stray = f"{token.text!r} means nothing here"
                self._fail("this quote is not closed" if token.text in "\"'" else stray, token)
            yield token
            if kind == "end":
                return
            at = match.end()

    def _fail(self, what: str, token: Token | None = None) -> NoReturn:
        raise Usage(f"{what}\n{pointed(self.text, (token or self.token).at)}")


def pointed(text: str, at: int, width: int = 72) -> str:
    """Two lines: the text around a place, and a caret under it."""
    start = max(0, min(at - width // 2, len(text) - width))
    line = re.sub(r"\s", " ", text[start : start + width])
    return f"  {line}\n  {' ' * (at - start)}^"


def _unquoted(text: str) -> str:
    """Only quotes lose their backslash: the others belong to the regular expression."""
    return re.sub(r"\\([\"'])", r"\1", text[1:-1])


def _negated(inner: Predicate) -> Predicate:
    return lambda workload, now: not inner(workload, now)


def _some(choices: tuple[Predicate, ...]) -> Predicate:
    def either(workload: Workload, now: datetime) -> bool:
        return any(choice(workload, now) for choice in choices)

    return either


def _every(needed: tuple[Predicate, ...]) -> Predicate:
    def every(workload: Workload, now: datetime) -> bool:
        return all(one(workload, now) for one in needed)

    return every


_ON_WORKLOADS = Meaning(fields.find, fields.suggestion, compare, _negated, _every, _some)
