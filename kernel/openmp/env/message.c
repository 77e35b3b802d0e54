/* What the library says on standard error: warnings, why it ends the program, and the error directive. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "env/settings.h"

static void say(const char *format, va_list more)
{
	char text[512];
	vsnprintf(text, sizeof text, format, more);
	fprintf(stderr, "OpenMP: %s\n", text);
}

void openmp_warn(const char *format, ...)
{
	va_list more;
	va_start(more, format);
	say(format, more);
	va_end(more);
}

void openmp_fail(const char *format, ...)
{
	va_list more;
	va_start(more, format);
	say(format, more);
	va_end(more);
	exit(1);
}

struct ident;
/* The error directive at run time. */
void __kmpc_error(struct ident *source, int severity, const char *message)
{
	enum { WARNING = 1 };
	if (severity == WARNING) openmp_warn("%s", message ? message : "warning of an error directive");
	else openmp_fail("%s", message ? message : "an error directive was reached");
}
