/**
 * Compiles sources into objects: many files a call of clang, several calls at once, each object kept in the cache.
 *
 * The key of an object is its source, its flags and the headers that its batch read; so a changed header makes only those
 * files anew that could see it.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { HermitError } from '../../../runtime/errors';
import type { Cache } from '../../cache';
import type { Compilers } from '../../cc/clang';
import { compilerVersion } from '../../cc/package';
import { parseCommands } from '../../cc/commands';
import type { Job } from '../../cc/messages';
import type { Source } from './sources';

/** Files that one call of clang compiles: enough to spread its start, few enough that processes end at the same time. */
export interface Batches {
  /** Fewer are not worth a second compiler's start. */
  least: number;
  most: number;
}
const SMALL_FILES: Batches = { least: 8, most: 40 };

export interface Hooks {
  onProgress(done: number, total: number): void;
  /** clang's warnings. */
  onDiagnostics(text: string): void;
}

/** Folders of this machine and what stands for them in the cache, so that a moved tree finds its objects. */
export type FolderTokens = (readonly [folder: string, token: string])[];

/** Each folder of a build by its name there. */
export const tokensOf = (trees: object): FolderTokens =>
  Object.entries(trees).map(([name, folder]) => [folder as string, `{${name}}`]);

/** What the cache knows of a source: the headers that it may have seen, empty hash for those that did not exist, and its object's key. */
interface Known {
  headers: [name: string, hash: string][];
  object: string;
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

export class Builder {
  private readonly compilers: Compilers;
  private readonly workers: number;
  private readonly cache: Cache;
  private readonly hooks: Hooks;
  private readonly tokens: FolderTokens;
  private readonly hashes = new Map<string, string>();
  private readonly templates = new Map<string, Promise<string[]>>();
  private readonly version = compilerVersion();

  constructor(
    compilers: Compilers,
    workers: number,
    cache: Cache,
    hooks: Hooks,
    tokens: FolderTokens,
    private readonly batches = SMALL_FILES,
  ) {
    this.compilers = compilers;
    this.workers = workers;
    this.cache = cache;
    this.hooks = hooks;
    this.tokens = tokens;
  }

  private portable(text: string): string {
    return this.tokens.reduce((all, [folder, token]) => all.replaceAll(folder, token), text);
  }

  private local(text: string): string {
    return this.tokens.reduce((all, [folder, token]) => all.replaceAll(token, folder), text);
  }

  private hash(file: string): string {
    let hash = this.hashes.get(file);
    if (hash === undefined) {
      hash = fs.existsSync(file) ? sha256(fs.readFileSync(file)) : '';
      this.hashes.set(file, hash);
    }
    return hash;
  }

  /** Key of the record that says which headers the source saw and where its object is. */
  private recordKey({ file, name, flags }: Source): string {
    return sha256(
      JSON.stringify(['object', this.version, name, flags.map((flag) => this.portable(flag)), this.hash(file)]),
    );
  }

  private find(source: Source): Buffer | null {
    const stored = this.cache.get(this.recordKey(source));
    if (!stored) return null;
    const { headers, object } = JSON.parse(stored.toString()) as Known;
    return headers.every(([name, hash]) => this.hash(this.local(name)) === hash) ? this.cache.get(object) : null;
  }

  /** Objects in the order of the sources. Throws HERMIT_EBUILD with clang's messages. */
  async compile(sources: Source[]): Promise<Uint8Array[]> {
    const objects = new Map<Source, Uint8Array>();
    const groups = new Map<string, Source[]>();
    for (const source of sources) {
      const object = this.find(source);
      if (object) objects.set(source, object);
      else groups.set(source.flags.join('\0'), [...(groups.get(source.flags.join('\0')) ?? []), source]);
    }
    const total = sources.length - objects.size;
    let done = 0;
    const batches = [...groups.values()].flatMap((group) =>
      split(group, Math.max(this.batches.least, Math.min(this.batches.most, Math.ceil(total / this.workers)))),
    );
    const failures: string[] = [];
    await Promise.all(
      batches.map(async (batch) => {
        const { made, failed } = await this.compileBatch(batch);
        for (const [source, object] of made) objects.set(source, object);
        failures.push(...failed);
        this.hooks.onProgress((done += batch.length), total);
      }),
    );
    if (failures.length > 0) {
      throw new HermitError(
        'HERMIT_EBUILD',
        `${failures.length} of ${total} files did not compile:\n${failures.join('\n')}\nFix the files named above (or exclude them in kernel/musl/port.json) and build again`,
      );
    }
    return sources.map((source) => objects.get(source) as Uint8Array);
  }

  private async compileBatch(batch: Source[]): Promise<{ made: Map<Source, Uint8Array>; failed: string[] }> {
    const made = new Map<Source, Uint8Array>();
    const [first] = batch;
    if (!first) return { made, failed: [] };
    const command = await this.template(first);
    const files = batch.map(({ file }) => file);
    let said = '';
    let outputs: Record<string, Uint8Array> = {};
    let reads: string[] = [];
    try {
      const result = await this.compilers.run(job([...command, ...files], true));
      said = Buffer.from(result.stderr).toString();
      ({ outputs, reads } = result);
      if (result.status === 0 && said) this.hooks.onDiagnostics(said);
    } catch (error) {
      if (batch.length === 1) return { made, failed: [`${first.name}: ${(error as Error).message}`] };
    }
    const headers = reads
      .filter((name) => !files.includes(name))
      .map((name): [string, string] => [this.portable(name), this.hash(name)]);
    const missing: Source[] = [];
    for (const source of batch) {
      const object = outputs[source.file.replace(/\.(c|cpp)$/, '.o')];
      if (object) {
        made.set(source, object);
        this.keep(source, object, headers);
      } else missing.push(source);
    }
    if (missing.length === 0 || batch.length === 1) return { made, failed: missing.length > 0 ? [said.trim()] : [] };
    // After a fatal error clang passes over the rest, so each that is missing gets a call of its own.
    const failed: string[] = [];
    for (const source of missing) {
      const again = await this.compileBatch([source]);
      for (const [one, object] of again.made) made.set(one, object);
      failed.push(...again.failed);
    }
    return { made, failed };
  }

  private keep(source: Source, object: Uint8Array, headers: [string, string][]): void {
    const key = sha256(object);
    this.cache.put(key, object);
    this.cache.put(this.recordKey(source), JSON.stringify({ headers, object: key } satisfies Known));
  }

  /** The `-cc1` command for a set of flags, without its input and output: what clang's driver makes of them. */
  private template(source: Source): Promise<string[]> {
    const key = source.flags.join('\0');
    let template = this.templates.get(key);
    if (!template) {
      template = this.makeTemplate(source);
      this.templates.set(key, template);
    }
    return template;
  }

  private async makeTemplate({ file, flags }: Source): Promise<string[]> {
    const { stderr } = await this.compilers.run(job(['clang', '-###', '-c', ...flags, file, '-o', '/object.o'], false));
    const text = Buffer.from(stderr).toString();
    const [command] = parseCommands(text);
    if (!command)
      throw new HermitError('HERMIT_EBUILD', `clang's driver did not accept the flags ${flags.join(' ')}:\n${text}`);
    const dropped = new Set(['-main-file-name', '-o', '-dumpdir']);
    const kept = command.filter((word, at) => !dropped.has(word) && !dropped.has(command[at - 1] ?? ''));
    if (kept.pop() !== file)
      throw new HermitError(
        'HERMIT_EBUILD',
        `expected the input as last argument of clang's command, found: ${command.join(' ')}`,
      );
    return kept;
  }
}

function split<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

function job(args: string[], listReads: boolean): Job {
  return { steps: [{ tool: 'run', args }], cwd: '/', files: {}, stdin: null, listReads };
}
