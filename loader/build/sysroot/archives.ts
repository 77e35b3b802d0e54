/** Archives of objects, made by llvm-ar. */
import type { Compilers } from '../../cc/clang';

/** Members are told apart by their folders, because equal names come from several. */
export async function makeArchive(
  compilers: Compilers,
  name: string,
  members: { name: string; data: Uint8Array }[],
): Promise<Uint8Array> {
  const files = Object.fromEntries(members.map((member) => [`/members/${member.name}`, member.data]));
  const step = { tool: 'run' as const, args: ['ar', 'qcsD', `/${name}`, ...Object.keys(files)] };
  const { status, stderr, outputs } = await compilers.run({
    steps: [step],
    cwd: '/',
    files,
    stdin: null,
    listReads: false,
  });
  const made = outputs[`/${name}`];
  if (status !== 0 || !made) throw new Error(`llvm-ar could not make ${name}: ${Buffer.from(stderr).toString()}`);
  return made;
}
