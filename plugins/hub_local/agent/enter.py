"""The first program of every container: builds the container's root, moves into it and becomes the container.

Run as a script with the standard library only, inside fresh mount and PID namespaces:
``python -I -S enter.py SPEC.json FD``. It says ``ok`` on the descriptor when the container is about to run,
or the reason why it cannot.
"""

from __future__ import annotations

import fcntl
import glob
import json
import os
import shutil
import signal
import sys
import termios
from typing import Any

sys.path.append(os.path.dirname(os.path.abspath(__file__)))
import syscalls  # type: ignore[import-not-found]

OLD = "/.old"
DEVICES = ("null", "zero", "full", "random", "urandom", "tty", "fuse", "kvm")
EMPTY = ("/root", "/home", "/mnt", "/media", "/srv", "/run", "/tmp", "/proc", "/sys", "/dev")
LINKS = {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2", "ptmx": "pts/ptmx"}


def main(file: str, report: int) -> None:
    try:
        with open(file, encoding="utf-8") as stream:
            spec = json.load(stream)
        build(spec)
        move(spec)
        program = find(spec["argv"], spec["env"], spec["cwd"])
    except OSError as error:
        say(report, f"{error.strerror or error}: {error.filename or ''}".rstrip(": "))
        sys.exit(128)
    if spec["terminal"]:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    say(report, "ok")
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)  # Python ignores them, and ignoring would be inherited
    try:
        os.execve(program, spec["argv"], spec["env"])
    except OSError as error:
        sys.stderr.write(f"exec {program}: {error.strerror}\n")
        sys.exit(126)


def build(spec: dict[str, Any]) -> None:
    """Everything but the volumes: they are mounted later, when an absolute link cannot lead out any more."""
    root = spec["root"]
    syscalls.mount("", "/", flags=syscalls.REC | syscalls.PRIVATE)
    syscalls.mount("tmpfs", root, "tmpfs", data="mode=755")
    for path in EMPTY:
        os.mkdir(root + path)
    for path, target in spec["links"].items():
        os.symlink(target, root + path)
    temporary(root, spec["upper"])  # first: a folder that is shown may lie in /tmp
    for number, path in enumerate(spec["overlays"]):
        overlay(path, root, f"{spec['upper']}/{number}")
    syscalls.mount("proc", root + "/proc", "proc")
    system(root)
    devices(root + "/dev")
    for path, source in spec["files"].items():
        place(source, root + path)


def overlay(path: str, root: str, upper: str) -> None:
    """Show a folder of the machine; what is written there stays in the container."""
    target = root + path
    os.makedirs(target, exist_ok=True)
    for part in ("upper", "work"):
        os.makedirs(f"{upper}/{part}", exist_ok=True)
    options = f"lowerdir={path},upperdir={upper}/upper,workdir={upper}/work,userxattr"
    try:
        syscalls.mount("overlay", target, "overlay", data=options)
    except OSError:
        # Not every file system can lie under an overlay: then it can at least be read.
        syscalls.mount(path, target, flags=syscalls.BIND | syscalls.REC)
        read_only(target)


def read_only(target: str) -> None:
    kept = os.statvfs(target).f_flag & (syscalls.NOSUID | syscalls.NODEV | syscalls.NOEXEC)
    syscalls.mount("", target, flags=syscalls.REMOUNT | syscalls.BIND | syscalls.RDONLY | kept)


def system(root: str) -> None:
    try:
        syscalls.mount("sysfs", root + "/sys", "sysfs", syscalls.RDONLY)
    except OSError:
        syscalls.mount("/sys", root + "/sys", flags=syscalls.BIND | syscalls.REC)


def devices(dev: str) -> None:
    syscalls.mount("tmpfs", dev, "tmpfs", data="mode=755,size=64k")
    graphics = [os.path.basename(path) for path in glob.glob("/dev/nvidia*")]
    for name in (*DEVICES, *graphics):
        if os.path.exists(f"/dev/{name}"):
            bind(f"/dev/{name}", f"{dev}/{name}")
    os.mkdir(dev + "/pts")
    syscalls.mount("/dev/pts", dev + "/pts", flags=syscalls.BIND)
    os.mkdir(dev + "/shm")
    syscalls.mount("shm", dev + "/shm", "tmpfs", data="mode=1777")
    for name, target in LINKS.items():
        os.symlink(target, f"{dev}/{name}")


def temporary(root: str, upper: str) -> None:
    os.makedirs(upper + "/tmp", exist_ok=True)
    os.chmod(upper + "/tmp", 0o1777)
    syscalls.mount(upper + "/tmp", root + "/tmp", flags=syscalls.BIND)
    syscalls.mount("tmpfs", root + "/run", "tmpfs", data="mode=755")
    os.mkdir(root + "/run/lock", 0o1777)


def place(source: str, target: str) -> None:
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.lexists(target):
        os.unlink(target)
    shutil.copyfile(source, target)


def bind(source: str, target: str) -> None:
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        open(target, "ab").close()
    syscalls.mount(source, target, flags=syscalls.BIND | syscalls.REC)


def move(spec: dict[str, Any]) -> None:
    """Into the new root; the volumes; then nothing of the machine's own tree is left."""
    os.chdir(spec["root"])
    os.mkdir("." + OLD)
    syscalls.pivot_root(".", "." + OLD)
    os.chdir("/")
    for mount in spec["mounts"]:
        bind(OLD + mount["source"], mount["target"])
        if mount["read_only"]:
            read_only(mount["target"])
    for path in spec["masks"]:
        if os.path.isdir(path):
            syscalls.mount("tmpfs", path, "tmpfs", syscalls.RDONLY)
    syscalls.unmount(OLD, syscalls.DETACH)
    os.rmdir(OLD)
    os.makedirs(spec["cwd"], exist_ok=True)
    os.chdir(spec["cwd"])


def find(argv: list[str], env: dict[str, str], cwd: str) -> str:
    if not argv:
        raise OSError(0, "no command specified")
    program = argv[0]
    if "/" not in program:
        found = shutil.which(program, path=env.get("PATH", ""))
        if found is None:
            raise OSError(0, f'exec: "{program}": executable file not found in $PATH')
        return found
    path = os.path.join(cwd, program)
    if not os.path.exists(path):
        raise OSError(0, f'exec: "{program}": stat {program}: no such file or directory')
    if os.path.isdir(path) or not os.access(path, os.X_OK):
        raise OSError(0, f'exec: "{program}": permission denied')
    return path


def say(report: int, text: str) -> None:
    os.write(report, text.encode() + b"\n")
    os.close(report)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
