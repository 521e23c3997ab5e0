import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";

import { asking, type Capability, requireCapability } from "#lib/auth/capabilities.ts";
import type { Viewer } from "#lib/auth/sessions/viewer.ts";
import { viewerOfRequest } from "#lib/auth/tokens/bearer.ts";
import { storageProblem } from "#lib/engine/value/storable.ts";
import { AppError, statusOf } from "#lib/errors.ts";
import { expectedFailure, toProblem } from "#lib/problem.ts";

const bodyLimit = 1024 * 1024;

/**
 * Wraps a route handler: signs the caller in, asks whether they may do what the route does, and turns a throw into a
 * `Problem` with its HTTP status. The handler parses (`readBody`, `readQuery`) before it acts.
 */
export function route<Args extends unknown[]>(
  capability: Capability,
  handle: (request: Request, viewer: Viewer, ...rest: Args) => Promise<Response>,
) {
  const handler = openRoute(async (request, ...rest: Args) => {
    const viewer = await viewerOfRequest(request);
    requireCapability(viewer, capability);
    return unkept(await handle(request, viewer, ...rest));
  });
  return asking(capability, handler);
}

/** The same for handlers that nobody is signed in for yet. */
export function openRoute<Args extends unknown[]>(
  handle: (request: Request, ...rest: Args) => Promise<Response>,
) {
  const handler = async (request: Request, ...rest: Args): Promise<Response> => {
    try {
      return await handle(request, ...rest);
    } catch (error) {
      unstable_rethrow(error);
      const problem = toProblem(error);
      const status = statusOf(problem);
      const wait = expectedFailure(error)?.retryAfterSeconds;
      const headers = {
        ...(status === 401 && { "WWW-Authenticate": 'Bearer realm="api"' }),
        ...(wait !== undefined && { "Retry-After": String(wait) }),
      };
      return Response.json(problem, { status, headers });
    }
  };
  return asking("open", handler);
}

/** What is somebody's own is kept by nobody on the way, unless the handler says so itself. */
function unkept(response: Response): Response {
  if (!response.headers.has("cache-control")) {
    response.headers.set("Cache-Control", "private, no-store");
  }
  return response;
}

/** The search parameters of a request, parsed with the schema. */
export function readQuery<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  return schema.parse(Object.fromEntries(new URL(request.url).searchParams));
}

/** The JSON body of a request, parsed with the schema. No body reads as an empty object. */
export async function readBody<S extends z.ZodType>(
  request: Request,
  schema: S,
): Promise<z.output<S>> {
  const text = await readText(request);
  return schema.parse(text.trim() === "" ? {} : parseJson(text));
}

function parseJson(text: string): unknown {
  const body = parsed(text);
  const problem = storageProblem(body);
  if (problem !== null) throw new AppError("invalid", `The body ${problem}.`);
  return body;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "it cannot be read";
    throw new AppError("invalid", `The body is not JSON: ${reason}.`);
  }
}

/** Counts while it reads, because a `Content-Length` may be missing or wrong. */
async function readText(request: Request): Promise<string> {
  if (!request.body) return "";
  const decoder = new TextDecoder();
  let size = 0;
  let text = "";
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > bodyLimit) throw new AppError("too_large", "The body is larger than 1 MiB.");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
