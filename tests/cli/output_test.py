"""Files are written whole or not at all, and nothing of anybody else's is replaced."""

import json
import os
import resource
import signal
import subprocess
import time
import unittest

from support import CommandLineTest, KEYHAUL, CANNOT_CREATE, INPUT_OUTPUT, OK

SMALL = ("generate", "--rows", 50, "--accounts", 5)
LARGE = ("generate", "--rows", 200000, "--accounts", 500)


class OutputTest(CommandLineTest):
    def test_replaces_only_what_it_wrote(self):
        """CLI-02: an earlier result is replaced whole; with one foreign file in it, nothing is touched."""
        self.succeeds(*SMALL, "--out", "out")
        first = (self.dir / "out/ledger.csv").read_bytes()
        self.succeeds(*SMALL, "--seed", 2, "--out", "out/")
        self.assertNotEqual((self.dir / "out/ledger.csv").read_bytes(), first)
        self.assertEqual(
            sorted(os.listdir(self.dir / "out")), ["accounts.csv", "generate.json", "ledger.csv", "memberships.csv"]
        )
        self.assertEqual(os.listdir(self.dir), ["out"])

        self.write("out/notes.txt", "mine")
        second = (self.dir / "out/ledger.csv").read_bytes()
        self.fails(CANNOT_CREATE, "out: exists and holds files", *SMALL, "--out", "out")
        self.assertEqual((self.dir / "out/ledger.csv").read_bytes(), second)

    def test_refuses_directories_of_others(self):
        """CLI-02: a directory without our marker, with another command's, or with a broken one stays as it is."""
        (self.dir / "theirs").mkdir()
        self.write("theirs/ledger.csv", "account\n")
        self.fails(CANNOT_CREATE, "theirs: exists and holds files", *SMALL, "--out", "theirs")
        for marker in ("{", "[]", json.dumps({"files": 1}), json.dumps({"files": [{"file": "other.csv"}]})):
            self.write("theirs/generate.json", marker)
            self.fails(CANNOT_CREATE, "theirs: exists and holds files", *SMALL, "--out", "theirs")
        self.write("file", "")
        self.fails(CANNOT_CREATE, "file: exists and is not a directory", *SMALL, "--out", "file")
        self.fails(CANNOT_CREATE, "is the current directory", *SMALL, "--out", ".")

    def test_takes_an_empty_directory_and_a_link(self):
        """CLI-02: an empty directory is filled; a link stands for the directory that it names."""
        (self.dir / "empty").mkdir()
        self.succeeds(*SMALL, "--out", "empty")
        (self.dir / "link").symlink_to("empty")
        self.succeeds(*SMALL, "--seed", 3, "--out", "link")
        self.assertTrue((self.dir / "link").is_symlink())
        self.assertEqual(json.loads((self.dir / "empty/generate.json").read_text())["seed"], 3)

    def test_lists_its_files(self):
        """CLI-01: the marker lists every other file with its size."""
        self.succeeds(*SMALL, "--out", "out")
        files = json.loads((self.dir / "out/generate.json").read_text())["files"]
        sizes = {path.name: path.stat().st_size for path in (self.dir / "out").iterdir()}
        del sizes["generate.json"]
        self.assertEqual({file["file"]: file["bytes"] for file in files}, sizes)

    def test_keeps_the_umask(self):
        self.succeeds(*SMALL, "--out", "out", preexec_fn=lambda: os.umask(0o027))
        self.assertEqual((self.dir / "out").stat().st_mode & 0o777, 0o750)
        self.assertEqual((self.dir / "out/ledger.csv").stat().st_mode & 0o777, 0o640)

    def test_write_that_fails(self):
        """CLI-03: a write that fails half way is one line, exit code 74, and nothing is left."""
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
        self.fails(INPUT_OUTPUT, "out/ledger.csv: cannot be written: File too large", *LARGE, "--out", "out", preexec_fn=limit)

    def test_full_disk(self):
        """CLI-03: a full disk is one line, exit code 74, and nothing is left."""
        disk = self.dir / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "keyhaul-test", str(disk)]
        if os.getuid() != 0 or subprocess.run(mount, stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("a file system of two megabytes can only be mounted by root")
        self.addCleanup(subprocess.run, ["umount", str(disk)], check=True)
        self.fails(INPUT_OUTPUT, "disk/out/ledger.csv: cannot be written: No space left", *LARGE, "--out", "disk/out")
        self.succeeds(*SMALL, "--out", "disk/out")
        self.fails(INPUT_OUTPUT, "disk/out/ledger.csv: cannot be written: No space left", *LARGE, "--out", "disk/out")
        self.assertEqual(json.loads((disk / "out/generate.json").read_text())["rows"], 50)

    def test_full_standard_output(self):
        """CLI-03: standard output that cannot be written is exit code 74."""
        with open("/dev/full", "wb") as full:
            self.fails(INPUT_OUTPUT, "standard output: No space left", "schema", stdout=full)

    def test_directory_that_cannot_be_written(self):
        """CLI-01: where the directory cannot be made, exit code 73."""
        self.fails(CANNOT_CREATE, "/proc/keyhaul: cannot be created", *SMALL, "--out", "/proc/keyhaul")

    def test_interrupt(self):
        """CLI-01: interrupted while it writes, it leaves nothing and ends as by the signal."""
        for number in (signal.SIGINT, signal.SIGTERM):
            arguments = ["generate", "--rows", "20000000", "--accounts", "500", "--out", "out"]
            process = subprocess.Popen([KEYHAUL, *arguments], cwd=self.dir)
            deadline = time.monotonic() + 60
            while not any(path.name == "ledger.csv" for path in self.dir.rglob("*")) and time.monotonic() < deadline:
                time.sleep(0.01)
            process.send_signal(number)
            self.assertEqual(process.wait(60), -number)
            self.assertEqual(self.everything(), [])

    def test_many_at_once(self):
        """CLI-01: runs into one directory at the same time leave the whole result of one of them."""
        processes = [
            subprocess.Popen([KEYHAUL, *map(str, SMALL), "--seed", str(seed), "--out", "out"], cwd=self.dir,
                             stderr=subprocess.DEVNULL)
            for seed in range(8)
        ]
        self.assertIn(OK, [process.wait(60) for process in processes])
        seed = json.loads((self.dir / "out/generate.json").read_text())["seed"]
        self.assertEqual(os.listdir(self.dir), ["out"])
        self.succeeds(*SMALL, "--seed", seed, "--out", "again")
        for name in os.listdir(self.dir / "again"):
            self.assertEqual((self.dir / "out" / name).read_bytes(), (self.dir / "again" / name).read_bytes(), name)


if __name__ == "__main__":
    unittest.main()
