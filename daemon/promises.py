"""Jobs that were named before their request was found in its transcript.

Two promises that say the same in one transcript can't be told apart, nor need
they be: the first request that is found takes the older one.
"""

from __future__ import annotations

from .page_state import PageJob

#: Promises of one daemon that are not kept yet.
MOST = 1_000


class Promises:
    """Promised jobs, oldest first."""

    def __init__(self) -> None:
        """Start with none."""
        self._jobs: list[PageJob] = []

    @property
    def full(self) -> bool:
        """Whether there is room for none; those that were given up make room."""
        self._jobs = [job for job in self._jobs if job.open]
        return len(self._jobs) >= MOST

    def add(self, job: PageJob) -> None:
        """Enter ``job``, whose request is about to be written."""
        self._jobs.append(job)

    def drop(self, job: PageJob) -> None:
        """Forget ``job``: its request could not be written."""
        self._jobs = [one for one in self._jobs if one is not job]

    def taken(self, root: str, transcript: str, *, agent: str, code: str) -> PageJob | None:
        """Return the job that was promised for such a request, and forget the promise."""
        for job in self._jobs:
            said = (job.root, job.transcript, job.agent, plain_code(job.code))
            if job.open and said == (root, transcript, agent, plain_code(code)):
                self.drop(job)
                return job
        return None


def plain_code(code: str) -> str:
    """Return ``code`` as it is found in any file: line ends and blank ends don't count."""
    return "\n".join(code.split("\r\n")).strip()
