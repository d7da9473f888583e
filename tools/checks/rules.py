#!/usr/bin/env python3
"""Checks that each rule of docs/RULES.md has a test, and that each rule that is named anywhere exists.

A rule is a line `- **TERMS-05** One sentence that can be tested.` A test names the rule in a comment, in a golden case or
in its own name, as TERMS-05 or TERMS_05.
"""

import collections
import re

import house

RULE = re.compile(r"^- \*\*([A-Z]+-\d{2,3})\*\* (.+)$")
LIKE_A_RULE = re.compile(r"^\s*[-*]\s*\**[A-Z]+-\d+")
TEXT = house.SOURCES + (".py", ".json", ".sh", ".csv", ".md", ".txt")


def read_rules(problems):
    rules = {}
    path = house.ROOT / "docs/RULES.md"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else [], 1):
        match = RULE.match(line)
        if match and match[1] in rules:
            problems.append(f"docs/RULES.md:{number}: {match[1]} stands twice")
        elif match:
            rules[match[1]] = number
        elif LIKE_A_RULE.match(line):
            problems.append(f"docs/RULES.md:{number}: expected `- **ROOM-NN** sentence.`, found: {line}")
    return rules


def named(folders, prefixes):
    """{rule: first place that names it}"""
    pattern = re.compile(rf"(?<![A-Z0-9])({'|'.join(sorted(prefixes))})[-_](\d{{2,3}})(?!\d)")
    places = collections.OrderedDict()
    for path in house.files(*folders, suffixes=TEXT):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for match in pattern.finditer(line):
                places.setdefault(f"{match[1]}-{match[2]}", f"{house.relative(path)}:{number}")
    return places


def main():
    problems = []
    rules = read_rules(problems)
    if not rules:
        problems.append("docs/RULES.md has no rules")
    # A prefix that no rule has yet must not slip through: rooms give prefixes too.
    prefixes = {rule.split("-")[0] for rule in rules} | {door.stem.upper() for door in house.doors()} | {"TIER"}
    tested = named(["tests"], prefixes)
    for rule, number in rules.items():
        if rule not in tested:
            problems.append(f"docs/RULES.md:{number}: no test under tests/ names {rule}")
    for rule, place in {**named(["include", "src", "capi"], prefixes), **tested}.items():
        if rule not in rules:
            problems.append(f"{place}: {rule} is not in docs/RULES.md")
    house.finish("rules", f"{len(rules)} rules", problems)


if __name__ == "__main__":
    main()
