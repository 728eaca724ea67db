"""The one numeric answer of general knowledge, computed again."""

COMPUTED = {
    # centimetres on the map, and in a kilometre
    "general_knowledge-011": lambda: (
        4 * 50_000 / 100_000,
        {"500 m": 0.5, "20 km": 20, "200 m": 0.2, "2 km": 2, "1,25 km": 1.25},
    ),
}
