type Listeners<Events extends Record<string, unknown[]>> = {
  [Name in keyof Events]?: Set<(...args: Events[Name]) => void>;
};

/** Typed events. `Events` maps an event's name to the tuple of its arguments. */
export class Emitter<Events extends Record<string, unknown[]>> {
  readonly #listeners: Listeners<Events> = {};

  /** Listens until the returned function is called. */
  on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void {
    const listeners: Set<(...args: Events[Name]) => void> = this.#listeners[name] ?? new Set();
    this.#listeners[name] = listeners;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Listens for the next event only. */
  once<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void {
    const stop = this.on(name, (...args) => {
      stop();
      listener(...args);
    });
    return stop;
  }

  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    for (const listener of [...(this.#listeners[name] ?? [])]) listener(...args);
  }
}
