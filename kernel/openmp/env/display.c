/* OMP_DISPLAY_ENV: shows what the environment said and what holds. */
#include <stdio.h>
#include "env/places.h"
#include "env/settings.h"

static const char *yes(int on) { return on ? "TRUE" : "FALSE"; }

static void show_schedule(FILE *f)
{
	static const char *const names[] = { "", "STATIC", "DYNAMIC", "GUIDED", "AUTO" };
	struct icvs *v = &settings.icvs;
	fprintf(f, "  [host] OMP_SCHEDULE='%s%s", v->schedule & omp_sched_monotonic ? "MONOTONIC:" : "",
		(v->schedule & 0xff) == SCHED_TRAPEZOIDAL ? "TRAPEZOIDAL" : names[v->schedule & 7]);
	if (v->chunk) fprintf(f, ",%d", v->chunk);
	fprintf(f, "'\n");
}

static void show_list(
	FILE *f, const char *name, const int *list, int n, int otherwise, const char *const *words)
{
	fprintf(f, "  [host] %s='", name);
	for (int i = 0; i < n || !i; i++) {
		int value = i < n ? list[i] : otherwise;
		if (i) fprintf(f, ",");
		if (words) fprintf(f, "%s", words[value]);
		else fprintf(f, "%d", value);
	}
	fprintf(f, "'\n");
}

static void show_places(FILE *f)
{
	fprintf(f, "  [host] OMP_PLACES='");
	for (int i = 0, n = places(); i < n; i++) {
		fprintf(f, i ? ",{" : "{");
		for (int k = 0; k < place_size(i); k++) fprintf(f, k ? ",%d" : "%d", place_cpus(i)[k]);
		fprintf(f, "}");
	}
	fprintf(f, "'\n");
}

void display_environment(int verbose)
{
	static const char *const binds[] = { "FALSE", "TRUE", "PRIMARY", "CLOSE", "SPREAD" };
	static const char *const offload[] = { "DEFAULT", "MANDATORY", "DISABLED" };
	struct icvs *v = &settings.icvs;
	FILE *f = stderr;
	fprintf(f, "\nOPENMP DISPLAY ENVIRONMENT BEGIN\n  _OPENMP='202011'\n");
	fprintf(f, "  [host] OMP_DYNAMIC='%s'\n  [host] OMP_NESTED='%s'\n", yes(v->dynamic),
		yes(v->max_levels > 1));
	show_list(f, "OMP_NUM_THREADS", settings.threads, settings.levels, v->threads, 0);
	show_schedule(f);
	show_list(f, "OMP_PROC_BIND", settings.binds, settings.bind_levels, v->bind, binds);
	show_places(f);
	fprintf(f, "  [host] OMP_STACKSIZE='%zu'\n", settings.stack);
	fprintf(f, "  [host] OMP_WAIT_POLICY='%s'\n", settings.active_wait > 0 ? "ACTIVE" : "PASSIVE");
	fprintf(f, "  [host] OMP_THREAD_LIMIT='%d'\n  [host] OMP_MAX_ACTIVE_LEVELS='%d'\n",
		v->thread_limit, v->max_levels);
	fprintf(f, "  [host] OMP_NUM_TEAMS='%d'\n  [host] OMP_TEAMS_THREAD_LIMIT='%d'\n",
		settings.teams, settings.teams_limit);
	fprintf(f, "  [all] OMP_CANCELLATION='%s'\n  [all] OMP_DEFAULT_DEVICE='%d'\n",
		yes(settings.cancellation), v->device);
	fprintf(f, "  [all] OMP_MAX_TASK_PRIORITY='%d'\n  [all] OMP_DISPLAY_AFFINITY='%s'\n",
		settings.max_priority, yes(settings.display_affinity));
	fprintf(f, "  [host] OMP_AFFINITY_FORMAT='%s'\n  [host] OMP_ALLOCATOR='%s'\n", settings.format,
		allocator_name(settings.allocator));
	fprintf(f, "  [all] OMP_TARGET_OFFLOAD='%s'\n", offload[settings.target_offload]);
	if (verbose)
		fprintf(f, "  [host] KMP_BLOCKTIME='%d'\n",
			settings.spin < 0 ? 200 : settings.spin / POLLS_PER_MS);
	fprintf(f, "OPENMP DISPLAY ENVIRONMENT END\n");
}
