"""What goes wrong meanwhile: processes are killed, connections are cut and delayed."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from emulator.part import Part
from emulator.postgres import Postgres
from tests.soak.proxy import CALM, Proxy, Weather

ROUGH = Weather(delay_seconds=0.15, cut_share=0.15)
AWAY = Weather(refuses=True)


@dataclass
class Faults:
    """Makes faults, one after another, and counts them by name.

    `front` is between students and functions, `back` between functions and REST.
    """

    functions: Part
    rest: Part
    postgres: Postgres
    front: Proxy
    back: Proxy
    rng: random.Random
    pause_seconds: float = 1.0
    counted: Counter[str] = field(default_factory=Counter)

    async def make(self, seconds: float) -> None:
        """Make every kind of fault, in any order, and again while there is time."""
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at or len(self.counted) < len(self.kinds):
            for fault in self.rng.sample(self.kinds, len(self.kinds)):
                await asyncio.sleep(self.rng.uniform(0, 2 * self.pause_seconds))
                self.counted[fault.__name__.strip("_").replace("_", " ")] += 1
                await fault()

    @property
    def kinds(self) -> list[Callable[[], Awaitable[None]]]:
        """Every kind of fault."""
        return [
            self._functions_killed,
            self._functions_restarted,
            self._rest_killed,
            self._rest_restarted,
            self._postgres_restarted,
            self._postgres_crashed,
            self._connections_cut,
            self._rough_weather_before_the_functions,
            self._rough_weather_behind_the_functions,
            self._rest_away,
        ]

    async def _functions_killed(self) -> None:
        await self._again(self.functions.kill, self.functions)

    async def _functions_restarted(self) -> None:
        await self._again(self.functions.stop, self.functions)

    async def _rest_killed(self) -> None:
        await self._again(self.rest.kill, self.rest)

    async def _rest_restarted(self) -> None:
        await self._again(self.rest.stop, self.rest)

    async def _postgres_restarted(self) -> None:
        await self._again(self.postgres.stop, self.postgres)
        # The local REST server does not outlive a restart of the database under load.
        await self._again(self.rest.kill, self.rest)

    async def _postgres_crashed(self) -> None:
        await self._again(lambda: self.postgres.stop("immediate"), self.postgres)
        await self._again(self.rest.kill, self.rest)

    async def _connections_cut(self) -> None:
        self.front.cut_all()
        self.back.cut_all()

    async def _rough_weather_before_the_functions(self) -> None:
        await self._weather(self.front, ROUGH)

    async def _rough_weather_behind_the_functions(self) -> None:
        await self._weather(self.back, ROUGH)

    async def _rest_away(self) -> None:
        await self._weather(self.back, AWAY)

    async def _again(self, end: Callable[[], None], part: Part) -> None:
        await asyncio.to_thread(end)
        await asyncio.sleep(self.rng.uniform(0, 0.5))
        await asyncio.to_thread(part.start)

    async def _weather(self, proxy: Proxy, weather: Weather) -> None:
        proxy.weather = weather
        if weather.refuses:
            proxy.cut_all()
        await asyncio.sleep(self.rng.uniform(1, 2))
        proxy.weather = CALM
