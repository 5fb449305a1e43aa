"""A checked model file, running on a provider of this machine."""

from desktop.model.prediction import Prediction

__all__ = ["Prediction"]
