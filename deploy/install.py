"""Make `.venv` where none is and install a lock file and the project into it. Called by `deploy/install`.

Every package is held to the hashes of the lock file. What is installed already is left alone: a stamp in `.venv`
says which lock, project file and folder it was made for. Two calls at once wait for each other.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
EVERYTHING = "requirements.lock"


def stamp(lock: str) -> tuple[Path, str]:
    """Where the stamp of a lock file lies, and what it holds when all is installed."""
    digest = hashlib.sha256()
    for path in (ROOT / lock, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    digest.update(str(ROOT).encode())
    return VENV / f"installed-{Path(lock).stem}", digest.hexdigest()


def installed(lock: str) -> bool:
    """Whether the stamp says that this lock file is installed as it stands."""
    path, wanted = stamp(lock)
    return path.is_file() and path.read_text() == wanted


def usable() -> bool:
    """Whether `.venv` runs, with a Python that the project supports, and stands where it was made."""
    if not PYTHON.exists():
        return False
    code = "import sys, pip; print(sys.prefix); sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
    run = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    config = VENV / "pyvenv.cfg"
    moved = config.is_file() and "command = " in config.read_text() and str(VENV) not in config.read_text()
    return run.returncode == 0 and not moved


def make() -> None:
    """A new `.venv`."""
    print(f"making {VENV} with Python {sys.version.split()[0]}", file=sys.stderr, flush=True)
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)


def install(lock: str) -> None:
    """Install the lock file, then the project itself, and stamp it."""
    print(f"installing {lock} (once, and after it changes)", file=sys.stderr, flush=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / lock], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT], check=True)
    path, value = stamp(lock)
    path.write_text(value)


def main() -> None:
    """Do what is missing."""
    lock = sys.argv[1] if len(sys.argv) > 1 else EVERYTHING
    if PYTHON.exists() and (installed(EVERYTHING) or installed(lock)):
        return
    with (ROOT / ".venv.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not usable():
            make()
        if not (installed(EVERYTHING) or installed(lock)):
            install(lock)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as e:
        sys.exit(f"could not finish: {' '.join(map(str, e.cmd))} ended with {e.returncode}; its message is above")
