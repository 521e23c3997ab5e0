import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { type Dispatcher, request } from "undici";

import { StepFailure } from "#lib/step-failure.ts";

export type HttpRequest = {
  readonly method: Dispatcher.HttpMethod;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

export type HttpAnswer = {
  readonly status: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

const maxRedirects = 5;
const maxBytes = 1024 * 1024;
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a request and follows up to five redirects itself. Each redirect is checked again, and one to another server
 * gets neither the author's headers nor any content. Reads at most 1 MiB, also after unpacking.
 */
export async function send(
  first: HttpRequest,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  let next = first;
  for (let hops = 0; hops <= maxRedirects; hops++) {
    // oxlint-disable-next-line no-await-in-loop -- each redirect is known only from the answer before
    const answer = await sendOnce(next, dispatcher, signal);
    const location = answer.headers["location"];
    if (!redirects.has(answer.status) || location === undefined) return answer;
    next = redirected(next, answer.status, location);
  }
  throw new StepFailure("too_many_redirects", `${first.url.host} redirects too often.`);
}

/** Refuses what must never be requested, wherever the URL came from. */
export function checkedUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : null;
  if (url?.protocol !== "http:" && url?.protocol !== "https:")
    throw new StepFailure("bad_url", "Only http and https addresses can be called.");
  if (url.username !== "" || url.password !== "")
    throw new StepFailure("bad_url", "An address may not contain a user name or password.");
  return url;
}

function redirected(from: HttpRequest, status: number, location: string): HttpRequest {
  const url = checkedUrl(location, from.url);
  if (from.url.protocol === "https:" && url.protocol === "http:")
    throw new StepFailure("bad_redirect", `${from.url.host} redirects to an unprotected address.`);
  const becomesGet =
    status === 303 ? from.method !== "HEAD" : status < 303 && from.method === "POST";
  const method = becomesGet ? "GET" : from.method;
  const keepsContent = method === from.method;
  if (url.origin === from.url.origin)
    return { ...from, url, method, body: keepsContent ? from.body : null };
  if (method !== "GET" && method !== "HEAD")
    throw new StepFailure(
      "bad_redirect",
      `${from.url.host} redirects the content to another server.`,
    );
  return { url, method, headers: {}, body: null };
}

async function sendOnce(
  { method, url, headers, body }: HttpRequest,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const answer = await request(url, {
    method,
    headers: {
      accept: "application/json, text/*;q=0.9, */*;q=0.1",
      ...headers,
      "accept-encoding": "gzip",
      "user-agent": "InvestByYourself-Workflows",
    },
    body,
    dispatcher,
    signal,
  });
  const received: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined) received[name] = Array.isArray(value) ? value.join(", ") : value;
  return {
    status: answer.statusCode,
    url: url.href,
    headers: received,
    body: await readBody(answer.body, received["content-encoding"] ?? "identity", url.host),
  };
}

/** What came, unpacked. An answer without content says nothing of how it is packed, whatever its headers say. */
async function readBody(
  body: Dispatcher.ResponseData["body"],
  encoding: string,
  host: string,
): Promise<Buffer> {
  const packed = await readBytes(body, host);
  if (packed.length === 0 || ["", "identity"].includes(encoding.toLowerCase())) return packed;
  if (!["gzip", "x-gzip"].includes(encoding.toLowerCase()))
    throw new StepFailure("bad_answer", `${host} packs its answer in a way we cannot read.`);
  try {
    return await promisify(gunzip)(packed, { maxOutputLength: maxBytes });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(host);
    throw new StepFailure("bad_answer", `${host} sent an answer that cannot be unpacked.`, {
      cause,
    });
  }
}

async function readBytes(body: Dispatcher.ResponseData["body"], host: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) {
      body.destroy();
      throw tooLarge(host);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function tooLarge(host: string): StepFailure {
  return new StepFailure("too_large", `${host} sent more than 1 MiB.`);
}
