"""Text into plain values: YAML as Kubernetes reads it, or JSON, one document or many."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

import msgspec


class Broken(ValueError):
    """The text is neither YAML nor JSON; where, and why."""


class Document(NamedTuple):
    """One value, its number and the line it begins at, both from 1."""

    value: Any
    number: int
    line: int


def documents(text: bytes) -> Iterator[Document]:
    """Every document that is not empty. Raises `Broken`."""
    if text.lstrip()[:1] not in (b"{", b"["):
        yield from _yaml(text)
        return
    try:
        found = list(_json(text))
    except Broken as error:  # YAML's own braces, maybe
        try:
            found = list(_yaml(text))
        except Broken:
            raise error from None
    yield from found


def _json(text: bytes) -> Iterator[Document]:
    """One JSON value, or several, one after another (``kubectl get -o json`` per object, JSON lines)."""
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        whole = msgspec.json.decode(text)
        yield Document(whole, 1, 1)
        return
    decoder, found, at, number = json.JSONDecoder(), text.decode(errors="replace"), 0, 0
    while at < len(found):
        at += len(found[at:]) - len(found[at:].lstrip())
        if at == len(found):
            return
        number += 1
        try:
            value, end = decoder.raw_decode(found, at)
        except RecursionError:
            raise Broken(f"document {number}: not JSON: it is nested too deeply") from None
        except json.JSONDecodeError as error:
            raise Broken(f"line {error.lineno}, column {error.colno}: not JSON: {error.msg}") from None
        yield Document(value, number, found.count("\n", 0, at) + 1)
        at = end


def _yaml(text: bytes) -> Iterator[Document]:
    import yaml

    loader = _loader()(text)
    try:
        number = 0
        while loader.check_node():
            node = loader.get_node()
            number += 1
            value = loader.construct_document(node)
            if value is not None:
                yield Document(value, number, node.start_mark.line + 1)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise Broken(f"{where}not YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Broken(f"document {number + 1}: not YAML: {' '.join(str(error).split())}") from None
    finally:
        loader.dispose()


@cache
def _loader() -> Any:
    """Times stay text, as in Kubernetes' own reading of YAML; so no value depends on who read it."""
    import yaml

    plain: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rules = {
        first: [(tag, rule) for tag, rule in found if tag != "tag:yaml.org,2002:timestamp"]
        for first, found in plain.yaml_implicit_resolvers.items()
    }
    return type("Loader", (plain,), {"yaml_implicit_resolvers": rules})
