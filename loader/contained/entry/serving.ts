/** Calls of an isle whose memory the service does not reach, as frames bring them. */
import { HermitError } from '../../../runtime/errors.js';
import { CALL_ALLOC, CALL_FREE } from '../../../runtime/generated/layout.js';
import type { Isle } from '../../machine/isle.js';
import type { Callable } from '../../machine/program.js';
import type { Signature } from '../../wasm/signatures.js';
import { ANSWERED, answerBody, type CallMessage, FAILED, readCall, WITH_TEXT } from '../calls.js';
import { TO_SERVICE } from '../frames.js';
import { json, type Say, told } from './saying.js';

const POINTER: Signature['result'] = 'i32';
/** An address of a text: any but 0. */
const SOMEWHERE = 1;

export class Serving {
  /** Why calls that ran have failed with their isle: without the name of the function. */
  failure: { code: string; message: string } | undefined;
  private readonly functions: [string, Signature][];
  private readonly arrays = new Map<number, Uint8Array>();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly id: number,
    private readonly isle: Isle,
    functions: Callable['functions'],
    private readonly say: Say,
  ) {
    this.functions = [...functions].flatMap(([name, signature]) =>
      signature ? [[name, signature] as [string, Signature]] : [],
    );
  }

  /** Resolves when no call runs. Those that ran when the isle ended may take a moment to find where. */
  async idle(): Promise<void> {
    await Promise.all(this.running);
  }

  call(body: Buffer): void {
    const message = readCall(body);
    // Before the body is another frame's.
    for (const { address, bytes } of message.arrays) this.isle.view(Uint8Array, address, bytes.length).set(bytes);
    const sizes = message.arrays.map(({ address, bytes }) => ({ address, length: bytes.length }));
    const call = this.made(message, sizes).finally(() => this.running.delete(call));
    this.running.add(call);
  }

  private async made(
    { slot, called, args, wantsText }: CallMessage,
    sizes: { address: number; length: number }[],
  ): Promise<void> {
    const name = this.functions[called]?.[0] ?? '';
    try {
      const [value, type] = await this.value(called, args, wantsText);
      const rest = sizes.map(({ address, length }) => new Uint8Array(this.isle.view(Uint8Array, address, length)));
      const text = typeof value === 'string' ? [Buffer.from(`${value}\0`)] : [];
      const body = answerBody(
        slot,
        text.length > 0 ? WITH_TEXT : ANSWERED,
        type,
        typeof value === 'string' ? SOMEWHERE : (value ?? 0),
      );
      this.say(TO_SERVICE.ANSWER, this.id, body, ...rest, ...text);
    } catch (error) {
      const { code, message } = told(error);
      const prefix = `${name}: `;
      const words = message.startsWith(prefix) ? message.slice(prefix.length) : message;
      // Whoever waits hears of it with the isle's end, so that nobody is given an isle that is about to end.
      if (this.isle.ended) this.failure ??= { code, message: words };
      else this.say(TO_SERVICE.ANSWER, this.id, answerBody(slot, FAILED, null, 0), json({ code, message }));
    }
  }

  private async value(
    called: number,
    args: CallMessage['args'],
    wantsText: boolean,
  ): Promise<[value: unknown, type: Signature['result']]> {
    if (called === CALL_ALLOC) {
      const array = await this.isle.alloc(Uint8Array, args[0] as number);
      this.arrays.set(array.byteOffset, array);
      return [array.byteOffset, POINTER];
    }
    if (called === CALL_FREE) {
      const address = args[0] as number;
      const array = this.arrays.get(address);
      this.arrays.delete(address);
      if (array) await this.isle.free(array);
      return [undefined, null];
    }
    const known = this.functions[called];
    if (!known) throw new HermitError('HERMIT_EFUNCTION', `there is no function ${called}`);
    const [name, { result }] = known;
    return [await this.isle.callWith(wantsText ? { returns: 'string' } : {}, name, ...args), result];
  }
}
