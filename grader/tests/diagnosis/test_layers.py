"""A network's layers beside those that are asked for: what is missing, and where values begin to differ."""
from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from grader.course import manifest
from grader.diagnosis import layers, library
from grader.judging.attempt import attempt
from grader.judging.examples import draw
from grader.judging.property import properties_of
from grader.language import i18n
from grader.render.stepping.scene import scene
from grader.report.record import PropertyResult
from grader.report.steps import Layers
from grader.retrace import traced
from grader.submission.files import Folder
from grader.submission.in_process import OwnCode
from grader.submission.submission import Submission
from grader.tests.diagnosis.test_steps import failures
from grader.training.graph import Refused, read_block

RELU = ("ReLU", None)
# exercise, mistake: the rows where the two sides differ
DIFFER = {
    ("vgg", "relu_missing"): {RELU},
    ("vgg", "avg_pool_instead_of_max"): {("maximum pooling, 2×2, stride 2", "average pooling, 2×2, stride 2")},
    ("resnet", "relu_missing_at_the_end"): {RELU},
    ("resnet", "shortcut_batch_norm"): {(None, "batch norm")},
    ("resnet", "second_bn_missing"): {("batch norm", None)},
    ("resnet", "bn_epsilon_of_keras"): {("batch norm", "batch norm, eps 0.001")},
    ("resnet", "shortcut_subtracted"): {("the sum of two paths", "subtract")},
}


def first_failure(exercise: str, name: str) -> PropertyResult:
    return next(failures(library.named(exercise, name)))


def said(found: Layers, row: int) -> tuple[str | None, str | None]:
    asked, own = found.asked[row], found.own[row]
    return None if asked is None else str(asked.name), None if own is None else str(own.name)


@pytest.mark.parametrize("exercise, name", DIFFER)
def test_what_differs_is_marked(exercise: str, name: str) -> None:
    i18n.set_language("en")
    result = traced(exercise, first_failure(exercise, name))
    assert result.traced is not None and result.traced.layers is not None
    found = result.traced.layers
    rows = {said(found, row) for row in range(len(found.asked))}
    assert {row for row in rows if row[0] != row[1]} == DIFFER[exercise, name]
    shown = scene(result)
    assert shown is not None and json.dumps(shown)
    first = shown["first"]
    if first >= 0:  # all layers before it agree; in its own values, what is marked is what differs
        assert not any(found.differ[:first]) and found.differ[first]
        row = shown["rows"][first]
        expected, got = (np.array(row[side]["values"]) for side in ("expected", "got"))
        assert expected.shape != got.shape or set(np.flatnonzero(abs(expected - got) > 0.01)) <= set(row["apart"])
        assert row["apart"] or expected.shape != got.shape
    assert f"from exercises.{exercise} import" in shown["code"]


def trial(exercise: str, prop: str, transport: Any) -> tuple[Any, Any]:
    """What a property asks for its first example, and what it found."""
    found = next(p for p in properties_of(manifest.load().exercise(exercise)) if p.name == prop)
    tried = attempt(found, Submission(transport), draw(found, manifest.load().seed)[0][1])
    return tried.log, tried


@pytest.mark.parametrize("exercise, prop", [("vgg", "test_block_output"), ("resnet", "test_residual_prediction"),
                                            ("vgg", "test_vgg_output")])
def test_the_layers_compute_what_the_block_does(exercise: str, prop: str) -> None:
    """The last one's value is the block's own; a ReLU's and a sum's are what numpy gives."""
    right = OwnCode(Folder("solutions", library.solutions(), {}))
    log, _found = trial(exercise, prop, right)
    call, seen, fill = (next(ask.inputs for ask in reversed(log) if ask.op == op) for op in ("call", "layers", "fill"))
    block = layers.traced(right, manifest.load().exercise(exercise), call, seen["x"])
    block.values = layers.values(block, seen["x"], fill)
    run = next(ask for ask in reversed(log) if ask.op == "run")
    np.testing.assert_allclose(block.values[block.order[-1]], run.answer["y"], rtol=1e-4, atol=1e-4)
    met = set()
    for here in block.order:
        node = block.network.nodes[here]
        given = [block.values[n] for n in node.inputs if n in block.values]
        if node.op in ("relu", "add"):
            met.add(node.op)
            np.testing.assert_allclose(block.values[here], np.maximum(given[0], 0) if node.op == "relu" else sum(given),
                                       rtol=1e-5, atol=1e-5)
    assert "relu" in met


def test_how_a_right_block_is_written_makes_no_difference() -> None:
    """The sum the other way round, the shortcut first, no bias in front of a batch norm."""
    source = library.solutions()["resnet"].decode()
    other = source.replace("nd.relu(Y + X)", "nd.relu(X + Y)").replace("padding=1)", "padding=1, use_bias=False)")
    assert other != source
    own = OwnCode(Folder("own", library.solutions() | {"resnet": other.encode()}, {}))
    right = OwnCode(Folder("solutions", library.solutions(), {}))
    log, tried = trial("resnet", "test_residual_prediction", own)
    assert tried.status == "passed"
    found = layers.compared(own, right, manifest.load().exercise("resnet"), log)
    assert found is not None and not any(found.differ)
    assert all(a is not None and o is not None and a.sources == o.sources
               for a, o in zip(found.asked, found.own, strict=True))


def test_a_block_that_is_no_graph_has_no_diagram() -> None:
    source = library.solutions()["vgg"].decode()
    other = source + "\n\n_block = vgg_block\n\ndef vgg_block(a, b):\n    net = _block(a, b)\n" \
                     "    return type('B', (nn.Block,), {'forward': lambda self, x: net(x.asnumpy() and x)})()\n"
    own = OwnCode(Folder("own", library.solutions() | {"vgg": other.encode()}, {}))
    right = OwnCode(Folder("solutions", library.solutions(), {}))
    log, _tried = trial("vgg", "test_block_output", right)
    assert layers.compared(own, right, manifest.load().exercise("vgg"), log) is None


@pytest.mark.parametrize("answer", [None, 1, [], {}, {"told": b"", "constants": {}}, *(
    {"told": np.frombuffer(text, np.uint8), "constants": {}} for text in (
        b"", b"{", b"[]", b"{}", b'{"parameters": [], "names": []}', b'{"parameters": [], "names": [1]}',
        b'{"parameters": [], "names": [], "trace": {"graph": {"nodes": [], "heads": []}}}',
        b'{"parameters": [{"shape": [-1], "start": "ones", "rate": 1.0, "adds": false}], "names": ["a"]}'))])
def test_what_is_forged_is_refused(answer: Any) -> None:
    with pytest.raises(Refused):
        read_block(answer, (1, 3, 4, 4))
