/* Devices: there is the host, which runs target regions itself. */
#include <stdlib.h>
#include <string.h>
#include "team/team.h"

void omp_set_default_device(int device) { self()->task->icvs.device = device; }
int omp_get_default_device(void) { return self()->task->icvs.device; }
int omp_get_num_devices(void) { return 0; }
int omp_get_device_num(void) { return 0; }
int omp_is_initial_device(void) { return 1; }
int omp_get_initial_device(void) { return 0; }

static int host(int device) { return device == 0 || device == omp_initial_device; }

int omp_pause_resource(omp_pause_resource_t kind, int device)
{
	return host(device) && (kind == omp_pause_soft || kind == omp_pause_hard) ? 0 : -1;
}

int omp_pause_resource_all(omp_pause_resource_t kind)
{
	return omp_pause_resource(kind, omp_initial_device);
}

void *omp_target_alloc(size_t size, int device) { return host(device) && size ? malloc(size) : 0; }
void omp_target_free(void *p, int device)
{
	if (host(device)) free(p);
}
int omp_target_is_present(const void *p, int device) { return host(device); }
int omp_target_is_accessible(const void *p, size_t size, int device) { return host(device); }
void *omp_get_mapped_ptr(const void *p, int device) { return host(device) ? (void *)p : 0; }
int omp_target_associate_ptr(
	const void *host_, const void *there, size_t size, size_t offset, int device)
{
	return EINVAL;
}
int omp_target_disassociate_ptr(const void *p, int device) { return EINVAL; }

int omp_target_memcpy(void *to, const void *from, size_t size, size_t to_offset, size_t from_offset,
	int to_device, int from_device)
{
	if (!host(to_device) || !host(from_device)) return EINVAL;
	memcpy((char *)to + to_offset, (const char *)from + from_offset, size);
	return 0;
}

/* Copies a box of `volume` elements out of one array of given dimensions into another, dimension by dimension. */
static void copy_box(char *to, const char *from, size_t size, int dimensions, const size_t *volume,
	const size_t *to_at, const size_t *from_at, const size_t *to_shape, const size_t *from_shape)
{
	if (dimensions == 1) {
		memcpy(to + to_at[0] * size, from + from_at[0] * size, volume[0] * size);
		return;
	}
	size_t to_row = size, from_row = size;
	for (int i = 1; i < dimensions; i++) {
		to_row *= to_shape[i];
		from_row *= from_shape[i];
	}
	for (size_t i = 0; i < volume[0]; i++)
		copy_box(to + (to_at[0] + i) * to_row, from + (from_at[0] + i) * from_row, size,
			dimensions - 1, volume + 1, to_at + 1, from_at + 1, to_shape + 1, from_shape + 1);
}

int omp_target_memcpy_rect(void *to, const void *from, size_t size, int dimensions,
	const size_t *volume, const size_t *to_at, const size_t *from_at, const size_t *to_shape,
	const size_t *from_shape, int to_device, int from_device)
{
	if (!to && !from) return INT32_MAX;   /* the question how many dimensions are possible */
	if (!host(to_device) || !host(from_device) || dimensions < 1 || !volume || !to_at || !from_at ||
		!to_shape || !from_shape)
		return EINVAL;
	copy_box(to, from, size, dimensions, volume, to_at, from_at, to_shape, from_shape);
	return 0;
}

int __kmpc_omp_taskwait(struct ident *, int);

/* Copies on the host are over when the call returns, once the tasks that they depend on are. */
static void wait_for(int n, omp_depend_t *list)
{
	if (n) __kmpc_omp_taskwait(0, 0);
}

int omp_target_memcpy_async(void *to, const void *from, size_t size, size_t to_offset,
	size_t from_offset, int to_device, int from_device, int n, omp_depend_t *list)
{
	wait_for(n, list);
	return omp_target_memcpy(to, from, size, to_offset, from_offset, to_device, from_device);
}

int omp_target_memcpy_rect_async(void *to, const void *from, size_t size, int dimensions,
	const size_t *volume, const size_t *to_at, const size_t *from_at, const size_t *to_shape,
	const size_t *from_shape, int to_device, int from_device, int n, omp_depend_t *list)
{
	wait_for(n, list);
	return omp_target_memcpy_rect(to, from, size, dimensions, volume, to_at, from_at, to_shape,
		from_shape, to_device, from_device);
}

void *omp_target_memset(void *p, int value, size_t size, int device)
{
	return host(device) && p ? memset(p, value, size) : p;
}

/* OMP_TARGET_OFFLOAD as LLVM numbers it. */
int __kmpc_get_target_offload(void)
{
	self();
	static const int numbers[] = { 1, 2, 0 };
	return numbers[settings.target_offload];
}
