import { open } from 'node:fs/promises';
import { damagedCheckpoint } from './checkpoint-failures.ts';

/** Enough to see what a file is; a tar archive says so at byte 257. */
const headBytes = 1024;

const again = 'Download it again.';
const saveAgain =
  'Load it once with a newer PyTorch and save it: torch.save(torch.load(path, map_location="cpu", weights_only=True), path).';

/** The number that torch.save of before version 1.6 begins with, pickled. */
const legacyMagic = Buffer.from('6cfc9c46f9206aa85019', 'hex');

/**
 * Says what a file is that is no zip archive, and passes when it is one.
 *
 * @throws StudioError 'models.checkpoint-damaged' with a sentence of its own for an empty file, a folder, a web page, a git-LFS pointer, a
 *         tar or gzip archive, a file of an old PyTorch, a bare pickle, safetensors, text, zeros, anything else
 */
export async function assertIsZip(path: string): Promise<void> {
  const head = await readHead(path);
  const problem = whatIsWrongWith(head);
  if (problem !== null) throw damagedCheckpoint(path, problem);
}

async function readHead(path: string): Promise<Buffer> {
  let file;
  try {
    file = await open(path, 'r');
    const stats = await file.stat();
    if (stats.isDirectory())
      throw damagedCheckpoint(path, 'is a folder, not a file. Unpacked checkpoints are not read.');
    if (!stats.isFile()) throw damagedCheckpoint(path, 'is not an ordinary file.');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && 'syscall' in cause)
      throw damagedCheckpoint(path, 'cannot be read. Look at the rights of the file.', cause);
    throw cause;
  } finally {
    await file?.close();
  }
}

/** What the first bytes say, as the rest of a sentence; null for a zip archive. */
function whatIsWrongWith(head: Buffer): string | null {
  if (head.length === 0) return `is empty. ${again}`;
  if (startsWith(head, 'PK\x03\x04')) return null;
  if (startsWith(head, 'PK\x05\x06')) return `is a zip archive without files. ${again}`;
  return textProblem(head) ?? archiveProblem(head) ?? pickleProblem(head) ?? `is not a checkpoint file. ${again}`;
}

function textProblem(head: Buffer): string | null {
  const text = head.toString('latin1').trimStart().toLowerCase();
  if (text.startsWith('version https://git-lfs')) {
    return 'is a pointer of git LFS, not the file itself. Fetch the file with: git lfs pull.';
  }
  if (/^(?:\ufeff|ï»¿)?(?:<!doctype html|<html|<head|<\?xml)/.test(text)) {
    return 'is a web page, not a checkpoint: the site answered with a page (a limit on downloads, a question) in place of the file. Download it in a browser.';
  }
  if (head.every((byte) => byte === 0)) return `begins with zeros: the download did not finish. ${again}`;
  if (head.every((byte) => (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13))) {
    return `is a text file, not a checkpoint. ${again}`;
  }
  return null;
}

function archiveProblem(head: Buffer): string | null {
  if (head.toString('latin1', 257, 262) === 'ustar') {
    return 'is a tar archive. Unpack it first, and name the folder with the four files.';
  }
  if (head[0] === 0x1f && head[1] === 0x8b) return 'is packed with gzip. Unpack it first.';
  if (startsWith(head, '7z\xbc\xaf') || startsWith(head, 'Rar!')) return 'is a packed archive. Unpack it first.';
  // safetensors: the length of a JSON header, then the header.
  if (head.length > 9 && head[8] === 0x7b && head.readUInt32LE(4) === 0 && head.readUInt32LE(0) > 1) {
    return 'is a safetensors file. Only the official .pth files are read.';
  }
  return null;
}

function pickleProblem(head: Buffer): string | null {
  if (head[0] !== 0x80 || head[1] > 5) return null;
  if (head.subarray(0, 32).includes(legacyMagic)) {
    return `was written by an old PyTorch (before 1.6) and has another layout. ${saveAgain}`;
  }
  return `is a bare pickle, not a file of torch.save. ${saveAgain}`;
}

function startsWith(head: Buffer, mark: string): boolean {
  return head.toString('latin1', 0, mark.length) === mark;
}
