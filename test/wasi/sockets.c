/* Sockets that were granted, and what they accept. The first argument says which step, the peer is the test. */
#include "wasi.h"
enum { PIPE = 64, NOTCONN = 53, STREAM = 6, PEEK = 1, WAITALL = 2, RD = 1, WR = 2 };
static char buffer[300000];

static u32 receive(u32 fd, u32 size, u32 flags)
{
	iovec v = {buffer, size};
	u32 n = 77;
	u16 got = 7;
	IS(sock_recv(fd, &v, 1, flags, &n, &got), 0); IS(got, 0);
	return n;
}
static u32 sent(u32 fd, const char *text, u32 size)
{
	iovec v[2] = {{text, size / 2}, {text + size / 2, size - size / 2}};
	u32 n = 0, error = sock_send(fd, v, 2, 0, &n);
	return error ? error : n == size ? 0 : 999;
}
static u32 accepted(u32 flags)
{
	u32 fd = -1;
	IS(sock_accept(3, flags, &fd), 0);
	return fd;
}
static event waited(u32 fd, u8 tag, u64 timeout)
{
	subscription s[2] = {{.userdata = 5, .tag = tag, .fd = fd}, {.userdata = 6, .tag = 0, .clock = {.id = 1, .timeout = timeout}}};
	event e[2];
	u32 n;
	IS(poll_oneoff(s, e, 2, &n), 0); IS(n, 1);
	return e[0];
}

static void listening(void)
{
	fdstat st;
	prestat p;
	u32 fd, n;
	u64 at;
	iovec v = {buffer, 1};
	IS(fd_fdstat_get(3, &st), 0); IS(st.type, STREAM); TRUE(st.base & 1ull << 29); IS(st.base & (R_READ | R_SEEK), 0); IS(st.flags, 0);
	/* A type that C libraries pass over, and behind it what they look for. */
	IS(fd_prestat_get(3, &p), 0); IS(p.tag, 1); IS(fd_prestat_dir_name(3, buffer, 10), NOTDIR); TRUE(preopened("/tmp") == 4);
	IS(waited(3, 1, 1000000).userdata, 6);
	IS(fd_fdstat_set_flags(3, NONBLOCK), 0); IS(sock_accept(3, 0, &fd), AGAIN); IS(fd_fdstat_set_flags(3, 0), 0);
	IS(sock_accept(3, APPEND, &fd), INVAL); IS(sock_accept(0, 0, &fd), NOTSOCK); IS(sock_accept(55, 0, &fd), BADF);
	IS(fd_read(3, &v, 1, &n), BADF); IS(fd_seek(3, 0, 0, &at), SPIPE);
	u16 got;
	IS(sock_recv(3, &v, 1, 0, &n, &got), NOTCONN); IS(sock_send(3, &v, 1, 0, &n), NOTCONN); IS(sock_shutdown(3, RD), NOTCONN);
	IS(sock_recv(4, &v, 1, 0, &n, &got), NOTSOCK); IS(sock_send(4, &v, 1, 0, &n), NOTSOCK); IS(sock_shutdown(99, WR), BADF);
}

/* The peer sends `first`, and when it has got `go`, `second` and its end. */
static void talking(void)
{
	fdstat st;
	filestat fs;
	u32 n;
	u16 got;
	u64 at;
	iovec v = {buffer, 4};
	event e = waited(3, 1, 10000000000ull);
	IS(e.userdata, 5); IS(e.error, 0); IS(e.type, 1);
	u32 fd = accepted(0);
	IS(fd_fdstat_get(fd, &st), 0); IS(st.type, STREAM); IS(st.flags, 0); TRUE(st.base & R_READ && st.base & R_WRITE);
	IS(fd_filestat_get(fd, &fs), 0); IS(fs.type, STREAM); IS(fd_seek(fd, 0, 1, &at), SPIPE); IS(fd_pread(fd, &v, 1, 0, &n), SPIPE);
	IS(sock_accept(fd, 0, &n), INVAL); IS(sock_recv(fd, &v, 1, 4, &n, &got), INVAL); IS(sock_send(fd, &v, 1, 1, &n), INVAL);
	IS(sock_shutdown(fd, 0), INVAL); IS(sock_shutdown(fd, 4), INVAL);
	IS(receive(fd, 5, PEEK | WAITALL), 5); TRUE(same(buffer, "first", 5));
	e = waited(fd, 1, 10000000000ull); IS(e.nbytes, 5); IS(e.flags, 0);
	IS(receive(fd, 2, 0), 2); IS(fd_read(fd, &v, 1, &n), 0); IS(n, 3); TRUE(same(buffer, "rst", 3));
	IS(fd_fdstat_set_flags(fd, NONBLOCK), 0); IS(sock_recv(fd, &v, 1, 0, &n, &got), AGAIN); IS(fd_read(fd, &v, 1, &n), AGAIN);
	IS(sock_recv(fd, &v, 1, WAITALL, &n, &got), AGAIN); IS(fd_fdstat_get(fd, &st), 0); IS(st.flags, NONBLOCK); IS(fd_fdstat_set_flags(fd, 0), 0);
	e = waited(fd, 2, 10000000000ull); IS(e.type, 2); IS(e.error, 0);
	IS(fd_write(fd, &(iovec){"go", 2}, 1, &n), 0); IS(n, 2);
	/* More than comes: the end is one, too. */
	IS(receive(fd, 100, WAITALL), 6); TRUE(same(buffer, "second", 6));
	e = waited(fd, 1, 10000000000ull); IS(e.flags, 1); IS(e.nbytes, 0);
	IS(receive(fd, 100, 0), 0); IS(fd_read(fd, &v, 1, &n), 0); IS(n, 0);
	IS(sent(fd, "still", 5), 0); IS(sock_shutdown(fd, WR), 0); IS(sent(fd, "x", 1), PIPE);
	IS(fd_close(fd), 0); IS(fd_close(fd), BADF); IS(sock_recv(fd, &v, 1, 0, &n, &got), BADF);
}

/* Sends and takes more than any buffer between holds. */
static void large(void)
{
	u32 fd = accepted(NONBLOCK);
	fdstat st;
	IS(fd_fdstat_get(fd, &st), 0); IS(st.flags, NONBLOCK); IS(fd_fdstat_set_flags(fd, 0), 0);
	for (u32 i = 0; i < sizeof buffer; i++) buffer[i] = i % 251;
	for (u32 i = 0; i < 20; i++) IS(sent(fd, buffer, sizeof buffer), 0);
	IS(receive(fd, sizeof buffer, WAITALL), sizeof buffer);
	u32 wrong = 0;
	for (u32 i = 0; i < sizeof buffer; i++) wrong += buffer[i] != (char)(i % 251);
	IS(wrong, 0);
	IS(fd_close(fd), 0);
}

/* Until nobody comes for a second. */
static void echo(void)
{
	while (waited(3, 1, 1000000000).userdata == 5) {
		u32 fd = accepted(0), n;
		while ((n = receive(fd, sizeof buffer, 0))) IS(sent(fd, buffer, n), 0);
		IS(fd_close(fd), 0);
	}
}

int main(void)
{
	u32 n;
	args_get(arguments, argument_text);
	/* Before anybody connects. */
	if (arguments[1][0] == 't') listening();
	fd_write(1, &(iovec){"ready\n", 6}, 1, &n);
	switch (arguments[1][0]) {
	case 'l': large(); break;
	case 't': talking(); break;
	case 'e': echo(); break;
	}
	return 0;
}
