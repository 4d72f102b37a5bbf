import { errorFromFailure } from '../../api/transport.ts';
import { uploadAnswerSchema } from '../../api/upload.ts';
import { StudioError } from '../../core/errors.ts';

/**
 * Sends a file to the host that served the page. XMLHttpRequest, because fetch tells nothing about the progress of a body.
 * @returns its path on the host
 */
export function uploadFile(
  address: URL,
  session: string,
  file: File,
  { signal, onProgress }: { readonly signal?: AbortSignal; readonly onProgress?: (ratio: number) => void },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const cancel = () => request.abort();
    request.open('PUT', address);
    request.setRequestHeader('authorization', `Bearer ${session}`);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress?.(total === 0 ? 1 : loaded / total));
    request.addEventListener('load', () => {
      const answer = uploadAnswerSchema.safeParse(parseJson(request.responseText));
      if (!answer.success) reject(new Error(`the host answered an upload with ${request.status}`));
      else if ('path' in answer.data) resolve(answer.data.path);
      else reject(errorFromFailure(answer.data));
    });
    request.addEventListener('error', () =>
      reject(new StudioError('host.unreachable', `The connection broke while ${file.name} was being sent.`)),
    );
    request.addEventListener('abort', () => reject(new StudioError('job.cancelled', 'Cancelled.')));
    request.addEventListener('loadend', () => signal?.removeEventListener('abort', cancel));
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) return reject(new StudioError('job.cancelled', 'Cancelled.'));
    request.send(file);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A refusal in words; the status says what it was.
    return undefined;
  }
}
