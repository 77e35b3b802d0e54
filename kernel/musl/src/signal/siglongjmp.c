#include <setjmp.h>
#include <signal.h>
#include <string.h>

/* sigsetjmp is a macro (include/setjmp.h): it calls this, then setjmp in the caller's own frame. */
void __sigsetjmp_save(struct __jmp_buf_tag *buf, int save)
{
	buf->__fl = save;
	if (save) sigprocmask(SIG_SETMASK, 0, (sigset_t *)buf->__ss);
}

_Noreturn void siglongjmp(sigjmp_buf buf, int value)
{
	if (buf->__fl) sigprocmask(SIG_SETMASK, (sigset_t *)buf->__ss, 0);
	longjmp(buf, value);
}
