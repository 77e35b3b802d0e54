/* clang leaves a main with three parameters its name. */
int main_with_environment(int, char **, char **) __asm__("main");
extern char **environ;

int __main_argc_argv(int argc, char **argv) { return main_with_environment(argc, argv, environ); }
