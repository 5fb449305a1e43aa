"""By what answers are told: the prevalence that a person typed, and how many images are looked at by a person."""
