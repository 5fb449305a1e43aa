"""Classify a folder with the Python API: the images to look at first, and why.

    python examples/classify_folder.py photos/
    python examples/classify_folder.py photos/ --model my.onnx --first 20

Research use only, not a medical device.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from desktop import Classifier, HamError, Result


def main() -> int:
    parser = argparse.ArgumentParser(description="List the images of a folder, the most suspicious first.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, help="a file written by ham-export (default: the embedded model)")
    parser.add_argument("--first", type=int, default=10, metavar="N", help="how many to list (default: 10)")
    options = parser.parse_args()

    classifier = Classifier.load(options.model)
    names = {one.code: one.name for one in classifier.info.classes}
    print(f"{classifier.info.name} on {classifier.provider.label}")

    answered: list[Result] = []
    # Results come one by one, in the order of the files, while the next images are being read: nothing waits for the
    # whole folder. An image that cannot be read is a result with an error, not an exception.
    for result in classifier.classify(options.folder):
        if result.error is not None:
            print(f"not read: {result.file} ({result.error})")
        else:
            answered.append(result)

    answered.sort(key=lambda result: result.malignant or 0.0, reverse=True)
    for result in answered[: options.first]:
        flags = f"  [{', '.join(result.flags)}]" if result.flags else ""
        print(f"{result.malignant:.3f}  {names[result.diagnosis or '']:<24} {result.file}{flags}")
    strange = sum("unfamiliar" in result.flags for result in answered)
    print(f"{len(answered)} images answered, {strange} of them unlike anything the model was trained on")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except HamError as error:  # one sentence for a person: no such folder, no model, no provider
        sys.exit(str(error))
