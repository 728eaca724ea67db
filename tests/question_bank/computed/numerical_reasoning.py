"""The answers of numerical_reasoning, computed again from each question's data."""

from statistics import mean, median, pstdev

from sympy import Integer, Rational, solve, symbols

x = symbols("x", positive=True)


def number(text):
    """'7,50' as an exact number."""
    return Rational(text.replace(",", "."))


def amounts(pattern, *numbers):
    """What options such as '18 km/h' mean: the pattern holds # in the number's place."""
    return {pattern.replace("#", text): number(text) for text in numbers}


def next_term(terms, rule):
    """The term after the last, once the rule is seen to give all those after the first."""
    assert all(rule(n, terms[n - 1]) == terms[n] for n in range(1, len(terms)))
    return rule(len(terms), terms[-1])


def the_true_one(options):
    """The value 1, and for each option 1 if what it says is true, else 0."""
    return 1, {text: int(meaning) for text, meaning in options.items()}


def matchsticks(side):
    """Counts the distinct sides of the cells of a square grid."""
    sticks = set()
    for row in range(side):
        for column in range(side):
            sticks |= {("across", row, column), ("across", row + 1, column)}
            sticks |= {("down", row, column), ("down", row, column + 1)}
    return len(sticks)


def last_digit_of_power():
    assert [7**n % 10 for n in range(1, 5)] == [7, 9, 3, 1]
    return Integer(7**50 % 10)


def first_of_sums():
    # from the fourth and the sixth term back to the first
    fourth, sixth = 11, 29
    fifth = sixth - fourth
    third = fifth - fourth
    second = fourth - third
    return Integer(third - second)


def course_with_most_women():
    courses = {
        "Yoga": (24, 6),
        "Nuoto": (45, 30),
        "Tennis": (18, 12),
        "Danza": (35, 7),
        "Pilates": (38, 10),
    }
    share = {name: Rational(women, women + men) for name, (women, men) in courses.items()}
    return max(share.values()), share


def above_the_mean():
    marks = [5] * 4 + [6] * 8 + [7] * 7 + [8] * 5 + [9]
    return Integer(sum(mark * len(marks) > sum(marks) for mark in marks))


def men_on_public_transport():
    men_by_car = 96 - 40
    men_by_bicycle = solve(x + x / 2 - 54, x)[0]
    return 120 - men_by_car - men_by_bicycle


def better_place():
    sessions_north, sessions_south = [(60, 80), (10, 40)], [(16, 20), (30, 100)]

    def shares(place):
        whole = tuple(map(sum, zip(*place, strict=True)))
        return [Rational(*pair) for pair in [*place, whole]]

    both = zip(shares(sessions_north), shares(sessions_south), strict=True)
    south = [bool(s > n) for n, s in both]
    return the_true_one(
        {
            "Sud sia a giugno sia a settembre, Nord nel complesso": south == [True, True, False],
            "Sud a giugno, a settembre e nel complesso": south == [True, True, True],
            "Nord a giugno, a settembre e nel complesso": south == [False, False, False],
            "Sud a giugno, Nord a settembre e nel complesso": south == [True, False, False],
            "Nord a giugno, Sud a settembre e nel complesso": south == [False, True, True],
        }
    )


def work_of_six_then_four():
    done = 6 * 4
    return 4 + Rational(6 * 10 - done, 6 - 2)


def when_caught():
    # minutes after midnight; the distances in km
    goods, passengers = 8 * 60, 8 * 60 + 45
    meeting = solve(Rational(80, 60) * (x - goods) - Rational(120, 60) * (x - passengers), x)[0]
    return meeting, {
        f"Alle {hour}.{minute:02}": hour * 60 + minute
        for hour, minute in [(9, 3), (9, 15), (9, 30), (10, 15), (11, 0)]
    }


def what_the_correction_leaves():
    wrong = [1200, 1250, 1300, 1350, 1400, 5500]
    right = [*wrong[:-1], 2500]
    measures = {
        "La mediana degli stipendi": median,
        "La media aritmetica degli stipendi": mean,
        "La differenza fra il massimo e il minimo": lambda pay: max(pay) - min(pay),
        "La deviazione standard degli stipendi": pstdev,
        "La somma di tutti gli stipendi": sum,
    }
    return the_true_one({text: of(wrong) == of(right) for text, of in measures.items()})


def area_of_rounded_sides():
    half = Rational(1, 2)
    low, high = (8 - half) * (5 - half), (8 + half) * (5 + half)
    return the_true_one(
        {
            f"Da {a} cm² a {b} cm²": (number(a), number(b)) == (low, high)
            for a, b in [
                ("33,75", "46,75"),
                ("39,5", "40,5"),
                ("39", "41"),
                ("33,5", "46,5"),
                ("28", "54"),
            ]
        }
    )


COMPUTED = {
    "numerical_reasoning-001": lambda: (
        Rational(450, 6) * 10,
        amounts("# g", "270", "540", "600", "650", "750"),
    ),
    "numerical_reasoning-002": lambda: 200 * Rational(40, 100) * Rational(30, 100),
    "numerical_reasoning-003": lambda: (
        solve(x * Rational(75, 100) - 18, x)[0],
        amounts("# euro", "13,50", "22,50", "24", "43", "72"),
    ),
    "numerical_reasoning-004": lambda: (
        100 * (Rational(25, 20) - 1),
        amounts("Del #%", "5", "20", "25", "45", "125"),
    ),
    "numerical_reasoning-005": lambda: (
        solve(300 * Rational(20, 100) - (300 - x) * Rational(30, 100), x)[0],
        amounts("# g", "30", "60", "90", "100", "200"),
    ),
    "numerical_reasoning-006": lambda: (
        solve(Rational(60 * 20, 100) + 40 * x / 100 - 30, x)[0],
        amounts("#%", "10", "18", "40", "45", "60"),
    ),
    "numerical_reasoning-007": lambda: Integer(
        next_term([1, 3, 7, 13, 21], lambda n, last: last + 2 * n)
    ),
    "numerical_reasoning-008": lambda: (
        (87 - 1) % 5,
        {name: place for place, name in enumerate(["Rossa", "Blu", "Gialla", "Verde", "Viola"])},
    ),
    "numerical_reasoning-009": lambda: next_term(
        [Rational(1, 2), Rational(2, 3), Rational(4, 5), Rational(8, 9)],
        lambda n, _: Rational(2**n, 2**n + 1),
    ),
    "numerical_reasoning-010": last_digit_of_power,
    "numerical_reasoning-011": lambda: Integer(matchsticks(10)),
    "numerical_reasoning-012": first_of_sums,
    "numerical_reasoning-013": lambda: (
        100 * Rational(230 + 250, 120 + 95 + 140 + 165 + 230 + 250),
        amounts("#%", "25", "33", "48", "52", "92"),
    ),
    "numerical_reasoning-014": lambda: (
        Rational(5 * 50 + 4 * (80 - 50), 100),
        amounts("# euro", "2,50", "3,20", "3,50", "3,70", "4,00"),
    ),
    "numerical_reasoning-015": course_with_most_women,
    "numerical_reasoning-016": above_the_mean,
    "numerical_reasoning-017": men_on_public_transport,
    "numerical_reasoning-018": better_place,
    "numerical_reasoning-019": lambda: (
        45 / (2 + Rational(30, 60)),
        amounts("# km/h", "15", "18", "19,6", "20", "22,5"),
    ),
    "numerical_reasoning-020": lambda: (
        960 * Rational(5, 3 + 5),
        amounts("# euro", "192", "320", "360", "576", "600"),
    ),
    "numerical_reasoning-021": work_of_six_then_four,
    "numerical_reasoning-022": lambda: 300 / (Rational(300, 10) + Rational(300, 15)),
    "numerical_reasoning-023": lambda: (
        # two halves of length 1, the whole at 60 km/h
        solve(1 / Integer(40) + 1 / x - 2 / Integer(60), x)[0],
        amounts("# km/h", "48", "70", "80", "90", "120"),
    ),
    "numerical_reasoning-024": when_caught,
    "numerical_reasoning-025": lambda: Rational(6 * 15 + 22, 6 + 1),
    "numerical_reasoning-026": lambda: 59.8 * 40.3 / 0.502,
    "numerical_reasoning-027": lambda: (
        Rational(5 * 24 - 31 + 21, 5),
        amounts("# anni", "14", "22", "22,5", "23,5", "26"),
    ),
    "numerical_reasoning-028": what_the_correction_leaves,
    "numerical_reasoning-029": lambda: solve(
        number("6,4") * (1 - x) + number("7,2") * x - number("6,9"), x
    )[0],
    "numerical_reasoning-030": area_of_rounded_sides,
}
