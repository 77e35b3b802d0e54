/** A call that waits, or runs. */
import { HermitError } from '../../runtime/errors.js';
import { printable } from '../../runtime/printable.js';
import type { Signature } from '../wasm/signatures.js';
import type { CallOptions } from './options.js';
import type { Rules } from './rules.js';
import type { CallResult } from './values.js';

export interface Job {
  name: string;
  function: number;
  signature: Signature;
  rules: Rules | undefined;
  args: readonly unknown[];
  /** Those among the arguments, as addresses there. */
  arrays: ArrayBufferView[] | undefined;
  options: CallOptions;
  resolve(result: CallResult): void;
  reject(error: unknown): void;
  /** Removes the listener of its signal. */
  deaf: (() => void) | undefined;
  /** When it has run as long as it may. */
  due: number;
  /** When it began, ms. */
  began: number;
  /** It was answered, and its long text is being read. */
  reading: boolean;
}

/** What ends a call with its isle; one whose signal has aborted hears that, also where another of the signal's calls has ended the isle. */
export const endOf = ({ name, options: { signal } }: Job, { code, message }: HermitError): unknown =>
  signal?.aborted ? signal.reason : new HermitError(code, `${printable(name)}: ${message}`);

/** What ends a call whose function has thrown. */
export const thrownBy = ({ name }: Job, { message }: Error): HermitError =>
  new HermitError('HERMIT_EEXCEPTION', `${printable(name)} threw: ${message}`);
