"""For otter-grader: all notebooks of a folder in one process, by its documented function for grading without
containers: `python otter_loop.py AUTOGRADER.zip FOLDER OUT`. Writes OUT/<student>/results.json as `otter run` does."""
from __future__ import annotations

import json
import sys
from pathlib import Path

from otter.api import grade_submission  # type: ignore[import-not-found]
from otter.run import AutograderConfig  # type: ignore[import-not-found]


def main() -> None:
    autograder, notebooks, out = map(Path, sys.argv[1:])
    for notebook in sorted(notebooks.glob("*.ipynb")):
        results = grade_submission(str(notebook), str(autograder), quiet=True)
        (out / notebook.stem).mkdir(parents=True)
        (out / notebook.stem / "results.json").write_text(json.dumps(results.to_gradescope_dict(AutograderConfig())))


if __name__ == "__main__":
    main()
