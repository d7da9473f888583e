"""The smallest case that still fails: takes lines, agreements, runs, rows and keys away while it does."""

import copy


def without(items, i):
    return items[:i] + items[i + 1 :]


def smaller_policies(policy):
    terms = policy["terms"]
    for i, line in enumerate(terms):
        if not any(line["id"] in other.get("net_of", ()) for other in terms):
            yield {**policy, "terms": without(terms, i)}
    for i, agreement in enumerate(policy.get("agreements", [])):
        if not any(line.get("agreement") == agreement["id"] for line in terms):
            yield {**policy, "agreements": without(policy["agreements"], i)}
        for key in ("valid", "cap", "share"):
            if key in agreement:
                dropped = ("share", "head_office") if key == "share" else (key,)
                less = {k: v for k, v in agreement.items() if k not in dropped}
                yield {**policy, "agreements": [less if a is agreement else a for a in policy["agreements"]]}
        for key in ("accounts", "tags", "groups"):
            for n in range(len(agreement.get(key, ())) if len(agreement.get(key, ())) > 1 else 0):
                less = {**agreement, key: without(agreement[key], n)}
                yield {**policy, "agreements": [less if a is agreement else a for a in policy["agreements"]]}
    if "rounding" in policy:
        yield {k: v for k, v in policy.items() if k != "rounding"}
    for line in terms:
        for less in smaller_lines(line):
            yield {**policy, "terms": [less if other is line else other for other in terms]}


def smaller_lines(line):
    for keys in (("scope",), ("kinds",), ("rounding",), ("net_of",), ("limits",), ("clawback",), ("interim_pays",),
                 ("interim_pays", "accrual"), ("accrual",), ("changes", "on_change"), ("pays_on",)):
        if keys[0] in line:
            yield {k: v for k, v in line.items() if k not in keys}
    if line["period"] not in ("month", "year"):
        yield {**line, "period": "month"}
        yield {**line, "period": "year"}
    for key in list(line.get("limits", ())):
        yield {**line, "limits": {k: v for k, v in line["limits"].items() if k != key}}
    for key in ("schedule", "stack"):
        inner = {"schedule": "brackets", "stack": "lines"}[key]
        if key in line:
            for i in range(len(line[key][inner])):
                yield {**line, key: {**line[key], inner: without(line[key][inner], i)}}
    if "stack" not in line and line["kind"] != "commitment" and line["schedule"]["accumulation"] != "growth":
        for accumulation in ("whole", "flat"):
            for benefit in ({"rate": "10%"}, {"flat": "5"}):
                simple = {"accumulation": accumulation, "brackets": [{"from": 0, **benefit}]}
                if line["schedule"] != simple:
                    yield {**line, "schedule": simple}


def smaller(case):
    policy, runs = case["policy"], case["runs"]
    for i in range(len(policy["terms"])):  # most of it at once, if one line is enough
        yield {**case, "policy": {**policy, "terms": [policy["terms"][i]]}}
    yield from smaller_runs(case)
    for policy in smaller_policies(case["policy"]):
        yield {**case, "policy": policy}


def smaller_runs(case):
    runs = case["runs"]
    for i in range(1, len(runs)):  # its rows go into the run before
        merged = {**runs[i - 1], "ledger": runs[i - 1]["ledger"] + runs[i]["ledger"], "as_of": runs[i]["as_of"]}
        yield {**case, "runs": runs[: i - 1] + [merged] + runs[i + 1 :]}
        for key in ("accounts", "memberships"):
            if key in runs[i]:
                yield {**case, "runs": runs[:i] + [{k: v for k, v in runs[i].items() if k != key}] + runs[i + 1 :]}
    if len(runs) > 1:
        yield {**case, "runs": runs[:-1]}
    for i, run in enumerate(runs):
        for key in ("ledger", "memberships"):
            rows = run.get(key, [])
            step = len(rows)
            while step > 0:
                for n in range(0, len(rows), step):
                    yield {**case, "runs": runs[:i] + [{**run, key: rows[:n] + rows[n + step :]}] + runs[i + 1 :]}
                step //= 2


def shrink(case, still_fails, tries=400):
    """What has been tried in vain is not tried again before all else has been."""
    case, skipped = copy.deepcopy(case), 0
    while tries > 0:
        candidates = list(smaller(case))
        start = skipped % max(1, len(candidates))
        for n, less in enumerate(candidates[start:] + candidates[:start]):
            tries -= 1
            if len(str(less)) < len(str(case)) and still_fails(less):
                case, skipped = less, start + n
                break
            if tries <= 0:
                break
        else:
            return case
    return case
