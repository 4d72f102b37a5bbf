import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { planResource } from '../delivery/resource-file.ts';

/** Sends a file that the studio resolved, or the part of it that the page asks for. */
export async function sendResource(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { headers } = request;
  const answer = await planResource(path, {
    range: headers.range,
    'if-range': headers['if-range']?.toString(),
    'if-none-match': headers['if-none-match'],
  });
  response.writeHead(answer.status, answer.headers);
  if (answer.bytes === null || request.method === 'HEAD') return void response.end();
  try {
    await pipeline(createReadStream(path, answer.bytes), response);
  } catch (error) {
    // A player leaves most of its requests half read; anything else is the host's to know.
    if (!response.destroyed || (error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
