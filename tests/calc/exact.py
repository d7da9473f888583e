"""Exact numbers for independent.py: fractions in, digits out."""

from fractions import Fraction


def number(value):
    text = str(value)
    for sign, divisor in (("%", 100), ("‰", 1000)):
        if text.endswith(sign):
            return Fraction(text[:-1].strip()) / divisor
    return Fraction(text)


def floor(x):
    return x.numerator // x.denominator


def integer(x, mode):
    """x rounded to an integer by a mode of the General Decimal Arithmetic standard."""
    low, away = floor(abs(x)), 1 if x >= 0 else -1
    rest = abs(x) - low
    half = Fraction(1, 2)
    up = {
        "half_up": rest >= half,
        "half_down": rest > half,
        "half_even": rest > half or (rest == half and low % 2 == 1),
        "up": rest > 0,
        "down": False,
        "ceiling": rest > 0 and x > 0,
        "floor": rest > 0 and x < 0,
        "up_05": rest > 0 and low % 10 in (0, 5),
    }[mode]
    return away * (low + (1 if up else 0))


def decimals(x, digits):
    scaled = x * 10**digits
    assert scaled.denominator == 1, x
    text = str(abs(scaled.numerator)).rjust(digits + 1, "0")
    text = text if digits == 0 else text[:-digits] + "." + text[-digits:]
    return ("-" if x < 0 else "") + text


def nine(x):
    return decimals(Fraction(integer(x * 10**9, "half_up"), 10**9), 9)


def decimals_of(x):
    digits = ""
    while (x * 10 ** len(digits)).denominator != 1:
        digits += "0"
    return digits
