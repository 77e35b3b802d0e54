// The scanf family, and strings to numbers.
#include "check.h"
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <wchar.h>

static void number(const char *text)
{
	char *end;
	errno = 0;
	double d = strtod(text, &end);
	/* Whether text that is no number sets EINVAL is left open. */
	printf("strtod %s: %a, %d used, %s\n", text, d, (int)(end - text), end == text ? "no number" : error_name(errno));
}

static void integer(const char *text, int base)
{
	char *end;
	errno = 0;
	long long n = strtoll(text, &end, base);
	int e = errno;
	if (end == text) {
		printf("strtoll %s: no number\n", text);
		return;
	}
	errno = 0;
	unsigned long long u = strtoull(text, NULL, base);
	printf("strtoll %s: %lld, %d used, %s; %llu %s\n", text, n, (int)(end - text), error_name(e), u, error_name(errno));
}

int main(void)
{
	int a = 0, b = 0, n = 0;
	unsigned u = 0;
	char s[32] = "", t[32] = "", c = 0;
	double d = 0;
	float f = 0;
	long double l = 0;
	long long ll = 0;
	short h = 0;
	signed char hh = 0;
	SHOW(sscanf("12 -7", "%d%d", &a, &b));
	printf("%d %d\n", a, b);
	SHOW(sscanf("0x1f 017 99", "%i %i %u", &a, &b, &u));
	printf("%d %d %u\n", a, b, u);
	SHOW(sscanf("ff 77", "%x %o", &u, &a));
	printf("%u %d\n", u, a);
	SHOW(sscanf("  word another", "%s %3s", s, t));
	printf("%s|%s\n", s, t);
	SHOW(sscanf("key=value;rest", "%[^=]=%[a-z];%n", s, t, &n));
	printf("%s|%s|%d\n", s, t, n);
	SHOW(sscanf("3.25e2 1.5 2.5", "%lf %f %Lf", &d, &f, &l));
	printf("%g %g %g\n", d, f, (double)l);
	SHOW(sscanf("x y", "%c %c", &c, s));
	printf("%c %c\n", c, s[0]);
	SHOW(sscanf("9223372036854775807 -5 300", "%lld %hd %hhd", &ll, &h, &hh));
	printf("%lld %d %d\n", ll, h, hh);
	SHOW(sscanf("abc", "%d", &a));
	SHOW(sscanf("", "%d", &a));
	SHOW(sscanf("5 abc", "%d %d", &a, &b));
	SHOW(sscanf("5,6", "%d,%d", &a, &b));
	SHOW(sscanf("100%", "%d%%", &a));
	SHOW(sscanf("1234567", "%3d%*2d%d", &a, &b));
	printf("%d %d\n", a, b);
	SHOW(sscanf("0x1.8p3 inf nan", "%lf", &d));
	printf("%g\n", d);
	char *made = NULL;
	SHOW(sscanf("allocated here", "%ms", &made));
	printf("%s\n", made);
	free(made);

	const char *numbers[] = {
		"0", "-0", "1", "0.1", "1e308", "1e309", "-1e400", "4.9e-324", "2.2250738585072014e-308", "1e-400", "0x1p-3", "0x.8",
		"  +7.5xyz", "inf", "-INFINITY", "nan", "", "abc", ".", "1e", "1e+", "123456789012345678901234567890",
		"0.1000000000000000055511151231257827021181583404541015625", "9007199254740993", "1.7976931348623158e308",
		"3.14159265358979323846264338327950288", "2.5e-1", ".5", "5.", "0x", "1_000",
	};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		if (strstr(numbers[i], "nan")) {
			YES(isnan(strtod(numbers[i], NULL)));
			continue;
		}
		if (!strcmp(numbers[i], "4.9e-324")) {
			YES(strtod(numbers[i], NULL) > 0);
			continue;
		}
		number(numbers[i]);
	}
	printf("%a %.9g\n", strtof("0.1", NULL), strtof("3.4e38", NULL));
	printf("%.15Lg\n", strtold("0.1", NULL));
	integer("42", 10);
	integer("-42abc", 10);
	integer("0x7f", 0);
	integer("0755", 0);
	integer("zz", 36);
	integer("9223372036854775808", 10);
	integer("-9223372036854775809", 10);
	integer("99999999999999999999", 10);
	integer("", 10);
	integer("8", 8);
	printf("%d %d %g %lld\n", atoi("12x"), (int)atol("-7"), atof("2.5"), atoll("123456789012"));
	printf("%jd %ld\n", strtoimax("77", NULL, 8), wcstol(L"123", NULL, 10));
	return 0;
}
