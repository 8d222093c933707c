// Crews: people who repair or operate, and those who wait for them (rules K).
#pragma once

#include "kernel.h"

namespace carwright {

// K1, K4: joins the queue, behind all of no larger priority; asking serves at once.
template <bool kTraced>
void Kernel::ask(i32 crew, i32 request, i32 people, i32 priority) {
    Crew& c = crews_[crew];
    Request& r = requests_[request];
    r.people = people;
    r.priority = priority;
    i32 before = c.last;
    while (before != kNone && requests_[before].priority > priority)
        before = requests_[before].prev;
    r.prev = before;
    r.next = before == kNone ? c.first : requests_[before].next;
    (r.prev == kNone ? c.first : requests_[r.prev].next) = request;
    (r.next == kNone ? c.last : requests_[r.next].prev) = request;
    serve<kTraced>(crew);
}

// K4, K4.1: nobody overtakes the head of the queue.
template <bool kTraced>
void Kernel::serve(i32 crew) {
    Crew& c = crews_[crew];
    const i32 modes = static_cast<i32>(modes_.size());
    while (c.on && c.first != kNone && requests_[c.first].people <= c.size - c.used) {
        const i32 request = c.first;
        c.first = requests_[request].next;
        (c.first == kNone ? c.last : requests_[c.first].prev) = kNone;
        use(crew, requests_[request].people);
        if (request < modes) {
            start_repair<kTraced>(request);
        } else {
            machines_[request - modes].operators = requests_[request].people;
            operators_there<kTraced>(request - modes);
        }
    }
}

// K4
inline void Kernel::release(i32 crew, i32 people) {
    use(crew, -people);
    add_serve(crew);
}

// More or fewer people are in use from now on.
inline void Kernel::use(i32 crew, i32 change) {
    Crew& c = crews_[crew];
    tallies_.spread(Tally::crew_busy, crew, c.used_since, now_, c.used);
    c.used_since = now_;
    c.used += change;
}

}  // namespace carwright
