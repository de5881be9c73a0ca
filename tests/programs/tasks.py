"""Tasks of asyncio that wait for an event and for each other, and a thread that waits."""

import asyncio
import threading


async def child(gate: asyncio.Event) -> None:
    await gate.wait()  # @gate


async def parent(children: "list[asyncio.Task[None]]") -> None:
    await children[0]  # @first


async def main() -> None:
    gate = asyncio.Event()
    children = [asyncio.create_task(child(gate), name=f"child-{n}") for n in range(3)]
    above = asyncio.create_task(parent(children), name="parent")
    while not all(getattr(task, "_fut_waiter", True) for task in [*children, above]):
        await asyncio.sleep(0)
    gate.set()  # @here
    await above


def wait() -> None:
    event.wait()


event = threading.Event()
lonely = threading.Thread(target=wait, name="lonely")
lonely.start()
lonely.join(0.5)  # it is out of Python by then
asyncio.run(main())
event.set()
