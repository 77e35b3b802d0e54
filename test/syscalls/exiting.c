// The program's own exit code comes out, and what was printed before it.
// covers: exit_group
#include "check.h"
#include <unistd.h>

static void last(void)
{
	write(1, "last\n", 5);
}

int main(void)
{
	atexit(last);
	printf("first\n");
	fflush(stdout);
	printf("second\n");
	exit(300);
}
