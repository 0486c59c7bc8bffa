"""A storm of malformed messages against one server, which must answer every request and be as good as new afterwards."""

from __future__ import annotations

import random
from collections import Counter

from replay.wire import Wire

from .messages import REQUESTS, TEXT, messages, noise


def storm(seed: int, count: int) -> Counter[str]:
    """Sends so many messages; answers how many there were of each kind. Raises AssertionError if the server did wrong."""
    wire = Wire()
    wire.initialize()
    draw = random.Random(seed)
    counts: Counter[str] = Counter()
    for message in messages(seed, count):
        if message["method"] in REQUESTS:
            asked = wire.ask(**message)
            counts["requests"] += 1
            if draw.random() < 0.1:
                wire.cancel(asked)
                counts["cancelled"] += 1
        else:
            wire.send(message)
            counts["notifications"] += 1
        if draw.random() < 0.05:
            wire.raw(noise(draw))
            counts["noises"] += 1
        if len(wire.owed) > 50:
            wire.settle()
    wire.settle()
    wire.notify("workspace/didChangeConfiguration", {"settings": {"shapelens": None}})
    item = {"uri": "file:///tmp/after.py", "languageId": "python", "version": 1, "text": TEXT}
    wire.notify("textDocument/didOpen", {"textDocument": item})
    found = wire.request("textDocument/diagnostic", {"textDocument": item})["result"]["items"]
    assert [diagnostic["code"] for diagnostic in found] == ["input-rank"]
    surplus = [answer for answer in wire.surplus if answer.get("id") is not None]
    assert surplus == []
    assert wire.close() == 0
    trouble = wire.trouble() + "\n".join(line for line in wire.logged if "internal error" in line)
    assert not trouble, trouble
    return counts
