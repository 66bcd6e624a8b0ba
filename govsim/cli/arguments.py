"""What commands take, named once; the helps are keys of the texts."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

ScenarioName = Annotated[str, Argument(metavar="SCENARIO", help="argument.scenario")]
FileName = Annotated[str, Argument(metavar="FILE", help="argument.file")]
Base = Annotated[str, Argument(metavar="BASE", help="argument.base")]
Other = Annotated[str, Argument(metavar="OTHER", help="argument.other")]
Others = Annotated[list[str], Argument(metavar="OTHER...", help="argument.others")]
RunName = Annotated[str, Argument(metavar="RUN", help="argument.run")]
CaseName = Annotated[str, Argument(metavar="CASE", help="argument.case")]

Json = Annotated[bool, Option("--json", help="option.json")]
Csv = Annotated[bool, Option("--csv", help="option.csv")]
Latex = Annotated[bool, Option("--latex", help="option.latex")]
Every = Annotated[bool, Option("--all", help="option.all")]
Version = Annotated[bool, Option("--version", help="option.version")]
Settings = Annotated[list[str] | None, Option("--set", metavar="PATH=VALUE", help="option.set")]
SettingsOfAll = Annotated[list[str] | None, Option("--set", metavar="PATH=VALUE", help="option.set_all")]
Weeks = Annotated[int | None, Option(min=1, help="option.weeks")]
Seed = Annotated[int | None, Option(min=0, help="option.seed")]
FirstSeed = Annotated[int | None, Option("--seed", min=0, help="option.seed_first")]
Threads = Annotated[int, Option(min=1, max=256, help="option.threads")]
Workers = Annotated[int | None, Option(min=0, help="option.workers")]

Out = Annotated[Path | None, Option(metavar="DIR", help="option.out")]
ComparisonOut = Annotated[Path | None, Option("--out", metavar="DIR", help="option.out_compare")]
NoPage = Annotated[bool, Option("--no-page", help="option.no_page")]
Until = Annotated[str | None, Option(metavar="DATE", help="option.until")]
Save = Annotated[Path | None, Option(metavar="FILE", help="option.save")]
Saved = Annotated[Path | None, Option("--from", metavar="FILE", help="option.from")]

Runs = Annotated[int, Option(min=2, help="option.runs")]
Assumptions = Annotated[int, Option(min=0, help="option.assumptions")]
AssumptionSeeds = Annotated[int, Option(min=2, help="option.assumption_seeds")]
Only = Annotated[list[str] | None, Option("--only", metavar="KIND", help="option.only")]
SignPairs = Annotated[int, Option("--pairs", min=2, max=10_000, help="option.sign_pairs")]
Primary = Annotated[list[str] | None, Option(metavar="OUTCOME", help="option.primary")]
Matters = Annotated[list[str] | None, Option(metavar="OUTCOME=DELTA", help="option.matters")]
Detect = Annotated[list[str], Option(metavar="OUTCOME=DELTA", help="option.detect")]
Power = Annotated[float, Option(min=0.01, max=0.999, help="option.power")]
Pilot = Annotated[int, Option(min=3, help="option.pilot")]
ChangedBy = Annotated[str | None, Option(metavar="POLICY", help="option.changed_by")]
