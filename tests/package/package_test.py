#!/usr/bin/env python3
"""Installs Keyhaul and uses it the ways a host does: CMake package, pkg-config, add_subdirectory, the command line."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = pathlib.Path(os.environ["KEYHAUL_SOURCE_DIR"])
BINARY = pathlib.Path(os.environ["KEYHAUL_BINARY_DIR"])
VERSION = os.environ["KEYHAUL_VERSION"]


def run(*command, **environment):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          env={**os.environ, **environment})
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def benchmarks_are_built():
    return (BINARY / "benchmarks").is_dir()


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.work = pathlib.Path(cls.folder.name)
        run("cmake", "--install", BINARY, "--prefix", cls.work / "first")
        # An installed tree can be moved: whatever works below works from another place than it was installed to.
        (cls.work / "first").rename(cls.work / "prefix")
        cls.prefix = cls.work / "prefix"
        cls.library = next(cls.prefix.rglob("libkeyhaul.so")).parent

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def consume(self, name, *options, arguments=()):
        build = self.work / f"build-{name}"
        run("cmake", "-S", HERE / name, "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}", *options)
        run("cmake", "--build", build)
        return run(build / "consumer", *arguments).strip()

    def test_find_package_of_the_c_library(self):
        self.assertEqual(self.consume("c_library"), VERSION)

    def test_find_package_of_the_engine(self):
        self.assertIn("line 1", self.consume("engine"))

    def test_add_subdirectory_gives_headers_and_nothing_else(self):
        self.assertEqual(self.consume("subdirectory", f"-DKEYHAUL_SOURCE_DIR={SOURCE}"), "0.025")

    @unittest.skipUnless(benchmarks_are_built(), "the benchmarks are not built")
    def test_own_scoring_rule_is_timed_beside_the_built_in_ones(self):  # SCORING-113, outside of the source tree
        printed = self.consume("scoring_rule", f"-DKEYHAUL_SOURCE_DIR={SOURCE}",
                               arguments=("100", "--benchmark_min_time=0.0001"))
        for rule in ("weighted_score", "topsis", "vikor", "promethee_ii_usual", "spotis", "worst_criterion"):
            self.assertRegex(printed, rf"score/{rule} .* tau_b=")

    def test_pkg_config(self):
        search = {"PKG_CONFIG_PATH": str(self.library / "pkgconfig")}
        flags = run("pkg-config", "--cflags", "--libs", "keyhaul", **search).split()
        self.assertEqual(run("pkg-config", "--modversion", "keyhaul", **search).strip(), VERSION)
        program = self.work / "pkg-config-consumer"
        run(os.environ["CC"], HERE / "c_library/main.c", "-o", program, *flags)
        self.assertEqual(run(program, LD_LIBRARY_PATH=str(self.library)).strip(), VERSION)

    def test_another_major_version_is_refused(self):
        project = self.work / "major"
        project.mkdir()
        (project / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(consumer LANGUAGES C)\n"
            "find_package(keyhaul 7.0 CONFIG REQUIRED COMPONENTS c)\n", encoding="utf-8")
        with self.assertRaisesRegex(AssertionError, "keyhaul"):
            run("cmake", "-S", project, "-B", project / "build", f"-DCMAKE_PREFIX_PATH={self.prefix}")

    def test_installed_command_line_finds_its_library(self):
        self.assertIn(VERSION, run(self.prefix / "bin/keyhaul", "--version"))

    def test_shared_library_has_its_soname_link(self):
        major = VERSION.split(".")[0]
        self.assertTrue((self.library / f"libkeyhaul.so.{major}").is_symlink())

    def test_versions_agree(self):
        header = (self.prefix / "include/keyhaul.h").read_text(encoding="utf-8")
        parts = [re.search(rf"#define KEYHAUL_VERSION_{part} (\d+)", header)[1] for part in ("MAJOR", "MINOR", "PATCH")]
        self.assertEqual(".".join(parts), VERSION)
        text = (self.prefix / "include/keyhaul/base/version.h").read_text(encoding="utf-8")
        self.assertEqual(re.search(r'kVersion = "([^"]+)"', text)[1], VERSION)


if __name__ == "__main__":
    sys.exit(unittest.main())
