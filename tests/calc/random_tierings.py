"""Random tiering rules and accounts for tests: small values that often tie, stand on cuts and are zero or below."""

CONDITIONS = ("share", "rank", "part", "curve", "amount", "annual", "monthly_mean", "active_monthly_mean",
              "every_month", "growth", "industry", "group")


def condition(rng, kinds):
    kind = rng.choice(kinds)
    low, high = sorted(rng.sample(range(1, 120), 2))
    bounds = rng.choice([">= %d" % low, "> %d" % low, "%d .. %d" % (low, high), "%d ..< %d" % (low, high),
                         "<= %d" % high, "< %d" % high])
    return {
        "share": lambda: {"share": "%d%%" % rng.randint(1, 100)},
        "rank": lambda: {"rank": "top %d" % rng.randint(1, 9)},
        "part": lambda: {"rank": "top %d%%" % rng.randint(1, 100)},
        "curve": lambda: {"curve": rng.choice(["a", "ab"])},
        "growth": lambda: {"growth": rng.choice([">= %d%%", "< %d%%", "-0.5 .. %d%%"]) % rng.randint(0, 90)},
        "industry": lambda: {"industry": rng.sample(["food", "toys", "none"], rng.randint(1, 2))},
        "group": lambda: {"group": rng.choice(["head", "member", "none"])},
    }.get(kind, lambda: {kind: bounds})()


def compound(rng, kinds):
    """Several conditions under `any` or `all`."""
    return {rng.choice(["any", "all"]): [condition(rng, kinds) for _ in range(rng.randint(2, 3))]}


def prioritised(rng, when):
    """With priorities where they count: on a tier's whole condition, and on the members of an `any` that is one."""
    for one in [when, *when.get("any", [])]:
        if rng.random() < 0.3:
            one["priority"] = rng.randint(-2, 3)
    return when


def tiers(rng, kinds):
    """Conditions that stand alone must widen from tier to tier, so there is one of them at most."""
    count = rng.randint(1, 3)
    alone = rng.randrange(count + 1)
    whens = [condition(rng, kinds) if i == alone else prioritised(rng, compound(rng, kinds)) for i in range(count)]
    return [{"name": "t%d" % i, "when": when} for i, when in enumerate(whens)] + [{"name": "rest"}]


def rule(rng, kinds=CONDITIONS):
    chosen = {"tiers": tiers(rng, kinds)}
    for key, words in (("crossing", ("include", "exclude", "nearest")), ("base", ("positive", "net")),
                       ("ties", ("together_up", "together_down", "split_by_id")),
                       ("negative", ("net", "clamp", "absolute")), ("zero", ("lowest", "own_tier", "left_out")),
                       ("count_rounding", ("ceiling", "floor", "half_up")), ("roll_up", ("none", "group")),
                       ("within", (None, None, "industry"))):
        word = rng.choice(words)
        if word is not None and rng.random() < 0.7:
            chosen[key] = word
    if chosen.get("zero") == "own_tier":
        chosen["zero_tier"] = "dormant"
    return chosen


def classes(rng, kinds=CONDITIONS):
    wanted = [{"name": "c%d" % i, "when": compound(rng, kinds)} for i in range(rng.randint(0, 3))]
    return wanted + ([{"name": "top", "when": {"tier": ["t0", "rest"]}}] if rng.random() < 0.5 else [])


def amount(rng):
    whole = rng.choice([0, rng.randint(-30, 0), rng.randint(1, 9) * 5, rng.randint(1, 120)])
    return "%d.%02d" % (whole, rng.choice([0, 0, 0, 50, 1, 99])) if whole > 0 else str(whole)


def accounts(rng, months, most=25):
    """Each with so many months, a value before, perhaps an industry, and perhaps a group among those before it."""
    ids = ["A%02d" % i for i in range(rng.randint(1, most))]
    listed = []
    for i, id_ in enumerate(ids):
        account = {"id": id_, "months": [None if rng.random() < 0.2 else amount(rng) for _ in range(months)]}
        account["previous"] = amount(rng)
        if rng.random() < 0.8:
            account["industry"] = rng.choice(["food", "toys"])
        if i and rng.random() < 0.3:
            account["group"] = rng.choice(ids[:i])
        listed.append(account)
    rng.shuffle(listed)
    return listed


def movement(rng):
    """A movement rule whose parts do not contradict each other, and a retain condition for its first tier."""
    chosen = {"lapsed_accounts": rng.choice(["by_rule", "lowest_tier", "leave"]),
              "downgrade": rng.choice(["at_review", "at_review", "immediate", "never"]),
              "upgrade": rng.choice(["immediate", "at_review"])}
    if rng.random() < 0.8:
        chosen["review"] = rng.choice(["month", "quarter", "half_year", "year",
                                       {"kind": "contract_year", "anchor": "2020-05-16"}])
    if chosen["upgrade"] == "at_review":
        chosen.update(max_steps_up=rng.randint(0, 2), new_accounts=rng.choice(["earned_tier", "lowest_tier"]))
    if chosen["downgrade"] == "at_review":
        chosen.update(max_steps_down=rng.randint(0, 2), grace_reviews=rng.randint(0, 2),
                      residence_months=rng.choice([0, 0, 3, 12]))
    words = ["earned_tier"] + (["lowest_tier"] if chosen["upgrade"] == "at_review" else [])
    words += ["former_tier"] if chosen["downgrade"] != "immediate" else []
    chosen["returning_accounts"] = rng.choice(words)
    if rng.random() < 0.3:
        chosen["retain_margin"] = "%d%%" % rng.randint(1, 50)
    return chosen
