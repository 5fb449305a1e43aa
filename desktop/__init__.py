"""Classify dermatoscopic images with one self-describing ONNX file: no network, no TensorFlow.

The ground floor of the project: it defines how a file becomes pixels (`desktop.images`) and what a model file
must carry (`desktop.contract`); the trainer and the export build for it. Research use only, not a medical device.
"""

__version__ = "0.1.0"
