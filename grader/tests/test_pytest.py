"""pytest as a student runs it: its language, and what it says of a file that cannot be read."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grader.course import manifest, stubs


def test_it_speaks_the_locales_language_and_tells_a_syntax_error_in_its_own_lines(tmp_path: Path) -> None:
    (tmp_path / "receptive_field.py").write_bytes(stubs.content("receptive_field"))
    (tmp_path / "padding_stride.py").write_text("def padding(X):\n    return X)\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/test_receptive_field.py", "tests/test_padding_stride.py", "-rs",
         "--submission", str(tmp_path)], cwd=manifest.ROOT, text=True, capture_output=True,
        env=os.environ | {"LC_ALL": "zh_CN.UTF-8", "PYTHONIOENCODING": "utf-8"})
    assert "待完成：receptive_field.py" in done.stdout and "条测试待完成" in done.stdout
    assert "    return X)\n            ^\nSyntaxError: unmatched ')'" in done.stdout
    assert "host.py" not in done.stdout and "importlib" not in done.stdout
