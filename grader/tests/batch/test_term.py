"""A term of a class as a random walk, against a plain model: no grade is lost, wrong, or shown stale without a mark."""
from __future__ import annotations

import csv
import io
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from grader.batch.gradebook import Gradebook, students_of
from grader.export import table
from grader.tests.batch.standing_in import batch, rows, source, tree

NAMES = ("Anna One", "Bert Two", "Carl Three", "王小明", "李雷")
WHO = st.integers(0, len(NAMES) - 1)


class Term(RuleBasedStateMachine):
    """The model: of each student, in order, what they handed in; what was graded of it, and with which seed."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="convkata-term-"))
        self.out = self.root / "out"
        self.sources: dict[str, dict[int, tuple[float, int]]] = {"class": {}, "late": {}}  # files on disk
        self.handed: dict[int, list[tuple[str, float, int]]] = {}  # what a batch has seen: source, points, mark
        self.graded: dict[int, dict[tuple[float, int], set[int]]] = {}  # by content: the seeds it is graded with
        self.corrected: dict[int, tuple[float, float | None]] = {}  # the points, and those they are instead of
        self.stale: set[tuple[int, float, int]] = set()  # asked to be graded again, and not graded yet
        self.seed = 1
        self.mark = 0

    def teardown(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    # What students and teachers do ------------------------------------------------------------------------------------
    @initialize(who=st.sets(WHO, min_size=1), points=st.integers(0, 5))
    def the_first_evening(self, who: set[int], points: int) -> None:
        for student in sorted(who):
            self.hand_in(student, "class", float((points + student) % 6))
        self.grade("class", 99)

    @rule(who=WHO, where=st.sampled_from(("class", "late")), points=st.integers(0, 5).map(float))
    def hand_in(self, who: int, where: str, points: float) -> None:
        self.mark += 1
        self.sources[where][who] = (points, self.mark)
        tree(self.root / where, {f"{NAMES[who]}/receptive_field.py": source(points, str(self.mark))})

    @rule(who=WHO, where=st.sampled_from(("class", "late")))
    def a_folder_is_tidied_up(self, who: int, where: str) -> None:
        self.sources[where].pop(who, None)
        shutil.rmtree(self.root / where / NAMES[who], ignore_errors=True)

    @rule(style=st.sampled_from(("a{}", "2026{:05}", "{}", None)), shift=st.integers(0, 4),
          who=st.sets(WHO, min_size=1))
    def a_new_roster(self, style: str | None, shift: int, who: set[int]) -> None:
        """Other ids, numbered anew, of fewer or more students; the next batch has it."""
        if style is None:
            self.next_roster = None
            return
        ids = {n: style.format((n + shift) % len(NAMES) + 1) for n in range(len(NAMES))}
        self.next_roster = {n: ids[n] for n in who}

    next_roster: dict[int, str] | None = None

    @rule(seed=st.integers(1, 3))
    def another_seed(self, seed: int) -> None:
        self.seed = seed

    @rule(where=st.sampled_from(("class", "late")), stop_after=st.sampled_from((99, 99, 0, 1, 2)),
          regrade=st.sampled_from(((), (), ("all",))))
    def grade(self, where: str, stop_after: int, regrade: tuple[str, ...] = ()) -> None:
        """A batch, which somebody may interrupt. `regrade`: every report is to be made again; those of other folders
        are, when theirs is batched."""
        if not self.sources[where]:
            return
        roster = None
        if self.next_roster is not None:
            roster = "id,name\n" + "".join(f"{i},{NAMES[n]}\n" for n, i in self.next_roster.items())
        try:
            batch(self.root / where, self.out, roster, stop_after, seed=self.seed, regrade=regrade)
            stopped = False
        except KeyboardInterrupt:
            stopped = True
        self.remember(where)
        if regrade:
            self.stale |= {(who, *content) for who, own in self.graded.items() for content in own}
        self.count_graded(where, stopped)

    def remember(self, where: str) -> None:
        """What the batch has seen: new files come last, replaced ones go."""
        for who, (points, mark) in self.sources[where].items():
            own = self.handed.setdefault(who, [])
            if (points, mark) not in [(p, m) for _s, p, m in own]:
                own[:] = [entry for entry in own if entry[0] != where]
                own.append((where, points, mark))

    def count_graded(self, where: str, stopped: bool) -> None:
        """Who of the batch's students is graded by now: all, or as many as there was time for, in any order."""
        self.stopped = stopped
        for who in self.sources[where]:
            _source, points, mark = self.handed[who][-1]
            if _source == where and not stopped:
                self.graded.setdefault(who, {}).setdefault((points, mark), set()).add(self.seed)
                self.stale.discard((who, points, mark))

    stopped = False

    @rule(who=WHO, points=st.integers(0, 10).map(float))
    def correct(self, who: int, points: float) -> None:
        row = self.row_of(who)
        if row is None or self.stopped:
            return
        with Gradebook.open(self.out) as book:
            book.correct(row.student.id, points, "by hand")
        self.corrected[who] = points, row.points

    @rule(who=WHO)
    def take_a_correction_back(self, who: int) -> None:
        row = self.row_of(who)
        if row is None or who not in self.corrected:
            return
        with Gradebook.open(self.out) as book:
            book.correct(row.student.id, None)
        del self.corrected[who]

    @rule()
    def another_machine(self) -> None:
        """The folder is copied, and graded there from now on."""
        if self.out.exists():
            moved = self.root / "moved"
            shutil.copytree(self.out, moved)
            shutil.rmtree(self.out)
            moved.rename(self.out)

    @precondition(lambda self: self.stopped)
    @rule()
    def the_same_command_goes_on(self) -> None:
        for where in ("class", "late"):
            self.grade(where, 99)

    # What a teacher sees ----------------------------------------------------------------------------------------------
    def row_of(self, who: int):  # type: ignore[no-untyped-def]
        found = [row for row in rows(self.out).values()
                 if NAMES[who] in (row.student.name, row.student.id, row.student.id[:-4])]
        assert len(found) <= 1, found
        return found[0] if found else None

    @invariant()
    def nothing_is_lost_or_wrong_or_stale(self) -> None:
        if not self.out.exists():
            return
        found = rows(self.out)
        assert len({row.student.name for row in found.values()}) == len(found)  # nobody is there twice
        with Gradebook.open(self.out) as book:
            people = students_of(book)
        text = table.write(people).decode("utf-8-sig")
        exported = {line["student"]: line for line in csv.DictReader(io.StringIO(text, newline=""))}
        for who, own in self.handed.items():
            row = self.row_of(who)
            assert row is not None, f"{NAMES[who]} is gone"
            _source, points, mark = own[-1]
            counts = {p for p, m in [(p, m) for _s, p, m in own]} | {p for p, _m in self.graded.get(who, {})}
            if row.points is not None:
                assert row.points in counts, "somebody else's points"
            now = self.graded.get(who, {}).get((points, mark), set())
            if not self.stopped and now:
                assert row.points == points
                if self.seed_of_the_book() in now and (who, points, mark) not in self.stale:
                    assert row.again == ""
            if self.graded.get(who):
                assert row.status == "graded", "a grade is lost"
            if row.points is not None and row.points != points:
                assert row.again, "shown stale, and nothing says so"
            if who in self.corrected:
                wanted, instead_of = self.corrected[who]
                assert row.final == wanted
                assert row.correction_outdated or row.points == instead_of
            else:
                assert row.final == row.points and row.corrected is None
            line = exported[row.student.id]
            assert line["score"] == ("" if row.final is None else f"{row.final:g}")
            if row.again:
                assert "again" in line["remark"] or "graded earlier" in line["remark"]

    def seed_of_the_book(self) -> int:
        with Gradebook.open(self.out) as book:
            return int(book.settings()["seed"])


Term.TestCase.settings = settings(max_examples=8, stateful_step_count=15, deadline=None, print_blob=True,
                                  suppress_health_check=list(HealthCheck))
TestTerm = pytest.mark.filterwarnings("ignore")(Term.TestCase)
