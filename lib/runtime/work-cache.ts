import type { Work } from "#lib/engine/work.ts";

/** About 200 MB of steps at worst. */
const maxSteps = 200_000;

/**
 * Working copies of executions that changed lately, so that the next change need not read every step again. A copy is
 * taken out while it is worked on and comes back only after its change was committed; it counts only when its revision is
 * the one that the locked row says, so a change by another process is never missed.
 */
class WorkCache {
  readonly #works = new Map<string, Work>();
  #steps = 0;

  take(executionId: string, revision: number): Work | null {
    const work = this.#works.get(executionId);
    if (!work) return null;
    this.#works.delete(executionId);
    this.#steps -= work.plan.steps.length;
    return work.state.revision === revision ? work : null;
  }

  put(executionId: string, work: Work): void {
    this.take(executionId, -1);
    this.#works.set(executionId, work);
    this.#steps += work.plan.steps.length;
    for (const [id, oldest] of this.#works) {
      if (this.#steps <= maxSteps) return;
      this.#works.delete(id);
      this.#steps -= oldest.plan.steps.length;
    }
  }
}

export const workCache = new WorkCache();
