"""The numeric and symbolic answers of physics, computed again."""

from sympy import (
    Eq,
    FiniteSet,
    Integer,
    Interval,
    Rational,
    asin,
    cos,
    deg,
    diff,
    integrate,
    log,
    pi,
    sin,
    solve,
    solveset,
    sqrt,
    symbols,
)

g = Integer(10)  # m/s², as the questions say
kg, metre, second = symbols("kg metre second", positive=True)
newton = kg * metre / second**2
m, v, d, F, R = symbols("m v d F R", positive=True)
t, x = symbols("t x", positive=True)


def braking_distance():
    speed, time = Rational(72 * 1000, 3600), 4
    return integrate(speed - speed / time * t, (t, 0, time))


def drag_constant_units():
    return newton / (metre / second) ** 2


def mean_speed():
    return 2 * d / (d / 2 + d / 6)


def time_to_the_ground():
    return max(solve(15 + 10 * t - g / 2 * t**2, t))


def crossing_time():
    angle = asin(Rational(3, 5))  # upstream, so that the current is cancelled
    return 80 / (5 * cos(angle))


def friction():
    acceleration = 0
    return solveset(Eq(60 - x, 20 * acceleration), x)


def speed_from_spring():
    (speed,) = solve(Eq(200 * Rational(1, 10) ** 2 / 2, Rational(1, 2) * x**2 / 2), x)
    return speed


def scale_reading():
    (force,) = solve(Eq(x - 60 * g, 60 * 2), x)  # the acceleration points upwards
    return force


def energy_lost_fraction():
    (after,) = solve(Eq(m * v, 4 * m * x), x)
    before = m * v**2 / 2
    return (before - 4 * m * after**2 / 2) / before


def speed_over_the_bump():
    (speed,) = solve(Eq(m * g, m * x**2 / 40), x)  # no reaction of the road
    return speed


def lake_depth():
    atmosphere = 10**5
    (depth,) = solve(Eq(atmosphere + 1000 * g * x, 3 * atmosphere), x)
    return depth


def immersed_fraction_in_oil():
    density = Rational(3, 5) * 1000
    return density / 800


def liquid_density():
    volume = Integer(6 - 4) / (1000 * g)
    (density,) = solve(Eq(x * g * volume, 6 - Rational(9, 2)), x)
    return density


def pressure_drop():
    (narrow,) = solve(Eq(1 * 1, x * Rational(1, 3)), x)
    return Rational(1000, 2) * (narrow**2 - 1**2) / 1000  # kPa


def jet_range():
    height, level = Rational(1, 5), 1
    (fall,) = solve(Eq(g / 2 * t**2, height), t)
    return sqrt(2 * g * (level - height)) * fall


def mixed_temperature():
    (temperature,) = solve(Eq(200 * (80 - x), 300 * (x - 20)), x)
    return temperature


def pressure_ratio():
    def pressure(temperature, volume):
        return x * temperature / volume  # x is nR

    return pressure(2 * t, 3 * v) / pressure(t, v)


def heat_for_the_ice():
    mass = Rational(1, 10)
    return mass * (Rational(21, 10) * 20 + 330 + Rational(42, 10) * 10)


def order_of_the_works():
    # n R T = 1, from V = 1 to V = 2
    gamma, volume = Rational(5, 3), symbols("V", positive=True)
    works = {
        "isobara": integrate(1, (volume, 1, 2)),
        "isoterma": integrate(1 / volume, (volume, 1, 2)),
        "adiabatica": integrate(volume**-gamma, (volume, 1, 2)),
    }
    assert works["isoterma"] == log(2)
    return tuple(sorted(works, key=lambda name: -float(works[name])))


def work_fraction():
    temperature, moles_r = symbols("T nR", positive=True)
    work = diff(moles_r * temperature, temperature)  # p constant: dW = p dV = nR dT
    energy = diff(3 * moles_r * temperature / 2, temperature)
    return work / (work + energy)


def coulomb_ratio():
    def force(q1, q2, distance):
        return q1 * q2 / distance**2

    return F * force(3, 1, 2 * d) / force(1, 1, d)


def wire():
    rho, length, diameter = symbols("rho L D", positive=True)

    def resistance(long, thick):
        return rho * long / (pi * thick**2 / 4)

    return R * resistance(2 * length, 2 * diameter) / resistance(length, diameter)


def radius_ratio():
    energy, field = symbols("K B", positive=True)

    def radius(mass, charge):
        (speed,) = solve(Eq(mass * x**2 / 2, energy), x)
        return mass * speed / (charge * field)

    return radius(4 * m, 2) / radius(m, 1)


def branch_current():
    parallel = 1 / (Rational(1, 6) + Rational(1, 3))
    return 12 * parallel / (4 + parallel) / 6


def lens_image():
    (distance,) = solve(Eq(Rational(1, 30) + 1 / x, Rational(1, 10)), x)
    return distance, "reale" if distance > 0 else "virtuale", abs(distance / 30)


def refraction_angle():
    return deg(asin(sqrt(2) * sin(pi / 6)))


def string_speed():
    nodes = 2 + 2
    wavelength = 2 * Rational(60, 100) / (nodes - 1)
    return wavelength * 300


COMPUTED = {
    # Grandezze e cinematica
    "physics-001": braking_distance,
    "physics-011": lambda: (
        6 * Rational(1, 1000) / 60,
        {
            "1,0 · 10⁻⁴ m³/s": Rational(1, 10**4),
            "1,0 · 10⁻¹ m³/s": Rational(1, 10),
            "6,0 · 10⁻³ m³/s": Rational(6, 1000),
            "3,6 · 10⁻¹ m³/s": Rational(36, 100),
            "1,0 · 10⁻⁷ m³/s": Rational(1, 10**7),
        },
    ),
    "physics-012": lambda: (
        drag_constant_units(),
        {
            "kg/m": kg / metre,
            "kg/s": kg / second,
            "N/m": newton / metre,
            "kg · m": kg * metre,
            "N · m²/s²": newton * metre**2 / second**2,
        },
    ),
    "physics-013": mean_speed,
    "physics-014": lambda: (
        time_to_the_ground(),
        {
            "3 s": Integer(3),
            "1 s": Integer(1),
            "2 s": Integer(2),
            r"$\sqrt{3}$ s": sqrt(3),
            r"$1 + \sqrt{3}$ s": 1 + sqrt(3),
        },
    ),
    "physics-015": crossing_time,
    # Dinamica ed energia
    "physics-016": lambda: (
        friction(),
        {
            "60 N, perché la risultante delle forze è nulla": FiniteSet(60),
            "nulla, perché l'accelerazione è nulla": FiniteSet(0),
            "poco meno di 60 N, perché la cassa è in moto": Interval.open(0, 60),
            "200 N, perché uguaglia il peso della cassa": FiniteSet(200),
            "140 N, cioè la differenza tra peso e spinta": FiniteSet(140),
        },
    ),
    "physics-017": lambda: 300 * g * 12 / 20 / 1000,
    "physics-002": speed_from_spring,
    "physics-018": scale_reading,
    "physics-003": energy_lost_fraction,
    "physics-019": speed_over_the_bump,
    # Fluidi
    "physics-020": lake_depth,
    "physics-008": immersed_fraction_in_oil,
    "physics-022": liquid_density,
    "physics-023": pressure_drop,
    "physics-024": jet_range,
    # Termodinamica
    "physics-004": mixed_temperature,
    "physics-025": pressure_ratio,
    "physics-005": lambda: 1200 * (1 - Rational(27 + 273, 327 + 273)),
    "physics-026": heat_for_the_ice,
    "physics-027": lambda: (
        order_of_the_works(),
        {
            ", ".join(order): order
            for order in (
                ("isobara", "isoterma", "adiabatica"),
                ("isoterma", "isobara", "adiabatica"),
                ("adiabatica", "isoterma", "isobara"),
                ("isobara", "adiabatica", "isoterma"),
                ("isoterma", "adiabatica", "isobara"),
            )
        },
    ),
    "physics-028": work_fraction,
    # Elettricità e magnetismo
    "physics-006": lambda: (
        coulomb_ratio(),
        {
            "$(3/2) F$": Rational(3, 2) * F,
            "$(9/4) F$": Rational(9, 4) * F,
            "$(3/4) F$": Rational(3, 4) * F,
            "$6 F$": 6 * F,
            "$12 F$": 12 * F,
        },
    ),
    "physics-029": lambda: Rational(1500, 1000) * Rational(40, 60),
    "physics-030": lambda: (
        wire(),
        {"$R/2$": R / 2, "$R$": R, "$2R$": 2 * R, "$8R$": 8 * R, "$R/4$": R / 4},
    ),
    "physics-032": radius_ratio,
    "physics-007": branch_current,
    # Onde e ottica
    "physics-033": lambda: Rational(25, 10) * Rational(10, 20),
    "physics-034": lambda: 2 * (Rational(15, 10) + Rational(5, 10)),
    "physics-009": lambda: Rational(1500, 500),
    "physics-035": refraction_angle,
    "physics-010": lambda: (
        lens_image(),
        {
            "7,5 cm dalla lente, virtuale, alta un quarto dell'oggetto": (
                Rational(15, 2),
                "virtuale",
                Rational(1, 4),
            ),
            "15 cm dalla lente, reale, alta la metà dell'oggetto": (
                Integer(15),
                "reale",
                Rational(1, 2),
            ),
            "15 cm dalla lente, virtuale, alta la metà dell'oggetto": (
                Integer(15),
                "virtuale",
                Rational(1, 2),
            ),
            "15 cm dalla lente, reale, alta il doppio dell'oggetto": (
                Integer(15),
                "reale",
                Integer(2),
            ),
            "20 cm dalla lente, reale, alta due terzi dell'oggetto": (
                Integer(20),
                "reale",
                Rational(2, 3),
            ),
        },
    ),
    "physics-036": string_speed,
}
