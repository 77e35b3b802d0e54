// Starting other programs and waiting for them.
// covers: spawn waitid wait4
// run: --allow-run sh --allow-run cat --allow-run-env WORD
#include "check.h"
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char *const environment[] = { "PATH=/usr/bin:/bin", "WORD=given", NULL };

static pid_t start(char **argv, posix_spawn_file_actions_t *actions)
{
	pid_t pid = -1;
	int e = posix_spawnp(&pid, argv[0], actions, NULL, argv, environment);
	if (e) printf("spawn %s: %s\n", argv[0], error_name(e));
	return e ? -1 : pid;
}

static void results(void)
{
	int status = 0;
	pid_t pid = start((char *[]){ "sh", "-c", "exit 7", NULL }, NULL);
	YES(waitpid(pid, &status, 0) == pid);
	printf("exited %d with %d\n", WIFEXITED(status), WEXITSTATUS(status));
	SHOW(waitpid(pid, &status, 0));
	pid = start((char *[]){ "sh", "-c", "kill -TERM $$", NULL }, NULL);
	YES(wait(&status) == pid);
	printf("signalled %d by %d\n", WIFSIGNALED(status), WTERMSIG(status) == SIGTERM);
	SHOW(wait(&status));
	pid = start((char *[]){ "sh", "-c", "sleep 0.2; test $WORD = given", NULL }, NULL);
	SHOW(waitpid(pid, &status, WNOHANG));
	siginfo_t info = { 0 };
	SHOW(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	YES(info.si_pid == pid && info.si_code == CLD_EXITED);
	SHOW(info.si_status);
	struct rusage usage;
	YES(wait4(pid, &status, 0, &usage) == pid);
	printf("exited %d with %d\n", WIFEXITED(status), WEXITSTATUS(status));
	SHOW(waitpid(-1, &status, WNOHANG));
	SHOW(waitpid(1 << 30, &status, 0));
	SHOW(waitid(77, 0, &info, WEXITED));
	SHOW(waitpid(-1, &status, 0x777000));
	start((char *[]){ "no-such-program-anywhere", NULL }, NULL);
}

static void files(void)
{
	posix_spawn_file_actions_t a;
	posix_spawn_file_actions_init(&a);
	posix_spawn_file_actions_addopen(&a, 1, "out", O_WRONLY | O_CREAT | O_TRUNC, 0644);
	posix_spawn_file_actions_adddup2(&a, 1, 2);
	int status;
	pid_t pid = start((char *[]){ "sh", "-c", "echo to out; echo to err >&2", NULL }, &a);
	waitpid(pid, &status, 0);
	posix_spawn_file_actions_destroy(&a);
	char buf[64] = { 0 };
	int fd = open("out", O_RDONLY);
	read(fd, buf, sizeof buf - 1);
	close(fd);
	printf("%s", buf);

	int in[2], out[2];
	pipe2(in, O_CLOEXEC);
	pipe2(out, O_CLOEXEC);
	posix_spawn_file_actions_init(&a);
	posix_spawn_file_actions_adddup2(&a, in[0], 0);
	posix_spawn_file_actions_adddup2(&a, out[1], 1);
	pid = start((char *[]){ "cat", NULL }, &a);
	posix_spawn_file_actions_destroy(&a);
	close(in[0]);
	close(out[1]);
	write(in[1], "through cat", 11);
	close(in[1]);
	memset(buf, 0, sizeof buf);
	int got = 0;
	for (ssize_t n; (n = read(out[0], buf + got, sizeof buf - 1 - got)) > 0;) got += n;
	close(out[0]);
	printf("%s\n", buf);
	waitpid(pid, &status, 0);
	SHOW(WEXITSTATUS(status));
}

static void shells(void)
{
	SHOW(WEXITSTATUS(system("exit 3")));
	YES(system(NULL) != 0);
	fflush(stdout);
	SHOW(system("echo from the shell"));
	char line[64] = { 0 };
	FILE *f = popen("echo one; echo two; exit 5", "r");
	while (fgets(line, sizeof line, f)) printf("popen: %s", line);
	SHOW(WEXITSTATUS(pclose(f)));
	f = popen("cat > written", "w");
	fputs("by popen\n", f);
	SHOW(pclose(f));
	f = fopen("written", "r");
	YES(fgets(line, sizeof line, f) && !strcmp(line, "by popen\n"));
	fclose(f);
}

int main(void)
{
	results();
	files();
	shells();
	return 0;
}
