// Who the process is.
// covers: getuid geteuid getgid getegid setuid setgid setreuid setregid setresuid getresuid setresgid getresgid getgroups setpgid getpgid getsid setsid
#include "check.h"
#include <unistd.h>

int main(void)
{
	uid_t r, e, s;
	gid_t rg, eg, sg;
	SHOW(getresuid(&r, &e, &s));
	YES(r == getuid() && e == geteuid());
	SHOW(getresgid(&rg, &eg, &sg));
	YES(rg == getgid() && eg == getegid());
	SHOW(setuid(getuid()));
	SHOW(setgid(getgid()));
	SHOW(setreuid(-1, -1));
	SHOW(setregid(-1, -1));
	SHOW(setreuid(getuid(), geteuid()));
	SHOW(setregid(getgid(), getegid()));
	SHOW(setresuid(-1, -1, -1));
	SHOW(setresgid(-1, -1, -1));
	SHOW(setresuid(r, e, s));
	SHOW(seteuid(geteuid()));
	SHOW(setegid(getegid()));
	gid_t groups[256];
	int n = getgroups(0, NULL);
	YES(n >= 0);
	YES(getgroups(256, groups) == n);
	SHOW(getgroups(-1, groups));
	YES(getpgid(0) == getpgrp() && getpgrp() >= 0); /* 0 likewise */
	YES(getpgid(getpid()) == getpgrp());
	YES(getsid(0) >= 0); /* 0 where the session began outside the process's namespace */
	SHOW(getpgid(-1));
	SHOW(setpgid(0, -1));
	SHOW(setpgid(0, 0));
	YES(getpgrp() == getpid());
	SHOW(setsid());
	return 0;
}
