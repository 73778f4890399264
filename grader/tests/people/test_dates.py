"""Times in the spellings of the platforms' languages."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.people import dates

NINE = datetime(2026, 11, 1, 21, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Sunday, 1 November 2026, 9:00 PM",
        "Sunday, November 1, 2026, 9:00 PM",
        "Sonntag, 1. November 2026, 21:00",
        "Sonntag, 1. November 2026, 21:00 Uhr",
        "dimanche 1 novembre 2026, 21:00",
        "dim. 1 nov. 2026 à 21h00",
        "domingo, 1 de noviembre de 2026, 21:00",
        "domingo, 1 de noviembre de 2026, 9:00 p. m.",
        "domenica, 1 novembre 2026, 21:00",
        "domingo, 1 de novembro de 2026, 21:00",
        "1º de novembro de 2026 às 21:00",
        "2026年11月1日 星期日 21:00",
        "2026年11月01日 21:00",
        "2026年11月1日 下午9:00",
        "2026年11月1日 晚上9点00分",
        "星期日, 1 十一月 2026, 9:00 PM",
        "Nov 1, 2026 at 9:00pm",
        "Nov 1, 2026 900 PM",
        "2026-11-01T21:00:00",
        "2026/11/1 21:00",
        "2026-11-01-21-00-00",
        "01.11.26, 21.00",
        "２０２６-１１-０１ ２１:００",
    ],
)
def test_spellings(text: str) -> None:
    assert dates.read(text) == NINE


@pytest.mark.parametrize(
    "text, zone",
    [
        ("2026-11-01T21:00:00Z", 0),
        ("2026-11-01 21:00:00 +0800", 8),
        ("2026-11-01T21:00:00.000+08:00", 8),
        ("Nov 1, 2026 9:00 PM UTC", 0),
        ("2026-11-01 21:00:00 -0500", -5),
    ],
)
def test_zones_are_kept(text: str, zone: int) -> None:
    assert dates.read(text) == NINE.replace(tzinfo=timezone(timedelta(hours=zone)))


@pytest.mark.parametrize(
    "text",
    [
        "01/11/2026 21:00",
        "11/01/2026 9:00 PM",
        "1 November 2026",
        "Sunday, 1 November 2026, 25:00",
        "31 February 2026, 21:00",
        "1 Nov 2026 21:00 MST",
        "yesterday, 9:00 PM",
        "3.11. 21:00",
        "13:00 PM 1 Nov 2026",
        "二〇二六年十一月一日晚上九点",
    ],
)
def test_what_may_be_two_times_is_none(text: str) -> None:
    assert dates.read(text) is None and not dates.nothing(text)


@pytest.mark.parametrize("text", ["", "-", " – ", "Never", "No submission", "未提交", "N/A"])
def test_no_time(text: str) -> None:
    assert dates.read(text) is None and dates.nothing(text)


def test_a_column_tells_its_order() -> None:
    assert dates.read_all(["01/11/2026 21:00", "13/11/2026 21:00"])[0] == NINE
    assert dates.read_all(["11/01/2026 9:00 PM", "11/23/2026 9:00 PM", "-"])[0] == NINE
    assert dates.read_all(["01/11/2026 21:00", "13/11/2026 21:00", "11/23/2026 21:00"])[0] is None


DE = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
FR = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
ES = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
IT = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
]
PT = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
]
EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WAYS = {
    "en": lambda t: f"{t:%A}, {t.day} {EN[t.month - 1]} {t.year}, {t.hour % 12 or 12}:{t:%M} {'AP'[t.hour > 11]}M",
    "en_us": lambda t: f"{t:%A}, {EN[t.month - 1]} {t.day}, {t.year}, {t.hour % 12 or 12}:{t:%M} {'AP'[t.hour > 11]}M",
    "de": lambda t: f"Sonntag, {t.day}. {DE[t.month - 1]} {t.year}, {t:%H:%M}",
    "fr": lambda t: f"dimanche {t.day} {FR[t.month - 1]} {t.year}, {t:%H:%M}",
    "es": lambda t: f"domingo, {t.day} de {ES[t.month - 1]} de {t.year}, {t:%H:%M}",
    "it": lambda t: f"domenica, {t.day} {IT[t.month - 1]} {t.year}, {t:%H:%M}",
    "pt": lambda t: f"domingo, {t.day} de {PT[t.month - 1]} de {t.year}, {t:%H:%M}",
    "zh": lambda t: f"{t.year}年{t.month}月{t.day}日 星期日 {t:%H:%M}",
    "zh12": lambda t: f"{t.year}年{t.month:02}月{t.day:02}日 {'上下'[t.hour > 11]}午{t.hour % 12 or 12}:{t:%M}",
    "iso": lambda t: f"{t:%Y-%m-%d %H:%M}",
    "blackboard": lambda t: f"{t:%Y-%m-%d-%H-%M-%S}",
    "brightspace": lambda t: f"{EN[t.month - 1][:3]} {t.day}, {t.year} {t.hour % 12 or 12}{t:%M} {'AP'[t.hour > 11]}M",
}


@settings(max_examples=300, deadline=None)
@given(st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 31)), st.sampled_from(sorted(WAYS)))
def test_every_minute_in_every_language(when: datetime, way: str) -> None:
    when = when.replace(second=0, microsecond=0)
    assert dates.read(WAYS[way](when)) == when
