"""What the tests of the command line share: a scratch folder per test and a way to call the program.

Every expected figure in these tests is worked out in the test itself, in Python's decimal arithmetic or by hand; none
comes from the program.
"""

import csv
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

KEYHAUL = os.environ.get("KEYHAUL_COMMAND", "keyhaul")
SOURCE_DIR = pathlib.Path(os.environ.get("KEYHAUL_SOURCE_DIR", pathlib.Path(__file__).parents[2]))

# The exit codes of sysexits.h that keyhaul gives.
OK, FINDINGS, USAGE, DATA, NO_INPUT, CANNOT_CREATE, INPUT_OUTPUT = 0, 1, 64, 65, 66, 73, 74

POLICY = {
    "keyhaul": 1,
    "name": "small",
    "currency": "CNY",
    "ledger": {"dimensions": ["service"], "measures": {"revenue": "money", "weight": "kg:3"}},
    "tiering": {
        "value": "revenue",
        "window": "12 months",
        "tiers": [
            {"name": "key", "when": {"share": "80%"}},
            {"name": "mid", "when": {"share": "95%"}},
            {"name": "small"},
        ],
    },
    "terms": [
        {
            "id": "volume",
            "kind": "rebate",
            "period": "quarter",
            "scope": {"service": ["standard", "economy"]},
            "qualifies_on": "revenue",
            "pays_on": "revenue",
            "schedule": {
                "accumulation": "marginal",
                "brackets": [
                    {"from": 0, "rate": "0%"},
                    {"from": 1000, "rate": "2%"},
                    {"from": 5000, "rate": "4%"},
                ],
            },
        }
    ],
}

ACCOUNTS = "account,name,parent\nA,Alpha,\nB,Beta,A\nC,Gamma,\nD,Delta,\n"

LEDGER = (
    "account,day,document,kind,credits,service,revenue,weight\n"
    "A,2026-01-10,I1,charge,,standard,6000.00,12.500\n"
    "A,2026-02-10,I2,charge,,express,2000.00,3.000\n"
    "B,2026-01-20,I3,charge,,economy,1500.00,2.000\n"
    "B,2026-02-20,N1,credit_note,I3,economy,-250.50,0.000\n"
    "C,2026-03-31,I4,charge,,standard,100.05,1.000\n"
)


class CommandLineTest(unittest.TestCase):
    """A test with a scratch folder, which is also the working directory of the program."""

    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="keyhaul-cli-")
        self.addCleanup(scratch.cleanup)
        self.dir = pathlib.Path(scratch.name)

    def write(self, name, content):
        """Writes text, bytes or (any other value) JSON, and returns the name."""
        path = self.dir / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_bytes(content.encode())
        else:
            path.write_text(json.dumps(content), encoding="utf-8")
        return name

    def keyhaul(self, *arguments, **options):
        return subprocess.run(
            [KEYHAUL, *map(str, arguments)],
            cwd=options.pop("cwd", self.dir),
            stdout=options.pop("stdout", subprocess.PIPE),
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=300,
            **options,
        )

    def succeeds(self, *arguments, **options):
        done = self.keyhaul(*arguments, **options)
        self.assertEqual((done.returncode, done.stderr), (OK, ""), arguments)
        return done.stdout

    def fails(self, code, pattern, *arguments, **options):
        """The program ends with this code and one line on standard error that matches; nothing else is new."""
        before = self.everything()
        done = self.keyhaul(*arguments, **options)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("keyhaul: "), done.stderr)
        self.assertRegex(done.stderr, pattern)
        self.assertEqual(self.everything(), before, "something was left behind")
        return done

    def everything(self):
        return sorted(str(path.relative_to(self.dir)) for path in self.dir.rglob("*"))

    def run_arguments(self, policy=POLICY, ledger=LEDGER, accounts=ACCOUNTS):
        """Writes the three files and returns the options of a run over them."""
        arguments = ["run", "--policy", self.write("policy.json", policy), "--ledger", self.write("ledger.csv", ledger)]
        if accounts is not None:
            arguments += ["--accounts", self.write("accounts.csv", accounts)]
        return arguments + ["--out", "out"]

    def table(self, name, directory="out"):
        with open(self.dir / directory / (name + ".csv"), encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
