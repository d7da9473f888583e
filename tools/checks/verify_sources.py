#!/usr/bin/env python3
"""Checks that the verification (src/verify) shares no code with what it verifies.

Follows every include of ours, from file to file. What is reached may be a file of src/verify, or the Error type
(include/keyhaul/base/error.h) and what that includes of base; anything else, of tiering, scoring, terms, book, engine,
policy or statement, is a problem.
"""

import re

import house

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
ROOT = "src/verify/"
DOOR = "include/keyhaul/base/error.h"
BELOW_DOOR = "include/keyhaul/base/"


def includes_of(path):
    """The files of ours that a file includes; names that are none are told as they are."""
    text = path.read_text(encoding="utf-8")
    for name in INCLUDE.findall(text):
        places = (house.ROOT / "include" / name, house.ROOT / name, path.parent / name)
        yield name, next((place.resolve() for place in places if place.is_file()), None)


def main():
    sources = house.files(ROOT)
    problems = [] if sources else [f"{ROOT} has no sources"]
    waiting = [path.resolve() for path in sources]
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        own = house.relative(path)
        for name, target in includes_of(path):
            to = house.relative(target) if target else name
            below_door = own.startswith(BELOW_DOOR) and to.startswith(BELOW_DOOR)
            if not to.startswith(ROOT) and to != DOOR and not below_door:
                problems.append(f"{own} includes {to}; the verification may include {ROOT} and {DOOR} only")
            elif target and target not in seen:
                seen.add(target)
                waiting.append(target)
    house.finish("verify_sources", f"{len(seen)} files", problems)


if __name__ == "__main__":
    main()
