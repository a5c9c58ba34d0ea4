"""``hub operate``: what the hub does inside a cluster while nobody looks.

Objects and pods on their way in are answered for (`reviews`, `stamping`, `joining`, served by `serving` and
made known to the API server by `registering`), and the group objects of gangs are made before their pods are
bound (`minding`). One process at a time leads; every one knows the whole board, so that another may go on.
"""
