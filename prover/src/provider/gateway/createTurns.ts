/** What waits, each under a key, and comes out with the keys taking turns, so that whoever brings much waits for that alone. */
export type Turns<Item> = {
  /** How many wait. */
  readonly size: number;
  /**
   * Lets it wait behind what has its key already. Gives back what has no place for that: the item itself where its key has as many as a
   * key may have, or where all places are taken and no key has more of them than it would; else the latest of the key that has most.
   */
  add(key: number, item: Item): Item | undefined;
  /** At most so many: one of each key, then the next of each, and of one key in their order. */
  take(count: number): Item[];
};

/** Places for what waits for a turn: `most` in all, of which one key has at most `mostOfKey`. */
export function createTurns<Item>({ most, mostOfKey }: { most: number; mostOfKey: number }): Turns<Item> {
  /** In the order of their turns. */
  const queues = new Map<number, Item[]>();
  let size = 0;

  function longest(): Item[] {
    let found: Item[] = [];
    for (const queue of queues.values()) if (queue.length > found.length) found = queue;
    return found;
  }

  return {
    get size() {
      return size;
    },
    add(key, item) {
      const queue = queues.get(key) ?? [];
      if (queue.length >= mostOfKey) return item;
      let displaced: Item | undefined;
      if (size >= most) {
        const other = longest();
        if (other.length <= queue.length + 1) return item;
        displaced = other.pop();
        size -= 1;
      }
      queue.push(item);
      queues.set(key, queue);
      size += 1;
      return displaced;
    },
    take(count) {
      const taken: Item[] = [];
      for (const [key, queue] of queues) {
        if (taken.length >= count) break;
        taken.push(...queue.splice(0, 1));
        queues.delete(key);
        if (queue.length > 0) queues.set(key, queue); // at the end, where this loop comes to it again
      }
      size -= taken.length;
      return taken;
    },
  };
}
