// Channels between the loader and isles.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { code, isleProgram, library, memory, steps } from './library.js';

type Machine = import('../../loader/library/index.js').Machine;

let peer: Uint8Array;
let machine: Machine | undefined;

beforeAll(async () => {
  peer = await isleProgram('peer');
});
afterEach(async () => {
  await machine?.halt();
  machine = undefined;
});

const newMachine = (): Machine => (machine = new library.Machine());

describe('channels of the loader', () => {
  it('carry packets of every length, both ways', async () => {
    const m = newMachine();
    const isle = await m.bootIsle(peer, steps('echo', '5'));
    const channel = await isle.connect(5, { waitForListener: true });
    expect(channel.isle).toBe(0);
    for (let i = 0; i < 10_000; i++) {
      const packet = new Uint8Array((i * 37) % 8193).fill(i);
      await channel.send(packet);
      const back = await channel.receive();
      if (Buffer.compare(packet, back) !== 0) expect([i, back]).toEqual([i, packet]);
    }
    channel.close();
    expect(await isle.done).toEqual({ kind: 'exit', code: 0 });
  });

  it('are accepted from isles, on several ports at once', async () => {
    const m = newMachine();
    const [one, two] = [m.listen(1), m.listen(2)];
    expect(() => m.listen(1)).toThrow(expect.objectContaining({ code: 'HERMIT_EADDRINUSE' }));
    const all = [steps('greet', '256', '1'), steps('greet', '256', '2'), steps('greet', '256', '1')];
    const isles = await Promise.all(all.map((options) => m.bootIsle(peer, options)));
    const greeted: number[] = [];
    for (const listener of [one, two, one]) {
      using channel = await listener.accept();
      greeted.push(channel.isle);
      expect(Buffer.from(await channel.receive()).toString()).toBe(`isle ${channel.isle}`);
      await channel.send(Buffer.from(`port ${listener.port}`));
      // The isle leaves when it has read it.
      expect(await code(channel.receive())).toBe('HERMIT_EPIPE');
    }
    await Promise.all(isles.map((isle) => isle.done));
    expect(greeted.toSorted()).toEqual([0, 1, 2]);
    expect(all.map(({ text }) => text())).toEqual(['port 1\n', 'port 2\n', 'port 1\n']);
  });

  it('wait no longer than they are told to', async () => {
    const m = newMachine();
    const isle = await m.bootIsle(peer, steps('wait'));
    const listener = m.listen(1);
    expect(await code(listener.accept({ timeout: 0 }))).toBe('HERMIT_EAGAIN');
    expect(await code(listener.accept({ timeout: 5 }))).toBe('HERMIT_ETIMEDOUT');
    expect(await code(isle.connect(5))).toBe('HERMIT_ECONNREFUSED');
    expect(await code(isle.connect(5, { waitForListener: true, timeout: 20 }))).toBe('HERMIT_ECONNREFUSED');
    expect(await code(m.connect(7, 5))).toBe('HERMIT_ECONNREFUSED');
    expect(await code(m.connect(-1, 5))).toBe('HERMIT_EINVAL');
    expect(await code(isle.connect(70_000))).toBe('HERMIT_EINVAL');
    const stop = new AbortController();
    const accepting = listener.accept({ signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(accepting).rejects.toThrow('enough');
    const closed = code(listener.accept());
    listener.close();
    expect(await closed).toBe('HERMIT_EINVAL');
    expect(m.listen(1).port).toBe(1);
  });

  it('are full at some point, and end with the isle', async () => {
    const m = newMachine();
    const isle = await m.bootIsle(peer, steps('greet', '256', '1'));
    using listener = m.listen(1);
    const channel = await listener.accept();
    expect(await code(channel.send(new Uint8Array(8193)))).toBe('HERMIT_EMSGSIZE');
    await channel.receive();
    const waiting = code(channel.receive());
    expect(await code(channel.receive())).toBe('HERMIT_EBUSY');
    await isle.halt();
    expect(await waiting).toBe('HERMIT_EPIPE');
    expect(await code(channel.send(new Uint8Array(1)))).toBe('HERMIT_EPIPE');
    channel.close();
    expect(await code(channel.receive())).toBe('HERMIT_EBADF');

    // One that accepts and never receives: four packets and their lengths fit into its queue.
    const deaf = await m.bootIsle(peer, steps('deaf', '5'));
    const full = await deaf.connect(5, { waitForListener: true });
    const send = (timeout?: number): Promise<string | undefined> => code(full.send(new Uint8Array(4000), { timeout }));
    expect([await send(0), await send(0), await send(0), await send(0)]).toEqual(Array(4).fill(undefined));
    expect([await send(0), await send(5)]).toEqual(['HERMIT_EAGAIN', 'HERMIT_ETIMEDOUT']);
    const blocked = send();
    await deaf.halt();
    expect(await blocked).toBe('HERMIT_EPIPE');
  });

  it('survive nonsense that an isle writes into the loader’s board', async () => {
    const m = newMachine();
    const hostile = await isleProgram('hostile');
    const listener = m.listen(3);
    const isle = await m.bootIsle(hostile, { args: ['256', '1', '1000'], memory, output: () => {} });
    const codes = new Set<string | undefined>();
    while (!isle.ended) {
      const channel = await listener.accept({ timeout: 5 }).catch((error: { code: string }) => error);
      if ('code' in channel) {
        codes.add(channel.code);
        continue;
      }
      codes.add(await code(channel.send(new Uint8Array(100), { timeout: 1 })));
      codes.add(await code(channel.receive({ timeout: 1 })));
      channel.close();
    }
    for (const expected of ['EAGAIN', 'ETIMEDOUT', 'EPROTO', 'EPIPE', 'EMFILE', 'EBADF'])
      codes.delete(`HERMIT_${expected}`);
    codes.delete(undefined);
    expect([...codes]).toEqual([]);
    listener.close();
    // As good as new.
    using fresh = m.listen(3);
    const guest = await m.bootIsle(peer, steps('greet', '256', '3'));
    using channel = await fresh.accept();
    expect(Buffer.from(await channel.receive()).toString()).toBe(`isle ${guest.number}`);
  });
});
