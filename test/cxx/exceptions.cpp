// Exceptions: of every kind of object, through C, destructors, threads, rethrown, nested, kept.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <typeinfo>
#include <vector>

struct Top {
	virtual ~Top() {}
	int a = 1;
};
struct Left : virtual Top {
	int b = 2;
};
struct Right : virtual Top {
	int c = 3;
};
struct Bottom : Left, Right {
	int d = 4;
};

struct Counted {
	static int alive;
	Counted() { alive++; }
	Counted(const Counted &) { alive++; }
	~Counted() { alive--; }
};
int Counted::alive;

static int deep(int level)
{
	Counted c;
	if (level == 0) throw std::out_of_range("deep");
	return deep(level - 1) + 1;
}

static int compare(const void *, const void *) { throw 'c'; }

static void nested()
{
	try {
		throw std::runtime_error("inner");
	} catch (...) {
		std::throw_with_nested(std::logic_error("outer"));
	}
}

struct Tried {
	int value;
	Tried()
	try : value(throws()) {
	} catch (int) {
		std::puts("in the constructor's handler");
	}
	static int throws() { throw 5; }
};

struct Unwinding {
	~Unwinding() { std::printf("uncaught: %d\n", std::uncaught_exceptions()); }
};

int main()
{
	try {
		throw Bottom();
	} catch (Top &top) {
		std::printf("virtual base %d\n", top.a);
	}
	try {
		deep(20);
	} catch (const std::logic_error &e) {
		std::printf("%s, %d alive\n", e.what(), Counted::alive);
	}
	int list[] = {3, 1, 2};
	try {
		std::qsort(list, 3, sizeof *list, compare);
	} catch (char c) {
		std::printf("through qsort: %c\n", c);
	}
	try {
		nested();
	} catch (const std::exception &e) {
		std::printf("%s", e.what());
		try {
			std::rethrow_if_nested(e);
		} catch (const std::exception &inner) {
			std::printf(" around %s\n", inner.what());
		}
	}
	try {
		Tried tried;
	} catch (int n) {
		std::printf("of a constructor: %d\n", n);
	}
	std::exception_ptr kept;
	std::thread([&] {
		try {
			std::vector<int>().at(3);
		} catch (...) {
			kept = std::current_exception();
		}
	}).join();
	for (int i = 0; i < 2; i++) try {
			std::rethrow_exception(kept);
		} catch (const std::out_of_range &) {
			std::puts("kept by another thread");
		}
	try {
		try {
			throw std::string("text");
		} catch (std::string &text) {
			text += " changed";
			throw;
		}
	} catch (const std::string &text) {
		std::puts(text.c_str());
	}
	try {
		Unwinding u;
		throw std::unique_ptr<int>(new int(7));
	} catch (std::unique_ptr<int> &p) {
		std::printf("%d\n", *p);
	}
	try {
		std::printf("%p", ::operator new(std::size_t(-1) / 2));
	} catch (const std::bad_alloc &) {
		std::puts("bad_alloc");
	}
	try {
		Top *top = nullptr;
		std::puts(typeid(*top).name());
	} catch (const std::bad_typeid &) {
		std::puts("bad_typeid");
	}
	try {
		Left left;
		(void)dynamic_cast<Right &>(static_cast<Top &>(left));
	} catch (const std::bad_cast &) {
		std::puts("bad_cast");
	}
	std::printf("%d alive\n", Counted::alive);
}
