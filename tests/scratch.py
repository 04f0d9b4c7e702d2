"""Where tests write: in memory, where the machine has some to spare. Databases that wait for a disk at
each commit take most of the suite's time there.
"""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_NEEDED = 2 * 1024**3
"""Bytes. A container's usual 64 MB are not enough."""


def scratch() -> Path:
    """A folder that everybody may write in, for files of one run."""
    return _MEMORY if _is_roomy(_MEMORY) else Path(tempfile.gettempdir())


def _is_roomy(folder: Path) -> bool:
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        return False
    runs_programs = not os.statvfs(folder).f_flag & os.ST_NOEXEC
    return runs_programs and min(shutil.disk_usage(folder).free, _free_memory()) >= _NEEDED


def _free_memory() -> int:
    """Bytes; 0 where it can't be told."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return 0
    found = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(found[0]) * 1024 if found else 0
