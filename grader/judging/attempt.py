"""One example of a property, tried with a submission."""
from __future__ import annotations

import traceback
from dataclasses import replace
from functools import cache

from ..course import manifest
from ..errors import KitError
from ..language.i18n import N_
from ..language.said import Said
from ..report.sizes import kept
from ..submission.asking import Trouble
from ..submission.files import Folder
from ..submission.in_process import OwnCode
from ..submission.submission import Submission
from ..worker.wire.values import text
from .comparing import Disagreement
from .design import Case
from .finding import Finding, Trial
from .property import Property


def attempt(prop: Property, submission: Submission, case: Case) -> Finding:
    """Tries the property on one example; a Trouble or a Disagreement becomes a finding. Of large answers, it keeps what
    they were."""
    __tracebackhide__ = True
    with submission.recording() as asked:
        finding = _attempt(prop, submission, case)
    return replace(finding, expected=kept(finding.expected), got=kept(finding.got),
                   log=Trial(ask.kept() for ask in asked))


def _attempt(prop: Property, submission: Submission, case: Case) -> Finding:
    __tracebackhide__ = True
    try:
        prop.check(submission, **case)
    except Disagreement as wrong:
        return Finding("failed", wrong.message, case=case, expected=wrong.expected, got=wrong.got)
    except Trouble as trouble:  # without the frames that it went through: they hold every answer
        return Finding(trouble.status, trouble.message, trouble.trace,
                       case if trouble.status in ("error", "failed") else None, raised=trouble.with_traceback(None))
    except AssertionError as wrong:  # a teacher's own property may say `assert`
        return Finding("failed", str(wrong) or _line(wrong), case=case)
    except Exception as error:
        if isinstance(error, KitError) or asking(error) or at_fault(prop, case):
            raise
        return Finding("failed", Said(N_("the answer has a form that this property could not take ({0})"),
                                      text(f"{type(error).__name__}: {error}")), case=case)
    return Finding("passed")


def _line(wrong: AssertionError) -> str:
    """The line of an assertion that says nothing."""
    return (traceback.extract_tb(wrong.__traceback__)[-1].line or "assert")[:500]


def asking(error: Exception) -> bool:
    """Whether an error was raised while the submission was asked: there the grader's own fault is no property's."""
    return any(frame.f_code is Submission.ask.__code__ for frame, _line in traceback.walk_tb(error.__traceback__))


def at_fault(prop: Property, case: Case) -> bool:
    """Whether a property that raised an error of its own raises one with the right answer, too. Without the solutions,
    the kit's properties are not at fault, and a teacher's own ones are."""
    right = solution()
    if right is None:
        return prop.path.parent != manifest.ROOT / "tests"
    try:
        with right.recording():
            prop.check(right, **case)
    except (Disagreement, Trouble, AssertionError):
        return False
    except Exception:
        return True
    finally:
        right.forget()
    return False


@cache
def solution() -> Submission | None:
    """The solutions, in this process; None where the kit was handed out without them."""
    files = {e.name: e.solution for e in manifest.load().exercises}
    if not all(path.exists() for path in files.values()):
        return None
    return Submission(OwnCode(Folder("solutions", {name: path.read_bytes() for name, path in files.items()}, {})))
