// What is asked of descriptors that may be terminals.
// covers: ioctl
#include "check.h"
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

int main(void)
{
	struct winsize size;
	struct termios t;
	int fd = open("f", O_RDWR | O_CREAT, 0644), ends[2];
	SHOW(write(fd, "12345678", 8));
	SHOW(lseek(fd, 3, SEEK_SET));
	SHOW(isatty(fd));
	SHOW(isatty(99));
	SHOW(ioctl(fd, TIOCGWINSZ, &size));
	SHOW(ioctl(99, TIOCGWINSZ, &size));
	SHOW(tcgetattr(fd, &t));
	int n = -1;
	SHOW(ioctl(fd, FIONREAD, &n));
	SHOW(n);
	n = 1;
	SHOW(ioctl(fd, FIONBIO, &n));
	YES(fcntl(fd, F_GETFL) & O_NONBLOCK);
	SHOW(ioctl(fd, FIOCLEX));
	SHOW(fcntl(fd, F_GETFD));
	SHOW(ioctl(fd, FIONCLEX));
	SHOW(fcntl(fd, F_GETFD));
	SHOW(ioctl(fd, 0x7777, &n));
	pipe(ends);
	SHOW(isatty(ends[0]));
	SHOW(isatty(1));
	YES(ttyname(fd) == NULL);
	return 0;
}
