// abort ends the program with 134, flushes nothing, and runs no atexit function.
#include "check.h"
#include <signal.h>
#include <unistd.h>

static void never(void)
{
	write(1, "never\n", 6);
}

static void on_abort(int n)
{
	(void)n;
	write(1, "handler\n", 8);
}

int main(void)
{
	atexit(never);
	signal(SIGABRT, on_abort);
	write(1, "before\n", 7);
	abort();
}
