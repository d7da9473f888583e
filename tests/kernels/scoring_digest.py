#!/usr/bin/env python3
"""Prints the digests that scoring_digest_test.cc expects.

It says the formulas of include/keyhaul/scoring/methods.h and weighting.h again, in another language: a float of Python
is an IEEE double, and + - * / and sqrt round alike everywhere. The order of operations is that of the headers: columns
from the first to the last, one division by the sum of weights at the end, compensated sums over rows.
"""

import math
import struct

ROWS = 500
WEIGHTS = [0.3, 0.2, 0.3, 0.1, 0.1, 0.05]
MAXIMIZED = [True, False, True, False, True, True]
LOW, HIGH = 0.0, 100.5
COLUMNS = range(len(WEIGHTS))


def table():
    """Decimals of three places; the last column is the same in all rows."""
    state = 2026
    rows = []
    for _ in range(ROWS):
        row = []
        for _ in COLUMNS[:-1]:
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            row.append(float((state >> 33) % 100000 + 1) / 1000.0)
        rows.append(row + [7.25])
    return rows


def digest(values):
    """FNV-1a over the bytes of the doubles, the lowest first."""
    state = 0xCBF29CE484222325
    for byte in b"".join(struct.pack("<d", value + 0.0) for value in values):
        state = (state ^ byte) * 0x100000001B3 % 2**64
    return state


def compensated(terms):
    total = lost = 0.0
    for x in terms:
        new = total + x
        part = new - total
        lost += (total - (new - part)) + (x - part)
        total = new
    return total + lost


def square(x):
    return x * x


def scale(magnitude):
    return max(math.frexp(magnitude)[1], -1000)


def norm(column):
    e = scale(max(map(abs, column)))
    return math.ldexp(math.sqrt(compensated(square(x * math.ldexp(1.0, -e)) for x in column)), e)


def moments(column):
    mean = compensated(column) / len(column)
    e = scale(max(column) - min(column))
    squares = compensated(square((x - mean) * math.ldexp(1.0, -e)) for x in column)
    return mean, 0.0 if max(column) == min(column) else math.ldexp(math.sqrt(squares / len(column)), e)


def normalized(column, how, maximized):
    """The column's function, or None where it is dropped."""
    low, high = min(column), max(column)
    if how == "min_max":
        if low == high:
            return None
        return (lambda x: (x - low) / (high - low)) if maximized else (lambda x: (high - x) / (high - low))
    if how == "sum":
        total = compensated(column) if maximized else compensated(1 / x for x in column)
        return (lambda x: x / total) if maximized else (lambda x: (1 / x) / total)
    if how == "max":
        return (lambda x: x / high) if maximized else (lambda x: low / x)
    if how == "vector":
        length = norm(column)
        return (lambda x: x / length) if maximized else (lambda x: 1 - x / length)
    if how == "z_score":
        mean, deviation = moments(column)
        if deviation == 0:
            return None
        return (lambda x: (x - mean) / deviation) if maximized else (lambda x: (mean - x) / deviation)
    return (lambda x: x) if maximized else (lambda x: -x)


def add_up(terms):
    total = 0.0
    for term in terms:
        total += term
    return total


def weighted_sum(rows, columns, how):
    functions = [(j, normalized(columns[j], how, MAXIMIZED[j])) for j in COLUMNS]
    functions = [(j, f) for j, f in functions if f]
    total = add_up(WEIGHTS[j] for j, _ in functions)
    return [add_up(WEIGHTS[j] * f(row[j]) for j, f in functions) / total for row in rows]


def topsis(rows, columns, how):
    parts = []
    for j in COLUMNS:
        f = normalized(columns[j], how, True)
        if f:
            ends = sorted((min(columns[j]), max(columns[j])), reverse=MAXIMIZED[j])
            parts.append((j, f, ends))
    e = scale(max(abs(WEIGHTS[j] * f(end)) for j, f, ends in parts for end in ends))
    total = add_up(WEIGHTS[j] for j, _, _ in parts)
    closeness, to_ideal, to_anti_ideal = [], [], []
    for row in rows:
        plus = minus = 0.0
        for j, f, ends in parts:
            weight = WEIGHTS[j] * math.ldexp(1.0, -e)
            v = weight * f(row[j])
            plus += square(v - weight * f(ends[0]))
            minus += square(v - weight * f(ends[1]))
        plus, minus = math.sqrt(plus), math.sqrt(minus)
        closeness.append(minus / (plus + minus))
        to_ideal.append(math.ldexp(plus, e) / total)
        to_anti_ideal.append(math.ldexp(minus, e) / total)
    return closeness + to_ideal + to_anti_ideal


def vikor(rows, columns, v):
    total = add_up(WEIGHTS)
    s, r = [], []
    for row in rows:
        terms = []
        for j in COLUMNS:
            best, worst = sorted((min(columns[j]), max(columns[j])), reverse=MAXIMIZED[j])
            if best != worst:
                terms.append(WEIGHTS[j] * ((best - row[j]) / (best - worst)))
        s.append(add_up(terms) / total)
        r.append(max(terms) / total)
    share = lambda x, column: (x - min(column)) / (max(column) - min(column))
    return [v * share(a, s) + (1 - v) * share(b, r) for a, b in zip(s, r)] + s + r


def promethee(rows, columns, shapes):
    """Pair by pair, in integers of 15 digits; the sum of a row in a column is exact and then rounded."""
    flows = []
    for sign in (1, -1):
        totals = [0.0] * ROWS
        for j in COLUMNS[:-1]:
            shape, q, p = shapes[j]
            thousandths = [round(x * 1000) for x in columns[j]]
            unit = 10 ** (15 - len(str(max(thousandths + [q, p]))))
            units = [sign * x * unit * (1 if MAXIMIZED[j] else -1) for x in thousandths]
            q, p = q * unit, p * unit
            for i in range(ROWS):
                differences = [units[i] - x for x in units]
                if shape in ("usual", "ushape"):
                    value = float(sum(d > q for d in differences))
                elif shape == "level":
                    value = float(sum((d > q) + (d > p) for d in differences)) / 2
                else:
                    value = float(sum(min(max(d - q, 0), p - q) for d in differences)) / float(p - q)
                totals[i] += WEIGHTS[j] * value
        flows.append([x / (add_up(WEIGHTS) * float(ROWS - 1)) for x in totals])
    return [a - b for a, b in zip(*flows)] + flows[0] + flows[1]


def spotis(rows):
    ideal = [HIGH if up else LOW for up in MAXIMIZED]
    total = add_up(WEIGHTS)
    return [add_up(WEIGHTS[j] * (abs(row[j] - ideal[j]) / (HIGH - LOW)) for j in COLUMNS) / total for row in rows]


def ahp():
    """Price, quality, service, delivery on Saaty's scale."""
    above = [3.0, 5.0, 0.5, 2.0, 0.25, 0.2]
    n = 4
    matrix = [[1.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1, n):
            matrix[i][j] = above.pop(0)
            matrix[j][i] = 1 / matrix[i][j]
    times = lambda w: [add_up(a * b for a, b in zip(row, w)) for row in matrix]
    weights, change = [1 / n] * n, 1.0
    while change > 1e-15:
        following = times(weights)
        total = add_up(following)
        following = [x / total for x in following]
        change = max(abs(a - b) for a, b in zip(following, weights))
        weights = following
    value = add_up(a / b for a, b in zip(times(weights), weights)) / n
    return weights + [value, (value - n) / (n - 1), (value - n) / (n - 1) / 0.89]


def unit_columns(columns, turned):
    result = []
    for j in COLUMNS:
        low, width = min(columns[j]) / 2, max(columns[j]) / 2 - min(columns[j]) / 2
        part = [(x / 2 - low) / width if width else 0.0 for x in columns[j]]
        result.append([1 - x for x in part] if turned and width and not MAXIMIZED[j] else part)
    return result


def deviation_weights(columns):
    deviations = [moments(column)[1] for column in unit_columns(columns, False)]
    total = add_up(deviations)
    return [x / total for x in deviations]


def critic(columns):
    units = unit_columns(columns, True)
    stats = [moments(column) for column in units]
    information = []
    for a in COLUMNS:
        conflict = 0.0
        for b in COLUMNS[:-1]:
            if a == b or a == COLUMNS[-1]:
                continue
            i, k = min(a, b), max(a, b)
            covariance = compensated((x - stats[i][0]) * (y - stats[k][0]) for x, y in zip(units[i], units[k]))
            conflict += max(0.0, 1 - covariance / float(ROWS) / (stats[i][1] * stats[k][1]))
        information.append(conflict * stats[a][1])
    total = add_up(information)
    return [x / total for x in information]


def main():
    rows = table()
    columns = [list(column) for column in zip(*rows)]
    for how in ("min_max", "sum", "max", "vector", "z_score", "none"):
        print(f"weighted_sum {how} 0x{digest(weighted_sum(rows, columns, how)):016X}")
    for how in ("min_max", "sum", "max", "vector", "z_score", "none"):
        print(f"topsis {how} 0x{digest(topsis(rows, columns, how)):016X}")
    print(f"vikor 0x{digest(vikor(rows, columns, 0.5)):016X}")
    print(f"vikor 0.75 0x{digest(vikor(rows, columns, 0.75)):016X}")
    shapes = [("usual", 0, 0), ("ushape", 5500, 0), ("vshape", 0, 30125), ("level", 1000, 20000), ("linear", 250, 40300)]
    print(f"promethee_ii 0x{digest(promethee(rows, columns, shapes)):016X}")
    print(f"spotis 0x{digest(spotis(rows)):016X}")
    print(f"ahp 0x{digest(ahp()):016X}")
    print(f"critic 0x{digest(critic(columns)):016X}")
    print(f"standard_deviation 0x{digest(deviation_weights(columns)):016X}")


if __name__ == "__main__":
    main()
