/* Arguments, environment, clocks, chance, waiting, standard streams. The first argument says which. */
#include "wasi.h"

static void handed(void)
{
	u32 n, size;
	char *env[8], text[256];
	IS(args_sizes_get(&n, &size), 0); IS(n, 4); IS(size, length(arguments[0]) + 1 + sizeof("handed") + sizeof("b\xc3\xa9") + sizeof(""));
	TRUE(same(arguments[2], "b\xc3\xa9", 4)); IS(arguments[3][0], 0);
	IS(environ_sizes_get(&n, &size), 0); IS(n, 2); IS(size, sizeof("A=1") + sizeof("LONG=x=y z"));
	IS(environ_get(env, text), 0); TRUE(same(env[0], "A=1", 4)); TRUE(same(env[1], "LONG=x=y z", 11));
}

static void clocks(void)
{
	u64 a, b;
	for (u32 id = 0; id < 4; id++) {
		IS(clock_res_get(id, &a), 0); TRUE(a > 0 && a <= 1000000000);
		IS(clock_time_get(id, 0, &a), 0);
		IS(clock_time_get(id, 1000, &b), 0); TRUE(b >= a);
	}
	IS(clock_res_get(4, &a), INVAL); IS(clock_time_get(4, 0, &a), INVAL);
	IS(clock_time_get(0, 0, &a), 0); TRUE(a > 1600000000000000000ull);
}

static char big[300000];
static void chance(void)
{
	u32 zeros = 0;
	IS(random_get(big, sizeof big), 0);
	for (u32 i = 0; i < sizeof big; i++) zeros += !big[i];
	TRUE(zeros > 500 && zeros < 2500);
	IS(random_get(big, 0), 0);
	IS(sched_yield(), 0);
}

static void waiting(void)
{
	u64 a, b;
	event e[3];
	u32 n;
	subscription s[3] = {{.userdata = 7, .tag = 0, .clock = {.id = 1, .timeout = 20000000}}, {.userdata = 8, .tag = 0, .clock = {.id = 1, .timeout = 5000000000}}};
	IS(clock_time_get(1, 0, &a), 0);
	IS(poll_oneoff(s, e, 2, &n), 0); IS(n, 1); IS(e[0].userdata, 7); IS(e[0].error, 0); IS(e[0].type, 0);
	IS(clock_time_get(1, 0, &b), 0); TRUE(b - a >= 20000000 && b - a < 2000000000);
	s[0].clock.timeout = b + 10000000;
	s[0].clock.flags = 1;
	IS(poll_oneoff(s, e, 1, &n), 0); IS(n, 1);
	IS(clock_time_get(1, 0, &a), 0); TRUE(a >= b + 10000000);
	s[0].clock.id = 9;
	IS(poll_oneoff(s, e, 1, &n), 0); IS(n, 1); IS(e[0].error, INVAL);
	IS(poll_oneoff(s, e, 0, &n), INVAL);
	s[0] = (subscription){.userdata = 1, .tag = 2, .fd = 1};
	s[1] = (subscription){.userdata = 2, .tag = 1, .fd = 99};
	IS(poll_oneoff(s, e, 2, &n), 0); IS(n, 2); IS(e[0].type, 2); IS(e[0].error, 0); IS(e[1].error, BADF); IS(e[1].userdata, 2);
	s[0].tag = 3;
	IS(poll_oneoff(s, e, 1, &n), INVAL);
}

/* Copies input to output as it comes, waiting by poll_oneoff. */
static void streaming(void)
{
	subscription s = {.tag = 1, .fd = 0};
	event e;
	u32 n, out;
	do {
		IS(poll_oneoff(&s, &e, 1, &n), 0);
		iovec v = {big, sizeof big};
		IS(fd_read(0, &v, 1, &n), 0);
		v.size = n;
		IS(fd_write(1, &v, 1, &out), 0); IS(out, n);
	} while (n);
}

static void streams(void)
{
	fdstat st;
	u64 at;
	prestat p;
	IS(fd_fdstat_get(1, &st), 0); TRUE(st.base & R_WRITE); IS(st.base & (R_SEEK | R_TELL), 0);
	IS(fd_fdstat_get(0, &st), 0); TRUE(st.base & R_READ);
	IS(fd_seek(1, 0, 1, &at), SPIPE); IS(fd_prestat_get(0, &p), BADF); IS(fd_prestat_get(50, &p), BADF);
	IS(fd_fdstat_get(3, &st), BADF);
	IS(fd_close(2), 0); IS(fd_close(2), BADF);
}

int main(void)
{
	args_get(arguments, argument_text);
	switch (arguments[1][0]) {
	case 'h': handed(); break;
	case 'c': clocks(); break;
	case 'r': chance(); break;
	case 'w': waiting(); break;
	case 'p': streaming(); break;
	case 's': streams(); break;
	case 'b':
		for (u32 i = 0; i < sizeof big; i++) big[i] = 'a' + i % 26;
		for (u32 i = 0, n; i < 10; i++) { iovec v = {big, sizeof big}; IS(fd_write(1, &v, 1, &n), 0); IS(n, sizeof big); }
		break;
	case 'k': proc_raise(15); break;
	case 'i': IS(proc_raise(0), 0); IS(proc_raise(16), 0); IS(proc_raise(77), INVAL); break;
	case 'l': for (volatile int i = 0;; i++);
	}
	return 0;
}
