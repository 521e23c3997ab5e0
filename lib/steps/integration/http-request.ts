import { createHash } from "node:crypto";

import { z } from "zod";

import type { Json } from "#lib/engine/value/json.ts";
import { env } from "#lib/env.ts";
import { retryAfterMs } from "#lib/retry-after.ts";
import { StepFailure } from "#lib/step-failure.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

import { AddressNotAllowed, guardedAgent } from "./http/guarded-agent.ts";
import { readContent } from "./http/read-content.ts";
import { checkedUrl, type HttpAnswer, type HttpRequest, send } from "./http/send.ts";

/** Headers that frame the message or name its server, which only we may set. */
const ownHeaders =
  /^(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|accept-encoding|user-agent|proxy-.*)$/iu;

const config = z.strictObject({
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
  /** Fixed by the author. Values of a run go into `query` and `body` only. */
  url: z
    .url({ protocol: /^https?$/u, error: "The url is an http or https address." })
    .max(2_000)
    .refine((url) => URL.canParse(url) && new URL(url).username + new URL(url).password === "", {
      error: "The url may not contain a user name or password.",
    })
    .refine((url) => !/\$?\{|%7B/iu.test(url), {
      error:
        "The url is fixed: nothing is put in the place of {…} in it. Bind values to the input `query` instead.",
    }),
  headers: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z0-9-]{1,100}$/u)
        .refine((name) => !ownHeaders.test(name), {
          error: "This header is set by the step itself.",
        }),
      z
        .string()
        .max(4_000)
        .regex(/^[\t\x20-\x7e]*$/u),
    )
    .default({}),
  /** `success`: any answer but 2xx fails the step. `any`: the status is part of the result. */
  accept: z.enum(["success", "any"]).default("success"),
  timeoutMs: z.int().min(100).max(60_000).default(15_000),
});

/** Calls another server. It cannot reach the machine it runs on, nor the network around it. */
export const httpRequest = defineOperation({
  id: "http.request",
  stepType: "integration",
  mode: "job",
  timeoutMs: 60_000,
  title: "Call another server",
  description:
    "Sends an HTTP request to a public server and gives its answer, JSON or text. At most 1 MiB and 60 seconds; internal addresses are refused.",
  config,
  inputs: {
    query: { type: "http-query", optional: true },
    body: { type: "http-body", optional: true },
  },
  outputs: { response: { type: "http-response" } },
  repeats,
  example: {
    config: { url: "https://api.example.com/prices" },
    input: { query: { symbol: "VOO" } },
  },
  async execute({ config: c, input: { query, body } }, { execution, step, signal, now }) {
    const mayRepeat = repeats(c);
    const url = checkedUrl(c.url);
    for (const [name, value] of Object.entries(query ?? {}))
      url.searchParams.set(name, String(value));
    const content = body === undefined || isSafe(c.method) ? null : JSON.stringify(body);
    const key = {
      execution: execution.id,
      step: step.id,
      method: c.method,
      url: url.href,
      content,
    };
    const request: HttpRequest = {
      method: c.method,
      url,
      headers: {
        ...(!isSafe(c.method) && !hasOwnKey(c) && { "idempotency-key": digest(key) }),
        ...(content !== null && { "content-type": "application/json" }),
        ...c.headers,
      },
      body: content,
    };
    const answer = await sendWithin(request, { timeoutMs: c.timeoutMs, mayRepeat }, signal);
    if (c.accept === "success" && (answer.status < 200 || answer.status > 299))
      throw refusedBy(answer, url.host, { mayRepeat, now });
    const contentType = answer.headers["content-type"] ?? "";
    const response = {
      status: answer.status,
      url: answer.url,
      contentType,
      body: answer.body.length === 0 ? null : readContent(answer.body, contentType, url.host),
    };
    return { output: { response } };
  },
});

async function sendWithin(
  request: HttpRequest,
  { timeoutMs, mayRepeat }: { timeoutMs: number; mayRepeat: boolean },
  stop: AbortSignal,
): Promise<HttpAnswer> {
  const agent = guardedAgent(env().HTTP_ALLOW, timeoutMs);
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    return await send(request, agent, AbortSignal.any([stop, limit]));
  } catch (cause) {
    if (cause instanceof StepFailure) throw cause;
    const retryable = mayRepeat && !stop.aborted;
    throw unreachable(request.url, cause, { isLate: limit.aborted, retryable });
  } finally {
    await agent.destroy();
  }
}

function unreachable(
  url: URL,
  cause: unknown,
  { isLate, retryable }: { isLate: boolean; retryable: boolean },
): StepFailure {
  if (cause instanceof AddressNotAllowed) {
    const sentence = `${cause.message} is an internal address, which workflows may not call.`;
    return new StepFailure("address_not_allowed", sentence, { cause });
  }
  if (isLate)
    return new StepFailure("timeout", `${url.host} did not answer in time.`, { retryable, cause });
  return new StepFailure("unreachable", `${url.host} could not be reached.`, { retryable, cause });
}

function refusedBy(
  { status, headers }: HttpAnswer,
  host: string,
  { mayRepeat, now }: { mayRepeat: boolean; now: Date },
): StepFailure {
  const retryable = mayRepeat && [408, 429, 500, 502, 503, 504].includes(status);
  const waitMs = retryAfterMs(headers, now);
  return new StepFailure("http_status", `${host} answered with status ${status}.`, {
    retryable,
    ...(retryable && waitMs !== undefined && { retryAfterMs: waitMs }),
    details: { status },
  });
}

function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

/**
 * Whether a failed request may be sent again. One that changes something each time it comes is not, unless its author
 * gives it a key of their own, and so says that the server counts equal keys once.
 */
function repeats({ method, headers }: z.output<typeof config>): boolean {
  if (method !== "POST" && method !== "PATCH") return true;
  return hasOwnKey({ headers });
}

function hasOwnKey({ headers }: Pick<z.output<typeof config>, "headers">): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === "idempotency-key");
}

/** The same attempt sent twice has the same key, so that a server can count it once. */
function digest(value: Json): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
