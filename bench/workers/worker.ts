// A worker process of its own on the database of a benchmark: worker.ts URL. It reports when it is ready, and stops
// when its parent disconnects.
import { connect } from "#db/client.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";

import { jobStep } from "../engine/jobs.ts";

const url = process.argv[2] ?? "";
jobStep("job"); // its operation answers by itself from here on
const db = connect(url, { max: 10 });
const hub = new NotificationHub(db);
await startWorker(db, hub, url);
process.once("disconnect", () => process.exit());
process.send?.("ready");
