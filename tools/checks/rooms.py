#!/usr/bin/env python3
"""Checks the directions of includes against the table of rooms in docs/ARCHITECTURE.md.

    | room | may include | other libraries |
    |---|---|---|
    | base | | absl/numeric/int128.h |
    | ledger | base | |
    | src/cli | capi/keyhaul.h, src/csv | CLI/ |

A room is a folder of include/keyhaul with the door beside it; other rows are folders from the root. Each may include
itself, what its second column names (a room, a folder or one file), the standard library, and of other libraries the
headers, or folders with a slash at the end, of the third column. A row may be a single file (`base/digest.h`), and then
speaks for it in place of its room's. tests/, benchmarks/ and examples/ are free.
"""

import re

import house

PLACES = ("include", "src", "capi")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
# C and POSIX headers by their own names; the C++ standard library has no dots in its names.
PLAIN_C = re.compile(r"^(std\w+|string|errno|fcntl|signal|unistd|time|limits|sys/\w+)\.h$")
# Streams carry locales and constructors at start-up into every host; the domain does without.
NOT_IN_DOMAIN = {"iostream", "fstream", "sstream", "iomanip", "ostream", "istream", "locale", "regex"}


def read_table():
    """{row: (allowed places, allowed outside headers)}"""
    table = {}
    path = house.ROOT / "docs/ARCHITECTURE.md"
    inside = False
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[:3] == ["room", "may include", "other libraries"]:
            inside = True
        elif inside and not set(cells[0]) <= set("-: "):
            names = [re.findall(r"[\w./+-]+", cell) for cell in cells] + [[], []]
            table[names[0][0]] = (names[1], names[2])
    return table


def short(path):
    """A file's name as the table has it: base/digest.h, src/csv/csv_reader.h."""
    return path.removeprefix("include/keyhaul/")


def room_of(path, table):
    """The row of the room that a file belongs to: the longest that is a folder above it, or the door's own name."""
    path = short(path)
    if path.endswith(".h") and "/" not in path:
        return path.removesuffix(".h")
    return max((row for row in table if path.startswith(row + "/")), key=len, default=None)


def resolve(name, including):
    """The file of ours that an include names, relative to the root, or None."""
    for base in (house.ROOT / "include", house.ROOT / "src", house.ROOT, house.ROOT / "capi", including.parent):
        if (base / name).is_file() and (base / name).resolve().is_relative_to(house.ROOT):
            return house.relative(base / name)
    return None


def judge(path, name, table):
    """Why this include is wrong, or None."""
    own = short(house.relative(path))
    row = own if own in table else room_of(house.relative(path), table)
    if row not in table:
        return f"no row of the table of rooms speaks about {own}"
    places, outside = table[row]
    if ".." in name.split("/"):
        return "paths start at include/, src/ or the root"
    target = resolve(name, path)
    if target is not None:
        room = room_of(target, table)
        allowed = room == row or room in places or short(target) in places
        return None if allowed else f"{row} may not include {short(target)}"
    if name.startswith(("keyhaul", "src/", "capi/")):
        return "no such file"
    if "." not in name and "/" not in name:
        domain = house.relative(path).startswith("include/")
        return "not in the domain: it brings locales or streams" if domain and name in NOT_IN_DOMAIN else None
    if PLAIN_C.match(name) or name in outside or any(name.startswith(o) for o in outside if o.endswith("/")):
        return None
    return f"{row} may not include {name}: not in its column of other libraries"


def main():
    table = read_table()
    problems = [] if table else ["docs/ARCHITECTURE.md has no table `| room | may include | other libraries |`"]
    paths = house.files(*PLACES)
    includes = 0
    for path in paths if table else []:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                includes += 1
                why = judge(path, match[2], table)
                if why:
                    problems.append(f"{house.relative(path)}:{number}: {line.strip()}: {why}")
    house.finish("rooms", f"{includes} includes in {len(paths)} files", problems)


if __name__ == "__main__":
    main()
