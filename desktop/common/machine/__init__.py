"""The machine that a program finds itself on, and what of it a container or a job leaves to this process."""

from desktop.common.machine.facts import (
    BF16,
    Machine,
    cpu_features,
    cpu_name,
    features_that_matter,
    give_back_memory,
    memory_bytes,
    this_machine,
    usable_cores,
)

__all__ = [
    "BF16",
    "Machine",
    "cpu_features",
    "cpu_name",
    "features_that_matter",
    "give_back_memory",
    "memory_bytes",
    "this_machine",
    "usable_cores",
]
