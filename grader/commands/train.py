"""`train`: the training check by itself."""
from __future__ import annotations

import contextlib
import json
import math
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from rich.text import Text

from ..course import manifest
from ..language.i18n import N_, _
from ..render import curves, terminal
from ..sandbox import nvidia
from ..sandbox.ends import SandboxError
from ..sandbox.support import best_isolation
from ..submission import files
from ..training import check
from ..training import images as data
from ..training.checkpoints import Checkpoints
from ..training.devices import Library, NoDevice, Wanted, find_device
from ..training.plans import Profile
from ..training.progress import Progress
from ..training.trainers import workplace
from . import isolation
from .options import draw_maps, lang, maps_option, picture_path, seed_option, writing


@contextlib.contextmanager
def losses() -> Iterator[Callable[[Progress], None]]:
    """A line of JSON for each tenth batch, with the losses since the last."""
    found: list[float] = []

    def told(p: Progress) -> None:
        found.append(p.loss if math.isfinite(p.loss) else 0.0)
        if p.batch % 10 == 0 or p.batch == p.batches:
            print(json.dumps({"network": p.network, "losses": found, "of": p.epochs * p.batches}), flush=True)
            found.clear()
    yield told


def check_options(profile: Profile, data_path: Path | None, maps_path: Path | None, checkpoints: Path | None) -> None:
    """BadParameter for an option that does not go with the profile, or a folder for checkpoints that nothing can be
    written to."""
    quick = profile == "quick"
    for option, given, of_quick, why in (
            ("--data", data_path, False, N_("the quick profile trains on scikit-learn's digits; --data goes with "
                                            "--profile book")),
            ("--maps", maps_path, True, N_("feature maps are drawn of the quick profile's networks")),
            ("--checkpoints", checkpoints, False, N_("the quick profile takes seconds; --checkpoints goes with "
                                                     "--profile book"))):
        if given is not None and quick != of_quick:
            raise click.BadParameter(_(why), param_hint=option)
    if checkpoints is not None:
        try:
            checkpoints.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=checkpoints).close()
        except OSError as error:
            raise click.BadParameter(f"{checkpoints}: {error.strerror}", param_hint="--checkpoints") from None


LIBRARIES: dict[str, Library | None] = {"auto": None, "mxnet": "MXNet", "torch": "PyTorch"}


@click.command("train")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--device", "wanted", type=click.Choice(["auto", "cpu", "gpu"]), default="auto", show_default=True,
              help="Where to train; auto: a GPU if MXNet or PyTorch can use one.")
@click.option("--engine", "library", type=click.Choice(["auto", "mxnet", "torch"]), default="auto", show_default=True,
              help="What trains; auto: MXNet, or PyTorch on a GPU that MXNet cannot use.")
@click.option("--profile", type=click.Choice(["quick", "book"]), default="quick", show_default=True,
              help="quick: small networks of your blocks on digits; book: VGG-11 and ResNet-18 on Fashion-MNIST.")
@click.option("--data", "data_path", type=click.Path(path_type=Path), metavar="DIR",
              help="The folder of Fashion-MNIST's four files (gzip or not).")
@click.option("--max-batches", type=click.IntRange(1), metavar="N", help="A try of N batches, which is not scored.")
@click.option("--checkpoints", type=click.Path(path_type=Path), metavar="DIR",
              help="Where the book profile keeps a checkpoint an epoch, to go on after an interruption.")
@seed_option
@click.option("--json", "json_path", type=click.Path(path_type=Path), metavar="FILE", help="Write the result as JSON.")
@click.option("--plot", type=click.Path(path_type=Path), callback=picture_path, metavar="FILE",
              help="Draw loss and accuracy (.png, .svg or .pdf).")
@maps_option
@click.option("--follow", is_flag=True, hidden=True, help="Print losses as JSON while they come in: for `watch`.")
@isolation.allow_option
@lang
def command(path: Path, wanted: Wanted, library: str, profile: Profile, data_path: Path | None, max_batches: int | None,
            checkpoints: Path | None, seed: int | None, json_path: Path | None, plot: Path | None,
            maps_path: Path | None, follow: bool, allow_unsandboxed: bool) -> None:
    """Train networks made of the blocks in PATH's vgg.py and resnet.py."""
    submitted = files.read(path)
    if why := nvidia.problem():
        raise SandboxError(why)
    isolation.one(submitted, allow_unsandboxed)
    seed = manifest.load().seed if seed is None else seed
    check_options(profile, data_path, maps_path, checkpoints)
    images = (data.digits(seed) if profile == "quick" else
              data.fashion_mnist(data_path) if data_path else data.fetched_fashion_mnist())
    try:
        device = find_device(wanted, LIBRARIES[library])
    except NoDevice as error:
        option = "--device gpu" if wanted == "gpu" else f"--engine {library}"
        why = _("{0}: {1}; without this option, the CPU trains").format(option, _(error.args[0]))
        raise click.ClickException(why) from None
    out = terminal.console()
    for warning in images.warnings:
        out.print(Text(warning, "yellow"))
    out.print(Text(_("training on the {0}, with {1}: {2}").format(
        device.name.upper(), device.engine, _(device.reason))))
    out.print(_("{0}: {1} images to learn from, {2} to test on; seed {3}").format(
        _(images.name), len(images.labels), len(images.test_labels), seed))
    with writing(json_path, "--json") as draft, writing(plot, "--plot") as picture, \
            writing(maps_path, "--maps") as maps_draft, \
            workplace(best_isolation(), profile, device) as place, \
            (losses() if follow else terminal.training_progress(out, lines=profile == "book")) as told:
        reference = place.submitted(files.read(manifest.ROOT / "solutions")) if profile == "book" else None
        run = check.Run(images, seed, place.engines, profile, max_batches or 0,
                        Checkpoints(checkpoints) if checkpoints else None, told)
        result = check.run_training(place.submitted(submitted), run, device, reference)
        if draft is not None:
            draft.write_text(json.dumps(result.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        if picture is not None and plot is not None:
            curves.plot(result, picture, plot.suffix[1:].lower())
        draw_maps(result, maps_path, maps_draft)
    for network in result.networks:
        terminal.network_line(out, network)
