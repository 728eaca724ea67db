"""The answers of logic, computed again: mostly by going through every possible case."""

from itertools import chain, combinations, pairwise, permutations, product
from types import SimpleNamespace

from sympy import Eq, Integer, Rational, solve, symbols

x = symbols("x", positive=True)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


# Worlds: the cases that are possible before anything is known.


def truths(names, values=(True, False)):
    """Each way of giving the named things a value, by default true or false."""
    names = names.split()
    return [
        SimpleNamespace(**dict(zip(names, choice, strict=True)))
        for choice in product(values, repeat=len(names))
    ]


def orders(names):
    """Each way of putting the named things in places 1, 2, 3, ..."""
    names = names.split()
    return [
        SimpleNamespace(**dict(zip(names, places, strict=True)))
        for places in permutations(range(1, len(names) + 1))
    ]


def populations(properties):
    """Each choice of the kinds of individual that exist, a kind being a set of properties."""

    def choices(things):
        sizes = range(len(things) + 1)
        return chain.from_iterable(combinations(things, size) for size in sizes)

    kinds = [frozenset(kind) for kind in choices(properties.split())]
    return choices(kinds)


def every(p, q):
    return lambda kinds: all(q in kind for kind in kinds if p in kind)


def some(p, q):
    return lambda kinds: any(p in kind and q in kind for kind in kinds)


def no(p, q):
    return lambda kinds: not some(p, q)(kinds)


def some_not(p, q):
    return lambda kinds: not every(p, q)(kinds)


# Questions: the value that the right option has, and the value of each option.


def where(worlds, *premises):
    worlds = [world for world in worlds if all(premise(world) for premise in premises)]
    assert worlds
    return worlds


def certain(worlds, options):
    """Which option holds in every world."""
    return 1, {text: int(all(map(claim, worlds))) for text, claim in options.items()}


def impossible(worlds, options):
    """Which option holds in no world."""
    return 0, {text: int(any(map(claim, worlds))) for text, claim in options.items()}


def equivalent(worlds, claim, options):
    """Which option is true in the same worlds as the claim."""
    return 1, {
        text: int(all(bool(other(world)) == bool(claim(world)) for world in worlds))
        for text, other in options.items()
    }


def is_necessary(worlds, condition, claim):
    return all(condition(world) for world in worlds if claim(world))


def is_sufficient(worlds, condition, claim):
    return all(claim(world) for world in worlds if condition(world))


def same(value, options):
    """Which option means the value."""
    return 1, {text: int(meaning == value) for text, meaning in options.items()}


def the_only(values):
    values = set(values)
    assert len(values) == 1
    return values.pop()


def next_term(terms, rule):
    """The term after the last, once the rule is seen to give all those after the first."""
    assert all(rule(n, terms[n - 1]) == terms[n] for n in range(1, len(terms)))
    return rule(len(terms), terms[-1])


# Proposizioni e negazioni


def not_all_passed_some():
    # three pupils, each with the number of exams passed out of two
    classes = list(product(range(3), repeat=3))
    return equivalent(
        classes,
        lambda passed: not all(n >= 1 for n in passed),
        {
            "Nessuno studente della 5B ha superato esami di lingua": (
                lambda passed: all(n == 0 for n in passed)
            ),
            "C'è almeno uno studente della 5B che ha superato al massimo un esame di lingua": (
                lambda passed: any(n <= 1 for n in passed)
            ),
            "Tutti gli studenti della 5B hanno superato al massimo un esame di lingua": (
                lambda passed: all(n <= 1 for n in passed)
            ),
            "C'è almeno uno studente della 5B che ha superato qualche esame di lingua, "
            "ma non tutti": lambda passed: any(n == 1 for n in passed),
            "C'è almeno uno studente della 5B che non ha superato alcun esame di lingua": (
                lambda passed: any(n == 0 for n in passed)
            ),
        },
    )


def marta_at_home():
    return certain(
        where(truths("home tv"), lambda w: not (w.home and not w.tv)),
        {
            "Stasera Marta non cena in casa e guarda la televisione": (
                lambda w: not w.home and w.tv
            ),
            "Se stasera Marta cena in casa, allora guarda la televisione": (
                lambda w: not w.home or w.tv
            ),
            "Se stasera Marta non cena in casa, allora guarda la televisione": (
                lambda w: w.home or w.tv
            ),
            "Stasera Marta non cena in casa": lambda w: not w.home,
            "Stasera Marta cena in casa e guarda la televisione": lambda w: w.home and w.tv,
        },
    )


def train_late():
    return equivalent(
        truths("late bus taxi"),
        lambda w: not (not w.late or w.bus or w.taxi),
        {
            "Il treno è in ritardo e Paolo non prende né l'autobus né il taxi": (
                lambda w: w.late and not w.bus and not w.taxi
            ),
            "Se il treno è in ritardo, Paolo non prende né l'autobus né il taxi": (
                lambda w: not w.late or (not w.bus and not w.taxi)
            ),
            "Se il treno non è in ritardo, Paolo non prende né l'autobus né il taxi": (
                lambda w: w.late or (not w.bus and not w.taxi)
            ),
            "Il treno non è in ritardo, eppure Paolo prende l'autobus o il taxi": (
                lambda w: not w.late and (w.bus or w.taxi)
            ),
            "Il treno è in ritardo e Paolo non prende l'autobus oppure non prende il taxi": (
                lambda w: w.late and (not w.bus or not w.taxi)
            ),
        },
    )


def shops_on_sunday():
    # which of three shops are open; that none is has been found false
    streets = product([True, False], repeat=3)
    return certain(
        where(streets, any),
        {
            "Almeno un negozio di questa via è aperto la domenica": any,
            "Tutti i negozi di questa via sono aperti la domenica": all,
            "Almeno un negozio di questa via è chiuso la domenica": (
                lambda is_open: not all(is_open)
            ),
            "Tutti i negozi di questa via sono chiusi la domenica": (
                lambda is_open: not any(is_open)
            ),
            "Almeno due negozi di questa via sono aperti la domenica": (
                lambda is_open: sum(is_open) > 1
            ),
        },
    )


def passwords():
    # three clerks, each a row that says which of three passwords he knows
    offices = product(product([True, False], repeat=3), repeat=3)
    return certain(
        where(offices, lambda clerks: not any(map(all, clerks))),
        {
            "Ogni impiegato ignora almeno una delle password": (
                lambda clerks: all(not all(known) for known in clerks)
            ),
            "Nessun impiegato conosce alcuna password": (lambda clerks: not any(map(any, clerks))),
            "Ogni password è ignorata da qualche impiegato": (
                lambda clerks: all(not all(knowers) for knowers in zip(*clerks, strict=True))
            ),
            "C'è un impiegato che ignora tutte le password": (
                lambda clerks: any(not any(known) for known in clerks)
            ),
            "C'è una password che nessun impiegato conosce": (
                lambda clerks: any(not any(knowers) for knowers in zip(*clerks, strict=True))
            ),
        },
    )


# Condizioni necessarie e sufficienti


def laboratory():
    worlds = where(
        truths("luca_course luca_in giulia_course giulia_in"),
        lambda w: w.luca_course or not w.luca_in,
        lambda w: w.giulia_course or not w.giulia_in,
    )
    return impossible(
        worlds,
        {
            "Luca ha seguito il corso e non ha avuto accesso al laboratorio": (
                lambda w: w.luca_course and not w.luca_in
            ),
            "Luca non ha seguito il corso e non ha avuto accesso al laboratorio": (
                lambda w: not w.luca_course and not w.luca_in
            ),
            "Luca ha seguito il corso e ha avuto accesso al laboratorio": (
                lambda w: w.luca_course and w.luca_in
            ),
            "Luca e Giulia hanno seguito il corso, ma soltanto Giulia ha avuto accesso "
            "al laboratorio": (
                lambda w: w.luca_course and w.giulia_course and w.giulia_in and not w.luca_in
            ),
            "Luca non ha seguito il corso e ha avuto accesso al laboratorio": (
                lambda w: not w.luca_course and w.luca_in
            ),
        },
    )


def divisible_by_24():
    numbers = range(1, 241)

    def condition(n):
        return n % 4 == 0 and n % 6 == 0

    def claim(n):
        return n % 24 == 0

    found = (
        is_necessary(numbers, condition, claim),
        is_sufficient(numbers, condition, claim),
        any(condition(n) and claim(n) for n in numbers),
    )
    return same(
        found,
        {
            "necessaria ma non sufficiente": (True, False, True),
            "sufficiente ma non necessaria": (False, True, True),
            "necessaria e sufficiente": (True, True, True),
            "né necessaria né sufficiente": (False, False, True),
            "incompatibile con essa": (False, False, False),
        },
    )


def original_and_unpublished():
    return equivalent(
        truths("prize original new"),
        lambda w: not w.prize or (w.original and w.new),
        {
            "Se un progetto non è originale oppure non è inedito, non riceve il premio": (
                lambda w: (w.original and w.new) or not w.prize
            ),
            "Se un progetto è originale e inedito, riceve il premio": (
                lambda w: not (w.original and w.new) or w.prize
            ),
            "Se un progetto non riceve il premio, non è originale oppure non è inedito": (
                lambda w: w.prize or not w.original or not w.new
            ),
            "Se un progetto non è originale e non è inedito, non riceve il premio": (
                lambda w: w.original or w.new or not w.prize
            ),
            "Un progetto riceve il premio se e solo se è originale e inedito": (
                lambda w: w.prize == (w.original and w.new)
            ),
        },
    )


def card_and_discount():
    worlds = where(populations("card discount"), every("card", "discount"))
    return certain(
        worlds,
        {
            # contrapositive: nobody without the discount has the card
            "Chi non riceve lo sconto non possiede la tessera": (
                lambda kinds: not any("card" in k for k in kinds if "discount" not in k)
            ),
            "Chi riceve lo sconto possiede la tessera": every("discount", "card"),
            "Chi non possiede la tessera non riceve lo sconto": (
                lambda kinds: not any("discount" in k for k in kinds if "card" not in k)
            ),
            "Chi possiede la tessera può non ricevere lo sconto": some_not("card", "discount"),
            "Chi riceve lo sconto non possiede la tessera": no("discount", "card"),
        },
    )


def german_and_passport():
    worlds = where(
        populations("german abroad passport"),
        every("german", "abroad"),
        every("abroad", "passport"),
    )
    return certain(
        worlds,
        {
            "Tutti i dipendenti che parlano il tedesco hanno un passaporto valido": (
                every("german", "passport")
            ),
            "Tutti i dipendenti che hanno un passaporto valido parlano il tedesco": (
                every("passport", "german")
            ),
            "Tutti i dipendenti dell'ufficio estero parlano il tedesco": every("abroad", "german"),
            "Tutti i dipendenti con un passaporto valido sono assegnati all'ufficio estero": (
                every("passport", "abroad")
            ),
            "Alcuni dipendenti dell'ufficio estero non parlano il tedesco": (
                some_not("abroad", "german")
            ),
        },
    )


def siren():
    worlds = [
        SimpleNamespace(active=sum(sensors), code=code)
        for *sensors, code in product([True, False], repeat=4)
    ]

    def sounds(w):
        return w.active >= 1 and not w.code

    options = {
        "Almeno un sensore è attivo oppure il codice non è stato inserito": (
            lambda w: w.active >= 1 or not w.code
        ),
        "Almeno due sensori sono attivi e il codice non è stato inserito": (
            lambda w: w.active >= 2 and not w.code
        ),
        "Almeno un sensore è attivo e il codice non è stato inserito": (
            lambda w: w.active >= 1 and not w.code
        ),
        "Tutti e tre i sensori sono attivi": lambda w: w.active == 3,
        "Nessun sensore è attivo oppure il codice è stato inserito": (
            lambda w: w.active == 0 or w.code
        ),
    }
    return 1, {
        text: int(
            is_necessary(worlds, condition, sounds) and not is_sufficient(worlds, condition, sounds)
        )
        for text, condition in options.items()
    }


# Sillogismi e insiemi


def restorers():
    worlds = where(
        populations("restorer careful clerk"),
        every("restorer", "careful"),
        some_not("clerk", "careful"),
    )
    return certain(
        worlds,
        {
            "Alcuni restauratori non sono impiegati del museo": some_not("restorer", "clerk"),
            "Alcuni impiegati del museo sono meticolosi": some("clerk", "careful"),
            "Alcuni impiegati del museo non sono restauratori": some_not("clerk", "restorer"),
            "Nessun impiegato del museo è un restauratore": no("clerk", "restorer"),
            "Tutte le persone meticolose sono restauratori": every("careful", "restorer"),
        },
    )


def anthology():
    worlds = where(
        populations("anthology french prize ferri"),
        no("anthology", "french"),
        every("prize", "french"),
        some("ferri", "anthology"),
    )
    return certain(
        worlds,
        {
            "Nessun racconto di Ferri è stato premiato": no("ferri", "prize"),
            "Almeno un racconto di Ferri non è stato premiato": some_not("ferri", "prize"),
            "Almeno un racconto premiato non è di Ferri": some_not("prize", "ferri"),
            "Almeno un racconto di Ferri è stato tradotto in francese": some("ferri", "french"),
            "Tutti i racconti tradotti in francese sono stati premiati": every("french", "prize"),
        },
    )


def one_instrument():
    both = 34 + 27 - (60 - 9)
    return Integer(34 - both + 27 - both)


def fewest_in_all_cities():
    # for each possible number of visitors of both Rome and Florence, Venice fills up the others
    fewest = min(range(31 + 28 - 40, 28 + 1), key=lambda both: max(0, both + 33 - 40))
    return Integer(max(0, fewest + 33 - 40))


def violinists():
    worlds = where(
        populations("violinist left composer"),
        no("violinist", "left"),
        some("violinist", "composer"),
    )
    return certain(
        worlds,
        {
            "Alcuni compositori non sono mancini": some_not("composer", "left"),
            "Alcuni mancini non sono compositori": some_not("left", "composer"),
            "Nessun compositore è mancino": no("composer", "left"),
            "Alcuni compositori sono mancini": some("composer", "left"),
            "Alcuni violinisti non sono compositori": some_not("violinist", "composer"),
        },
    )


def bicycles():
    bicycles = [
        SimpleNamespace(electric=electric, colour=colour, basket=basket, disc=disc)
        for electric, colour, basket, disc in product(
            [True, False], ["blue", "red"], [True, False], [True, False]
        )
    ]
    worlds = where(
        bicycles,
        lambda b: not b.electric or b.colour == "blue",
        lambda b: b.colour != "blue" or b.basket or b.disc,
        lambda b: not (b.basket and b.disc),
    )
    return impossible(
        worlds,
        {
            "Una bicicletta elettrica, senza cestino e senza freni a disco": (
                lambda b: b.electric and not b.basket and not b.disc
            ),
            "Una bicicletta rossa, senza cestino e senza freni a disco": (
                lambda b: b.colour == "red" and not b.basket and not b.disc
            ),
            "Una bicicletta elettrica, con freni a disco e senza cestino": (
                lambda b: b.electric and b.disc and not b.basket
            ),
            "Una bicicletta rossa, con il cestino e senza freni a disco": (
                lambda b: b.colour == "red" and b.basket and not b.disc
            ),
            "Una bicicletta blu non elettrica, con freni a disco": (
                lambda b: b.colour == "blue" and not b.electric and b.disc
            ),
        },
    )


# Deduzioni


def whom_to_check():
    # what the inspector knows of each; the rest may be anything
    known = {
        "Anna": {"reduced": [True], "age": [22, 40]},
        "Bruno": {"reduced": [False], "age": [22, 40]},
        "Carla": {"reduced": [True, False], "age": [22]},
        "Dario": {"reduced": [True, False], "age": [40]},
    }
    check = {
        name
        for name, may_be in known.items()
        if any(reduced and age >= 26 for reduced, age in product(*may_be.values()))
    }
    return same(
        check,
        {
            "Soltanto di Anna": {"Anna"},
            "Soltanto di Anna e di Carla": {"Anna", "Carla"},
            "Soltanto di Anna e di Dario": {"Anna", "Dario"},
            "Soltanto di Anna, di Carla e di Dario": {"Anna", "Carla", "Dario"},
            "Di tutti e quattro": {"Anna", "Bruno", "Carla", "Dario"},
        },
    )


def library():
    # today, on which the car is used, and one other day that keeps the rules
    rules = [
        lambda d: not d.open or d.there,
        lambda d: not d.there or not d.car,
    ]
    days = where(truths("open there elsewhere car"), *rules)
    worlds = [
        SimpleNamespace(today=today, other=other)
        for today, other in product(days, repeat=2)
        if today.car
    ]
    return certain(
        worlds,
        {
            "Oggi la biblioteca è aperta, ma Sara studia altrove": (
                lambda w: w.today.open and w.today.elsewhere
            ),
            "Oggi Sara non ha studiato": lambda w: not w.today.there and not w.today.elsewhere,
            "Ogni giorno in cui la biblioteca è chiusa, Sara usa l'automobile": (
                lambda w: all(day.open or day.car for day in (w.today, w.other))
            ),
            "Oggi la biblioteca non è aperta": lambda w: not w.today.open,
            "Ogni giorno in cui Sara non usa l'automobile, la biblioteca è aperta": (
                lambda w: all(day.car or day.open for day in (w.today, w.other))
            ),
        },
    )


def what_lia_brings():
    worlds = where(
        truths("camera glasses guide"),
        lambda w: w.camera or w.glasses,
        lambda w: not w.glasses or w.guide,
        lambda w: not w.guide,
    )
    found = the_only((w.camera, w.glasses) for w in worlds)
    return same(
        found,
        {
            "Lia porterà la macchina fotografica, ma non porterà il binocolo": (True, False),
            "Lia porterà il binocolo ma non la macchina fotografica": (False, True),
            "Lia porterà sia la macchina fotografica sia il binocolo": (True, True),
            "Lia non porterà né la macchina fotografica né il binocolo": (False, False),
            "Lia non porterà il binocolo, ma del resto non si sa nulla": (None, False),
        },
    )


def who_comes():
    worlds = where(
        truths("aldo berta carlo dino"),
        lambda w: not w.aldo or w.berta,
        lambda w: not w.berta or not w.carlo,
        lambda w: w.carlo or w.dino,
        lambda w: not w.dino,
    )
    come = the_only(tuple(name for name, comes in vars(w).items() if comes) for w in worlds)
    return same(
        come,
        {
            "Viene soltanto Carlo": ("carlo",),
            "Vengono Aldo e Carlo": ("aldo", "carlo"),
            "Vengono Aldo e Berta": ("aldo", "berta"),
            "Viene soltanto Berta": ("berta",),
            "Non viene nessuno": (),
        },
    )


def what_excludes_funds():
    worlds = where(
        truths("funds hired done"),
        lambda w: not w.funds or w.hired,
        lambda w: not w.hired or w.done,
    )
    options = {
        "La ricerca non termina entro l'anno": lambda w: not w.done,
        "Il laboratorio assume un tecnico": lambda w: w.hired,
        "La ricerca termina entro l'anno": lambda w: w.done,
        "Se il laboratorio assume un tecnico, il progetto viene finanziato": (
            lambda w: not w.hired or w.funds
        ),
        "Se il progetto non viene finanziato, la ricerca non termina entro l'anno": (
            lambda w: w.funds or not w.done
        ),
    }
    return 1, {
        text: int(not any(w.funds for w in where(worlds, more))) for text, more in options.items()
    }


def pia_and_rita():
    worlds = where(
        truths("pia quinto rita sandro"),
        lambda w: not w.pia or w.quinto,
        lambda w: not (w.quinto and w.rita) or w.sandro,
        lambda w: not w.sandro,
    )
    return certain(
        worlds,
        {
            "Se Pia parte, Rita non lavora": lambda w: not w.pia or not w.rita,
            "Se Rita non lavora, Pia parte": lambda w: w.rita or w.pia,
            "Se Quinto resta, Pia parte": lambda w: not w.quinto or w.pia,
            "Rita non lavora": lambda w: not w.rita,
            "Pia non parte": lambda w: not w.pia,
        },
    )


# Successioni di numeri e lettere


def letters_and_numbers():
    places = [LETTERS.index(letter) + 1 for letter in "ADHMS"]
    letter = LETTERS[next_term(places, lambda n, last: last + n + 2) - 1]
    number = next_term([3, 5, 9, 17, 33], lambda _, last: 2 * last - 1)
    return same(f"{letter}{number}", {t: t for t in ["Z65", "Y65", "Z49", "Y49", "Z66"]})


def interleaved():
    first, second = [5, 8, 11, 14], [40, 36, 32]
    next_term(first, lambda _, last: last + 3)
    return Integer(next_term(second, lambda _, last: last - 4))


def halve_and_add():
    return next_term(
        [Rational(n) for n in (160, 80, 84, 42, 46, 23)],
        lambda n, last: last / 2 if n % 2 else last + 4,
    )


def shifted_word():
    # the shifts are read off the example
    shifts = [
        LETTERS.index(after) - LETTERS.index(before)
        for before, after in zip("PORTA", "QMUPF", strict=True)
    ]
    word = "".join(
        LETTERS[(LETTERS.index(letter) + shift) % 26]
        for letter, shift in zip("SCENA", shifts, strict=True)
    )
    return same(word, {t: t for t in ["TAHJF", "TEHRF", "REBRV", "TAFLB", "TAHJV"]})


# Ordinamenti e disposizioni


def round_table():
    def apart(p, q):
        return min((p - q) % 6, (q - p) % 6)

    worlds = where(
        orders("Anna Bruno Carlo Dora Elio Fabio"),
        lambda w: apart(w.Anna, w.Bruno) == 3,
        lambda w: apart(w.Carlo, w.Anna) == 1,
        lambda w: apart(w.Dora, w.Bruno) != 1,
        lambda w: apart(w.Elio, w.Dora) == 3,
    )
    beside = the_only(
        frozenset(name for name, place in vars(w).items() if apart(place, w.Fabio) == 1)
        for w in worlds
    )
    return same(
        beside,
        {
            "Bruno e Carlo": {"Bruno", "Carlo"},
            "Bruno e Dora": {"Bruno", "Dora"},
            "Anna e Dora": {"Anna", "Dora"},
            "Carlo ed Elio": {"Carlo", "Elio"},
            "Bruno ed Elio": {"Bruno", "Elio"},
        },
    )


def race_of_five():
    worlds = where(
        orders("anna bruno carla dario elena"),
        lambda w: w.carla < w.anna < w.bruno,
        lambda w: w.dario == w.bruno + 1,
        lambda w: w.elena not in (1, 5),
    )
    return certain(
        worlds,
        {
            "Elena arriva seconda": lambda w: w.elena == 2,
            "Anna arriva terza": lambda w: w.anna == 3,
            "Elena arriva subito dopo Anna": lambda w: w.elena == w.anna + 1,
            "Tra Carla e Bruno arriva una sola persona": lambda w: abs(w.carla - w.bruno) == 2,
            "Bruno arriva quarto": lambda w: w.bruno == 4,
        },
    )


def middle_height():
    # place 1 is the tallest
    worlds = where(
        orders("Elisa Fabio Giulio Ilaria Luca"),
        lambda w: w.Elisa < w.Fabio < w.Giulio < w.Luca,
        lambda w: w.Ilaria < w.Elisa,
    )
    return 3, dict(the_only(tuple(vars(w).items()) for w in worlds))


def day_of_physics():
    worlds = where(
        orders("art biology physics latin history"),
        lambda w: w.art == 4,
        lambda w: w.history == w.latin - 1,
        lambda w: w.latin < w.physics < w.art,
    )
    days = ["Lunedì", "Martedì", "Mercoledì", "Giovedì", "Venerdì"]
    return the_only(w.physics for w in worlds), {name: n for n, name in enumerate(days, 1)}


def third_book():
    worlds = where(
        orders("bianco blu giallo nero rosso verde"),
        lambda w: w.bianco == 1,
        lambda w: w.verde != 6,
        lambda w: w.nero == w.giallo + 1,
        lambda w: abs(w.blu - w.rosso) == 3,
        lambda w: w.rosso > w.nero,
    )
    row = dict(the_only(tuple(vars(w).items()) for w in worlds))
    return 3, {f"Il {name}": row[name] for name in ["blu", "giallo", "nero", "rosso", "verde"]}


def four_musicians():
    towns = ["Bari", "Lecce", "Pisa", "Torino"]
    instruments = ["arpa", "flauto", "oboe", "violino"]
    names = ["Piero", "Remo", "Sonia", "Tilde"]
    worlds = [
        dict(zip(names, zip(town, instrument, strict=True), strict=True))
        for town, instrument in product(permutations(towns), permutations(instruments))
    ]
    worlds = where(
        worlds,
        lambda w: ("Bari", "arpa") in w.values(),
        lambda w: w["Tilde"][0] == "Lecce",
        lambda w: w["Sonia"][1] == "oboe" and w["Sonia"][0] != "Torino",
        lambda w: w["Remo"][0] != "Bari" and w["Remo"][1] != "flauto",
    )
    claims = [
        ("Remo", "Torino", "il", "violino"),
        ("Remo", "Pisa", "il", "violino"),
        ("Tilde", "Lecce", "il", "violino"),
        ("Piero", "Bari", "il", "flauto"),
        ("Piero", "Torino", "il", "flauto"),
    ]
    found = dict(the_only(tuple(w.items()) for w in worlds))
    return 1, {
        f"{name} abita a {town} e suona {the} {instrument}": int(found[name] == (town, instrument))
        for name, town, the, instrument in claims
    }


# Affermazioni vere e false


def drawers():
    cards = [
        lambda key: key % 2 == 0,
        lambda key: key != 2,
        lambda key: key in (1, 3),
        lambda key: key not in (3, 4),
    ]
    places = [key for key in range(1, 5) if sum(not card(key) for card in cards) == 1]
    return same(
        places,
        {
            "Nel cassetto 1": [1],
            "Nel cassetto 2": [2],
            "Nel cassetto 3": [3],
            "Nel cassetto 4": [4],
            "I dati non bastano per stabilirlo": None,
        },
    )


def marta_and_the_days():
    days = ["Lunedì", "Martedì", "Mercoledì", "Giovedì", "Venerdì", "Sabato", "Domenica"]
    honest = [day in ("Lunedì", "Mercoledì", "Venerdì") for day in days]
    # today she is honest if and only if what she says, that she was so yesterday, is true
    today = the_only(day for n, day in enumerate(days) if honest[n] == honest[n - 1])
    return same(today, {day: day for day in ["Lunedì", "Martedì", "Venerdì", "Sabato", "Domenica"]})


def thief():
    def one_lies(w):
        return [w.beard, w.bald, not w.beard and not w.glasses].count(False) == 1

    return certain(
        where(truths("beard bald glasses"), one_lies),
        {
            "Era calvo": lambda w: w.bald,
            "Aveva la barba": lambda w: w.beard,
            "Non aveva la barba": lambda w: not w.beard,
            "Non portava gli occhiali": lambda w: not w.glasses,
            "Portava gli occhiali": lambda w: w.glasses,
        },
    )


def one_true_of_three():
    return 1, {str(n): [n % 2 == 1, n % 5 == 0, n > 18].count(True) for n in (12, 15, 21, 22, 25)}


def how_many_liars():
    # each lies if and only if his "at least n of us lie" is false
    return Integer(
        the_only(
            sum(lies)
            for lies in product([True, False], repeat=4)
            if all(lies[n - 1] == (sum(lies) < n) for n in range(1, 5))
        )
    )


def honest_winners():
    said = {
        "Ada": lambda w: w.Ada < w.Bruno,
        "Bruno": lambda w: w.Carla != 1,
        "Carla": lambda w: w.Ada != 4,
        "Dario": lambda w: w.Carla < w.Bruno,
    }
    worlds = where(
        orders("Ada Bruno Carla Dario"),
        lambda w: all(claim(w) == (vars(w)[name] <= 2) for name, claim in said.items()),
    )
    arrival = the_only(", ".join(sorted(vars(w), key=vars(w).get)) for w in worlds)
    options = [
        "Bruno, Carla, Ada, Dario",
        "Ada, Bruno, Carla, Dario",
        "Bruno, Carla, Dario, Ada",
        "Carla, Ada, Dario, Bruno",
        "Ada, Dario, Bruno, Carla",
    ]
    return same(arrival, {text: text for text in options})


# Problemi logico-matematici


def socks():
    # the fewest such that, however many of the others come out, two are blue
    red, blue, green = 10, 8, 6
    return Integer(
        next(
            drawn
            for drawn in range(red + blue + green + 1)
            if min(
                drawn - r - g
                for r, g in product(range(red + 1), range(green + 1))
                if 0 <= drawn - r - g <= blue
            )
            >= 2
        )
    )


def counters():
    # who faces one counter loses; a position is won if some move leaves a lost one
    won = {0: True}
    for left in range(1, 28):
        won[left] = any(not won[left - take] for take in range(1, min(5, left) + 1))
    return Integer(the_only(take for take in range(1, 6) if not won[27 - take]))


def mushrooms():
    return Integer(
        max(
            40 - fifth - fourth - 10 - second
            for fifth, fourth, second in product(range(1, 40), repeat=3)
            if fifth < fourth < 10 < second < 40 - fifth - fourth - 10 - second
        )
    )


def trees():
    return Integer(2 * len(range(0, 120 + 1, 8)))


def squares_added():
    terms = [3, 4, 8, 17, 33, 58]
    assert [b - a for a, b in pairwise(terms)] == [n**2 for n in range(1, 6)]
    return Integer(next_term(terms, lambda n, last: last + n**2))


COMPUTED = {
    "logic-001": not_all_passed_some,
    "logic-002": marta_at_home,
    "logic-003": whom_to_check,
    "logic-004": laboratory,
    "logic-005": divisible_by_24,
    "logic-006": restorers,
    "logic-007": anthology,
    "logic-008": library,
    "logic-009": squares_added,
    "logic-010": letters_and_numbers,
    "logic-011": interleaved,
    "logic-012": round_table,
    "logic-013": race_of_five,
    "logic-014": drawers,
    "logic-015": one_instrument,
    "logic-016": fewest_in_all_cities,
    "logic-018": original_and_unpublished,
    "logic-019": train_late,
    "logic-020": shops_on_sunday,
    "logic-021": passwords,
    "logic-022": card_and_discount,
    "logic-023": german_and_passport,
    "logic-024": siren,
    "logic-025": violinists,
    "logic-026": bicycles,
    "logic-027": what_lia_brings,
    "logic-028": who_comes,
    "logic-029": what_excludes_funds,
    "logic-030": pia_and_rita,
    "logic-031": halve_and_add,
    "logic-032": lambda: Integer(
        next_term([23, 28, 38, 49, 62, 70], lambda _, last: last + sum(map(int, str(last))))
    ),
    "logic-033": shifted_word,
    "logic-034": middle_height,
    "logic-035": day_of_physics,
    "logic-036": third_book,
    "logic-037": four_musicians,
    "logic-038": marta_and_the_days,
    "logic-039": thief,
    "logic-040": one_true_of_three,
    "logic-041": how_many_liars,
    "logic-042": honest_winners,
    "logic-043": lambda: solve(Eq(x + 6, 2 * (x - 5)), x)[0],
    "logic-044": trees,
    "logic-045": socks,
    "logic-046": lambda: Integer("".join(map(str, range(1, 151))).count("7")),
    "logic-047": counters,
    "logic-048": mushrooms,
}
