"""How long passages are, and the version of how they are cut. Knows no document."""

from __future__ import annotations

from dataclasses import dataclass

# Counted up where the same settings give other passages.
_CHUNKER = 4


@dataclass(frozen=True, slots=True)
class ChunkSettings:
    """How long passages are, in characters.

    Attributes:
        tiny: A paragraph shorter than this joins the passage before it, whatever that has.
        short: A passage shorter than this takes the next paragraph under the same headings.
        aim: What pieces of a long paragraph are cut to, as nearly as its sentences allow.
        long: None is longer than this, line breaks aside.
        lead_gain: How much it counts for a cut that an enumeration goes on there (一是, 二要), in squares of the share
            by which a piece misses ``aim``.
    """

    tiny: int = 60
    short: int = 150
    aim: int = 260
    long: int = 380
    lead_gain: float = 0.25

    def __post_init__(self) -> None:
        if not 0 <= self.tiny <= self.short <= self.aim <= self.long or self.long < 1:
            raise ValueError(f"lengths must rise from tiny to long: {self}")

    @property
    def version(self) -> str:
        """What an index remembers of how its passages were made."""
        return f"{_CHUNKER}:{self.tiny}-{self.short}-{self.aim}-{self.long}:{self.lead_gain:g}"


DEFAULT = ChunkSettings()
