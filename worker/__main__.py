"""`python -m worker` is `newswire`."""

from worker.cli import main

if __name__ == "__main__":
    main(prog_name="newswire")
