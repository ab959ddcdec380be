"""Texts without a sentence, which lie in folders beside the articles of a named source, are refused; articles never."""

from __future__ import annotations

import pytest

from tests.wire.formats.kit import P1, P2, refused
from worker.wire.formats import prose

LISTS = {
    "ignored files": ".git\n.env\nnode_modules/\n*.swp\nbuild/\n",
    "key": "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCu9kz4AKpEJJ1o\n"
    "e54Um2v0J7mVt0s9y8c1\n-----END PRIVATE KEY-----\n",
    "words": "the\nand\nof\nquay\ntram\nferry\n",
    "processes": "web: tramd -b 0.0.0.0:$PORT\nwork: queue -A tram worker\n",
    "query": "SELECT * FROM stops\nWHERE line = 'harbour';\nDELETE FROM `stops`\nWHERE line IS NULL;\n",
    "settings of a service": "# How the tram's page is served. It is read when the service starts.\n"
    "auth\trequired\tpam_tram.so\nroot:*:0:\nport=8080\n",
    "workflow": "name: publish\non:\n  release:\njobs:\n  build:\n    runs-on: linux\n",
    "template": "stops.tpl\n{t}Stops of the line{/t}\n{if $stops}\n{$stops.name} {include file=\"stops.tpl\"}\n{/if}\n",
    "manual": '.TH "TRAM" 1\n.SH "NAME"\n.HP\ntram stops --list\n.SH "SYNOPSIS"\ntram [--line=LINE] [--help]\n',
    "log": "2026-03-02 08:00:01 INFO tramd started on port 8080\n2026-03-02 08:00:03 WARN the line is closed for now\n",
    "patch": "diff --git a/stops b/stops\n--- a/stops\n+++ b/stops\n@@ -1 +1 @@\n-The old quay of the line\n",
    "subtitles": "1\n00:00:01,000 --> 00:00:04,000\nGood evening and welcome to the tram.\n",
    "sums": "d41d8cd98f00b204e9800998ecf8427e  usr/share/tram/stops\n0cc175b9c0f1b6a831c399e269772661  usr/bin/tram\n",
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_text_without_a_sentence_is_refused(name: str) -> None:
    """Whatever is said in its comments; the refusal says what it looks like."""
    bad = refused(LISTS[name], content_type="text/plain")
    assert bad.reason == "not_text"
    assert "it begins with" in bad.detail


MANUALS = {
    "manual": "Notes on tramd\n\nTo start the daemon, edit /etc/tramd/tramd.conf and run tramd --stop-file=x. The "
    "option -d turns debugging on, and run_stops() reads the file.\n",
    "fields of a package": "Document: tram\nTitle: The manual of the tram\nAuthor: N. N.\nFiles: /usr/doc/tram.txt\n",
    "licence": "Tram timetable\n\nCopyright (c) 2019 The tram's makers\n\nThis software is provided without warranty. "
    "You may redistribute it under this license. The software and its license follow.\n",
    "pod": "=head1 NAME\n\nTram - reads the stops of a line\n\n=head1 DESCRIPTION\n\nIt reads the stops of a line.\n",
}  # fmt: skip


@pytest.mark.parametrize("name", MANUALS)
def test_a_manual_or_licence_of_software_is_refused(name: str) -> None:
    """They have sentences, but of files, options and functions, or the terms of a licence."""
    assert "software" in refused(MANUALS[name], content_type="text/plain").detail


@pytest.mark.parametrize(
    "text",
    [
        "FLASH: Harbour tram derails\n",
        "TRAM CO SHR 1.24 DLRS VS 1.55 DLRS\n",
        "\u9996\u76f8\u8f9e\u4efb\n",
        "[\uc18d\ubcf4] \ud56d\uad6c \ud2b8\ub7a8 \ud0c8\uc120\n(\ub05d)\n",
        "For release Friday, and thereafter\n$Adv22\nThe most seen films:\n1.``The Quay''  2.``Ferry Home''\n",
        "Line dates\n12.03.2026 Meren 1.250.300 passengers\n13.03.2026 Berg 12.03.26\n",
        (
            "Tram maker's software had a bug\nMEREN (Coastal) -- The city said a patch for the bug in version 2.1.7 of "
            "the server's software was installed on Monday. The code lies on GitHub for all to read.\n"
        ),
        "Mayor of Meren resigns\nMEREN (Coastal) -- The mayor has resigned.\n(END)\n",
        "Menu\nNews\nSport\nWeather\n" + 12 * "Live\n" + f"Harbour tram opens\n{P1}\n{P2}\nShare\nPrint\n",
        "Rates\n1 week (act/360) 0.105\n2 weeks (act/360) 0.116\n1 month (act/360) 0.131\n",
        "Shooting\n60 shots, final:\n1) Renn Meren 688.2 (588+100.2), 2) Tolve Berg 685.8 (584+101.8)\n",
        "\u6e2f\u306e\u8def\u9762\u96fb\u8eca\u304c\u6708\u66dc\u65e5\u306b\u958b\u901a\u3057\u305f\u3002\n",
        f"tram_opens / city desk\n{P1} The fare is $2; see tram.example/fares/2026.\n",
    ],
)
def test_an_article_is_read(text: str) -> None:
    """A flash in any script, a page with its menu, tables, lists of films, one about software, one with a few marks."""
    assert prose.kind(text) is None
