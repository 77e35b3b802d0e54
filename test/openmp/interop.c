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
	return 0;
}
