// File locks.
// covers: flock
#include "check.h"
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

int main(void)
{
	int a = open("f", O_RDWR | O_CREAT, 0644), b = open("f", O_RDWR);
	SHOW(flock(a, LOCK_SH));
	SHOW(flock(b, LOCK_SH | LOCK_NB));
	SHOW(flock(b, LOCK_EX | LOCK_NB));
	SHOW(flock(a, LOCK_UN));
	SHOW(flock(b, LOCK_EX | LOCK_NB));
	SHOW(flock(a, LOCK_SH | LOCK_NB));
	SHOW(flock(a, LOCK_EX | LOCK_NB));
	int c = dup(b);
	SHOW(flock(c, LOCK_EX | LOCK_NB));
	SHOW(close(b));
	SHOW(flock(a, LOCK_EX | LOCK_NB));
	SHOW(close(c));
	SHOW(flock(a, LOCK_EX | LOCK_NB));
	SHOW(flock(a, 77));
	SHOW(flock(99, LOCK_SH));

	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 10 };
	SHOW(fcntl(a, F_SETLK, &l));
	SHOW(fcntl(a, F_GETLK, &l));
	SHOW(l.l_type == F_UNLCK);
	l.l_type = F_UNLCK;
	SHOW(fcntl(a, F_SETLKW, &l));
	l.l_type = 99;
	SHOW(fcntl(a, F_SETLK, &l));
	SHOW(fcntl(99, F_SETLK, &l));
	SHOW(lockf(a, F_LOCK, 0));
	SHOW(lockf(a, F_ULOCK, 0));
	return 0;
}
