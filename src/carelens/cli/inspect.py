"""`carelens inspect`: what this installation knows."""

from __future__ import annotations

from typing import Annotated

import typer

from carelens.cli.options import FrameworkFile, ModelName

app = typer.Typer(no_args_is_help=True, help="Look at dimensions, formats, a model or its terms.")


@app.command()
def dimensions(framework: FrameworkFile = None) -> None:
    """The dimensions of a framework and what stands at their poles."""
    from carelens.framework import Framework

    loaded = Framework.load(framework)
    for dimension in loaded.dimensions:
        print(f"{dimension.id}: {dimension.name}. {dimension.question}")
        for name, pole in zip(
            loaded.pole_names, (dimension.treatment, dimension.healing), strict=True
        ):
            print(f"  {name}: {pole.definition}")


@app.command()
def formats() -> None:
    """The formats that can be read and written."""
    from carelens import exporters, readers

    for direction, registry in (("read", readers.REGISTRY), ("write", exporters.REGISTRY)):
        for part in registry.values():
            extensions = " ".join(part.extensions) or "-"
            needs = f" (needs carelens[{part.extra}])" if part.extra else ""
            print(f"{direction:5}  {part.key:14}  {extensions:24}  {part.description}{needs}")


@app.command()
def model(model: ModelName = "default") -> None:
    """What a model is: framework, terms, threshold, hash, held-out figures."""
    from carelens.model import Model
    from carelens.resources import model_folder
    from carelens.training.folder import read_metrics

    loaded = Model.load(model)
    cv = read_metrics(model_folder(model))["cross_validation"]
    print(f"name        {loaded.name}, version {loaded.version}")
    print(f"framework   {loaded.framework.id}, version {loaded.framework.version}")
    print(f"terms       {len(loaded.vocabulary)} x {len(loaded.framework.labels)} labels")
    given, strongly = loaded.thresholds.min(), loaded.strong.min()
    print(f"thresholds  given from {given:.2f}, strongly from {strongly:.2f}")
    print(f"sha256      {loaded.sha256}")
    real = f", on real pages {cv['real']['micro_f1']:.2f}" if "grounded" in cv["by_kind"] else ""
    print(f"held out    micro-F1 {cv['all']['micro_f1']:.2f}{real}")


@app.command()
def terms(
    label: Annotated[
        str, typer.Argument(help="A label, such as the first of `inspect dimensions`.")
    ],
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many each way.")] = 20,
    model: ModelName = "default",
) -> None:
    """The terms that speak most for and against a label."""
    from carelens.model import Model

    loaded = Model.load(model)
    if label not in loaded.framework.labels:
        raise typer.BadParameter(
            f"there is no {label!r}; labels: {', '.join(loaded.framework.labels)}"
        )
    weights = loaded.weights[:, loaded.framework.labels.index(label)]
    order = weights.argsort()
    for i in [*order[::-1][:count], *order[:count][::-1]]:
        print(f"{weights[i]:+8.2f}  {loaded.vocabulary[i]}")
