#include "pthread_impl.h"

/* Overridden by pthread_cancel.c in images that use it. */
static long nothing(long r) { return r; }
weak_alias(nothing, __cancel_point);
