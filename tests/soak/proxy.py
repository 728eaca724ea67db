"""A TCP proxy on loopback that delays, cuts and refuses as told."""

import asyncio
import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from emulator.ports import HOST

PIECE = 16_384


@dataclass(frozen=True)
class Weather:
    """What happens to answers on their way: how long each piece waits, how many are cut short."""

    delay_seconds: float = 0.0
    cut_share: float = 0.0
    refuses: bool = False


CALM = Weather()


class Proxy:
    """Passes connections on to a port of this machine. An async context manager."""

    def __init__(self, target_port: int, rng: random.Random) -> None:
        self.weather = CALM
        self.cuts = 0
        self._target_port = target_port
        self._rng = rng
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(self._accept, HOST, 0, backlog=1024)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening, and end every connection."""
        assert self._server is not None
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    def cut_all(self) -> None:
        """Reset every connection, whatever is under way on it."""
        self.cuts += len(self._writers) // 2
        for writer in self._writers:
            writer.transport.abort()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A connection that breaks is what this proxy is for.
        with contextlib.suppress(OSError):
            if self.weather.refuses:
                writer.transport.abort()
                return
            with self._kept(writer):
                far_reader, far_writer = await asyncio.open_connection(HOST, self._target_port)
                with self._kept(far_writer):
                    await asyncio.gather(
                        self._ask(reader, far_writer), self._answer(far_reader, writer)
                    )

    @contextlib.contextmanager
    def _kept(self, writer: asyncio.StreamWriter) -> Iterator[None]:
        self._writers.add(writer)
        try:
            yield
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _ask(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(PIECE):
                sink.write(piece)
                await sink.drain()
        sink.close()

    async def _answer(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(PIECE):
                await asyncio.sleep(self._rng.uniform(0, self.weather.delay_seconds))
                if self._rng.random() < self.weather.cut_share:
                    self.cuts += 1
                    sink.write(piece[: len(piece) // 2])
                    break
                sink.write(piece)
                await sink.drain()
        sink.close()
