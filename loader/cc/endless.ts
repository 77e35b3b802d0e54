/** Clauses of OpenMP 6.0 on which this clang never ends: who uses one is told in seconds, and by its name. */
import fs from 'node:fs';
import path from 'node:path';
import { HermitError } from '../../runtime/errors';
import { FAULT } from './limits';

/** Milliseconds after which a source that has such a clause counts as stuck: many times what others of its size take. */
const ENOUGH = 20_000;

const CLAUSES = new Set([
  'safesync',
  'transparent',
  'replayable',
  'graph_id',
  'graph_reset',
  'memscope',
  'induction',
  'init_complete',
]);
/** These two end on `#pragma omp error`, where they come from. */
const OF_ERROR = new Set(['message', 'severity']);

export interface Endless {
  file: string;
  line: number;
  clause: string;
}

/** The first such clause in a source; null: none. What an `#if` leaves out counts too, so it is no proof. */
export function endlessClause(file: string, text: string): Endless | null {
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const first = at;
    let pragma = lines[at] as string;
    while (pragma.endsWith('\\') && at + 1 < lines.length) pragma = `${pragma.slice(0, -1)} ${lines[++at]}`;
    const words = pragma.match(/\w+/g) ?? [];
    if (!pragma.includes('#') || words[0] !== 'pragma' || words[1] !== 'omp') continue;
    const clause = words.find((word) => CLAUSES.has(word) || (OF_ERROR.has(word) && words[2] !== 'error'));
    if (clause !== undefined) return { file, line: first + 1, clause };
  }
  return null;
}

/** The first in all sources; what cannot be read is the compiler's to say. */
export function findEndless(files: readonly string[], cwd: string): Endless | null {
  for (const file of files) {
    let text: string;
    try {
      text = fs.readFileSync(path.resolve(cwd, file), 'utf8');
    } catch {
      continue;
    }
    const found = endlessClause(file, text);
    if (found) return found;
  }
  return null;
}

/** Runs a compilation with little time, and says on what the compiler is stuck. */
export async function withoutEnd<T>(found: Endless, run: (timeLimitMs: number) => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await run(ENOUGH);
  } catch (error) {
    if (performance.now() - began < ENOUGH || (error as HermitError).code !== 'HERMIT_ECOMPILER') throw error;
    throw new HermitError(
      'HERMIT_ECOMPILER',
      `${found.file}:${found.line}: the compiler does not end on OpenMP's clause ${found.clause}; ${FAULT}: leave the clause out`,
    );
  }
}
