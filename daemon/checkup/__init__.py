"""What ``daebug doctor`` looks at: the machine, the installation, and what to do about each."""
