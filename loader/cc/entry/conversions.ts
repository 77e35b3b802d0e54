/**
 * Conversions from floating point to 32-bit integers. V8 computes them with an instruction that merges its result into what the
 * register held before: a loop that converts and loads then waits for each load before the next one begins, and runs as slowly as
 * memory answers. The same conversion of a vector has no such wait and the same results: NaN gives 0, what is too large the nearest integer.
 */
import path from 'node:path';
import { bodies, Section, sections } from '../binary';
import { instructions, Prefix, Unknown } from '../instructions';
import { PRIVATE_FOLDER } from '../messages';
import type { Layer } from './layer';
import type { Outcome } from './llvm';

/** Assembly of the vector's conversion, by the instruction in whose place it comes. */
const vectors = new Map([
  ['i32.trunc_sat_f32_s', ['f32x4.splat', 'i32x4.trunc_sat_f32x4_s']],
  ['i32.trunc_sat_f32_u', ['f32x4.splat', 'i32x4.trunc_sat_f32x4_u']],
  ['i32.trunc_sat_f64_s', ['f64x2.splat', 'i32x4.trunc_sat_f64x2_s_zero']],
  ['i32.trunc_sat_f64_u', ['f64x2.splat', 'i32x4.trunc_sat_f64x2_u_zero']],
]);

const ASSEMBLY = `${PRIVATE_FOLDER}/conversions.s`;
const OBJECT = `${PRIVATE_FOLDER}/conversions.o`;

/**
 * Compiles once more, by way of assembly, what a command of clang's has just compiled, if its object has such conversions: in assembly all else
 * that follows from an instruction's size, tables of lines among it, comes out right. The object stays as it is if that fails.
 */
export async function vectorConversions(
  command: readonly string[],
  cwd: string,
  layer: Layer,
  run: (args: string[]) => Promise<Outcome>,
): Promise<void> {
  const named = command.indexOf('-o') + 1;
  const output = command[named];
  if (command[1] !== '-cc1' || !command.includes('-emit-obj') || output === undefined) return;
  if (command.includes('-O0')) return;
  const features = command.flatMap((arg, at) => (command[at - 1] === '-target-feature' ? [arg] : []));
  if (features.findLast((feature) => feature.slice(1) === 'simd128') !== '+simd128') return;
  const object = layer.written.get(path.resolve(cwd, output));
  if (!object || !hasConversions(object.data)) return;
  const toAssembly = command.map((arg, at) => (arg === '-emit-obj' ? '-S' : at === named ? ASSEMBLY : arg));
  if ((await run(toAssembly)).status === 0) {
    const text = Buffer.from(layer.written.get(ASSEMBLY)!.data).toString();
    layer.give(ASSEMBLY, Buffer.from(withVectors(text)));
    const target = command[command.indexOf('-triple') + 1]!;
    const options = ['-triple', target, '-filetype', 'obj', ...features.flatMap((name) => ['-target-feature', name])];
    if ((await run(['clang', '-cc1as', ...options, '-o', OBJECT, ASSEMBLY])).status === 0) {
      const { data } = layer.written.get(OBJECT)!;
      object.resize(0);
      object.write(0, data);
    }
  }
  for (const name of [ASSEMBLY, OBJECT]) {
    layer.written.delete(name);
    layer.given.delete(name);
  }
}

export function hasConversions(object: Uint8Array): boolean {
  const code = object[0] === 0 ? sections(object).find(({ id }) => id === Section.CODE) : undefined;
  if (!code) return false;
  try {
    for (const { start, end } of bodies(object, code))
      for (const { op } of instructions(object, start, end))
        if (op >= Prefix.NUMERIC && op <= Prefix.NUMERIC + 3) return true;
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
  }
  return false;
}

export function withVectors(assembly: string): string {
  return assembly.replace(/^\t(i32\.trunc_sat_f\d\d_[su])$/gm, (_, name: string) =>
    [...vectors.get(name)!, 'i32x4.extract_lane\t0'].map((line) => `\t${line}`).join('\n'),
  );
}
