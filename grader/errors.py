"""The errors that the kit raises itself. Their message is one line for whoever called.

KitError
 ├─ SandboxError        (sandbox/ends.py)       the sandbox could not be started or used: the grader's own fault
 ├─ NotASubmission      (submission/files.py)   what was named is no submission
 ├─ BadTests            (scoring.py)            a teacher's own properties cannot be used
 └─ ...                                         see `git grep '(KitError)'`
"""


OWN_FAULT = 3  # the exit status of what is the grader's own fault


class KitError(Exception):
    """Something that the kit cannot do. `exit_status`: of a command that it ends."""
    exit_status = 2
