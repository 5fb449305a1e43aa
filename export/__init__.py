"""Translate a trained run into the one self-describing ONNX file the desktop uses, and prove the translation."""
