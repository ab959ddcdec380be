"""Gather what the worker needs to run, and nothing else, into a folder that becomes the root of its image.

    python3 rootfs.py VENV ROOT

Runs in the build stage of the Dockerfile, on any Debian-based Python image. What comes along: the environment VENV,
the interpreter behind it, the standard library without its tests and tools, every shared library that one of those
is linked to, Mozilla's certificates, a user. No shell, no package manager, no pip.
"""

import compileall
import os
import py_compile
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

UNUSED = ("test", "idlelib", "tkinter", "turtledemo", "turtle.py", "ensurepip", "lib2to3", "pydoc_data", "venv")
"""Parts of the standard library that no service needs; `config-*`, `site-packages` and `dist-packages` go too."""


FILES = {
    "etc/passwd": "root:x:0:0:root:/:/sbin/nologin\nnewswire:x:10001:10001:newswire:/:/sbin/nologin\n",
    "etc/group": "root:x:0:\nnewswire:x:10001:\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}


def main(venv: Path, root: Path) -> None:
    """Fill `root`, which must be empty or absent."""
    for name, text in FILES.items():
        write(root / name, text)
    for link in ("lib", "lib64", "bin"):  # Debian's /lib is a link into /usr; programs name their loader by it
        if (Path("/") / link).is_symlink():
            (root / link).symlink_to(os.readlink(f"/{link}"))
            (root / "usr" / link).mkdir(parents=True, exist_ok=True)
    python = Path(sys.executable).resolve()
    stdlib = Path(sysconfig.get_path("stdlib"))
    copy(python, root)
    links(venv / "bin/python3", root)
    copy_tree(stdlib, root, unused)
    copy_tree(venv, root, unused_in_venv)
    for library in libraries([python, *stdlib.glob("lib-dynload/*.so"), *venv.rglob("*.so"), *venv.rglob("*.so.*")]):
        copy(library, root)
    if Path("/etc/ld.so.cache").exists():
        copy(Path("/etc/ld.so.cache"), root)
    certificates(root)
    (root / "tmp").mkdir()
    (root / "tmp").chmod(0o1777)
    compile_all([root / stdlib.relative_to("/"), root / venv.relative_to("/")])


def libraries(programs: Iterable[Path]) -> Iterator[Path]:
    """Every file that the dynamic linker would load for `programs`, outside their own folders."""
    found: set[Path] = set()
    for program in programs:
        said = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False).stdout  # noqa: S607
        found |= {Path(p) for p in re.findall(r"(?:=> |^\s+)(/\S+) \(0x", said, re.MULTILINE)}
    return iter(sorted(p for p in found if not p.is_relative_to("/opt")))


def copy(file: Path, root: Path) -> None:
    """Copy a file to its own place under `root`; links in the way to it are followed, its name stays."""
    place = root / file.parent.resolve().relative_to("/") / file.name
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file.resolve(), place)


def copy_tree(folder: Path, root: Path, ignore: object) -> None:
    """Copy a folder to its own place under `root`, links kept as links."""
    shutil.copytree(folder, root / folder.relative_to("/"), symlinks=True, ignore=ignore, dirs_exist_ok=True)


def links(name: Path, root: Path) -> None:
    """Repeat under `root` the links outside /opt by which `name` leads to a file: python3 -> python3.13."""
    while name.is_symlink():
        place, target = root / name.parent.resolve().relative_to("/") / name.name, name.readlink()
        if not name.is_relative_to("/opt"):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(target)
        name = name.parent / target


def unused_in_venv(folder: str, names: list[str]) -> set[str]:
    """Which of `names` to leave out of the environment: programs other than Python and newswire."""
    kept = ("python", "newswire") if folder.endswith("/bin") else ("",)
    return {n for n in names if n == "__pycache__" or not n.startswith(kept)}


def unused(_folder: str, names: list[str]) -> set[str]:
    """Which of `names` to leave out of the standard library."""
    out = {"__pycache__", "site-packages", "dist-packages", "EXTERNALLY-MANAGED", *UNUSED}
    return {n for n in names if n in out or n.startswith("config-") or "_test" in n}


def certificates(root: Path) -> None:
    """One bundle of the certificates that come with the base, where OpenSSL and kafka-python look for it.

    Taken from the package's own files: what lies in /etc/ssl may be lent by the machine that builds.
    """
    pems = sorted(Path("/usr/share/ca-certificates").rglob("*.crt"))
    if not pems:
        sys.exit("rootfs: the base image has no ca-certificates; TLS would trust nobody")
    write(root / "etc/ssl/certs/ca-certificates.crt", "".join(p.read_text() for p in pems))
    (root / "usr/lib/ssl").mkdir(parents=True, exist_ok=True)
    (root / "usr/lib/ssl/cert.pem").symlink_to("/etc/ssl/certs/ca-certificates.crt")


def compile_all(folders: list[Path]) -> None:
    """Compile the modules in place, without times in the results: the same sources give the same bits."""
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    for folder in folders:
        if not compileall.compile_dir(folder, quiet=1, invalidation_mode=mode, stripdir=str(folder), prependdir="/"):
            sys.exit(f"rootfs: {folder} does not compile")


def write(path: Path, text: str) -> None:
    """Write a text file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
