#!/usr/bin/env python3
"""The examples of README.md are the programs in examples/, compile as they stand, and print what README says."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["KEYHAUL_SOURCE_DIR"])
LIBRARY = pathlib.Path(os.environ["KEYHAUL_LIBRARY"])
README = (SOURCE / "README.md").read_text(encoding="utf-8")


def block(language):
    return re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)[1]


def build_and_run(compiler, *arguments):
    with tempfile.TemporaryDirectory() as work:
        program = os.path.join(work, "program")
        subprocess.run([compiler, "-Wall", "-Wextra", "-Wpedantic", "-Werror", *map(str, arguments), "-o", program],
                       check=True)
        return subprocess.run([program], check=True, capture_output=True, text=True).stdout


class Readme(unittest.TestCase):
    def assert_is_example(self, language, path):
        example = (SOURCE / path).read_text(encoding="utf-8")
        self.assertEqual(block(language), example.split("\n", 1)[1], f"README.md and {path} differ")

    def test_cpp(self):
        path = "examples/cpp/rebate.cc"
        self.assert_is_example("cpp", path)
        printed = build_and_run(os.environ["CXX"], "-std=c++20", "-I", SOURCE / "include", SOURCE / path)
        self.assertEqual(printed, "800.00 × 2 % + 250.00 × 3 % = 23.50\n")

    def test_c(self):
        path = "examples/c/calc.c"
        self.assert_is_example("c", path)
        folder = LIBRARY.parent
        printed = build_and_run(os.environ["CC"], "-std=c99", "-I", SOURCE / "capi", SOURCE / path, f"-L{folder}",
                                "-lkeyhaul", f"-Wl,-rpath,{folder}")
        self.assertEqual(json.loads(printed)["amount"], "23.50")


if __name__ == "__main__":
    unittest.main()
