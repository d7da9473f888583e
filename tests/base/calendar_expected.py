#!/usr/bin/env python3
"""Expected values of calendar_test.cc and day_test.cc, from Python's datetime and calendar modules alone.

Independent of Keyhaul's way: every calendar is a sorted list of the days on which a step begins, written down month by
month, and a day is found in it by bisection. Prints the rows of the tables in the tests.
"""
import bisect
import calendar
import datetime

EPOCH = datetime.date(1970, 1, 1).toordinal()
FIRST, LAST = datetime.date(1999, 1, 1).toordinal(), datetime.date(2033, 12, 31).toordinal()


def clamp(year, month, day):
    return datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def month_steps(step, month, day, first_year=1970):
    """Begins of steps 1900..2150, and the number of the first of them."""
    begins = [clamp(y, m, day).toordinal() for y in range(1900, 2150) for m in range(1, 13) if (m - month) % step == 0]
    zero = next(i for i, b in enumerate(begins) if datetime.date.fromordinal(b).year == first_year)
    return begins, -zero


def week_steps(weekday):
    day = datetime.date(1970, 1, 1)
    while day.weekday() != weekday:
        day += datetime.timedelta(1)
    begins = [day.toordinal() + 7 * i for i in range(-4000, 10000)]
    return begins, -4000


CALENDARS = [
    ("month", (1, 1), 1), ("month", (1, 15), 1), ("month", (1, 28), 1), ("month", (1, 29), 1), ("month", (1, 30), 1),
    ("month", (1, 31), 1),
    ("quarter", (1, 1), 1), ("quarter", (2, 1), 1), ("quarter", (11, 30), 1), ("quarter", (1, 31), 1),
    ("half_year", (1, 1), 1), ("half_year", (4, 1), 1), ("half_year", (8, 31), 1), ("half_year", (2, 29), 1),
    ("year", (1, 1), 1), ("year", (4, 1), 1), ("year", (2, 29), 1), ("year", (2, 28), 1), ("year", (12, 31), 1),
    ("contract_year", (2024, 2, 29), 1), ("contract_year", (2023, 1, 31), 1), ("contract_year", (2026, 1, 1), 1),
    ("rolling_months", (1, 1), 12), ("rolling_months", (1, 31), 3), ("rolling_months", (1, 29), 1),
    ("rolling_weeks", (2026, 11, 16), 4), ("rolling_weeks", (2026, 11, 22), 1), ("rolling_weeks", (1969, 7, 20), 53),
]
STEP = {"month": 1, "rolling_months": 1, "quarter": 3, "half_year": 6, "year": 12, "contract_year": 12}


def steps_of(kind, anchor):
    if kind == "rolling_weeks":
        return week_steps(datetime.date(*anchor).weekday())
    if kind == "contract_year":
        return month_steps(12, anchor[1], anchor[2], anchor[0])
    return month_steps(STEP[kind], *anchor)


def main():
    print("// kind, anchor, length, sum over days of index, of (day + 1 - first) * index, of begin, of end")
    for kind, anchor, length in CALENDARS:
        begins, first = steps_of(kind, anchor)
        sums = [0, 0, 0, 0]
        for day in range(FIRST, LAST + 1):
            i = bisect.bisect_right(begins, day) - 1
            sums[0] += i + first
            sums[1] += (i + first) * (day + 1 - FIRST)
            sums[2] += begins[i + 1 - length] - EPOCH
            sums[3] += begins[i + 1] - EPOCH
        if len(anchor) == 2:
            anchor = (2000,) + anchor
        print("{CalendarKind::%s, {%d, %d, %d}, %d, %d, %d, %d, %d}," % ((kind,) + anchor + (length,) + tuple(sums)))

    print("// months from 31 January 2023, from 29 February 2024, plus k")
    for year, month, day in ((2023, 1, 31), (2024, 2, 29), (2024, 8, 30)):
        for k in (-25, -12, -1, 0, 1, 2, 3, 12, 13, 48):
            total = year * 12 + month - 1 + k
            print('{"%04d-%02d-%02d", %d, "%s"},' % (year, month, day, k, clamp(total // 12, total % 12 + 1, day)))

    print("// day numbers")
    for day in ("0001-01-01", "1582-10-15", "1600-02-29", "1899-12-31", "1900-02-28", "1900-03-01", "1969-12-31",
                "1970-01-01", "2000-02-29", "2023-02-28", "2024-02-29", "2026-11-22", "2100-03-01", "9999-12-31"):
        print('{"%s", %d},' % (day, datetime.date.fromisoformat(day).toordinal() - EPOCH))


if __name__ == "__main__":
    main()
