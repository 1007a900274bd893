"""The two doors of the stack: with the edge's cache, and past it."""

from bench.clients import Target
from support import stack


def edge() -> Target:
    """Where visitors come in."""
    return Target(port=stack.address()[1])


def origin() -> Target:
    """The listener behind the edge's cache, as a CDN's shield would have it."""
    socket = stack.sockets() / "origin.sock"
    return Target(socket=socket) if socket.exists() else edge()
