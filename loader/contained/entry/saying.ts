/** How this process says things to the service. */
import { HermitError } from '../../../runtime/errors.js';

export type Say = (kind: number, id: number, ...parts: readonly Uint8Array[]) => void;

/** Of words for people. */
const TEXT_MAX = 12_000;

export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** An error as it is told to the service. */
export function told(error: unknown): { code: string; message: string } {
  const { message } = error as Error;
  const code = error instanceof HermitError ? error.code : 'HERMIT_EINTERNAL';
  return { code, message: message.slice(0, TEXT_MAX) };
}
