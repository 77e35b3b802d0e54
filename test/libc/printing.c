// The printf family.
#include "check.h"
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <wchar.h>

int main(void)
{
	printf("[%d] [%5d] [%-5d] [%05d] [%+d] [% d] [%.3d] [%8.3d]\n", 42, 42, 42, 42, 42, 42, 7, 7);
	printf("[%d] [%i] [%u] [%x] [%X] [%o] [%#x] [%#o]\n", INT_MIN, INT_MAX, UINT_MAX, 255, 255, 8, 255, 8);
	printf("[%hhd] [%hd] [%lld] [%llu] [%jd] [%zu] [%td]\n", 300, 70000, LLONG_MIN, ULLONG_MAX, INTMAX_MAX, (size_t)7, (ptrdiff_t)-7);
	printf("[%" PRId64 "] [%" PRIx64 "] [%" PRIu32 "]\n", INT64_MIN, UINT64_MAX, UINT32_MAX);
	printf("[%s] [%10s] [%-10s] [%.2s] [%*s] [%-*s|] [%.*s]\n", "text", "text", "text", "text", 6, "ab", 6, "ab", 1, "xyz");
	printf("[%c] [%3c] [%%]\n", 'c', 'c');
	printf("[%f] [%.2f] [%10.3f] [%-10.1f] [%+f] [%010.2f] [%.0f] [%#.0f]\n", 1.5, 2.345, 3.14159, 2.25, 1.0, -1.5, 2.5, 3.0);
	printf("[%.0f] [%.0f] [%.0f] [%.1f] [%.1f]\n", 0.5, 1.5, 3.5, 0.25, 0.35);
	printf("[%e] [%.3E] [%g] [%g] [%g] [%G] [%#g] [%.10g]\n", 12345.678, 0.00012, 0.0001, 1e10, 100000.0, 1e-10, 1.0, 1.0 / 3);
	printf("[%f] [%e] [%g] [%F] [%5f] [%-6f|] [%+f]\n", INFINITY, -INFINITY, NAN, INFINITY, NAN, INFINITY, INFINITY);
	printf("[%a] [%A] [%.2a] [%a] [%a] [%.0a] [%20a]\n", 1.5, 255.0, 3.999, 0.0, -0.1, 1.5, DBL_MAX);
	printf("[%.17g] [%.17g] [%.17g] [%g]\n", 0.1, DBL_MAX, DBL_MIN, DBL_TRUE_MIN);
	printf("[%.30f]\n[%.40e]\n", 0.1, 1e-300);
	printf("[%.3f]\n", 1e300);
	printf("[%Lf] [%.15Lg] [%Le] [%.10Lf]\n", 1.5L, 1.0L / 3, 1e100L, -2.25L);
	printf("[%2$s %1$s]\n", "world", "hello");
	int n = -1;
	printf("count%n me\n", &n);
	SHOW(n);
	setvbuf(stdout, NULL, _IOFBF, 4096);
	char buf[16];
	SHOW(snprintf(buf, sizeof buf, "%s", "a text that is too long"));
	SHOW(strlen(buf));
	SHOW(snprintf(NULL, 0, "%d", 12345));
	SHOW(snprintf(buf, 1, "abc"));
	SHOW(buf[0]);
	SHOW(sprintf(buf, "%3d|%-3d|", 1, 2));
	printf("%s\n", buf);
	char *made = NULL;
	SHOW(asprintf(&made, "%s %d", "made", 5));
	printf("%s\n", made);
	free(made);
	wchar_t wide[32];
	SHOW(swprintf(wide, 32, L"%d %ls %s", 5, L"wide", "narrow"));
	SHOW(swprintf(wide, 4, L"%s", "too long"));
	SHOW(wcslen(L"four"));
	printf("[%ls] [%lc] [%.2ls]\n", L"wide", L'w', L"wide");
	SHOW(printf("%s", ""));
	SHOW(fprintf(stdout, "%d\n", 1));
	SHOW(puts("puts") >= 0);
	SHOW(putchar('c'));
	SHOW(fputs("\n", stdout) >= 0);
	SHOW(dprintf(99, "x"));
	for (int i = -8; i <= 8; i++) printf("%.*g ", 3, ldexp(1.2345, i * 30));
	printf("\n");
	return 0;
}
