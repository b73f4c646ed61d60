#!/usr/bin/env python3
"""Makes the corpus anew. See ../README.md for what it takes and what each file is."""

import csv
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

import letters
import mapped
import messy
import mismapped
import refused
import spoiled
import texts
import vendors
import workbooks
from office import Office
from people import WORKSPACES

HERE = Path(__file__).resolve().parent.parent


def directory():
    with open(HERE / "workspaces.csv", "w", newline="") as to:
        rows = csv.writer(to, lineterminator="\n")
        rows.writerow(["id", "name", "active"])
        rows.writerows([id, name, "no" if name == "Retired" else "yes"] for name, id in WORKSPACES)


def main(parts):
    directory()
    with Office() as office, tempfile.TemporaryDirectory() as scratch:
        for module, folder in [
            (texts, "twelve"),
            (workbooks, "twelve"),
            (vendors, "twelve"),
            (mapped, "twelve"),
            (letters, "messy"),
            (messy, "messy"),
            (spoiled, "messy"),
            (mismapped, "messy"),
            (refused, "refused"),
        ]:
            if not parts or module.__name__ in parts:
                out = HERE / folder
                out.mkdir(exist_ok=True)
                module.make(out, office, Path(scratch))


if __name__ == "__main__":
    main(sys.argv[1:])
