"""Times at which something came: one reader, in the spellings of the learning platforms' languages.

The time of day is read here, with 12 or 24 hours; the day by dateparser, which knows the months of every language. A
text that is no time, or that may be two days («01/11/2026»), is None: who asked has to say so.
"""
from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, timezone
from functools import cache, lru_cache

LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "zh"]
NONE = {"", "-", "–", "—", "n/a", "none", "null", "never", "nie", "jamais", "nunca", "mai", "从未", "无", "未提交"}
CLOCK = re.compile(
    r"(?:(?P<cn>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上)\s*)?"
    r"(?<!\d)(?:(?P<h>\d{1,2})\s*(?:[:.]|h|点|时)\s*(?P<m>\d{2})(?:\s*(?:[:.]|分)\s*(?P<s>\d{2})(?:[.,]\d+)?秒?)?分?"
    r"|(?P<packed>\d{3,4})(?=\s*[ap]\.?\s?m\b)|(?P<bare>\d{1,2})(?=\s*[ap]\.?\s?m\b))(?!\d)"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?\s*(?:uhr|heures)?", re.I)
ZONE = re.compile(r"\s*(?:(?P<utc>Z|UTC|GMT)|(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))\s*$", re.I)
NUMERIC = re.compile(r"(?:[^\W\d]+[.,]?\s+)?(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})[,.]?")
NUMBER = re.compile(r"\d|[〇零一二三四五六七八九十]\s*[年月日号點点时]")
STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})-(\d{2})-(\d{2})-(\d{2})")
AFTERNOON = {"下午", "傍晚", "晚上"}


def nothing(text: str) -> bool:
    """Whether a cell says that there is no time."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold() in NONE or not NUMBER.search(text)


def read(text: str, month_first: bool | None = None) -> datetime | None:
    """A time; with its zone where the text has one. `month_first` decides what «01/11/2026» is."""
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    if nothing(text):
        return None
    text = STAMP.sub(r"\1 \2:\3:\4", text)
    zone = None
    if re.search(r"\d:\d", text):
        with contextlib.suppress(ValueError):
            return datetime.fromisoformat(text)
    if (found := ZONE.search(text)) and re.search(r"\d:\d\d", text[:found.start()]):
        text = text[:found.start()]
        zone = UTC
        if found["sign"]:
            offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
            zone = timezone(-offset if found["sign"] == "-" else offset)
    clock = next(iter(reversed(list(CLOCK.finditer(text)))), None)  # the last one: «13.11.26, 21.00»
    if clock is None or (hour := _time(clock)) is None:
        return None
    day = f"{text[:clock.start()]} {text[clock.end():]}"
    day = re.sub(r"\b(?:at|um|à|às|as|alle|ore|a las|kl)\s*[,.]?\s*$", "", day.strip(" ,.;"), flags=re.I).strip(" ,.;")
    day = re.sub(r"(?<=\d)[º°ªo](?=\s)|(?<=\d)er(?=\s)", "", day)
    numeric = NUMERIC.fullmatch(day)
    found_day = _numeric(numeric, month_first) if numeric else _day(day)
    if found_day is None:
        return None
    return datetime.combine(found_day, hour, zone)


def read_all(texts: Iterable[str]) -> list[datetime | None]:
    """The times of a column. Where one of its days can only be read with the month first, or only with the day first,
    so can the others."""
    texts = list(texts)
    orders = {int(found[1]) <= 12 for found in map(_numbers, texts) if found and max(int(found[1]), int(found[2])) > 12}
    month_first = orders.pop() if len(orders) == 1 else None
    return [read(text, month_first) for text in texts]


def _numbers(text: str) -> re.Match[str] | None:
    return re.search(r"(?<![\d:./-])(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{2}|\d{4})(?!\d)",
                     unicodedata.normalize("NFKC", text))


def _numeric(found: re.Match[str], month_first: bool | None) -> datetime | None:
    one, two, year = int(found[1]), int(found[2]), int(found[3])
    if month_first is None:
        if one == two or "." in found[0]:  # points: nobody writes the month first
            month_first = False
        elif max(one, two) <= 12:
            return None
        else:
            month_first = two > 12
    day, month = (two, one) if month_first else (one, two)
    try:
        return datetime(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _time(found: re.Match[str]) -> time | None:
    if found["packed"]:
        hour, minute = int(found["packed"][:-2]), int(found["packed"][-2:])
    else:
        hour, minute = int(found["h"] or found["bare"]), int(found["m"] or 0)
    half = (found["half"] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    elif (found["cn"] in AFTERNOON and hour < 12) or (found["cn"] == "中午" and hour < 3):
        hour += 12
    elif found["cn"] in ("凌晨", "上午") and hour == 12:
        hour = 0
    try:
        return time(hour, minute, int(found["s"] or 0))
    except ValueError:
        return None


@lru_cache(4096)
def _day(text: str) -> datetime | None:
    """A day with its month and year, in any of the languages."""
    found = _parser().get_date_data(text)
    return found.date_obj if found and found.date_obj and found.date_obj.tzinfo is None else None


@cache
def _parser():  # type: ignore[no-untyped-def]
    from dateparser.date import DateDataParser
    return DateDataParser(languages=LANGUAGES, settings={
        "PARSERS": ["absolute-time"], "STRICT_PARSING": True, "DATE_ORDER": "YMD", "PREFER_LOCALE_DATE_ORDER": False})
