"""`keyhaul generate`: the sample is what it says it is, and the same bytes for the same options."""

import collections
import csv
import decimal
import re
import unittest

from support import CommandLineTest, SOURCE_DIR, USAGE, CANNOT_CREATE

Decimal = decimal.Decimal


class GenerateTest(CommandLineTest):
    def sample(self, *options, out="sample"):
        self.assertEqual(self.succeeds("generate", *options, "--out", out), "")
        tables = []
        for name in ("accounts", "memberships", "ledger"):
            tables.append(self.table(name, out))
        return tables

    def test_same_options_same_bytes(self):
        """CLI-08: equal options give equal bytes, another seed gives others."""
        for out, seed in (("one", 7), ("two", 7), ("three", 8)):
            self.sample("--rows", 3000, "--accounts", 200, "--seed", seed, out=out)
        names = ["accounts.csv", "generate.json", "ledger.csv", "memberships.csv"]
        files = {out: [(self.dir / out / name).read_bytes() for name in names] for out in ("one", "two", "three")}
        self.assertEqual(files["one"], files["two"])
        self.assertNotEqual(files["one"][2], files["three"][2])

    def test_row_counts_and_columns(self):
        """CLI-08: exactly the rows and accounts that were asked for, in the order of days, within the months."""
        for rows, accounts, months in ((1, 1, 1), (997, 30, 5), (20000, 400, 18)):
            with self.subTest(rows=rows, accounts=accounts):
                options = ("--rows", rows, "--accounts", accounts, "--months", months, "--begin", "2024-02-01")
                book, _, ledger = self.sample(*options)
                self.assertEqual((len(book), len(ledger)), (accounts, rows))
                days = [row["day"] for row in ledger]
                self.assertEqual(days, sorted(days))
                self.assertGreaterEqual(days[0], "2024-02-01")
                self.assertLess(days[-1], {1: "2024-03-01", 5: "2024-07-01", 18: "2025-08-01"}[months])
                self.assertEqual(
                    list(ledger[0]),
                    "account day document kind credits service lane cost_center revenue weight shipments".split(),
                )

    def test_accounts_refer_to_accounts(self):
        """CLI-08: ids are unique; parents, members and groups exist; memberships of one account do not overlap."""
        book, memberships, ledger = self.sample("--rows", 5000, "--accounts", 1000)
        ids = {account["account"] for account in book}
        self.assertEqual(len(ids), 1000)
        self.assertLessEqual({account["parent"] for account in book} - {""}, ids)
        self.assertLessEqual({row["account"] for row in ledger}, ids)
        spans = collections.defaultdict(list)
        for row in memberships:
            self.assertLessEqual({row["member"], row["group"]}, ids)
            spans[row["member"]].append((row["from"], row["until"] or "9999"))
        for span in spans.values():
            span.sort()
            for (begin, end), (later, _) in zip(span, span[1:] + [("9999", "")]):
                self.assertLess(begin, end)
                self.assertLessEqual(end, later)
        self.assertTrue(memberships)
        self.assertTrue(any(account["parent"] for account in book))

    def test_tags_and_first_days(self):
        """CLI-08: some accounts have tags, and no account has a row before its first day."""
        book, _, ledger = self.sample("--rows", 20000, "--accounts", 1000, "--begin", "2025-01-01")
        tags = collections.Counter(tag for account in book for tag in account["tags"].split("; "))
        self.assertEqual(set(tags), {"", "strategic", "cold chain", "seasonal"})
        self.assertGreater(tags[""], 600)
        opened = {account["account"]: account["opened"] for account in book}
        self.assertTrue(all(re.fullmatch(r"20[12]\d-[01]\d-[0-2]\d", day) for day in opened.values()))
        self.assertTrue(any(day > "2025-01-01" for day in opened.values()))
        self.assertTrue(any(day < "2017-01-01" for day in opened.values()))
        for row in ledger:
            self.assertLessEqual(opened[row["account"]], row["day"])

    def test_credit_notes_stay_within_their_documents(self):
        """CLI-08: a credit note names a document of the same account and takes back no more than is left of it."""
        _, _, ledger = self.sample("--rows", 20000, "--accounts", 300)
        charged, owner, kinds = collections.Counter(), {}, collections.Counter()
        for row in ledger:
            revenue = Decimal(row["revenue"])
            kinds[row["kind"]] += 1
            if row["kind"] != "credit_note":
                self.assertEqual(row["credits"], "")
                owner[row["document"]] = row["account"]
                charged[row["document"]] += revenue
            else:
                self.assertLessEqual(revenue, 0)
                self.assertEqual(owner[row["credits"]], row["account"])
                charged[row["credits"]] += revenue
            self.assertGreaterEqual(min(charged[row["document"]], charged[row["credits"]]), 0, row)
        self.assertEqual(set(kinds), {"charge", "surcharge", "adjustment", "credit_note"})

    def test_looks_like_an_account_book(self):
        """CLI-08: the top 20 % hold about 80 %, and negative, silent, tied and moving accounts are there."""
        book, _, ledger = self.sample("--rows", 60000, "--accounts", 2000, "--begin", "2025-01-01", "--months", 18)
        before, now = collections.Counter(), collections.Counter()
        for row in ledger:
            (now if row["day"] >= "2025-07-01" else before)[row["account"]] += Decimal(row["revenue"])
        values = sorted((now[account["account"]] for account in book), reverse=True)
        positive = [value for value in values if value > 0]
        self.assertTrue(Decimal("0.75") < sum(values[:400]) / sum(positive) < Decimal("0.88"))
        self.assertLess(values[-1], 0)
        self.assertIn(0, values)
        self.assertLess(len(set(positive)), len(positive))
        self.assertTrue(any(before[a] == 0 and now[a] > 0 for a in now))
        self.assertTrue(any(before[a] > 0 and now[a] == 0 for a in before))

    def test_currency_and_its_decimals(self):
        """CLI-08: amounts have the decimals of the currency, for each with other than two and some with two."""
        table = (SOURCE_DIR / "include/keyhaul/base/currency.h").read_text(encoding="utf-8")
        exponents = {
            code: int(digits)
            for digits, codes in re.findall(r'\{(\d),\s*((?:"[A-Z ]+"\s*)+)\}', table)
            for code in re.findall("[A-Z]{3}", codes)
        }
        self.assertGreater(len(exponents), 150)
        cents = sorted(code for code, digits in exponents.items() if digits == 2)
        others = {code: digits for code, digits in exponents.items() if digits != 2}
        for code, digits in {**others, **dict.fromkeys(cents[::60], 2)}.items():
            book, _, ledger = self.sample("--rows", 1, "--accounts", 1, "--currency", code)
            self.assertEqual(book[0]["currency"], code)
            self.assertRegex(ledger[0]["revenue"], r"^\d+$" if digits == 0 else r"^\d+\.\d{%d}$" % digits, code)

    def test_refuses_wrong_options(self):
        """CLI-07: a wrong option is one line and exit code 64."""
        good = {"--rows": 10, "--accounts": 5, "--out": "sample"}
        for name, value in (
            ("--rows", 0),
            ("--rows", -1),
            ("--rows", "1e3"),
            ("--accounts", 0),
            ("--months", 121),
            ("--begin", "2025-02-30"),
            ("--begin", "2025-01-02"),
            ("--currency", "Yuan"),
            ("--seed", "x"),
        ):
            options = [str(part) for pair in {**good, name: value}.items() for part in pair]
            self.fails(USAGE, name, "generate", *options)
        self.fails(CANNOT_CREATE, "does not exist", "generate", "--rows", 1, "--accounts", 1, "--out", "no/where")


if __name__ == "__main__":
    unittest.main()
