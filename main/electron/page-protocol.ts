import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { resourcePath } from '../../api/resource-url.ts';
import { readPageFile } from '../delivery/page-file.ts';
import { planResource } from '../delivery/resource-file.ts';
import type { ElectronApi } from './electron-api.ts';
import { isPageAddress, pageScheme } from './page-address.ts';

/** Declares the scheme; must run before Electron is ready. `stream` makes video elements ask for ranges. */
export function declarePageScheme({ protocol }: Pick<ElectronApi, 'protocol'>): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges }]);
}

/** What the page may have. */
export interface PageContent {
  /** Folder of the built page, absolute. */
  readonly pageFolder: string;
  /** The file behind a path that begins with `resource/`, null when the page may not have it. */
  readonly resolveResource: (path: string) => Promise<string | null>;
}

/** Electron's own addition to a request: the origin of the page behind it; absent when the browser itself asks. */
type PageRequest = Request & { readonly initiatorOrigin?: string | null };

const fixedHeaders = {
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Answers requests of the page's own protocol: files of the built page with its security policy, resources with ranges, nothing else
 * and nobody else.
 */
export function makePageHandler({
  pageFolder,
  resolveResource,
}: PageContent): (request: PageRequest) => Promise<Response> {
  return async (request) => {
    const { initiatorOrigin } = request;
    const isOurs = initiatorOrigin === undefined || (initiatorOrigin !== null && isPageAddress(initiatorOrigin));
    if (!isPageAddress(request.url) || !isOurs) return refusal(403);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
    const { pathname } = new URL(request.url);
    if (pathname.startsWith(`/${resourcePath}/`))
      return answerResource(await resolveResource(pathname.slice(1)), request);
    const file = await readPageFile(pageFolder, pathname);
    return file === null ? refusal(404) : new Response(file.body, { headers: { ...file.headers, ...fixedHeaders } });
  };
}

async function answerResource(path: string | null, request: Request): Promise<Response> {
  if (path === null) return refusal(404);
  const { headers } = request;
  const {
    status,
    headers: answered,
    bytes,
  } = await planResource(path, {
    range: headers.get('range') ?? undefined,
    'if-range': headers.get('if-range') ?? undefined,
    'if-none-match': headers.get('if-none-match') ?? undefined,
  });
  const isWithout = bytes === null || request.method === 'HEAD';
  const body = isWithout ? null : (Readable.toWeb(createReadStream(path, bytes)) as ReadableStream<Uint8Array>);
  return new Response(body, { status, headers: { ...answered, ...fixedHeaders } });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: fixedHeaders });
}
