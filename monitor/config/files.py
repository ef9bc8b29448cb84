"""Files that people keep, replaced whole: a reader sees the old text or the new, never half.

Knows nothing of what they hold.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path


def replace_file(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Put a text in a file's place, keeping who may read it and whose it is.

    A link is followed: the file behind it is replaced, not the link.

    Args:
        path: the file; its folder must exist.
        text: the whole of it.
        mode: of a file that is not there yet.

    Raises:
        OSError: the folder is missing or may not be written.
    """
    target = path.resolve()
    before = target.stat() if target.exists() else None
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    written = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        written.chmod(stat.S_IMODE(before.st_mode) if before else mode)
        if before:
            # an administrator's command must not take the file from the service's own user
            with contextlib.suppress(PermissionError):
                os.chown(written, before.st_uid, before.st_gid)
        written.replace(target)
    except BaseException:
        written.unlink(missing_ok=True)
        raise
