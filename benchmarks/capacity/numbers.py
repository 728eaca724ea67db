"""Numbers as a reader wants them: two digits that count."""

from math import floor, log10

_THOUSAND = 1000
_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")
_DAYS_A_YEAR = 365.25
_FEW_YEARS, _MANY_YEARS = 2, 1000


def about(value: float) -> str:
    """Round to two digits that count: 12,000, 0.83, 0."""
    if value == 0:
        return "0"
    decimals = 1 - floor(log10(abs(value)))
    rounded = round(value, decimals)
    decimals = max(0, 1 - floor(log10(abs(rounded))))
    return f"{rounded:,.{decimals}f}"


def amount(size: float) -> str:
    """Bytes in the unit that suits them, of thousands."""
    for unit in _UNITS[:-1]:
        if float(about(size).replace(",", "")) < _THOUSAND:
            return f"{about(size)} {unit}"
        size /= _THOUSAND
    return f"{about(size)} {_UNITS[-1]}"


def duration(days: float) -> str:
    """Days, or years where they are many."""
    years = days / _DAYS_A_YEAR
    if years >= _MANY_YEARS:
        return f"over {_MANY_YEARS:,} years"
    return f"{about(years)} years" if years >= _FEW_YEARS else f"{about(days)} days"


def percent(share: float) -> str:
    """A share in whole percent; below one of them, with the digits that count."""
    return f"{share:.0%}" if share >= 1 / 100 else f"{about(share * 100)}%"
