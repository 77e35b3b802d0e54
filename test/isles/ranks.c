/* Which rank of which isle it is; with an argument rank 1 of each isle exits with 5. */
#include <hermit.h>
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
	printf("isle %d/%d rank %d/%d\n", hermit_isle(), hermit_isles(), hermit_rank(), hermit_ranks());
	if (argc > 1 && hermit_rank() == 1) exit(5);
	return 0;
}
