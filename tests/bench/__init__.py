"""The benchmarks: what the speed of Daebug is, against floors measured in the same run."""
