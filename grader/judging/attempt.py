"""One example of a property, tried with a submission."""
from __future__ import annotations

import traceback
from dataclasses import replace

from ..submission.asking import Trouble
from ..submission.submission import Submission
from .comparing import Disagreement
from .design import Case
from .finding import Finding, Trial
from .property import Property


def attempt(prop: Property, submission: Submission, case: Case) -> Finding:
    """Tries the property on one example; a Trouble or a Disagreement becomes a finding."""
    __tracebackhide__ = True
    with submission.recording() as asked:
        finding = _attempt(prop, submission, case)
    return replace(finding, log=Trial(asked))


def _attempt(prop: Property, submission: Submission, case: Case) -> Finding:
    __tracebackhide__ = True
    try:
        prop.check(submission, **case)
    except Disagreement as wrong:
        return Finding("failed", wrong.message, case=case, expected=wrong.expected, got=wrong.got, raised=wrong)
    except Trouble as trouble:
        return Finding(trouble.status, trouble.message, trouble.trace,
                       case if trouble.status in ("error", "failed") else None, raised=trouble)
    except AssertionError as wrong:  # a teacher's own property may say `assert`
        return Finding("failed", str(wrong) or _line(wrong), case=case)
    return Finding("passed")


def _line(wrong: AssertionError) -> str:
    """The line of an assertion that says nothing."""
    return (traceback.extract_tb(wrong.__traceback__)[-1].line or "assert")[:500]
