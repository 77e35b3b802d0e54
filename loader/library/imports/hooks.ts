/** What Node asks about each module: C files are answered here. For the versions of Node that ask on a thread of their own. */
import { type Given, isSource, withAttributes } from './attributes.js';

interface Context {
  importAttributes?: Given;
}
interface Resolved {
  url: string;
  format?: string | null | undefined;
  importAttributes?: Given;
}
interface Loaded {
  format: 'module';
  source: string;
  shortCircuit: true;
}

/** What a C file's specifier leads to. */
export function resolved(found: Resolved, { importAttributes = {} }: Context): Resolved {
  if (!isSource(found.url)) return found;
  // No attribute of Node's own: it would be asked whether it knows them.
  return { ...found, url: withAttributes(found.url, importAttributes), format: 'module', importAttributes: {} };
}

export async function resolve(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<Resolved>,
): Promise<Resolved> {
  return resolved(await next(specifier, context), context);
}

export async function load<Next>(
  url: string,
  context: Context,
  next: (url: string, context: Context) => Promise<Next>,
): Promise<Loaded | Next> {
  if (!isSource(url)) return next(url, context);
  const { importSource } = require('./source.js') as typeof import('./source.js');
  return { format: 'module', source: await importSource(url), shortCircuit: true };
}
