"""The commands: parse, call, print. Each lies in a module of its own, loaded when it is called.

`COMMANDS` is all there is; ``monitor --help`` is made from it and imports none of them.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.errors import ConfigError, ModelError, MonitorError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: name -> module and what it does
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("run", "run the service: poll, read, file, send"),
    "demo": ("demo", "a self-contained sample on this machine"),
    "check": ("check", "every fault in the configuration at once, and what is due when"),
    "poll": ("poll", "preview a source: what it would bring, and how that would be judged"),
    "assess": ("assess", "documents in (JSON Lines), judgements out; no database"),
    "queue": ("queue", "the alerts that wait, gravest first"),
    "show": ("show", "one alert with its working"),
    "verdict": ("verdict", "say what an alert is worth"),
    "act": ("act", "claim, release, snooze an alert, or undo the last verdict"),
    "merge": ("unbuilt", "join two alerts on one story (not built yet)"),
    "split": ("unbuilt", "take documents out of a story (not built yet)"),
    "file": ("file", "file your own intelligence as a restricted alert"),
    "concerns": ("concerns", "what became of verified signs"),
    "digest": ("digest", "the weekly digest of a region"),
    "sources": ("sources", "what is watched, and how it fares"),
    "suggestions": ("suggestions", "names, phrases and habits learnt from corrections"),
    "tune": ("tune", "what other thresholds or another classifier would have changed"),
    "learn": ("learn", "verdicts as training text for the classifier"),
    "slack": ("unbuilt", "test the Slack connection (not built yet)"),
    "console": ("unbuilt", "the queue in a browser (not built yet)"),
    "why-not": ("why_not", "why something was not seen: fetched, filtered, failed"),
    "councils": ("councils", "the register, as the tagger reads it"),
    "backup": ("backup", "write a consistent copy of the database"),
    "restore": ("unbuilt", "bring a copy back (not built yet)"),
    "purge": ("unbuilt", "delete what retention allows (not built yet)"),
}
USAGE = 2
#: ended by Ctrl-C, as shells count it
STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0 done, 1 failed, 2 bad usage or configuration."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--version"]:
        sys.stdout.write(f"monitor {__version__}\n")
        return 0
    if not given or given[0] in {"--help", "-h"}:
        sys.stdout.write(_help())
        return 0 if given else USAGE
    if given[0] not in COMMANDS:
        sys.stderr.write(f"monitor: no command {given[0]!r}; see monitor --help\n")
        return USAGE
    return _guarded(given[0], given[1:])


def _guarded(name: str, arguments: list[str]) -> int:
    """Turn foreseen errors into one clear line each."""
    code = 0
    try:
        code = _call(name, arguments)
    except ConfigError as error:
        sys.stderr.writelines(f"{fault}\n" for fault in error.faults)
        code = USAGE
    except MonitorError as error:
        sys.stderr.write(f"monitor {name}: {error}\n")
        code = USAGE if isinstance(error, ModelError) else 1
    except BrokenPipeError:
        # the reader has seen enough; nothing more may be written at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        code = STOPPED
    return code


def _call(name: str, arguments: list[str]) -> int:
    import typer

    module = importlib.import_module(f"monitor.cli.{COMMANDS[name][0]}")
    # a command that has commands of its own brings them ready
    app = getattr(module, "app", None)
    if app is None:
        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        app.command(help=COMMANDS[name][1].capitalize() + ".", **module.SETTINGS)(module.command)
    found = typer.main.get_command(app)
    result = found.main(args=arguments, prog_name=f"monitor {name}", standalone_mode=True, obj=name)
    return int(result or 0)


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {words}" for name, (_, words) in COMMANDS.items()]
    return (
        "Usage: monitor COMMAND [OPTIONS]\n\n"
        "Early signs of trouble in councils, found in public text and triaged by advisers.\n"
        "An alert is a lead to check, never a judgement.\n\n"
        "Commands:\n" + "\n".join(lines) + "\n\nmonitor COMMAND --help says more. "
        "Exit codes: 0 done, 1 failed, 2 bad usage or configuration.\n"
    )
