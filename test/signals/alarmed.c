// An alarm without a handler ends a program that waits.
#include "check.h"
#include <signal.h>
#include <unistd.h>

int main(void)
{
	write(1, "before\n", 7);
	ualarm(20000, 0);
	pause();
	write(1, "never\n", 6);
	return 0;
}
