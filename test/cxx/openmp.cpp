// flags: -fopenmp
// OpenMP where C++ differs: classes in clauses, iterators, reductions declared on classes, exceptions within regions.
#include <cstdio>
#include <map>
#include <numeric>
#include <omp.h>
#include <stdexcept>
#include <string>
#include <vector>

struct Vector {
	double x = 0, y = 0;
	Vector &operator+=(const Vector &o)
	{
		x += o.x;
		y += o.y;
		return *this;
	}
};
#pragma omp declare reduction(+ : Vector : omp_out += omp_in) initializer(omp_priv = Vector())
#pragma omp declare reduction(join : std::vector<int> : omp_out.insert(omp_out.end(), omp_in.begin(), omp_in.end()))

struct Counted {
	int value;
	static int made, gone;
	static void add(int &count)
	{
#pragma omp atomic
		count++;
	}
	Counted(int v = 7) : value(v) { add(made); }
	Counted(const Counted &o) : value(o.value) { add(made); }
	~Counted() { add(gone); }
	int twice()
	{
		int sum = 0;
#pragma omp parallel for reduction(+ : sum) num_threads(3)
		for (int i = 0; i < 2; i++) sum += value;
		return sum;
	}
};
int Counted::made, Counted::gone;

extern std::vector<int> kept;
#pragma omp threadprivate(kept)
std::vector<int> kept;

template <typename T> T total(const std::vector<T> &all)
{
	T sum{};
#pragma omp parallel for reduction(+ : sum) num_threads(4)
	for (auto at = all.begin(); at < all.end(); ++at) sum += *at;
	return sum;
}

int main()
{
	Vector v;
#pragma omp parallel for reduction(+ : v) num_threads(4)
	for (int i = 0; i < 1000; i++) v += Vector{double(i), 1};
	std::printf("%g %g\n", v.x, v.y);
	std::vector<int> numbers(1000);
	std::iota(numbers.begin(), numbers.end(), 0);
	std::printf("%d %g\n", total(numbers), total(std::vector<double>(10, 0.5)));
	long each = 0;
#pragma omp parallel for reduction(+ : each) num_threads(3)
	for (int n : numbers) each += n;
	std::vector<int> joined;
#pragma omp parallel for reduction(join : joined) num_threads(3)
	for (int i = 0; i < 100; i++) joined.push_back(i);
	std::printf("%ld %zu %d\n", each, joined.size(), std::accumulate(joined.begin(), joined.end(), 0));
	{
		Counted c(3), last(0);
		int caught = 0;
#pragma omp parallel firstprivate(c) num_threads(3) reduction(+ : caught)
		try {
			if (c.value == 3) throw std::runtime_error("within");
		} catch (const std::exception &) {
			caught++;
		}
#pragma omp parallel for lastprivate(last) num_threads(2)
		for (int i = 0; i < 10; i++) last.value = i;
		std::printf("%d %d %d\n", caught, last.value, c.twice());
#pragma omp parallel num_threads(2)
#pragma omp single
		for (int i = 0; i < 5; i++)
#pragma omp task firstprivate(i, c)
			if (c.value + i < 0) std::puts("never");
	}
	std::printf("%d alive\n", Counted::made - Counted::gone);
	int sizes = 0;
#pragma omp parallel num_threads(3) reduction(+ : sizes)
	{
		for (int i = 0; i <= omp_get_thread_num(); i++) kept.push_back(i);
		sizes += kept.size();
	}
	std::printf("%d\n", sizes);
	std::map<std::string, int> words;
#pragma omp parallel for num_threads(4)
	for (int i = 0; i < 100; i++)
#pragma omp critical
		words["word " + std::to_string(i % 7)]++;
	std::printf("%zu %d\n", words.size(), words["word 1"]);
}
