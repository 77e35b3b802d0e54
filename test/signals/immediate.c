// _Exit flushes nothing and runs nothing.
#include "check.h"
#include <unistd.h>

static void never(void) { write(1, "never\n", 6); }

int main(void)
{
	atexit(never);
	write(1, "shown\n", 6);
	printf("lost in the buffer");
	_Exit(7);
}
