"""The other end of `hub serve`: a server asked from Python, as ``hub.Client`` and ``hub.AsyncClient``.

`calls` says what is sent and what comes back, once for both; `problems` turns answers that are no success
into `hub.errors`. What comes back are the hub's own records. Nothing here knows a cluster.
"""

from .asynchronous import AsyncClient, AsyncHandle
from .synchronous import Client, Handle

__all__ = ["AsyncClient", "AsyncHandle", "Client", "Handle"]
