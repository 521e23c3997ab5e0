import type { Database } from "#db/client.ts";
import { accessChannel } from "#db/queries/people/access.ts";
import { log } from "#lib/log.ts";

/** Says whether a session or token still counts. */
type Look = () => Promise<boolean>;
type Watched = { look: Look; end: () => void };

/** For what is announced to nobody: a token that expires. */
const lookEveryMs = 300_000;

/**
 * Ends what is held open for people whose session or token has ended, in this process, whichever process ended it. It
 * is told only whose access changed; what still counts, the database says. One connection listens for all, and after a
 * lost one everybody is looked at again.
 */
export class AccessWatch {
  readonly #watched = new Map<string, Set<Watched>>();
  readonly #db: Database;
  #listening: Promise<unknown> | null = null;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Calls `end` as soon as `look` says no, until the returned function is called. */
  async watch(userId: string, look: Look, end: () => void): Promise<() => void> {
    const watched = { look, end };
    const theirs = this.#watched.get(userId) ?? new Set();
    this.#watched.set(userId, theirs.add(watched));
    const timer = setInterval(() => void this.#look(watched), lookEveryMs);
    timer.unref();
    await this.#listen();
    void this.#look(watched); // what ended before this process listened was announced to nobody here
    return () => {
      clearInterval(timer);
      theirs.delete(watched);
      if (theirs.size === 0) this.#watched.delete(userId);
    };
  }

  async #listen(): Promise<void> {
    this.#listening ??= this.#db.$client.listen(
      accessChannel,
      (userId) => this.#enqueue(this.#watched.get(userId)),
      () => this.#watched.forEach((theirs) => this.#enqueue(theirs)),
    );
    try {
      await this.#listening;
    } catch (error) {
      // postgres.js tries until it listens, and then everybody is looked at.
      log.debug("does not listen yet", { error });
    }
  }

  #enqueue(theirs: ReadonlySet<Watched> | undefined): void {
    for (const watched of theirs ?? []) void this.#look(watched);
  }

  async #look({ look, end }: Watched): Promise<void> {
    try {
      if (!(await look())) end();
    } catch (error) {
      // A database that is away says nothing about a session: once it is back, everybody is looked at.
      log.debug("could not look whether a session still counts", { error });
    }
  }
}

const keptHere = globalThis as typeof globalThis & {
  workflowsAccess?: { db: object; watch: AccessWatch };
};

/** The watch of this process; kept across the development server's module reloads. */
export function accessWatchOf(db: Database): AccessWatch {
  if (keptHere.workflowsAccess?.db !== db.$client) {
    keptHere.workflowsAccess = { db: db.$client, watch: new AccessWatch(db) };
  }
  return keptHere.workflowsAccess.watch;
}
