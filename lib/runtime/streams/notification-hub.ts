import type { Database } from "#db/client.ts";
import { log } from "#lib/log.ts";

type Listener = () => void;

/**
 * Notifies listeners in this process when an execution changes, whichever process changed it. One connection listens
 * for all of them. A notification carries no content: everyone reads the change from the database, so one that is lost
 * or comes twice does no harm.
 */
export class NotificationHub {
  readonly #listeners = new Map<string, Set<Listener>>();
  #listening: Promise<{ unlisten: () => Promise<void> }> | null = null;
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Calls `listener` at every change of the execution until the returned function is called. A lost connection is no
   * failure.
   */
  async follow(executionId: string, listener: Listener): Promise<() => void> {
    const listeners = this.#listeners.get(executionId) ?? new Set();
    this.#listeners.set(executionId, listeners.add(listener));
    await this.#listen();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(executionId);
    };
  }

  async close(): Promise<void> {
    try {
      const listening = await this.#listening;
      await listening?.unlisten();
    } catch (error) {
      log.debug("did not listen", { error });
    }
  }

  async #listen(): Promise<void> {
    this.#listening ??= this.#db.$client.listen(
      "execution",
      (executionId) => this.#tell(this.#listeners.get(executionId)),
      // After a lost connection nobody knows what was missed, so everyone looks again.
      () => this.#listeners.forEach((listeners) => this.#tell(listeners)),
    );
    try {
      await this.#listening;
    } catch (error) {
      // postgres.js keeps trying until it listens, and then everyone looks again.
      log.debug("does not listen yet", { error });
    }
  }

  #tell(listeners: ReadonlySet<Listener> | undefined): void {
    for (const listener of listeners ?? []) listener();
  }
}

const kept = globalThis as typeof globalThis & { workflowsHub?: NotificationHub };

/** The hub of this process; kept across the development server's module reloads. */
export function notificationHubOf(db: Database): NotificationHub {
  kept.workflowsHub ??= new NotificationHub(db);
  return kept.workflowsHub;
}
