"""The errors that the kit raises for whoever called it. A message is one line: what is wrong, and what to do.

KitError                                              exit status 2: the call or its input is wrong
 ├─ CourseError      course/data.py                   a file of course/ makes no sense
 ├─ NotASubmission   submission/files.py              what was named is no submission
 ├─ BadTests         scoring.py                       a teacher's own properties cannot be used
 ├─ Unsandboxed      commands/isolation.py            another's code, and no sandbox
 ├─ Unfit            sandbox/machine.py               the machine gives too little to grade anything
 ├─ NoDevice         training/devices.py              the device that was asked for is not to be had
 ├─ DataError        training/images.py               a data set cannot be read
 ├─ NoScreenshot     upkeep/screenshots.py            a picture of a terminal cannot be made
 ├─ a class:
 │   ├─ NotAClass    batch/intake/items.py            what was named is no class
 │   ├─ BadRoster    batch/roster.py                  the roster cannot be read
 │   ├─ Refused      batch/intake/items.py            one student's files cannot be read
 │   ├─ BadNotebook  submission/notebooks.py          one notebook cannot be read
 │   ├─ NoGradebook  batch/gradebook.py               there is no gradebook, or it cannot be used
 │   ├─ BadPoints    batch/gradebook.py               points that nobody can have
 │   ├─ Busy         batch/run.py                     another batch writes to the same folder
 │   ├─ Unknown      batch/run.py                     nobody of that name is in the class
 │   ├─ NotTheSame   batch/desk.py                    the kit, or --hidden, has changed since this class was graded
 │   ├─ NoSuchMark   commands/replay.py               no report with that property
 │   └─ NoCluster    batch/pools.py                   the Dask cluster cannot be used
 ├─ an export:
 │   ├─ NotATable    export/cells.py                  a platform's file cannot be read
 │   ├─ Undecided    export/late.py                   nobody can say who was late
 │   ├─ NotOurs      export/jplag.py                  a folder holds something that the kit did not write
 │   └─ NotScored    export/gradescope.py             there is a report, and no grade: the grader's own fault
 └─ SandboxError     sandbox/ends.py                  exit status 3: the grader's own fault

What a submission does wrong is no error of the kit's, and never leaves the judge: `Disagreement` (judging/comparing.py:
a wrong answer), `Trouble` (submission/asking.py: no answer) and `Stopped` (sandbox/ends.py: the process has ended).
"""
from __future__ import annotations

OWN_FAULT = 3  # the exit status of what is the grader's own fault


class KitError(Exception):
    """Something that the kit cannot do. `exit_status`: of a command that it ends."""
    exit_status = 2
