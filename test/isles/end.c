// Isle 1 ends the whole machine; the others would wait for ever.
// covers: machine_end
#include <hermit.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	if (hermit_isle() == 1) {
		puts("enough");
		fflush(stdout);
		hermit_end(9);
	}
	pause();
	return 0;
}
