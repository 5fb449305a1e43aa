"""docs/contract.schema.json, from the contract's types: `python -m tests.documentation.contract_schema` writes it."""

from __future__ import annotations

import inspect
import json

import click
import msgspec

from desktop.contract import ModelInfo
from tests.documentation.pages import ROOT

FILE = ROOT / "docs" / "contract.schema.json"


def schema() -> str:
    """A JSON Schema (2020-12) of the metadata document, for those who write it without Python."""
    told = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(ModelInfo)}
    for one in told["$defs"].values():
        one["description"] = inspect.cleandoc(one["description"])  # Python 3.13 does this by itself
    return json.dumps(told, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(schema(), encoding="utf-8")
    click.echo(f"written: {FILE}")
