"""Names of random streams (rule R1)."""

from __future__ import annotations

from hashlib import blake2b


def stream_key(name: str) -> int:
    """The 64-bit key of the stream called `name`: BLAKE2b (RFC 7693) of its UTF-8 text.

    It depends on the name alone, so an entity keeps its luck when others come, go or move. With
    n streams two share a key with a probability of about n**2 / 2**65: one in 40 million for a
    million streams.
    """
    return int.from_bytes(blake2b(name.encode("utf-8"), digest_size=8).digest(), "little")
