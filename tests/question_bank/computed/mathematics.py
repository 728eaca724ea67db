"""The numeric and symbolic answers of mathematics, computed again."""

from itertools import combinations, permutations, product
from statistics import median

from sympy import (
    Eq,
    FiniteSet,
    Function,
    Integer,
    Interval,
    Max,
    Min,
    Point,
    Poly,
    Pow,
    Rational,
    S,
    Segment,
    Triangle,
    Union,
    acos,
    cos,
    diff,
    discriminant,
    expand,
    expand_trig,
    integrate,
    lcm,
    log,
    maximum,
    oo,
    pi,
    simplify,
    sin,
    solve,
    solveset,
    sqrt,
    symbols,
    tan,
)
from sympy.calculus.util import continuous_domain, function_range

x, y, k, m, q, t, a, b = symbols("x y k m q t a b", real=True)


def below(end, open_end=False):
    return Interval(-oo, end, True, open_end)


def above(end, open_end=False):
    return Interval(end, oo, open_end, True)


def reals_where(condition):
    return solveset(condition, x, S.Reals)


def bus_departure():
    return 8 * 60 + lcm([12, 18, 30])


def inverse_of_homography():
    return solve(Eq(y, (x + 1) / (x - 2)), x)[0].subs(y, x)


ODD_CANDIDATES = {
    r"$f(x) = x ⋅ \sin x$": x * sin(x),
    "$f(x) = x³ + 1$": x**3 + 1,
    r"$f(x) = x ⋅ \cos x$": x * cos(x),
    "$f(x) = |x³|$": abs(x**3),
    "$f(x) = x² + x$": x**2 + x,
}


def odd_function():
    odd = [f for f in ODD_CANDIDATES.values() if simplify(f.subs(x, -x) + f) == 0]
    assert len(odd) == 1
    return odd[0]


def exponential_roots():
    powers = solve(t**2 - 2 * t - 3, t)
    return FiniteSet(*[log(power, 3) for power in powers if power > 0])


def perpendicular_through_point():
    # the normal of the given line is the direction of ours
    return 3 * (x - 2) + 2 * (y - 1)


def centre_and_radius():
    circle = x**2 + y**2 - 6 * x + 4 * y - 3
    centre = solve([diff(circle, x), diff(circle, y)], [x, y])
    return centre[x], centre[y], sqrt(-circle.subs(centre))


def angle_in_semicircle():
    # C on the unit circle, seen from B(1, 0) at 28° from the diameter
    slope = -tan(28 * pi / 180).evalf()
    c_x = min(solve(x**2 + (slope * (x - 1)) ** 2 - 1, x))
    a_vertex, b_vertex, c_vertex = Point(-1, 0), Point(1, 0), Point(c_x, slope * (c_x - 1))
    ab, ac = b_vertex - a_vertex, c_vertex - a_vertex
    cosine = ab.dot(ac) / (ab.distance(Point(0, 0)) * ac.distance(Point(0, 0)))
    return float(acos(cosine) * 180 / pi)


def outside_of_hexagon():
    vertices = [Point(6 * cos(i * pi / 3), 6 * sin(i * pi / 3)) for i in range(6)]
    sector = Triangle(Point(0, 0), vertices[0], vertices[1])
    return pi * 6**2 - 6 * sector.area


def committees_with_a_boy():
    people = ["girl"] * 5 + ["boy"] * 4
    return Integer(sum("boy" in group for group in combinations(people, 3)))


def two_dice():
    rolls = list(product(range(1, 7), repeat=2))
    return Rational(sum(sum(roll) == 9 for roll in rolls), len(rolls))


def defective_from_b():
    from_a = Rational(60, 100) * Rational(2, 100)
    from_b = Rational(40, 100) * Rational(5, 100)
    return from_b / (from_a + from_b)


CHAINS = {
    r"$a² < a < \sqrt{a} < 1/a$": ("square", "self", "root", "reciprocal"),
    r"$\sqrt{a} < a < a² < 1/a$": ("root", "self", "square", "reciprocal"),
    r"$1/a < a² < a < \sqrt{a}$": ("reciprocal", "square", "self", "root"),
    r"$1/a < \sqrt{a} < a < a²$": ("reciprocal", "root", "self", "square"),
    r"$a² < \sqrt{a} < a < 1/a$": ("square", "root", "self", "reciprocal"),
}


def order_between_zero_and_one():
    orders = set()
    for number in (Rational(1, 100), Rational(1, 4), Rational(1, 2), Rational(99, 100)):
        values = {
            "square": number**2,
            "self": number,
            "root": sqrt(number),
            "reciprocal": 1 / number,
        }
        orders.add(tuple(sorted(values, key=lambda name: float(values[name]))))
    assert len(orders) == 1
    return orders.pop()


def remainder_by_seven():
    remainders = {(3 * number + 5) % 7 for number in range(4, 700, 7)}
    assert len(remainders) == 1
    return Integer(remainders.pop())


def sum_of_cubes():
    root_1, root_2 = solve(t**2 - 5 * t + 3, t)
    return expand(root_1**3 + root_2**3)


def reduced_tickets():
    return solve([Eq(x + y, 120), Eq(9 * x + 5 * y, 860)], [x, y])[y]


def parallel_lines():
    # no solution: the determinant vanishes (and the constant terms do not agree)
    value = solve(2 * 6 - k * 4, k)[0]
    assert solve([2 * x + value * y - 3, 4 * x + 6 * y - 5], [x, y]) == []
    return value


def common_integers():
    return Integer(sum(2 * i - 1 < 3 * i + 2 and (i + 1) / 2 <= 3 for i in range(-1000, 1000)))


def line_at_zero():
    return solve([Eq(2 * m + q, 7), Eq(5 * m + q, 1)], [m, q])[q]


f = Function("f")


def shifted_graph():
    # the point (t, f(t)) goes to (t + 3, f(t) + 2)
    return f(solve(Eq(x, t + 3), t)[0]) + 2


def best_price():
    rise = solve(diff((20 + x) * (300 - 10 * x), x), x)[0]
    return 20 + rise


def decreasing_and_positive():
    solutions = [reals_where(g.subs(x, 2 * x - 1) > 0) for g in (3 - x, 27 - x**3)]
    assert solutions[0] == solutions[1]
    return solutions[0]


def log_of_fifteen():
    # 15 = 10^i · 2^j · 3^k, then log₁₀ 15 = i + j·a + k·b
    exponents = [
        powers
        for powers in product(range(-3, 4), repeat=3)
        if Integer(10) ** powers[0] * Integer(2) ** powers[1] * Integer(3) ** powers[2] == 15
    ]
    assert len(exponents) == 1
    return exponents[0][0] + exponents[0][1] * a + exponents[0][2] * b


def logarithmic_roots():
    return FiniteSet(*[root for root in solve(x * (x - 2) - 2**3, x) if root > 0 and root > 2])


def decibels():
    ratio = symbols("ratio", positive=True)
    return solve(Eq(10 * log(ratio, 10), 80 - 50), ratio)[0]


def opposite_side():
    return 26 * sin(acos(Rational(5, 13)))


def cosine_below_half():
    return solveset(cos(x) < Rational(1, 2), x, Interval(0, 2 * pi))


def double_angle():
    s, c = solve([x + y - Rational(1, 3), x**2 + y**2 - 1], [x, y])[0]
    return simplify(2 * s * c)


def nonagon_angle():
    vertices = [(cos(2 * pi * i / 9), sin(2 * pi * i / 9)) for i in (-1, 0, 1)]
    sides = [(v[0] - vertices[1][0], v[1] - vertices[1][1]) for v in (vertices[0], vertices[2])]
    dot = sides[0][0] * sides[1][0] + sides[0][1] * sides[1][1]
    square = sides[0][0] ** 2 + sides[0][1] ** 2
    return float(acos(dot.evalf() / square.evalf()) * 180 / pi)


def rhombus_perimeter():
    return 4 * Point(5, 0).distance(Point(0, 12))


def area_from_altitude():
    # the foot in the origin: the sides from (0, h) to (−4, 0) and (9, 0) are perpendicular
    height = symbols("height", positive=True)
    h = solve((Point(-4, 0) - Point(0, height)).dot(Point(9, 0) - Point(0, height)), height)[0]
    return Triangle(Point(-4, 0), Point(9, 0), Point(0, h)).area


def cylinder_height():
    sphere = integrate(pi * (6**2 - x**2), (x, -6, 6))
    return sphere / (pi * 4**2)


def cut_quadrilateral():
    # any triangle of area 60 will do
    vertex_a, vertex_b, vertex_c = Point(0, 0), Point(12, 0), Point(3, 10)
    whole = Triangle(vertex_a, vertex_b, vertex_c).area
    assert whole == 60
    part = Triangle(vertex_a, vertex_b * Rational(2, 3), vertex_c * Rational(3, 5)).area
    return whole - part


def reflected_point():
    return tuple(Point(3, -1).rotate(pi, Point(1, 2)))


def parabola_vertex():
    parabola = x**2 - 6 * x + 5
    top = solve(diff(parabola, x), x)[0]
    return top, parabola.subs(x, top)


def distance_from_line():
    foot = solve([3 * x - 4 * y + 3, 4 * (x - 3) + 3 * (y + 2)], [x, y])
    return Point(3, -2).distance(Point(foot[x], foot[y]))


def secant_lines():
    # discriminant of the intersection of y = m − x with the circle
    delta = discriminant(x**2 + (k - x) ** 2 - 8, x)
    return solveset(delta > 0, k, S.Reals)


def double_distance_locus():
    locus = Poly(4 * ((x - 3) ** 2 + y**2) - (x**2 + y**2), x, y)
    return locus.monic().as_expr()


def area_of_region():
    return integrate(Min(4 - x, (6 - x) / 2).rewrite("Piecewise"), (x, 0, 4))


def different_colours():
    draws = list(permutations(["red"] * 5 + ["white"] * 3, 2))
    return Rational(sum(first != second for first, second in draws), len(draws))


def conditional_probability():
    both = Rational(1, 2) + Rational(2, 5) - Rational(4, 5)
    return both / Rational(2, 5)


def transformed_data():
    # data with mean 10 and standard deviation 2
    data = [3 * value + 5 for value in (8, 12)]
    mean = Rational(sum(data), len(data))
    return mean, sqrt(sum((value - mean) ** 2 for value in data) / len(data))


def even_with_different_digits():
    return Integer(sum(len(set(str(i))) == len("1234") for i in range(1000, 10000, 2)))


COMPUTED = {
    "mathematics-001": lambda: Rational(2) ** -3 * 4**5 / Integer(8) ** 2,
    "mathematics-002": lambda: (
        Rational(120, 100) * Rational(70, 100) - 1,
        {
            "diminuito del 16%": Rational(-16, 100),
            "diminuito del 10%": Rational(-10, 100),
            "diminuito del 6%": Rational(-6, 100),
            "diminuito del 44%": Rational(-44, 100),
            "aumentato del 56%": Rational(56, 100),
        },
    ),
    "mathematics-003": lambda: (
        simplify((x**2 - 9) / (x**2 - 6 * x + 9)),
        {
            "$3/(2x − 3)$": 3 / (2 * x - 3),
            "$(x − 3)/(x + 3)$": (x - 3) / (x + 3),
            "$x + 3$": x + 3,
            "1": Integer(1),
            "$(x + 3)/(x − 3)$": (x + 3) / (x - 3),
        },
    ),
    "mathematics-004": lambda: (
        solve((x**3 + k * x**2 - 5 * x + 6).subs(x, -2), k)[0],
        {f"$k = {value}$".replace("-", "−"): Integer(value) for value in (-1, -2, 2, 3, -6)},
    ),
    "mathematics-005": lambda: (
        bus_departure(),
        {
            "8:06": Integer(8 * 60 + 6),
            "9:00": Integer(9 * 60),
            "9:30": Integer(9 * 60 + 30),
            "11:00": Integer(11 * 60),
            "14:00": Integer(14 * 60),
        },
    ),
    "mathematics-006": lambda: solve((x - 1) / 2 - (x + 3) / 4 - 1, x)[0],
    "mathematics-007": lambda: (
        reals_where(x**2 <= 5 * x),
        {
            "$x ≤ 5$": below(5),
            "$0 < x ≤ 5$": Interval.Lopen(0, 5),
            "$x ≤ 0$ oppure $x ≥ 5$": Union(below(0), above(5)),
            "$0 ≤ x ≤ 5$": Interval(0, 5),
            "$−5 ≤ x ≤ 0$": Interval(-5, 0),
        },
    ),
    "mathematics-008": lambda: (
        reals_where((x + 2) / (x - 1) >= 2),
        {
            "$1 < x ≤ 4$": Interval.Lopen(1, 4),
            "$x ≤ 4$": below(4),
            "$1 ≤ x ≤ 4$": Interval(1, 4),
            "$x < 1$ oppure $x ≥ 4$": Union(below(1, open_end=True), above(4)),
            "$x ≤ −2$ oppure $x > 1$": Union(below(-2), above(1, open_end=True)),
        },
    ),
    "mathematics-009": lambda: (
        FiniteSet(*solve(discriminant(x**2 - 2 * k * x + k + 6, x), k)),
        {
            "$k = −3$ oppure $k = 2$": FiniteSet(-3, 2),
            "solo $k = 3$": FiniteSet(3),
            "$k = −1$ oppure $k = 6$": FiniteSet(-1, 6),
            "solo $k = −6$": FiniteSet(-6),
            "$k = −2$ oppure $k = 3$": FiniteSet(-2, 3),
        },
    ),
    "mathematics-010": lambda: (
        reals_where(Eq(sqrt(x + 7), x - 5)),
        {
            "{2, 9}": FiniteSet(2, 9),
            "{2}": FiniteSet(2),
            "{9}": FiniteSet(9),
            "{−9, −2}": FiniteSet(-9, -2),
            r"$\emptyset$ (insieme vuoto)": S.EmptySet,
        },
    ),
    "mathematics-011": lambda: (
        continuous_domain(sqrt(4 - x) / (x - 1), x, S.Reals),
        {
            "$x ≤ 4$": below(4),
            "$x ≥ 4$": above(4),
            "$1 < x ≤ 4$": Interval.Lopen(1, 4),
            "$x ≤ 4$ e $x ≠ 1$": below(4) - FiniteSet(1),
            "$x ≠ 1$": S.Reals - FiniteSet(1),
        },
    ),
    "mathematics-012": lambda: (
        expand((2 * x - 1).subs(x, x**2 + 1)),
        {
            "$4x² − 4x + 2$": 4 * x**2 - 4 * x + 2,
            "$2x² + 1$": 2 * x**2 + 1,
            "$2x²$": 2 * x**2,
            "$2x³ − x² + 2x − 1$": 2 * x**3 - x**2 + 2 * x - 1,
            "$4x² + 2$": 4 * x**2 + 2,
        },
    ),
    "mathematics-013": lambda: (
        inverse_of_homography(),
        {
            "$(2x + 1)/(x − 1)$": (2 * x + 1) / (x - 1),
            "$(x − 2)/(x + 1)$": (x - 2) / (x + 1),
            "$(2x − 1)/(x − 1)$": (2 * x - 1) / (x - 1),
            "$(2x + 1)/(x + 1)$": (2 * x + 1) / (x + 1),
            "$(x − 1)/(x + 2)$": (x - 1) / (x + 2),
        },
    ),
    "mathematics-014": lambda: (odd_function(), ODD_CANDIDATES),
    "mathematics-015": lambda: (
        log(24, 2) - log(3, 2),
        {
            "8": Integer(8),
            r"$\log₂ 21$": log(21, 2),
            "4": Integer(4),
            r"$\log₃ 24$": log(24, 3),
            "3": Integer(3),
        },
    ),
    "mathematics-016": lambda: (
        exponential_roots(),
        {
            "$x = 1$": FiniteSet(1),
            "$x = 3$": FiniteSet(3),
            "$x = −1$ e $x = 1$": FiniteSet(-1, 1),
            "$x = −1$ e $x = 3$": FiniteSet(-1, 3),
            "$x = 0$ e $x = 1$": FiniteSet(0, 1),
        },
    ),
    "mathematics-017": lambda: (
        solveset(log(x - 1) / log(Rational(1, 2)) > -2, x, above(1, open_end=True)),
        {
            "$x > 5$": above(5, open_end=True),
            "$x < 5$": below(5, open_end=True),
            "$1 < x < 5/4$": Interval.open(1, Rational(5, 4)),
            "$1 < x < 5$": Interval.open(1, 5),
            "$x > 5/4$": above(Rational(5, 4), open_end=True),
        },
    ),
    "mathematics-018": lambda: solve(Eq(500 * 2 ** (t / 3), 16000), t)[0],
    "mathematics-019": lambda: (
        expand(perpendicular_through_point()),
        {
            "$2x − 3y − 1 = 0$": 2 * x - 3 * y - 1,
            "$3x − 2y − 4 = 0$": 3 * x - 2 * y - 4,
            "$3x + 2y − 8 = 0$": 3 * x + 2 * y - 8,
            "$2x + 3y − 7 = 0$": 2 * x + 3 * y - 7,
            "$3x + 2y + 8 = 0$": 3 * x + 2 * y + 8,
        },
    ),
    "mathematics-020": lambda: Segment(Point(-1, 2), Point(5, -6)).length / 2,
    "mathematics-021": lambda: (
        centre_and_radius(),
        {
            "$C(3, −2)$, $r = 4$": (3, -2, 4),
            "$C(−3, 2)$, $r = 4$": (-3, 2, 4),
            r"$C(3, −2)$, $r = \sqrt{10}$": (3, -2, sqrt(10)),
            "$C(3, −2)$, $r = 16$": (3, -2, 16),
            r"$C(6, −4)$, $r = \sqrt{55}$": (6, -4, sqrt(55)),
        },
    ),
    "mathematics-022": lambda: (
        FiniteSet(*solve(discriminant(x**2 + 3 - (m * x - 1), x), m)),
        {
            r"$m = −2\sqrt{2}$ e $m = 2\sqrt{2}$": FiniteSet(-2 * sqrt(2), 2 * sqrt(2)),
            "$m = −2$ e $m = 2$": FiniteSet(-2, 2),
            "solo $m = 4$": FiniteSet(4),
            "$m = −4$ e $m = 4$": FiniteSet(-4, 4),
            "$m = −16$ e $m = 16$": FiniteSet(-16, 16),
        },
    ),
    # in the second quadrant the cosine is the negative root
    "mathematics-023": lambda: tan(acos(min(solve(x**2 + Rational(3, 5) ** 2 - 1, x)))),
    "mathematics-024": lambda: Integer(
        len(solveset(expand_trig(sin(2 * x)) - cos(x), x, Interval.Ropen(0, 2 * pi)))
    ),
    "mathematics-025": lambda: (
        sin(75 * pi / 180),
        {
            r"$(\sqrt{6} − \sqrt{2})/4$": (sqrt(6) - sqrt(2)) / 4,
            r"$(1 + \sqrt{2})/2$": (1 + sqrt(2)) / 2,
            r"$(\sqrt{6} + \sqrt{2})/4$": (sqrt(6) + sqrt(2)) / 4,
            r"$\sqrt{2}/4$": sqrt(2) / 4,
            r"$(\sqrt{6} + \sqrt{2})/2$": (sqrt(6) + sqrt(2)) / 2,
        },
    ),
    "mathematics-026": lambda: Point(5, 0).distance(Point(8 * cos(pi / 3), 8 * sin(pi / 3))),
    "mathematics-027": lambda: 8 * Rational(30, 12) ** 2,
    "mathematics-028": lambda: (
        Rational(150, 100) ** 3 - 1,
        {
            "50%": Rational(1, 2),
            "150%": Rational(3, 2),
            "237,5%": Rational(2375, 1000),
            "337,5%": Rational(3375, 1000),
            "125%": Rational(5, 4),
        },
    ),
    "mathematics-029": angle_in_semicircle,
    "mathematics-030": lambda: (
        outside_of_hexagon(),
        {
            "$36π − 108$": 36 * pi - 108,
            r"$36π − 27\sqrt{3}$": 36 * pi - 27 * sqrt(3),
            "$36π − 72$": 36 * pi - 72,
            r"$36π − 36\sqrt{3}$": 36 * pi - 36 * sqrt(3),
            r"$36π − 54\sqrt{3}$": 36 * pi - 54 * sqrt(3),
        },
    ),
    "mathematics-031": committees_with_a_boy,
    "mathematics-032": two_dice,
    "mathematics-033": defective_from_b,
    "mathematics-034": lambda: solve(Eq((8 * 15 + x) / 9, 16), x)[0],
    "mathematics-035": lambda: sqrt(50) - sqrt(18) + sqrt(8),
    "mathematics-036": lambda: (order_between_zero_and_one(), CHAINS),
    "mathematics-037": remainder_by_seven,
    "mathematics-038": sum_of_cubes,
    "mathematics-039": lambda: (
        Max(*[Pow(*pair) for pair in ((5, 30), (2, 60), (3, 40), (10, 20), (60, 10))]),
        {
            "$5³⁰$": Integer(5) ** 30,
            "$2⁶⁰$": Integer(2) ** 60,
            "$3⁴⁰$": Integer(3) ** 40,
            "$10²⁰$": Integer(10) ** 20,
            "$60¹⁰$": Integer(60) ** 10,
        },
    ),
    "mathematics-040": reduced_tickets,
    "mathematics-041": lambda: (
        reals_where(abs(2 * x - 3) <= 7),
        {
            "$−2 ≤ x ≤ 5$": Interval(-2, 5),
            "$x ≤ 5$": below(5),
            "$x ≤ −2$ oppure $x ≥ 5$": Union(below(-2), above(5)),
            "$−5 ≤ x ≤ 5$": Interval(-5, 5),
            "$−5 ≤ x ≤ 2$": Interval(-5, 2),
        },
    ),
    "mathematics-042": lambda: (
        parallel_lines(),
        {
            "$k = 3$": Integer(3),
            "$k = −3$": Integer(-3),
            "$k = 12$": Integer(12),
            "$k = 18/5$": Rational(18, 5),
            "$k = −4/3$": Rational(-4, 3),
        },
    ),
    "mathematics-043": lambda: (
        reals_where((x - 2) ** 2 * (x + 1) <= 0),
        {
            "$x ≤ −1$ oppure $x = 2$": Union(below(-1), FiniteSet(2)),
            "$x ≤ −1$": below(-1),
            "$−1 ≤ x ≤ 2$": Interval(-1, 2),
            "$x ≤ 2$": below(2),
            "$x ≥ −1$": above(-1),
        },
    ),
    "mathematics-044": common_integers,
    "mathematics-045": line_at_zero,
    "mathematics-046": lambda: (
        expand((x + 1) ** 2 - 3 * (x + 1) - (x**2 - 3 * x)),
        {
            "$2x − 2$": 2 * x - 2,
            "$2x + 4$": 2 * x + 4,
            "−2": Integer(-2),
            "$−4x − 2$": -4 * x - 2,
            "$2x + 1$": 2 * x + 1,
        },
    ),
    "mathematics-047": lambda: (
        shifted_graph(),
        {
            "$y = f(x − 3) + 2$": f(x - 3) + 2,
            "$y = f(x + 3) + 2$": f(x + 3) + 2,
            "$y = f(x − 3) − 2$": f(x - 3) - 2,
            "$y = f(x + 3) − 2$": f(x + 3) - 2,
            "$y = f(x − 2) + 3$": f(x - 2) + 3,
        },
    ),
    "mathematics-048": best_price,
    "mathematics-049": lambda: (
        function_range(x**2 - 4 * x + 3, x, Interval(0, 3)),
        {
            "$−1 ≤ y ≤ 3$": Interval(-1, 3),
            "$0 ≤ y ≤ 3$": Interval(0, 3),
            "$y ≥ −1$": above(-1),
            "$y ≤ 3$": below(3),
            "$1 ≤ y ≤ 3$": Interval(1, 3),
        },
    ),
    "mathematics-050": lambda: (
        decreasing_and_positive(),
        {
            "$x < 2$": below(2, open_end=True),
            "$x > 2$": above(2, open_end=True),
            "$x < 3$": below(3, open_end=True),
            "$x < 5$": below(5, open_end=True),
            "$x > 5$": above(5, open_end=True),
        },
    ),
    "mathematics-051": lambda: reals_where(Eq(4 ** (x - 1), Rational(1, 8))).args[0],
    "mathematics-052": lambda: (
        log_of_fifteen(),
        {
            "$1 − a + b$": 1 - a + b,
            "$1 + a − b$": 1 + a - b,
            "$5b$": 5 * b,
            "$b(1 − a)$": b * (1 - a),
            "$a + b + 1$": a + b + 1,
        },
    ),
    "mathematics-053": lambda: simplify((2 ** (2 * x + 1)).subs(x, log(5, 2))),
    "mathematics-054": lambda: (
        logarithmic_roots(),
        {
            "$x = 4$": FiniteSet(4),
            "$x = −2$ e $x = 4$": FiniteSet(-2, 4),
            "$x = 5$": FiniteSet(5),
            "$x = 5/2$": FiniteSet(Rational(5, 2)),
            "$x = −4$ e $x = 2$": FiniteSet(-4, 2),
        },
    ),
    "mathematics-055": lambda: Integer(len(str(2**50))),
    "mathematics-056": decibels,
    "mathematics-057": lambda: (
        solve(Eq(x / 150, pi / 180), x)[0],
        {
            "$5π/6$": 5 * pi / 6,
            "$5π/3$": 5 * pi / 3,
            "$6π/5$": 6 * pi / 5,
            "$2π/3$": 2 * pi / 3,
            "$3π/4$": 3 * pi / 4,
        },
    ),
    "mathematics-058": opposite_side,
    "mathematics-059": lambda: (
        cosine_below_half(),
        {
            "$π/3 < x < 5π/3$": Interval.open(pi / 3, 5 * pi / 3),
            "$π/6 < x < 11π/6$": Interval.open(pi / 6, 11 * pi / 6),
            "$0 ≤ x < π/3$ oppure $5π/3 < x ≤ 2π$": Union(
                Interval.Ropen(0, pi / 3), Interval.Lopen(5 * pi / 3, 2 * pi)
            ),
            "$π/3 < x < 2π/3$": Interval.open(pi / 3, 2 * pi / 3),
            "$π/3 < x ≤ 2π$": Interval.Lopen(pi / 3, 2 * pi),
        },
    ),
    "mathematics-060": lambda: (
        expand_trig(cos(pi + a) - sin(pi / 2 + a) + sin(pi - a)),
        {
            r"$\sin α − 2 \cos α$": sin(a) - 2 * cos(a),
            r"$\sin α$": sin(a),
            r"$−\sin α$": -sin(a),
            r"$−\cos α$": -cos(a),
            r"$−3 \cos α$": -3 * cos(a),
        },
    ),
    "mathematics-061": lambda: maximum(3 * sin(x) + 4 * cos(x), x, Interval(0, 2 * pi)),
    "mathematics-062": double_angle,
    "mathematics-063": nonagon_angle,
    "mathematics-064": rhombus_perimeter,
    "mathematics-065": area_from_altitude,
    "mathematics-066": cylinder_height,
    "mathematics-067": lambda: Triangle(Point(0, 0), Point(8, 0), Point(0, 15)).inradius,
    "mathematics-068": cut_quadrilateral,
    "mathematics-069": lambda: (
        reflected_point(),
        {
            "$(−1, 5)$": (-1, 5),
            "$(2, 1/2)$": (2, Rational(1, 2)),
            "$(−2, 3)$": (-2, 3),
            "$(4, 1)$": (4, 1),
            "$(5, −4)$": (5, -4),
        },
    ),
    "mathematics-070": lambda: (
        parabola_vertex(),
        {
            "$(3, −4)$": (3, -4),
            "$(0, 5)$": (0, 5),
            "$(3, 5)$": (3, 5),
            "$(6, 5)$": (6, 5),
            "$(3, 4)$": (3, 4),
        },
    ),
    "mathematics-071": distance_from_line,
    "mathematics-072": lambda: (
        secant_lines(),
        {
            "$−4 < k < 4$": Interval.open(-4, 4),
            "$−4 ≤ k ≤ 4$": Interval(-4, 4),
            r"$−2\sqrt{2} < k < 2\sqrt{2}$": Interval.open(-2 * sqrt(2), 2 * sqrt(2)),
            "$−8 < k < 8$": Interval.open(-8, 8),
            "$0 < k < 4$": Interval.open(0, 4),
        },
    ),
    "mathematics-073": lambda: (
        double_distance_locus(),
        {
            "$x² + y² − 8x + 12 = 0$": x**2 + y**2 - 8 * x + 12,
            "$x² + y² + 2x − 3 = 0$": x**2 + y**2 + 2 * x - 3,
            "$x² + y² − 12x + 18 = 0$": x**2 + y**2 - 12 * x + 18,
            "$x² + y² − 4x + 3 = 0$": x**2 + y**2 - 4 * x + 3,
            "$2x − 3 = 0$": 2 * x - 3,
        },
    ),
    "mathematics-074": area_of_region,
    "mathematics-075": lambda: Rational(str(median([12, 5, 9, 20, 8, 5, 11, 10]))),
    "mathematics-076": lambda: Integer(len(set(permutations("ROSSO")))),
    "mathematics-077": different_colours,
    "mathematics-078": conditional_probability,
    "mathematics-079": lambda: (
        transformed_data(),
        {
            "35 e 6": (35, 6),
            "35 e 11": (35, 11),
            "35 e 2": (35, 2),
            "30 e 6": (30, 6),
            "35 e 18": (35, 18),
        },
    ),
    "mathematics-080": even_with_different_digits,
}
