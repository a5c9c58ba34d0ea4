"""``make demo``: a real cluster, a real Ray job and its neighbours, watched until they settle.

Everything goes through the command line that users have; each command is shown before it runs.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from examples import page

BIN = Path(sys.executable).parent
MANIFEST = Path("examples/01-first-look/workloads.yaml")
SETTLED = {
    "rayjob/default/estimate-pi": {"Completed", "Failed"},
    "job/default/crunch": {"Completed", "Failed"},
    "deployment/default/web": {"Running"},
    "job/default/forgetful": {"Failed"},
    "job/default/greedy": {"Pending"},
}
PATIENCE = 600
"""Seconds after which the demo says that something did not settle."""


def shown(*words: str) -> list[str]:
    print(f"\n$ {' '.join(words)}", flush=True)
    return [str(BIN / words[0]), *words[1:]]


def run(*words: str) -> None:
    """Run a command in sight; end the demo with its exit code when it fails."""
    code = subprocess.run(shown(*words), check=False).returncode
    if code:
        sys.exit(code)


def asked(*words: str) -> dict[str, object]:
    answer = subprocess.run([str(BIN / "hub"), *words], capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(answer.stdout)
    return found


def forget_the_last_time() -> None:
    """What an earlier demo left, so that this one starts anew."""
    kubectl = ["kubectl", "delete", "-f", str(MANIFEST), "--ignore-not-found", "--timeout=60s"]
    subprocess.run([BIN / "hub", "local", "--", *kubectl], check=True, stdout=subprocess.DEVNULL)


def settled() -> bool:
    rows = {row["key"]: row["phase"] for row in asked("ls", "-o", "json")["items"]}  # type: ignore[attr-defined]
    return all(rows.get(key) in phases for key, phases in SETTLED.items())


def watch() -> bool:
    """The live table until everything has settled."""
    table = subprocess.Popen(shown("hub", "ls", "--watch"))
    deadline = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline and table.poll() is None:
            if settled():
                return True
            time.sleep(2)
        return False
    finally:
        table.send_signal(signal.SIGINT)
        table.wait()


def show_the_page() -> None:
    """Left open, also where nobody sits at a terminal."""
    page.forget_the_last_one()
    address, pid = page.opened(BIN / "hub")
    size, rows = page.looked_at(address)
    print(f"\nThe page is open, live, with {rows} workloads ({size // 1000} kB): open it in a browser\n")
    print(f"  {address}\n\n  kill {pid}                           ends it", flush=True)


def main() -> int:
    # in a shell's background SIGINT is ignored, and so by all that is started: the table would never end
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run("hub", "up", "--with", "ray", "--gpus", "2")
    kubeconfig = str(asked("up", "--status", "-o", "json")["kubeconfig"])
    os.environ["KUBECONFIG"] = kubeconfig
    forget_the_last_time()
    run("hub", "submit", "-f", str(MANIFEST))
    ok = watch()
    run("hub", "ls")
    run("hub", "explain", "job/default/forgetful")
    run("hub", "explain", "job/default/greedy")
    run("hub", "logs", "rayjob/default/estimate-pi", "--grep", "pi is about")
    print(
        f"""
The cluster keeps running. In your shell:

  export KUBECONFIG={kubeconfig} PATH={BIN}:$PATH
  hub stop deployment/default/web      then `hub run` it again
  hub show rayjob/default/estimate-pi
  hub ls --filter 'gpu>=2 or phase=Failed'
  hub down                             ends the cluster; --purge forgets it"""
    )
    show_the_page()
    if not ok:
        print(f"\nNot everything settled within {PATIENCE} s: the table above shows what.", file=sys.stderr)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
