// The example service as a user starts it: what it answers, whom it refuses, how it stops, and its load test with the killer.
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { type Handle, type Result, run } from '../support/spawn.js';

let folder: string;
let running: { address: string; handle: Handle; ended: Promise<Result> } | undefined;

beforeAll(() => {
  folder = freshFolder();
  cpSync(join(root, 'apps/service'), folder, { recursive: true });
  // As `npm install` there would do.
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/hermit-wasm'));
  symlinkSync(join(root, 'node_modules/fastify'), join(folder, 'node_modules/fastify'));
});
afterEach(async () => {
  running?.handle.kill('SIGKILL');
  await running?.ended;
  running = undefined;
});

/** Starts it, and gives its address. */
async function start(settings: Record<string, string>): Promise<string> {
  let handle: Handle;
  let ended: Promise<Result>;
  const env = { ...process.env, PORT: '0', ...settings };
  const address = await new Promise<string>((resolve, reject) => {
    ended = run(process.execPath, ['server.mjs'], {
      cwd: folder,
      env,
      onOutput: (text, child) => {
        handle = child;
        const [, found] = /listening on (\S+)\n/.exec(text) ?? [];
        if (found) resolve(found);
      },
    });
    ended.then(({ code, stderr }) => reject(new Error(`it ended with ${code}: ${stderr}`)), reject);
  });
  running = { address, handle: handle!, ended: ended! };
  return address;
}

/** Ends it, and gives its exit code and what it wrote to standard error. */
async function stop(signal: NodeJS.Signals): Promise<[number, string]> {
  running!.handle.kill(signal);
  const { code, stderr } = await running!.ended;
  return [code, stderr];
}

const solve = (matrix: unknown, right: unknown, signal?: AbortSignal): Promise<Response> =>
  fetch(`${running!.address}/solve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ matrix, right }),
    ...(signal && { signal }),
  });
const statistics = async (): Promise<{ pool: Record<string, number>; answers: Record<string, number> }> =>
  (await fetch(`${running!.address}/statistics`)).json() as Promise<never>;
/** The status when that many bytes are announced and none are sent. */
const announce = (bytes: number): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': bytes };
    const asked = request(`${running!.address}/solve`, { method: 'POST', headers }, (answer) => {
      resolve(answer.statusCode);
      asked.destroy();
    });
    asked.on('error', reject);
    asked.flushHeaders();
  });
const words = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as { message: string }).message,
];

describe('the example service', () => {
  it('answers, refuses what is wrong in words, and ends on SIGINT although a connection is kept', async () => {
    const address = await start({});
    expect(await (await fetch(`${address}/health`)).json()).toEqual({ status: 'ok', isles: 2 });
    expect(await (await solve([[2, 1], [1, 3]], [4, 7])).json()).toEqual({ solution: [1, 2] }); // prettier-ignore
    expect(await words(await solve([[1, 2]], [1]))).toEqual([400, 'matrix, row 1: expected 1 numbers, got 2']);
    expect(await words(await solve([[null]], [1]))).toEqual([
      400,
      'matrix, row 1, number 1: expected a number, got null',
    ]);
    expect(await words(await solve([[0]], [1]))).toEqual([422, 'matrix: equation 1 depends on others']);
    expect(await announce(5 << 20)).toBe(413);
    const picture = Buffer.from('P6\n2 1\n255\n\x00\x10\x20\x40\x30\x20', 'latin1');
    const resize = (query: string): Promise<Response> =>
      fetch(`${address}/resize?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'image/x-portable-pixmap' },
        body: picture,
      });
    const half = Buffer.from(await (await resize('width=1&height=1')).arrayBuffer());
    expect(half).toEqual(Buffer.from('P6\n1 1\n255\n\x20\x20\x20'));
    expect(await words(await resize('width=2&height=9999'))).toEqual([
      400,
      'height: expected a number from 1 to 2048, got "9999"',
    ]);
    // Only a service that is to be tested has them.
    expect((await fetch(`${address}/faults/trap`, { method: 'POST' })).status).toBe(404);
    expect((await statistics()).answers).toEqual({ 200: 3, 400: 3, 404: 1, 413: 1, 422: 1 });
    expect(await stop('SIGINT')).toEqual([0, '']);
  });

  it('refuses with Retry-After while it is full, and goes on at once when a client has gone', async () => {
    const address = await start({ FAULTS: '1', QUEUE: '0', TIME_LIMIT: '60000' });
    const client = new AbortController();
    const long = fetch(`${address}/faults/spin`, { method: 'POST', signal: client.signal });
    await expect.poll(async () => (await statistics()).pool['busy']).toBe(1);
    const refused = await solve([[1]], [1]);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    client.abort();
    expect(await long.catch(({ name }: Error) => name)).toBe('AbortError');
    await expect.poll(async () => (await solve([[2]], [1])).status).toBe(200);
    await expect.poll(async () => (await statistics()).pool).toMatchObject({ busy: 0, isles: 2, reboots: 1 });
    expect(await stop('SIGTERM')).toEqual([0, '']);
  });

  it('tells the trap to its log and not to the client', async () => {
    const address = await start({ FAULTS: '1' });
    const answer = await fetch(`${address}/faults/trap`, { method: 'POST' });
    expect(await words(answer)).toEqual([500, 'the computation failed']);
    expect((await solve([[2]], [1])).status).toBe(200);
    running!.handle.kill('SIGTERM');
    const { code, stdout } = await running!.ended;
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/HERMIT_ETRAP.*fault_trap/);
  });

  it('survives its load test, whose killer aborts requests and lets isles trap', async () => {
    const load = ['load/run.mjs', '--requests', '300'];
    const { code, stdout, stderr } = await run(process.execPath, load, { cwd: folder });
    const report = JSON.parse(stdout.toString()) as {
      requests: number;
      counts: Record<string, number>;
      reboots: number;
      wrong: string[];
    };
    expect([report.wrong, code, stderr]).toEqual([[], 0, '']);
    expect(report.requests).toBe(300);
    expect(report.reboots).toBeGreaterThan(0);
    for (const kind of ['solve', 'resize', 'wrong', 'trap']) expect(report.counts[kind]).toBeGreaterThan(0);
  });
});
