// A signal without a handler ends the program: 128 and its number.
#include "check.h"
#include <signal.h>

int main(void)
{
	printf("before\n");
	fflush(stdout);
	raise(SIGTERM);
	printf("never\n");
	return 0;
}
