"""The commands together, their help in the language of the session."""

from collections.abc import Callable, Iterator
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from govsim.cli import (
    analysing,
    calibrating,
    checking,
    comparing,
    making,
    reporting,
    running,
    serving,
    showing,
    sweeping,
    teaching,
    tracing,
)
from govsim.cli.arguments import Version
from govsim.cli.layout import pairs
from govsim.cli.session import Session

COMMANDS: dict[str, Callable[..., None]] = {
    **showing.COMMANDS, **making.COMMANDS, **running.COMMANDS, **comparing.COMMANDS, **checking.COMMANDS,
    **tracing.COMMANDS, **serving.COMMANDS, **reporting.COMMANDS, **sweeping.COMMANDS, **analysing.COMMANDS,
    **calibrating.COMMANDS,
}  # fmt: skip
# Commands of two words.
GROUPS: dict[str, dict[str, Callable[..., None]]] = {"class": {**serving.OF_CLASS, **teaching.COMMANDS}}
EVERYWHERE = ("--lang zh|en", "--debug", "--help")


class _Helping:
    """Help in the session's language: what it does, how it is called, what it takes."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        session: Session = ctx.obj
        command: Any = self
        lines = [command.help or "", "", f"{session.say('help.usage')}  {_usage(command, ctx, session)}"]
        lines += _section(session, "commands", _commands(command))
        lines += _section(session, "arguments", _parameters(command, ctx, "argument"))
        lines += _section(session, "options", _parameters(command, ctx, "option"))
        everywhere = [(name, session.say(f"help.{name[2:].split()[0]}")) for name in EVERYWHERE]
        lines += _section(session, "everywhere", everywhere)
        formatter.write("\n".join(lines) + "\n")


class Command(_Helping, TyperCommand):
    """A command."""


class Group(_Helping, TyperGroup):
    """The commands."""


def built(session: Session) -> Any:
    """Return the command line; run it with `main(arguments, standalone_mode=False, obj=session)`."""
    application = typer.Typer(
        cls=Group, rich_markup_mode=None, pretty_exceptions_enable=False, invoke_without_command=True, help="help.about"
    )
    application.callback()(_version)
    for name, function in COMMANDS.items():
        application.command(name, cls=Command, help=f"help.{name}")(function)
    for name, commands in GROUPS.items():
        application.add_typer(_group(name, commands), name=name)
    group: Any = typer.main.get_command(application)
    for command in (group, *_below(group)):
        _translate(command, session)
    return group


def _group(name: str, commands: dict[str, Callable[..., None]]) -> typer.Typer:
    """Return commands that follow a common word; alone it shows its help."""
    own = typer.Typer(cls=Group, rich_markup_mode=None, help=f"help.{name}", no_args_is_help=True)
    for second, function in commands.items():
        own.command(second, cls=Command, help=f"help.{name}_{second}")(function)
    return own


def _below(group: Any) -> Iterator[Any]:
    for command in group.commands.values():
        yield command
        if hasattr(command, "commands"):
            yield from _below(command)


def _version(ctx: typer.Context, version: Version = False) -> None:
    if version:
        from govsim import __version__

        ctx.obj.out(__version__)
    elif ctx.invoked_subcommand is None:
        ctx.obj.out(ctx.get_help())


def _translate(command: Any, session: Session) -> None:
    """Put texts in the place of their keys."""
    command.help = session.say(command.help)
    for parameter in command.params:
        key = {"install_completion": "option.install_completion", "show_completion": "option.show_completion"}.get(
            parameter.name, parameter.help
        )
        parameter.help = session.say(key)


def _usage(command: Any, ctx: Any, session: Session) -> str:
    """Return the command with what must and what may follow it."""
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    taken = [_name(each, "argument") if each.required else f"[{_name(each, 'argument')}]" for each in arguments]
    taken += [session.say("help.command")] if getattr(command, "commands", None) else []
    return " ".join([ctx.command_path, *taken, f"[{session.say('help.any')}]"])


def _commands(command: Any) -> list[tuple[str, str]]:
    return [(name, each.help) for name, each in getattr(command, "commands", {}).items()]


def _parameters(command: Any, ctx: Any, kind: str) -> list[tuple[str, str]]:
    shown = [each for each in command.params if each.param_type_name == kind]
    return [(_name(each, kind), each.help) for each in shown]


def _name(parameter: Any, kind: str) -> str:
    if kind == "argument":
        return str(parameter.metavar or parameter.name).upper()
    value = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
    return f"{', '.join(parameter.opts)}{value}"


def _section(session: Session, name: str, rows: list[tuple[str, str]]) -> list[str]:
    return ["", session.say(f"help.{name}"), *pairs(rows)] if rows else []
