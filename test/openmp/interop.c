// Interoperability objects: there is no foreign runtime, and every call says so.
// flags: -fopenmp
// native: no
#include <omp.h>
#include <stdio.h>

int main(void)
{
	omp_interop_t none = omp_interop_none;
	int code = 7;
	printf("%d properties of its own\n", omp_get_num_interop_properties(none));
	printf("%d", (int)omp_get_interop_int(none, omp_ipr_device_num, &code));
	printf(" %s\n", omp_get_interop_rc_desc(none, code));
	printf("%d", omp_get_interop_ptr(none, omp_ipr_device, &code) == 0);
	printf(" %d\n", code == omp_irc_empty);
	printf("%d", omp_get_interop_str(none, 12, &code) == 0);
	printf(" %s\n", omp_get_interop_rc_desc(none, code));
	for (int id = omp_ipr_first; id < 0; id++) printf("%s: %s\n", omp_get_interop_name(none, id), omp_get_interop_type_desc(none, id));
	printf("%d\n", omp_get_interop_name(none, 0) == 0);
	/* The construct: it waits for what it depends on. */
	omp_interop_t one = (omp_interop_t)1, two = (omp_interop_t)1;
	int made = 0;
#pragma omp parallel num_threads(2)
#pragma omp single
	{
#pragma omp task shared(made) depend(out : made)
		{
			for (volatile int i = 0; i < 100000; i++);
			made = 1;
		}
#pragma omp interop init(targetsync : one) depend(in : made)
		printf("%d %d\n", made, one == none);
	}
#pragma omp interop use(one)
#pragma omp interop init(target : two) device(0) nowait
	printf("%d\n", two == none);
#pragma omp interop destroy(one)
#pragma omp interop destroy(two) depend(inout : made)
	printf("%d %d\n", one == none, two == none);
	return 0;
}
