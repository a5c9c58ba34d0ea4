"""``python -m hub_local.agent CONFIG.json``"""

from __future__ import annotations

import asyncio
import logging
import sys

from hub_local.agent import isolate
from hub_local.agent.config import Config, ConfigError, load


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: python -m hub_local.agent CONFIG.json", file=sys.stderr)
        return 2
    try:
        config = load(sys.argv[1])
        if config.namespaced:
            isolate.enter()
        _run(config)
    except ConfigError as error:
        print(f"node agent: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"node agent: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _run(config: Config) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    from hub_local.agent import agent

    if sys.version_info < (3, 12):
        # The default before 3.12 is a thread for each process.
        asyncio.set_child_watcher(asyncio.PidfdChildWatcher())
    asyncio.run(agent.run(config))


if __name__ == "__main__":
    sys.exit(main())
