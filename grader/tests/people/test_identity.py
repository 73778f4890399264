"""Who is meant: the right person, or nobody."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from grader.people.identity import Index, Signs, squeezed, strangers

SMALL = [
    Signs("1", name="Anna One", email="ada@u.edu"),
    Signs("2", name="Bert Two", email="bert@u.edu"),
    Signs("3", name="甲"),
]
DASHES = [Signs("li", name="Li Wei"), Signs("li-1", name="Student Two"), Signs("li-2", name="王芳")]
LONG = [
    Signs("2023001", "501", "li", "li@x.edu", "李小明"),
    Signs("2023002", "502", "alove", "ada@x.edu", "Ada Lovelace"),
    Signs("2023003", "", "", "jl@x.edu", "Müller Jean Luc"),
    Signs("2023004", "", "", "sam@x.edu", "Sam Twin"),
    Signs("2023005", "", "", "sam@y.edu", "Sam Twin"),
    Signs("007123", name="Zoe"),
]


def who(people: list[Signs], asked: Signs) -> str | None:
    found = Index(people, [asked]).find(asked)
    return None if found.person is None else people[found.person].id


@pytest.mark.parametrize(
    "people, asked, found",
    [
        # A platform's number is nobody's id.
        (SMALL, Signs(platform="2", name="Anna One"), "1"),
        (SMALL, Signs(platform="2", name="oneanna"), "1"),
        (SMALL, Signs(platform="2"), None),
        (SMALL, Signs(platform="2", account="ada@u.edu", name="One, Anna"), "1"),
        # Nor is a homework's, a chapter's or a list's.
        (SMALL, Signs(label="hw1-甲"), "3"),
        (SMALL, Signs(label="hw1-乙"), None),
        (SMALL, Signs(label="hw 2 - Anna One"), "1"),
        (SMALL, Signs(label="2"), "2"),
        (SMALL, Signs(label="1 Bert Two"), "2"),
        (SMALL, Signs(label="hw2"), None),
        # An exact id is one.
        (DASHES, Signs(label="li-1"), "li-1"),
        (DASHES, Signs(label="li"), "li"),
        (DASHES, Signs(label="hw3_li-2_final"), "li-2"),
        (DASHES, Signs(label="hw3_li_final"), "li"),
        (DASHES, Signs(label="li-3"), "li"),
        (DASHES, Signs(label="li wei"), "li"),
        # Signs that agree, and signs that don't.
        (LONG, Signs(platform="501", name="whoever"), "2023001"),
        (LONG, Signs(platform="501", name="Ada Lovelace"), None),
        (LONG, Signs(platform="777", name="李小明"), "2023001"),
        (LONG, Signs(platform="9", name="lovelaceada"), "2023002"),
        (LONG, Signs(platform="502", name="Participant 9"), "2023002"),
        (LONG, Signs(platform="502", name="Bob Byron"), None),
        (LONG, Signs(id="2023001", email="ada@x.edu"), None),
        (LONG, Signs(id="2023003", name="Ada Lovelace"), None),
        (LONG, Signs(email="ada.b@x.edu", name="Ada Lovelace"), None),
        (LONG, Signs(email="ada@home.org", name="Ada Lovelace"), "2023002"),
        # Labels.
        (LONG, Signs(label="2023001_李小明"), "2023001"),
        (LONG, Signs(label="李小明(2023001)"), "2023001"),
        (LONG, Signs(label="2023001李小明"), "2023001"),
        (LONG, Signs(label="hw3-李小明"), "2023001"),
        (LONG, Signs(label="2023002-李小明"), None),
        (LONG, Signs(label="2023009-李小明"), None),
        (LONG, Signs(label="x2023001"), None),
        (LONG, Signs(label="12023001"), None),
        (LONG, Signs(label="ADA@X.edu"), "2023002"),
        (LONG, Signs(label="ada"), "2023002"),
        (LONG, Signs(label="sam"), None),
        (LONG, Signs(label="Sam Twin"), None),
        (LONG, Signs(label="2023005 Sam Twin"), "2023005"),
        (LONG, Signs(label="jean luc müller"), "2023003"),
        (LONG, Signs(label="李小明 Ada Lovelace"), None),
        (LONG, Signs(label="Mary Ada Lovelace"), None),
        (LONG, Signs(label="Ada Lovelace_hw5"), "2023002"),
        (LONG, Signs(label="alove@else.org"), "2023002"),
        (LONG, Signs(label="Zoe"), "007123"),
        (LONG, Signs(label="Zoe Smith"), None),
        (LONG, Signs(label="final-Zoe"), "007123"),
        (LONG, Signs(label="7123"), "007123"),
        (LONG, Signs(label="２０２３００１"), "2023001"),
        (LONG, Signs(label="ada.b@x.edu Ada Lovelace"), None),
        (LONG, Signs(name="Default group-Ada Lovelace"), "2023002"),
        (LONG, Signs(name="alove Ada Lovelace"), "2023002"),
        (LONG, Signs(label="nobody"), None),
    ],
)
def test_who_is_meant(people: list[Signs], asked: Signs, found: str | None) -> None:
    assert who(people, asked) == found


def test_both_readings_are_told() -> None:
    found = Index(LONG).find(Signs(platform="501", name="Ada Lovelace"))
    assert found.contradiction and {(r.kind, *r.who) for r in found.readings} == {("platform", 0), ("name", 1)}
    assert Index(LONG).find(Signs(label="Sam Twin")).candidates == {3, 4}


def test_numbers_of_another_assignment_say_nothing() -> None:
    """Moodle numbers participants anew in each assignment; where one number fits, all are of the same kind."""
    asked = [Signs(platform="901", name="李小明"), Signs(platform="902", name="Ada Lovelace")]
    assert [Index(LONG, asked).find(signs).person for signs in asked] == [0, 1]
    asked = [Signs(platform="901", name="李小明"), Signs(platform="502", name="Ada Lovelace")]
    assert [Index(LONG, asked).find(signs).person for signs in asked] == [None, 1]


@pytest.mark.parametrize(
    "one, other, answer",
    [
        ("Ann O'Neill", "Annie O'Neill", False),
        ("Bob Smith", "smithbob", False),
        ("Bob Smith", "Ada Byron", True),
        ("王小明", "Wang Xiaoming", False),
        ("王小明", "李雷", True),
        ("Participant 5", "Bob", False),
        ("", "Bob", False),
    ],
)
def test_names_without_a_word_in_common(one: str, other: str, answer: bool) -> None:
    assert strangers(one, other) == strangers(other, one) == answer


FIRST, LAST = (
    ("Anna", "Bert", "Carl", "Mary Ann", "Li", "Jean-Luc", "Zoë"),
    ("One", "Two", "Lee", "Wei", "O'Neill", "Ng"),
)
NAMES = st.one_of(
    st.builds("{} {}".format, st.sampled_from(FIRST), st.sampled_from(LAST)),
    st.builds("{}{}".format, st.sampled_from("王李张"), st.sampled_from(("小明", "小", "芳"))),
    st.sampled_from(("Anna", "甲", "乙")),
)
IDS = st.one_of(
    st.integers(1, 12).map(str),
    st.integers(2026001, 2026012).map(str),
    st.integers(1, 9).map("00202600{}".format),
    st.sampled_from(("li", "li-1", "li-2", "anna", "a0001", "a0002", "one")),
)
PLATFORM = st.one_of(st.integers(1, 12), st.integers(2026001, 2026012)).map(str)


@st.composite
def rosters(draw: st.DrawFn) -> list[Signs]:
    ids = draw(st.lists(IDS, min_size=1, max_size=6, unique=True))
    numbers = draw(
        st.one_of(st.just([""] * len(ids)), st.lists(PLATFORM, min_size=len(ids), max_size=len(ids), unique=True))
    )
    accounts = draw(st.one_of(st.just([""] * len(ids)), st.just([f"u{i}x" for i in range(len(ids))])))
    mails = draw(st.one_of(st.just([""] * len(ids)), st.just([f"m{i}.x@u.edu" for i in range(len(ids))])))
    return [Signs(i, p, a, m, draw(NAMES)) for i, p, a, m in zip(ids, numbers, accounts, mails, strict=True)]


@st.composite
def handed_in(draw: st.DrawFn, owner: Signs) -> Signs:
    """What a platform, or the owner's own hand, says of the owner."""
    number = draw(st.integers(1, 12))
    ways = [
        Signs(platform=owner.platform or draw(PLATFORM), name=owner.name),
        Signs(platform=owner.platform or draw(PLATFORM), name=squeezed(owner.name)),
        Signs(label=owner.name),
        Signs(label=owner.id),
        Signs(label=f"hw{number}-{owner.name}"),
        Signs(label=f"{number}_{owner.name}"),
        Signs(label=f"{owner.id}_{owner.name}"),
        Signs(label=f"{owner.name}({owner.id})"),
        Signs(label=f"hw {number} - {owner.name} - final"),
        Signs(label=f"2026-11-{number:02} {owner.name}"),
        Signs(label=f"{owner.id}-{number}"),
        Signs(id=owner.id, name=owner.name),
        Signs(account=owner.account or "q", name=owner.name),
    ]
    if owner.email:
        ways += [
            Signs(email=owner.email, platform=draw(PLATFORM) if not owner.platform else owner.platform),
            Signs(label=f"{owner.email}_{number}"),
        ]
    return draw(st.sampled_from(ways))


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), rosters())
def test_the_owner_or_nobody(data: st.DataObject, people: list[Signs]) -> None:
    owner = data.draw(st.sampled_from(people))
    asked = data.draw(handed_in(owner))
    own_number = not asked.platform or asked.platform == owner.platform or not any(p.platform for p in people)
    found = Index(people, [asked]).find(asked)
    assume(own_number)  # else the platform lies
    label = asked.label.casefold()  # «li-1» is somebody's own id
    exact = [p for p in people if p is not owner and label and label in (p.id.casefold(), p.account.casefold())]
    assert found.person is None or people[found.person] in (owner, *exact), (people, asked, found)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), rosters())
def test_a_stranger_is_nobody(data: st.DataObject, people: list[Signs]) -> None:
    """Somebody of the same class who is not in the roster: none of the signs is another's, so no other gets it."""
    assume(len(people) > 1)
    owner, rest = people[0], people[1:]
    assume(all(squeezed(p.name) != squeezed(owner.name) for p in rest))
    asked = data.draw(handed_in(owner))
    assume(
        not any(
            (asked.platform and asked.platform == p.platform)
            or owner.id.lstrip("0").startswith(p.id.lstrip("0"))
            or {*map(squeezed, (asked.label, owner.name, owner.id))} & {*map(squeezed, (p.id, p.account, p.name))}
            for p in rest
        )
    )
    found = Index(rest, [asked]).find(asked)
    assert found.person is None, (rest, owner, asked, found)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), rosters())
def test_two_peoples_signs_are_nobodys(data: st.DataObject, people: list[Signs]) -> None:
    assume(len(people) > 1)
    one, other = people[:2]
    assume(one.platform and sum(squeezed(p.name) == squeezed(other.name) for p in people) == 1)
    mixed = [Signs(platform=one.platform, name=other.name), Signs(id=one.id, name=other.name)]
    if one.email:
        mixed.append(Signs(id=one.id, email=other.email))
        if other.account:
            mixed.append(Signs(email=one.email, account=other.account))
    found = Index(people).find(data.draw(st.sampled_from(mixed)))
    assert found.person is None and found.contradiction
