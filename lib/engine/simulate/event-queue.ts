type Entry<T> = { readonly at: number; readonly what: T };

/** The event queue of the discrete-event simulation: a binary heap ordered by time. */
export class EventQueue<T> {
  readonly #heap: Entry<T>[] = [];

  add(at: number, what: T): void {
    const heap = this.#heap;
    let i = heap.push({ at, what }) - 1;
    for (let up = (i - 1) >> 1; i > 0 && heap[up]!.at > heap[i]!.at; up = (i - 1) >> 1) {
      [heap[up], heap[i]] = [heap[i]!, heap[up]!];
      i = up;
    }
  }

  /** Removes and returns everything that happens at the earliest moment. */
  next(): { readonly at: number; readonly due: readonly T[] } | null {
    const at = this.#heap[0]?.at;
    if (at === undefined) return null;
    const due: T[] = [];
    while (this.#heap[0]?.at === at) due.push(this.#pop());
    return { at, due };
  }

  #pop(): T {
    const heap = this.#heap;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return top.what;
    heap[0] = last;
    for (let i = 0; ;) {
      const left = 2 * i + 1;
      const right = left + 1;
      let least = i;
      if (left < heap.length && heap[left]!.at < heap[least]!.at) least = left;
      if (right < heap.length && heap[right]!.at < heap[least]!.at) least = right;
      if (least === i) return top.what;
      [heap[i], heap[least]] = [heap[least]!, heap[i]!];
      i = least;
    }
  }
}
