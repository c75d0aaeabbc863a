"""Find out on which kind of file system a folder is."""

from __future__ import annotations

from pathlib import Path

# Network file systems, where SQLite's locks are not reliable.
NETWORK_FILE_SYSTEMS = frozenset(
    {"afs", "ceph", "cifs", "fuse.sshfs", "glusterfs", "nfs", "nfs4", "smb3", "smbfs"}
)
_MOUNTS = Path("/proc/self/mounts")


def file_system_of(folder: Path) -> str:
    """Return the type of the file system that contains a folder, "" if it is unknown."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # A line has device, folder, type and options; \040 is a space. The last of the longest folders counts.
    rows = [line.split(" ") for line in mounts.splitlines() if line.count(" ") >= 2]
    above = [
        (len(place), kind)
        for _device, place, kind, *_options in rows
        if folder.is_relative_to(place.replace("\\040", " "))
    ]
    return max(reversed(above), key=lambda each: each[0], default=(0, ""))[1]
