"""Kills, holds and releases in the words of agencies: what they name is found, however it is named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.helpers import FERRY, article
from worker import fold, read
from worker.wire import withdrawal_words
from worker.wire.article import Article

HEAD = "Ferry sinks off Meren"
STORY = {"source": "coastal", "id": "c-1", "headline": HEAD, "body": f"MEREN (Coastal) -- {FERRY}"}
OTHER = {"source": "coastal", "id": "c-2", "headline": "Bridge opens", "body": "TOLVE (Coastal) -- A bridge opened."}

PLAYED = (
    "Le concert qui devait se tenir samedi sur la place de Tolve est annulé, selon nos informations, parce que la scène"
    " a brûlé."
)


def named(a: Article, verb: str) -> tuple[str, ...] | None:
    operations = a.editor_note.operations if a.editor_note else ()
    return next((o.slugs for o in operations if o.verb == verb), None)


def statuses(*notices: dict[str, Any]) -> dict[str | None, str]:
    """The status of each story after these notices, by its headline."""
    records = [STORY, OTHER, *notices]
    sent = [
        {"published_at": f"2025-03-14T{10 + n:02}:00:00Z", "source": "coastal", "id": f"n-{n}", **record}
        for n, record in enumerate(records)
    ]
    articles = [a for n, record in enumerate(sent) for a in read(json.dumps(record).encode(), line=n)]
    return {story.headline: story.status for story in fold(articles) if story.kind == "article"}


@pytest.mark.parametrize(
    "notice",
    [
        {"headline": "ADVISORY: Ferry story is withdrawn", "body": f"The MEREN item headlined '{HEAD}' is withdrawn."},
        {"headline": f"STORY WITHDRAWN-{HEAD}", "body": f'(Coastal) - The story "{HEAD}" has been withdrawn.'},
        {"headline": f"RETRACTION: {HEAD}", "body": "The ferry is in port."},
        {"headline": "KILL KILL KILL", "body": f'Please kill item coastal 157 "{HEAD}". It was called off.'},
        {"headline": "KILL", "body": f'Kill the story that moved at 1000 GMT on March 14, "{HEAD}".'},
        {"headline": f"{HEAD} (KILL)", "body": "Please kill this story."},
        {"headline": f"{HEAD} - STORY WITHDRAWN", "body": "The ferry is in port."},
        {"headline": f"KILL (2nd LD) {HEAD}", "body": "Editors: kill."},
        {"headline": "Retraction", "body": f'Coastal News retracts its story headlined "{HEAD}" of March 14.'},
        {"headline": "Attention editors", "body": f"Pls do not use the item {HEAD}, moved at 1000 GMT. It is wrong."},
        {"headline": f"CANCELLED: {HEAD}", "body": "This story is cancelled."},
        {"headline": HEAD, "body": "This story has been withdrawn. The ferry is in port."},
        {"headline": f"SPIKE: {HEAD}", "body": "Please spike the above story."},
        {"headline": "KILL NOTICE", "body": "Kill item c-1. The ferry is in port."},
        {"headline": "KILL", "body": f"Kill the story of March 14 (c-1), ‘{HEAD}’, at once."},
        {"headline": f"ANULACIÓN: {HEAD}", "body": "La noticia queda anulada."},
        {"headline": f"<Annulation> {HEAD}", "body": "Merci."},
        {"headline": f"VERVALT: {HEAD}", "body": "Niet gebruiken a.u.b."},
        {"headline": f"(전문취소) {HEAD}", "body": "사실과 다릅니다."},
        {"headline": "Rückzug", "body": f"Bitte verwenden Sie die Meldung „{HEAD}“ von 11.00 Uhr nicht."},
        {"headline": "Aviso", "body": f'La noticia "{HEAD}", enviada a las 10.00, queda anulada.'},
        {"headline": "Avis", "body": f"ATTENTION CLIENTS: Merci de ne pas utiliser notre dépêche « {HEAD} »."},
        {"headline": "Avviso", "body": f'Si prega di annullare la notizia "{HEAD}" delle 11.'},
        {"headline": "Bericht", "body": f'Het bericht "{HEAD}" van 11.00 uur vervalt.'},
        {"headline": f"AVIS D'ANNULATION: {HEAD}", "body": "Merci."},
        {"headline": "AVIS D'ANNULATION", "body": f"La dépêche intitulée « {HEAD} » est annulée."},
        {"headline": f"ATTENTION - ANNULATION: {HEAD}", "body": "Merci."},
        {"headline": f"ANULACION: {HEAD}", "body": "Rogamos anulen."},
        {"headline": f"ANULADO.- {HEAD}", "body": "Rogamos anulen."},
        {"headline": f"ANULACIÓN DE NOTICIA: {HEAD}", "body": "Rogamos anulen."},
        {"headline": "ATENCIÓN", "body": f'Rogamos no tengan en cuenta la información titulada "{HEAD}".'},
        {"headline": f"ACHTUNG: Meldung zurückgezogen: {HEAD}", "body": "Bitte nicht verwenden."},
        {"headline": "ACHTUNG: Meldung zurueckgezogen", "body": f'Die Meldung "{HEAD}" wird zurueckgezogen.'},
        {"headline": "Achtung", "body": f'dpa zieht die Meldung "{HEAD}" zurück.'},
        {"headline": "ATTENZIONE, ANNULLAMENTO", "body": f'Annullare la notizia "{HEAD}" delle 10.00.'},
        {"headline": "ANULAÇÃO DE NOTÍCIA", "body": f'Pedimos a anulação da notícia "{HEAD}".'},
        {"headline": f"LET OP: INGETROKKEN: {HEAD}", "body": "Niet gebruiken."},
        {"headline": f"ОТМЕНА: {HEAD}", "body": "Просьба не использовать."},
        {"headline": f"АННУЛИРОВАНИЕ СООБЩЕНИЯ: {HEAD}", "body": "Просьба не использовать."},
        {"headline": "Вниманию подписчиков", "body": f"Сообщение «{HEAD}» аннулируется."},
        {"headline": "К сведению", "body": f"Просьба аннулировать сообщение «{HEAD}», переданное в 11:00."},
        {"headline": f"إلغاء خبر: {HEAD}", "body": "يرجى عدم الاستخدام."},
        {"headline": "تنويه", "body": f'يرجى إلغاء الخبر المعنون "{HEAD}".'},
        {"headline": f"【記事取り消し】{HEAD}", "body": "使用しないでください。"},
        {"headline": f"記事取消 {HEAD}", "body": "使用しないでください。"},
        {"headline": "お断り", "body": f"「{HEAD}」の記事は取り消します。"},
        {"headline": f"撤稿：{HEAD}", "body": "请勿使用。"},
        {"headline": "撤稿通知", "body": f"请撤销《{HEAD}》一稿。"},
        {"headline": f"UTGÅR: {HEAD}", "body": f'Texten med rubriken "{HEAD}" utgår.'},
        {"headline": "Rättelse", "body": f"Texten med rubriken ”{HEAD}” återkallas."},
        {"headline": "Coastal trekker melding", "body": f"NTB trekker meldingen «{HEAD}», som er feil."},
        {"headline": f"TREKKES: {HEAD}", "body": f"Meldingen «{HEAD}» trekkes."},
        {"headline": f"ANULOWANO: {HEAD}", "body": "Prosimy nie używać."},
        {"headline": f"STORNO: {HEAD}", "body": "Bitte nicht verwenden."},
        {"headline": f"ATTENZIONE ANNULLARE - {HEAD}", "body": "Si prega di annullare la notizia."},
        {"headline": f"TREKKES TILBAKE: {HEAD}", "body": "Meldingen trekkes tilbake. Vi beklager."},
        {"headline": f"ANULOWANIE DEPESZY: {HEAD}", "body": "Prosimy o niewykorzystywanie depeszy."},
        {"headline": f"СНЯТО: {HEAD}", "body": "Просьба сообщение не использовать."},
        {"headline": "ANNULATION", "body": f'Nous vous prions d\'annuler la dépêche "{HEAD}" diffusée à 09h00.'},
        {"headline": "Notice", "body": f'Coastal News\n\nWe are withdrawing our story headlined "{HEAD}".'},
        {"headline": "ATTN EDITORS", "body": f'The story headlined "{HEAD}" may please be treated as cancelled.'},
        {"headline": f"ATTENTION EDITORS: Kindly do not use story: {HEAD}", "body": "It has been withdrawn."},
        {"headline": "ANULAÇÃO", "body": f'Solicitamos a anulação da notícia com o título "{HEAD}".'},
        {"headline": f"CANCEL: {HEAD}", "body": f'The story headlined "{HEAD}" has been canceled.'},
        {"headline": "KILL STORY", "body": f'Please kill the story headlined "{HEAD}".'},
        {"headline": f"Kill: {HEAD}", "body": f'Please kill the story titled "{HEAD}" released at 16:00.'},
        {"headline": "ATTENTION - MANDATORY KILL", "body": f'Please kill our story "{HEAD}" sent at 1000 GMT.'},
        {"headline": f"KILL ({HEAD})", "body": "Please kill the story. It was sent by mistake."},
        {"headline": f"ANNULE: {HEAD}", "body": "Prière de ne pas utiliser cette dépêche."},
        {"headline": "(ATTN: KILL)", "body": f'Please kill the story headlined "{HEAD}".'},
        {"headline": "Cancellation", "body": f'Editors, please cancel the item "{HEAD}" released earlier.'},
        {"headline": f"Stornierung: {HEAD}", "body": "Bitte löschen Sie die Meldung. Sie beruhte auf einem Irrtum."},
        {"headline": f"ANNULLARE: {HEAD}", "body": "Annullare la notizia trasmessa alle 8.00."},
        {"headline": f"STORY RETRACTED: {HEAD}", "body": "The story has been retracted. Please do not publish it."},
        {"headline": "ATTENTION: EDITORS", "body": f'Please cancel our story headlined "{HEAD}".'},
        {"headline": "ATTENTION SUBSCRIBERS", "body": f'Kindly ignore the story headlined "{HEAD}" issued today.'},
        {"headline": "ATTENTION EDITORS", "body": f'Please ignore the story headlined "{HEAD}" issued by us.'},
    ],
)
def test_a_kill_reaches_what_it_names(notice: dict[str, Any]) -> None:
    """In any quotation marks, with a number or a time before the name, under a label, in the wire's own language."""
    assert statuses(notice) == {HEAD: "canceled", "Bridge opens": "usable"}


@pytest.mark.parametrize(
    ("body", "slugs"),
    [
        ("Kill the Marn-Ferry Wreck story, V5414. The owner denies it.", ("Marn-Ferry Wreck",)),
        ("MEREN, Ostia - Please kill the story Ferry-Wreck, V9991. No one sank.", ("Ferry-Wreck",)),
        ("Please kill BC-Ferry Wreck-Owner, V17. No one sank.", ("BC-Ferry Wreck-Owner",)),
        ("Please hold the US--Ferry Wreck story until a name is checked.", ("US--Ferry Wreck",)),
        ("Please kill the photo of the ferry. The caption is wrong.", ()),
    ],
)
def test_a_slug_without_quotes(body: str, slugs: tuple[str, ...]) -> None:
    """American agencies name a story by its slug alone, which is known by its hyphen and capitals."""
    a = article(source="ap", body=f"{body}\n\nA kill is mandatory.", headline="Notice")
    assert a.kind == "advisory"
    assert slugs in (named(a, "DISREGARDS"), named(a, "WITHHOLDS"))


def test_a_kill_that_names_no_story() -> None:
    """It means the story with its own slug."""
    a = article(
        source="ap", slug="BC-Ferry Wreck", headline="Editors:", body="Kill the Ferry Wreck story. No one sank."
    )
    assert named(a, "DISREGARDS") == ("BC-Ferry Wreck",)


def by_slug(*notices: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The kinds of these notices, and the statuses of the story with the slug and of one with a longer slug."""
    stories = [{**STORY, "slug": "BC-OS--Ferry Wreck"}, {**OTHER, "slug": "BC-OS--Ferry Wreck-List"}]
    sent = [
        {"published_at": f"2025-03-14T{10 + n:02}:00:00Z", "id": f"n-{n}", **record, "source": "ap"}
        for n, record in enumerate([*stories, *notices])
    ]
    articles = [a for n, record in enumerate(sent) for a in read(json.dumps(record).encode(), line=n)]
    told = {story.slug: story.status for story in fold(articles) if story.kind == "article"}
    return [a.kind for a in articles[2:] if isinstance(a, Article)], [
        told["BC-OS--Ferry Wreck"],
        told["BC-OS--Ferry Wreck-List"],
    ]


@pytest.mark.parametrize(
    ("slug", "headline", "body", "kind", "status"),
    [
        ("BC-OS--Ferry Wreck", "Kill/Takedown notice",
         "To Editors: Please kill story slugged BC-OS--Ferry Wreck ex MEREN at 14 Mar 2025.", "kill", "canceled"),
        ("BC-OS--Ferry Wreck", "KILL BC-OS--Ferry Wreck",
         "Editors: Please kill the story slugged BC-OS--Ferry Wreck (MRN12) issued earlier.", "kill", "canceled"),
        ("BC-OS--Ferry Wreck/ (WITHDRAWN)", f"STORY WITHDRAWN-{HEAD}", "There will be no substitute.",
         "kill", "canceled"),
        ("BC-OS--Ferry Wreck, WITHDRAWN", None, "The owner says the ferry is in port.", "kill", "canceled"),
        ("BC-OS--Ferry Wreck-Kill", HEAD, "MEREN (AP) _ The AP has withdrawn its story about a ferry.",
         "kill", "canceled"),
        ("BC-OS--Ferry Wreck-KILL", None, "The owner says the ferry is in port.", "kill", "canceled"),
        ("BC-Advisory", None, "Eds:\n   Members using BC-OS--Ferry Wreck, which moved at noon, are asked to kill it.",
         "advisory", "canceled"),
        ("BC-Kill-Ferry Wreck", None, "The AP is killing its story slugged BC-OS--Ferry Wreck. A kill is mandatory.",
         "kill", "canceled"),
        ("BC-Notice", "WITHDRAWS STORY", "Editors: The story slugged BC-OS--Ferry Wreck stands withdrawn.",
         "advisory", "canceled"),
        ("BC-Advisory", None, "Eds:\n   Editors are urged to withhold BC-OS--Ferry Wreck until the names are checked.",
         "advisory", "withheld"),
    ],
)  # fmt: skip
def test_a_notice_names_a_story_by_its_slug(slug: str, headline: str | None, body: str, kind: str, status: str) -> None:
    """In a request, behind KILL, by the label of its own slug, in brackets or behind a hyphen."""
    assert by_slug({"slug": slug, "headline": headline, "body": body}) == ([kind], [status, "usable"])


def test_a_hold_by_slug_ends_as_sent() -> None:
    """`Released and may be used as sent` speaks of copy, though it does not say story."""
    hold = {"slug": "BC-OS--Ferry Wreck, HOLD", "body": "Eds: Hold BC-OS--Ferry Wreck. There is some doubt."}
    free = {"slug": "BC-OS--Ferry Wreck, Advisory", "body": "Eds: It is released and may be used as sent."}
    assert by_slug(hold)[1] == ["withheld", "usable"]
    assert by_slug(hold, free)[1] == ["usable", "usable"]


@pytest.mark.parametrize(
    ("slug", "body"),
    [
        ("BC-OS--Road-Kill", "MEREN (AP) _ Crews pick up more road kill, the county said."),
        ("BC-OS--Troops Withdrawn", "MEREN (AP) _ The troops are withdrawn, the ministry said."),
        ("BC-OS--Ferry Wreck, Advisory", "Eds: A writethru on the storm that killed two is coming by 3 p.m."),
        ("BC-OS--Harbor Drill", "MEREN (AP) _ This is a test of the harbor siren, and people may disregard it."),
    ],
)
def test_slugs_and_words_that_kill_nothing(slug: str, body: str) -> None:
    """A subject may be about killing, an advisory may announce a story, a test may be news."""
    kind = "advisory" if "Advisory" in slug else "article"
    assert by_slug({"slug": slug, "headline": "Notes from Meren", "body": body}) == ([kind], ["usable", "usable"])


@pytest.mark.parametrize("body", ["This is a test of the wire. Please disregard.", "Please disregard: this is a test."])
def test_a_test_of_the_wire(body: str) -> None:
    """It is for desks, and no story."""
    assert article("ap", slug="BC-Test,0015", headline="Test", body=body).kind == "advisory"


def test_a_hold_and_its_end_by_item_and_headline() -> None:
    """A hold names an item; an advisory says later that it may be used as it was."""
    hold = {"headline": "HOLD HOLD HOLD", "body": f'Please hold item coastal 12 "{HEAD}". There is some doubt.'}
    free = {
        "headline": "Advisory to editors",
        "body": f'Item coastal 12 "{HEAD}" may be used in its original form. The hold is lifted.',
    }
    assert statuses(hold)[HEAD] == "withheld"
    assert statuses(hold, free)[HEAD] == "usable"


@pytest.mark.parametrize(
    "body",
    [
        f'Bitte verwenden Sie die Meldung "{HEAD}" vorerst nicht. Wir prüfen.',
        f'Bitte halten Sie die Meldung "{HEAD}" bis auf Weiteres zurück.',
        f"Merci de ne pas utiliser la dépêche « {HEAD} » jusqu'à nouvel ordre.",
    ],
)
def test_a_hold_in_another_language(body: str) -> None:
    """A message that asks to wait holds a story and does not kill it."""
    assert statuses({"headline": "Hinweis", "body": body})[HEAD] == "withheld"


@pytest.mark.parametrize(
    "line",
    [
        "Der Minister hat den Bericht „Häfen“ gelesen und das Gesetz zurückgezogen.",
        "Le ministre a demandé de ne pas publier l'article « La mer ».",
        'Il giornale ha scritto "La nave" e il volo è stato annullato.',
        "De wedstrijd vervalt, meldt de bond.",
        "Bitte nicht füttern: Meldung der Woche aus dem Zoo.",
        'El partido "La copa" queda anulado por la lluvia.',
        'La noticia "La copa" sobre la anulación del partido dio la vuelta al mundo.',
        'Der Verlag zieht die Meldung "Häfen" aus dem Jahr 1987 als Beispiel heran.',
        "Сообщение «Хлеб» о том, что рейсы отменены, передали по радио.",
        "首相は「港」の記事を読み、発言を取り消した。",
    ],
)
def test_news_in_other_languages_withdraws_nothing(line: str) -> None:
    """Plans, matches and reports are withdrawn too: only a sentence about a message that it names is a notice."""
    assert not withdrawal_words.withdraws(line)
    assert article(headline="Neues", body=f"{line}\n\n{FERRY}").kind == "article"


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "Hunters kill the Marn-Ostia record", "body": f"MEREN (Coastal) -- {FERRY}"},
        {"headline": "Story of a ferry", "body": f"Kill your darlings, the story goes. {FERRY}\n\n{FERRY} Twice."},
        {"headline": "CANCELLED: Summer concert in Tolve", "body": f"{FERRY}\n\n{FERRY} Twice."},
        {"headline": "BADGERS AND ROAD-KILL", "body": f"MEREN (Coastal) -- {FERRY}"},
        {"headline": "Annulation : le concert de Tolve", "body": PLAYED},
        {"headline": "ОТМЕНА: концерт в Толве", "body": PLAYED},
        {"headline": "إلغاء رحلات في تولف", "body": PLAYED},
        {"headline": "Zurückgezogen: Ada Holm tritt nicht mehr an", "body": PLAYED},
        {"headline": "Annullato: il concerto di Tolve", "body": "Il concerto è annullato. La notizia è di ieri."},
        {"headline": "TREKKES MED: Ny bro", "body": "Den nye broen trekkes med kraner på fredag."},
        {"headline": "We withdraw", "body": "We withdraw our troops, the minister said.\n\nThe story ends there."},
        {"headline": "Retraction of the ice", "body": f"MEREN (Coastal) -- {FERRY}"},
    ],
)
def test_such_words_in_news(fields: dict[str, Any]) -> None:
    """A story may be about killing, stories and retractions."""
    assert article(**fields).kind == "article"
