// quick_exit runs its own functions in reverse order and no others.
#include "check.h"
#include <unistd.h>

static void one(void) { write(1, "one\n", 4); }
static void two(void) { write(1, "two\n", 4); }
static void never(void) { write(1, "never\n", 6); }

int main(void)
{
	atexit(never);
	at_quick_exit(one);
	at_quick_exit(two);
	printf("lost in the buffer");
	quick_exit(6);
}
