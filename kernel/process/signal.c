/*
 * Signals: of this process to itself, and those that the Linux side passes on. A handler runs where the thread makes a call that
 * waits, that Linux serves, or that could have raised one; a thread that computes takes its signals at its next such call.
 */
#include <signal.h>
#include <string.h>
#include "core.h"
#include "signals.h"

#define SIGNALS 32          /* 1 to 31; real-time signals are not supported */
#define SIGCANCEL 33        /* libc's own: see pthread_cancel.c */
#define BIT(n) (1u << ((n) - 1))
#define NEVER_BLOCKED (BIT(SIGKILL) | BIT(SIGSTOP))
#define IGNORED_BY_DEFAULT ((uint32_t)SIGNALS_IGNORED | SIGNALS_STOPPING)
_Static_assert(
	SIGNALS_IGNORED == (BIT(SIGCHLD) | BIT(SIGURG) | BIT(SIGWINCH) | BIT(SIGCONT)), "layout.h");
_Static_assert(
	SIGNALS_STOPPING == (BIT(SIGSTOP) | BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU)), "layout.h");

struct ksigaction {
	union {
		void (*handler)(int);
		void (*detailed)(int, siginfo_t *, void *);   /* with SA_SIGINFO */
	};
	unsigned long flags;
	void (*restorer)(void);
	uint32_t mask[2];
};
static struct ksigaction actions[SIGNALS];
static volatile int actions_lock;

static uint32_t pending(void)
{
	return load_sync(word(SIGNAL_PENDING)) | load_sync(slot_word(core_number(), SLOT_SIGNALS));
}

int signals_due(void) { return !!(pending() & ~thread_current()->mask); }

struct queued signal_queued[SIGNALS];

void signal_describe(siginfo_t *info, int signal)
{
	memset(info, 0, sizeof *info);
	info->si_signo = signal;
	info->si_code = signal_queued[signal].code;
	info->si_value.sival_int = signal_queued[signal].value;
	info->si_pid = *word(BOOT_PID);
	info->si_uid = *word(BOOT_UID);
	signal_queued[signal] = (struct queued){ 0 };
}

/* Takes the signal off a pending set; 0 if another thread was first. */
static int claim(volatile int *set, int signal)
{
	return !!(__atomic_fetch_and(set, ~(int)BIT(signal), __ATOMIC_SEQ_CST) & BIT(signal));
}

static void run_handler(int signal, const struct ksigaction *action)
{
	struct thread *t = thread_current();
	uint32_t before = t->mask;
	t->mask |= action->mask[0] | (action->flags & SA_NODEFER ? 0 : BIT(signal));
	if (action->flags & SA_SIGINFO) {
		siginfo_t info;
		ucontext_t context;
		signal_describe(&info, signal);
		memset(&context, 0, sizeof context);
		memcpy(&context.uc_sigmask, &before, sizeof before);
		action->detailed(signal, &info, &context);
	} else action->handler(signal);
	t->mask = before;
}

static void post(volatile int *set, int signal)
{
	__atomic_fetch_or(set, BIT(signal), __ATOMIC_SEQ_CST);
	__atomic_fetch_or(word(WATCH), SIGNALS_SENT, __ATOMIC_SEQ_CST);
}

/* Calls need not look any more when nothing is pending anywhere; the second look catches what was sent during the first. */
static void settle(void)
{
	if (!(*word(WATCH) & SIGNALS_SENT)) return;
	__atomic_fetch_and(word(WATCH), ~SIGNALS_SENT, __ATOMIC_SEQ_CST);
	int left = load_sync(word(SIGNAL_PENDING));
	for (int core = 0; core < load(word(CORES_WANTED)) && !left; core++)
		left = load_sync(slot_word(core, SLOT_SIGNALS));
	if (left) __atomic_fetch_or(word(WATCH), SIGNALS_SENT, __ATOMIC_SEQ_CST);
}

int signals_take(void)
{
	int result = 0;
	for (;;) {
		uint32_t due = pending() & ~thread_current()->mask;
		if (!due) {
			settle();
			return result;
		}
		int signal = __builtin_ctz(due) + 1;
		if (!claim(slot_word(core_number(), SLOT_SIGNALS), signal) &&
			!claim(word(SIGNAL_PENDING), signal))
			continue;
		lock(&actions_lock);
		struct ksigaction action = actions[signal];
		if (action.flags & SA_RESETHAND && action.handler != SIG_IGN)
			actions[signal].handler = SIG_DFL;
		unlock(&actions_lock);
		if (action.handler == SIG_IGN) continue;
		if (action.handler == SIG_DFL) {
			if (BIT(signal) & IGNORED_BY_DEFAULT) continue;
			signal_end(signal);
		}
		run_handler(signal, &action);
		result |= HANDLER_RAN | (action.flags & SA_RESTART ? 0 : NO_RESTART);
	}
}

void signal_raise(int signal)
{
	post(slot_word(core_number(), SLOT_SIGNALS), signal);
	signals_take();
}

/* Overrides rw.c's: the program may have a handler for it. */
long broken_pipe(long result)
{
	if (result == -EPIPE) signal_raise(SIGPIPE);
	return result;
}

SYSCALL(rt_sigaction)
{
	if (signal < 1 || signal > 64 || ((signal == SIGKILL || signal == SIGSTOP) && new))
		return -EINVAL;
	if (FAULTS_rt_sigaction) return -EFAULT;
	if (signal >= SIGNALS) return new ? -EINVAL : 0;
	lock(&actions_lock);
	struct ksigaction before = actions[signal];
	if (new) {
		actions[signal] = *new;
		if (new->handler == SIG_DFL)
			__atomic_fetch_and(word(SIGNAL_HANDLED), ~(int)BIT(signal), __ATOMIC_SEQ_CST);
		else __atomic_fetch_or(word(SIGNAL_HANDLED), BIT(signal), __ATOMIC_SEQ_CST);
	}
	unlock(&actions_lock);
	if (old) *old = before;
	return 0;
}

SYSCALL(rt_sigpending)
{
	*set = pending() & thread_current()->mask;
	return 0;
}

/* Wakes some thread that does not block the signal: this one if it can. */
static void send_process(int signal)
{
	post(word(SIGNAL_PENDING), signal);
	if (!(thread_current()->mask & BIT(signal))) {
		signals_take();
		return;
	}
	for (int core = 0; core < load(word(CORES_WANTED)); core++)
		if (load(slot_word(core, SLOT_TID)) && core != core_number()) core_interrupt(core);
}

static long send_thread(int tid, int signal)
{
	uint32_t bits = signal && signal != SIGCANCEL ? BIT(signal) : 0;
	int core = thread_core(tid);
	if (bits) signal_queued[signal].code = SI_TKILL;
	if (core < 0 && thread_post(tid, bits)) {
		if (bits) __atomic_fetch_or(word(WATCH), SIGNALS_SENT, __ATOMIC_SEQ_CST);
		return 0;
	}
	/* A core may have taken it in between. */
	if (core < 0 && (core = thread_core(tid)) < 0) return -ESRCH;
	if (signal == SIGCANCEL) core_interrupt(core);
	else if (signal) {
		post(slot_word(core, SLOT_SIGNALS), signal);
		if (core == core_number()) signals_take();
		else core_interrupt(core);
	}
	return 0;
}

SYSCALL(kill)
{
	if ((unsigned)signal >= SIGNALS) return -EINVAL;
	/* Its process group has nobody else in it. */
	int own = *word(BOOT_PID);
	if (pid != own && pid != -own && pid != 0 && pid != -1) return -ESRCH;
	if (signal) send_process(signal);
	return 0;
}

SYSCALL(tkill)
{
	return tid <= 0 || ((unsigned)signal >= SIGNALS && signal != SIGCANCEL)
		? -EINVAL
		: send_thread(tid, signal);
}

SYSCALL(tgkill)
{
	if (pid <= 0 || tid <= 0 || ((unsigned)signal >= SIGNALS && signal != SIGCANCEL))
		return -EINVAL;
	return pid == *word(BOOT_PID) ? send_thread(tid, signal) : -ESRCH;
}

/* A signal is pending once, with the value that came first: as Linux keeps signals below the real-time ones. */
SYSCALL(rt_sigqueueinfo)
{
	if ((unsigned)signal >= SIGNALS) return -EINVAL;
	if (info->si_code >= 0) return -EPERM;
	if (pid != *word(BOOT_PID)) return -ESRCH;
	if (!signal) return 0;
	if (!(load_sync(word(SIGNAL_PENDING)) & BIT(signal)))
		signal_queued[signal] = (struct queued){ info->si_code, info->si_value.sival_int };
	send_process(signal);
	return 0;
}
