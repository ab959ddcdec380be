"""Speakers: who said what, read from the words of one article.

`speakers(headline, paragraphs)` is the whole of it. The way of a text: `marks` finds what stands between quotation
marks, `sentences` where sentences end, `names` the people and bodies, `cues` the reporting words; `subjects` finds who
does the saying, `references` whom "he", "Kim" or "the envoy" means, `attribute` joins quote, cue and speaker.
No model, no network: rules over the tables of `cues`, `lexicon` and `given`.
"""

from __future__ import annotations

from worker.enrich.speakers.speakers import speakers, unspoken
from worker.enrich.speakers.values import Quote, Speaker, Unspoken, to_mapping

__all__ = ["Quote", "Speaker", "Unspoken", "speakers", "to_mapping", "unspoken"]
