// netio between isles, and natively over the loopback: all that is sent arrives, and every byte is right.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { compileNative } from '../support/native.js';
import { gcc, tool } from '../support/needs.js';
import { describeServers, type Kind, startServer } from '../support/servers.js';
import { freePort } from '../support/tcp.js';
import { run } from '../support/spawn.js';

const source = join(root, 'apps/net/netio.c');

/** Arguments, and what is printed: numbers are this machine's. */
const RUNS: [what: string, args: string[], expected: RegExp][] = [
  [
    'streams of all sizes',
    ['-t', '50'],
    /^TCP to \S+ port \d+, verified\n *bytes +tx MB\/s +rx MB\/s\n( +\d+ +\d+\.\d +\d+\.\d\n){6}$/,
  ],
  ['an amount both ways, one after the other', ['-n', '64M', '-l', '10000'], /\n +10000 +\d+\.\d +\d+\.\d\n$/],
  ['an amount both ways at once', ['-n', '64M', '-d', '-l', '65536'], /MB\/s each\n +65536 +\d+\.\d\n$/],
  ['round trips', ['-r', '-t', '100'], /99 % are ≤ +trips +wrong\n +1 +\d+\.\d+ +\d+\.\d+ +\d+\.\d+ +\d+ +0\n$/],
  ['round trips of datagrams', ['-u', '-r', '-t', '100'], /\n +8 +\d+\.\d+ +\d+\.\d+ +\d+\.\d+ +\d+ +\d+\n$/],
  ['datagrams', ['-u', '-t', '50', '-l', '1024'], /\n +1024 +\d+\.\d +\d+\.\d% +\d+\.\d +\d+\.\d%\n$/],
  ['figures', ['-f', '-t', '50', '-l', '1024'], /^tx_1024 \d+\.\d\nrx_1024 \d+\.\d\n$/],
];

describe('netio between two isles', () => {
  it.each(RUNS)('%s', async (_, args, expected) => {
    const image = await compileImage([source], ['-O2']);
    const { code, stdout, stderr } = await hermit(['run', '-i', '2', '-n', '1', image, '-v', ...args]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toMatch(expected);
  });

  it('and two clients of one isle', async () => {
    const image = await compileImage([source], ['-O2']);
    const options = ['run', '-i', '3', '-n', '1', image, '-v', '-f', '-n', '8M', '-l', '4096'];
    const { code, stdout, stderr } = await hermit(options);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString().match(/^tx_4096/gm)?.length).toBe(2);
  });
});

describe.skipIf(gcc.missing)(`netio over the loopback${gcc.note}`, () => {
  it.each(RUNS)('%s', async (_, args, expected) => {
    const native = await compileNative([source], ['-O2']);
    const port = String(await freePort());
    const server = run(native, ['-s', '-o', '-p', port]);
    const { code, stdout, stderr } = await run(native, ['-c', '127.0.0.1', '-p', port, '-v', ...args]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toMatch(expected);
    expect((await server).code).toBe(0);
  });
});

describe('netio', () => {
  it.each([
    [['-l', '2000000'], 2, 'the size has to be a number from 1 to 1048576, not 2000000'],
    [['-n', '5X'], 2, 'expected a number of bytes such as 100M, got 5X'],
    [['-s', '-c', 'isle0'], 2, 'usage: netio'],
    [[], 2, 'usage: netio'],
    [['-c', 'nobody.invalid'], 1, 'nobody.invalid: '],
  ])('%j is refused', async (args, code, message) => {
    const result = await hermit(['run', await compileImage([source], ['-O2']), ...args]);
    expect(result.stderr).toContain(message);
    expect(result.code).toBe(code);
  });
});

const tests = (kind: Kind): void => {
  it('takes streams, sends them, and refuses datagrams', async () => {
    const server = await startServer(kind, [join(root, 'apps/net/iperf.c')]);
    const client = async (...more: string[]) => {
      const args = ['-c', '127.0.0.1', '-p', String(server.port), '-J', ...more];
      return JSON.parse((await run('iperf3', args)).stdout.toString()) as {
        error?: string;
        end: { sum_sent: { bytes: number }; sum_received: { bytes: number } };
      };
    };
    // What is under way when the client says that it has sent all is not counted any more, as by iperf3 itself.
    const { sum_sent, sum_received } = (await client('-n', '64M')).end;
    expect(sum_received.bytes).toBeLessThanOrEqual(sum_sent.bytes);
    expect(sum_received.bytes).toBeGreaterThan(32 << 20);
    expect((await client('-t', '1', '-P', '3')).end.sum_received.bytes).toBeGreaterThan(1e6);
    expect((await client('-t', '1', '-R')).end.sum_received.bytes).toBeGreaterThan(1e6);
    expect((await client('-t', '1', '-u')).error).toContain('not implemented');
    const { code, stdout } = await server.stop();
    expect(stdout.toString()).toMatch(/^iperf: port \d+\n(iperf: received \d+ bytes.*\n){2}iperf: sent \d+ bytes.*\n$/);
    expect(code).toBe(0);
  });
};
describeServers('the server for iperf3', tests, tool('iperf3'));
