"""Speakers: who said what, read from the words of one article.

`speakers(headline, paragraphs)` is the whole of it; no model, no network, rules over tables. The way of a text:

| file | what it finds |
|---|---|
| `quotation` | what stands between quotation marks; the rest of the rules see a masked text |
| `sentences` | where sentences begin |
| `names` | capitalised sequences: titles, names of people, bodies, places |
| `people` | the table of people: whom names stand for, by full name, family name, given name |
| `roles` | who bears which role, so that "the manager" finds whom the text calls "boss" |
| `cues` | reporting words ("said", "according to") |
| `subjects`, `between`, `noun_phrases`, `leads` | the noun phrase that speaks: beside its cue, or at the head |
| `appositions` | what stands between commas beside a name ("Kim, the envoy, said") |
| `relayed` | who speaks through another ("quoted the minister as saying") |
| `references` | whom "he", "Kim" or "the envoy" means |
| `bearers` | who bears the role in "the envoy", which body is "the airline" |
| `frames` | each cue with its source, its own or a shared one |
| `direct`, `speech` | whose a quoted stretch is, and whether it is speech at all |
| `turns` | transcripts and interviews: labels before colons |
| `joint` | who says together what several say |
| `announcing` | whose turn it is, or whose words the line before announces |
| `denial` | whether it was said, or denied, imagined, put into a mouth |
| `indirect` | the clause that a cue reports |
| `titles`, `offices`, `headlines` | title and affiliation of a speaker; whom the headline gives the word |

The tables are `cues` (reporting words by what they govern), `word_lists` (titles, roles, bodies, places), `first_names`
(given names by gender) and `grammar` (little words); each says where its rows come from.
"""

from __future__ import annotations

from worker.enrich.speakers.found import Reading
from worker.enrich.speakers.speakers import Text, attributed, look, speakers, table, tell, unspoken
from worker.enrich.speakers.values import Quote, Speaker, Unspoken, to_mapping

__all__ = [
    "Quote",
    "Reading",
    "Speaker",
    "Text",
    "Unspoken",
    "attributed",
    "look",
    "speakers",
    "table",
    "tell",
    "to_mapping",
    "unspoken",
]
