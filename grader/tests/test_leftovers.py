"""What readers leave behind at import costs nothing: right files in every style, one leftover each, made by rule."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import scoring
from grader.course import manifest
from grader.judging import judge
from grader.judging.examples import draw
from grader.sandbox.zygote import Sandbox
from grader.submission import files
from grader.upkeep.strength import right_answers

KIT = manifest.load()
CHEAP = [e.name for e in KIT.exercises if e.name not in ("vgg", "resnet")]

# One leftover each, put behind a file's imports, or at its end.
LEFTOVERS = {
    "matplotlib": "import matplotlib.pyplot as plt",
    "matplotlib_and_numpy": "import matplotlib.pyplot as plt, numpy as np\nnp.zeros(3)",
    "d2lzh": "import d2lzh as d2l",
    "d2l": "from d2l import mxnet as d2l\nd2l.use_svg_display()",
    "d2l_itself": "import d2l.mxnet\nfrom d2l import *\nfrom d2l.mxnet import corr2d as theirs",
    "ipython": "import IPython\nfrom IPython import display\ndisplay.set_matplotlib_formats('svg')",
    "pandas": "import pandas as pd\nframe = pd.read_csv('grades.csv')\nprint(frame.head())",
    "tqdm": "from tqdm import tqdm\nfor i in tqdm(range(3)):\n    pass",
    "torch": "import torch\nfrom torch import nn as torch_nn\n\n\nclass Demo(torch_nn.Module):\n    pass",
    "torch_annotated": "import torch\n\n\ndef compare(x: torch.Tensor) -> torch.Tensor:\n    return torch.relu(x)",
    "cv2": "import cv2\nphoto = cv2.imread('cat.jpg')",
    "scipy": "from scipy import signal\nfrom scipy.signal import correlate2d",
    "several_absent": "import torchvision, tensorflow as tf, mxnet as mx\nmx.nd.ones((2, 3))",
    "no_such_name": "from mxnet.gluon import nothing_of_that_name",
    "decorated": "import d2lzh as d2l\n\n\n@d2l.add_to_class(int)\ndef demo(self):\n    return d2l.plt.show()",
    "plot": "import matplotlib.pyplot as plt\nplt.rcParams['figure.figsize'] = (6, 4)\nplt.plot([1, 2, 3])\nplt.show()",
    "ipython_magic": "get_ipython().run_line_magic('matplotlib', 'inline')",
    "missing_parameters": "from mxnet import nd\nnd.load('missing.params')",
    "missing_file": "with open('lena.txt') as file:\n    text = file.read()\nprint(len(text))",
    "download": "from mxnet import gluon\ntrain = gluon.data.vision.FashionMNIST(train=True)\nprint(len(train))",
    "download_by_hand": "import urllib.request\nurllib.request.urlopen('https://example.org/cat.jpg')",
    "workers": "from mxnet import gluon, nd\nloader = gluon.data.DataLoader(gluon.data.ArrayDataset(nd.ones((8, 2))), "
               "batch_size=2, num_workers=4)\nfor batch in loader:\n    print(batch.shape)",
    "pool": "import multiprocessing\nwith multiprocessing.Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))",
    "program": "import subprocess\nsubprocess.run(['nvidia-smi'], check=True)",
    "input": "answer = input('press return ')",
    "name_error": "print(result_of_a_cell_that_is_gone)",
    "wrong_demo": "from mxnet import nd\nprint(nd.dot(nd.ones((2, 3)), nd.ones((2, 3))).asnumpy())",
    "assertion": "assert 1 + 1 == 3, 'to do'",
    "exit": "import sys\nsys.exit(0)",
    "exit_of_the_shell": "exit()",
    "main": "def main():\n    raise SystemExit(2)\n\n\nif __name__ != '__main__':\n    main()",
    "gpu": "import mxnet as mx\nprint(mx.nd.ones((2, 3)).as_in_context(mx.gpu()))",
    "gpu_tried": "import mxnet as mx\ntry:\n    mx.nd.ones((2, 3)).as_in_context(mx.gpu())\n    ctx = mx.gpu()\n"
                 "except mx.MXNetError:\n    ctx = mx.cpu()\nassert ctx == mx.cpu()",
    "gpu_of_a_layer": "import mxnet as mx\ndemo = mx.gluon.nn.Dense(2, in_units=2)\ndemo.initialize(ctx=mx.gpu())",
    "gpu_of_the_book": "import d2lzh as d2l\nimport mxnet as mx\nassert d2l.try_gpu() == mx.cpu()\n"
                       "print(mx.nd.ones((2,), ctx=d2l.try_gpu()))",
    "other_line_ends": "note = 'one\u2028two\u0085three'  # \x0b \x0c\nbroken",
}  # fmt: skip


@pytest.fixture(autouse=True)
def two_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each property: what is left over at import is met by the first."""
    monkeypatch.setattr(judge, "draw", lambda prop, seed: draw(prop, seed)[:2])


def right_sources(exercise: str) -> Iterator[str]:
    """The solution and the equivalents, those that are UTF-8."""
    for path in right_answers(exercise):
        try:
            yield path.read_text("utf-8-sig")
        except UnicodeDecodeError:
            continue


RIGHT = {exercise.name: list(right_sources(exercise.name)) for exercise in KIT.exercises}


def with_leftover(source: str, leftover: str, at_the_end: bool) -> str:
    lines = source.splitlines(keepends=True)
    imports = [node.end_lineno or 0 for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
    at = len(lines) if at_the_end else imports[-1] if imports else 1
    return "".join([*lines[:at], "\n", leftover, "\n", *lines[at:]])


@pytest.mark.parametrize("name", LEFTOVERS)
def test_a_leftover_costs_nothing(name: str, box: Sandbox, tmp_path: Path) -> None:
    """In a file of each cheap exercise, another style for each leftover, and of each third time in one of a network.

    Other files use corr2d.py, and need not take what another style of it returns: it is judged alone, too.
    """
    turn = list(LEFTOVERS).index(name)
    large = [e.name for e in KIT.exercises if e.name not in CHEAP][turn % 3:][:1]  # for each third leftover
    for folder, styled in (("all", [*CHEAP[1:], *large]), ("alone", CHEAP[:1])):
        (tmp_path / folder).mkdir()
        for number, exercise in enumerate(CHEAP + large):
            right = RIGHT[exercise][turn % len(RIGHT[exercise]) if exercise in styled else 0]
            text = with_leftover(right, LEFTOVERS[name], number % 2 == 0)
            (tmp_path / folder / f"{exercise}.py").write_bytes(text.encode())
        report = scoring.score(files.read(tmp_path / folder), box, KIT.seed,
                               [e for e in KIT.exercises if e.name in styled], diagnose=False)
        assert {e.name: (e.status, e.score) for e in report.exercises} == {
            e.name: ("passed", e.max_score) for e in report.exercises}, [
                (e.name, p.message) for e in report.exercises for p in e.properties if p.message]
