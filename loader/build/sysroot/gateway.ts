/** Links the gateway's lwIP: a module for a worker of the loader, whose memory is that of Linux's device. */
import path from 'node:path';
import type { Compilers } from '../../cc/clang';
import { GATEWAY_DATA } from '../../network/gateway/layout';

/** Bytes of its C stack. */
const STACK = 1 << 20;

export async function linkGateway(
  compilers: Compilers,
  lib: string,
  objects: { name: string; data: Uint8Array }[],
): Promise<Uint8Array> {
  const files = Object.fromEntries(objects.map(({ name, data }) => [`/members/${name}`, data]));
  const output = '/gateway.wasm';
  const args = [
    'wasm-ld',
    '--no-entry',
    '--import-memory',
    '--shared-memory',
    '--max-memory=4294967296',
    `--global-base=${GATEWAY_DATA}`,
    '-z',
    `stack-size=${STACK}`,
    '--gc-sections',
    '-O2',
    ...Object.keys(files),
    ...['liblwip.a', 'libc.a', 'libclang_rt.builtins.a'].map((name) => path.join(lib, name)),
    '-o',
    output,
  ];
  const { status, stderr, outputs } = await compilers.run({
    steps: [{ tool: 'run', args }],
    cwd: '/',
    files,
    stdin: null,
    listReads: false,
  });
  const made = outputs[output];
  if (status !== 0 || !made) throw new Error(`wasm-ld could not link the gateway: ${Buffer.from(stderr).toString()}`);
  return made;
}
