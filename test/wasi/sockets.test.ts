import { describe, expect, it } from 'vitest';
import { runBeside } from '../support/beside.js';
import { client, portTaken, received } from '../support/tcp.js';
import { hermit } from '../support/hermit.js';
import { THREADS, wasiModule } from '../support/wasi.js';

/** The program, once it runs, and its port. */
async function started(step: string) {
  const program = await runBeside(['--listen', '0', await wasiModule('sockets'), step]);
  const port = Number(/^hermit-wasm: descriptor 3 listens on port (\d+)$/m.exec(program.stderr())?.[1]);
  /** What it had to complain of, at its end. */
  const end = async () => {
    const code = await program.done;
    return [code, program.stderr().replace(/^.* listens on port .*\n/, '')];
  };
  return { port, end };
}

describe('sockets that were granted', () => {
  it('accept, receive, send, wait and end as the specification says', async () => {
    const { port, end } = await started('talk');
    const peer = client(port);
    const all = received(peer);
    peer.write('first');
    peer.once('data', () => peer.end('second'));
    expect((await all).toString()).toBe('gostill');
    expect(await end()).toEqual([0, '']);
  });

  it('carry more than buffers hold, both ways', async () => {
    const { port, end } = await started('large');
    const peer = client(port);
    const all = received(peer);
    const bytes = Buffer.from({ length: 300_000, 0: 0 }).map((_, i) => i % 251);
    peer.write(bytes);
    const got = await all;
    peer.end();
    expect(got.length).toBe(20 * bytes.length);
    expect(got.subarray(-bytes.length).equals(bytes)).toBe(true);
    expect(await end()).toEqual([0, '']);
  });

  it('serve one after the other, those that wait too', async () => {
    const { port, end } = await started('echo');
    const texts = Array.from({ length: 20 }, (_, i) => `text ${i} `.repeat(i * 100 + 1));
    const answers = await Promise.all(
      texts.map((text) => {
        const peer = client(port);
        const all = received(peer);
        peer.end(text);
        return all;
      }),
    );
    expect(answers.map(String)).toEqual(texts);
    expect(await end()).toEqual([0, '']);
  });

  it('do not keep a program that another thread ends', async () => {
    const module = await wasiModule('threads', THREADS);
    const { code } = await hermit(['run', '-q', '--listen', '0', module, 'other', 'exit', 'accept']);
    expect(code).toBe(33);
  });
});

describe('--listen', () => {
  it('is refused for what is no address, and for images', async () => {
    const bad = await hermit(['run', '--listen', 'everywhere:1', 'x.wasm']);
    expect(bad.stderr).toContain('expected [HOST:]PORT');
    expect(bad.code).toBe(2);
  });

  it('tells when a port is taken', async () => {
    const taken = await portTaken();
    const { code, stderr } = await hermit(['run', '--listen', String(taken.port), await wasiModule('sockets'), 'echo']);
    taken.close();
    expect(stderr).toContain(`cannot listen on port ${taken.port} of 127.0.0.1`);
    expect(code).toBe(125);
  });
});
