/** Splits a program's messages into lines and keeps the last of them for error reports. */
export class MessageTail {
  readonly #kept: string[] = [];
  readonly #onLine: ((line: string) => void) | undefined;
  #rest = '';

  constructor(onLine?: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** Takes text as it arrives; ffmpeg ends progress lines with a carriage return. */
  push(text: string): void {
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#keep(line);
  }

  /** The last lines, newest at the end. */
  text(): string {
    if (this.#rest !== '') this.#keep(this.#rest);
    this.#rest = '';
    return this.#kept.join('\n');
  }

  #keep(line: string): void {
    if (line.trim() === '') return;
    this.#onLine?.(line);
    this.#kept.push(line);
    if (this.#kept.length > 40) this.#kept.shift();
  }
}
