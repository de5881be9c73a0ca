"""Many pages, agents and editors at once on a real daemon: nothing is lost, nothing runs twice."""
