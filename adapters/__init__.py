"""The bridge: every debug adapter, its streams and its sessions.

One module an adapter (``lldb_dap``, ``debugpy``); ``dap/`` is the protocol,
``session`` one debugging, ``bridge`` the role on the bus.
"""
