/* Isle 0 sleeps on a bell until isle 1 has ended: by a return, or with an argument by a trap. With two arguments isle 0 ends the machine. */
#include <hermit.h>
#include <stdio.h>
#include <unistd.h>
static struct hermit_bell bell;
int main(int argc, char **argv)
{
	if (hermit_isle() == 1) { if (argc > 1) __builtin_trap(); usleep(100000); return 0; }
	while (!hermit_isles_ended()) { int seen = hermit_bell_arm(&bell); if (!hermit_isles_ended()) hermit_bell_wait(&bell, seen, -1); hermit_bell_disarm(&bell); }
	printf("isle 1 is in state %d, bind gives %d\n", hermit_isle_state(1), hermit_bind(1, 0));
	if (argc > 2) hermit_end(9);
	return 0;
}
