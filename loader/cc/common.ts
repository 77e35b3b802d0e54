/** -fcommon: several files may define the same variable without a value, as in old programs. */
import type { Step } from './messages';

/** Whether the last word on it is that they may. */
export const isCommon = (options: readonly string[]): boolean =>
  options.findLast((option) => /^-f(no-)?common$/.test(option)) === '-fcommon';

/** Options that say how LLVM's assembly is compiled; the others are the preprocessor's and the language's. */
const FOR_LLVM = /^(--target=.*|--sysroot=.*|-O.*|-g.*|-f.*|-m.*)$/;

/**
 * A compilation by way of LLVM's assembly, where common symbols become weak: WebAssembly's objects have none. `args` is the command without its
 * output, `mode` its -c or -S.
 */
export function commonSteps(args: readonly string[], mode: string, assembly: string, output: string[]): Step[] {
  const at = args.lastIndexOf(mode);
  const front = ['-S', '-emit-llvm', '-Xclang', '-disable-llvm-passes'];
  const options = args.flatMap((arg, i) =>
    args[i - 1] === '-Xclang' ? [] : arg === '-mllvm' ? [arg, args[i + 1]!] : FOR_LLVM.test(arg) ? [arg] : [],
  );
  const back = ['--start-no-unused-arguments', ...options, '--end-no-unused-arguments', mode, '-x', 'ir', assembly];
  return [
    { tool: 'driver', args: [...args.slice(0, at), ...front, ...args.slice(at + 1), '-o', assembly], weaken: assembly },
    { tool: 'driver', args: [...args.slice(0, 3), ...back, ...output] },
  ];
}
