// flags: -Wl,--no-as-needed -latomic
// Atomic objects that no instruction handles.
#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

struct Pair {
	long long a, b;
};
struct Large {
	int v[10];
};

int main()
{
	std::atomic<Pair> pair{{0, 0}};
	std::atomic<Large> large{};
	std::vector<std::thread> threads;
	for (int i = 0; i < 3; i++)
		threads.emplace_back([&] {
			for (int k = 0; k < 1000; k++) {
				Pair old = pair.load(), next;
				do next = {old.a + 1, old.b - 1};
				while (!pair.compare_exchange_weak(old, next));
				Large l = large.load(), m;
				do {
					m = l;
					m.v[9]++;
				} while (!large.compare_exchange_weak(l, m));
			}
		});
	for (auto &t : threads) t.join();
	Pair p = pair.load();
	std::printf("%lld %lld %d %d\n", p.a, p.b, large.load().v[9], std::atomic<Large>{}.is_lock_free());
	std::atomic<double> d{1};
	d += 0.5;
	std::atomic_ref<double> ref(*new double(2));
	ref.fetch_add(1);
	std::printf("%g %g\n", d.load(), ref.load());
}
