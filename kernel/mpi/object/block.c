/* Makes more blocks. */
#include <stdlib.h>
#include "block.h"

void *blocks_make(struct process *me)
{
	enum { AT_ONCE = 64 };
	char *some = malloc(BLOCK_SIZE * AT_ONCE);
	if (!some) return 0;
	for (int i = 1; i < AT_ONCE; i++) block_free(me, some + i * BLOCK_SIZE);
	return some;
}
