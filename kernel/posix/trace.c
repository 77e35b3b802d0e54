#include "proxy.h"

static int counts[CALL_NUMBERS];

double trace_begin(void)
{
	return *word(BOOT_TRACE) & TRACE_PRINT ? hv_clock() : 0;
}

void trace_end(long nr, long a, long b, long c, long d, long e, long f, long result, double start)
{
	if (*word(BOOT_TRACE) & TRACE_COUNT) {
		store(word(COUNTS), (int)counts);
		add(counts + nr, 1);
	}
	if (!(*word(BOOT_TRACE) & TRACE_PRINT)) return;
	struct {
		int nr, arguments[6], result, tid, pad;
		double start, end;
	} record = { nr, { a, b, c, d, e, f }, result, *slot_word(core_number(), SLOT_TID), 0, start, hv_clock() };
	_Static_assert(sizeof record == TRACE_RECORD_SIZE, "layout.h");
	proxy_request(__NR_trace, (long)&record, 0, 0, 0, 0, 0);
}

long __syscall_nobody(long nr)
{
	if (*word(BOOT_TRACE) && (unsigned long)nr < CALL_NUMBERS) trace_end(nr, 0, 0, 0, 0, 0, 0, -ENOSYS, 0);
	return -ENOSYS;
}
