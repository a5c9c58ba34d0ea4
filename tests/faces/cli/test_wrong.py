"""What goes wrong is one line that says what to do, with the exit code that scripts rely on."""

from __future__ import annotations

import re

import pytest

from hub.faces.cli import app
from tests.faces.cli.conftest import Hub

WRONG = [
    ("ls --from REC --filter fase=x", 2, "there is no field 'fase' (did you mean 'phase'?)"),
    ("ls --from REC --sort agee", 2, "no field 'agee' to sort by (did you mean 'age'?)"),
    ("ls --from REC --columns ky", 2, "no field 'ky' to show (did you mean 'key'?)"),
    ("ls --from REC --columns key -o json", 2, "--columns is for tables and csv"),
    ("ls --from REC --phase up", 2, "'up' is no phase"),
    ("ls --from REC -o jsn", 2, "no output format 'jsn' (did you mean 'json'?)"),
    ("ls --from REC -l a==b==c", 2, "is no requirement"),
    (
        "ls --from REC rayjb",
        2,
        "there is no type 'rayjb' (did you mean 'rayjob'?); `hub adapters` lists them",
    ),
    ("ls --from REC --watch", 2, "a recording does not change"),
    ("ls --from /no/such/file", 3, "there is no /no/such/file"),
    ("ls --nonsense", 2, "no such option: --nonsense; `hub ls --help` shows what it takes"),
    ("ls", 5, "no kubeconfig was found; start a local cluster with `hub up`"),
    ("ls --kubeconfig /no/such", 2, "there is no kubeconfig /no/such; name an existing file"),
    ("show", 2, "missing argument 'KEY'; `hub show --help`"),
    ("show nonsense --from REC", 2, "'nonsense' is not a key like TYPE/NAMESPACE/NAME; `hub ls` shows keys"),
    ("show rayjob/rayjob-failed-app/rj-b --from REC", 3, "did you mean 'rayjob/rayjob-failed-app/rj-a'?"),
    ("explain rayjob/x/y --from REC", 3, "there is no workload rayjob/x/y"),
    ("explain rayjob/x/y --from REC -o csv", 2, "no output format 'csv'"),
    ("events --from REC --since soon", 2, "--since 'soon' is no length of time; write 30s"),
    ("logs rayjob/x/y --grep [", 2, "--grep '[' is no regular expression"),
    ("stop", 2, "name workloads or use --filter"),
    ("stop a/b/c --filter gpu>0", 2, "one of both"),
    ("stop a/b/c", 5, "no kubeconfig was found"),
    ("scale a/b/c", 2, "how many pods? add --replicas N"),
    ("scale a/b/c --replicas many", 2, "--replicas 'many' is no whole number"),
    ("submit", 2, "submit what? `hub submit ray"),
    ("copy a/b/c --set nonsense", 2, "--set 'nonsense' must be PATH=VALUE: spec.parallelism=4"),
    ("copy a/b/c -o csv", 2, "there is no output format 'csv'"),
    ("local", 2, "which command?"),
    ("up --with sparc", 2, "--with: there is no 'sparc'"),
    ("up --nodes 0", 2, "--nodes '0' is no whole number of at least 1"),
    ("exlain x", 2, "there is no verb 'exlain' (did you mean 'explain'?); `hub --help` lists them"),
    ("--contxt x ls", 2, "no such option: --contxt"),
]


@pytest.mark.parametrize(("line", "code", "says"), WRONG)
def test_wrong(hub: Hub, recording: str, line: str, code: int, says: str) -> None:
    ran = hub(*(recording if word == "REC" else word for word in line.split()))
    assert ran.code == code
    assert says in ran.err
    assert ran.err.startswith("hub: ")
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert len(re.findall("^hub: ", ran.err, re.MULTILINE)) == 1


def test_an_error_nobody_foresaw_is_one_line_too(
    hub: Hub, recording: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("what an adapter may do")

    monkeypatch.setattr("hub.service.Hub.workloads", broken)
    ran = hub("ls", "--from", recording)
    assert ran.code == 1
    assert ran.err == (
        "hub: unexpected ZeroDivisionError: what an adapter may do; "
        "run it again with -v for the traceback, and report it\n"
    )
    told = hub("-v", "ls", "--from", recording).err
    assert "Traceback (most recent call last)" in told
    assert told.endswith("and report it\n")


def test_interrupting_is_quiet(hub: Hub, recording: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hub.service.Hub.workloads", interrupted)
    assert hub("ls", "--from", recording) == (130, "", "")


def test_a_wrong_setting_is_named(hub: Hub, recording: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_CONTXT", "x")
    ran = hub("ls", "--from", recording)
    assert ran.code == 2
    assert "HUB_CONTXT: there is no setting 'contxt' (did you mean 'context'?)" in ran.err


@pytest.mark.parametrize("verb", app.MODULES)
def test_every_verb_has_help_that_starts_with_a_short_sentence(hub: Hub, verb: str) -> None:
    ran = hub(verb, "--help")
    assert ran.code == 0
    assert f"Usage: hub {verb} " in ran.out
    first = app.load(verb).help.splitlines()[0]
    assert first.endswith(".")
    assert len(first) <= 60


def test_the_help_of_all_names_every_verb(hub: Hub) -> None:
    for words in ((), ("--help",), ("-h",)):
        out = hub(*words).out
        assert all(f"\n  {verb} " in out for verb in app.MODULES)
    assert "..." not in out.partition("Look:")[2].partition("Options")[0]


def test_version(hub: Hub) -> None:
    from hub import __version__

    assert hub("--version").out == f"hub {__version__}\n"


def test_flags_may_stand_before_or_after_the_verb(hub: Hub, recording: str) -> None:
    after = hub("ls", "--from", recording, "-n", "jobset-running", "-o", "name").out
    before = hub("-n", "jobset-running", "ls", "--from", recording, "-o", "name").out
    assert before == after == "jobset/jobset-running/js-a\n"
