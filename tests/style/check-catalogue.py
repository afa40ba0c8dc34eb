#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue keeps to its schema, and to what a schema cannot say: nothing twice, no plain http, readable marks,
summaries that can be translated."""

import datetime
import json
import pathlib
import re

import jsonschema
import style

CATALOGUE = "data/catalogue/catalogue.json"
SCHEMA = "data/catalogue/catalogue.schema.json"

SUMMARIES = "app/ui/frond-catalogue-summaries.c"

# Of white letters on a mark, as WCAG counts it.
LEAST_CONTRAST = 4.5


def luminance(color):
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear))


def addresses(entry):
    for file in entry["files"]:
        for part in (file, file.get("checksum", {}), file.get("signature", {})):
            if "url" in part:
                yield part["url"]


def check_dates(entry):
    dates = [datetime.date.fromisoformat(entry[key]) for key in ("released", "eol") if key in entry]
    return [] if dates == sorted(dates) else ["ends before it begins"]


def check_entry(entry):
    complaints = [f"{url} is not https" for url in addresses(entry) if not url.startswith("https://")]
    archs = [file["arch"] for file in entry["files"]]
    if len(archs) != len(set(archs)):
        complaints.append("two files for one architecture")
    for file in entry["files"]:
        if "checksum" not in file:
            complaints.append(f"{file['url']} has no checksum")
        if "signature" in file and "checksum" not in file:
            complaints.append(f"{file['url']} has a signature over nothing")
        if (file["format"] == "iso") == (entry["kind"] == "cloud-image"):
            complaints.append(f"{file['url']} is no {entry['kind']}")
    if 1.05 / (luminance(entry["mark"]["color"]) + 0.05) < LEAST_CONTRAST:
        complaints.append(f"white cannot be read on {entry['mark']['color']}")
    if entry["summary"].endswith("."):
        complaints.append("a summary ends without a full stop")
    return complaints + check_dates(entry)


def check(root):
    schema = json.loads((root / SCHEMA).read_text(encoding="utf-8"))
    catalogue = json.loads((root / CATALOGUE).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = jsonschema.Draft202012Validator(schema).iter_errors(catalogue)
    complaints = [f"{CATALOGUE}: {error.json_path}: {error.message}" for error in errors]
    if complaints:
        return complaints
    for key in ("id", "name"):
        values = [entry[key] for entry in catalogue["entries"]]
        complaints += [f"{CATALOGUE}: {value} is there twice" for value in {v for v in values if values.count(v) > 1}]
    for entry in catalogue["entries"]:
        complaints += [f"{CATALOGUE}: {entry['id']}: {complaint}" for complaint in check_entry(entry)]
    wanted = {entry["summary"] for entry in catalogue["entries"]}
    there = set(re.findall(r'N_ \("(.*?)"\)', style.read(root, SUMMARIES)))
    complaints += [f"{SUMMARIES}: lacks “{summary}”" for summary in sorted(wanted - there)]
    return complaints + [f"{SUMMARIES}: no entry has “{summary}”" for summary in sorted(there - wanted)]


ENTRY = {
    "id": "a",
    "name": "A 1",
    "summary": "An A",
    "kind": "installer",
    "mark": {"text": "A", "color": "#203040"},
    "files": [
        {
            "arch": "x86_64",
            "url": "https://a.example/a.iso",
            "format": "iso",
            "checksum": {"type": "sha256", "value": "0" * 64},
        }
    ],
}


def tree(*changes, words=("An A",)):
    """A tree with one entry for each change of ENTRY."""
    schema = (pathlib.Path(__file__).resolve().parents[2] / SCHEMA).read_text(encoding="utf-8")
    catalogue = json.dumps({"version": 1, "entries": [{**ENTRY, **change} for change in changes]})
    return {CATALOGUE: catalogue, SCHEMA: schema, SUMMARIES: "\n".join(f'N_ ("{word}"),' for word in words)}


def with_file(**change):
    return {"files": [{**ENTRY["files"][0], **change}]}


CASES = [
    ("good", tree({}), None),
    ("unknown key", tree({"nmae": "A"}), "nmae"),
    ("no address", tree({"files": []}), "files"),
    ("plain http", tree(with_file(url="http://127.0.0.1:1/a.iso")), "is not https"),
    ("http elsewhere", tree(with_file(url="http://a.example/a.iso")), "does not match"),
    ("short checksum", tree(with_file(checksum={"type": "sha512", "value": "0" * 64})), "checksum"),
    ("no checksum", tree({"files": [{k: v for k, v in ENTRY["files"][0].items() if k != "checksum"}]}), "no checksum"),
    ("twice", tree({}, {"name": "B"}), "a is there twice"),
    ("pale mark", tree({"mark": {"text": "A", "color": "#e0e0e0"}}), "cannot be read"),
    ("wrong kind", tree({"kind": "cloud-image"}), "is no cloud-image"),
    ("a summary without its words", tree({}, words=()), "lacks “An A”"),
    ("words without a summary", tree({}, words=("An A", "A B")), "no entry has “A B”"),
    ("dates", tree({"released": "2026-01-02", "eol": "2025-01-02"}), "ends before it begins"),
]

if __name__ == "__main__":
    style.main(check, CASES)
