"""What a connection makes of bytes as they may come, and what happens to one that is kept."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from hub.cluster.connection import CHUNK, Lost, request
from hub.cluster.failures import Answer, Unreachable
from hub.cluster.pool import Pool
from hub.cluster.session import connect
from hub.cluster.way import Way
from hub.errors import Usage

from .plane import Plane

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
ASKED = request("GET", "/", {"Host": "it"})
Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def peer(act: Peer) -> AsyncIterator[str]:
    """Something that listens on this machine; its address. It hangs up when it has acted."""

    async def acted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await act(reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(acted, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.sleep(0.01)


def saying(*answers: bytes) -> Peer:
    """Answers one request after the other on each connection, and hangs up."""

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)

    return act


def pool(address: str) -> Pool:
    return Pool(Way(urlsplit(address), None, "", None))


async def body(pool: Pool, silence: float | None = 5) -> bytes:
    answer = await pool.ask(ASKED, True, silence)
    try:
        return await answer.body(silence)
    finally:
        pool.give(answer)


@pytest.mark.parametrize(
    "answer",
    [
        OK,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1;a=b\r\ni\r\n0\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK,
        b"HTTP/1.0 200 OK\r\n\r\nhi",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhi",
    ],
    ids=["sized", "chunked", "early hints", "until the end", "until its announced end"],
)
async def test_every_way_to_end_a_body(answer: bytes) -> None:
    async with peer(saying(answer)) as address:
        assert await body(pool(address)) == b"hi"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", "the server closed the connection"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhi", "the server closed the connection"),
        (b"", "the server closed the connection"),
        (b"HTTP/1.1 20", "the server closed the connection"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "what came is no HTTP"),
        (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "what came is no HTTP"),
    ],
    ids=["short", "cut chunk", "nothing", "cut head", "TLS", "another protocol"],
)
async def test_an_answer_that_is_none_is_lost(answer: bytes, says: str) -> None:
    async with peer(saying(answer)) as address:
        with pytest.raises(Lost, match=says):
            await body(pool(address))


async def test_a_silent_server_is_waited_for_so_long() -> None:
    async with peer(lambda reader, writer: reader.read()) as address:
        with pytest.raises(TimeoutError):
            await body(pool(address), 0.05)


async def test_a_connection_is_kept_and_another_made_where_it_ended_meanwhile() -> None:
    """The peer answers twice and hangs up, just as the third request is on its way."""
    made = 0

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal made
        made += 1
        await saying(OK, OK)(reader, writer)
        await reader.readuntil(b"\r\n\r\n")

    async with peer(act) as address:
        asking = pool(address)
        assert [await body(asking) for _ in range(5)] == [b"hi"] * 5
        assert made == 3
        asking.close()


async def test_what_must_not_happen_twice_is_not_sent_twice() -> None:
    heard: list[bytes] = []

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await saying(OK)(reader, writer)
        heard.append(await reader.readuntil(b"\r\n\r\n"))

    async with peer(act) as address:
        asking = pool(address)
        await body(asking)
        with pytest.raises(Lost):
            await asking.ask(request("POST", "/", {}), False, 5)
        assert len(heard) == 1


async def test_what_comes_unasked_ends_the_connection() -> None:
    async with peer(saying(OK + OK)) as address:
        asking = pool(address)
        answer = await asking.ask(ASKED, True, 5)
        assert await answer.body(5) == b"hi"
        assert not answer.free
        asking.give(answer)


async def test_a_slow_reader_holds_the_server_back() -> None:
    size, sent = 64 * CHUNK, 0

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        while sent < size:
            writer.write(bytes(CHUNK))
            await writer.drain()
            sent += CHUNK

    async with peer(act) as address:
        asking = pool(address)
        answer = await asking.ask(ASKED, True, 5)
        await asyncio.sleep(0.3)
        assert sent < size / 2
        assert sum([len(chunk) async for chunk in answer.chunks(5)]) == size
        asking.give(answer)
        asking.close()


def test_nothing_ends_a_line_before_its_time() -> None:
    with pytest.raises(ValueError, match="a line break in Authorization"):
        request("GET", "/", {"Authorization": "Bearer a\r\nX: y"})


def through(plane: Plane, folder: Path, proxy: str, **user: str) -> str:
    """The plane's kubeconfig, by way of a proxy."""
    content = yaml.safe_load(Path(plane.kubeconfig).read_text())
    cluster = content["clusters"][0]["cluster"]
    cluster |= {"certificate-authority": plane.pki("ca.crt"), "proxy-url": proxy}
    for entry in content["users"]:
        entry["user"] |= user
    (folder / "through").write_text(yaml.safe_dump(content))
    return str(folder / "through")


async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A proxy that wants to know who comes, and goes nowhere but to this machine."""
    asked = (await reader.readuntil(b"\r\n\r\n")).decode()
    if base64.b64encode(b"ada:p@ss").decode() not in asked:
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        return
    host, _, port = asked.split()[1].rpartition(":")
    there = await asyncio.open_connection(host, int(port))
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")

    async def pass_on(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while data := await source.read(1 << 16):
            to.write(data)
        to.close()

    await asyncio.gather(pass_on(reader, there[1]), pass_on(there[0], writer))


@pytest.mark.cluster
async def test_a_tunnel_through_a_proxy_leads_to_the_server(plane: Plane, tmp_path: Path) -> None:
    async with peer(tunnel) as address:
        known = address.replace("//", "//ada:p%40ss@")
        async with connect(through(plane, tmp_path, known), "admin") as session:
            assert b"gitVersion" in await session.get("/version")
            async with session.stream("/openapi/v2") as chunks:
                assert sum([len(chunk) async for chunk in chunks]) > CHUNK
        async with connect(through(plane, tmp_path, address), "admin") as session:
            with pytest.raises(Unreachable, match=r"the proxy answers CONNECT with HTTP 407"):
                await session.get("/version")


@pytest.mark.cluster
async def test_a_server_behind_a_path_and_a_broken_token(plane: Plane, tmp_path: Path) -> None:
    async with connect(through(plane, tmp_path, "", token="a\nb"), "admin") as session:
        with pytest.raises(Usage, match="credentials have a line break in Authorization; repair it"):
            await session.get("/version")
    async with peer(saying(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request")) as address:
        file = Path(through(plane, tmp_path, ""))
        file.write_text(file.read_text().replace(plane.server, f"{address}/k8s/clusters/c-1"))
        async with connect(str(file), "admin") as session:
            with pytest.raises(Answer, match="Client sent an HTTP request"):
                await session.get("/version")
