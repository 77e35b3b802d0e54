// The document that a run leaves: all that a person needs to judge it and to repeat it. Exports are made of it alone.
import type { Plot, Row, Table } from '../model.js';
import type { Conditions, Environment } from '../support/environment.js';

export const FORMAT = 'hermit-wasm bench';
/** Counted up when a reader of the version before would misunderstand it. */
export const FORMAT_VERSION = 2;

export interface Settings {
  /** As typed behind `hermit-wasm bench`. */
  command: readonly string[];
  /** Null: as many as fit the time. */
  rounds: number | null;
  warmUp: number;
  /** Seconds for the whole run; null: no limit was given. */
  time: number | null;
  threads: number;
  isles: number;
}

export interface SuiteReport {
  name: string;
  title: string;
  about: string;
  rounds: number;
  parameters: Readonly<Record<string, readonly number[]>>;
  rows: readonly Row[];
  plots: readonly Plot[];
  /** Absent from reports of earlier versions. */
  tables?: readonly Table[];
  notes: readonly string[];
  /** What was wrong with the machine meanwhile: figures are less to be relied on. */
  doubts: readonly string[];
  /** Parts that trapped, hung or otherwise failed. */
  failed: readonly string[];
  conditions: Conditions;
  samples: unknown;
}

export interface Report {
  format: typeof FORMAT;
  version: number;
  environment: Environment;
  settings: Settings;
  conditions: Conditions;
  /** Ended by Ctrl-C: what was gathered until then. */
  interrupted: boolean;
  suites: readonly SuiteReport[];
}
