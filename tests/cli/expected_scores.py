"""What `keyhaul score` must answer about a policy and a table of facts: tests/calc/independent_scorecard.py, which
computes in Python's fractions, asked with the policy and the table as they are in the files."""

import csv
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "calc"))
import independent_scorecard  # noqa: E402

SCORES = ("score", "rank", "tied", "coverage", "band", "earned_band", "decision", "lowest", "highest", "best_rank",
          "worst_rank", "flags")
CONTRIBUTIONS = ("state", "reason", "value", "level", "anchor", "points", "contribution", "knock_out", "period", "stale")


def read_policy(path):
    """Without the comments and trailing commas that JSON does not have; numbers stay as they are written."""
    token = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.S)
    text = token.sub(lambda m: m.group() if m.group().startswith('"') else " ", pathlib.Path(path).read_text("utf-8"))
    return json.loads(re.sub(r",(\s*[\]}])", r"\1", text), parse_float=str)


def read_facts(path):
    """{candidate: {fact: [cells]}}"""
    people = {}
    with open(path, encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            facts = people.setdefault(row.pop("candidate"), {})
            head = {"period": row.pop("period", ""), "rater": row.pop("rater", ""),
                    "weight": row.pop("rater_weight", "") or 1}
            for fact, value in row.items():
                if value != "":
                    facts.setdefault(fact, []).append({**head, "value": value})
    return people


def answer(card, people, bands):
    candidates = [{"id": name, "values": values, **({"previous_band": bands[name]} if name in bands else {})}
                  for name, values in sorted(people.items(), key=lambda item: item[0].encode())]
    return independent_scorecard.scorecard({"calc": "scorecard", "scorecard": card, "candidates": candidates})


def expected(policy, facts, bands=None):
    """The rows of scores and score_contributions, in order, as {column: text}; bands are {candidate: band before}."""
    people, scores, contributions = read_facts(facts), [], []
    for card in read_policy(policy)["scorecards"]:
        for candidate in answer(card, people, bands or {})["candidates"]:
            head = {"scorecard": card["id"], "candidate": candidate["id"]}
            scores.append({**head, **{column: cell(candidate.get(column)) for column in SCORES}})
            outs = {out["criterion"]: out["state"] for out in candidate["knock_outs"]}
            for leaf in candidate["criteria"]:
                leaf["knock_out"] = outs.get(leaf["criterion"])
                leaf.setdefault("stale", False)
                contributions.append({**head, "criterion": leaf["criterion"],
                                      **{column: cell(leaf.get(column)) for column in CONTRIBUTIONS}})
    return scores, contributions


def cell(value):
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else plain(str(value))


def plain(text):
    """Without zeros at the end of a decimal, so that 3.5 and 3.500000000 are the same."""
    return text.rstrip("0").rstrip(".") if re.fullmatch(r"-?\d+\.\d+", text) else text


def shown(rows, like):
    """Rows of a result with the columns of the expected ones."""
    columns = list(like[0]) if like else []
    return [{column: plain(row[column]) for column in columns} for row in rows]
