// hermit-wasm completion: what bash, zsh and fish ask to complete command lines, from the tables that the help is made from.
import type { CommandHelp } from './help.js';
import { print } from './output.js';
import type { Option } from './parse.js';
import { usageError } from './parse.js';

/** What can stand after a command besides options, told by the first word of its usage that is no option. */
type Operands = 'program' | 'files' | 'command' | 'shell' | 'action' | 'nothing';

export interface CompletedCommand {
  name: string;
  summary: string;
  options: readonly Option[];
  operands: Operands;
}

/** Words to choose from, names of files, or something that only the user knows. */
type Value = { words: readonly string[] } | 'files' | 'free';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
/** Of `cache`. */
const ACTIONS = ['size', 'list', 'verify', 'clean'] as const;
const PROGRAM = /\.(c|wasm|wat)$/.source;

export function completedCommands(commands: Readonly<Record<string, CommandHelp>>): CompletedCommand[] {
  return Object.entries(commands).map(([name, { usage, summary, options = {} }]) => ({
    name,
    summary,
    options: Object.values(options),
    operands: operandsOf(usage),
  }));
}

function operandsOf(usage: string): Operands {
  if (usage.includes('PROGRAM')) return 'program';
  if (/bash\|/.test(usage)) return 'shell';
  if (usage.includes(ACTIONS.join('|'))) return 'action';
  if (/\[COMMAND\]/.test(usage)) return 'command';
  return /FILE|FOLDER|\.wasm|…$/.test(usage) && !usage.includes('SUITE') ? 'files' : 'nothing';
}

function valueOf({ value }: Option): Value {
  if (value === undefined) return 'free';
  const choices = value.replace(/\[.*?\]/g, '').split('|');
  if (choices.length > 1 && choices.every((word) => /^[a-z]+$/.test(word))) return { words: choices };
  return /FILE|HOST(\[::|$)|\.json/.test(value) ? 'files' : 'free';
}

/** The help as far as it fits a menu. */
const brief = ({ help }: Option): string => help.split(/[;:] | \(default/)[0]!;

export async function completionCommand(args: string[], commands: CompletedCommand[]): Promise<number> {
  const shell = SHELLS.find((name) => name === args[0]);
  if (!shell || args.length > 1) throw usageError(`completion: expected ${SHELLS.join(', ')}, got "${args.join(' ')}"`);
  print({ bash, zsh, fish }[shell](commands));
  return 0;
}

function bash(commands: readonly CompletedCommand[]): string {
  const words = (options: readonly Option[]): string => options.flatMap(({ flags }) => flags).join(' ');
  const cases = commands.map(({ name, options, operands }) => {
    const valued = options.filter(({ value }) => value !== undefined);
    const values = valued.map((option) => {
      const value = valueOf(option);
      const answer = value === 'files' ? 'files' : value === 'free' ? ':' : `words '${value.words.join(' ')}'`;
      return `        ${option.flags.join('|')}) _hermit_wasm_${answer === ':' ? 'none' : answer}; return ;;`;
    });
    const before = valued.flatMap(({ flags }) => flags).join('|') || '-';
    return `    ${name})
      case $previous in
${values.join('\n')}
      esac
      _hermit_wasm_operand '${before}'
      if [[ $word == -* && -z $operand ]]; then _hermit_wasm_words '${words(options)}'; return; fi
      ${bashOperands(operands, commands)} ;;`;
  });
  return `# Completion of hermit-wasm for bash: eval "$(hermit-wasm completion bash)"
_hermit_wasm_words() { COMPREPLY=($(compgen -W "$1" -- "$word")); }
_hermit_wasm_none() { COMPREPLY=(); }
_hermit_wasm_files() { compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word"); }
_hermit_wasm_programs() {
  compopt -o filenames
  mapfile -t COMPREPLY < <(compgen -d -- "$word"; compgen -f -- "$word" | grep -E '${PROGRAM}')
}
# The first word that is neither an option nor the value of one.
_hermit_wasm_operand() {
  local at before=''
  operand=''
  for ((at = 2; at < COMP_CWORD; at++)); do
    if [[ \${COMP_WORDS[at]} != -* && "|$1|" != *"|$before|"* ]]; then operand=\${COMP_WORDS[at]}; return; fi
    before=\${COMP_WORDS[at]}
  done
}
_hermit_wasm() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} operand
  if ((COMP_CWORD == 1)); then _hermit_wasm_words '${commands.map(({ name }) => name).join(' ')} --version --help'; return; fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
    *) _hermit_wasm_files ;;
  esac
}
complete -F _hermit_wasm hermit-wasm
`;
}

function bashOperands(operands: Operands, commands: readonly CompletedCommand[]): string {
  const one = (action: string): string => `if [[ -z $operand ]]; then ${action}; fi`;
  if (operands === 'program') return 'if [[ -z $operand ]]; then _hermit_wasm_programs; else _hermit_wasm_files; fi';
  if (operands === 'files') return '_hermit_wasm_files';
  if (operands === 'shell') return one(`_hermit_wasm_words '${SHELLS.join(' ')}'`);
  if (operands === 'action') return one(`_hermit_wasm_words '${ACTIONS.join(' ')}'`);
  if (operands === 'command') return one(`_hermit_wasm_words '${commands.map(({ name }) => name).join(' ')}'`);
  return '_hermit_wasm_none';
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function zsh(commands: readonly CompletedCommand[]): string {
  const plain = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');
  const spec = (option: Option): string => {
    const { flags, value } = option;
    const how = valueOf(option);
    const action =
      value === undefined
        ? ''
        : `:${plain(value)}:${how === 'files' ? '_files' : how === 'free' ? '' : `(${how.words.join(' ')})`}`;
    const rest = `[${plain(brief(option))}]${action}`;
    const typed = flags.map((flag) => (value === undefined ? flag : flag.startsWith('--') ? `${flag}=` : `${flag}+`));
    const prefix = 'many' in option ? "'*'" : quoted(`(${flags.join(' ')})`);
    return `${prefix}${typed.length > 1 ? `{${typed.join(',')}}` : typed[0]}${quoted(rest)}`;
  };
  const names = `(${commands.map(({ name }) => name).join(' ')})`;
  const operand: Record<Operands, string> = {
    program: `'1:program:_files -g "*.(c|wasm|wat)(-.)"' '*:argument:_files'`,
    files: `'*:file:_files'`,
    shell: `'1:shell:(${SHELLS.join(' ')})'`,
    action: `'1:action:(${ACTIONS.join(' ')})'`,
    command: `'1:command:${names}'`,
    nothing: '',
  };
  const cases = commands.map(
    ({ name, options, operands }) =>
      `    ${name}) _arguments -S -A '-*' ${[...options.map(spec), operand[operands]].join(' \\\n      ')} ;;`,
  );
  return `#compdef hermit-wasm
# Completion of hermit-wasm for zsh: eval "$(hermit-wasm completion zsh)", or as the file _hermit-wasm in a folder of fpath
_hermit_wasm() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    _values option --version --help
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
${cases.join('\n')}
    *) _files ;;
  esac
}
if [[ $funcstack[1] == _hermit-wasm ]]; then _hermit_wasm "$@"; else compdef _hermit_wasm hermit-wasm; fi
`;
}

function fish(commands: readonly CompletedCommand[]): string {
  const line = (condition: string, ...rest: string[]): string =>
    ['complete -c hermit-wasm', `-n '${condition}'`, ...rest].join(' ');
  const fishQuoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
  const first = commands.map(({ name, summary }) =>
    line('__fish_use_subcommand', `-f -a ${name} -d ${fishQuoted(summary)}`),
  );
  const options = commands.flatMap(({ name, options: all, operands }) => {
    const seen = `__fish_seen_subcommand_from ${name}`;
    const words =
      operands === 'shell'
        ? SHELLS
        : operands === 'action'
          ? ACTIONS
          : operands === 'command'
            ? commands.map((command) => command.name)
            : [];
    const own = all.map((option) => {
      const value = valueOf(option);
      const flags = option.flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
      const takes =
        option.value === undefined
          ? []
          : value === 'files'
            ? ['-r']
            : value === 'free'
              ? ['-x']
              : [`-x -a '${value.words.join(' ')}'`];
      return line(seen, ...flags, ...takes, `-d ${fishQuoted(brief(option))}`);
    });
    if (words.length) own.push(line(seen, `-f -a '${words.join(' ')}'`));
    else if (operands === 'nothing') own.push(line(seen, '-f'));
    return own;
  });
  return `# Completion of hermit-wasm for fish: hermit-wasm completion fish | source
${[...first, ...options].join('\n')}
`;
}
