"""What the commands that read files print, and how they end."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import orjson
import pytest
import zstandard
from rich.console import Console

from tests.command import newswire
from tests.generate import shuffled, wire
from worker.commands import board, files

SAMPLE = Path(__file__).parent.parent / "worker" / "samples" / "afternoon.jsonl"
PAGE = """Go to Contents Go to Navigation

(2nd LD) Harbor of Ormsby opens second pier

All News 14:46 May 08, 2025

(ATTN: COMBINES with story sent under slug "Ormsby-harbor fees"; ADDS mayor's remarks in para 2)

ORMSBY, May 8 (Yonhap) -- The harbor of Ormsby opened its second pier on Thursday.

"It is as long as our patience was," Mayor Tilda Brask told reporters.

(END)
"""
ITEM: dict[str, Any] = {
    "source": "coastal",
    "id": "c-1",
    "published_at": "2025-03-14T05:10:00Z",
    "headline": "Skarn lights its lamp",
    "body": "SKARN, March 14 (Coastal) -- The lamp of Skarn burns again.",
}


def printed(run: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    """The JSON lines of a run that went well."""
    assert run.returncode == 0, run.stderr.decode()
    return [orjson.loads(line) for line in run.stdout.splitlines()]


def lines(*messages: dict[str, Any]) -> bytes:
    return b"".join(orjson.dumps(m) + b"\n" for m in messages)


# --- the list of commands ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "never"),
    [
        (["--help"], {"worker.commands", "kafka", "rich", "orjson"}),
        (["parse", str(SAMPLE)], {"kafka", "rich", "prometheus_client"}),
        (["fold", str(SAMPLE)], {"kafka", "rich", "prometheus_client"}),
    ],
)
def test_a_command_loads_what_it_needs(args: list[str], never: set[str]) -> None:
    """Help answers at once, and files are read where no Kafka client could be loaded: neither imports it."""
    code = "import sys, worker.cli\ntry: worker.cli.main(sys.argv[1:])\nfinally: print(*sys.modules, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
    loaded = set(run.stderr.split())
    assert "click" in loaded
    assert not loaded & never


@pytest.mark.parametrize(("args", "status"), [(["fold", str(SAMPLE)], 0), (["fold", "--pretty", str(SAMPLE)], 2)])
def test_output_for_people_asks_for_its_extra(args: list[str], status: int) -> None:
    """Without `rich`, as in the image, all works but what people look at, which says in one line what it needs."""
    code = "import sys; sys.modules['rich'] = None; import worker.cli; worker.cli.main(sys.argv[1:])"
    run = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=False)
    assert run.returncode == status
    assert "Traceback" not in run.stderr
    assert ("the extra `cli`" in run.stderr) == (status == 2)


def test_help_teaches() -> None:
    """The help lists every command with a line of its own, and where to begin."""
    text = newswire("--help").stdout.decode()
    assert "newswire demo" in text
    for name in ("run", "demo", "broker", "streams", "lexicon", "parse", "enrich", "fold"):
        assert f"\n  {name} " in text


@pytest.mark.parametrize("name", ["parse", "fold", "demo"])
def test_help_of_a_command_has_examples(name: str) -> None:
    """Each command's help shows how it is called, and what to read next."""
    text = newswire(name, "--help").stdout.decode()
    assert f"newswire {name} " in text.split("Examples:")[1]
    assert "Next:" in text


@pytest.mark.parametrize("args", [["replay", "start"], ["replay", "diff"], ["dead-letters", "list"]])
def test_help_of_a_command_is_about_the_command(args: list[str]) -> None:
    """Where the settings are not the point they are named, not listed; they are options all the same."""
    text = newswire(*args, "--help").stdout.decode()
    assert "`newswire run --help` lists them" in " ".join(text.split())
    assert "--ssl-cafile" not in text
    run = newswire(*args, "--partitions", "none")
    assert b"Invalid value for '--partitions' (NEWSWIRE_PARTITIONS)" in run.stderr
    assert b"--ssl-cafile" in newswire("run", "--help").stdout


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (["pares"], 2, "No such command 'pares'"),
        (["--verbose"], 2, "No such option '--verbose'"),
        (["parse", "--petty"], 2, "--pretty"),
        (["fold", "nowhere.jsonl"], 1, "cannot open nowhere.jsonl: No such file or directory"),
        (
            ["fold", "--pretty", "--ninjs"],
            2,
            "--pretty cannot print ninjs: use one or the other. Try 'newswire fold --help'.",
        ),
        (["replay", "start", "--local", "--run", "a"], 2, "--run is for a run on Kafka"),
        (["replay", "start", "--run", "a", "-o", "out"], 2, "--out is for --local"),
    ],
)
def test_an_error_is_one_line(args: list[str], status: int, said: str) -> None:
    """Wrong usage ends with status 2, a file that cannot be read with 1, both with one line that says what is wrong."""
    run = newswire(*args)
    assert run.returncode == status
    assert said in run.stderr.decode()
    assert len(run.stderr.decode().splitlines()) == 1
    assert run.stdout == b""


def test_without_a_command_the_help_comes() -> None:
    """Called with nothing, newswire shows its help, with the status of wrong usage."""
    run = newswire()
    assert run.returncode == 2
    assert b"Start here" in run.stdout


def test_version() -> None:
    """The version is that of the distribution."""
    from importlib.metadata import version

    assert newswire("--version").stdout.decode().strip() == f"newswire {version('newswire-worker')} (pure)"


@pytest.mark.parametrize("command", ["parse", "fold", "enrich"])
def test_empty_standard_input_is_said(command: str) -> None:
    """Else a pipe that is broken before us looks like a wire without news."""
    run = newswire(command)
    assert (run.returncode, run.stdout) == (0, b"")
    assert run.stderr == b"newswire: standard input is empty\n"


# --- what a file holds ------------------------------------------------------------------------------------------------


def test_bad_lines_stand_in_their_place(tmp_path: Path) -> None:
    """A line that cannot be read comes out where it stood, with its reason and number; blank lines count as lines."""
    file = tmp_path / "wire.jsonl"
    rows = [b"", b"not json", orjson.dumps(ITEM), b"[1, 2]", b'{"headline": "x", "body": "y"}', b"\xff\xfe", b"   "]
    file.write_bytes(b"\n".join([*rows, orjson.dumps(ITEM | {"id": "c-2"})]))
    out = printed(newswire("parse", file))
    assert [(x["line"], x["error"]) for x in out if "error" in x] == [
        (2, "not_json"),
        (4, "not_object"),
        (5, "schema"),
        (6, "invalid_utf8"),
    ]
    assert all(x["detail"] for x in out if "error" in x)
    assert [x.get("item_id") for x in out] == [None, "c-1", None, None, None, "c-2"]
    assert [x["raw"] for x in out if "raw" in x] == [
        {"stream": str(file), "partition": 0, "offset": 2, "part": 0},
        {"stream": str(file), "partition": 0, "offset": 7, "part": 0},
    ]


def test_standard_input_is_json_lines() -> None:
    """Standard input is read as lines, also when the first cannot be read; - and no name are the same."""
    given = b"\xef\xbb\xbfoops\r\n" + lines(ITEM).replace(b"\n", b"\r\n")
    out = printed(newswire("parse", given=given))
    assert [x.get("error") for x in out] == ["not_json", None]
    assert out[1]["raw"] == {"stream": "-", "partition": 0, "offset": 1, "part": 0}
    assert printed(newswire("parse", "-", given=given)) == out


@pytest.mark.parametrize("name", ["page.txt", "page", "page.article"])
def test_a_page_text_is_one_message(tmp_path: Path, name: str) -> None:
    """A page text is one raw message, told by its name or by having no line that starts with a brace."""
    (tmp_path / name).write_text(PAGE)
    (article,) = printed(newswire("parse", tmp_path / name))
    assert article["headline"] == "Harbor of Ormsby opens second pier"
    assert article["lead_number"] == 2
    assert article["source"] == "yonhap"


def test_a_page_can_be_told_to_be_one(tmp_path: Path) -> None:
    """--page reads standard input as one page, and --source says whose it is."""
    (article,) = printed(newswire("parse", "--page", "--source", "coastal", given=PAGE.encode()))
    assert (article["source"], article["lead_number"]) == ("coastal", 2)


def test_a_file_without_known_name_may_hold_lines(tmp_path: Path) -> None:
    """A file of any other name is JSON lines if one of its first lines starts with a brace."""
    (tmp_path / "feed").write_bytes(b"# dump\n" + lines(ITEM))
    assert [x.get("item_id") for x in printed(newswire("parse", tmp_path / "feed"))] == [None, "c-1"]


def test_an_html_page_is_read_as_html(tmp_path: Path) -> None:
    """*.html is one HTML page."""
    text = "<h1>Skarn lights its lamp</h1><p>SKARN, March 14 (Yonhap) -- The lamp burns again.</p>"
    html = f"<html><body>{text}</body></html>"
    (tmp_path / "page.html").write_text(html)
    (article,) = printed(newswire("parse", tmp_path / "page.html"))
    assert article["headline"] == "Skarn lights its lamp"
    assert article["paragraphs"] == ["The lamp burns again."]


@pytest.mark.parametrize("name", ["wire.jsonl.gz", "page.txt.gz", "packed"])
def test_packed_files_are_looked_through(tmp_path: Path, name: str) -> None:
    """gzip is told by its first bytes; the name before .gz says what is inside."""
    (tmp_path / name).write_bytes(gzip.compress(PAGE.encode() if "page" in name else lines(ITEM)))
    (article,) = printed(newswire("parse", tmp_path / name))
    assert article["headline"] in ("Harbor of Ormsby opens second pier", "Skarn lights its lamp")


def test_a_broken_packed_file_is_one_line(tmp_path: Path) -> None:
    """What was read before the break comes out; then one line and status 1."""
    packed = gzip.compress(lines(*(ITEM | {"id": os.urandom(40).hex()} for _ in range(2000))))
    (tmp_path / "wire.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    run = newswire("parse", tmp_path / "wire.jsonl.gz")
    assert run.returncode == 1
    assert run.stdout.count(b"\n") > 100
    assert b"is broken" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_several_files_are_one_wire(tmp_path: Path) -> None:
    """The messages of several files come in order, each with its own file's name and lines."""
    (tmp_path / "a.jsonl").write_bytes(lines(ITEM, ITEM | {"id": "c-2"}))
    (tmp_path / "b.txt").write_text(PAGE)
    out = printed(newswire("parse", "a.jsonl", "b.txt", cwd=tmp_path))
    assert [(x["raw"]["stream"], x["raw"]["offset"]) for x in out] == [("a.jsonl", 0), ("a.jsonl", 1), ("b.txt", 0)]


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    """The files of a folder come in the order of their names, those of folders in it too, hidden ones left out."""
    (tmp_path / "wire" / "b").mkdir(parents=True)
    for n, name in enumerate(("b/2.jsonl", "a.jsonl", ".hidden.jsonl")):
        (tmp_path / "wire" / name).write_bytes(lines(ITEM | {"id": f"c-{n}"}))
    out = printed(newswire("parse", "wire", cwd=tmp_path))
    assert [x["raw"]["stream"] for x in out] == ["wire/a.jsonl", "wire/b/2.jsonl"]
    (tmp_path / "wire" / "empty").mkdir()
    run = newswire("fold", "wire/empty", cwd=tmp_path)
    assert (run.returncode, run.stderr) == (1, b"newswire: the folder wire/empty holds no file\n")


def test_a_page_on_standard_input_is_one_article() -> None:
    """`curl PAGE | newswire parse` reads a page, and not each of its lines."""
    (article,) = printed(newswire("parse", given=PAGE.encode()))
    assert article["headline"] == "Harbor of Ormsby opens second pier"


@pytest.mark.parametrize("start", ["<!DOCTYPE html><html><head>\n", "From: desk@coastal.example\nSubject: Pier\n\n"])
def test_a_line_of_json_inside_does_not_make_lines_of_a_file(start: str, tmp_path: Path) -> None:
    """A page's JSON-LD, or an object that a mail quotes, may fill a line of its own."""
    text = start + '{"@context": "https://schema.org"}\n' + "The harbor of Ormsby opened its second pier.\n" * 3
    (tmp_path / "pier").write_text(text)
    assert len(printed(newswire("parse", "--source", "coastal", tmp_path / "pier"))) == 1


def test_json_lines_after_broken_ones_are_lines() -> None:
    """What is broken is said line by line, and the rest is read."""
    out = printed(newswire("parse", given=b"oops\n" + lines(ITEM, ITEM | {"id": "c-2"})))
    assert [x.get("item_id") for x in out] == [None, "c-1", "c-2"]


def test_a_file_packed_with_zstd_is_unpacked(tmp_path: Path) -> None:
    """As one packed with gzip is."""
    (tmp_path / "wire.jsonl.zst").write_bytes(zstandard.compress(lines(ITEM)) + zstandard.compress(lines(ITEM)))
    assert [x["item_id"] for x in printed(newswire("parse", tmp_path / "wire.jsonl.zst"))] == ["c-1", "c-1"]


def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is passed over in silence: a closed folder inside another is an error that names it."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.jsonl").write_bytes(lines(ITEM))
    scandir = os.scandir

    def guarded(path: str) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    with pytest.raises(files.InputError, match="closed: Permission denied"):
        files.expanded([str(tmp_path)])


# --- streams, not heaps -----------------------------------------------------------------------------------------------


def test_parse_answers_line_by_line() -> None:
    """An article comes out as soon as its line is in: `tail -f wire.jsonl | newswire parse` works."""
    command = [sys.executable, "-m", "worker", "parse"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for name in ("c-1", "c-2"):
            process.stdin.write(lines(ITEM | {"id": name}))
            process.stdin.flush()
            assert orjson.loads(process.stdout.readline())["item_id"] == name
        process.stdin.close()
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is told by /proc")
def test_parse_holds_one_line_at_a_time(tmp_path: Path) -> None:
    """Fifteen times the input does not take more memory."""
    code = (
        "import sys, worker.cli\n"
        "try: worker.cli.main(['parse', sys.argv[1]])\n"
        "finally: print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0], file=sys.stderr)"
    )
    long = ITEM | {"body": "\n\n".join(["The lamp of Skarn burns again, and so it should."] * 1000)}
    peaks = []
    for count in (10, 150):
        file = tmp_path / f"{count}.jsonl"
        file.write_bytes(lines(*(long | {"id": f"c-{n}"} for n in range(count))))
        run = subprocess.run([sys.executable, "-W", "ignore", "-c", code, str(file)], capture_output=True, check=True)
        assert run.stdout.count(b"\n") == count
        peaks.append(int(run.stderr))
    assert peaks[1] - peaks[0] < 5_000, f"kB at the peak: {peaks}"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("args", ["parse", "fold", "parse --pretty", "fold --pretty", "lexicon check", "--help"])
def test_a_full_disk_is_one_line(args: str) -> None:
    """Output that cannot be written ends with one line and status 1, whatever writes it."""
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "worker", *args.split()]
        run = subprocess.run(command, input=lines(ITEM), stdout=full, stderr=subprocess.PIPE, check=False)
    assert run.returncode == 1
    assert run.stderr.decode() == "newswire: cannot write the output: No space left on device\n"


@pytest.mark.parametrize(
    ("shell", "said"),
    [("<&-", "cannot read standard input: it is closed"), (">&-", "cannot write the output: it is closed")],
)
def test_a_closed_input_or_output_is_one_line(shell: str, said: str) -> None:
    """So does standard input or output that is closed."""
    command = f"echo '{lines(ITEM).decode().strip()}' | {sys.executable} -m worker parse {shell}"
    run = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert run.returncode == 1
    assert run.stderr.decode() == f"newswire: {said}\n"


def test_a_disk_without_room_for_temporary_files_is_one_line() -> None:
    """So does a command that finds no folder for temporary files, as on a disk that is read only."""
    code = (
        "import sys, tempfile, worker.cli\n"
        "tempfile._candidate_tempdir_list = lambda: ['/nowhere']\n"
        "worker.cli.main(['broker', '--port', '0'])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert run.returncode == 1
    assert run.stderr.startswith(b"newswire: No usable temporary directory found in ['/nowhere']")
    assert len(run.stderr.splitlines()) == 1


def test_an_endless_line_is_one_dead_letter(tmp_path: Path) -> None:
    """A line longer than any message is read in pieces, said to be too large, and the next line is read."""
    with (tmp_path / "wire.jsonl").open("wb") as file:
        file.write(b'{"source": "' + b"x" * (files.LINE_LIMIT + 1000) + b'"}\n' + lines(ITEM))
    out = printed(newswire("parse", tmp_path / "wire.jsonl"))
    assert [(x.get("error"), x.get("item_id")) for x in out] == [("too_large", None), (None, "c-1")]
    assert out[1]["raw"]["offset"] == 1


@pytest.mark.parametrize(
    ("name", "options"), [("record", ["--source", "coastal"]), ("page.txt.gz", ["--page"]), ("wire.jsonl.gz", [])]
)
def test_a_packed_file_takes_no_more_memory_than_a_message(name: str, options: list[str], tmp_path: Path) -> None:
    """Hundreds of megabytes in one packed page, record or line: refused by its first ones, within 250 MB."""
    with gzip.open(tmp_path / name, "wb", compresslevel=1) as file:
        for _ in range(300):
            file.write(b"a ferry " * 2**17)
    code = """
import sys
from tests.peak import peak
from worker.cli import main
try:
    main()
finally:
    print(peak(), file=sys.stderr)
"""
    command = [sys.executable, "-c", code, "parse", *options, str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    assert [x["error"] in ("too_large", "unknown_format") for x in printed(done)] == [True]
    assert int(done.stderr.split()[-1]) < 250_000_000


def left_by_its_reader(*arguments: object) -> tuple[int, bytes]:
    """Exit status and standard error of a command whose output is read for one line, and then no more."""
    command = [sys.executable, "-m", "worker", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    return process.returncode, said


def test_the_reader_may_leave(tmp_path: Path) -> None:
    """`newswire parse wire.jsonl | head -1` ends in silence."""
    file = tmp_path / "wire.jsonl"
    file.write_bytes(lines(*(ITEM | {"id": f"c-{n}"} for n in range(3000))))
    assert left_by_its_reader("parse", file) == (-signal.SIGPIPE, b"")


def test_the_reader_of_a_list_may_leave(tmp_path: Path) -> None:
    """So does a command that does more than print: `newswire lexicon check FILE | head -1`."""
    (tmp_path / "lexicon.txt").write_text("no section\n" * 50_000)
    assert left_by_its_reader("lexicon", "check", tmp_path / "lexicon.txt") == (1, b"")


@pytest.mark.parametrize("name", ["parse", "fold"])
def test_ctrl_c_ends_in_silence(name: str) -> None:
    """Ctrl-C ends a command with the status shells expect, and no stack trace."""
    command = [sys.executable, "-m", "worker", name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(lines(ITEM))
        process.stdin.flush()
        if name == "parse":
            assert process.stdout
            process.stdout.readline()
        else:
            time.sleep(3)  # it imports for a while where the machine is busy
        process.send_signal(signal.SIGINT)
        process.wait(10)
        assert process.stderr.read().strip() == b""
    assert process.returncode == 130


def test_long_work_shows_a_bar_on_a_terminal() -> None:
    """With standard error on a terminal and the output elsewhere, work of more than a moment shows how far it is."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "worker", "parse"]
    env = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    shown = bytearray()

    def look() -> None:  # all the while: a terminal that nobody reads holds few bytes, and then lets its writer wait
        with contextlib.suppress(OSError):
            while said := os.read(ours, 1 << 16):
                shown.extend(said)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs, env=env) as process:
        assert process.stdin
        assert process.stdout
        for n in range(200):
            process.stdin.write(lines(ITEM | {"id": f"c-{n}"}))
            process.stdin.flush()
            process.stdout.readline()
            time.sleep(0.008)
        process.stdin.close()
    os.close(theirs)
    looking.join(10)
    os.close(ours)
    assert b"reading" in shown
    assert b"articles" in shown


# --- fold -------------------------------------------------------------------------------------------------------------


def test_fold_sorts_by_uri_and_counts_what_it_could_not_read() -> None:
    """Stories come sorted by uri; lines that cannot be read are counted on standard error, and are no failure."""
    run = newswire("fold", SAMPLE)
    uris = [s["uri"] for s in printed(run)]
    assert uris == sorted(uris)
    assert len(uris) > 10
    told = f"{SAMPLE} line 21 (not_json), {SAMPLE} line 31 (schema)"
    assert run.stderr.decode() == f"newswire fold: 2 could not be read (not_json 1, schema 1): {told}\n"


def test_a_page_is_of_the_agency_that_it_credits(tmp_path: Path) -> None:
    """No agency is taken for granted: a page's own dateline names its wire; else it has to be named, as the error says,
    with the file that it is about."""
    (tmp_path / "mine.txt").write_text(PAGE)
    (tmp_path / "whose.txt").write_text(PAGE.replace("(Yonhap)", "(Ormsby Echo)"))
    whose, mine = sorted(printed(newswire("parse", tmp_path)), key=lambda line: line.get("source", ""))
    assert mine["source"] == "yonhap"
    assert (whose["error"], whose["file"], whose["line"]) == ("schema", str(tmp_path / "whose.txt"), 1)
    assert "--source" in whose["detail"]
    both = printed(newswire("parse", "--source", "coastal", tmp_path))
    assert [article["source"] for article in both] == ["coastal", "coastal"]
    assert printed(newswire("parse", "--page", given=PAGE.encode()))[0]["source"] == "yonhap"


@pytest.mark.parametrize("command", ["parse", "parse --explain", "fold", "replay start --local -o {out}"])
def test_strict_ends_with_status_1_where_anything_was_unreadable(tmp_path: Path, command: str) -> None:
    """A wire has such lines, so it is no failure unless that was asked for."""
    (tmp_path / "bad.jsonl").write_bytes(lines(ITEM) + b"no json\n")
    (tmp_path / "good.jsonl").write_bytes(lines(ITEM))
    for n, (name, options, status) in enumerate(
        [("bad", (), 0), ("bad", ("--strict",), 1), ("good", ("--strict",), 0)]
    ):
        words = command.format(out=tmp_path / f"out{n}").split()
        assert newswire(*words, *options, tmp_path / f"{name}.jsonl").returncode == status


def test_fold_looks_at_embargoes_as_of_now() -> None:
    """FV-99: without --now as of the newest time in the files: a file alone tells what held when it was sent."""
    message = {"source": "harbour", "id": "m-1", "headline": "Museum to reopen", "body": "It will reopen in May."}
    times = {"published_at": "2025-05-02T10:00:00Z", "embargoed_until": "2025-05-02T12:00:00Z"}
    later = message | {"id": "m-2", "headline": "Ferry sails", "published_at": "2025-05-02T12:00:00Z"}
    for sent, args, headline in (
        ([message | times], (), None),
        ([message | times], ("--embargo-shows", "headline"), "Museum to reopen"),
        ([message | times], ("--now", "2025-05-02T12:00:00Z"), "Museum to reopen"),
        ([message | times, later], (), "Museum to reopen"),
    ):
        run = newswire("fold", *args, given=lines(*sent))
        story = orjson.loads(run.stdout.splitlines()[0])
        assert story["headline"] == headline
        assert (story["status"] == "usable") is (headline is not None and "--embargo-shows" not in args)


def test_fold_of_any_order_is_the_same() -> None:
    """An invented wire of 400 articles, shuffled and with a tenth delivered twice, folds to the same stories.

    Lineage is left out: it says where in the file an article stands, and that is what was changed.
    """

    def told(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        stories = printed(newswire("fold", given=lines(*messages)))
        for s in stories:
            for v in s["versions"]:
                del v["raw"]
        return stories

    messages = wire(400, seed=7, size=600)
    once = told(messages)
    assert len(once) > 100
    assert told(shuffled(messages, seed=1)) == once


@pytest.mark.parametrize("command", ["parse", "fold", "enrich"])
@pytest.mark.parametrize("by", ["option", "variable"])
def test_commands_take_the_lexicon_that_the_worker_takes(tmp_path: Path, command: str, by: str) -> None:
    """A lexicon of one's own counts for files as it does for the worker, and its faults are said with their line."""
    path = tmp_path / "own.txt"
    path.write_text("[own:lamps Lamps >= 1]\n4: lamp\n")
    item = ITEM | {"text": ITEM["body"]}
    others = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
    given: list[Any] = [command, "--lexicon", path] if by == "option" else [command]
    env = others if by == "option" else others | {"NEWSWIRE_LEXICON": str(path)}
    (found,) = printed(newswire(*given, given=lines(item), env=env))
    assert [topic["qcode"] for topic in found["topics"]] == ["own:lamps"]
    path.write_text("[medtop:99999999]\n1: ferry\n")
    run = newswire(*given, given=lines(item), env=env)
    assert (run.returncode, b"own.txt:1: " in run.stderr) == (2, True), run.stderr


def test_fold_prints_what_any_stream_would_hold(tmp_path: Path) -> None:
    """The copies of a routing table, as the worker sends them; a stream that is none and a wrong table are said."""
    table = tmp_path / "routes.toml"
    table.write_text('[[route]]\nstream = "lamps"\nsources = ["coastal"]\n')
    wire = lines(ITEM, ITEM | {"source": "ridge"})
    everything = printed(newswire("fold", given=wire))
    assert printed(newswire("fold", "--routes", table, "--stream", "lamps", given=wire)) == [
        story for story in everything if story["source"] == "coastal"
    ]
    assert len(printed(newswire("fold", "--stream", "ninjs", given=wire))) == len(everything) == 2
    run = newswire("fold", "--routes", table, "--stream", "boats", given=wire)
    assert (run.returncode, run.stderr.count(b"\n")) == (2, 1)
    assert b"only stories, ninjs, lamps" in run.stderr
    table.write_text("[[route]]\nstream = !")
    assert b"routes.toml: " in newswire("fold", "--routes", table, given=wire).stderr
    table.write_bytes(b"\x89PNG")
    assert b"routes.toml cannot be read: 'utf-8'" in newswire("fold", "--routes", table, given=wire).stderr


def test_fold_leaves_no_decision_out(tmp_path: Path) -> None:
    """With one that cannot be read nothing is printed: it may have withheld a story."""
    decided = tmp_path / "decided.jsonl"
    decided.write_bytes(b'{"kind": "withhold"}\n')
    run = newswire("fold", "--decisions", decided, given=lines(ITEM))
    assert (run.returncode, run.stdout) == (1, b"")
    assert b"decided.jsonl line 1: " in run.stderr
    assert b"nothing was folded" in run.stderr


def test_a_story_without_a_time_of_its_own_is_said_to_be_received() -> None:
    """A story is not said to be published when its article came in, and the time is in seconds."""
    from worker.commands import pretty

    told = orjson.loads(newswire("fold", SAMPLE).stdout.splitlines()[0])
    silent = told | {"versions": [v | {"published": None} for v in told["versions"]]}
    assert pretty.created(told) == ("published", told["version_created"])
    came = silent | {"version_created": "2025-05-02T05:57:01.370000+09:00"}
    assert pretty.created(came) == ("received", "2025-05-02T05:57:01+09:00")


def test_pretty_is_for_people(tmp_path: Path) -> None:
    """--pretty prints headline, note, gaps and combines in words, and no JSON."""
    (tmp_path / "page.txt").write_text(PAGE)
    article = newswire("parse", "--pretty", tmp_path / "page.txt").stdout.decode()
    assert "Harbor of Ormsby opens second pier" in article
    assert "(2nd LD), lead number 2" in article
    story = newswire("fold", "--pretty", tmp_path / "page.txt").stdout.decode()
    assert "the base, LEAD" in story
    assert '"Ormsby-harbor fees" unresolved' in story
    (item,) = [v["item_id"] for v in printed(newswire("fold", tmp_path / "page.txt"))[0]["versions"]]
    assert item in story.split("items")[1], "what `decide` asks for is there"
    narrow = newswire("fold", "--pretty", tmp_path / "page.txt", env=os.environ | {"COLUMNS": "40"}).stdout.decode()
    assert "…" not in narrow, "nothing is cut short, uris least of all"


def test_a_dead_letter_cannot_speak_to_the_terminal() -> None:
    """What a dead letter begins with is spelt out at the demo's end: a terminal is never told to do anything by it."""
    told = io.StringIO()
    letter = board.DeadLetter("not_json", "unexpected", "newswire.raw", "7", b"\x1b[2J\x07\xff{")
    board.print_end(board.Board(dead_letters=[letter]), Console(file=told, width=100))
    assert "\\x1b[2J\\x07\\xff{" in told.getvalue()
    assert "\x1b" not in told.getvalue()


def test_the_live_table_fits_a_narrow_terminal() -> None:
    """On 60 columns the demo's table still says which version a story has, and no line is longer than the terminal."""
    live = board.Board()
    for story in printed(newswire("fold", SAMPLE)):
        live.take(story["uri"], story)
    told = io.StringIO()
    with board.shown(
        live, Console(file=told, force_terminal=True, width=60, height=100, no_color=True), "Kafka"
    ) as tell:
        tell(None)
    rows = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", row) for row in told.getvalue().splitlines()]
    assert any("(4th LD)" in row for row in rows)
    assert max(map(len, rows)) == 60
