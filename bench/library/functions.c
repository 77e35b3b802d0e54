// What bench/library calls.
__attribute__((export_name("nothing"))) void nothing(void) { }

__attribute__((export_name("compute"))) double compute(int millions)
{
	double x = 1;
	for (long i = 0; i < millions * 1000000l; i++) x = x * 0.999999 + 1e-9;
	return x;
}

__attribute__((export_name("touch"))) void touch(void *array) { (void)array; }

/* What checks look at: ranges, kinds of arrays and their counts. */
static double weigh(const double *a, const int *b, int n, double by)
{
	return n > 0 ? a[0] * b[0] * by : 0;
}

__attribute__((export_name("checked"))) double checked(const double *a, const int *b, int n, double by)
{
	return weigh(a, b, n, by);
}

__attribute__((export_name("unchecked"))) double unchecked(const double *a, const int *b, int n, double by)
{
	return weigh(a, b, n, by);
}

__attribute__((export_name("trap"))) void trap(void) { __builtin_trap(); }

int main(void) { return 0; }
