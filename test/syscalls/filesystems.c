// What is said about a file system.
// covers: statfs64 fstatfs64
#include "check.h"
#include <fcntl.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

int main(void)
{
	struct statfs a, b;
	struct statvfs v;
	SHOW(statfs(".", &a));
	YES(a.f_bsize > 0 && a.f_blocks >= a.f_bfree && a.f_bfree >= a.f_bavail);
	YES(a.f_namelen >= 255);
	SHOW(statfs("none", &b));
	int fd = open(".", O_RDONLY);
	SHOW(fstatfs(fd, &b));
	YES(a.f_type == b.f_type && a.f_bsize == b.f_bsize && a.f_blocks == b.f_blocks);
	SHOW(fstatfs(99, &b));
	SHOW(statvfs(".", &v));
	YES(v.f_bsize == a.f_bsize && v.f_namemax == a.f_namelen);
	SHOW(fstatvfs(fd, &v));
	SHOW(statvfs("none", &v));
	return 0;
}
