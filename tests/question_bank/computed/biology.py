"""The numeric answers of biology, computed again from the questions' data."""

from itertools import pairwise, product

from sympy import Rational, diff, solve, symbols


def peptide_bonds():
    """One bond between each amino acid of a chain and the next."""
    return sum(len(list(pairwise(range(n)))) for n in (21, 30))


def adenine():
    strand = "A" * 30 + "T" * 14 + "C" * 56  # how the rest is shared does not matter
    molecule = strand + strand.translate(str.maketrans("ATCG", "TAGC"))
    return Rational(molecule.count("A"), len(molecule))


def metaphase_two():
    """A cell is its chromosomes, each written as its number of chromatids."""
    pairs = [(1, 1)] * 6  # 2n = 12
    replicated = [(2 * one, 2 * other) for one, other in pairs]
    after_first_division = [one for one, _ in replicated]  # homologues separate
    return len(after_first_division), sum(after_first_division)


def respired_glucose():
    x = symbols("x")
    return solve(6 * x + 2 * (18 - x) - 48, x)[0]


def share(outcomes, wanted):
    """The weight of the outcomes that are wanted, among all of those given."""
    outcomes = list(outcomes)
    return sum(w for o, w in outcomes if wanted(o)) / sum(w for _, w in outcomes)


def heterozygous_among_dominant():
    offspring = [(one + other, Rational(1, 4)) for one, other in product("Aa", "Aa")]
    dominant = [(genotype, w) for genotype, w in offspring if "A" in genotype]
    return share(dominant, lambda genotype: "a" in genotype)


def colour_blind_child():
    """X is the sound allele, x the one for colour blindness; the brother shows Xx × XY."""
    total = Rational(0)
    for woman in product("Xx", "X"):  # her mother's gamete, her father's X
        children = [("".join(child), Rational(1)) for child in product(woman, "XY")]
        total += Rational(1, 2) * share(children, lambda child: "X" not in child)
    return total


def linked_double_recessive():
    recombination = Rational(20, 100)
    gametes = {
        "AB": (1 - recombination) / 2,
        "ab": (1 - recombination) / 2,
        "Ab": recombination / 2,
        "aB": recombination / 2,
    }
    offspring = [(gamete + "ab", w) for gamete, w in gametes.items()]
    return share(offspring, str.islower)


def carriers():
    q = symbols("q", positive=True)
    recessive = solve(q**2 - Rational(9, 100), q)[0]
    return 2 * recessive * (1 - recessive)


def endosperm():
    n = 16 // 2
    sperm, polar_nuclei = n, (n, n)
    return sperm + sum(polar_nuclei)


def tertiary_consumers():
    energy = Rational(50_000)
    for _ in ("primary", "secondary", "tertiary"):
        energy *= Rational(10, 100)
    return energy


def fastest_logistic_growth():
    size, rate = symbols("N r", positive=True)
    return solve(diff(rate * size * (1 - size / 800), size), size)[0]


def percent(*numbers):
    return {f"{n}%": Rational(n, 100) for n in numbers}


CELLS = {
    "6 cromosomi e 12 cromatidi": (6, 12),
    "12 cromosomi e 24 cromatidi": (12, 24),
    "6 cromosomi e 6 cromatidi": (6, 6),
    "12 cromosomi e 12 cromatidi": (12, 12),
    "6 cromosomi e 24 cromatidi": (6, 24),
}
ENERGIES = {"5 kJ": 5, "50 kJ": 50, "500 kJ": 500, "5000 kJ": 5000, "15 000 kJ": 15_000}

COMPUTED = {
    "biology-003": peptide_bonds,
    "biology-005": lambda: (adenine(), percent(14, 22, 28, 30, 44)),
    "biology-009": lambda: (metaphase_two(), CELLS),
    "biology-018": lambda: (respired_glucose(), {f"{n} mmol": n for n in (3, 6, 8, 12, 15)}),
    "biology-021": heterozygous_among_dominant,
    "biology-023": colour_blind_child,
    "biology-024": lambda: (linked_double_recessive(), percent(10, 20, 25, 40, 80)),
    "biology-027": lambda: (carriers(), percent(21, 30, 42, 49, 91)),
    "biology-041": endosperm,
    "biology-043": lambda: (tertiary_consumers(), ENERGIES),
    "biology-047": fastest_logistic_growth,
}
