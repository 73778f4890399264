"""What the teacher's report says about a class."""
from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from ...course import manifest
from ...language.i18n import _
from ...report.record import ELSEWHERE, Code, PropertyResult
from ...report.student import Student
from .view import DETAILED, Told, Trace, as_it_is, told_one

BINS = 10
DAYS = 8   # columns of days; where there are more, weeks
ROWS = 20  # of a table of misconceptions


@dataclass(frozen=True)
class Bar:
    """One bar of the histogram: from this score to the next bar's, the last one's end included."""
    low: float
    high: float
    count: int


@dataclass
class Rate:
    """How many passed one property. `pairs`: of each student whether they did, and their other points. `tries`: of who
    passed, with which attempt first; `stuck`: who tried again and did not."""
    exercise: str
    title: str
    name: str
    hidden: bool
    passed: int = 0
    of: int = 0
    pairs: list[tuple[bool, float]] = field(default_factory=list)
    tries: list[int] = field(default_factory=list)
    stuck: int = 0

    @property
    def discrimination(self) -> float | None:
        """The correlation of passing it with the points on everything else (point-biserial): near 1, who passes it is
        good at the rest; near 0 or below, it measures something else. None where all pass, or all fail."""
        passed, rest = zip(*self.pairs, strict=True) if self.pairs else ((), ())
        if len(set(passed)) < 2 or len(set(rest)) < 2:
            return None
        return statistics.correlation([float(p) for p in passed], rest)


@dataclass(frozen=True)
class Spread:
    """How often each misconception is, by section or by time: a column each, «3 of 20»."""
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]


@dataclass
class Wrong:
    """One misconception, and who has it."""
    exercise: str
    name: str
    message: str
    students: list[Student] = field(default_factory=list)


@dataclass
class Mistake:
    """Answers to one exercise that are wrong in the same way: the same outputs on the same inputs."""
    exercise: str
    students: list[Student]
    properties: list[str]
    names: list[str]
    sample: Told


@dataclass(frozen=True)
class ClassView:
    students: Sequence[Student]
    graded: Sequence[Student]
    max_score: float
    bars: Sequence[Bar]
    mean: float
    median: float
    rates: Sequence[Rate]
    wrong: Sequence[Wrong]
    mistakes: Sequence[Mistake]
    together: Sequence[Sequence[Rate]]
    lessons: Sequence[str]
    sections: Spread | None
    times: Spread | None

    @property
    def again(self) -> bool:
        """Whether more than one attempt of somebody is known."""
        return any(len(s.history) > 1 for s in self.students)

    @property
    def alone(self) -> list[Mistake]:
        """The mistakes that only one student made."""
        return [m for m in self.mistakes if len(m.students) == 1]


def of(students: Sequence[Student], trace: Trace = as_it_is) -> ClassView:
    graded = [s for s in students if s.graded]
    reports = [s for s in graded if s.report is not None]
    most = max((s.max_score for s in reports), default=0.0)
    scores = [s.earned for s in graded]
    rated, named, grouped = rates(reports), wrong(reports), mistakes(reports, trace)
    return ClassView(
        students, graded, most, bars(scores, most), statistics.fmean(scores) if scores else 0.0,
        statistics.median(scores) if scores else 0.0, rated, named, grouped, together(rated),
        lessons(rated, named, grouped, students), by_section(graded), over_time(graded))


def exercises(students: Sequence[Student]) -> list[str]:
    """The exercises of these students' reports, in the course's order."""
    names = manifest.load().names
    seen = {e.name for s in students if s.report for e in s.report.exercises}
    return [n for n in names if n in seen] + sorted(seen - set(names))


def trained(students: Sequence[Student]) -> bool:
    """Whether anybody's training was checked."""
    return any(s.report.training.max_score for s in students if s.report)


def bars(scores: Sequence[float], most: float) -> list[Bar]:
    if not most:
        return []
    width = most / BINS
    counts = Counter(min(BINS - 1, max(0, int(score / width))) for score in scores)
    return [Bar(i * width, (i + 1) * width, counts[i]) for i in range(BINS)]


def results(students: Sequence[Student]) -> Iterator[tuple[Student, str, PropertyResult]]:
    """Every property's result of every student: student, exercise, result."""
    for student in students:
        assert student.report is not None
        for exercise, result in student.report.properties():
            yield student, exercise.name, result


def rates(students: Sequence[Student]) -> list[Rate]:
    found = dict[tuple[str, str], Rate]()
    for student, exercise, result in results(students):
        key = exercise, result.name
        if key not in found:
            found[key] = Rate(exercise, _(result.title), result.name, result.hidden)
        found[key].of += 1
        found[key].passed += result.status == "passed"
        assert student.report is not None
        found[key].pairs.append((result.status == "passed", student.report.score - result.score))
        first = next((n for n, attempt in enumerate(student.history, 1)
                      if f"{exercise}/{result.name}" in attempt.passed), None)
        if first is not None:
            found[key].tries.append(first)
        found[key].stuck += first is None and len(student.history) > 1
    order = {name: i for i, name in enumerate(manifest.load().names)}
    return sorted(found.values(), key=lambda rate: (order.get(rate.exercise, len(order)), rate.hidden))


def together(rates: Sequence[Rate]) -> list[list[Rate]]:
    """The properties of one exercise that the same students pass, and the same fail: they ask for one thing."""
    found: dict[tuple[str, tuple[bool, ...]], list[Rate]] = defaultdict(list)
    for rate in rates:
        if 0 < rate.passed < rate.of:
            found[rate.exercise, tuple(passed for passed, _rest in rate.pairs)].append(rate)
    return sorted((group for group in found.values() if len(group) > 1), key=lambda g: g[0].passed - g[0].of)


def lessons(rates: Sequence[Rate], wrong: Sequence[Wrong], mistakes: Sequence[Mistake],
            students: Sequence[Student] = ()) -> list[str]:
    """What to teach tomorrow, in three sentences: the property that most fail, the mistake that most make, the one that
    has no name yet; where one of them is not there, where students try again in vain, or which section needs it."""
    said = []
    failed = [rate for rate in rates if rate.passed < rate.of]
    hardest = min(failed, key=lambda r: (r.passed / r.of, -r.of), default=None)
    if hardest is not None:
        said.append(_("The hardest property is «{0}» ({1}): {2} of {3} fail it.").format(
            hardest.title, hardest.exercise, hardest.of - hardest.passed, hardest.of))
    if wrong:
        said.append(_("The most frequent misconception, of {0} students, is {1} in {2}: {3}").format(
            len(wrong[0].students), wrong[0].name, wrong[0].exercise, wrong[0].message))
    unnamed = next((m for m in mistakes if len(m.students) > 1 and not m.names), None)
    if unnamed is not None:
        said.append(_("{0} students make one mistake in {1} that has no name yet: it fails «{2}».").format(
            len(unnamed.students), unnamed.exercise, unnamed.properties[0]))
    stuck = max(rates, key=lambda r: r.stuck, default=None)
    if stuck is not None and stuck.stuck:
        said.append(_("{0} students tried «{1}» ({2}) again and did not pass.").format(
            stuck.stuck, stuck.title, stuck.exercise))
    shares = {name: statistics.fmean(s.earned / s.max_score for s in own if s.max_score)
              for name, own in sections(students).items() if any(s.max_score for s in own)}
    if len(shares) > 1:
        worst, best = min(shares, key=shares.__getitem__), max(shares, key=shares.__getitem__)
        said.append(_("Section {0} has {1:.0%} of the points on average, section {2} has {3:.0%}.").format(
            worst, shares[worst], best, shares[best]))
    return said[:3]


def sections(students: Sequence[Student]) -> dict[str, list[Student]]:
    """Who is in each section; somebody may be in two."""
    found: dict[str, list[Student]] = defaultdict(list)
    for student in students:
        for name in filter(None, student.section.split("; ")):
            found[name].append(student)
    return dict(sorted(found.items()))


def by_section(students: Sequence[Student]) -> Spread | None:
    """The misconceptions of each section; None where there are no two."""
    own = {name: [s for s in those if s.report is not None] for name, those in sections(students).items()}
    if len(own) < 2:
        return None
    return spread({name: [{(e, p.misconception.name) for _s, e, p in results([s])
                           if p.misconception and p.misconception.name != ELSEWHERE} for s in those]
                   for name, those in own.items()})


def over_time(students: Sequence[Student]) -> Spread | None:
    """The misconceptions by the day that attempts came, by weeks where there are many; where no times are known, by
    the attempts' numbers. None where there is one column."""
    attempts = [(student, attempt) for student in students for attempt in student.history]
    days = {attempt.when.date() for _s, attempt in attempts if attempt.when is not None}
    columns: dict[str, dict[str, set[tuple[str, str]]]] = defaultdict(dict)
    if days and all(attempt.when is not None for _s, attempt in attempts):
        for day, student, attempt in sorted(((attempt.when.date(), student, attempt) for student, attempt in attempts
                                             if attempt.when is not None), key=lambda entry: entry[0]):
            if len(days) > DAYS:  # the Monday of its week
                day -= timedelta(days=day.weekday())
            columns[day.isoformat()].setdefault(student.id, set()).update(attempt.wrong)
    else:
        for student in students:
            for number, attempt in enumerate(student.history, 1):
                columns[_("attempt {}").format(number)][student.id] = set(attempt.wrong)
    return spread({name: list(those.values()) for name, those in columns.items()}) if len(columns) > 1 else None


def spread(columns: Mapping[str, Sequence[Collection[tuple[str, str]]]]) -> Spread | None:
    """Says for each column who has what; the most frequent misconceptions first."""
    often = Counter(one for those in columns.values() for own in those for one in own)
    if not often:
        return None
    return Spread(list(columns), [(f"{exercise}: {name}", [
        f"{sum((exercise, name) in own for own in those)} / {len(those)}" for those in columns.values()])
        for (exercise, name), _count in sorted(often.items(), key=lambda pair: (-pair[1], pair[0]))[:ROWS]])


def wrong(students: Sequence[Student]) -> list[Wrong]:
    """The misconceptions by frequency; each student counts once."""
    found: dict[tuple[str, str], Wrong] = {}
    for student, exercise, result in results(students):
        named = result.misconception
        if named and named.name != ELSEWHERE:
            entry = found.setdefault((exercise, named.name), Wrong(exercise, named.name, named.message))
            if student not in entry.students[-1:]:
                entry.students.append(student)
    return sorted(found.values(), key=lambda w: (-len(w.students), w.exercise, w.name))


def mistakes(students: Sequence[Student], trace: Trace = as_it_is) -> list[Mistake]:
    """The same mistake together: by exercise, who gave the same answers on the same examples to every property that
    they failed. The gradebook's signatures tell; where a result has none, its status and message do."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[Student, list[PropertyResult]]]] = {}
    for student in students:
        failed: dict[str, list[PropertyResult]] = defaultdict(list)
        for _student, exercise, result in results([student]):
            if result.status in DETAILED:
                failed[exercise].append(result)
        for exercise, those in failed.items():
            key = tuple((r.name, signature(student, exercise, r)) for r in those)
            groups.setdefault((exercise, key), []).append((student, those))
    found = []
    for (exercise, _key), members in groups.items():
        names = Counter(r.misconception.name for _s, those in members for r in those
                        if r.misconception and r.misconception.name != ELSEWHERE)
        sample = min((r for _s, those in members for r in those), key=size)
        found.append(Mistake(exercise, [s for s, _those in members], [_(r.title) for r in members[0][1]],
                             [name for name, _count in names.most_common()], told_one(trace(exercise, sample))))
    order = {name: i for i, name in enumerate(manifest.load().names)}
    return sorted(found, key=lambda m: (-len(m.students), order.get(m.exercise, len(order)), m.properties))


def signature(student: Student, exercise: str, result: PropertyResult) -> str:
    digest = student.signatures.get(f"{exercise}/{result.name}")
    return digest if digest is not None else f"{result.status}: {result.message}"


def size(result: PropertyResult) -> tuple[bool, bool, bool, int]:
    """The sample to show: with an example, a wrong value rather than an exception, one that can be stepped through as
    the students' code does (of hidden properties the kit has no code), and small."""
    example = result.example
    cells = 0 if example is None else sum(
        len(value.text) if isinstance(value, Code) else value.size for value in example.values().values())
    return example is None, result.status != "failed", result.hidden, cells
