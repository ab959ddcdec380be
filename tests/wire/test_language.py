"""Languages are told apart by script and commonest words, the same everywhere."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.wire.helpers import article
from worker.commands.enrich import command
from worker.enrich.enrich import enrich
from worker.wire import language

TEXTS = (
    ("de", "Nach einem Sturm an der Küste sind zwei Menschen verletzt worden."),
    ("de", "Der Bürgermeister sagte, der Hafen bleibe bis Freitag geschlossen."),
    ("es", "El alcalde dijo que el puerto seguirá cerrado hasta el viernes por la tormenta."),
    ("nl", "De burgemeester zegt dat de haven tot vrijdag dicht blijft."),
    ("fr", "Le maire a indiqué que le port resterait fermé jusqu'à vendredi."),
    ("it", "Il sindaco ha detto che il porto resta chiuso fino a venerdì."),
    ("pt", "O presidente da câmara disse que o porto fica fechado até sexta-feira."),
    ("sv", "Rederiet stänger terminalen i Tolve och 400 personer förlorar jobbet, säger bolaget."),
    ("sv", "En brand utbröt i en kyrka i Tolve på fredagen. Ingen människa skadades men taket förstördes."),
    ("tr", "Tolve'da yoğun kar nedeniyle okullar cuma günü tatil edildi, valilik açıkladı. Köy yolları da kapandı."),
    ("en", "Mayor Aydınoğlu meets Yıldız at Tolve port, then in Marn and then in Skarn again, staff say"),
    ("no", "Rederiet stenger terminalen i Tolve, og 400 mister jobben, sier selskapet."),
    (
        "no",
        "Jordskjelvet skadet demningen over byen tirsdag, opplyser politiet. Ingen er savnet, men 900 måtte flytte.",
    ),
    ("fi", "Portti petti perjantaina kanavalla, ja proomut ovat jumissa, kertoo virasto."),
    ("cs", "Zemětřesení v úterý ráno poškodilo hráz nad městem, uvedl úřad. Domovy opustilo 900 lidí."),
    ("ro", "Un cutremur a avariat marți barajul orașului, a anunțat oficiul. Oamenii și-au părăsit casele."),
    ("no", "Rederiet legger ned terminalen i Tolve og kutter 400 jobber, opplyser selskapet."),
    ("da", "Rederiet lukker terminalen i Tolve og skærer 400 job væk, oplyser selskabet."),
    ("pl", "Armator zamknie terminal w Tolve do czerwca i zwolni 400 osób - podała w czwartek firma."),
    ("id", "Perusahaan akan menutup terminal di Tolve pada Juni dan memangkas 400 pekerjaan."),
    ("ru", "Мэр сообщил, что порт закрыт, и это вызвало протест, который длился два дня."),
    ("uk", "Компанія закриє термінал у порту до червня."),
    ("ar", "أعلنت الشركة أنها ستغلق محطتها في الميناء."),
    ("el", "Η εταιρεία θα κλείσει τον τερματικό σταθμό."),
    ("ko", "해운사는 6월까지 터미널을 폐쇄한다고 밝혔다."),
    ("ja", "海運は6月までにターミナルを閉鎖すると発表した。"),
    ("zh", "航运公司周四表示将于六月前关闭码头。"),
    ("bn", "বন্দরে ফেরিতে আগুন লেগেছে, পুলিশ জানিয়েছে।"),
    ("ta", "துறைமுகத்தில் கப்பல் தீப்பிடித்தது."),
    ("ka", "ნავსადგურში გემს ცეცხლი გაუჩნდა."),
    ("hy", "Նավահանգստում նավ է այրվել։"),
    ("my", "ဆိပ်ကမ်းတွင် မီးလောင်မှု ဖြစ်ပွားခဲ့သည်။"),
    ("am", "በወደቡ ላይ የነበረ መርከብ ተቃጠለ።"),
    ("und", "ᠬᠣᠲᠠ ᠶᠢᠨ ᠳᠠᠷᠭᠠ ᠬᠡᠯᠡᠪᠡ"),
    ("lv", "Ostā pēc ugunsgrēka uz prāmja bija slēgta satiksme, un policija par to ziņoja arī mēram."),
    ("is", "Eldur kom upp í ferjunni og lögreglan sagði að það hefði verið um klukkan sex og ekki fyrr."),
    (
        "sw",
        "Feri iliteketea katika bandari ya Tolve na polisi wamesema kwamba watu wote wako salama baada ya moto huo.",
    ),
    ("vi", "Cảnh sát cho biết một chiếc phà đã bốc cháy ở cảng và không có người nào bị thương."),
    ("en", "Vasko Lines said on Thursday it would close its Marn terminal."),
    ("en", "Play 4: 0-2-4-3."),
    ("en", "Atletico de Tolve 2, Real Meren 1"),
)


@pytest.mark.parametrize(("expected", "text"), TEXTS)
def test_languages_are_told_apart(expected: str, text: str) -> None:
    """A sentence of a language is enough; where the words decide for none, the wire's usual language stands."""
    assert language.of(text, "en") == expected


def test_english_on_a_foreign_wire_is_english() -> None:
    """The usual language of a wire gives way to the words of a text, and stands where they say nothing."""
    assert article("anp", headline="Ferry", body="The mayor said that the port is closed.").language == "en"
    assert article("anp", headline="Ferry", body="Tolve 2, Meren 1").language == "nl"


def test_what_is_not_served_is_said() -> None:
    """Speakers and topics are those of English texts: another language is flagged instead of read as English."""
    german = enrich(article("dpa", headline="Hafen", body='"Das ist gut", sagte der Bürgermeister am Freitag.'))
    assert (german.language, german.flags) == ("de", ("language_not_served",))
    printed = CliRunner().invoke(command, input=json.dumps({"text": TEXTS[1][1]})).output
    assert json.loads(printed)["not_served"] == "language de"
