// Objects are constructed and destroyed in Linux's order, functions with __attribute__((destructor)) behind all of them.
#include <cstdio>
#include <cstdlib>
#include <thread>

struct Said {
	const char *name;
	Said(const char *n) : name(n) { std::printf("+%s\n", name); }
	~Said() { std::printf("-%s\n", name); }
};
Said first("first global"), second("second global");
thread_local Said own("thread's own");

static Said &local()
{
	static Said said("function's static");
	return said;
}

__attribute__((constructor)) static void constructor() { std::puts("constructor"); }
__attribute__((destructor)) static void destructor() { std::puts("destructor"); }

int main()
{
	std::puts("main");
	std::atexit([] { std::puts("atexit"); });
	local();
	std::printf("%s\n", own.name);
	std::thread([] { std::printf("in a thread: %s\n", own.name); }).join();
	std::puts("end");
}
