/* Calls about the environment while the program runs. */
#include "team/team.h"

void omp_display_env(int verbose)
{
	self();
	display_environment(verbose);
}

/* LLVM's: sets a variable `NAME=VALUE`, for this task and those that it makes. */
void kmp_set_defaults(const char *text)
{
	struct member *m = self();
	read_assignment(text);
	m->task->icvs = settings.icvs;
}
