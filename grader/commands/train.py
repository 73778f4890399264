"""`train`: the training check by itself."""
from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click
from rich.text import Text

from ..course import manifest
from ..language.i18n import _
from ..render import curves, terminal
from ..sandbox import nvidia
from ..sandbox.ends import SandboxError
from ..sandbox.support import best_isolation
from ..submission import files
from ..training import check, plans
from ..training import images as data
from ..training.devices import NoDevice, Wanted, find_device
from ..training.plans import Profile
from ..training.trainers import Isolated, sandbox
from .options import lang, picture_path, seed_option, writing
from .score import warn_unsandboxed


@click.command("train")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--device", "wanted", type=click.Choice(["auto", "cpu", "gpu"]), default="auto", show_default=True,
              help="Where to train; auto: a GPU if MXNet can use one.")
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
@click.option("--allow-unsandboxed", is_flag=True, help="Train another's code where there is no sandbox.")
@lang
def command(path: Path, wanted: Wanted, profile: Profile, data_path: Path | None, max_batches: int | None,
            checkpoints: Path | None, seed: int | None, json_path: Path | None, plot: Path | None,
            allow_unsandboxed: bool) -> None:
    """Train networks made of the blocks in PATH's vgg.py and resnet.py."""
    submitted = files.read(path)
    if why := nvidia.problem():
        raise SandboxError(why)
    warn_unsandboxed(submitted, allow_unsandboxed)
    seed = manifest.load().seed if seed is None else seed
    if profile == "quick" and data_path is not None:
        raise click.BadParameter("the quick profile trains on scikit-learn's digits; --data goes with --profile book",
                                 param_hint="--data")
    if checkpoints is not None:
        if profile == "quick":
            raise click.BadParameter("the quick profile takes seconds; --checkpoints goes with --profile book",
                                     param_hint="--checkpoints")
        try:
            checkpoints.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=checkpoints).close()
        except OSError as error:
            raise click.BadParameter(f"{checkpoints}: {error.strerror}", param_hint="--checkpoints") from None
    try:
        if profile == "quick":
            images = data.digits(seed)
        else:
            images = data.fashion_mnist(data_path) if data_path else data.fetched_fashion_mnist()
    except data.DataError as error:
        raise click.ClickException(str(error)) from None
    try:
        device = find_device(wanted)
    except NoDevice as error:
        raise click.ClickException(_("--device gpu: {}; without this option, the CPU trains").format(error)) from None
    out = terminal.console()
    for warning in images.warnings:
        out.print(Text(warning, "yellow"))
    out.print(Text(_("training on the {0}: {1}").format(device.name.upper(), device.reason)))
    out.print(_("{0}: {1} images to learn from, {2} to test on; seed {3}").format(
        _(images.name), len(images.labels), len(images.test_labels), seed))
    with writing(json_path, "--json") as draft, writing(plot, "--plot") as picture, \
            sandbox(best_isolation(), profile, device.name) as box, \
            terminal.training_progress(out, lines=profile == "book") as told:
        limits = plans.limits(profile, device.name)
        reference = Isolated(files.read(manifest.ROOT / "solutions"), box, limits) if profile == "book" else None
        result = check.run_training(Isolated(submitted, box, limits), images, device, seed, profile, reference,
                                    max_batches or 0, checkpoints, told)
        if draft is not None:
            draft.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
        if picture is not None and plot is not None:
            curves.plot(result, picture, plot.suffix[1:])
    for network in result["networks"]:
        terminal.network_line(out, network)
