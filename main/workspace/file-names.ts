import type { UserFiles } from '../../core/ports/user-files.ts';

/** A name that every file system takes, from what a person typed. */
export function fileNameFrom(name: string): string {
  const plain = [...name]
    .map((letter) => (/[\\/:*?"<>|]/.test(letter) || letter < ' ' ? ' ' : letter))
    .join('')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 80)
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  // Windows keeps these for devices, with any ending.
  const isDevice = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain);
  return plain === '' || isDevice ? 'Untitled' : plain;
}

/** The name without its ending. */
export function stemOf(name: string): string {
  return name.replace(/(.)\.[^.]*$/, '$1');
}

/** A path in the folder at which nothing is: `Name.ext`, `Name 2.ext`, and so on. */
export async function freePath(
  files: Pick<UserFiles, 'join' | 'exists'>,
  folder: string,
  stem: string,
  ending: string,
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const path = files.join(folder, `${stem}${number === 1 ? '' : ` ${String(number)}`}${ending}`);
    if (!(await files.exists(path))) return path;
  }
}
