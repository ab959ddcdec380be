"""News of Africa and of a Korean wire: words that no other part of the world's news has are known too."""

from __future__ import annotations

import pytest

from worker.enrich.topics import topics

ECONOMY, ARTS, HEALTH = "economy, business and finance", "arts, culture, entertainment and media", "health"
POLITICS, SPORT, SCIENCE = "politics", "sport", "science and technology"

AFRICA = [
    (ECONOMY, "Naira at new low", "Traders at the bureaux de change in Lagos sold a dollar for more than ever."),
    (ECONOMY, "Eskom announces stage six load-shedding", "Seven units of the utility broke down over the weekend."),
    (ECONOMY, "Cocoa smuggled over the border", "Cocobod pays less than traders in Lome do for a sack."),
    (ARTS, "Nollywood thriller fills halls", "The actress began in soap operas before Kunle Afolayan found her."),
    (ARTS, "Amapiano night in Accra", "Highlife, Afrobeats and gospel: the crowd sang along to every hook."),
    (HEALTH, "Lassa fever spreads", "The Nigeria Centre for Disease Control counts 70 dead in Ondo."),
    (HEALTH, "Mosquito nets for Karonga", "Malaria kills more small children there than anything else."),
    (POLITICS, "Ecowas leaders meet in Abuja", "The bloc's heads of state want a common border policy."),
    (POLITICS, "Inec delays results", "The APC and the PDP accuse each other of rigging."),
    (POLITICS, "Zanu-PF backs third term", "The ruling party wants the constitution changed for Mnangagwa."),
    (SPORT, "Super Eagles into last 16 of Afcon", "Two late headers beat the Carthage Eagles in Fes."),
    (SPORT, "Soweto derby without coach", "Kaizer Chiefs meet Orlando Pirates at the weekend."),
    (SPORT, "Kaptagat runner wins in 2:00:49", "The Kenyan said he knew after 35km; Athletics Kenya is proud."),
    (SCIENCE, "Cable comes ashore in Accra", "The fibre-optic cable brings faster mobile data and broadband."),
]

KOREA = [
    ("kr:nk-nuclear", "N. Korea tests Hwasong-19 ICBM", "The JCS said the missile launch was detected from Pyongyang."),
    ("kr:inter-korean", "Seoul halts loudspeakers at border", "South Korea hopes for inter-Korean dialogue."),
    ("kr:us-alliance", "USFK chief speaks of OPCON transfer", "The South Korea-US alliance is ironclad, he said."),
    ("kr:presidency", "Lee, Trump hold summit", "President Lee Jae-myung met the U.S. president at the White House."),
    ("kr:china-ties", "S. Korea, China hold talks in Beijing", "The vice minister met his Chinese counterpart."),
    (
        "kr:labour",
        "Hyundai Motor union votes to strike",
        "Unionized workers approved a walkout in Ulsan, the union said.",
    ),
    ("kr:shipbuilding", "Hanwha Ocean wins order", "The South Korean shipbuilder will build LNG carriers in Geoje."),
    ("kr:koreans-abroad", "Kim Hyo-joo wins in playoff", "It is the South Korean golfer's seventh LPGA title."),
    ("kr:sewol-itaewon", "Families of Sewol ferry victims pray", "They threw flowers into the sea off Jindo."),
    ("kr:prosecution-reform", "Top prosecutor backs reform", "South Korea's prosecution chief spoke at an audit."),
    (
        "kr:japan-ties",
        "Seoul regrets visits to war shrine",
        "South Korea was dismayed at the offerings sent to Yasukuni.",
    ),
    (
        "kr:elections",
        "Voters go to the polls in by-elections",
        "South Korea's National Election Commission opened 900 stations.",
    ),
    ("kr:national-assembly", "Assembly passes extra budget bill", "The PPP boycotted the plenary session in Seoul."),
    ("kr:demographics", "Childbirths rise", "The total fertility rate stood at 0.8, Statistics Korea said."),
]

OTHERS = [
    ("kr:k-pop", "Boy band tops Hot 100", "The five singers from Leeds released a single; their album is out in May."),
    (
        "kr:presidency",
        "President names chief of staff",
        "The presidential office in Maravia denied a Cabinet reshuffle.",
    ),
    ("kr:elections", "Primary school opens", "South Korea paid for the primary school in the valley."),
    ("kr:markets", "Wall Street ends higher", "US stocks rose after the Federal Reserve cut rates."),
    ("kr:autos", "Kia Tigers beat Lotte Giants", "The Kia Tigers won in Gwangju."),
    ("kr:labour", "Quake strikes off Jeju", "The tremor was felt in Busan, South Korea's weather agency said."),
    (
        "kr:autos",
        "Seoul shares end lower",
        "The KOSPI fell; the carmaker Hyundai Motor lost 2 percent, its affiliate Kia 1.",
    ),
    ("kr:sewol-itaewon", "More infections in Itaewon clubs", "South Korea counts 19 coronavirus cases in Itaewon."),
    ("kr:k-league", "Son Heung-min scores twice", "The South Korean gave Tottenham the lead in the Premier League."),
    ("kr:presidency", "Four die in Asan blaze", "South Korea's President Lee Jae-myung sent his condolences to them."),
    (
        "kr:us-alliance",
        "Tariff talks stall",
        "South Korea and the United States are far apart; Seoul and Washington meet again.",
    ),
    ("kr:bank-of-korea", "Lender posts profit", "Industrial Bank of Korea made more in the quarter."),
]


@pytest.mark.parametrize(("top", "headline", "text"), AFRICA, ids=[story[1] for story in AFRICA])
def test_african_news(top: str, headline: str, text: str) -> None:
    """Parties, money, sickness, music and clubs of African countries speak for what their like do elsewhere."""
    found = topics(headline, [text])
    assert found
    assert found[0]["ancestors"][0]["name"] == top


@pytest.mark.parametrize(("tag", "headline", "text"), KOREA, ids=[story[0] for story in KOREA])
def test_korean_news(tag: str, headline: str, text: str) -> None:
    """What readers of a Korean wire follow is tagged."""
    assert tag in [t["qcode"] for t in topics(headline, [text])]


@pytest.mark.parametrize(("tag", "headline", "text"), OTHERS, ids=[story[1] for story in OTHERS])
def test_news_that_only_sounds_like_it(tag: str, headline: str, text: str) -> None:
    """The same words about something else, or in another country, give no tag."""
    assert tag not in [t["qcode"] for t in topics(headline, [text])]
