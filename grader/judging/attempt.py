"""One example of a property, tried with a submission."""
from __future__ import annotations

from dataclasses import replace

from ..submission.asking import Trouble
from ..submission.submission import Submission
from .comparing import Disagreement
from .design import Case
from .finding import Finding
from .property import Property


def attempt(prop: Property, submission: Submission, case: Case) -> Finding:
    """Tries the property on one example; a Trouble or a Disagreement becomes a finding."""
    __tracebackhide__ = True
    with submission.recording() as asked:
        finding = _attempt(prop, submission, case)
    return replace(finding, log=tuple(asked))


def _attempt(prop: Property, submission: Submission, case: Case) -> Finding:
    __tracebackhide__ = True
    try:
        prop.check(submission, **case)
    except Disagreement as wrong:
        return Finding("failed", wrong.message, case=case, expected=wrong.expected, got=wrong.got, raised=wrong)
    except Trouble as trouble:
        return Finding(trouble.status, trouble.message, trouble.trace,
                       case if trouble.status in ("error", "failed") else None, raised=trouble)
    return Finding("passed")
