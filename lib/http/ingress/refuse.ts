import type { IncomingMessage, ServerResponse } from "node:http";

import { type AppError, type Problem, statusOf } from "#lib/errors.ts";

/** How long what a refused caller still sends is read and forgotten. */
const lingerMs = 10_000;

/**
 * Answers a request that is not let in, in the form that whoever sent it reads: programs the problem, a page's script
 * the sentence alone, a browser a page with it. A caller who is still sending could not read an answer on a connection
 * that is cut, so what comes is thrown away for a while, and then the connection ends.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  const { code, message, retryAfterSeconds } = error;
  const problem: Problem = { code, message };
  const [type, text] = worded(request, problem);
  const body = Buffer.from(text);
  response.writeHead(statusOf(problem), {
    "Content-Type": type,
    "Content-Length": body.length,
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    Connection: "close",
    ...(retryAfterSeconds !== undefined && { "Retry-After": retryAfterSeconds }),
  });
  if (request.method !== "HEAD") response.write(body);
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, lingerMs);
  if (request.readableEnded || request.complete) end();
  else request.once("end", end).once("close", end).on("error", end).resume();
}

const utf8 = "; charset=utf-8";

function worded({ headers, url = "" }: IncomingMessage, problem: Problem): [string, string] {
  if (url.startsWith("/api/")) return [`application/json${utf8}`, JSON.stringify(problem)];
  const forPeople = headers.accept?.includes("text/html") && headers["next-action"] === undefined;
  // Next shows a page's script the text of a refusal only under this very type.
  return forPeople ? [`text/html${utf8}`, page(problem.message)] : ["text/plain", problem.message];
}

/** The words are the application's own, and have nothing in them that HTML would read. */
function page(sentence: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>There is a problem - InvestByYourself</title>
<style>body{font:1.125rem/1.5 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:3rem 1.5rem}h1{font-size:1.75rem}</style>
<main>
<h1>There is a problem</h1>
<p>${sentence}</p>
<p><a href="/">InvestByYourself</a></p>
</main>
</html>
`;
}
