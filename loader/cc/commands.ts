/** The commands that `clang -###` printed: each argument in quotes, with backslashes before quotes, dollars and backslashes. */
export function parseCommands(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith(' "'))
    .map((line) => {
      const words = [...line.matchAll(/ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
        (match[1] ?? '').replace(/\\(.)/g, '$1'),
      );
      return words[0] === '' ? words.slice(1) : words;
    });
}
