"""Build, install, apply, start: one operator after another, each step said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from string import Template

from hub_local.build import build
from hub_local.operators import environments, sources
from hub_local.operators.apply import apply
from hub_local.operators.certificates import certify, secret
from hub_local.operators.choose import choose
from hub_local.operators.completed import pinned
from hub_local.operators.manifests import FIRST, Manifest, gather, redirect
from hub_local.operators.places import Places, filled, filled_map, image_entry, of_cluster, ports
from hub_local.operators.records import HERE, Operator, Program
from hub_local.operators.waiting import wait_for
from hub_local.progress import Say
from hub_local.records import Component
from hub_local.running import Running

# For programs that look in one fixed folder: they get their own there, in their own mount namespace.
MOUNTED = (
    "unshare",
    "-m",
    "sh",
    "-c",
    'mkdir -p "$1" && mount --bind "$2" "$1" && shift 2 && exec "$@"',
    "sh",
)


@dataclass(frozen=True)
class Ready:
    """An operator whose programs and environments are there, and where."""

    operator: Operator
    places: Places


def start(names: Iterable[str], running: Running, say: Say) -> None:
    """Builds and starts every named operator and those it needs.

    Programs and environments are kept in the user's cache, so only the first time is long.
    The operators run with the cluster's admin kubeconfig, not with the rights upstream gives them.
    Raises Usage for a name that is in no table, HubError naming the step that failed.
    """
    ready = [prepare(operator, running, say) for operator in choose(names)]
    running.images(
        {image.glob: image_entry(image, one.places) for one in ready for image in one.operator.images}
    )
    for one in ready:
        launch(one, running, say)


def prepare(operator: Operator, running: Running, say: Say) -> Ready:
    places = of_cluster(operator, running)
    places.update(provide(operator, say))
    return Ready(operator, places)


def provide(operator: Operator, say: Say) -> dict[str, str]:
    """Its programs and Python environments, made if need be: the folder of each, by its word."""
    made = {wanted.word: str(environments.install(wanted, say)) for wanted in operator.environments}
    if operator.module:
        made["bin"] = str(build(operator.name, pinned(operator, say), say))
    return made


def launch(one: Ready, running: Running, say: Say) -> None:
    operator, own = one.operator, Path(one.places["own"])
    say(f"starting {operator.title} {operator.version}")
    own.mkdir(parents=True, exist_ok=True)
    shipped = objects(operator, one.places, running)
    apply([item for item in shipped if item["kind"] in FIRST], own / "first.yaml", running)
    for program in operator.programs:
        here = {**one.places, **ports(operator, program)}
        configure(operator, here)
        running.spawn(component(program, here))
        wait_for(program, here, running)
        if program.serves:
            exposed = running.expose(program.name, f"{here['host']}:{program.serves}")
            say(f"{program.name}: http://127.0.0.1:{exposed.port}")
    apply([item for item in shipped if item["kind"] not in FIRST], own / "then.yaml", running)
    if operator.hint:
        say(f"{operator.name}: {operator.hint.format_map(dict(one.places))}")


def objects(operator: Operator, places: Places, running: Running) -> list[Manifest]:
    """What to apply: as shipped, webhooks led to the process, and the Secret that its own rotation reads."""
    module = sources.link(operator, Path(places["own"]) / "module")
    found = gather(operator, module, lambda folder: running.kubectl("kustomize", str(folder)))
    if operator.serving is None:
        return found
    files = certify(operator.serving, places["host"], Path(places["own"]) / "certs")
    address = f"{places['host']}:{ports(operator, operator.programs[-1])['webhook']}"
    found = [redirect(item, operator, address, files["ca.crt"]) for item in found]
    return [*found, secret(operator.serving.secret, files)] if operator.serving.secret else found


def configure(operator: Operator, places: Places) -> None:
    for name in operator.config:
        text = Template((HERE / "files" / name).read_text()).substitute(places)
        Path(places["own"], name).write_text(text)


def component(program: Program, here: Places) -> Component:
    argv = filled(program.argv, here)
    if "/" not in argv[0]:
        argv = (str(Path(here["bin"]) / argv[0]), *argv[1:])
    for seen, meant in filled_map(program.mounts, here).items():
        argv = (*MOUNTED, seen, meant, *argv)
    return Component(name=program.name, argv=argv, env=filled_map(program.env, here), cwd=here["own"])
