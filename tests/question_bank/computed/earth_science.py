"""The numeric answers of earth science, computed again."""

from sympy import Rational, log, solve, symbols

x = symbols("x", positive=True)


def hour_in_b():
    # 24 hours for 360°, from 30° west of Greenwich to 15° east of it
    return 12 + Rational(30 + 15) * 24 / 360


def over_the_mountain(temperature, condensing_from, summit):
    dry, wet = Rational(1, 100), Rational(1, 200)  # °C a metre
    at_summit = temperature - condensing_from * dry - (summit - condensing_from) * wet
    return at_summit + summit * dry


COMPUTED = {
    "earth_science-003": lambda: (
        hour_in_b(),
        {f"{hour}:00": hour for hour in (9, 11, 12, 13, 15)},
    ),
    "earth_science-010": lambda: solve(x / 4 - x / 6 - 10, x)[0],
    # one atom in eight is left
    "earth_science-015": lambda: log(8, 2) * Rational(7, 10),
    "earth_science-020": lambda: over_the_mountain(20, 1000, 3000),
}
