// driver: no
int main(void) { __builtin_trap(); }
