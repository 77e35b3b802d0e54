// The report of a trap: what happened, where in the source, and what it usually means.
import type { WasmFrame } from '../../runtime/frames.js';
import { NETWORK_CORE } from '../../runtime/generated/layout.js';
import { printable } from '../../runtime/printable.js';
import { type SourceFrame, sourceFrames } from './dwarf.js';
import { functionNames, functionsAt } from './names.js';
import { ModuleReader } from './reader.js';

export interface Trap {
  isle: number;
  core: number;
  thread: number;
  /** The engine's text. */
  message: string;
  /** Innermost first. */
  frames: readonly WasmFrame[];
}

interface TrapKind {
  /** Matches the engine's text. */
  pattern: RegExp;
  /** The specification's name for it. */
  name: string;
  hint?: string;
}

const kinds: readonly TrapKind[] = [
  { pattern: /divide by zero|division by zero/i, name: 'integer divide by zero' },
  { pattern: /remainder by zero/i, name: 'integer remainder by zero' },
  {
    pattern: /divide result unrepresentable/i,
    name: 'integer overflow',
    hint: 'the smallest integer was divided by -1',
  },
  {
    pattern: /float unrepresentable/i,
    name: 'invalid conversion to integer',
    hint: 'a floating-point number that is NaN or too large was converted to an integer',
  },
  {
    pattern: /memory access out of bounds/i,
    name: 'memory access out of bounds',
    hint: "an address beyond the isle's memory: a wild pointer, an index far off, or a stack that overflowed (see --mem for the size)",
  },
  {
    pattern: /unaligned/i,
    name: 'unaligned atomic access',
    hint: 'atomic operations need an address that is a multiple of their size: is a struct packed, or a pointer cast?',
  },
  {
    pattern: /signature mismatch|null function|indirect call/i,
    name: 'indirect call of the wrong type',
    hint: 'a function pointer is null, damaged, or was cast to another type: WebAssembly checks arguments and result of every indirect call (link with --casts=repair to have such calls converted)',
  },
  {
    pattern: /table index is out of bounds|table access out of bounds|undefined element/i,
    name: 'indirect call out of bounds',
    hint: 'a function pointer does not point to a function: it is damaged or not initialised',
  },
  {
    pattern: /call stack size exceeded|stack overflow/i,
    name: 'call stack exhausted',
    hint: 'recursion without end, or too deep',
  },
  {
    pattern: /unreachable/i,
    name: 'unreachable code was reached',
    hint: 'the compiler found that this cannot happen: __builtin_trap, undefined behaviour, a call through a wrong prototype, or a function without a return',
  },
];

/** The kernel has said why. */
const PANIC = { name: 'ended by the kernel', hint: undefined };

/** As many frames of one function mean recursion, and a bad address below them the end of the stack. */
const RECURSION = 30;
const RECURSION_HINT = 'recursion without end, or too deep for the stack';

/** Frames printed before the rest is left out. */
const FRAMES_SHOWN = 40;

/** Longest name and path in it, in characters. */
const NAME_MAX = 300;
const FILE_MAX = 500;

/**
 * The lines of a trap's report, without the program's name in front: first what and where, then `  at function (file:line)` for each
 * frame, then hints. Works on any image; how much it knows depends on names and debug information. Without an image: offsets only.
 */
export function formatTrap(trap: Trap, image?: Uint8Array): string[] {
  const frames = resolve(trap.frames, image);
  const kind = frames[0]?.name === 'panic' ? PANIC : kinds.find((k) => k.pattern.test(trap.message));
  const place = trap.core === NETWORK_CORE ? 'network thread' : `core ${trap.core}, thread ${trap.thread}`;
  const lines = [`isle ${trap.isle}, ${place}: trap: ${kind?.name ?? printable(trap.message)}`];
  lines.push(...folded(withoutStart(frames).map((f) => f.text)).slice(0, FRAMES_SHOWN));
  if (frames.length && !frames.some((f) => f.hasSource)) lines.push('  hint: compile with -g to see files and lines');
  const hint = isRecursion(trap.frames) ? RECURSION_HINT : kind?.hint;
  if (hint) lines.push(`  hint: ${hint}`);
  return lines;
}

interface ResolvedFrame {
  name: string;
  text: string;
  hasSource: boolean;
}

function resolve(frames: readonly WasmFrame[], image: Uint8Array | undefined): ResolvedFrame[] {
  let names = new Map<number, string>();
  let sources = new Map<number, SourceFrame[]>();
  let functions = new Map<number, number>();
  try {
    const module = image && new ModuleReader(image);
    if (module) {
      functions = functionsAt(module, new Set(frames.map((f) => f.body)));
      names = functionNames(module, new Set(functions.values()));
      sources = sourceFrames(
        module,
        frames.map((f) => f.offset),
      );
    }
  } catch {
    // An image that ran can be read; if not, numbers must do.
  }
  return frames.flatMap(({ body, offset }): ResolvedFrame[] => {
    const index = functions.get(body);
    const name = printable(
      (index !== undefined && names.get(index)) || (index === undefined ? 'unknown function' : `function ${index}`),
      NAME_MAX,
    );
    const source = sources.get(offset);
    if (!source) return [{ name, text: `  at ${name} (offset 0x${offset.toString(16)})`, hasSource: false }];
    return source.map((s, at) => {
      // Debug information has the plain name, a function of C++ more: the last is the function itself, those before it were inlined.
      const whole = s.name === undefined || (at === source.length - 1 && name.includes('('));
      const own = whole ? name : printable(s.name!, NAME_MAX);
      return { name: own, text: `  at ${own} (${printable(s.file, FILE_MAX)}:${s.line})`, hasSource: true };
    });
  });
}

/** Who calls the functions that are called from outside (kernel/isles/calls.c). */
const CALLER = 'call_slot_call';
const MAIN = new Set(['main', '__main_void', '__original_main', '__main_argc_argv']);

/** The frames without those through which libc and kernel reached the program: what is outside of main, or of the last source. */
function withoutStart(frames: readonly ResolvedFrame[]): readonly ResolvedFrame[] {
  const sourced = frames.findLastIndex((f) => f.hasSource);
  const last = sourced >= 0 ? sourced : frames.findIndex((f) => MAIN.has(f.name));
  if (last >= 0) return frames.slice(0, last + 1);
  const caller = frames.findIndex((f) => f.name === CALLER);
  return caller > 0 ? frames.slice(0, caller) : frames;
}

function isRecursion(frames: readonly WasmFrame[]): boolean {
  const counts = new Map<number, number>();
  for (const { body } of frames) counts.set(body, (counts.get(body) ?? 0) + 1);
  return Math.max(0, ...counts.values()) >= RECURSION;
}

/** Folds repetitions of one line, as recursion makes them. */
function folded(lines: readonly string[]): string[] {
  const result: string[] = [];
  for (let i = 0; i < lines.length;) {
    let same = 1;
    while (lines[i + same] === lines[i]) same++;
    result.push(lines[i]!);
    if (same === 2) result.push(lines[i]!);
    else if (same > 2) result.push(`  … ${same - 1} more of these`);
    i += same;
  }
  return result;
}
