"""What the command line says of itself: help in groups, with an example each, in the student's language.

Click's own sentences are texts of the catalogue like any other (`CLICK`), and its commands' docstrings and `help=` too.
"""
from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Callable, Iterable, Sequence

import click
from rich.cells import cell_len

from ..language import i18n
from ..language.i18n import N_, _
from ..language.wrapping import paragraphs, wrapped

PROGRAM = "python -m grader"
GROUPS: dict[str, dict[str, tuple[str, str]]] = {  # command: its module in grader/commands, and an example
    N_("For students"): {
        "watch": ("watch", "watch"),
        "hint": ("learn", "hint corr2d"),
        "try": ("tryout", "try corr2d"),
        "show": ("show", "show corr2d"),
        "score": ("score", "score exercises"),
        "list": ("learn", "list"),
        "reset": ("learn", "reset corr2d"),
        "train": ("train", "train exercises"),
        "finish": ("finish", "finish --out card.svg"),
        "doctor": ("doctor", "doctor"),
    },
    N_("For teachers"): {
        "example-class": ("kit", "example-class DIR"),
        "batch": ("batch", "batch DOWNLOADS --out OUT --roster class.csv"),
        "correct": ("batch", 'correct OUT STUDENT --points 80 --reason "oral exam"'),
        "desk": ("desk", "desk OUT --submissions DOWNLOADS"),
        "replay": ("replay", "replay OUT STUDENT corr2d/test_output_shape"),
        "export": ("export", "export OUT --format canvas --template grades.csv"),
        "gradescope-zip": ("export", "gradescope-zip --to autograder.zip"),
    },
    N_("For maintainers"): {
        "misconceptions": ("misconceptions", "misconceptions --exercise corr2d"),
        "strength": ("strength", "strength corr2d --edits 40"),
        "check-kit": ("kit", "check-kit"),
        "new-exercise": ("kit", "new-exercise batch_norm --points 10"),
    },
}
COMMANDS = {name: entry for group in GROUPS.values() for name, entry in group.items()}

CLICK = (  # what Click says; its braces have names, and are filled in by it
    N_("Options"), N_("Positional arguments"), N_("Show this message and exit."),
    N_("Show the version and exit."), N_("default: {default}"), N_("required"),
    N_("Invalid value: {message}"), N_("Invalid value for {param_hint}: {message}"),
    N_("Missing argument"), N_("Missing option"), N_("Missing parameter"), N_("Missing parameter: {param_name}"),
    N_("No such option {name!r}."), N_("No such command {name!r}."), N_("Did you mean {possibility}?"),
    N_("(Did you mean one of: {possibilities}?)"), N_("Could not open file {filename!r}: {message}"),
    N_("Choose from:\n\t{choices}"), N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."), N_("{value!r} is not {choice}."),
    N_("{value!r} is not one of {choices}."), N_("{value!r} does not match the format {format}."),
    N_("{value!r} does not match the formats {formats}."), N_("file"), N_("directory"), N_("path"),
    N_("{name} {filename!r} does not exist."), N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is a directory."), N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."), N_("Got unexpected extra argument ({args})"),
    N_("Got unexpected extra arguments ({args})"), N_("Option {name!r} does not take a value."),
    N_("Option {name!r} requires an argument."), N_("Option {name!r} requires {nargs} arguments."),
)


def click_speaks() -> None:
    """Has Click look its sentences up in our catalogue, and not in the system's, which has none of them."""
    click.IntRange.name, click.FloatRange.name = click.INT.name, click.FLOAT.name
    said: dict[str, Callable[..., str]] = {
        "_": i18n._, "ngettext": lambda one, many, count: i18n._(one if count == 1 else many)}
    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        for name, function in said.items():
            if hasattr(module, name):
                setattr(module, name, function)


def language_of(words: Sequence[str]) -> None:
    """Sets the language before a call is understood: its errors and its help are said in it as well."""
    given = [after for word, after in itertools.pairwise(words) if word == "--lang"]
    given += [word.partition("=")[2] for word in words if word.startswith("--lang=")]
    i18n.set_language(given[-1] if given else None)


# Help ----------------------------------------------------------------------------------------------------------------
def sentence(command: click.Command) -> str:
    """The first sentence that a command says of itself."""
    said = _(paragraphs(command.help)[0])
    return re.split(r"(?<=\.)\s|(?<=。)", said)[0].rstrip(".。")


def speaking(command: click.Command) -> click.Command:
    """A command whose help is in the chosen language."""
    shown = copy.copy(command)
    shown.context_class = Context
    shown.options_metavar = _("[OPTIONS]")
    shown.help = "\n\n".join(map(_, paragraphs(command.help)))
    if command.name in COMMANDS:
        shown.epilog = _("Example: {0}").format(f"{PROGRAM} {COMMANDS[command.name][1]}")
    shown.params = []
    for param in command.params:
        said = copy.copy(param)
        if isinstance(said, click.Option) and said.help:
            said.help = _(said.help)
        shown.params.append(said)
    return shown


class Formatter(click.HelpFormatter):
    """Breaks lines by the cells that they take: Chinese has no spaces to break at."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':{self.current_indent}}{_('{0}:').format(heading)}\n")

    def write_text(self, text: str) -> None:
        room = max(self.width - self.current_indent, 11)
        for number, paragraph in enumerate(paragraphs(text)):
            self.write("\n" if number else "")
            for line in wrapped(paragraph, room):
                self.write(f"{'':{self.current_indent}}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        listed = list(rows)
        column = min(max((cell_len(name) for name, _said in listed), default=0), col_max) + col_spacing
        room = max(self.width - self.current_indent - column, 20)
        for name, said in listed:
            lines = wrapped(_(said), room)
            self.write(f"{'':{self.current_indent}}{name}")
            if cell_len(name) > column - col_spacing:
                self.write("\n")
                lines[:0] = [""]
            else:
                self.write(" " * (column - cell_len(name)) + lines[0] + "\n")
            for line in lines[1:]:
                self.write(f"{'':{self.current_indent + column}}{line}\n")


class Context(click.Context):
    formatter_class = Formatter


# Without a command ----------------------------------------------------------------------------------------------------
def what_next(width: int) -> Iterable[str]:
    """What a student does next, in lines of at most `width` columns."""
    from ..watch import state
    from ..watch.model import shortest
    from .options import own_folder
    folder = own_folder()
    name = state.load(folder).current
    yield from wrapped(_("Open {0} in your editor, and keep the first of these open in a terminal beside it:").format(
        shortest(folder / f"{name}.py")), width)
    yield ""
    rows = (("watch", _("judges what you save, and says what is wrong")),
            (f"hint {name}", _("a hint; the next one is more concrete")),
            (f"show {name}", _("a picture of what the operation does")),
            (f"score {shortest(folder)}", _("your points, as a teacher counts them")),
            ("doctor", _("says what is missing, where something does not work")))
    column = len(PROGRAM) + max(len(call) for call, _said in rows) + 5
    for call, said in rows:
        first, *others = wrapped(said, max(20, width - column))
        yield f"  {PROGRAM} {call}".ljust(column) + first
        yield from (" " * column + line for line in others)
    yield ""
    yield _("All commands: {0}").format(f"{PROGRAM} --help")
