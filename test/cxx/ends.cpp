// driver: no
// Exceptions that nobody catches.
#include <cstring>
#include <stdexcept>
#include <thread>

namespace shop {
struct Empty {};
struct Broken : std::runtime_error {
	using std::runtime_error::runtime_error;
};
}

struct Throws {
	~Throws() noexcept(false) { throw std::logic_error("of a destructor"); }
};
struct Pure {
	Pure() { call(); }
	void call() { act(); }
	virtual void act() = 0;
};
struct Act : Pure {
	void act() override {}
};

static void quiet() noexcept { throw shop::Broken("of a noexcept function"); }

int main(int, char **argv)
{
	const char *what = argv[1];
	if (!strcmp(what, "main")) throw std::runtime_error("of main");
	if (!strcmp(what, "thread")) std::thread([] { throw shop::Broken("of a thread"); }).join();
	if (!strcmp(what, "noexcept")) quiet();
	if (!strcmp(what, "class")) throw shop::Empty();
	if (!strcmp(what, "number")) throw 42;
	if (!strcmp(what, "text")) throw "text";
	if (!strcmp(what, "pure")) Act();
	if (!strcmp(what, "memory"))
		for (volatile void *p;;) p = ::operator new(1 << 26);
	if (!strcmp(what, "destructor")) {
		Throws t;
		throw std::runtime_error("first");
	}
	if (!strcmp(what, "joinable")) std::thread([] {}).swap(*new std::thread);
	if (!strcmp(what, "left")) std::thread([] {});
#pragma omp parallel num_threads(2)
	if (!strcmp(what, "region")) throw std::out_of_range("of a region");
}
