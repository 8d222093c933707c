// What every contender must answer: mean and standard deviation of the workloads' results, by
// departure-time recursion with the standard library's random numbers. It shares no code with
// carwright, and is no contender: it knows nothing but these four systems.
//
//   reference w1|w2|w7 SIZE SEEDS         makespan of SIZE parts, then parts out by its mean
//   reference w3 HORIZON SEEDS            parts out, and works ended, by HORIZON
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace {

using Random = std::mt19937_64;

struct Line {
    int stations;
    int buffer;    // places between two stations; less than 0: without limit
    double cycle;  // 0: exponential of mean 1
    double between;
    double repair;
    int shelf;  // places behind the feeder of each station; 0: no feeders
};

constexpr Line kW2{20, 5, 0.0, 0.0, 0.0, 0};
constexpr Line kW3{100, 2, 60.0, 21600.0, 300.0, 0};
constexpr Line kW7{20, 5, 0.0, 0.0, 0.0, 5};
constexpr double kArrivalRate = 0.9;
constexpr double kForEver = std::numeric_limits<double>::infinity();

double exponential(Random& random, double mean) {
    return -mean * std::log(std::generate_canonical<double, 53>(random) + 0x1p-54);
}

struct Found {
    double makespan = 0.0;
    double parts = 0.0;   // out by the horizon
    double visits = 0.0;  // works ended by the horizon
};

// D[n,j] = max(max(D[n,j-1], D[n-1,j]) + S[n,j], D[n-b-1,j+1]).
Found run(const Line& line, long size, double horizon, Random& random) {
    const int m = line.stations;
    const int row = line.buffer + 1;
    std::vector<std::vector<double>> left(m, std::vector<double>(row, 0.0));
    std::vector<double> healthy(m);
    for (double& each : healthy) each = line.between > 0 ? exponential(random, line.between) : 0.0;
    std::vector<double> made(m, 0.0);  // when each feeder's last part left it
    std::vector<std::vector<double>> taken(m, std::vector<double>(line.shelf, 0.0));
    Found found;
    for (long n = 0;; ++n) {
        double arrival = 0.0;
        const int now = static_cast<int>(n % row);
        const int last = static_cast<int>((n + row - 1) % row);
        for (int j = 0; j < m; ++j) {
            double time = line.cycle > 0.0 ? line.cycle : exponential(random, 1.0);
            if (line.between > 0.0) {
                healthy[j] -= time;
                while (healthy[j] <= 0.0) {
                    time += exponential(random, line.repair);
                    healthy[j] += exponential(random, line.between);
                }
            }
            double begin = std::max(arrival, n ? left[j][last] : 0.0);
            if (line.shelf > 0) {
                double& place = taken[j][n % line.shelf];  // as freed by part n - shelf
                made[j] = std::max(made[j] + exponential(random, 1.0), place);
                place = begin = std::max(begin, made[j]);
            }
            double end = begin + time;
            found.visits += end <= horizon;
            // Slot `now` still holds part n - b - 1 of the next station: that frees the place.
            if (j + 1 < m && n >= row) end = std::max(end, left[j + 1][now]);
            left[j][now] = arrival = end;
        }
        if (n + 1 == size) found.makespan = arrival;
        found.parts += arrival <= horizon;
        // The first station's last works before the horizon belong to parts that leave after it.
        if (n + 1 >= size && left[0][now] > horizon) return found;
    }
}

Found queue(long size, double horizon, Random& random) {
    double came = 0.0, left = 0.0;
    Found found;
    for (long n = 1;; ++n) {
        came += exponential(random, 1.0 / kArrivalRate);
        left = std::max(came, left) + exponential(random, 1.0);
        if (n == size) found.makespan = left;
        found.parts += left <= horizon;
        if (n >= size && came > horizon) return found;
    }
}

struct Moments {
    double sum = 0.0, squares = 0.0;
    long count = 0;
    void add(double x) { sum += x, squares += x * x, ++count; }
    double mean() const { return sum / count; }
    double sd() const { return std::sqrt((squares - sum * sum / count) / (count - 1)); }
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    const std::string workload = argv[1];
    const int seeds = std::atoi(argv[3]);
    Random random(20240101);
    Moments makespan, parts, visits;
    double horizon = workload == "w3" ? std::atof(argv[2]) : 0.0;
    const long size = workload == "w3" ? 0 : std::atol(argv[2]);
    const auto once = [&] {
        return workload == "w1"   ? queue(size, horizon, random)
               : workload == "w7" ? run(kW7, size, horizon, random)
                                  : run(workload == "w2" ? kW2 : kW3, size, horizon, random);
    };
    if (size) {
        for (int n = 0; n < seeds; ++n) makespan.add(once().makespan);
        horizon = makespan.mean();
    }
    for (int n = 0; n < seeds; ++n) {
        const Found found = once();
        parts.add(found.parts);
        visits.add(found.visits);
    }
    std::printf(
        "{\"horizon\": %.9g, \"makespan_sd\": %.9g, \"parts\": %.9g, \"parts_sd\": %.9g, "
        "\"visits\": %.9g}\n",
        horizon, size ? makespan.sd() : 0.0, parts.mean(), parts.sd(), visits.mean());
}
