"""The daemon: zygote, hub, watcher and gateway, and the commands of the hub."""
