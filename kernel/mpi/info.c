/* Info objects as the library uses them. */
#include <stdlib.h>
#include <string.h>
#include "info.h"

void info_release(struct info *i)
{
	if (--i->object.references) return;
	i->object.kind = 0;
	for (struct info_entry *e = i->first, *next; e; e = next) {
		next = e->next;
		free(e);
	}
	free(i);
}
