// Files and functions that are too long: node test/house/size.mjs prints them.
//
// Reads formatted code: a function of C begins and ends at the line's start, one of TypeScript ends at the first line that is
// indented as its first one. Blank lines and comments do not count towards a function, but do towards a file.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

export const FILE_LINES = 400;
export const FUNCTION_LINES = 60;

const FOLDERS = ['runtime', 'loader', 'kernel'];
/** Not written by hand, or a standard's list. */
const LEFT_OUT = /\/generated\/|^kernel\/include\/public\/mpi\.h$/;

function* files() {
  for (const folder of FOLDERS) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const name = posix.relative(root, posix.join(entry.parentPath ?? entry.path, entry.name));
      if (entry.isFile() && /\.(m?ts|mjs|[ch]|wat)$/.test(name) && !LEFT_OUT.test(name)) {
        yield { name, lines: readFileSync(join(root, name), 'utf8').trimEnd().split('\n') };
      }
    }
  }
}

/** The lines without blank ones and comments. */
function code(lines) {
  let inComment = false;
  return lines.filter((line) => {
    const text = line.trim();
    if (inComment) {
      inComment = !text.includes('*/');
      return false;
    }
    inComment = text.startsWith('/*') && !text.includes('*/');
    return text !== '' && !text.startsWith('//') && !text.startsWith('/*');
  });
}

/** Functions of C: a line with `{` alone at its start, or a head that ends with it there. */
function* functionsOfC(lines) {
  for (let i = 0; i < lines.length; i++) {
    const first = lines[i] === '{' ? i - 1 : i;
    if (lines[i] !== '{' && !/^\w.*\) \{$/.test(lines[i])) continue;
    const end = lines.indexOf('}', i);
    if (first < 0 || end < 0) continue;
    yield {
      name: /(\w+)\(/.exec(lines[first].replace(/__attribute__\(\(.*?\)\)/, ''))?.[1] ?? `line ${first + 1}`,
      body: lines.slice(first, end + 1),
    };
  }
}

const NO_FUNCTION =
  /^\s*(?:\} )?(?:if|else|for|while|switch|do|try|catch|finally|class|export (?:abstract )?class|interface)\b/;
const NAME =
  /^\s*(?:(?:export|default|async|private|protected|public|static|override|get|set|function\*?|const|let) )*(#?[\w$]+)/;
const HEAD = /(?:=> \{|\)(?:: [^=]+)? \{)$/;

/** Functions, methods and arrow functions of TypeScript with a body of their own lines. */
function* functionsOfTypeScript(lines) {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (!HEAD.test(line) || NO_FUNCTION.test(line)) continue;
    const indent = /^\s*/.exec(line)[0];
    const end = lines.findIndex((l, at) => at > i && l.startsWith(`${indent}}`));
    if (end < 0) continue;
    // Parameters on lines of their own belong to it.
    let first = i;
    if (/^\s*\)/.test(line))
      while (first > 0 && !(lines[first].startsWith(indent) && /[(]$/.test(lines[first]))) first--;
    const [, name = `line ${first + 1}`] = NAME.exec(lines[first]) ?? [];
    yield { name, body: lines.slice(first, end + 1) };
  }
}

/** A line for each that is too long; '' when none is. */
export function report() {
  const found = [];
  for (const { name, lines } of files()) {
    if (lines.length > FILE_LINES) found.push(`${name} has ${lines.length} lines`);
    const functions = /\.[ch]$/.test(name)
      ? functionsOfC(lines)
      : /ts$|mjs$/.test(name)
        ? functionsOfTypeScript(lines)
        : [];
    for (const f of functions) {
      const length = code(f.body).length;
      if (length > FUNCTION_LINES) found.push(`${name}: ${f.name} has ${length} lines`);
    }
  }
  return found.join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url) && report() !== '') {
  console.log(report());
  process.exitCode = 1;
}
