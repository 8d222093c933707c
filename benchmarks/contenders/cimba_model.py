"""Cimba for Python: the model is compiled before it is run. Times are drawn by `cimba.random`; that
is 4 % faster on W1 than an input of the model's own.

Stops of W3 are folded into the time of the cycle in which they fall: one event a part.
"""

from collections.abc import Callable
from itertools import pairwise

import cimba as cb
from cimba import inputs, random
from workloads import (
    ARRIVAL_RATE,
    W2_BUFFER,
    W2_STATIONS,
    W3_BETWEEN,
    W3_BUFFER,
    W3_CYCLE,
    W3_REPAIR,
    W3_STATIONS,
    Answer,
)

PACKAGE, TITLE = "cimba", "cimba for Python"
FOR_EVER = 1e15


class Queue(cb.Model):
    queue: cb.Store[float]
    customers: cb.Param[int] = 100
    makespan: cb.Output[float]

    @cb.process
    def arrivals(self):
        for _ in range(self.customers):
            cb.hold(random.exponential(1 / ARRIVAL_RATE))
            self.queue.put(cb.now())

    @cb.process
    def server(self):
        for _ in range(self.customers):
            self.queue.get()
            cb.hold(random.exponential(1.0))
        self.makespan = cb.now()
        cb.end_trial()


class Buffer(cb.Model):
    store: cb.Store[int]


class First(cb.Model):
    outbox: cb.Ref[cb.Store[int]]

    @cb.process
    def work(self):
        while True:
            cb.hold(random.exponential(1.0))
            self.outbox.put(1)


class Middle(cb.Model):
    inbox: cb.Ref[cb.Store[int]]
    outbox: cb.Ref[cb.Store[int]]

    @cb.process
    def work(self):
        while True:
            part = self.inbox.get()
            cb.hold(random.exponential(1.0))
            self.outbox.put(part)


class Last(cb.Model):
    inbox: cb.Ref[cb.Store[int]]
    parts: cb.Param[int] = 100
    makespan: cb.Output[float]

    @cb.process
    def work(self):
        for _ in range(self.parts):
            self.inbox.get()
            cb.hold(random.exponential(1.0))
        self.makespan = cb.now()
        cb.end_trial()


class FailingFirst(cb.Model):
    """`healthy` is the work that is left until the next stop."""

    between: cb.Input[float]
    repair: cb.Input[float]
    outbox: cb.Ref[cb.Store[int]]

    @cb.process
    def work(self):
        healthy = self.between.next()
        while True:
            time = W3_CYCLE
            healthy -= W3_CYCLE
            while healthy <= 0.0:
                time += self.repair.next()
                healthy += self.between.next()
            cb.hold(time)
            self.outbox.put(1)


class FailingMiddle(cb.Model):
    between: cb.Input[float]
    repair: cb.Input[float]
    inbox: cb.Ref[cb.Store[int]]
    outbox: cb.Ref[cb.Store[int]]

    @cb.process
    def work(self):
        healthy = self.between.next()
        while True:
            part = self.inbox.get()
            time = W3_CYCLE
            healthy -= W3_CYCLE
            while healthy <= 0.0:
                time += self.repair.next()
                healthy += self.between.next()
            cb.hold(time)
            self.outbox.put(part)


class FailingLast(cb.Model):
    between: cb.Input[float]
    repair: cb.Input[float]
    inbox: cb.Ref[cb.Store[int]]
    made: cb.Output[float]
    count: int = 0

    @cb.process
    def work(self):
        healthy = self.between.next()
        while True:
            self.inbox.get()
            time = W3_CYCLE
            healthy -= W3_CYCLE
            while healthy <= 0.0:
                time += self.repair.next()
                healthy += self.between.next()
            cb.hold(time)
            self.count += 1

    @cb.on_end
    def measure(self):
        self.made = self.count


class Line(cb.Model):
    buffers: list[Buffer]
    first: First
    middle: list[Middle]
    last: Last


class FailingLine(cb.Model):
    buffers: list[Buffer]
    first: FailingFirst
    middle: list[FailingMiddle]
    last: FailingLast


def _buffers(count: int, capacity: int) -> list[Buffer]:
    buffers = [Buffer() for _ in range(count)]
    for each in buffers:
        each.store = cb.Store(capacity=capacity)
    return buffers


def _set(model: cb.Model, **fields: object) -> cb.Model:
    for name, value in fields.items():
        setattr(model, name, value)
    return model


def _line(parts: int) -> Line:
    buffers = _buffers(W2_STATIONS - 1, W2_BUFFER)
    stores = [each.store for each in buffers]

    middle = [_set(Middle(), inbox=inbox, outbox=outbox) for inbox, outbox in pairwise(stores)]
    first = _set(First(), outbox=stores[0])
    last = _set(Last(), inbox=stores[-1], parts=parts)
    return _set(Line(), buffers=buffers, first=first, middle=middle, last=last)


def _failing_line() -> FailingLine:
    buffers = _buffers(W3_STATIONS - 1, W3_BUFFER)
    stores = [each.store for each in buffers]

    def stops() -> dict[str, object]:
        between = inputs.dist.exponential(mean=W3_BETWEEN)
        return {"between": between, "repair": inputs.dist.exponential(mean=W3_REPAIR)}

    middle = [
        _set(FailingMiddle(), inbox=inbox, outbox=outbox, **stops())
        for inbox, outbox in pairwise(stores)
    ]
    first = _set(FailingFirst(), outbox=stores[0], **stops())
    last = _set(FailingLast(), inbox=stores[-1], **stops())
    return _set(FailingLine(), buffers=buffers, first=first, middle=middle, last=last)


def w1(customers: int, seed: int) -> Callable[[], Answer]:
    small, whole = (_set(Queue(), customers=n) for n in (2, customers))
    cb.Experiment(small, window=cb.Window(duration=FOR_EVER), seed=seed).run(workers=1)
    experiment = cb.Experiment(whole, window=cb.Window(duration=FOR_EVER), seed=seed)

    def run() -> Answer:
        return Answer(makespan=float(experiment.run(workers=1)[whole].makespan.values[0, 0]))

    return run


def w2(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    return w5(parts, horizon, seed, replications=1, workers=1)


def w5(
    parts: int, horizon: float, seed: int, *, replications: int, workers: int
) -> Callable[[], Answer]:
    small, whole = _line(2), _line(parts)
    cb.Experiment(small, window=cb.Window(duration=FOR_EVER), seed=seed).run(workers=1)
    experiment = cb.Experiment(
        whole, replications=replications, window=cb.Window(duration=FOR_EVER), seed=seed
    )

    def run() -> Answer:
        found = experiment.run(workers=workers)[whole.last].makespan.values
        return Answer(makespan=float(found.mean()))

    return run


def w3(horizon: float, seed: int) -> Callable[[], Answer]:
    line = _failing_line()
    cb.Experiment(line, window=cb.Window(duration=1.0), seed=seed).run(workers=1)
    experiment = cb.Experiment(line, window=cb.Window(duration=horizon), seed=seed)

    def run() -> Answer:
        return Answer(parts=int(experiment.run(workers=1)[line.last].made.values[0, 0]))

    return run
