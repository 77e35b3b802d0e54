/* What the OpenMP apps share. */
#ifndef APP_H
#define APP_H

#include <omp.h>
#include "../app.h"

/* The time now, in seconds, with the threads of regions already there. */
static double app_start(void)
{
#pragma omp parallel
	if (omp_get_thread_num() < 0) abort();
	return omp_get_wtime();
}

#endif
