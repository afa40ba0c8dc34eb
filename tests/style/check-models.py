#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine models keep to their schema, are all there, and do not contradict themselves."""

import json

import jsonschema

import style

FOLDER = "data/models"
LIST = f"{FOLDER}/models.gresource.xml"


def complaints_about(path, model, validator):
    complaints = [f"{path}: {error.json_path}: {error.message}" for error in validator.iter_errors(model)]
    if complaints:
        return complaints
    if path.stem != model["id"]:
        complaints.append(f"{path}: is called {model['id']}")
    if model["machine"] == "pc" and (model["firmware"] != ["bios"] or model["iommu"] != "none"):
        complaints.append(f"{path}: the old chipset has neither UEFI nor an IOMMU")
    if model["machine"] == "q35" and "ide" in (model["cdrom"], model["emulated"]["disk"]):
        complaints.append(f"{path}: q35 has no IDE")
    if model["secure-boot"] and "uefi-secure" not in model["firmware"]:
        complaints.append(f"{path}: asks for a Secure Boot that it cannot have")
    if (model["gl"] or model["screens"] > 1) and model["video"] != "virtio":
        complaints.append(f"{path}: only virtio has 3D and several screens")
    if model["cdrom"] == "ide" and model["disks"] > 2:
        complaints.append(f"{path}: IDE has four places, and two are for discs")
    return complaints


def check(root):
    schema = root / FOLDER / "schema.json"
    if not schema.exists():
        return [f"{FOLDER}: has no schema.json"]
    schema = json.loads(schema.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    complaints, ids = [], set()
    for path in style.files(root, ".json", under=FOLDER):
        if path.name == "schema.json":
            continue
        model = json.loads(style.read(root, path))
        complaints += complaints_about(path, model, validator)
        ids.add(path.stem)
        if f"<file>{path.name}</file>" not in style.read(root, LIST):
            complaints.append(f"{LIST}: lacks {path.name}")
    complaints += [f"{FOLDER}: lacks {name}" for name in schema["properties"]["id"]["enum"] if name not in ids]
    return complaints


SCHEMA = json.dumps(
    {"type": "object", "required": ["id"], "properties": {"id": {"enum": ["a"]}, "screens": {"type": "integer"}}}
)
GOOD = {
    "id": "a",
    "machine": "pc",
    "firmware": ["bios"],
    "iommu": "none",
    "cdrom": "ide",
    "emulated": {"disk": "ide"},
    "secure-boot": False,
    "gl": False,
    "screens": 1,
    "video": "vga",
    "disks": 2,
}


def tree(change, name="a"):
    model = json.dumps({**GOOD, **change})
    files = {"schema.json": SCHEMA, f"{name}.json": model, "models.gresource.xml": "<file>a.json</file>"}
    return {f"{FOLDER}/{path}": text for path, text in files.items()}


CASES = [
    ("good", tree({}), None),
    ("against the schema", tree({"screens": "1"}), "$.screens"),
    ("UEFI on the old chipset", tree({"firmware": ["uefi"]}), "neither UEFI"),
    ("IDE on the new one", tree({"machine": "q35", "firmware": ["uefi"]}), "no IDE"),
    ("Secure Boot without", tree({"secure-boot": True}), "Secure Boot"),
    ("3D without virtio", tree({"gl": True}), "only virtio"),
    ("too many disks", tree({"disks": 3}), "four places"),
    ("no schema", {f"{FOLDER}/a.json": "{}"}, "no schema"),
]

if __name__ == "__main__":
    style.main(check, CASES)
