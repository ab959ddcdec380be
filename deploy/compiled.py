"""Compile worker/enrich with mypyc into the wheel, if NEWSWIRE_COMPILE=1 is set. Hatchling calls it for every wheel.

    NEWSWIRE_COMPILE=1 pip wheel .        needs a C compiler and Python's headers

The sources are the same and stay in the wheel: beside each compiled module lies its Python file. Without the variable
nothing here is done, and nothing but Python is needed. worker/DECISIONS.md says what it brings.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOM = "worker/enrich"

AS_PYTHON = {
    "mediatopics.py": "a table",
    "speakers/first_names.py": "a table",
    "speakers/roles.py": "a table",
    "speakers/subjects.py": "its recursion is as deep as a sentence is long, and only Python bounds its stack",
    "speakers/tables.py": "what tables are made with",
    "speakers/word_lists.py": "a table",
}
"""What of it stays Python, and why."""

_MYPY = ("--ignore-missing-imports", "--follow-imports=silent")
_OPTIMIZE = "1"


def modules(root: Path) -> list[str]:
    """The files to compile, from the project's folder on. The `__init__` of packages stay Python."""
    files = (p for p in sorted((root / ROOM).rglob("*.py")) if p.name != "__init__.py")
    return [str(p.relative_to(root)) for p in files if str(p.relative_to(root / ROOM)) not in AS_PYTHON]


def compile_room(root: Path, folder: Path) -> list[Path]:
    """Compile them into `folder`, which is empty; the extension modules, from there on.

    The same sources and compiler give the same bits: no times, no debugging information, no folder of this machine.
    """
    from mypyc.build import mypycify
    from setuptools import Distribution

    shutil.copytree(root / "worker", folder / "worker", ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    with contextlib.chdir(folder):
        extensions = mypycify(
            [*_MYPY, *modules(folder)],
            opt_level=_OPTIMIZE,
            debug_level="0",
            group_name="newswire",
            target_dir="c",
            multi_file=True,  # one file of all modules takes the compiler many times as long
        )
        for extension in extensions:
            extension.extra_compile_args += ["-g0", f"-ffile-prefix-map={folder}=."]
            extension.extra_link_args += ["-s"]
        command = Distribution({"name": "newswire", "ext_modules": extensions}).get_command_obj("build_ext")
        command.inplace, command.build_temp = True, "temp"
        command.ensure_finalized()
        command.run()
        return sorted([*Path().glob("*.so"), *Path("worker").rglob("*.so")])


class CompiledRoom(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled modules to the wheel."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What a build in an environment of its own needs: mypy sees the types of our libraries."""
        return ["mypy>=2.4", "setuptools>=80", *self.metadata.core.dependencies] if _is_asked() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the wheel is put together. An editable install stays Python."""
        if not _is_asked() or version == "editable" or self.target_name != "wheel":
            return
        folder = Path(tempfile.mkdtemp(prefix="newswire-compiled-"))
        self.folder = folder
        for file in compile_room(Path(self.root), folder):
            build_data["force_include"][str(folder / file)] = str(file)
        build_data["pure_python"], build_data["infer_tag"] = False, True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove what was compiled from."""
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


def _is_asked() -> bool:
    return os.environ.get("NEWSWIRE_COMPILE") == "1"
