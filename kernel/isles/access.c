/* One-sided access: the host interface's calls under the names of hermit.h. */
#include <string.h>
#include "core.h"
#include "hermit.h"

/* Regions behind those of hermit.h are the kernel's own: see channel.c. */
static int not_for_programs(int region) { return (unsigned)region >= HERMIT_REGIONS; }

int hermit_open(int region, void *start, size_t length)
{
	return not_for_programs(region) ? -EINVAL : hv_open(region, (unsigned)start, length);
}

int hermit_close(int region) { return not_for_programs(region) ? -EINVAL : hv_close(region); }
int hermit_bind(int isle, int region)
{
	return not_for_programs(region) ? -EINVAL : hv_bind(isle, region);
}

int hermit_put(int capability, size_t offset, const void *from, size_t length)
{
	return hv_put(capability, offset, from, length, HV_NO_BELL);
}

int hermit_post(int capability, size_t offset, const void *from, size_t length, size_t bell)
{
	return hv_put(capability, offset, from, length, bell);
}

int hermit_get(int capability, size_t offset, void *to, size_t length)
{
	return hv_get(capability, offset, to, length);
}
int hermit_ring(int capability, size_t bell) { return hv_ring(capability, bell); }

int hermit_fetch_add(int capability, size_t offset, int value, int *old)
{
	return hv_fetch_add(capability, offset, value, old);
}

int hermit_compare_swap(int capability, size_t offset, int expected, int desired, int *old)
{
	return hv_compare_swap(capability, offset, expected, desired, old);
}

int hermit_put_line(int capability, size_t offset, const void *line, size_t bell)
{
	struct {
		hv_quarter a, b, c, d;
	} l;
	memcpy(&l, line, sizeof l);
	return hv_put_line(capability, offset, bell, l.a, l.b, l.c, l.d);
}
