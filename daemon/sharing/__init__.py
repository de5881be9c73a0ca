"""A session for others: a DAP server on 127.0.0.1, so that editors see and drive the same one."""
