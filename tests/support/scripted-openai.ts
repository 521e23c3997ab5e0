import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** How the server treats one request. Requests beyond the script are answered as by its last entry. */
export type Script =
  /** Says `text`, in pieces of `size` characters with `gapMs` between them. */
  | {
      does: "say";
      text: string;
      size?: number;
      gapMs?: number;
      finish?: "stop" | "length" | "content_filter";
    }
  /** Puts the request's last message into the explanation. */
  | { does: "echo" }
  | { does: "refuse"; status: number; headers?: Record<string, string>; body?: unknown }
  /** Takes the request and never answers. */
  | { does: "hang" }
  /** Says the first `after` characters, and then nothing more. */
  | { does: "stall"; text: string; after: number }
  /** Says the first `after` characters and ends: properly, or by dropping the connection. */
  | { does: "cut"; text: string; after: number; how: "end" | "drop" }
  /** Says the first `after` characters, then sends an error or something that is no JSON. */
  | { does: "break"; text: string; after: number; frame: unknown }
  /** Says letters without end. */
  | { does: "flood" };

export type Received = {
  path: string;
  authorization: string | undefined;
  body: {
    model: string;
    stream?: boolean;
    messages?: { role: string; content: string }[];
    input?: unknown;
    response_format?: unknown;
    [key: string]: unknown;
  };
};

type Api = "chat" | "responses";

/**
 * A local server that speaks the OpenAI protocol (chat completions and responses, streamed or whole) and misbehaves as
 * scripted.
 */
export async function scriptedOpenAi(...script: [Script, ...Script[]]) {
  const requests: Received[] = [];
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.parse(await bodyOf(request));
    const path = request.url ?? "";
    requests.push({ path, authorization: request.headers.authorization, body });
    const api = path.endsWith("/chat/completions") ? "chat" : "responses";
    const act = script[Math.min(requests.length, script.length) - 1];
    if (act) await perform(act, api, body, response);
  };
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The server has no port.");
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
  return { baseUrl: `http://127.0.0.1:${address.port}/v1`, requests, close };
}

async function perform(act: Script, api: Api, body: Received["body"], response: ServerResponse) {
  switch (act.does) {
    case "hang":
      return;
    case "refuse":
      response.writeHead(act.status, { "content-type": "application/json", ...act.headers });
      response.end(JSON.stringify(act.body ?? { error: { message: "Refused", type: "error" } }));
      return;
    case "echo":
      await say({ does: "say", text: echoOf(body) }, api, body, response);
      return;
    case "say":
      await say(act, api, body, response);
      return;
    case "flood":
      await flood(new Stream(api, body.model, response), response);
      return;
    case "stall":
      new Stream(api, body.model, response).piece(act.text.slice(0, act.after));
      return;
    case "cut":
    case "break":
      await breakOff(act, new Stream(api, body.model, response), response);
  }
}

async function flood(out: Stream, response: ServerResponse) {
  while (!response.destroyed) {
    out.piece("many letters ".repeat(20));
    await sleep(1);
  }
}

async function breakOff(
  act: Extract<Script, { does: "cut" | "break" }>,
  out: Stream,
  response: ServerResponse,
) {
  out.piece(act.text.slice(0, act.after));
  await sleep(20);
  if (act.does === "break") {
    out.raw(typeof act.frame === "string" ? act.frame : JSON.stringify(act.frame));
  }
  if (act.does === "cut" && act.how === "drop") response.destroy();
  else response.end();
}

function echoOf(body: Received["body"]): string {
  return JSON.stringify({ ...emptyAnswer, explanation: body.messages?.at(-1)?.content ?? "" });
}

const emptyAnswer = { result: "", data: [], confidence: { score: 1, reason: "" } };

async function say(
  act: Extract<Script, { does: "say" }>,
  api: Api,
  body: Received["body"],
  response: ServerResponse,
) {
  if (!body.stream) {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(whole(api, body.model, act.text)));
    return;
  }
  const out = new Stream(api, body.model, response);
  const size = act.size ?? 24;
  for (let at = 0; at < act.text.length && !response.destroyed; at += size) {
    out.piece(act.text.slice(at, at + size));
    if (act.gapMs) await sleep(act.gapMs);
  }
  out.finish(act.finish ?? "stop");
}

const chatUsage = { prompt_tokens: 900, completion_tokens: 250, total_tokens: 1150 };
const responsesUsage = { input_tokens: 900, output_tokens: 250, total_tokens: 1150 };

function whole(api: Api, model: string, text: string) {
  if (api === "chat") {
    const message = { role: "assistant", content: text };
    const choices = [{ index: 0, message, finish_reason: "stop" }];
    return {
      id: "chat-1",
      object: "chat.completion",
      created: 1,
      model,
      choices,
      usage: chatUsage,
    };
  }
  const content = [{ type: "output_text", text, annotations: [] }];
  const output = [
    { type: "message", id: "item-1", role: "assistant", status: "completed", content },
  ];
  return {
    id: "response-1",
    object: "response",
    created_at: 1,
    status: "completed",
    model,
    output,
    usage: responsesUsage,
  };
}

/** The answer as server-sent events. */
class Stream {
  private readonly api: Api;
  private readonly model: string;
  private readonly response: ServerResponse;
  private text = "";

  constructor(api: Api, model: string, response: ServerResponse) {
    this.api = api;
    this.model = model;
    this.response = response;
    response.writeHead(200, { "content-type": "text/event-stream" });
    if (api === "chat") {
      this.choice({ role: "assistant", content: "" }, null);
      return;
    }
    const started = { id: "response-1", created_at: 1, model, status: "in_progress" };
    this.send({ type: "response.created", response: started });
    const item = {
      type: "message",
      id: "item-1",
      role: "assistant",
      status: "in_progress",
      content: [],
    };
    this.send({ type: "response.output_item.added", output_index: 0, item });
  }

  piece(delta: string) {
    this.text += delta;
    if (this.api === "chat") this.choice({ content: delta }, null);
    else
      this.send({
        type: "response.output_text.delta",
        item_id: "item-1",
        output_index: 0,
        content_index: 0,
        delta,
      });
  }

  raw(line: string) {
    this.response.write(`data: ${line}\n\n`);
  }

  finish(reason: "stop" | "length" | "content_filter") {
    if (this.api === "chat") {
      this.choice({}, reason);
      this.send({
        id: "chat-1",
        object: "chat.completion.chunk",
        created: 1,
        model: this.model,
        choices: [],
        usage: chatUsage,
      });
      this.raw("[DONE]");
    } else {
      const content = [{ type: "output_text", text: this.text, annotations: [] }];
      const item = {
        type: "message",
        id: "item-1",
        role: "assistant",
        status: "completed",
        content,
      };
      this.send({ type: "response.output_item.done", output_index: 0, item });
      const cut = {
        incomplete_details: {
          reason: reason === "length" ? "max_output_tokens" : "content_filter",
        },
      };
      const ended = {
        id: "response-1",
        created_at: 1,
        model: this.model,
        output: [item],
        usage: responsesUsage,
      };
      if (reason === "stop")
        this.send({ type: "response.completed", response: { ...ended, status: "completed" } });
      else
        this.send({
          type: "response.incomplete",
          response: { ...ended, ...cut, status: "incomplete" },
        });
    }
    this.response.end();
  }

  private choice(delta: object, finish_reason: string | null) {
    const choices = [{ index: 0, delta, finish_reason }];
    this.send({
      id: "chat-1",
      object: "chat.completion.chunk",
      created: 1,
      model: this.model,
      choices,
    });
  }

  private send(event: object) {
    this.raw(JSON.stringify(event));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
