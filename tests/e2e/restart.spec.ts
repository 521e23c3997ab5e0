import { setTimeout as pause } from "node:timers/promises";

import { expect, test } from "@playwright/test";

import { listPortfolios } from "#db/queries/portfolios/portfolios.ts";
import { drive, type Transport } from "#tests/support/generic-client.ts";
import { killableServer } from "#tests/support/killable-server.ts";
import { bearerOf, newPerson } from "#tests/support/people.ts";

test("a web server that is killed again and again brings a run to its end", async () => {
  test.setTimeout(300_000);
  const server = await killableServer("restart");
  try {
    const person = await newPerson("user", server.db);
    const bearer = await bearerOf(person);
    await server.start();
    let posts = 0;
    const send: Transport = async (method, path, body, headers) => {
      // Every third request meets the end of the server at another moment.
      if (method === "POST" && ++posts % 3 === 0) void pause(posts * 4).then(server.kill);
      for (;;) {
        try {
          const response = await fetch(`${server.base}/api${path}`, {
            method,
            headers: { ...bearer, ...headers },
            ...(method === "POST" && { body: JSON.stringify(body) }),
          });
          return { status: response.status, json: await response.json() };
        } catch {
          await server.kill();
          await server.start();
        }
      }
    };
    const done = await drive(send, "create-a-portfolio", 180_000);
    expect(done.status).toBe("completed");
    expect(server.starts()).toBeGreaterThan(2);
    expect(await listPortfolios(server.db, { ownerId: person.id })).toMatchObject([
      { executionId: done.id },
    ]);
  } finally {
    await server.remove();
  }
});
