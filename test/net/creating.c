// socket(): which kinds there are, what its flags do, and what a socket is as a file.
// covers: socket
#include "sockets.h"
#include <sys/stat.h>

static void kinds(void)
{
	SHOW(socket(AF_INET, SOCK_STREAM, 0));
	SHOW(socket(AF_INET, SOCK_STREAM, IPPROTO_TCP));
	SHOW(socket(AF_INET, SOCK_DGRAM, 0));
	SHOW(socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP));
	SHOW(close(4));
	SHOW(socket(AF_INET, SOCK_STREAM, 0));
	for (int s = 3; s < 7; s++) close(s);
	SHOW(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
	SHOW(socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
	SHOW(socket(AF_INET, 0, 0));
	SHOW(socket(AF_INET, 77, 0));
	SHOW(socket(AF_INET, SOCK_STREAM, -1));
	SHOW(socket(AF_INET, SOCK_STREAM, 100000));
	SHOW(socket(AF_INET, SOCK_STREAM | 0x100, 0));
	SHOW(socket(AF_INET, SOCK_SEQPACKET, 0));
	SHOW(socket(AF_UNSPEC, SOCK_STREAM, 0));
	SHOW(socket(99, SOCK_STREAM, 0));
	SHOW(socket(-1, SOCK_STREAM, 0));
}

static void flags(void)
{
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	SHOW(fcntl(s, F_GETFD));
	SHOW(fcntl(s, F_GETFL) & (O_ACCMODE | O_NONBLOCK));
	YES((fcntl(s, F_GETFL) & O_ACCMODE) == O_RDWR);
	SHOW(fcntl(s, F_SETFL, O_NONBLOCK));
	YES(fcntl(s, F_GETFL) & O_NONBLOCK);
	SHOW(fcntl(s, F_SETFL, 0));
	YES(!(fcntl(s, F_GETFL) & O_NONBLOCK));
	int on = 1;
	SHOW(ioctl(s, FIONBIO, &on));
	YES(fcntl(s, F_GETFL) & O_NONBLOCK);
	on = 0;
	SHOW(ioctl(s, FIONBIO, &on));
	YES(!(fcntl(s, F_GETFL) & O_NONBLOCK));
	close(s);
	s = MUST(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	SHOW(fcntl(s, F_GETFD));
	YES(fcntl(s, F_GETFL) & O_NONBLOCK);
	SHOW(fcntl(s, F_SETFD, 0));
	SHOW(fcntl(s, F_GETFD));
	close(s);
}

static void as_files(void)
{
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	struct stat st;
	char c;
	SHOW(fstat(s, &st));
	YES(S_ISSOCK(st.st_mode));
	SHOW(st.st_size);
	SHOW(lseek(s, 0, SEEK_SET));
	SHOW(ftruncate(s, 0));
	SHOW(pread(s, &c, 1, 0));
	SHOW(pwrite(s, &c, 1, 0));
	SHOW(fsync(s));
	SHOW(isatty(s));
	SHOW(close(s));
	SHOW(close(s));
}

int main(void)
{
	kinds();
	flags();
	as_files();
	return 0;
}
