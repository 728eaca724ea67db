"""The numeric answers of chemistry, computed again."""

import re
from itertools import combinations_with_replacement

from sympy import Integer, Matrix, Rational, ilcm, log, solve, symbols

x = symbols("x")

SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def atoms(formula):
    """How many atoms of each element there are in a formula without brackets: CH₃OH has 4 H."""
    found = {}
    for element, index in re.findall(r"([A-Z][a-z]?)(\d*)", formula.translate(SUBSCRIPTS)):
        found[element] = found.get(element, 0) + int(index or 1)
    return found


def balance(reactants, products):
    """The least whole coefficients. Each species: its atoms, and under "charge" its charge."""
    species = reactants + products
    kept = sorted({name for one in species for name in one})
    rows = [
        [(1 if i < len(reactants) else -1) * one.get(name, 0) for i, one in enumerate(species)]
        for name in kept
    ]
    (solution,) = Matrix(rows).nullspace()
    solution *= ilcm(1, *[value.q for value in solution])
    return list(solution * (1 if solution[0] > 0 else -1))


def neutral(positive, negative):
    """How many ions of the two charges, at least, make a neutral compound."""
    (solution,) = Matrix([[positive, negative]]).nullspace()
    solution *= ilcm(1, *[value.q for value in solution])
    return tuple(solution)


def oxidation_number(atoms_of_it, others, charge=0):
    """That of the element with so many atoms; `others`: (number of atoms, oxidation number)."""
    (found,) = solve(atoms_of_it * x + sum(n * number for n, number in others) - charge, x)
    return found


def filled(electrons):
    """The electrons of each sublevel (n, l), filled in the order of n + l, then of n."""
    sublevels = sorted(((n, i) for n in range(1, 8) for i in range(n)), key=lambda s: (sum(s), s))
    found = {}
    for n, azimuthal in sublevels:
        here = min(electrons, 2 * (2 * azimuthal + 1))
        if here:
            found[n, azimuthal] = here
        electrons -= here
    return tuple(sorted(found.items()))


def configuration(text):
    """The same from its writing: 1s² 2s² 2p⁶."""
    return tuple(
        ((int(n), "spdf".index(letter)), "⁰¹²³⁴⁵⁶⁷⁸⁹".index(electrons))
        for n, letter, electrons in text.split()
    )


def lone_pairs(valence, charge, taken):
    """On the central atom; `taken`: the electrons that its neighbours take to fill their shells."""
    return Rational(valence - charge - taken, 2)


def states(n, magnetic):
    """How many electrons can have these two quantum numbers: two spins for each l."""
    return sum(
        2 for azimuthal in range(n) for m in range(-azimuthal, azimuthal + 1) if m == magnetic
    )


def substituted(carbons, halogens):
    """How many distinct ways there are to put halogens on a straight chain."""
    ways = set()
    for places in combinations_with_replacement(range(carbons), halogens):
        ends = [3 if place in (0, carbons - 1) else 2 for place in range(carbons)]
        if all(places.count(place) <= ends[place] for place in places):
            mirrored = tuple(sorted(carbons - 1 - place for place in places))
            ways.add(min(places, mirrored))
    return len(ways)


def molecular_formula():
    """C, H, O from the percentages by mass and the molar mass."""
    percentages, masses = [Rational(400, 10), Rational(67, 10), Rational(533, 10)], [12, 1, 16]
    return tuple(
        round(90 * share / 100 / mass) for share, mass in zip(percentages, masses, strict=True)
    )


def carbon_hydrogen_oxygen(formula):
    """The same three numbers from a formula, which may be condensed: CH₃CH₂OH."""
    return tuple(atoms(formula)[element] for element in "CHO")


CONFIGURATIONS = [
    "1s² 2s² 2p⁶ 3s² 3p⁴",
    "1s² 2s² 2p⁶ 3s² 3p²",
    "1s² 2s² 2p⁶ 3s² 3p⁴ 4s²",
    "1s² 2s² 2p⁸ 3s² 3p⁴",
    "1s² 2s² 2p⁶ 3s² 3p⁶",
]

COMPUTED = {
    # protons, neutrons, electrons
    "chemistry-001": lambda: (
        (26, 56 - 26, 26 - 3),
        {
            "26 protoni, 30 neutroni e 29 elettroni": (26, 30, 29),
            "26 protoni, 30 neutroni e 23 elettroni": (26, 30, 23),
            "26 protoni, 56 neutroni e 23 elettroni": (26, 56, 23),
            "23 protoni, 30 neutroni e 26 elettroni": (23, 30, 26),
            "26 protoni, 30 neutroni e 26 elettroni": (26, 30, 26),
        },
    ),
    "chemistry-004": lambda: balance([atoms("C₃H₈"), atoms("O₂")], [atoms("CO₂"), atoms("H₂O")])[1],
    # the lesser of the two amounts of ammonia that the reagents allow
    "chemistry-005": lambda: float(17 * min(2 * Rational(28, 28), Rational(2, 3) * Rational(4, 2))),
    "chemistry-006": lambda: (Rational(100 * 50, 100) + Rational(300 * 10, 100)) / (100 + 300),
    "chemistry-007": lambda: -log((50 * Rational(30, 100) - 50 * Rational(10, 100)) / 100, 10),
    "chemistry-009": lambda: (
        carbon_hydrogen_oxygen("CH₃CH₂OH"),
        {
            formula: carbon_hydrogen_oxygen(formula)
            for formula in ["CH₃CHO", "CH₃COOH", "CH₃OH", "CH₃CH₂OCH₃", "CH₃OCH₃"]
        },
    ),
    "chemistry-010": lambda: (
        molecular_formula(),
        {
            formula: carbon_hydrogen_oxygen(formula)
            for formula in ["CH₂O", "C₂H₄O₂", "C₃H₆O₃", "C₄H₁₀O₂", "C₆H₁₂O₆"]
        },
    ),
    "chemistry-012": lambda: (
        100 * solve(40 * (1 - x) + 44 * x - 41, x)[0],
        {"25%": 25, "75%": 75, "33%": 33, "50%": 50, "2,5%": Rational(5, 2)},
    ),
    "chemistry-013": lambda: (
        filled(16 + 2),
        {text: configuration(text) for text in CONFIGURATIONS},
    ),
    "chemistry-014": lambda: Integer(states(n=3, magnetic=0)),
    "chemistry-016": lambda: Integer(sum(here for (n, _), here in filled(15) if n == 3)),
    # a trigonal pyramid: three neighbours and one lone pair
    "chemistry-017": lambda: (
        (3, 1),
        {
            "BF₃": (3, lone_pairs(3, 0, 3 * 1)),
            "SO₃": (3, lone_pairs(6, 0, 3 * 2)),
            "NH₄⁺": (4, lone_pairs(5, 1, 4 * 1)),
            "CO₃²⁻": (3, lone_pairs(4, -2, 3 * 2)),
            "H₃O⁺": (3, lone_pairs(6, 1, 3 * 1)),
        },
    ),
    "chemistry-018": lambda: (
        (*neutral(3, -2), "SO₄"),
        {
            "Al₃(SO₄)₂": (3, 2, "SO₄"),
            "AlSO₄": (1, 1, "SO₄"),
            "Al₂(SO₄)₃": (2, 3, "SO₄"),
            "Al₂S₃": (2, 3, "S"),
            "Al₂(SO₃)₃": (2, 3, "SO₃"),
        },
    ),
    "chemistry-019": lambda: (
        ("ossido", oxidation_number(1, [(3, -2)])),
        {
            "ossido di cromo(I)": ("ossido", 1),
            "ossido di cromo(II)": ("ossido", 2),
            "ossido di cromo(III)": ("ossido", 3),
            "idrossido di cromo(III)": ("idrossido", 3),
            "ossido di cromo(VI)": ("ossido", 6),
        },
    ),
    # chlorine has the same oxidation number in the acid and in its oxide
    "chemistry-021": lambda: (
        oxidation_number(1, [(1, 1), (4, -2)]),
        {
            oxide: oxidation_number(atoms(oxide)["Cl"], [(atoms(oxide)["O"], -2)])
            for oxide in ["Cl₂O₈", "Cl₂O₇", "Cl₂O₅", "Cl₂O₃", "Cl₂O"]
        },
    ),
    "chemistry-022": lambda: (
        (*neutral(oxidation_number(2, [(3, -2)]), -1), "H₂PO₄"),
        {
            "M(H₂PO₄)₃": (1, 3, "H₂PO₄"),
            "M(H₂PO₄)₂": (1, 2, "H₂PO₄"),
            "M₂(HPO₄)₃": (2, 3, "HPO₄"),
            "M₂(H₂PO₄)₃": (2, 3, "H₂PO₄"),
            "M(H₂PO₃)₃": (1, 3, "H₂PO₃"),
        },
    ),
    "chemistry-023": lambda: (
        Rational(49, 10) / 98 * atoms("H₂SO₄")["O"] * 6 * Integer(10) ** 23,
        {
            "3,0 · 10²²": 30 * Integer(10) ** 21,
            "2,1 · 10²³": 21 * Integer(10) ** 22,
            "7,5 · 10²¹": 75 * Integer(10) ** 20,
            "1,2 · 10²³": 12 * Integer(10) ** 22,
            "2,4 · 10²⁴": 24 * Integer(10) ** 23,
        },
    ),
    "chemistry-024": lambda: (
        100 * Rational(21) / (Rational(50, 100) * 56),
        {"42%": 42, "37,5%": Rational(75, 2), "75%": 75, "58%": 58, "25%": 25},
    ),
    "chemistry-025": lambda: Rational(10, 40) / Rational(500, 1000),
    "chemistry-026": lambda: (
        100 * Rational(20, 20 + 180),
        {"11,1%": Rational(111, 10), "10%": 10, "12,5%": Rational(25, 2), "20%": 20, "90%": 90},
    ),
    "chemistry-027": lambda: solve(50 * Integer(2) - Rational(40, 100) * (50 + x), x)[0],
    # particles in solution: the greatest concentration freezes last
    "chemistry-028": lambda: (
        max(1 * 22, 1 * 20, 2 * 10, 3 * 8, 4 * 5),
        {
            "CaCl₂ 0,08 mol/kg": (1 + 2) * 8,
            "saccarosio 0,22 mol/kg": 22,
            "glucosio 0,20 mol/kg": 20,
            "NaCl 0,10 mol/kg": (1 + 1) * 10,
            "AlCl₃ 0,05 mol/kg": (1 + 3) * 5,
        },
    ),
    "chemistry-030": lambda: (
        100 * Rational(1, 10**3) / Rational(10, 100),
        {"1%": 1, "0,1%": Rational(1, 10), "3%": 3, "10%": 10, "30%": 30},
    ),
    "chemistry-032": lambda: Rational(16, 10) ** 2 / (1 - Rational(16, 10) / 2) ** 2,
    "chemistry-033": lambda: (
        oxidation_number(1, [(2, -2)], charge=1),
        {"+1": 1, "+2": 2, "+3": 3, "+5": 5, "+4": 4},
    ),
    "chemistry-035": lambda: balance(
        [atoms("Zn"), atoms("NO₃") | {"charge": -1}, atoms("H") | {"charge": 1}],
        [atoms("Zn") | {"charge": 2}, atoms("NH₄") | {"charge": 1}, atoms("H₂O")],
    )[0],
    "chemistry-036": lambda: Rational(80, 100) - Rational(-25, 100),
    "chemistry-039": lambda: Integer(substituted(carbons=3, halogens=2)),
}
