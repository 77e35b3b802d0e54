// An isle that traps with connections open.
// driver: no
// native: no
#include "peers.h"

int main(int argc, char **argv)
{
	int own = peers(2);
	char c;
	if (own) {
		int s = listening_at(own, 5000, 1);
		MUST(accept(s, NULL, NULL));
		sleep_ms(50);
		__builtin_trap();
	}
	int s = call_isle(own, 1, 5000);
	puts("connected");
	recv(s, &c, 1, 0);
	sleep_ms(20000);
	return 0;
}
