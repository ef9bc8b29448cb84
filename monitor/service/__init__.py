"""The daemon: scheduler jobs, threads, worker processes, signals, readiness and watchdog.

The only place where real parts are chosen (network, database, mail, clock) and where an unforeseen
error is caught: once for each job, with its traceback in the log, so that the job runs again.

    poll tick       every second   due sources -> polls, in threads
    work tick       every second   pending entries -> leased work, in threads and processes
    dispatch tick   every second   deliveries that are due
    desk            one thread     analysed entries, in order
    digests         weekly         one mail per adviser
    wake            every minute   alerts whose claim, snooze or review day ran out
    health          every quarter  one notice on sources that went blind, one when they see again
    maintenance     daily          retention
    noting          daily          what was due of a council and is not seen

Ticks go by the monotonic clock, what happens at an hour of the day by the wall clock; when that
jumps, what is due is settled anew.
"""

from monitor.service.daemon import Run, Service, run
from monitor.service.parts import (
    make_desk,
    make_reference,
    open_outside,
    open_session,
    user_agent,
    utc_now,
)

__all__ = [
    "Run",
    "Service",
    "make_desk",
    "make_reference",
    "open_outside",
    "open_session",
    "run",
    "user_agent",
    "utc_now",
]
