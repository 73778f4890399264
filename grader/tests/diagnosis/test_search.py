"""The search for explanations: two mistakes at once, and small edits; never what several explain differently."""
from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from grader import scoring
from grader.course import manifest
from grader.course.manifest import Exercise
from grader.diagnosis import library, search
from grader.diagnosis.diagnose import Diagnosis, Further
from grader.diagnosis.edits import Edits
from grader.diagnosis.library import Wrong
from grader.diagnosis.replay import Replay, careful
from grader.judging.attempt import attempt
from grader.judging.examples import draw
from grader.judging.finding import Evidence
from grader.judging.property import Property, properties_of
from grader.report.record import ExerciseResult
from grader.submission.files import Folder
from grader.upkeep import measure

KIT = manifest.load()


def wrong(exercise: str, name: str) -> Wrong:
    found = search.called(exercise, name)
    assert found is not None
    return found


def judged(folder: Folder, exercise: Exercise) -> ExerciseResult:
    with measure.in_process(folder) as submission:
        return scoring.judge_exercise(exercise, properties_of(exercise), submission, KIT.seed)


def names(result: ExerciseResult) -> set[str]:
    return {p.misconception.name if p.misconception else "" for p in result.properties if p.status != "passed"}


# Pairs ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("exercise", "name"), [
    ("receptive_field", "strides_ignored+starts_at_zero"), ("padding_stride", "rounded_up+padding_counted_once")])
def test_two_mistakes_at_once_are_named_both(exercise: str, name: str) -> None:
    pair = wrong(exercise, name)
    result = judged(pair.folder(), KIT.exercise(exercise))
    assert name in names(result) and names(result) <= {name, "begins_elsewhere", ""}
    one, other = (wrong(exercise, part) for part in name.split("+"))
    said = next(p.misconception for p in result.properties if p.misconception and p.misconception.name == name)
    assert one.en in said.texts["en"] and other.zh in said.texts["zh"]


def test_edits_of_one_line_are_made_one_after_the_other() -> None:
    base = wrong("receptive_field", "starts_at_zero")
    line = library.base("receptive_field", base.target, None).splitlines()[0]
    one, other = replace(base, name="one", edit=((line, line + " # 1"),)), replace(base, name="other",
                                                                                 edit=((line, line + " # 2"),))
    both = search.together(one, other)
    assert both is not None and both.code.splitlines()[0] in (line + " # 2 # 1", line + " # 1 # 2")
    gone = replace(base, name="gone", edit=((line, "def receptive_field(it):"),))
    assert search.together(gone, replace(gone, name="again")) is None
    assert search.together(one, replace(other, base="fast")) is None


def test_likely_pairs_come_first() -> None:
    """What the student has right, both have right, mostly; of what the student has wrong, one has it."""
    pair = wrong("padding_stride", "padding_left_out_of_shape+stride_left_out_of_shape")
    with measure.in_process(pair.folder()) as submission:
        trials = [attempt(prop, submission, case).log for prop in properties_of(KIT.exercise("padding_stride"))
                  for _turn, case in draw(prop, KIT.seed) if prop.name == "test_output_shape"]
    likely = [each.name for each in search.likely_pairs("padding_stride", pair.target, trials)]
    assert likely.index(pair.name) < len(likely) / 3


def test_where_nothing_is_right_the_likely_pairs_come_first_too() -> None:
    """Several wrong answers tell of the two: where one of them changes nothing, the other gives the answer."""
    exercise, pair = KIT.exercise("pooling"), wrong("pooling", "window_as_stride+last_row_and_column_left_zero")
    with measure.in_process(pair.folder()) as submission:
        trials = [attempt(prop, submission, case).log for prop in properties_of(exercise)
                  for _turn, case in draw(prop, KIT.seed) if prop.name in ("test_max", "test_stride")]
    found = search.Search(exercise, pair.target, trials)
    assert not found.right and next(found.others()).name == pair.name
    assert found.left > exercise.explanations - 20


# Edits ----------------------------------------------------------------------------------------------------------------
def test_every_rule_has_a_phrase_in_both_languages() -> None:
    rules = {rule for source in library.solutions().values() for rule, _node, _changed in Edits(source.decode()).found}
    assert rules <= search.PHRASES.keys()
    assert all(len(phrase) == 2 and all(phrase) for phrase in search.PHRASES.values())


def test_a_small_edit_that_is_no_misconception_gets_a_sentence() -> None:
    exercise = KIT.exercise("receptive_field")
    told = []
    for edit in search.slips("receptive_field", "receptive_field")[::6]:
        with measure.in_process(edit.folder()) as submission:
            result = scoring.judge_exercise(exercise, properties_of(exercise), submission, KIT.seed)
        if any(p.status == "failed" for p in result.properties):
            told.append(names(result) - {""})
    assert sum(map(bool, told)) >= 0.8 * len(told) > 2, told


def test_what_is_said_quotes_nothing_of_the_solution() -> None:
    for edit in search.far_names("corr2d", "corr2d"):
        assert not any(line.strip() in edit.en for line in edit.code.splitlines() if len(line.strip()) > 8)


def test_no_edit_goes_on_for_ever() -> None:
    """Nothing would end it in this process."""
    assert search.endless("def f(n):\n    while n:\n        pass")
    assert search.endless("def f(layers, n=1):\n    for layer in layers:\n        layers *= n")
    assert not search.endless("def f(layers):\n    n = 1\n    for layer in layers:\n        n *= layer")
    for exercise in KIT.exercises:
        for target in exercise.functions if exercise.explanations else ():
            for edit in itertools.chain(search.slips(exercise.name, target), search.far_names(exercise.name, target)):
                assert not search.endless(edit.code)


def test_a_mistake_in_a_function_that_is_used_is_found_from_the_one_that_uses_it() -> None:
    """Here pool2d uses pool2d_multi_channel, and not the other way round: of each it is said what is wrong."""
    source = b"""
from mxnet import nd


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return pool2d_multi_channel(X.expand_dims(0), pool_size, mode, padding, stride)[0]


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    (c, h, w), (a, b), (p, q), (s, t) = X.shape, pool_size, padding, stride
    padded = nd.full((c, h + 2 * p, w + 2 * q), 0 if mode == 'avg' else float('-inf'))
    padded[:, p:p + h, q:q + w] = X
    Y = nd.zeros((c, (h + 2 * p - a) // s + 1, (w + 2 * q - b) // t + 1))
    for n in range(c):
        for i in range(Y.shape[1]):
            for j in range(Y.shape[2]):
                part = padded[n, i * s:i * s + a, j * t + 1:j * t + b]
                Y[n, i, j] = part.max() if mode == 'max' else part.mean()
    return Y
"""
    exercise = KIT.exercise("pooling")
    result = judged(Folder("x", library.solutions() | {"pooling": source}, {}), exercise)
    said = {p.name: p.misconception.message for p in result.properties if p.misconception is not None}
    assert "slice" in said["test_channels"], said


def test_no_array_is_an_index_where_nobody_has_looked() -> None:
    from mxnet import nd
    X = nd.array([[1, 2], [3, 4]])
    with careful():
        with pytest.raises(IndexError):
            X[X] = 1
        with pytest.raises(IndexError):
            X[X]
    assert X[nd.array([1])].shape == (1, 2)


# One name, or none ----------------------------------------------------------------------------------------------------
def of_first_examples(name: str, props: tuple[Property, ...], further: bool, seed: int) -> str | None:
    """The name where only one example of each property was tried."""
    exercise = KIT.exercise("receptive_field")
    with measure.in_process(wrong("receptive_field", name).folder()) as submission:
        evidence = Evidence([attempt(prop, submission, draw(prop, seed)[0][1]) for prop in props])
        more = Further(submission, properties_of(exercise), seed) if further else None
        named = Diagnosis(exercise, evidence, further=more).of(evidence.findings[0])
        return named.name if named else None


def test_while_several_fit_the_submission_is_asked_more() -> None:
    """With a single example several misconceptions fit; what tells them apart is asked, and the right one is named."""
    exercise = KIT.exercise("receptive_field")
    asked = 0
    for wrong in library.of("receptive_field"):
        for prop in properties_of(exercise)[:2]:
            with measure.in_process(wrong.folder()) as submission:
                found = attempt(prop, submission, draw(prop, KIT.seed)[0][1])
            fits = [other.name for other in library.of("receptive_field") if Replay(other).agrees(found.log)]
            if found.status == "failed" and len(fits) > 1 and fits[0] != wrong.name:
                named = of_first_examples(wrong.name, (prop,), True, KIT.seed)
                assert named == wrong.name or (named is not None and alike(named, wrong)), (wrong.name, named, fits)
                asked += 1
    assert asked >= 3


def test_what_the_first_further_example_rules_out_is_not_named() -> None:
    """A search has found it; the submission answers otherwise, and nothing is left."""
    exercise = KIT.exercise("receptive_field")
    with measure.in_process(wrong("receptive_field", "strides_ignored").folder()) as submission:
        diagnosis = Diagnosis(exercise, Evidence(), further=Further(submission, properties_of(exercise), KIT.seed))
        assert diagnosis.settle([wrong("receptive_field", "one_too_large")], confirmed=4) is None


def alike(name: str, wrong: Wrong) -> bool:
    """Whether two misconceptions answer alike on many examples."""
    other = search.called(wrong.exercise, name)
    exercise = KIT.exercise(wrong.exercise)
    with measure.in_process(wrong.folder()) as submission:
        return other is not None and all(
            Replay(other).agrees(attempt(prop, submission, case).log)
            for prop in properties_of(exercise) for _turn, case in draw(prop, KIT.seed + 7))


# What is right, or nothing at all -------------------------------------------------------------------------------------
def test_nothing_that_is_tried_answers_as_the_solution_does_on_all_that_was_tried() -> None:
    exercise = KIT.exercise("corr2d")
    with measure.in_process(Folder("right", library.solutions(), {})) as submission:
        trials = [attempt(prop, submission, case).log for prop in properties_of(exercise)[:2]
                  for _turn, case in draw(prop, KIT.seed)[:3]]
    looked = search.Search(exercise, "corr2d", trials)
    assert list(looked.slips()) == list(looked.others()) == []


def test_forms() -> None:
    X = np.zeros((2, 3), np.float32)
    assert search.form((X, [1])) == search.form((X + 1, [2])) != search.form((X.T, [1]))
    assert search.form({"y": X}) == search.form({"y": X.T}) and search.form(1) != search.form(1.0)
