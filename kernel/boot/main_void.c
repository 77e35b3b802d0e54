/* clang calls main without arguments __main_void and main with arguments __main_argc_argv: this joins them. */
extern int __hermit_argc;
extern char **__hermit_argv;
int __main_argc_argv(int, char **);

int __main_void(void) { return __main_argc_argv(__hermit_argc, __hermit_argv); }
