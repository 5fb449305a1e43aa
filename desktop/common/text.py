"""Words that every program says alike."""

from __future__ import annotations

NOTICE = "Research use only, not a medical device"
